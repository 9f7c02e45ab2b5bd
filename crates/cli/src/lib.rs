//! What the command line `regress` shares with other programs of the workspace.

mod causes;
mod figure;
mod text_table;

pub use causes::causes;
pub use figure::{Figure, Ink, Mark, Point, Shape};
pub use text_table::TextTable;
