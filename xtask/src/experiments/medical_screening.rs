use anyhow::Result;
use linalg_lite::exp;
use models::Status;
use serde_json::json;

use crate::lesson::{medical, ones};
use crate::text::{fixed, percent};
use crate::{Inputs, Report, Table};

pub(super) fn run(inputs: &Inputs) -> Result<Report> {
    let (training, score) = medical::train(inputs)?;
    let (data, model) = (&training.data, &training.model);
    let n = data.n_samples();
    let high = data.labels()?.iter().filter(|high| **high).count();
    let (train, test) = (training.train_confusion(0.5)?, training.test_confusion(0.5)?);
    let optimum = training.optimum()?;

    let mut accuracy = Table::new(["accuracy", "model", "always \"low risk\""]);
    for (name, counts) in [("training", train), ("test", test)] {
        let low = counts.actual_negatives();
        let share =
            |part| format!("{} ({part} of {})", percent(part, counts.total()), counts.total());
        accuracy.row([name.to_owned(), share(counts.correct()), share(low)]);
    }

    let mut order: Vec<usize> = (0..data.n_features()).collect();
    let magnitude = |j: usize| model.coefficients[j].abs();
    order.sort_by(|&a, &b| magnitude(b).total_cmp(&magnitude(a)));
    let mut weights = Table::new(["feature", "weight", "odds ratio per sd", "risk"]).words(3);
    for &j in &order {
        let weight = model.coefficients[j];
        weights.row([
            data.feature_names[j].clone(),
            fixed(weight, 4),
            fixed(exp(weight), 3),
            if weight > 0.0 { "raises" } else { "lowers" }.to_owned(),
        ]);
    }

    let furthest = model
        .coefficients
        .iter()
        .zip(&optimum.coefficients)
        .map(|(stopped, best)| (stopped - best).abs())
        .fold(0.0, f64::max);
    let ended = match (model.report.status, optimum.report.status) {
        (Status::Converged, _) => "Gradient descent has converged".to_owned(),
        (_, Status::Converged) => format!(
            "Gradient descent has not converged: a weight is {} off its best value",
            fixed(furthest, 6)
        ),
        (ended, _) => format!("Gradient descent: {ended}"),
    };
    let gain = test.correct() as i64 - test.actual_negatives() as i64;
    let strongest = &data.feature_names[order[0]];
    let half = |probabilities: &[f64]| {
        probabilities.iter().map(|p| (p - 0.5).abs()).fold(f64::INFINITY, f64::min)
    };
    let names = &data.feature_names;
    let by_name: serde_json::Map<String, serde_json::Value> = (0..names.len())
        .map(|j| (names[j].clone(), json!(model.coefficients[j])))
        .chain([("bias".to_owned(), json!(model.intercept))])
        .collect();
    let history = &model.report.history;
    Ok(Report {
        title: "A screening: four features, one risk",
        look_at: "Look at the weights, largest first: features are standardised, so their weights \
                  can be compared."
            .to_owned(),
        parts: vec![
            format!(
                "{n} patients: {high} at high risk ({}), {} at low risk ({}). {} train, {} test; {} \
                 epochs at rate {}; final loss {}.",
                percent(high, n),
                n - high,
                percent(n - high, n),
                training.split.train.len(),
                training.split.test.len(),
                training.descent.epochs,
                training.descent.rate,
                fixed(model.report.objective, 6),
            )
            .into(),
            accuracy.into(),
            weights.into(),
        ],
        seen: format!(
            "{strongest} weighs most: one standard deviation more multiplies the odds of high risk \
             by {}. {ended}. On the test rows the model labels {} than \"always low risk\" does.",
            fixed(exp(model.coefficients[order[0]]), 3),
            match gain {
                0 => "no more patients right".to_owned(),
                gain if gain > 0 => format!("{gain} more patients right"),
                loss => format!("{} fewer patients right", -loss),
            },
        ),
        sizes: json!({ "patients": n, "epochs": training.descent.epochs }),
        reference: Some("medical"),
        figures: json!({
            "seed": inputs.seed,
            "n": n,
            "dataset": {
                "age": data.feature("age")?,
                "blood_pressure": data.feature("blood_pressure")?,
                "cholesterol": data.feature("cholesterol")?,
                "exercise": data.feature("exercise")?,
                "risk_score": score,
                "high_risk": ones(data.labels()?),
            },
            "high_count": high,
            "low_count": n - high,
            "high_pct_unrounded": 100.0 * high as f64 / n as f64,
            "low_pct_unrounded": 100.0 * (n - high) as f64 / n as f64,
            "split": training.split.train.len(),
            "permutation": ([&training.split.train[..], &training.split.test].concat()),
            "train_n": training.train.n_samples(),
            "test_n": training.test.n_samples(),
            "mean": training.scaler.means,
            "std_ddof0": training.scaler.deviations,
            "learning_rate": training.descent.rate,
            "n_epochs": training.descent.epochs,
            "weights": by_name,
            "history": history,
            "final_loss_history_last": history[history.len() - 1],
            "train_accuracy": train.accuracy(),
            "train_correct": train.correct(),
            "test_accuracy": test.accuracy(),
            "test_correct": test.correct(),
            "train_majority_rate": train.actual_negatives() as f64 / train.total() as f64,
            "test_majority_rate": test.actual_negatives() as f64 / test.total() as f64,
            "test_probas": training.test_probabilities,
            "smallest_abs_risk_score": score.iter().map(|s| s.abs()).fold(f64::INFINITY, f64::min),
            "min_abs_train_proba_minus_half": half(&training.train_probabilities),
            "min_abs_test_proba_minus_half": half(&training.test_probabilities),
        }),
    })
}
