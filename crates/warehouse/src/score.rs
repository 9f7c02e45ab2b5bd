//! A fitted model as an expression over the columns of a table: what a row scores, where the row is.

mod rows;

use datasets::{Encoder, Unseen};
use linalg_lite::exp;
use models::loss::OrderedCrossEntropy;

pub use rows::{ScoredRow, row_count};

use crate::frame::{Category, Cells, Item};
use crate::moments::{intercept_from_means, near_means};
use crate::text::sum;
use crate::{Dialect, Error};

/// A fitted model, to be written in SQL. A row that lacks a number, or has a level that the model does not know,
/// scores NULL.
///
/// ```
/// use datasets::{EncodedColumn, Encoder, Encoding, Gaps, Unseen};
/// use warehouse::{Dialect, Score};
///
/// let encoding = Encoding::Number { mean: 3.0, form: None };
/// let column = EncodedColumn { name: "age".to_owned(), encoding, gap_feature: false };
/// let encoder = Encoder { gaps: Gaps::Drop, columns: vec![column], terms: None };
/// let dialect = Dialect::named("duckdb")?;
/// let logits = vec![(&[0.5][..], -2.0)];
/// let score = Score { dialect, encoder: &encoder, logits, offsets: Vec::new(), unseen: Unseen::Refuse };
/// let age = r#"CASE WHEN ABS(CAST("age" AS DOUBLE)) <= 1.7976931348623157e308 THEN CAST("age" AS DOUBLE) END"#;
/// assert_eq!(score.prediction()?, format!("((-5e-1) + 5e-1 * ({age} - 3e0))"));
/// # Ok::<(), warehouse::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Score<'a> {
    /// How the engine writes.
    pub dialect: &'static Dialect,
    /// What becomes of the columns.
    pub encoder: &'a Encoder,
    /// Coefficients, one a feature, and intercept: of a line or a logit one pair, of several classes one each.
    pub logits: Vec<(&'a [f64], f64)>,
    /// For each of these the column that is added, if there is one; where the list ends, there is none.
    pub offsets: Vec<Option<&'a str>>,
    /// What becomes of a level that was not there in training.
    pub unseen: Unseen,
}

