//! What several pictures of the lesson share.

mod classes;
mod judged;
mod plane;

use cli::Point;

pub(crate) use classes::ClassMap;
pub(crate) use judged::{precision_recall, reliability, roc};
pub(crate) use plane::{Plane, probability_map, regions};

/// Values from `low` to `high` at equal distances.
pub(crate) fn steps(low: f64, high: f64) -> impl Iterator<Item = f64> {
    const STEPS: usize = 100;
    (0..=STEPS).map(move |step| low + (high - low) * step as f64 / STEPS as f64)
}

/// A function from `low` to `high`.
pub(crate) fn curve(low: f64, high: f64, f: impl Fn(f64) -> f64) -> Vec<Point> {
    steps(low, high).map(|x| (x, f(x))).collect()
}

/// Points from two columns.
pub(crate) fn points(x: &[f64], y: &[f64]) -> Vec<Point> {
    x.iter().copied().zip(y.iter().copied()).collect()
}

/// The ends of some values with a margin, for an axis.
pub(crate) fn around(values: impl IntoIterator<Item = f64>) -> [f64; 2] {
    const MARGIN: f64 = 0.05;
    let ends = values.into_iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
        [low.min(value), high.max(value)]
    });
    let margin = if ends[1] > ends[0] { MARGIN * (ends[1] - ends[0]) } else { 1.0 };
    [ends[0] - margin, ends[1] + margin]
}
