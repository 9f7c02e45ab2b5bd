//! The cross-entropy: what a row costs that is given the probability p, when its label is y.
//!
//! What should hold: -ln p for a true label and -ln(1 - p) for a false one, at every p from 0 to 1. Who is
//! sure and right pays nothing; who is sure and wrong pays without limit, and nothing may hide that.
//!
//! What goes wrong: who is sure and right gets no number. One such row, and the mean of all rows is none.

use linalg_lite::ln;

/// `-y ln p - (1 - y) ln(1 - p)`, in nats.
#[must_use]
pub fn loss(y: bool, p: f64) -> f64 {
    if y { -ln(p) } else { -ln(1.0 - p) }
}
