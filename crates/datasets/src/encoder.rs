mod guess;
mod weighted_rows;

use std::str::FromStr;

use linalg_lite::{Columns, fill_columns};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::guess::guess;
use self::weighted_rows::WeightedRows;
use crate::{Cells, Error, ReadAs, Table, Text};

/// From the columns of a table to the features of a model, and the same way for every later table.
///
/// ```
/// use datasets::{Encoder, Gaps, Table, Unseen};
///
/// let csv = "pet,kg,tame\ncat,4,yes\ndog,9,yes\ncat,5,no\n";
/// let table = Table::read("pets.csv", csv.as_bytes())?;
/// let encoder = Encoder::learn(&table, &["pet", "kg", "tame"], &[], &[0, 1, 2], None, Gaps::Refuse)?;
/// assert_eq!(encoder.feature_names(), ["pet=dog", "kg", "tame=yes"]); // cats are most frequent
/// let x = encoder.encode(&table, &[1], Unseen::Refuse)?;
/// assert_eq!((x[(0, 0)], x[(0, 1)], x[(0, 2)]), (1.0, 9.0, 1.0));
/// # Ok::<(), datasets::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encoder {
    /// What is done with missing cells.
    pub gaps: Gaps,
    /// The columns taken, in the order of their features.
    pub columns: Vec<EncodedColumn>,
}

/// What is done with a missing cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gaps {
    /// It is an error.
    #[default]
    Refuse,
    /// Its row is left out.
    Drop,
    /// The mean stands for it, or the most frequent level.
    Mean,
}

impl FromStr for Gaps {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "error" => Ok(Self::Refuse),
            "drop" => Ok(Self::Drop),
            "mean" => Ok(Self::Mean),
            _ => Err("error, drop or mean is needed".to_owned()),
        }
    }
}

/// What to do with an unseen level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unseen {
    /// It is an error.
    #[default]
    Refuse,
    /// It counts as the baseline.
    Baseline,
}

impl FromStr for Unseen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "error" => Ok(Self::Refuse),
            "baseline" => Ok(Self::Baseline),
            _ => Err("error or baseline is needed".to_owned()),
        }
    }
}

/// A column and what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EncodedColumn {
    /// Its name in the header.
    pub name: String,
    /// What becomes of it.
    #[serde(flatten)]
    pub encoding: Encoding,
}

/// What becomes of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Encoding {
    /// The numbers, as they are.
    Number {
        /// The mean of the rows learned from.
        mean: f64,
    },
    /// 1 for the one word, 0 for the other, in capitals or not.
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
        /// The most frequent level; in a tie the first in alphabetical order.
        baseline: String,
        /// The others, sorted.
        levels: Vec<String>,
    },
}

impl Encoder {
    /// Learns from the rows numbered in `rows` how the columns `features` become numbers. A column of
    /// text becomes a boolean for yes and no, true and false, else a category. Those named in
    /// `categories` become categories in any case; they have to be read as [`ReadAs::Text`].
    ///
    /// `weights` has one weight for each of `rows`: a row counts so many times for means and for which level is
    /// the most frequent, and a row of weight 0 is not there. Where all are whole numbers, everything is learned
    /// as from the table whose rows are repeated.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::MissingCell`] for a gap when gaps are refused;
    /// [`Error::EmptyColumn`]; [`Error::Cell`] for text among numbers; [`Error::Dates`] and
    /// [`Error::FreeText`] for columns that are not categories; [`Error::Length`] and [`Error::Weight`] for
    /// weights that do not fit.
    pub fn learn(
        table: &Table,
        features: &[&str],
        categories: &[&str],
        rows: &[usize],
        weights: Option<&[f64]>,
        gaps: Gaps,
    ) -> Result<Self, Error> {
        let rows = WeightedRows::new(rows, weights)?;
        let learn = |name: &&str| {
            let cells = &table.column(name)?.cells;
            if gaps == Gaps::Refuse
                && let Some((row, _)) = rows.iter().find(|(row, _)| cells.is_missing(*row))
            {
                return Err(table.missing_cell(row, name));
            }
            let encoding = guess(table, name, categories.contains(name), &rows)?;
            Ok(EncodedColumn { name: (*name).to_owned(), encoding })
        };
        let columns = features.par_iter().map(learn).collect::<Result<_, _>>()?;
        Ok(Self { gaps, columns })
    }

    /// The names of the features: that of the column, or `column=level`.
    #[must_use]
    pub fn feature_names(&self) -> Vec<String> {
        let names = |column: &EncodedColumn| match &column.encoding {
            Encoding::Number { .. } => vec![column.name.clone()],
            Encoding::Boolean { yes, .. } => vec![format!("{}={yes}", column.name)],
            Encoding::Category { levels, .. } => {
                levels.iter().map(|level| format!("{}={level}", column.name)).collect()
            }
        };
        self.columns.iter().flat_map(names).collect()
    }

