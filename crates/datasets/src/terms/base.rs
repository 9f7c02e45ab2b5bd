//! What the columns of a table are before terms are made of them: numbers, or the codes of levels.

use linalg_lite::{Column, Columns};

use super::expression::Expression;
use crate::{EncodedColumn, Encoding};

/// The columns of an encoder, in some rows.
pub(crate) struct Base<'a> {
    encoded: &'a [EncodedColumn],
    columns: Vec<Column<'a>>,
    pub(super) rows: usize,
}

impl<'a> Base<'a> {
    pub(crate) fn new(encoded: &'a [EncodedColumn], features: &'a Columns) -> Self {
        Self { encoded, columns: features.columns(), rows: features.n_samples() }
    }

    /// The columns of numbers that a column of the table became, without the one that says where it is missing.
    pub(crate) fn numbers(&self, name: &str) -> Vec<Vec<f64>> {
        let Some((column, first)) = self.place(name) else { return Vec::new() };
        let some = &self.columns[first..first + width(column)];
        let values = some.iter().filter_map(|column| match column {
            Column::Numbers(values) => Some(values.to_vec()),
            Column::Category(_) => None,
        });
        values.collect()
    }

    /// The codes of a category, or of yes and no: 0 for the baseline. A gap among these counts as the more frequent.
    pub(super) fn codes(&self, name: &str) -> Vec<u32> {
        let mut codes = vec![0; self.rows];
        let Some((_, first)) = self.place(name) else { return codes };
        match self.columns.get(first) {
            Some(Column::Category(category)) => {
                category.for_each(|row, level| codes[row] = level as u32 + 1);
            }
            Some(Column::Numbers(values)) => {
                codes.iter_mut().zip(*values).for_each(|(code, x)| *code = u32::from(*x > 0.5));
            }
            None => (),
        }
        codes
    }

    /// Whether the cell of a column is missing, where that is a feature of its own.
    pub(super) fn is_missing(&self, name: &str) -> Vec<u32> {
        let mut codes = vec![0; self.rows];
        if let Some((column, first)) = self.place(name)
            && let Some(Column::Category(category)) = self.columns.get(first + width(column))
        {
            category.for_each(|row, _| codes[row] = 1);
        }
        codes
    }

    /// What an expression is in each row.
    pub(crate) fn values(&self, of: &Expression) -> Vec<f64> {
        of.values(self.rows, &|leaf| self.leaf(leaf))
    }

    /// The numbers of a column or a level.
    fn leaf(&self, leaf: &Expression) -> Vec<f64> {
        let none = || vec![f64::NAN; self.rows];
        match leaf {
            Expression::Column(name) => self.feature(name).unwrap_or_else(none),
            Expression::Level { column, code } => {
                let is = |found: &u32| f64::from(u8::from(*found as usize == *code));
                self.codes(column).iter().map(is).collect()
            }
            Expression::Missing { column, is } => {
                let is = |found: &u32| f64::from(u8::from((*found == 1) == *is));
                self.is_missing(column).iter().map(is).collect()
            }
            _ => none(),
        }
    }

    /// The numbers of a column, or of one of the parts that it became.
    fn feature(&self, name: &str) -> Option<Vec<f64>> {
        let part = |column: &EncodedColumn| {
            let names = column.encoding.feature_names(&column.name);
            let place = names.iter().position(|of_feature| of_feature == name)?;
            self.numbers(&column.name).into_iter().nth(place)
        };
        self.numbers(name).pop().or_else(|| self.encoded.iter().find_map(part))
    }

    fn place(&self, name: &str) -> Option<(&'a EncodedColumn, usize)> {
        let mut first = 0;
        for column in self.encoded {
            if column.name == name {
                return Some((column, first));
            }
            first += width(column) + usize::from(has_gap_column(column));
        }
        None
    }
}

/// How many columns a column of the table became.
fn width(column: &EncodedColumn) -> usize {
    match column.encoding {
        Encoding::Category { .. } => 1,
        _ => column.encoding.fill().len(),
    }
}

/// Whether one more says where it is missing; of a category that is a level.
fn has_gap_column(column: &EncodedColumn) -> bool {
    column.gap_feature && !matches!(column.encoding, Encoding::Category { .. })
}
