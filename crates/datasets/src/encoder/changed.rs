//! The features of rows in which one column is changed: what would be predicted then.

use linalg_lite::{Column, Columns};

use super::{Encoded, EncodedColumn, Encoder, Encoding, Unseen};
use crate::terms::{Base, levels};
use crate::{Error, Table, TermError};

/// Rows of a table, from which the features of other rows are made.
#[derive(Clone, Debug)]
pub struct Changeable<'a> {
    encoder: &'a Encoder,
    /// What the columns become without terms.
    columns: Columns,
}

/// What a column becomes in all rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// This number.
    Number(f64),
    /// The level with this code: 0 for the baseline of a category, k for the kth of its other levels; 0 for no and 1
    /// for yes.
    Level(usize),
}

impl Encoder {
    /// Some rows of a table, to be changed.
    ///
    /// # Errors
    /// As [`encode`](Self::encode).
    pub fn changeable(&self, table: &Table, rows: &[usize]) -> Result<Changeable<'_>, Error> {
        let plain = Self { terms: None, ..self.clone() };
        let Encoded { features: columns, .. } = plain.encode(table, rows, Unseen::Refuse)?;
        Ok(Changeable { encoder: self, columns })
    }

    /// What a text says of a column, if it is a level, a number, or a date as it is written there.
    #[must_use]
    pub fn value_of(&self, column: &str, text: &str) -> Option<Value> {
        let found = self.columns.iter().find(|encoded| encoded.name == column)?;
        match &found.encoding {
            Encoding::Category { .. } | Encoding::Boolean { .. } => {
                let code = self.levels_of(column).iter().position(|level| level == text)?;
                Some(Value::Level(code))
            }
            Encoding::Number { .. } => {
                text.parse().ok().filter(|x: &f64| x.is_finite()).map(Value::Number)
            }
            dates @ Encoding::Date { .. } => Some(Value::Number(*dates.values(text)?.0.first()?)),
            Encoding::DateParts { .. } => None,
        }
    }

    /// The baselines of the columns that are categories.
    pub fn baselines(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.iter().filter_map(|column| match &column.encoding {
            Encoding::Category { baseline, .. } => Some((column.name.as_str(), baseline.as_str())),
            _ => None,
        })
    }

    /// The names of the levels of a category, or of yes and no, the baseline first; none of numbers.
    #[must_use]
    pub fn levels_of(&self, column: &str) -> Vec<String> {
        levels(column, &self.columns)
    }
}

impl Changeable<'_> {
    /// The features of the rows as they are.
    ///
    /// # Errors
    /// [`Error::Term`] where a term has no value, or levels never came together.
    pub fn features(&self) -> Result<Columns, Error> {
        let Some(terms) = &self.encoder.terms else { return Ok(self.columns.clone()) };
        let problem = |term: &str, problem: &str| {
            TermError {
                place: "with these values".to_owned(),
                term: term.to_owned(),
                problem: problem.to_owned(),
            }
            .into()
        };
        let found = terms.features(&self.encoder.columns, &self.columns)?;
        let found = found.map_err(|undefined| problem(&undefined.term.name, "it has no value"))?;
        let mut all = terms.terms.iter().zip(&found.unknown);
        match all.find(|(_, unknown)| !unknown.is_empty()) {
            Some((term, _)) => {
                Err(problem(&term.name, "its levels never came together in training"))
            }
            None => Ok(found.features),
        }
    }

    /// The same rows in which a column has this value.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn with(&self, column: &str, value: Value) -> Result<Self, Error> {
        let (place, encoded) = self.place(column)?;
        let rows = self.columns.n_samples();
        let mut columns = Columns::new(rows);
        for (j, old) in self.columns.columns().into_iter().enumerate() {
            let is_gap = matches!(old, Column::Category(_))
                && !matches!(encoded.encoding, Encoding::Category { .. });
            match (old, value) {
                (Column::Category(old), _) if !place.contains(&j) => {
                    let mut codes = vec![0; rows];
                    old.for_each(|row, level| codes[row] = level as u32 + 1);
                    columns.push_category(&codes, old.n_features())?;
                }
                (Column::Numbers(old), _) if !place.contains(&j) => {
                    columns.push_numbers(old.to_vec())?;
                }
                (Column::Category(old), _) if is_gap => {
                    columns.push_category(&vec![0; rows], old.n_features())?;
                }
                (Column::Category(old), Value::Level(code)) => {
                    columns.push_category(&vec![code as u32; rows], old.n_features())?;
                }
                (Column::Category(old), Value::Number(_)) => {
                    columns.push_category(&vec![0; rows], old.n_features())?;
                }
                (Column::Numbers(_), Value::Number(x)) => columns.push_numbers(vec![x; rows])?,
                (Column::Numbers(_), Value::Level(code)) => {
                    columns.push_numbers(vec![code as f64; rows])?;
                }
            }
        }
        Ok(Self { encoder: self.encoder, columns })
    }

    /// The least and the largest number of a column of numbers or dates in these rows; none for one of other cells.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn range(&self, column: &str) -> Result<Option<[f64; 2]>, Error> {
        let (place, encoded) = self.place(column)?;
        if !matches!(encoded.encoding, Encoding::Number { .. } | Encoding::Date { .. }) {
            return Ok(None);
        }
        let ends = |[low, high]: [f64; 2], x: &f64| [low.min(*x), high.max(*x)];
        let columns = self.columns.columns();
        Ok(columns.get(place.start).and_then(|column| match column {
            Column::Numbers(x) => Some(x.iter().fold([f64::INFINITY, f64::NEG_INFINITY], ends)),
            Column::Category(_) => None,
        }))
    }

    /// How fast each feature changes with a column of numbers, in each row.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn slopes(&self, column: &str) -> Result<Columns, Error> {
        let (place, _) = self.place(column)?;
        let rows = self.columns.n_samples();
        let mut slopes = Columns::new(rows);
        match self.encoder.expressions() {
            Some(expressions) => {
                let base = Base::new(&self.encoder.columns, &self.columns);
                for expression in expressions {
                    slopes.push_numbers(base.values(&expression.derivative(column)))?;
                }
            }
            None => {
                for (j, old) in self.columns.columns().iter().enumerate() {
                    let is_it = place.contains(&j) && matches!(old, Column::Numbers(_));
                    let slope = if is_it { 1.0 } else { 0.0 };
                    for _ in 0..old.kind().n_features() {
                        slopes.push_numbers(vec![slope; rows])?;
                    }
                }
            }
        }
        Ok(slopes)
    }

    /// The numbers of a column in the rows, if it has some.
    #[must_use]
    pub fn numbers(&self, column: &str) -> Option<Vec<f64>> {
        Base::new(&self.encoder.columns, &self.columns).numbers(column).pop()
    }

    fn place(&self, column: &str) -> Result<(std::ops::Range<usize>, &EncodedColumn), Error> {
        let mut end = 0;
        for encoded in &self.encoder.columns {
            let begin = end;
            end += encoded.n_columns();
            if encoded.name == column {
                return Ok((begin..end, encoded));
            }
        }
        let names: Vec<String> = self.encoder.columns.iter().map(|c| c.name.clone()).collect();
        Err(Error::unknown_column(column, &names))
    }
}