    /// What a column of that name is to be read as.
    #[must_use]
    pub fn read_as(&self, name: &str) -> ReadAs {
        match self.columns.iter().find(|column| column.name == name) {
            None => ReadAs::Nothing,
            Some(EncodedColumn { encoding: Encoding::Number { .. }, .. }) => ReadAs::Numbers,
            Some(_) => ReadAs::Text,
        }
    }

    /// For each row whether it can be encoded: whether no cell is missing, or gaps are filled.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::MissingCell`] when gaps are refused.
    pub fn usable_rows(&self, table: &Table) -> Result<Vec<bool>, Error> {
        let mut usable = vec![true; table.n_rows()];
        for EncodedColumn { name, .. } in &self.columns {
            let cells = &table.column(name)?.cells;
            for row in 0..usable.len() {
                match self.gaps {
                    _ if !cells.is_missing(row) => (),
                    Gaps::Refuse => return Err(table.missing_cell(row, name)),
                    Gaps::Drop => usable[row] = false,
                    Gaps::Mean => (),
                }
            }
        }
        Ok(usable)
    }

    /// The features of the rows numbered in `rows`, in that order. A missing cell that is not to be
    /// filled is NaN: leave out the rows that [`usable_rows`](Self::usable_rows) does not name.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::UnseenLevel`] for an unseen level;
    /// [`Error::ColumnKind`] for numbers where text was learned from, or the reverse.
    pub fn encode(&self, table: &Table, rows: &[usize], unknown: Unseen) -> Result<Columns, Error> {
        let mut features = Vec::new();
        for column in &self.columns {
            features.extend(self.features_of(column, table, rows, unknown)?);
        }
        let mut x = Columns::zeros(rows.len(), features.len());
        fill_columns(x.as_mut(), |j, x| match &features[j] {
            Feature::Numbers { cells, fill } => {
                for (x, row) in x.iter_mut().zip(rows) {
                    *x = if cells[*row].is_nan() { *fill } else { cells[*row] };
                }
            }
            Feature::Levels { text, values, fill } => {
                for (x, row) in x.iter_mut().zip(rows) {
                    *x = values.get(text.codes[*row] as usize).copied().unwrap_or(*fill);
                }
            }
        });
        Ok(x)
    }

    fn features_of<'a>(
        &self,
        column: &EncodedColumn,
        table: &'a Table,
        rows: &[usize],
        unknown: Unseen,
    ) -> Result<Vec<Feature<'a>>, Error> {
        let name = &column.name;
        let filled = |fill: f64| if self.gaps == Gaps::Mean { fill } else { f64::NAN };
        let known = column.encoding.known_levels();
        let text = match (&column.encoding, &table.column(name)?.cells) {
            (Encoding::Number { mean }, Cells::Numbers(cells)) => {
                return Ok(vec![Feature::Numbers { cells, fill: filled(*mean) }]);
            }
            (Encoding::Number { .. }, _) => return Err(table.wrong_kind(name, "numbers")),
            (_, Cells::Text(text)) => text,
            (_, _) => return Err(table.wrong_kind(name, "text")),
        };
        let level = |level: &String| known.iter().position(|word| column.encoding.is(level, word));
        let levels: Vec<Option<usize>> = text.levels.iter().map(level).collect();
        let is_strange = |row: &&usize| levels.get(text.codes[**row] as usize) == Some(&None);
        if unknown == Unseen::Refuse
            && let Some(row) = rows.iter().find(is_strange)
        {
            return Err(table.unknown_level(*row, name, &known));
        }
        let fill = match column.encoding {
            Encoding::Boolean { mean, .. } => filled(mean),
            _ => filled(0.0),
        };
        let feature = |k: usize| {
            let values = levels.iter().map(|level| f64::from(u8::from(*level == Some(k))));
            Feature::Levels { text, values: values.collect(), fill }
        };
        Ok((1..known.len()).map(feature).collect())
    }
}

impl Encoding {
    /// The baseline, then the levels that have a feature.
    fn known_levels(&self) -> Vec<&str> {
        match self {
            Self::Number { .. } => Vec::new(),
            Self::Boolean { no, yes, .. } => vec![no, yes],
            Self::Category { baseline, levels } => {
                [baseline].into_iter().chain(levels).map(String::as_str).collect()
            }
        }
    }

    fn is(&self, level: &str, known: &str) -> bool {
        match self {
            Self::Boolean { .. } => level.to_lowercase() == known,
            _ => level == known,
        }
    }
}

/// A feature as it comes from a column.
enum Feature<'a> {
    Numbers { cells: &'a [f64], fill: f64 },
    Levels { text: &'a Text, values: Vec<f64>, fill: f64 },
}
