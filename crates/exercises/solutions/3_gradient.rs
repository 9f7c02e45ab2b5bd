//! The gradient of the mean cross-entropy, for one feature x with weight w and an intercept b.
//!
//! What should hold: move w or b a little, and the mean loss of the table changes by this much a unit.
//!
//! What goes wrong: a step against this gradient makes the loss larger, and the more rows there are, the
//! larger the gradient is, though a mean does not grow with its rows.

use linalg_lite::sigmoid;

/// How the mean loss of all rows changes with w, and how with b.
#[must_use]
pub fn gradient(x: &[f64], y: &[bool], w: f64, b: f64) -> [f64; 2] {
    let mut slopes = [0.0, 0.0];
    for i in 0..x.len() {
        let p = sigmoid(w * x[i] + b);
        let y = f64::from(u8::from(y[i]));
        slopes[0] += (p - y) * x[i];
        slopes[1] += p - y;
    }
    slopes.map(|sum| sum / x.len() as f64)
}
