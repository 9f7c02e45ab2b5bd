use anyhow::Result;
use metrics::Confusion;
use models::{FittedLogistic, Status};
use pictures::TextTable;
use pictures::numbers::{fixed, percent, short};
use pictures::{Figure, Ink};
use serde_json::{Map, Value, json};

use crate::training::{Training, exam, into_map, ones, smallest};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "exam-training",
    title: "Who passes the exam? Training by gradient descent",
    question: "How does the loss fall from epoch to epoch, and how far above its lowest value does training stop?",
    chapter: Chapter::Training,
    code: excerpt!(
        "crates/models/src/solver/gradient_descent.rs",
        "while trace.len() <",
        "        }"
    ),
    docs: "models::solver::GradientDescent",
    reference: Some("exam"),
    run,
};

const CHECKPOINTS: [usize; 6] = [0, 10, 50, 100, 200, 499];

fn run(inputs: &Inputs) -> Result<Report> {
    let (training, score) = exam::train(inputs)?;
    let optimum = training.optimum()?;
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![
            picture_of_epochs(&training, &optimum)?,
            picture_of_steps(&training, &optimum),
        ],
        parts: vec![
            training.summary(["pass", "fail"])?.into(),
            table_of_losses(&training).into(),
            table_of_fits(&training, &optimum).into(),
            format!("Accuracy: {}.", accuracies(&training)?).into(),
        ],
        seen: seen(&training, &optimum),
        sizes: json!({ "students": exam::STUDENTS, "epochs": training.descent.epochs }),
        numbers: numbers(inputs, &training, &score)?,
    })
}

/// A steep fall and a long tail, on the training rows and on the test rows.
fn picture_of_epochs(training: &Training, optimum: &FittedLogistic) -> Result<Figure> {
    let history = training.model.report.objectives();
    let (epochs, lowest) = (history.len() as f64, optimum.report.objective);
    let test = training.test_losses()?;
    let mut figure = Figure::new("A steep fall and a long tail", "epoch", "loss before it")
        .ranges([0.0, epochs], [0.0, 1.05 * history[0]])
        .described(format!(
            "Two curves fall from {}: on the training rows to {} before epoch {}, on the test rows to {}.",
            fixed(history[0], 4),
            fixed(history[history.len() - 1], 4),
            history.len() - 1,
            fixed(test[history.len() - 1], 4),
        ));
    let shown = |losses: &[f64]| -> Vec<(f64, f64)> {
        let epochs = (0..history.len()).filter(|epoch| *epoch < 50 || epoch % 10 == 9);
        epochs.map(|epoch| (epoch as f64, losses[epoch])).collect()
    };
    if optimum.report.is_optimum() {
        figure.guide(vec![(0.0, lowest), (epochs, lowest)], "the optimum");
    }
    figure.line(shown(&test), Ink::Grey, "test rows");
    figure.line(shown(&history), Ink::Model, "training rows");
    let row = |epoch: usize| {
        ((epoch as f64, history[epoch]), format!("epoch {epoch}: {}", fixed(history[epoch], 6)))
    };
    figure.rows(CHECKPOINTS.map(row).to_vec(), Ink::Model, "");
    Ok(figure)
}

/// How far above the optimum the first steps lead.
fn picture_of_steps(training: &Training, optimum: &FittedLogistic) -> Figure {
    const SHOWN: usize = 20;
    let history = training.model.report.objectives();
    let newton = optimum.report.objectives();
    let at = |losses: &[f64]| -> Vec<(f64, f64)> {
        losses.iter().take(SHOWN).enumerate().map(|(step, loss)| (step as f64, *loss)).collect()
    };
    let mut figure = Figure::new("The first steps, beside Newton's", "step", "loss before it")
        .ranges([0.0, SHOWN as f64], [0.0, 1.05 * history[0]])
        .described(format!(
            "Both methods start at {}. Newton's method is at {} after {} steps, gradient descent at {} \
             after {}.",
            fixed(history[0], 4),
            fixed(optimum.report.objective, 4),
            newton.len(),
            fixed(history[SHOWN - 1], 4),
            SHOWN - 1,
        ))
        .noted("Newton's last steps change nothing that can be seen: it goes on until a step promises no more.");
    for (losses, ink, name) in
        [(&history, Ink::Sixth, "gradient descent"), (&newton, Ink::Text, "Newton's method")]
    {
        figure.line(at(losses), ink, name);
        figure.points(at(losses), ink, "");
    }
    figure
}

