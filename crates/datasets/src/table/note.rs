use std::fmt::{self, Display};

use super::form::Form;

/// Something that a table does not say outright, and what it was taken for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// All names of columns are numbers.
    HeaderOfNumbers,
    /// A column has no name.
    Unnamed {
        /// What it is called here.
        column: String,
    },
    /// A column has the name of one before it.
    SameName {
        /// What it is called here.
        column: String,
        /// Its name in the file.
        name: String,
    },
    /// The header is a name short of its rows: the first column has none.
    RowNames {
        /// What it is called here.
        column: String,
    },
    /// A column has no value in any row.
    Empty {
        /// Its name.
        column: String,
    },
    /// Cells of a column of numbers that stand for missing ones.
    Marks {
        /// Its name.
        column: String,
        /// What stands there, and how often.
        marks: Vec<(String, usize)>,
    },
    /// NA and the like among texts, which nobody declared, taken as missing.
    WordsForGaps {
        /// Its name.
        column: String,
    },
    /// Numbers with something around them.
    Form {
        /// The column.
        column: String,
        /// How they are written.
        form: Form,
        /// One of them.
        example: String,
    },
    /// Whole numbers that begin with zeros, read as numbers.
    LeadingZeros {
        /// The column.
        column: String,
        /// One of them.
        example: String,
    },
    /// Whole numbers of more digits than a number keeps.
    TooLong {
        /// The column.
        column: String,
        /// One of them.
        example: String,
    },
    /// Numbers of which each may be thousands with a point, in a file that may have decimal commas.
    MaybeThousands {
        /// The column.
        column: String,
        /// One of them.
        example: String,
    },
    /// Whole numbers of which each may be a date, such as 20241231, read as numbers.
    MaybeDates {
        /// The column.
        column: String,
        /// One of them.
        example: String,
    },
}

impl Note {
    /// The column it is about, if it is about one.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::HeaderOfNumbers => None,
            Self::Unnamed { column }
            | Self::SameName { column, .. }
            | Self::RowNames { column }
            | Self::Empty { column }
            | Self::Marks { column, .. }
            | Self::WordsForGaps { column }
            | Self::Form { column, .. }
            | Self::LeadingZeros { column, .. }
            | Self::TooLong { column, .. }
            | Self::MaybeThousands { column, .. }
            | Self::MaybeDates { column, .. } => Some(column),
        }
    }

    /// Whether it is worth a word even where nothing stands in the way.
    #[must_use]
    pub fn is_told_always(&self) -> bool {
        !matches!(self, Self::WordsForGaps { .. })
    }
}

impl Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HeaderOfNumbers => f.write_str("all names in the header are numbers"),
            Self::Unnamed { column } => {
                write!(f, "a column without a name is called \"{column}\"")
            }
            Self::SameName { column, name } => {
                write!(f, "another column called \"{name}\" is called \"{column}\"")
            }
            Self::RowNames { column } => {
                write!(f, "the header is one name short: the first column is called \"{column}\"")
            }
            Self::Empty { column } => write!(f, "\"{column}\" has no value in any row"),
            Self::Marks { column, marks } => {
                let marks = marks.iter().map(|(mark, count)| match count {
                    1 => format!("1 cell with {mark}"),
                    _ => format!("{count} cells with {mark}"),
                });
                let marks = marks.collect::<Vec<_>>().join(", ");
                write!(f, "\"{column}\" holds numbers; taken as missing: {marks}")
            }
            Self::WordsForGaps { column } => {
                write!(f, "NA, NaN and nan in \"{column}\" are taken as missing")
            }
            Self::Form { column, form, example } => {
                write!(f, "\"{column}\" holds {form}, such as \"{example}\"; taken as numbers")
            }
            Self::LeadingZeros { column, example } => {
                write!(f, "\"{column}\" has leading zeros ({example}); taken as numbers")
            }
            Self::TooLong { column, example } => write!(
                f,
                "\"{column}\" has whole numbers of more digits than a number keeps ({example}); taken as \
                 numbers, and rounded"
            ),
            Self::MaybeThousands { column, example } => {
                write!(f, "\"{column}\" may be thousands ({example}); taken as decimals")
            }
            Self::MaybeDates { column, example } => {
                write!(f, "\"{column}\" may be dates ({example}); taken as numbers")
            }
        }
    }
}
