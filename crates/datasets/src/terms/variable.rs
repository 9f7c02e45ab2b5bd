//! What a term is a product of, as a formula says it.

use std::fmt::{Display, Formatter};

use super::expression::{Expression, quoted};
use crate::shortest;

/// A variable of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Variable {
    /// A column, whatever it holds.
    Column(String),
    /// `C(zip)`: a column whose numbers are only names.
    Category(String),
    /// `log(income)`, `I(x^2)`.
    Expression(Expression),
    /// `poly(age, 3)`.
    Polynomial { of: Expression, degree: usize },
    /// `ns(hours, 4)`, `bs(hours, knots = c(2, 5))`.
    Spline { of: Expression, kind: SplineKind, knots: Knots },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SplineKind {
    /// Straight beyond the outer knots, and cubic within.
    Natural,
    /// Of this degree.
    Plain { degree: usize },
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Knots {
    /// As many as give so many features, at quantiles.
    OfFeatures(usize),
    At(Vec<f64>),
}

impl Variable {
    /// The columns that it needs.
    pub(super) fn columns(&self) -> Vec<&str> {
        match self {
            Self::Column(name) | Self::Category(name) => vec![name],
            Self::Expression(of) | Self::Polynomial { of, .. } | Self::Spline { of, .. } => {
                of.columns()
            }
        }
    }
}

impl Display for Variable {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Column(name) => write!(f, "{}", quoted(name)),
            Self::Category(name) => write!(f, "C({})", quoted(name)),
            Self::Expression(call @ Expression::Call(..)) => write!(f, "{call}"),
            Self::Expression(of) => write!(f, "I({of})"),
            Self::Polynomial { of, degree } => write!(f, "poly({of}, {degree})"),
            Self::Spline { of, kind, knots } => {
                let (name, cubic) = match kind {
                    SplineKind::Natural => ("ns", true),
                    SplineKind::Plain { degree } => ("bs", *degree == 3),
                };
                write!(f, "{name}({of}, ")?;
                match knots {
                    Knots::OfFeatures(count) => write!(f, "{count}")?,
                    Knots::At(places) => {
                        let places: Vec<String> = places.iter().map(|x| shortest(*x)).collect();
                        write!(f, "knots = c({})", places.join(", "))?;
                    }
                }
                match kind {
                    SplineKind::Plain { degree } if !cubic => write!(f, ", degree = {degree})"),
                    _ => write!(f, ")"),
                }
            }
        }
    }
}
