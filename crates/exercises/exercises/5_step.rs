//! One step of gradient descent, for two weights.
//!
//! What should hold: the step goes from w straight down, against the gradient at w.
//!
//! What goes wrong: it goes somewhat aside, the more so the larger the rate is.

/// The weights after a step from `w`. The slope of the loss in weight j, at any weights, is `slope(weights, j)`.
#[must_use]
pub fn step(mut w: [f64; 2], rate: f64, slope: &dyn Fn([f64; 2], usize) -> f64) -> [f64; 2] {
    for j in 0..2 {
        w[j] -= rate * slope(w, j);
    }
    w
}
