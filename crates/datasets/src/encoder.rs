mod changed;
mod date_parts;
mod dates;
mod declared;
mod encode;
mod encoding;
mod guess;
mod levels;
#[cfg(feature = "files")]
mod long;
mod said;
mod substitutes;
mod weighted_rows;
mod with_terms;

use std::borrow::Cow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use self::changed::{Changeable, Value};
pub use self::date_parts::DatePart;
pub use self::dates::DateFormat;
pub use self::declared::{DateOrder, Declared, Gaps, Unseen};
pub use self::encode::Encoded;
use self::encoding::{is_said_as, truth};
use self::guess::guess;
pub use self::said::are_free_text;
pub use self::substitutes::Substitutes;
use self::weighted_rows::WeightedRows;
use crate::{Error, Form, ReadAs, Table, Terms};

/// From the columns of a table to the features of a model, and the same way for every later table.
///
/// ```
/// use datasets::{Declared, Encoder, Table, Unseen};
///
/// let csv = "pet,kg,tame\ncat,4,yes\ndog,9,yes\ncat,5,no\n";
/// let table = Table::read("pets.csv", csv.as_bytes())?;
/// let columns = ["pet", "kg", "tame"];
/// let encoder = Encoder::learn(&table, &columns, &[0, 1, 2], None, &Declared::default())?;
/// assert_eq!(encoder.feature_names(), ["pet=dog", "kg", "tame=yes"]); // cats are most frequent
/// let x = encoder.encode(&table, &[1], Unseen::Refuse)?.features;
/// assert_eq!([0, 1, 2].map(|j| x.feature(j)[0]), [1.0, 9.0, 1.0]);
/// # Ok::<(), datasets::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encoder {
    /// What is done with missing cells.
    pub gaps: Gaps,
    /// The columns taken, in the order of their features.
    pub columns: Vec<EncodedColumn>,
    /// What becomes of them together, if not a feature or a category each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
}

/// A column and what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EncodedColumn {
    /// Its name in the header.
    pub name: String,
    /// What becomes of it.
    #[serde(flatten)]
    pub encoding: Encoding,
    /// Whether a last feature is 1 where its cell is missing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gap_feature: bool,
}

/// What becomes of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Encoding {
    /// The numbers, as they are.
    Number {
        /// The mean of the rows learned from.
        mean: f64,
        /// What may stand around them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<Form>,
    },
    /// 1 for the one word, 0 for the other, in capitals or not; 1, y, t, yes and true are understood as well, and their
    /// opposites.
    Boolean {
        /// The word for 0.
        no: String,
        /// The word for 1.
        yes: String,
        /// The share of `yes` in the rows learned from.
        mean: f64,
    },
    /// For each level but the baseline a feature that is 1 there and 0 elsewhere.
    Category {
        /// The most frequent level, in a tie the first in alphabetical order, unless another was chosen.
        baseline: String,
        /// The others, sorted.
        levels: Vec<String>,
        /// The most frequent level, where it is not the baseline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        usual: Option<String>,
    },
    /// Days since a date, with a fraction for the time; without an origin, hours of the day.
    Date {
        /// How the dates are written.
        format: DateFormat,
        /// The earliest date of the rows learned from, as in 2024-12-31.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<String>,
        /// The mean of the rows learned from.
        mean: f64,
    },
    /// Year, month, weekday and hour, those that differ.
    DateParts {
        /// How the dates are written.
        format: DateFormat,
        /// What becomes a feature or several.
        parts: Vec<DatePart>,
    },
}

