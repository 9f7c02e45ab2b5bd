use anyhow::Result;
use linalg_lite::exp;
use metrics::Confusion;
use models::{FittedLogistic, Status};
use pictures::TextTable;
use pictures::numbers::{fixed, list, percent, short};
use pictures::{Figure, Ink, Shape};
use serde_json::{Map, Value, json};

use crate::drawing::reliability;
use crate::training::{Training, into_map, medical, ones, smallest};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "medical-screening",
    title: "A screening: four features, one risk",
    question: "Which feature matters most? The features are standardised, so that their weights can be compared.",
    chapter: Chapter::Probability,
    code: excerpt!("crates/models/src/scaler.rs", "let mut scaled = Mat::zeros", "        })?;"),
    docs: "models::StandardScaler",
    reference: Some("medical"),
    run,
};

fn run(inputs: &Inputs) -> Result<Report> {
    let (training, score) = medical::train(inputs)?;
    let loss = fixed(training.model.report.objective, 6);
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![
            picture(&training)?,
            reliability(
                "Does a risk mean what it says?",
                "at high risk",
                training.test.labels()?,
                &training.test_probabilities,
            )?,
        ],
        parts: vec![
            format!("{} Final loss {loss}.", training.summary(["at high risk", "at low risk"])?)
                .into(),
            table_of_accuracy(&training)?.into(),
            table_of_weights(&training)?.into(),
        ],
        seen: seen(&training)?,
        sizes: json!({ "patients": medical::PATIENTS, "epochs": training.descent.epochs }),
        numbers: numbers(inputs, &training, &score)?,
    })
}

fn table_of_accuracy(training: &Training) -> Result<TextTable> {
    let mut table = TextTable::new(["accuracy", "model", "always \"low risk\""]);
    let (train, test) = (training.train_confusion(0.5)?, training.test_confusion(0.5)?);
    for (name, counts) in [("training", train), ("test", test)] {
        let all = counts.total();
        let share = |part| format!("{} ({part} of {all})", percent(part, all));
        table.row([name.to_owned(), share(counts.correct()), share(counts.actual_negatives())]);
    }
    Ok(table)
}

/// Feature numbers, the largest weight first.
fn by_magnitude(training: &Training) -> Vec<usize> {
    let magnitude = |j: usize| training.model.coefficients[j].abs();
    let mut order: Vec<usize> = (0..training.data.n_features()).collect();
    order.sort_by(|&a, &b| magnitude(b).total_cmp(&magnitude(a)));
    order
}

/// Where each weight lies in 95 of 100 such tables, if the optimum has such intervals.
fn intervals(training: &Training) -> Result<Vec<Option<[f64; 2]>>> {
    let labels = training.train.labels()?;
    let found = training.optimum()?.inference(training.scaled_train.as_ref(), labels).ok();
    let none = || vec![None; training.data.n_features() + 1];
    Ok(found.map(|found| found.estimates.intervals(0.95)).transpose()?.unwrap_or_else(none))
}

/// The weights by size, with their odds ratios and intervals.
fn picture(training: &Training) -> Result<Figure> {
    let weight = |j: usize| training.model.coefficients[j];
    let order = by_magnitude(training);
    let name = |j: &usize| {
        let name = training.data.feature_names[*j].replace('_', " ");
        format!("{name} (odds x{})", fixed(exp(weight(*j)), 2))
    };
    let names: Vec<String> = order.iter().map(name).collect();
    let intervals = intervals(training)?;
    let mut figure = Figure::new("Weights", "weight per sd", "")
        .described(format!(
            "The weights, and what one standard deviation more does to the odds: {}.",
            order
                .iter()
                .zip(&names)
                .map(|(j, name)| format!("{name}, {}", fixed(weight(*j), 4)))
                .collect::<Vec<_>>()
                .join("; ")
        ))
        .noted("With 95% intervals; dashed: no influence.");
    let ends = order
        .iter()
        .map(|j| intervals[*j].map_or((weight(*j), weight(*j)), |[low, high]| (low, high)));
    let points = order.iter().enumerate().map(|(row, j)| (weight(*j), row as f64)).collect();
    figure.add(Shape::Intervals(names, ends.collect()), points, Ink::Model, "");
    Ok(figure)
}

/// A unit of each feature, in the order of the columns.
const UNITS: [&str; 4] = ["year", "mmHg", "mg/dl", "hour"];

