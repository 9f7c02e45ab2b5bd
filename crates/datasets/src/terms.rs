//! The terms of a model: what is made of the columns of a table before it is learned from.
//!
//! A formula (`formula.rs`, read by `lexer.rs`, `parser.rs`, `calls.rs` and `arithmetic.rs`) is a list of products of
//! variables. What has to be learned of these, such as the knots of a spline or the combinations of levels that occur,
//! comes from the training rows (`learn.rs`), and gives the same features of every later table.

mod arithmetic;
mod base;
mod calls;
mod cells;
mod derivative;
mod expression;
mod factor;
mod formula;
mod learn;
mod lexer;
mod parser;
mod piecewise;
mod polynomial;
mod spline;
mod term;
mod variable;

use linalg_lite::Columns;
#[cfg(feature = "files")]
use linalg_lite::Kind;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use cells::Cells;
pub use expression::{Expression, Function, Operator};
pub use factor::Factor;
pub use formula::{Formula, FormulaError};
pub use piecewise::Piecewise;
pub use polynomial::Polynomial;
pub use spline::Spline;
pub use term::{NamedFactor, Term};

pub(crate) use base::Base;
pub(crate) use factor::levels;
pub(crate) use learn::Learning;

use crate::{EncodedColumn, Error};
use term::{Entries, TermColumns};

/// What becomes of the columns of an [`Encoder`](crate::Encoder), instead of one feature or category each.
///
/// ```
/// use datasets::{Declared, Encoder, Formula, Table, Unseen};
///
/// let table = Table::read("pets.csv", "pet,kg\ncat,4\ndog,9\ncat,5\ndog,30\n".as_bytes())?;
/// let formula: Formula = "pet * log(kg)".parse()?;
/// let declared = Declared { terms: Some(&formula), ..Declared::default() };
/// let encoder = Encoder::learn(&table, &["pet", "kg"], &[0, 1, 2, 3], None, &declared)?;
/// assert_eq!(encoder.feature_names(), ["pet=dog", "log(kg)", "pet=dog:log(kg)"]);
/// let x = encoder.encode(&table, &[0, 1], Unseen::Refuse)?.features;
/// assert_eq!(x.feature(2), [0.0, linalg_lite::ln(9.0)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// As it was written.
    pub formula: String,
    /// Each with its features.
    pub terms: Vec<Term>,
}

/// Features, and for each term which rows have a combination of levels that was not learned.
pub(crate) struct OfTerms {
    pub(crate) features: Columns,
    pub(crate) unknown: Vec<Vec<usize>>,
}

/// A term without a value, and the row.
pub(crate) struct Undefined<'a> {
    pub(crate) term: &'a Term,
    pub(crate) row: usize,
}

impl Terms {
    /// The names of the features.
    pub(crate) fn feature_names(&self, encoded: &[EncodedColumn]) -> Vec<String> {
        self.terms.iter().flat_map(|term| term.feature_names(encoded)).collect()
    }

    /// Whether all parts fit together, as they do unless a file was edited.
    pub(crate) fn is_whole(&self, encoded: &[EncodedColumn]) -> bool {
        self.terms.iter().all(|term| term.is_whole(encoded))
    }

    #[cfg(feature = "files")]
    pub(crate) fn kinds(&self, encoded: &[EncodedColumn]) -> Vec<Kind> {
        self.terms.iter().flat_map(|term| term.kinds(encoded)).collect()
    }

    pub(crate) fn expressions(&self, encoded: &[EncodedColumn]) -> Vec<Expression> {
        self.terms.iter().flat_map(|term| term.expressions(encoded)).collect()
    }

    /// The features of some rows, from what their columns are without terms.
    pub(crate) fn features(
        &self,
        encoded: &[EncodedColumn],
        columns: &Columns,
    ) -> Result<Result<OfTerms, Undefined<'_>>, Error> {
        let base = Base::new(encoded, columns);
        let found: Vec<TermColumns> =
            self.terms.par_iter().map(|term| term.columns(&base, encoded)).collect();
        let mut features = Columns::new(base.rows);
        let mut unknown = Vec::new();
        for (term, of_term) in self.terms.iter().zip(found) {
            for entries in of_term.columns {
                match entries {
                    Entries::Codes(codes, count) => features.push_category(&codes, count)?,
                    Entries::Numbers(values) => {
                        if let Some(row) = undefined(term, &values, &base) {
                            return Ok(Err(Undefined { term, row }));
                        }
                        features.push_numbers(values)?;
                    }
                }
            }
            unknown.push(of_term.unknown);
        }
        Ok(Ok(OfTerms { features, unknown }))
    }
}

/// The first row in which all that a term needs is there, but it has no value.
fn undefined(term: &Term, values: &[f64], base: &Base<'_>) -> Option<usize> {
    let mut rows = (0..values.len()).filter(|row| !values[*row].is_finite()).peekable();
    rows.peek()?;
    let needed: Vec<Vec<f64>> = term.needs().iter().flat_map(|name| base.numbers(name)).collect();
    rows.find(|row| needed.iter().all(|numbers| numbers[*row].is_finite()))
}
