use anyhow::Result;
use models::{FittedLogistic, Status};
use serde_json::json;

use crate::lesson::{exam, ones};
use crate::text::{fixed, percent, short};
use crate::{Inputs, Report, Table};

const CHECKPOINTS: [usize; 6] = [0, 10, 50, 100, 200, 499];

pub(super) fn run(inputs: &Inputs) -> Result<Report> {
    let (training, score) = exam::train(inputs)?;
    let data = &training.data;
    let passed = data.labels()?.iter().filter(|passed| **passed).count();
    let n = data.n_samples();
    let history = &training.model.report.history;
    let (train, test) = (training.train_confusion(0.5)?, training.test_confusion(0.5)?);
    let optimum = training.optimum()?;
    let (stopped_at, lowest) = (training.model.report.objective, optimum.report.objective);

    let mut losses = Table::new(["epoch", "loss before it"]);
    for epoch in CHECKPOINTS {
        losses.row([epoch.to_string(), fixed(history[epoch], 6)]);
    }
    let mut fits = Table::new(["", "loss", "study", "sleep", "intercept", "ended"]).words(5);
    for (name, model) in [("gradient descent", &training.model), ("Newton's method", &optimum)] {
        let steps = model.report.iterations;
        fits.row([
            name.to_owned(),
            fixed(model.report.objective, 6),
            fixed(model.coefficients[0], 4),
            fixed(model.coefficients[1], 4),
            fixed(model.intercept, 4),
            format!("{} (after {steps} steps)", model.report.status),
        ]);
    }

    let last_hundred = history[history.len() - 100] - stopped_at;
    let length = |model: &FittedLogistic| model.coefficients.iter().map(|c| c * c).sum::<f64>();
    let seen = match (training.model.report.status, optimum.report.status) {
        (Status::Converged, Status::Converged) => format!(
            "{} epochs reach the optimum, a loss of {}.",
            training.descent.epochs,
            fixed(lowest, 6)
        ),
        (_, Status::Converged) => format!(
            "{} epochs lower the loss from {} to {}, the last hundred of them by {}. Newton's method \
             shows that the optimum is {}, with {} weights: training stopped {} short of it.",
            training.descent.epochs,
            fixed(history[0], 6),
            fixed(stopped_at, 6),
            short(last_hundred),
            fixed(lowest, 6),
            if length(&optimum) > length(&training.model) { "larger" } else { "other" },
            short(stopped_at - lowest),
        ),
        (_, other) => {
            format!("the loss ends at {}; Newton's method: {other}.", fixed(stopped_at, 6))
        }
    };
    let checkpoints: serde_json::Map<String, serde_json::Value> =
        CHECKPOINTS.iter().map(|epoch| (epoch.to_string(), json!(history[*epoch]))).collect();
    let nearest = score.iter().map(|score| (score - 5.0).abs()).fold(f64::INFINITY, f64::min);
    Ok(Report {
        title: "Who passes the exam? Training by gradient descent",
        look_at: "Look at the loss from epoch to epoch, and then at how far it still was from its \
                  lowest value."
            .to_owned(),
        parts: vec![
            format!(
                "{n} students: {passed} pass ({}), {} fail ({}). {} train, {} test; features are \
                 standardised on the training rows; {} epochs at rate {}.",
                percent(passed, n),
                n - passed,
                percent(n - passed, n),
                training.split.train.len(),
                training.split.test.len(),
                training.descent.epochs,
                training.descent.rate,
            )
            .into(),
            losses.into(),
            fits.into(),
            format!(
                "Accuracy: training {} ({} of {}), test {} ({} of {}).",
                percent(train.correct(), train.total()),
                train.correct(),
                train.total(),
                percent(test.correct(), test.total()),
                test.correct(),
                test.total(),
            )
            .into(),
        ],
        seen,
        sizes: json!({ "students": n, "epochs": training.descent.epochs }),
        reference: Some("exam"),
        figures: json!({
            "seed": inputs.seed,
            "n": n,
            "dataset": {
                "study_hours": data.feature("study_hours")?,
                "sleep_hours": data.feature("sleep_hours")?,
                "score": score,
                "passed": ones(data.labels()?),
            },
            "passed_count": passed,
            "failed_count": n - passed,
            "passed_pct_unrounded": 100.0 * passed as f64 / n as f64,
            "failed_pct_unrounded": 100.0 * (n - passed) as f64 / n as f64,
            "split": training.split.train.len(),
            "permutation": ([&training.split.train[..], &training.split.test].concat()),
            "train_n": training.train.n_samples(),
            "test_n": training.test.n_samples(),
            "mean": training.scaler.means,
            "std_ddof0": training.scaler.deviations,
            "smallest_abs_score_minus_5": nearest,
            "learning_rate": training.descent.rate,
            "n_epochs": training.descent.epochs,
            "weights": {
                "study_hours": training.model.coefficients[0],
                "sleep_hours": training.model.coefficients[1],
                "bias": training.model.intercept,
            },
            "history": history,
            "final_loss_history_last": history[history.len() - 1],
            "loss_at_final_weights": stopped_at,
            "checkpoints": checkpoints,
            "train_accuracy": train.accuracy(),
            "train_correct": train.correct(),
            "test_accuracy": test.accuracy(),
            "test_correct": test.correct(),
            "train_probas": training.train_probabilities,
            "test_probas": training.test_probabilities,
        }),
    })
}
