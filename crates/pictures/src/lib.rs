#![doc = include_str!("../README.md")]
//!
//! | to show | use |
//! |---|---|
//! | values with two axes | [`Figure`], with an [`Ink`] for each [`Mark`] |
//! | what a ranking or a probability is worth | [`roc`], [`precision_recall`], [`reliability`] |
//! | what a linear model says over two features | [`Plane`] |
//! | rows and columns | [`TextTable`] |
//! | a number | [`numbers`] |
//! | a name from a file | [`shown`], [`visible`] |
//! | an error | [`causes`] |

mod causes;
#[cfg(feature = "figures")]
mod curves;
#[cfg(feature = "figures")]
mod figure;
pub mod numbers;
#[cfg(feature = "figures")]
mod plane;
mod shown;
mod text_table;

pub use causes::{causes, is_closed_pipe};
#[cfg(feature = "figures")]
pub use curves::{Curve, Reliability, decision_curve, precision_recall, reliability, roc};
#[cfg(feature = "figures")]
pub use figure::{Figure, Ink, Mark, Point, Shape};
#[cfg(feature = "figures")]
pub use plane::{Plane, steps};
pub use shown::{columns, shown, visible};
pub use text_table::TextTable;

/// At most three thousand of so many rows, evenly spread: more would only hide each other.
pub fn thinned(rows: usize) -> impl Iterator<Item = usize> {
    const SHOWN: usize = 3000;
    (0..rows).step_by(rows.div_ceil(SHOWN).max(1))
}