impl Score<'_> {
    /// The number that a line predicts, or the logit of the positive class.
    ///
    /// # Errors
    /// [`Error::Table`] for columns that no expression can read.
    pub fn prediction(&self) -> Result<String, Error> {
        let (coefficients, intercept) = self.logits.first().copied().unwrap_or_default();
        let added = self.offset(0, false);
        self.linear(coefficients, self.at_means(coefficients, intercept), added)
    }

    /// The probability of the positive class.
    ///
    /// # Errors
    /// As [`prediction`](Self::prediction).
    pub fn probability(&self) -> Result<String, Error> {
        Ok(format!("1 / (1 + {})", self.exp_of_negative(&self.prediction()?)))
    }

    /// The probability of each class: `1 / (1 + sum of exp(z_j - z_k) over all others)`, which no logit can overflow.
    ///
    /// # Errors
    /// As [`prediction`](Self::prediction).
    pub fn probabilities(&self) -> Result<Vec<String>, Error> {
        (0..self.logits.len()).map(|k| self.probability_of_class(k)).collect()
    }

    /// The probability of each ordered class, between thresholds a and b: `g / (1 + e^(a - z)) / (1 + e^(z - b))` with
    /// `g = 1 - e^(a - b)`.
    ///
    /// # Errors
    /// As [`prediction`](Self::prediction).
    pub fn probabilities_between(&self, thresholds: &[f64]) -> Result<Vec<String>, Error> {
        let (up, intercept) = self.logits.first().copied().unwrap_or_default();
        let down: Vec<f64> = up.iter().map(|c| -c).collect();
        let b = self.at_means(up, intercept);
        let one_more = |z: String| format!(" / (1 + {})", self.exp_of_negative(&z));
        let of_class = |k: usize| {
            let below = k.checked_sub(1).map(|k| thresholds[k]);
            let above = thresholds.get(k).copied();
            let gap = below.zip(above).map_or(f64::INFINITY, |(below, above)| above - below);
            let share = exp(-OrderedCrossEntropy::of_gap(gap));
            let mut sql = self.dialect.double(share);
            if let Some(t) = below {
                sql += &one_more(self.linear(up, b - t, self.offset(0, false))?);
            }
            if let Some(t) = above {
                sql += &one_more(self.linear(&down, t - b, self.offset(0, true))?);
            }
            Ok(sql)
        };
        (0..=thresholds.len()).map(of_class).collect()
    }

    fn probability_of_class(&self, k: usize) -> Result<String, Error> {
        let (of_class, intercept) = self.logits[k];
        let intercept = self.at_means(of_class, intercept);
        let mut terms = vec!["1".to_owned()];
        for (j, (coefficients, other)) in self.logits.iter().enumerate() {
            if j != k {
                let ahead: Vec<f64> =
                    of_class.iter().zip(*coefficients).map(|(a, b)| a - b).collect();
                let other = self.at_means(coefficients, *other);
                let added = self.offset(k, false).into_iter().chain(self.offset(j, true));
                let ahead = self.linear(&ahead, intercept - other, added)?;
                terms.push(self.exp_of_negative(&ahead));
            }
        }
        Ok(format!("1 / {}", sum(&terms)))
    }

    /// The offset of a logit, or what takes it off.
    fn offset(&self, logit: usize, is_taken_off: bool) -> Option<String> {
        let (dialect, name) = (self.dialect, self.offsets.get(logit).copied().flatten()?);
        let sql = dialect.finite(&dialect.name(name));
        Some(if is_taken_off { format!("{} * {sql}", dialect.double(-1.0)) } else { sql })
    }

    fn exp_of_negative(&self, z: &str) -> String {
        self.dialect.exp_of_negative.replace("{}", z)
    }

    /// The intercept of features that count from their means, far from which `w'x` has fewer digits.
    fn at_means(&self, coefficients: &[f64], intercept: f64) -> f64 {
        intercept_from_means(&near_means(self.encoder), coefficients, intercept)
    }

    /// `z = b + w'(x - m)`, added in pairs.
    fn linear(
        &self,
        coefficients: &[f64],
        intercept: f64,
        added: impl IntoIterator<Item = String>,
    ) -> Result<String, Error> {
        let Self { dialect, encoder, unseen, .. } = *self;
        let cells = Cells { dialect, encoder, prefix: "", gappy: None, unseen };
        let means = near_means(encoder);
        let mut terms = vec![dialect.double(intercept)];
        for item in cells.items()? {
            terms.push(match item {
                Item::Number { feature, sql } => {
                    let coefficient = dialect.double(coefficients[feature]);
                    match means[feature] {
                        0.0 => format!("{coefficient} * {sql}"),
                        mean => format!("{coefficient} * ({sql} - {})", dialect.double(mean)),
                    }
                }
                Item::Category(category) => of_level(&cells, &category, coefficients),
            });
        }
        terms.extend(added);
        Ok(sum(&terms))
    }
}

/// The coefficient of a level: none of a text that is no level, unless it counts as the baseline.
fn of_level(cells: &Cells<'_>, category: &Category<'_>, coefficients: &[f64]) -> String {
    let dialect = cells.dialect;
    let column = cells.column(category.column);
    let of_code = |code: usize| dialect.double(category.coefficient(code, coefficients));
    let mut cases = String::new();
    for (place, level) in category.levels.iter().enumerate() {
        cases += &format!(" WHEN {} THEN {}", dialect.string(level), of_code(place + 1));
    }
    if cells.unseen == Unseen::Baseline {
        cases += &format!(" ELSE {}", of_code(1));
    }
    let known = format!("CASE {}{cases} END", dialect.as_text(&column));
    match category.missing.map(of_code) {
        Some(missing) => format!("CASE WHEN {column} IS NULL THEN {missing} ELSE {known} END"),
        None if cells.unseen == Unseen::Baseline => {
            format!("CASE WHEN {column} IS NOT NULL THEN {known} END")
        }
        None => known,
    }
}
