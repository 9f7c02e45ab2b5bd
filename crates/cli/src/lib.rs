//! What the command line `regress` shares with other programs of the workspace.

mod causes;
mod text_table;

pub use causes::causes;
pub use text_table::TextTable;
