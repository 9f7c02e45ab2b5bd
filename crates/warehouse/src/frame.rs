//! The features of a table as SQL: what the encoder of a model says of columns, in expressions.

mod conditions;
pub(crate) mod items;
pub(crate) mod rows;
mod terms;

use std::ops::Range;

use datasets::{EncodedColumn, Encoder, Encoding, Unseen};

pub(crate) use items::{Category, Cells, Item};

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
    /// Of a line that is to be fitted: what the target counts from, near its mean, after the offset is taken off;
    /// otherwise None. See [`Moments::centre_of_target`](crate::Moments::centre_of_target).
    pub target_centre: Option<f64>,
    /// Which part of the rows, if not all.
    pub part: Option<Part>,
    /// Whether the model has an intercept.
    pub has_intercept: bool,
    /// Whether the same rows are meant, but none of their features.
    pub without_features: bool,
    /// The columns that lack a value somewhere; None where nobody has looked.
    pub gappy: Option<&'a [String]>,
    /// What becomes of a level, and of a gap, that the encoder does not know.
    pub unseen: Unseen,
}

/// A part of the rows, by a hash of a key, which is the same wherever the rows are.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The column whose values decide; rows with the same value stay together.
    pub key: String,
    /// Another seed is another part.
    pub seed: u64,
    /// Where from 0 to 1 the hashes of the rows that are meant lie.
    pub ranges: Vec<Range<f64>>,
}

impl Part {
    /// The share of the rows that is held out, and the others.
    #[must_use]
    pub fn held_out(key: &str, seed: u64, share: f64) -> (Self, Self) {
        let part = |range| Self { key: key.to_owned(), seed, ranges: vec![range] };
        (part(0.0..share), part(share..1.0))
    }

    /// For each of so many folds its rows, and the rows of the others; of a part of one range.
    #[must_use]
    pub fn folds(&self, folds: usize) -> Vec<(Self, Self)> {
        let (low, high) = self.ranges.first().map_or((0.0, 1.0), |range| (range.start, range.end));
        let end = |fold: usize| match fold == folds {
            true => high,
            false => low + (high - low) * fold as f64 / folds as f64,
        };
        let part = |ranges| Self { ranges, ..self.clone() };
        let fold = |k| {
            let (from, to) = (end(k), end(k + 1));
            (part(vec![from..to]), part(vec![low..from, to..high]))
        };
        (0..folds).map(fold).collect()
    }
}

/// The parameters of the logits that a question needs: for each logit a coefficient a feature, and an intercept.
pub(crate) struct Logits<'w> {
    pub(crate) coefficients: Vec<&'w [f64]>,
    pub(crate) intercepts: Vec<f64>,
}

impl<'a> Frame<'a> {
    /// All rows of a table that have what is needed, with an intercept.
    #[must_use]
    pub fn of(
        dialect: &'static Dialect,
        table: &'a str,
        encoder: &'a Encoder,
        truth: &'a Truth,
    ) -> Self {
        Self {
            dialect,
            table,
            encoder,
            truth: Some(truth),
            weights: None,
            offset: None,
            target_centre: None,
            part: None,
            has_intercept: true,
            without_features: false,
            gappy: None,
            unseen: Unseen::Refuse,
        }
    }

    /// The items in the order of their features.
    pub(crate) fn items(&self) -> Result<Vec<Item<'a>>, Error> {
        if self.without_features { Ok(Vec::new()) } else { self.cells().items() }
    }

    fn cells(&self) -> Cells<'a> {
        let Self { dialect, encoder, unseen, .. } = *self;
        Cells { dialect, encoder, prefix: "t.", gappy: self.gappy, unseen }
    }

    /// How many features there are.
    pub(crate) fn n_features(&self) -> usize {
        if let (Some(_), false) = (&self.encoder.terms, self.without_features) {
            return self.encoder.feature_names().len();
        }
        let of_column = |EncodedColumn { encoding, gap_feature, .. }: &EncodedColumn| {
            let features = match encoding {
                Encoding::Category { levels, .. } => levels.len(),
                _ => 1, // (what a date becomes is no item)
            };
            features + usize::from(*gap_feature)
        };
        if self.without_features { 0 } else { self.encoder.columns.iter().map(of_column).sum() }
    }

    /// The features of each category.
    ///
    /// # Errors
    /// [`Error::Table`] for columns that no question in SQL can read.
    pub fn categories(&self) -> Result<Vec<Range<usize>>, Error> {
        let of_item = |item: Item<'_>| match item {
            Item::Category(levels) => Some(levels.first..levels.first + levels.codes - 1),
            Item::Number { .. } => None,
        };
        let ranges = self.items()?.into_iter().filter_map(of_item);
        Ok(ranges.filter(|features| !features.is_empty()).collect())
    }

    /// A column of the table.
    pub(crate) fn column(&self, name: &str) -> String {
        format!("t.{}", self.dialect.name(name))
    }
}
