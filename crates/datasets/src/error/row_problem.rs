use thiserror::Error;

/// What is wrong with a row of a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RowProblem {
    /// It stands above the table and is not its header.
    #[error(
        "the first row has {}, but those from line {} on have {width}: the header comes later",
        cells(*.found), .lines + 1
    )]
    Title {
        /// Cells of the first record.
        found: usize,
        /// Cells of the rows below.
        width: usize,
        /// Lines before the table.
        lines: u64,
        /// Whether the first begins with #.
        is_comment: bool,
    },
    /// It has more or fewer cells than the header.
    #[error("the row has {}, but the header has {expected}", cells(*.found))]
    Ragged {
        /// Cells of the header.
        expected: usize,
        /// Cells of this row.
        found: usize,
    },
    /// A cell is not UTF-8.
    #[error("column {column} is not UTF-8 text: save the file as UTF-8")]
    NotUtf8 {
        /// The column's number, counted from 1.
        column: usize,
    },
    /// A cell has a NUL byte.
    #[error(
        "column {column} has a NUL byte: this is not a CSV file, or it is damaged or not UTF-8"
    )]
    Nul {
        /// The column's number, counted from 1.
        column: usize,
    },
    /// A quote is never closed.
    #[error("a quote is opened in this row and never closed")]
    OpenQuote,
    /// Text follows a closing quote.
    #[error(
        "text follows a closing quote in this row: is a delimiter missing, or a quote inside a cell not doubled?"
    )]
    Torn,
    /// It does not end within reason.
    #[error("this row is longer than 64 MB: is a quote never closed, or is this not a CSV file?")]
    Endless,
}

/// `1 cell`, `2 cells`.
fn cells(number: usize) -> String {
    if number == 1 { "1 cell".to_owned() } else { format!("{number} cells") }
}
