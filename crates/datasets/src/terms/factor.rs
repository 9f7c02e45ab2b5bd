//! What a term is a product of, learned.

use serde::{Deserialize, Serialize};

use super::base::Base;
use super::expression::Expression;
use super::polynomial::Polynomial;
use super::spline::Spline;
use crate::{EncodedColumn, Encoding};

/// A factor of a term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Factor {
    /// The numbers that a column became.
    Numbers {
        /// Its name.
        column: String,
    },
    /// The levels of a category, or yes and no.
    Levels {
        /// Its name.
        column: String,
        /// Whether the baseline has a feature as well.
        all: bool,
    },
    /// 1 where a cell is missing.
    Missing {
        /// The column.
        column: String,
    },
    /// Arithmetic.
    Expression {
        /// What is worked out.
        of: Expression,
    },
    /// Orthogonal polynomials.
    Polynomial {
        /// Of what.
        of: Expression,
        /// What was learned.
        #[serde(flatten)]
        learned: Polynomial,
    },
    /// A spline.
    Spline {
        /// Of what.
        of: Expression,
        /// What was learned.
        #[serde(flatten)]
        learned: Spline,
    },
}

/// The columns of a factor in some rows.
pub(super) enum FactorColumns {
    Numbers(Vec<Vec<f64>>),
    Codes(Vec<u32>),
}

impl Factor {
    pub(super) fn is_categorical(&self) -> bool {
        matches!(self, Self::Levels { .. } | Self::Missing { .. })
    }

    /// Whether its baseline has a feature.
    pub(super) fn has_baseline(&self) -> bool {
        matches!(self, Self::Levels { all: true, .. })
    }

    /// How many levels it has, the baseline counted; none of numbers.
    pub(super) fn levels(&self, encoded: &[EncodedColumn]) -> usize {
        match self {
            Self::Levels { column, .. } => levels(column, encoded).len(),
            Self::Missing { .. } => 2,
            _ => 0,
        }
    }

    pub(super) fn is_whole(&self, encoded: &[EncodedColumn]) -> bool {
        let found = |name: &str| encoded.iter().find(|column| column.name == name);
        let is_number = |name: &str| found(name).is_some_and(|of| check_numbers(of).is_ok());
        let are_numbers = |of: &Expression| of.columns().into_iter().all(is_number);
        match self {
            Self::Numbers { column } => found(column).is_some_and(|of| {
                is_number(column) || matches!(of.encoding, Encoding::DateParts { .. })
            }),
            Self::Levels { .. } => self.levels(encoded) > 0,
            Self::Missing { column } => found(column).is_some(),
            Self::Expression { of } => are_numbers(of),
            Self::Polynomial { of, learned } => learned.is_whole() && are_numbers(of),
            Self::Spline { of, learned } => learned.is_whole() && are_numbers(of),
        }
    }

    pub(super) fn columns_of(&self, base: &Base<'_>) -> FactorColumns {
        let values = |of: &Expression| base.values(of);
        FactorColumns::Numbers(match self {
            Self::Levels { column, .. } => return FactorColumns::Codes(base.codes(column)),
            Self::Missing { column } => return FactorColumns::Codes(base.is_missing(column)),
            Self::Numbers { column } => base.numbers(column),
            Self::Expression { of } => vec![values(of)],
            Self::Polynomial { of, learned } => learned.columns(&values(of)),
            Self::Spline { of, learned } => learned.columns(&values(of)),
        })
    }

    /// The columns of the table that it needs.
    pub(super) fn needs(&self) -> Vec<&str> {
        match self {
            Self::Numbers { column } | Self::Levels { column, .. } | Self::Missing { column } => {
                vec![column]
            }
            Self::Expression { of } | Self::Polynomial { of, .. } | Self::Spline { of, .. } => {
                of.columns()
            }
        }
    }

    /// The names of its columns of numbers, or of the codes of a category, the baseline's first.
    pub(super) fn names(&self, name: &str, encoded: &[EncodedColumn]) -> Vec<String> {
        let numbered =
            |count: usize| (1..=count).map(|k| format!("{name}.{k}")).collect::<Vec<String>>();
        match self {
            Self::Numbers { column } => {
                let found = encoded.iter().find(|of| of.name == *column);
                found.map_or_else(Vec::new, |of| of.encoding.feature_names(column))
            }
            Self::Levels { column, .. } => {
                levels(column, encoded).iter().map(|level| format!("{column}={level}")).collect()
            }
            Self::Missing { column } => {
                vec![column.clone(), format!("{column}=(missing)")]
            }
            Self::Expression { .. } => vec![name.to_owned()],
            Self::Polynomial { learned, .. } => numbered(learned.degree()),
            Self::Spline { learned, .. } => numbered(learned.features()),
        }
    }

    /// The same as expressions: of numbers, or of the levels that have a feature.
    pub(super) fn expressions(&self, encoded: &[EncodedColumn]) -> Vec<Expression> {
        match self {
            Self::Numbers { column } => {
                let found = encoded.iter().find(|of| of.name == *column).map(|of| &of.encoding);
                match found {
                    Some(parts @ Encoding::DateParts { .. }) => {
                        parts.feature_names(column).into_iter().map(Expression::Column).collect()
                    }
                    _ => vec![Expression::Column(column.clone())],
                }
            }
            Self::Levels { column, .. } => {
                let level = |code| Expression::Level { column: column.clone(), code };
                (0..levels(column, encoded).len()).map(level).collect()
            }
            Self::Missing { column } => {
                let missing = |code| Expression::Missing { column: column.clone(), is: code == 1 };
                (0..2).map(missing).collect()
            }
            Self::Expression { of } => vec![of.clone()],
            Self::Polynomial { of, learned } => learned.expressions(of),
            Self::Spline { of, learned } => learned.expressions(of),
        }
    }
}

/// The levels of a category or of yes and no, the baseline first.
pub(crate) fn levels(column: &str, encoded: &[EncodedColumn]) -> Vec<String> {
    let Some(found) = encoded.iter().find(|of| of.name == column) else { return Vec::new() };
    let mut all = match &found.encoding {
        Encoding::Category { baseline, levels, .. } => {
            [std::slice::from_ref(baseline), levels].concat()
        }
        Encoding::Boolean { no, yes, .. } => return vec![no.clone(), yes.clone()],
        _ => Vec::new(),
    };
    all.extend(found.gap_feature.then(|| "(missing)".to_owned()));
    all
}

/// Whether arithmetic can be done with a column, or why not.
pub(super) fn check_numbers(encoded: &EncodedColumn) -> Result<(), &'static str> {
    match &encoded.encoding {
        Encoding::Number { .. } | Encoding::Boolean { .. } | Encoding::Date { .. } => Ok(()),
        Encoding::Category { .. } => Err("is a category"),
        Encoding::DateParts { .. } => Err("is a date in parts"),
    }
}
