//! What the command line `regress` shares with other programs of the workspace.

mod causes;
mod count;
mod curves;
mod figure;
mod text_table;

pub use causes::causes;
pub use count::count;
pub use curves::{Curve, precision_recall_figure, reliability_figure, roc_figure};
pub use figure::{Figure, Ink, Mark, Point, Shape};
pub use text_table::TextTable;

/// At most so many of the rows, evenly spread, because more would only hide each other.
pub fn thinned(rows: usize) -> impl Iterator<Item = usize> {
    const SHOWN: usize = 3000;
    (0..rows).step_by(rows.div_ceil(SHOWN).max(1))
}
