use anyhow::{Context, Result};
use datasets::{Dataset, real};
use linalg_lite::{exp, sigmoid};
use models::inference::{Estimate, LogisticInference, p_value_text};
use models::{FittedLogistic, LogisticRegression, Problem};
use pictures::TextTable;
use pictures::numbers::{fixed, percent, short};
use pictures::steps;
use pictures::{Figure, Ink, Shape};
use serde_json::json;

use crate::drawing::{add_labels, around};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "inference",
    title: "How certain is a weight? The flights before Challenger",
    question: "What do 23 flights say about cold, and what can they not say?",
    chapter: Chapter::Trust,
    code: excerpt!(
        "crates/lesson/src/experiments/inference.rs",
        "let logit = model.coefficients",
        "Ok([logit"
    ),
    docs: "models::inference::LogisticInference",
    reference: None,
    run,
};

/// The forecast for the morning of 28 January 1986.
const MORNING: f64 = 31.0;
/// Temperatures whose probabilities are shown.
const SHOWN: [f64; 5] = [MORNING, 45.0, 55.0, 65.0, 75.0];

fn run(_: &Inputs) -> Result<Report> {
    let flights = real::challenger()?.dataset.select_features(&["temperature_f"])?;
    let (x, failed) = (flights.features.as_ref(), flights.labels()?);
    let model = LogisticRegression::default().fit(x, failed)?;
    let inference = model.inference(x, failed)?;
    let estimate = inference.estimates.estimates[0].context("one feature has one estimate")?;
    let profile = model.profile_interval(&Problem::new(x, failed)?, 0, 0.95)?;
    let test = inference.test_of_all_features.context("one feature is one to test")?;
    let wald = inference.estimates.intervals(0.95)?[0].context("as above")?;

    let [low, _, high] = band(&model, &inference, MORNING)?;
    let band = [low, high];
    let failures = failed.iter().filter(|failed| **failed).count();
    let coldest = (0..x.nrows()).map(|i| x[(i, 0)]).fold(f64::INFINITY, f64::min);
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![picture(&flights, &model, &inference)?],
        parts: vec![
            format!(
                "{} flights, {failures} ({}) with a failed O-ring; temperature at launch in F. \
                 Fit: {}.",
                failed.len(),
                percent(failures as f64, failed.len() as f64),
                model.report.status,
            )
            .into(),
            table_of_weights(&inference.estimates.estimates).into(),
            table_of_intervals(&wald, &profile).into(),
            format!(
                "Deviance {} against {} without temperature; likelihood-ratio test p = {}.",
                fixed(inference.likelihood.deviance(), 3),
                fixed(inference.likelihood.null_deviance(), 3),
                p_value_text(test.p_value),
            )
            .into(),
            table_of_predictions(&model, &inference)?.into(),
        ],
        seen: seen(&estimate, &profile, &band, coldest),
        sizes: json!({ "flights": failed.len() }),
        numbers: json!({
            "coefficient": estimate.value,
            "standard_error": estimate.standard_error,
            "p_value": estimate.p_value,
            "profile": profile,
            "band_at_31": band,
        }),
    })
}

fn table_of_weights(estimates: &[Option<Estimate>]) -> TextTable {
    let mut table = TextTable::new(["", "weight", "std. error", "z", "p"]);
    for (name, estimate) in ["temperature", "intercept"].iter().zip(estimates) {
        let cells = estimate.map_or_else(Vec::new, |e| {
            vec![
                fixed(e.value, 4),
                fixed(e.standard_error, 4),
                fixed(e.statistic, 3),
                p_value_text(e.p_value),
            ]
        });
        table.row(std::iter::once((*name).to_owned()).chain(cells));
    }
    table
}

