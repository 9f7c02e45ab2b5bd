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
    docs: ("GradientDescent", "models/solver/struct.GradientDescent.html"),
    reference: Some("exam"),
    run,
};

const CHECKPOINTS: [usize; 6] = [0, 10, 50, 100, 200, 499];

fn run(inputs: &Inputs) -> Result<Report> {
    let (training, score) = exam::train(inputs)?;
    let optimum = training.optimum()?;
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![picture(&training, &optimum)],
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

fn picture(training: &Training, optimum: &FittedLogistic) -> Figure {
    let history = training.model.report.objectives();
    let newton = optimum.report.objectives();
    let (start, lowest) = (history[0], optimum.report.objective);
    // Step 0 has no place on an axis of powers of ten: steps count from 1 here.
    let at = |step: usize, loss: f64| ((step + 1) as f64, loss);
    let mut figure = Figure::new(
        "The loss, step by step",
        "step, counted from 1",
        "loss before the step",
    )
    .log_x()
    .ranges([1.0, 1000.0], [0.0, 1.05 * start])
    .described(format!(
        "Two curves start at {}: gradient descent is at {} before the last of its {} steps, Newton's \
             method at {} after {}.",
        fixed(start, 4),
        fixed(history[history.len() - 1], 4),
        history.len(),
        fixed(lowest, 4),
        newton.len(),
    ));
    if optimum.report.is_optimum() {
        figure.guide(vec![(1.0, lowest), (1000.0, lowest)], "the optimum");
    }
    let shown = (0..history.len()).filter(|epoch| *epoch < 50 || epoch % 10 == 9);
    let descent = shown.map(|epoch| at(epoch, history[epoch])).collect();
    figure.line(descent, Ink::Sixth, "gradient descent");
    let row = |epoch: usize| {
        (at(epoch, history[epoch]), format!("epoch {epoch}: {}", fixed(history[epoch], 6)))
    };
    figure.rows(CHECKPOINTS.map(row).to_vec(), Ink::Sixth, "");
    let steps: Vec<_> = newton.iter().enumerate().map(|(step, loss)| at(step, *loss)).collect();
    figure.line(steps.clone(), Ink::Third, "Newton's method");
    figure.points(steps, Ink::Third, "");
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
