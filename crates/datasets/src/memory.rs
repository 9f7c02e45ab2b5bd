use std::path::PathBuf;

/// How much memory a table may take, and where the rest of it goes.
#[derive(Clone, Debug)]
pub struct Memory {
    /// Bytes for the table and its features together, and what else is kept of its rows.
    pub bytes: u64,
    /// What else is kept of each row, in bytes.
    pub of_row: u64,
    /// Where temporary files are made. (In some directories files are memory: such a one is of no use.)
    pub directory: PathBuf,
}

impl Memory {
    /// Whether these columns of so many rows fit.
    pub(crate) fn holds(&self, columns: u64, rows: usize) -> bool {
        columns.saturating_add(self.of_rows(rows)) <= self.bytes
    }

    /// What is kept of the rows besides columns.
    pub(crate) fn of_rows(&self, rows: usize) -> u64 {
        self.of_row.saturating_mul(rows as u64)
    }
}
