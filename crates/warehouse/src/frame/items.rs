//! What becomes of the cells of a row, in SQL: a number a feature, or the level of a category.

use datasets::{EncodedColumn, Encoder, Encoding, Gaps, Unseen};

use crate::{Dialect, Error};

/// A feature or, for a category, several.
pub(crate) enum Item<'a> {
    Number { feature: usize, sql: String },
    Category(Category<'a>),
}

pub(crate) struct Category<'a> {
    /// The first of its features, which is that of the second level.
    pub(crate) first: usize,
    pub(crate) column: &'a str,
    /// The baseline first.
    pub(crate) levels: Vec<&'a str>,
    /// The code of a missing cell, if it has one: codes count from 1.
    pub(crate) missing: Option<usize>,
    /// How many codes there are.
    pub(crate) codes: usize,
}

impl<'a> Category<'a> {
    pub(super) fn of(column: &'a EncodedColumn, first: usize, gaps: Option<Gaps>) -> Self {
        let mut levels = Vec::new();
        if let Encoding::Category { baseline, levels: others, .. } = &column.encoding {
            levels.extend(std::iter::once(baseline).chain(others).map(String::as_str));
        }
        let codes = levels.len() + usize::from(column.gap_feature);
        let missing = gaps.map(|gaps| match gaps {
            _ if column.gap_feature => codes,
            Gaps::Mean => column.encoding.usual_level() + 1,
            _ => 1,
        });
        Self { first, column: &column.name, levels, missing, codes }
    }

    /// The coefficient of a code; the first is the baseline's.
    pub(crate) fn coefficient(&self, code: usize, coefficients: &[f64]) -> f64 {
        if code == 1 { 0.0 } else { coefficients[self.first + code - 2] }
    }
}

/// The cells of a row, by what a model's encoder says of their columns.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a> {
    pub(crate) dialect: &'static Dialect,
    pub(crate) encoder: &'a Encoder,
    /// What stands before the name of a column.
    pub(crate) prefix: &'static str,
    /// The columns that lack a value somewhere; None where nobody has looked.
    pub(crate) gappy: Option<&'a [String]>,
    /// What becomes of a level, and of a gap, that was not there in training.
    pub(crate) unseen: Unseen,
}

impl<'a> Cells<'a> {
    /// The items in the order of their features. What cannot be read is NULL.
    pub(crate) fn items(&self) -> Result<Vec<Item<'a>>, Error> {
        if let Some(terms) = &self.encoder.terms {
            return self.of_terms(&terms.terms);
        }
        let mut items = Vec::new();
        let mut next = 0;
        for column in &self.encoder.columns {
            if let Encoding::Category { .. } = column.encoding {
                let category = Category::of(column, next, self.filling(column));
                next += category.codes - 1;
                items.push(Item::Category(category));
                continue; // whose gap is a level
            }
            items.push(Item::Number { feature: next, sql: self.number_of(column)? });
            next += 1;
            if column.gap_feature {
                items.push(Item::Number { feature: next, sql: self.is_missing(column) });
                next += 1;
            }
        }
        Ok(items)
    }

    /// The number that a cell becomes.
    pub(super) fn number_of(&self, column: &EncodedColumn) -> Result<String, Error> {
        let (mean, value) = match &column.encoding {
            Encoding::Number { mean, .. } => (mean, self.value(column)),
            Encoding::Boolean { mean, .. } => (mean, self.truth_of(column)),
            Encoding::Category { .. } => {
                return Err(Error::Table(format!(
                    "\"{}\" is a category, and no number",
                    column.name
                )));
            }
            Encoding::Date { .. } | Encoding::DateParts { .. } => {
                return Err(Error::Table(format!(
                    "\"{}\" was learned as a date from a CSV file, which no question in SQL can repeat: fit it in the \
                     table as a number of days",
                    column.name
                )));
            }
        };
        Ok(if self.filling(column).is_some() { self.filled(column, &value, *mean) } else { value })
    }

    /// A column as the table has it.
    pub(crate) fn column(&self, name: &str) -> String {
        format!("{}{}", self.prefix, self.dialect.name(name))
    }

    /// What becomes of missing cells, if something stands for them and there may be some.
    pub(super) fn filling(&self, column: &EncodedColumn) -> Option<Gaps> {
        let is_filled = match self.encoder.gaps {
            Gaps::Mean => true,
            Gaps::Level => column.gap_feature || self.unseen == Unseen::Baseline,
            Gaps::Refuse | Gaps::Drop => false,
        };
        let may_be = self.gappy.is_none_or(|gappy| gappy.contains(&column.name));
        (is_filled && may_be).then_some(self.encoder.gaps)
    }

    /// The mean in place of a gap; a truth that cannot be read is none.
    fn filled(&self, column: &EncodedColumn, value: &str, mean: f64) -> String {
        let mean = self.dialect.double(mean);
        match column.encoding {
            Encoding::Number { .. } => format!("COALESCE({value}, {mean})"),
            _ => format!("CASE WHEN {} IS NULL THEN {mean} ELSE {value} END", self.value(column)),
        }
    }

    /// A number if it is finite, or the cell as it is.
    fn value(&self, column: &EncodedColumn) -> String {
        let cell = self.column(&column.name);
        let is_complete = self.gappy.is_some_and(|gappy| !gappy.contains(&column.name));
        match column.encoding {
            Encoding::Number { .. } if is_complete => self.dialect.number(&cell),
            Encoding::Number { .. } => self.dialect.finite(&cell),
            _ => cell,
        }
    }

    /// 1 for yes, 0 for no; for anything else NULL, or 0 where that stands for it.
    fn truth_of(&self, column: &EncodedColumn) -> String {
        let cell = self.column(&column.name);
        let word = format!("LOWER({})", self.dialect.as_text(&cell));
        let (one, zero) = (self.dialect.double(1.0), self.dialect.double(0.0));
        let other = match self.unseen {
            Unseen::Refuse => String::new(),
            Unseen::Baseline => format!(" WHEN {cell} IS NOT NULL THEN {zero}"),
        };
        format!(
            "CASE WHEN {word} IN ('yes', 'true', 'y', 't', '1', '1.0') THEN {one} \
             WHEN {word} IN ('no', 'false', 'n', 'f', '0', '0.0') THEN {zero}{other} END"
        )
    }

    pub(super) fn is_missing(&self, column: &EncodedColumn) -> String {
        let (one, zero) = (self.dialect.double(1.0), self.dialect.double(0.0));
        format!("CASE WHEN {} IS NULL THEN {one} ELSE {zero} END", self.value(column))
    }
}