fn table_of_losses(training: &Training) -> TextTable {
    let mut table = TextTable::new(["epoch", "loss before it"]);
    for epoch in CHECKPOINTS {
        table.row([epoch.to_string(), fixed(training.model.report.objectives()[epoch], 6)]);
    }
    table
}

fn table_of_fits(training: &Training, optimum: &FittedLogistic) -> TextTable {
    let mut table =
        TextTable::new(["", "loss", "study", "sleep", "intercept", "how it ended"]).words(5);
    for (name, model) in [("gradient descent", &training.model), ("Newton's method", optimum)] {
        let steps = model.report.iterations;
        table.row([
            name.to_owned(),
            fixed(model.report.objective, 6),
            fixed(model.coefficients[0], 4),
            fixed(model.coefficients[1], 4),
            fixed(model.intercept, 4),
            format!("{} (after {steps} steps)", model.report.status),
        ]);
    }
    table
}

fn accuracies(training: &Training) -> Result<String> {
    let share = |name: &str, counts: Confusion| {
        let (right, all) = (counts.correct(), counts.total());
        format!("{name} {} ({right} of {all})", percent(right, all))
    };
    let (train, test) = (training.train_confusion(0.5)?, training.test_confusion(0.5)?);
    Ok(format!("{}, {}", share("training", train), share("test", test)))
}

fn seen(training: &Training, optimum: &FittedLogistic) -> String {
    let history = &training.model.report.objectives();
    let (stopped_at, lowest) = (training.model.report.objective, optimum.report.objective);
    let length = |model: &FittedLogistic| model.coefficients.iter().map(|c| c * c).sum::<f64>();
    match (training.model.report.status, optimum.report.status) {
        (Status::Converged, Status::Converged) => {
            format!("{} epochs reach the optimum, a loss of {}.", history.len(), fixed(lowest, 6))
        }
        (_, Status::Converged) => format!(
            "{} epochs lower the loss from {} to {}, the last hundred of them by {}. Newton's method \
             shows that the optimum is {}, with {} weights: training stopped {} above it.",
            history.len(),
            fixed(history[0], 6),
            fixed(stopped_at, 6),
            short(history[history.len() - 100] - stopped_at),
            fixed(lowest, 6),
            if length(optimum) > length(&training.model) { "larger" } else { "different" },
            short(stopped_at - lowest),
        ),
        (_, other) => {
            format!("the loss ends at {}; Newton's method: {other}.", fixed(stopped_at, 6))
        }
    }
}

fn numbers(inputs: &Inputs, training: &Training, score: &[f64]) -> Result<Value> {
    let (data, model) = (&training.data, &training.model);
    let history = &model.report.objectives();
    let checkpoints: Map<String, Value> =
        CHECKPOINTS.iter().map(|epoch| (epoch.to_string(), json!(history[*epoch]))).collect();
    let mut numbers = training.numbers(inputs, ["passed", "failed"])?;
    numbers.extend(into_map(json!({
        "dataset": {
            "study_hours": data.feature("study_hours")?,
            "sleep_hours": data.feature("sleep_hours")?,
            "score": score,
            "passed": ones(data.labels()?),
        },
        "smallest_abs_score_minus_5": smallest(score.iter().map(|score| score - 5.0)),
        "weights": {
            "study_hours": model.coefficients[0],
            "sleep_hours": model.coefficients[1],
            "bias": model.intercept,
        },
        "loss_at_final_weights": model.report.objective,
        "checkpoints": checkpoints,
        "train_probas": training.train_probabilities,
    })));
    Ok(Value::Object(numbers))
}
