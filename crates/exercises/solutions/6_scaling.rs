//! One feature on one scale, for the rows to train on and those to test on.
//!
//! What should hold: (x - mean) / deviation, the squares of the deviation divided by n, and nothing that is
//! done to the rows to train on depends on the rows to test on: those are not there yet.
//!
//! What goes wrong: a training row changes when a test row does.

/// The rows to train on and those to test on, both scaled.
#[must_use]
pub fn scale(train: &[f64], test: &[f64]) -> [Vec<f64>; 2] {
    let rows = train;
    let n = rows.len() as f64;
    let mean = rows.iter().sum::<f64>() / n;
    let variance = rows.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    let scaled = |x: &f64| (x - mean) / variance.sqrt();
    [train, test].map(|rows| rows.iter().map(scaled).collect())
}
