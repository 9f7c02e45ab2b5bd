#![doc = include_str!("../README.md")]
//!
//! | to get | use |
//! |---|---|
//! | the lesson's data | [`generate::spam`], [`generate::exam`], [`generate::medical`], … |
//! | random numbers | [`Stream`]: ChaCha8, or NumPy's own sequence bit for bit |
//! | training and test rows | [`split()`], [`stratified_split`] |
//! | folds for cross-validation | [`folds`], [`stratified_folds`] |
//! | the same for rows with counts | [`Units`] |
//! | your own table | [`Table`] |
//! | features from its numbers, texts and gaps | [`Encoder`] |
//! | products, polynomials and splines of them | [`Formula`], [`Terms`] |
//! | one too long to hold | [`Pieces`] |
//! | one that is held as far as there is memory | [`LongTable`] |
//! | features, likewise | [`Held`], and [`Spilled`] in a file |
//! | a CSV for another tool | [`write_csv`], [`write_csv_file`] |
//! | a table that goes wrong | [`gallery::specimen`] |
//! | a real table | [`real::iris`], [`real::penguins`], [`real::breast_cancer`], … |
//! | any of them by name | [`catalog`] |
//!
//! The feature `files`, which is on unless it is refused, opens files and writes them whole; without it
//! tables come from bytes, as in a web page.
//!
//! Nothing here looks at the clock or picks a seed: the same call gives the same bits, always and
//! everywhere.

#[cfg(feature = "files")]
mod bytes;
pub mod catalog;
mod csv_out;
mod dataset;
mod encoder;
mod error;
pub mod gallery;
pub mod generate;
#[cfg(feature = "files")]
mod held;
#[cfg(feature = "files")]
mod memory;
mod nearest;
#[cfg(feature = "files")]
mod open_file;
pub mod real;
#[cfg(feature = "files")]
mod spilled;
mod split;
mod stream;
mod table;
#[cfg(feature = "files")]
mod temporary;
mod terms;
mod units;
#[cfg(feature = "files")]
mod whole_file;

#[cfg(feature = "files")]
pub use csv_out::write_csv_file;
pub use csv_out::{shortest, write_csv};
pub use dataset::{Dataset, Target};
pub use encoder::{
    Changeable, DateFormat, DateOrder, DatePart, Declared, Encoded, EncodedColumn, Encoder,
    Encoding, Gaps, Substitutes, Unseen, Value, are_free_text,
};
pub use error::{BaselineError, Error, MemoryError, OddMark, RowProblem, TermError};
#[cfg(feature = "files")]
pub use held::Held;
#[cfg(feature = "files")]
pub use memory::Memory;
pub use nearest::{did_you_mean, nearest};
#[cfg(feature = "files")]
pub use open_file::open_file;
#[cfg(feature = "files")]
pub use spilled::{Spilled, SpilledWriter};
pub use split::{Split, folds, split, stratified_folds, stratified_split};
pub use stream::{Source, Stream};
#[cfg(feature = "files")]
pub use table::TextEncoding;
#[cfg(feature = "files")]
pub use table::long::LongTable;
pub use table::{
    Cells, ChooseColumns, Column, CsvFormat, Decimal, Form, Header, Note, Piece, Pieces, ReadAs,
    Reading, Table, Text, is_usual_mark,
};
pub use terms::{
    Cells as LevelCells, Expression, Factor, Formula, FormulaError, Function, NamedFactor,
    Operator, Piecewise, Polynomial, Spline, Term, Terms,
};
pub use units::{MOST_COUNTED, Units, are_counts};
#[cfg(feature = "files")]
pub use whole_file::{WholeFile, write_whole};