fn table_of_intervals(wald: &[f64; 2], profile: &[f64; 2]) -> TextTable {
    let mut table =
        TextTable::new(["95% interval for temperature", "from", "to", "odds ratio from", "to"]);
    for (name, [low, high]) in
        [("estimate -+ 1.96 std. errors", wald), ("profile likelihood", profile)]
    {
        table.row([
            name.to_owned(),
            fixed(*low, 4),
            fixed(*high, 4),
            fixed(exp(*low), 3),
            fixed(exp(*high), 3),
        ]);
    }
    table
}

fn table_of_predictions(
    model: &FittedLogistic,
    inference: &LogisticInference,
) -> Result<TextTable> {
    let mut table = TextTable::new(["temperature", "p(failure)", "95% from", "to"]);
    for temperature in SHOWN {
        let [low, p, high] = band(model, inference, temperature)?;
        table.row([format!("{temperature} F"), fixed(p, 4), fixed(low, 4), fixed(high, 4)]);
    }
    Ok(table)
}

/// The probability of a failure between the ends of its 95% interval.
fn band(
    model: &FittedLogistic,
    inference: &LogisticInference,
    temperature: f64,
) -> Result<[f64; 3]> {
    let logit = model.coefficients[0] * temperature + model.intercept;
    let error = inference.estimates.standard_error_at(&[temperature])?;
    let reach = inference.estimates.distribution.critical_value(0.95) * error;
    Ok([logit - reach, logit, logit + reach].map(sigmoid))
}

fn picture(
    flights: &Dataset,
    model: &FittedLogistic,
    inference: &LogisticInference,
) -> Result<Figure> {
    let flown = flights.feature("temperature_f")?;
    let [coldest, warmest] = around(flown.iter().copied().chain([MORNING]));
    let at = |temperature| band(model, inference, temperature);
    let [low, p, _] = at(MORNING)?;
    let mut figure = Figure::new("Cold, and what is known about it", "temperature in F", "p(failure)")
        .ranges([coldest, warmest], [-0.05, 1.05])
        .described(format!(
            "A curve falls from {} at {MORNING} F, in a band that is wide where there were no flights: it begins \
             at {} there. The {} flights lie at 0 and 1, all of them further right.",
            fixed(p, 4),
            fixed(low, 4),
            flights.n_samples(),
        ));
    let temperatures: Vec<f64> = steps(coldest, warmest, 100).collect();
    let bands = temperatures.iter().map(|t| at(*t)).collect::<Result<Vec<_>>>()?;
    let line = |k: usize| temperatures.iter().zip(&bands).map(move |(t, band)| (*t, band[k]));
    let upper = bands.iter().map(|band| band[2]).collect();
    figure.add(Shape::Area(upper, 0.15), line(0).collect(), Ink::Model, "95% band");
    figure.line(line(1).collect(), Ink::Model, "p(failure)");
    let rows =
        SHOWN.map(|t| at(t).map(|band| ((t, band[1]), format!("{t} F: {}", fixed(band[1], 4)))));
    figure.rows(rows.into_iter().collect::<Result<_>>()?, Ink::Model, "");
    figure.guide(vec![(MORNING, 0.0), (MORNING, 1.0)], "that morning");
    add_labels(&mut figure, flown, flights.labels()?, ["no failure", "failure"], "F");
    Ok(figure)
}

fn seen(estimate: &Estimate, profile: &[f64; 2], band: &[f64; 2], coldest: f64) -> String {
    let surely = if profile[1] < 0.0 { "excludes 1" } else { "includes 1, no effect" };
    format!(
        "each extra degree multiplies the odds of a failure by {} (95%: {} to {}, which {surely}). At \
         {MORNING} F, the temperature of the morning of the accident, the model is almost certain of a failure, but the band from {} to 1.0000 is wide, and \
         the coldest flight was at {coldest} F: the curve is drawn {} degrees beyond the data.",
        fixed(exp(estimate.value), 3),
        fixed(exp(profile[0]), 3),
        fixed(exp(profile[1]), 3),
        fixed(band[0], 4),
        short(coldest - MORNING),
    )
}
