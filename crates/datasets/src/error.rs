mod about;
mod baseline_error;
mod memory_error;
mod odd_mark;
mod row_problem;
mod term_error;

use std::borrow::Cow;
use std::path::PathBuf;

use thiserror::Error;

use self::about::listed;
pub use self::baseline_error::BaselineError;
pub use self::memory_error::MemoryError;
pub use self::odd_mark::OddMark;
pub use self::row_problem::RowProblem;
pub use self::term_error::TermError;

/// What can be wrong with a table, a file or a request.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// A table without rows was asked for, or found.
    #[error("{0} has no rows: at least one is needed")]
    NoRows(String),
    /// A column is longer or shorter than the first.
    #[error("column \"{column}\" has length {found}, but {expected} was expected")]
    Length {
        /// Name of the column.
        column: String,
        /// Rows of the table.
        expected: usize,
        /// Values of this column.
        found: usize,
    },
    /// Two columns share a name.
    #[error("two columns are called \"{0}\": rename one of them")]
    DuplicateName(String),
    /// A value is NaN or infinite.
    #[error("column \"{column}\" is {value} in row {row}: values must be finite")]
    NotFinite {
        /// Name of the column.
        column: String,
        /// Row, counted from 0.
        row: usize,
        /// The value found there.
        value: f64,
    },
    /// A column was asked for that is not there.
    #[error("there is no column \"{name}\"{hint}; there are: {available}")]
    UnknownColumn {
        /// The name asked for.
        name: String,
        /// The nearest name, as a question.
        hint: String,
        /// All names, and a question if they look like a row.
        available: String,
        /// How many they are, if they do.
        row: Option<usize>,
    },
    /// A table lacks columns that a model was fitted to.
    #[error("{file} does not fit {model}, which needs {needed}; missing: {missing}")]
    MissingColumns {
        /// The table, or what stands for it.
        file: String,
        /// The file of the model.
        model: String,
        /// What the model needs.
        needed: String,
        /// What of it is not there, with the nearest names.
        missing: String,
    },
    /// A class was asked for that is not there.
    #[error("there is no class \"{name}\"{hint}; there are: {available}")]
    UnknownClass {
        /// The name asked for.
        name: String,
        /// The nearest name, as a question.
        hint: String,
        /// All names.
        available: String,
    },
    /// A row was asked for that is not there.
    #[error("there is no row {row}: the table has {rows} rows, counted from 0")]
    UnknownRow {
        /// The row asked for.
        row: usize,
        /// Rows of the table.
        rows: usize,
    },
    /// A data set was asked for that is not there.
    #[error("there is no data set \"{name}\"{hint}; `regress list` shows them all")]
    UnknownDataset {
        /// The name asked for.
        name: String,
        /// The nearest name, as a question.
        hint: String,
    },
    /// The target is of another kind than the caller needs.
    #[error("target \"{target}\" is not {wanted}: it is {found}")]
    TargetKind {
        /// Name of the target.
        target: String,
        /// The kind needed.
        wanted: &'static str,
        /// The kind found.
        found: &'static str,
    },
    /// A class label points beyond the class names, or a class has no name: the target, and what is wrong.
    #[error("target \"{0}\": {1}")]
    Classes(String, String),
    /// A seed that NumPy's legacy generator does not take.
    #[error("seed {0} is too large for the NumPy stream: it takes 0 to 4294967295")]
    Seed(u64),
    /// A share of training rows that leaves nothing on one side.
    #[error("the training share is {0}: it must lie between 0 and 1, both excluded")]
    Share(f64),
    /// Too few rows to have some on both sides of a split.
    #[error("{what} has too few rows ({rows}): a split needs at least 2")]
    TooFewToSplit {
        /// The table or the class.
        what: String,
        /// Rows found.
        rows: usize,
    },
    /// Counts that stand for more rows than can be dealt out.
    #[error(
        "the counts add up to {0} rows: no more than {most} can be dealt out one by one",
        most = crate::Units::MOST
    )]
    TooManyUnits(f64),
    /// A weight is negative, infinite or NaN.
    #[error("the weight of row {row} is {weight}: it must be zero or a positive number")]
    Weight {
        /// Row, counted from 0.
        row: usize,
        /// The weight found there.
        weight: f64,
    },
    /// A cell is empty or `NA`.
    #[error(
        "{file}:{line}: the value of \"{column}\" is missing: fill it in, or drop the rows with gaps"
    )]
    MissingCell {
        /// The file, or what stands for it.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// Name of the column.
        column: String,
    },
    /// A cell cannot be read as what its column holds.
    #[error("{file}:{line}: column \"{column}\" is \"{value}\": {expected}")]
    Cell {
        /// The file, or what stands for it.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// Name of the column.
        column: String,
        /// The text found there.
        value: String,
        /// What should stand there.
        expected: Cow<'static, str>,
    },
    /// A column that cannot have the baseline that was asked for.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// A column without a single value.
    #[error("{file}: column \"{column}\" has no value in any row: leave it out")]
    EmptyColumn {
        /// The file, or what stands for it.
        file: String,
        /// Name of the column.
        column: String,
    },
    /// A column holds something other than in the training rows.
    #[error("{file}: column \"{column}\" must hold {wanted}")]
    ColumnKind {
        /// The file, or what stands for it.
        file: String,
        /// Name of the column.
        column: String,
        /// What it held.
        wanted: &'static str,
    },
    /// An unseen level: a text that did not occur in the training rows.
    #[error(
        "{file}:{line}: column \"{column}\" is \"{value}\", an unseen level; the known ones are: \
         {known}"
    )]
    UnseenLevel {
        /// The file, or what stands for it.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// Name of the column.
        column: String,
        /// The text found there.
        value: String,
        /// All that are known, and the nearest as a question.
        known: String,
    },
    /// A column of dates.
    #[error(
        "{file}: column \"{column}\" holds dates or times such as \"{example}\"{}: declare it as dates, or leave it \
         out", if *.is_ambiguous { ", in which day and month may be exchanged" } else { "" }
    )]
    Dates {
        /// The file, or what stands for it.
        file: String,
        /// Name of the column.
        column: String,
        /// One of them.
        example: String,
        /// Whether none of them tells days from months.
        is_ambiguous: bool,
    },
    /// A column of text that differs from row to row.
    #[error(
        "{file}: column \"{column}\" has {levels} different texts in {rows} rows{rare}: leave it out, or \
         declare it a category"
    )]
    FreeText {
        /// The file, or what stands for it.
        file: String,
        /// Name of the column.
        column: String,
        /// Different texts.
        levels: usize,
        /// Rows that have one.
        rows: usize,
        /// How many of them are rare, and one of them.
        rare: String,
    },
    /// A number with the other decimal mark, or one that may be.
    #[error("{file}:{line}: column \"{column}\" is \"{value}\": {mark}")]
    DecimalMark {
        /// The file, or what stands for it.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// Name of the column.
        column: String,
        /// The text found there.
        value: String,
        /// What is wrong with its mark.
        mark: OddMark,
    },
    /// A term of a formula that cannot be learned, or has no value in a row.
    #[error(transparent)]
    Term(#[from] TermError),
    /// A formula that has too many terms.
    #[error(transparent)]
    Formula(#[from] crate::FormulaError),
    /// Several columns that cannot be used.
    #[error("{} columns cannot be used as they are{}", .0.len(), listed(.0))]
    Columns(Vec<Error>),
    /// Columns that do not fit together.
    #[error(transparent)]
    Numbers(#[from] linalg_lite::Error),
    /// A row that is none of the table's.
    #[error("{file}:{line}: {problem}")]
    Row {
        /// The file, or what stands for it.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// What is wrong with it.
        problem: RowProblem,
    },
    /// A file without even a header.
    #[error("{0} is empty: a header line and at least one row are needed")]
    EmptyFile(String),
    /// A header that has only the target.
    #[error("{0} has no feature columns besides the target")]
    NoFeatures(String),
    /// The target was also asked for as a feature.
    #[error("\"{0}\" is the target: it cannot be a feature too")]
    TargetIsFeature(String),
    /// The operating system refused to read or write.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// `read` or `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
    /// A table does not fit into memory, and has no place beside it.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// A writer handed in by the caller failed.
    #[error("cannot write CSV: {0}")]
    Write(#[from] std::io::Error),
}
