//! What the command line `regress` shares with other programs of the workspace.

mod text_table;

pub use text_table::TextTable;
