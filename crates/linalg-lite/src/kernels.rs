//! The inner loops. Each is written once, in plain Rust or pulp's vectors, and compiled for every
//! instruction set that pulp knows; the machine's own is chosen when the program runs.
//!
//! What makes the bits the same on all of them: element `i` of a sum belongs to lane `i mod 8`, a
//! lane is a chain of fused multiply-adds in order of `i`, and the eight lanes are added in pairs.
//! A vector of any width, and a tile of any shape, holds whole lanes and so cannot change a bit.

mod exp;
mod logits;
mod products;
mod weighted_gram;

pub(crate) use exp::{exp_neg_abs, exp_of_negative};
pub(crate) use logits::add_columns;
pub(crate) use products::products;
pub(crate) use weighted_gram::weighted_gram;

/// Partial sums of every sum.
pub(crate) const LANES: usize = 8;

/// The eight lanes, added in pairs.
#[inline(always)]
pub(crate) fn add_lanes(l: [f64; LANES]) -> f64 {
    ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}
