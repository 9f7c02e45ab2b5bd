//! The features of a table as SQL: what the encoder of a model says of columns, in expressions.

mod conditions;
pub(crate) mod rows;

use datasets::{EncodedColumn, Encoder, Encoding, Gaps};

use crate::{Dialect, Error, Truth};

/// Which rows of which table are meant, and what is known of their columns.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// How the engine writes.
    pub dialect: &'static Dialect,
    /// What may stand after FROM.
    pub table: &'a str,
    /// What becomes of the columns.
    pub encoder: &'a Encoder,
    /// What is to be learned; None where features alone are asked for.
    pub truth: Option<&'a Truth>,
    /// The column that says how often a row counts.
    pub weights: Option<&'a str>,
    /// The column that is added to the logit or prediction.
    pub offset: Option<&'a str>,
    /// Which part of the rows, if not all.
    pub part: Option<Part>,
    /// Whether the model has an intercept.
    pub has_intercept: bool,
    /// Whether the same rows are meant, but none of their features.
    pub without_features: bool,
}

/// A part of the rows, by a hash of a key, which is the same wherever the rows are.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The column whose values decide; rows with the same value stay together.
    pub key: String,
    /// Another seed is another part.
    pub seed: u64,
    /// The share that is held out.
    pub share: f64,
    /// Whether the held-out rows are meant, or the others.
    pub held_out: bool,
}

/// A feature or, for a category, several.
pub(crate) enum Item<'a> {
    Number { feature: usize, sql: String },
    Category(Category<'a>),
}

pub(crate) struct Category<'a> {
    /// The first of its features, which is that of the second level.
    pub(crate) first: usize,
    column: &'a str,
    /// The baseline first.
    pub(crate) levels: Vec<&'a str>,
    /// The code of a missing cell, if it has one: codes count from 1.
    missing: Option<usize>,
    /// How many codes there are.
    pub(crate) codes: usize,
}

impl<'a> Category<'a> {
    fn of(column: &'a EncodedColumn, first: usize, is_filled: bool) -> Self {
        let mut levels = Vec::new();
        if let Encoding::Category { baseline, levels: others } = &column.encoding {
            levels.extend(std::iter::once(baseline).chain(others).map(String::as_str));
        }
        let codes = levels.len() + usize::from(column.gap_feature);
        let missing = is_filled.then_some(if column.gap_feature { codes } else { 1 });
        Self { first, column: &column.name, levels, missing, codes }
    }

    /// The coefficient of a code; the first is the baseline's.
    fn coefficient(&self, code: usize, coefficients: &[f64]) -> f64 {
        if code == 1 { 0.0 } else { coefficients[self.first + code - 2] }
    }
}

/// The parameters of the logits that a question needs: for each logit a coefficient a feature, and an intercept.
pub(crate) struct Logits<'w> {
    pub(crate) coefficients: Vec<&'w [f64]>,
    pub(crate) intercepts: Vec<f64>,
}

impl<'a> Frame<'a> {
    /// The items in the order of their features.
    pub(crate) fn items(&self) -> Result<Vec<Item<'a>>, Error> {
        let mut items = Vec::new();
        let mut next = 0;
        let columns = if self.without_features { &[][..] } else { &self.encoder.columns };
        for column in columns {
            let name = self.column(&column.name);
            let is_filled = matches!(self.encoder.gaps, Gaps::Mean | Gaps::Level);
            let filled = |sql: String, mean: f64| match is_filled {
                true => format!("COALESCE({sql}, {})", self.dialect.double(mean)),
                false => sql,
            };
            match &column.encoding {
                Encoding::Number { mean, .. } => {
                    let sql = filled(self.dialect.finite(&name), *mean);
                    items.push(Item::Number { feature: next, sql });
                    next += 1;
                }
                Encoding::Boolean { mean, .. } => {
                    let sql = filled(self.truth_of(&name), *mean);
                    items.push(Item::Number { feature: next, sql });
                    next += 1;
                }
                Encoding::Category { .. } => {
                    let category = Category::of(column, next, is_filled);
                    next += category.codes - 1;
                    items.push(Item::Category(category));
                    continue; // whose gap is a level
                }
                Encoding::Date { .. } | Encoding::DateParts { .. } => {
                    return Err(Error::Table(format!(
                        "\"{}\" was learned as a date from a CSV file, which no question in SQL can repeat: \
                         fit it in the table as a number of days",
                        column.name
                    )));
                }
            }
            if column.gap_feature {
                let sql = self.is_missing(&name, &column.encoding);
                items.push(Item::Number { feature: next, sql });
                next += 1;
            }
        }
        Ok(items)
    }

    /// How many features there are.
    pub(crate) fn n_features(&self) -> usize {
        if self.without_features { 0 } else { self.encoder.feature_names().len() }
    }

    /// A column of the table.
    pub(crate) fn column(&self, name: &str) -> String {
        format!("t.{}", self.dialect.name(name))
    }

    /// 1 for yes, 0 for no, NULL for anything else.
    fn truth_of(&self, column: &str) -> String {
        let word = format!("LOWER({})", self.dialect.as_text(column));
        let (one, zero) = (self.dialect.double(1.0), self.dialect.double(0.0));
        format!(
            "CASE WHEN {word} IN ('yes', 'true', 'y', 't', '1', '1.0') THEN {one} \
             WHEN {word} IN ('no', 'false', 'n', 'f', '0', '0.0') THEN {zero} END"
        )
    }

    fn is_missing(&self, column: &str, encoding: &Encoding) -> String {
        let value = match encoding {
            Encoding::Number { .. } => self.dialect.finite(column),
            _ => column.to_owned(),
        };
        let (one, zero) = (self.dialect.double(1.0), self.dialect.double(0.0));
        format!("CASE WHEN {value} IS NULL THEN {one} ELSE {zero} END")
    }
}
