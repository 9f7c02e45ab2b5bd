//! What several pictures of the lesson share.

mod classes;
mod judged;

use anyhow::Result;
use models::FittedScaler;
use pictures::{Figure, Ink, Plane, Point, steps};

use crate::training::range;

pub(crate) use classes::ClassMap;
pub(crate) use judged::{precision_recall, reliability, roc};

/// A function from `low` to `high`.
pub(crate) fn curve(low: f64, high: f64, f: impl Fn(f64) -> f64) -> Vec<Point> {
    steps(low, high, 100).map(|x| (x, f(x))).collect()
}

/// How far above the other one of two samples at the same place is drawn.
const APART: f64 = 0.06;

/// Points from two columns.
pub(crate) fn points(x: &[f64], y: &[f64]) -> Vec<Point> {
    x.iter().copied().zip(y.iter().copied()).collect()
}

/// The ends of some values with a margin, for an axis.
pub(crate) fn around(values: impl IntoIterator<Item = f64>) -> [f64; 2] {
    const MARGIN: f64 = 0.05;
    let (low, high) = range(&values.into_iter().collect::<Vec<f64>>());
    let margin = if high > low { MARGIN * (high - low) } else { 1.0 };
    [low - margin, high + margin]
}

/// Samples at 0 and 1, as their labels say, those that share a place one above the other; `names` of the
/// negative and of the positive label.
pub(crate) fn add_labels(
    figure: &mut Figure,
    x: &[f64],
    labels: &[bool],
    names: [&str; 2],
    unit: &str,
) {
    for (positive, ink) in [(false, Ink::First), (true, Ink::Second)] {
        let name = names[usize::from(positive)];
        let those: Vec<f64> = x
            .iter()
            .zip(labels)
            .filter(|(_, label)| **label == positive)
            .map(|(x, _)| *x)
            .collect();
        let row = |(i, x): (usize, &f64)| {
            let below = those[..i].iter().filter(|other| *other == x).count();
            let level = f64::from(u8::from(positive)) + APART * below as f64;
            ((*x, level), format!("{x} {unit}, {name}"))
        };
        figure.rows(those.iter().enumerate().map(row).collect(), ink, name);
    }
}

/// The logit of a model of two standardised features, over the features as they are.
pub(crate) fn plane(coefficients: &[f64], intercept: f64, scaler: &FittedScaler) -> Result<Plane> {
    let (plain, rest) = scaler.plain_parameters(coefficients, intercept)?;
    Ok(Plane { rest, slopes: [plain[0], plain[1]] })
}
