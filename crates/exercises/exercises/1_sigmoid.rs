//! The sigmoid makes a probability of any number.
//!
//! What should hold: for every z from -800 to 800, s(z) is as near to the true value as a number can be, and
//! s(z) + s(-z) is 1.
//!
//! What goes wrong: from some z on there is no number at all, though the formula is right on paper.

use linalg_lite::exp;

/// `s(z) = e^z / (1 + e^z)`.
#[must_use]
pub fn sigmoid(z: f64) -> f64 {
    exp(z) / (1.0 + exp(z))
}