impl Encoder {
    /// Learns from the rows numbered in `rows` how the columns `features` become numbers. A column of
    /// text becomes a boolean for yes and no, true and false, else a category, unless it is declared as something
    /// else.
    ///
    /// `weights` has one weight for each of `rows`: a row counts so many times for means and for which level is
    /// the most frequent, and a row of weight 0 is not there. Where all are whole numbers, everything is learned
    /// as from the table whose rows are repeated.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::MissingCell`] for a gap when gaps are refused;
    /// [`Error::EmptyColumn`]; [`Error::Cell`] and [`Error::DecimalMark`] for cells among numbers;
    /// [`Error::Dates`] and [`Error::FreeText`] for columns that are not categories; [`Error::Columns`] for
    /// several of these, in the order of `features`; [`Error::Term`] for terms that cannot be learned;
    /// [`Error::Length`] and [`Error::Weight`] for weights that do not fit.
    pub fn learn(
        table: &Table,
        features: &[&str],
        rows: &[usize],
        weights: Option<&[f64]>,
        declared: &Declared<'_>,
    ) -> Result<Self, Error> {
        let rows = WeightedRows::new(rows, weights)?;
        let learn = |name: &&str| EncodedColumn::learn(table, name, declared, &rows);
        let encoder = Self::of_learned(features.par_iter().map(learn).collect(), declared.gaps)?;
        let table = |_: &[&str]| Ok(Cow::Borrowed(table));
        encoder.with_terms(declared, &table, &rows)
    }

    fn of_learned(learned: Vec<Result<EncodedColumn, Error>>, gaps: Gaps) -> Result<Self, Error> {
        let (mut columns, mut errors) = (Vec::new(), Vec::new());
        for column in learned {
            match column {
                Ok(column) => columns.push(column),
                Err(error) => errors.push(error),
            }
        }
        match errors.len() {
            0 => Ok(Self { gaps, columns, terms: None }),
            1 => Err(errors.remove(0)),
            _ => Err(Error::Columns(errors)),
        }
    }

    /// The names of the features: that of the column, `column=level`, or those of terms.
    #[must_use]
    pub fn feature_names(&self) -> Vec<String> {
        match &self.terms {
            Some(terms) => terms.feature_names(&self.columns),
            None => self.columns.iter().flat_map(EncodedColumn::feature_names).collect(),
        }
    }

    /// What a column of that name is to be read as.
    #[must_use]
    pub fn read_as(&self, name: &str) -> ReadAs {
        match self.columns.iter().find(|column| column.name == name).map(|c| &c.encoding) {
            None => ReadAs::Nothing,
            Some(Encoding::Number { form, .. }) => ReadAs::Numbers(form.clone()),
            Some(_) => ReadAs::Text,
        }
    }

    /// For each row whether it can be encoded: whether no cell is missing, or gaps are filled.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::MissingCell`] when gaps are refused.
    pub fn usable_rows(&self, table: &Table) -> Result<Vec<bool>, Error> {
        let mut usable = vec![true; table.n_rows()];
        if matches!(self.gaps, Gaps::Mean | Gaps::Level) {
            return Ok(usable);
        }
        for EncodedColumn { name, .. } in &self.columns {
            let cells = &table.column(name)?.cells;
            for row in (0..usable.len()).filter(|row| cells.is_missing(*row)) {
                if self.gaps == Gaps::Refuse {
                    return Err(table.missing_cell(row, name));
                }
                usable[row] = false;
            }
        }
        Ok(usable)
    }
}

impl EncodedColumn {
    fn learn(
        table: &Table,
        name: &str,
        declared: &Declared<'_>,
        rows: &WeightedRows<'_>,
    ) -> Result<Self, Error> {
        let cells = &table.column(name)?.cells;
        let gap = match cells.has_missing() {
            true => rows.iter().find(|(row, _)| cells.is_missing(*row)),
            false => None,
        };
        let encoding = guess(table, name, declared, rows)?;
        let gap_feature = declared.gaps == Gaps::Level && gap.is_some();
        match gap {
            Some((row, _)) if declared.gaps == Gaps::Refuse => Err(table.missing_cell(row, name)),
            _ => Ok(Self { name: name.to_owned(), encoding, gap_feature }),
        }
    }

    /// How many columns of features it becomes, the one that says where it is missing counted.
    pub(crate) fn n_columns(&self) -> usize {
        match self.encoding {
            Encoding::Category { .. } => 1, // (whose gap is a level)
            _ => self.encoding.fill().len() + usize::from(self.gap_feature),
        }
    }

    /// The names of its features, where no terms are made of it.
    #[must_use]
    pub fn feature_names(&self) -> Vec<String> {
        let mut names = self.encoding.feature_names(&self.name);
        names.extend(self.gap_feature.then(|| format!("{}=(missing)", self.name)));
        names
    }
}
