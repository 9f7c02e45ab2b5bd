//! The gradient with a penalty, for two features; the last of the three weights is the intercept.
//!
//! What should hold: it is the gradient of J = mean loss + l2/2 (w0^2 + w1^2). Descent along it ends where the
//! mean of the probabilities is the share of the rows that are true.
//!
//! What goes wrong: the probabilities of a descended model do not have that mean.

use linalg_lite::sigmoid;

/// How J changes with each of the three weights.
#[must_use]
pub fn gradient(x: &[[f64; 2]], y: &[bool], w: [f64; 3], l2: f64) -> [f64; 3] {
    let mut slopes = [0.0; 3];
    for (x, y) in x.iter().zip(y) {
        let z = w[0] * x[0] + w[1] * x[1] + w[2];
        let error = sigmoid(z) - f64::from(u8::from(*y));
        slopes[0] += error * x[0];
        slopes[1] += error * x[1];
        slopes[2] += error;
    }
    slopes = slopes.map(|sum| sum / x.len() as f64);
    for j in 0..2 {
        slopes[j] += l2 * w[j];
    }
    slopes
}