fn table_of_weights(training: &Training) -> Result<TextTable> {
    let (plain, _) =
        training.scaler.plain_parameters(&training.model.coefficients, training.model.intercept)?;
    let heads = ["feature", "weight", "odds ratio per sd", "odds ratio per unit", "risk"];
    let mut table = TextTable::new(heads).words(4);
    for j in by_magnitude(training) {
        let weight = training.model.coefficients[j];
        table.row([
            training.data.feature_names[j].clone(),
            fixed(weight, 4),
            fixed(exp(weight), 3),
            format!("{} per {}", fixed(exp(plain[j]), 3), UNITS[j]),
            if weight > 0.0 { "raises" } else { "lowers" }.to_owned(),
        ]);
    }
    Ok(table)
}

fn seen(training: &Training) -> Result<String> {
    let model = &training.model;
    let strongest = by_magnitude(training)[0];
    let test = training.test_confusion(0.5)?;
    let holds_zero = |j: &usize, ends: &[Option<[f64; 2]>]| {
        ends[*j].is_some_and(|[low, high]| (low..=high).contains(&0.0))
    };
    let ends = intervals(training)?;
    let unclear = by_magnitude(training).into_iter().filter(|j| holds_zero(j, &ends));
    let unclear: Vec<String> =
        unclear.map(|j| training.data.feature_names[j].replace('_', " ")).collect();
    let unclear = match unclear.len() {
        0 => String::new(),
        _ => format!(
            " The interval of {} holds 0: on these rows its influence cannot be told from none.",
            list(&unclear)
        ),
    };
    Ok(format!(
        "{} weighs most: one standard deviation more multiplies the odds of high risk by {}.{unclear} {}. On \
         the test rows the model labels {} than \"always low risk\" does.",
        training.data.feature_names[strongest],
        fixed(exp(model.coefficients[strongest]), 3),
        ending(model, &training.optimum()?),
        match (test.correct() - test.actual_negatives()) as i64 {
            0 => "no more patients correctly".to_owned(),
            1 => "1 more patient correctly".to_owned(),
            -1 => "1 fewer patient correctly".to_owned(),
            gain if gain > 0 => format!("{gain} more patients correctly"),
            loss => format!("{} fewer patients correctly", -loss),
        },
    ))
}

fn ending(model: &FittedLogistic, optimum: &FittedLogistic) -> String {
    let pairs = model.coefficients.iter().zip(&optimum.coefficients);
    let furthest = pairs.map(|(stopped, best)| (stopped - best).abs()).fold(0.0, f64::max);
    match (model.report.status, optimum.report.status) {
        (Status::Converged, _) => "Gradient descent has converged".to_owned(),
        (_, Status::Converged) => format!(
            "Gradient descent has not converged: one weight is still {} off its best value",
            short(furthest)
        ),
        (ended, _) => format!("Gradient descent has not converged; Newton's method: {ended}"),
    }
}

fn numbers(inputs: &Inputs, training: &Training, score: &[f64]) -> Result<Value> {
    let (data, model) = (&training.data, &training.model);
    let mut dataset = Map::new();
    let mut weights = Map::new();
    for (j, name) in data.feature_names.iter().enumerate() {
        dataset.insert(name.clone(), json!(data.feature(name)?));
        weights.insert(name.clone(), json!(model.coefficients[j]));
    }
    dataset.insert("risk_score".to_owned(), json!(score));
    dataset.insert("high_risk".to_owned(), json!(ones(data.labels()?)));
    weights.insert("bias".to_owned(), json!(model.intercept));

    let majority = |counts: Confusion| counts.actual_negatives() / counts.total();
    let to_half = |probabilities: &[f64]| smallest(probabilities.iter().map(|p| p - 0.5));
    let mut numbers = training.numbers(inputs, ["high", "low"])?;
    numbers.extend(into_map(json!({
        "dataset": dataset,
        "weights": weights,
        "train_majority_rate": majority(training.train_confusion(0.5)?),
        "test_majority_rate": majority(training.test_confusion(0.5)?),
        "smallest_abs_risk_score": smallest(score.iter().copied()),
        "min_abs_train_proba_minus_half": to_half(&training.train_probabilities),
        "min_abs_test_proba_minus_half": to_half(&training.test_probabilities),
    })));
    Ok(Value::Object(numbers))
}
