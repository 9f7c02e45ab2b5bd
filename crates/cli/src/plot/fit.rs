//! What the fit found, and how it got there.

use anyhow::{Result, bail, ensure};
use pictures::{Figure, Ink, Point, Shape, shown};

use crate::model_file::ModelFile;

/// Coefficients per standard deviation, so that they can be compared, with intervals where errors are
/// known.
pub(crate) fn coefficients(model: &ModelFile) -> Result<Figure> {
    let [(coefficients, _)] = model.model.weights()[..] else {
        bail!("coefficients are drawn only for models of two classes or of numbers");
    };
    let deviations = &model.scaler.deviations;
    let critical = model.critical_value(0.95);
    let errors = model.standard_errors();
    let reach = |j: usize| {
        let error = errors.as_ref().and_then(|errors| errors.get(j));
        error.map_or(0.0, |error| critical * error * deviations[j])
    };
    let mut order: Vec<usize> = (0..coefficients.len()).collect();
    let size = |j: &usize| (coefficients[*j] * deviations[*j]).abs();
    order.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let value = |j: usize| coefficients[j] * deviations[j];
    let names = order.iter().map(|j| model.features[*j].clone()).collect();
    let intervals = order.iter().map(|j| (value(*j) - reach(*j), value(*j) + reach(*j))).collect();
    let points = order.iter().enumerate().map(|(row, j)| (value(*j), row as f64)).collect();
    let of = match model.target.shown_names().as_slice() {
        [_, positive] => format!("logit of {positive}"),
        _ => shown(model.target.name()),
    };
    let bars = if errors.is_some() { ", with 95% intervals" } else { "" };
    let title = if model.sandwich { "Coefficients, sandwich errors" } else { "Coefficients" };
    let mut figure = Figure::new(title, format!("change of {of} per standard deviation{bars}"), "");
    figure.add(Shape::Intervals(names, intervals), points, Ink::First, "");
    Ok(figure)
}

/// How far above the smallest objective each step was.
pub(crate) fn loss(model: &ModelFile) -> Result<Figure> {
    let report = model.model.report();
    ensure!(
        !report.trace.is_empty(),
        "this model was solved directly ({}): there are no steps to draw",
        report.method
    );
    let objectives = report.objectives();
    let points: Vec<Point> = objectives
        .into_iter()
        .chain([report.objective])
        .enumerate()
        .map(|(step, objective)| (step as f64, objective))
        .collect();
    let mut figure = Figure::new(
        format!("{}: {}", report.method, report.status),
        "iteration",
        "objective (mean loss and penalty)",
    );
    figure.line(points, Ink::First, "");
    Ok(figure)
}
