use rayon::prelude::*;
use thiserror::Error;

/// What can be wrong with the numbers handed in.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no sample to compute with.
    #[error("the matrix has no rows: at least one sample is needed")]
    NoRows,
    /// Two lengths that belong together differ.
    #[error("{what} has length {found}, but {expected} was expected")]
    Length {
        /// What was handed in.
        what: &'static str,
        /// The length it must have.
        expected: usize,
        /// The length it has.
        found: usize,
    },
    /// A feature is NaN or infinite.
    #[error("the feature in row {row}, column {column} is {value}: features must be finite")]
    NotFinite {
        /// Row, counted from 0.
        row: usize,
        /// Column, counted from 0.
        column: usize,
        /// The value found there.
        value: f64,
    },
    /// An entry of a vector is NaN or infinite.
    #[error("{what} is {value} at position {index}: it must be finite")]
    NotFiniteEntry {
        /// What was handed in.
        what: &'static str,
        /// Position, counted from 0.
        index: usize,
        /// The value found there.
        value: f64,
    },
    /// Values of one feature do not lie next to each other in memory.
    #[error("the matrix is not column-major: pass an owned copy (`x.to_owned()`) of the view")]
    NotColumnMajor,
    /// The numbers of a column are so large that their sum is none.
    #[error("the numbers of column {column} are too large to be added up")]
    Overflow {
        /// Column, counted from 0.
        column: usize,
    },
    /// The code of a level beyond those of its category.
    #[error(
        "a level has the code {code}, but its category has {features} features: codes end there"
    )]
    Code {
        /// The code.
        code: usize,
        /// The number of features, which is the largest code.
        features: usize,
    },
    /// A source did not give its rows.
    #[error("the rows from {} to {} cannot be read: {reason}", .first + 1, .first + .rows)]
    Read {
        /// The first of them, counted from 0.
        first: usize,
        /// How many.
        rows: usize,
        /// What kept them.
        reason: String,
    },
    /// A Cholesky pivot is not positive: the matrix is singular, or as good as singular.
    #[error(
        "the matrix is not positive definite: pivot {pivot} is not positive, so column {pivot} is \
         (nearly) a combination of the columns before it"
    )]
    NotPositiveDefinite {
        /// Index of the first pivot that fails, counted from 0.
        pivot: usize,
    },
    /// A weight is negative.
    #[error("the weight of row {row} is {weight}: a weight cannot be negative")]
    Weight {
        /// Row, counted from 0.
        row: usize,
        /// Its weight.
        weight: f64,
    },
    /// All weights are zero.
    #[error("all weights are 0: no sample counts")]
    NoWeight,
    /// Weights too large or too small for sums over the samples.
    #[error(
        "the weights are too {} for sums over the samples: divide all of them by the largest",
        if *.total > 1.0 { "large" } else { "small" }
    )]
    WeightSum {
        /// What they add up to.
        total: f64,
    },
    /// A penalty is negative or not a number.
    #[error("the penalty is {0}: it must be zero or a positive number")]
    Penalty(f64),
    /// An entry of a matrix that is to be factorised is NaN or infinite.
    #[error("the entry in row {row}, column {column} of the matrix is {value}: it must be finite")]
    NotFiniteMatrix {
        /// Row, counted from 0.
        row: usize,
        /// Column, counted from 0.
        column: usize,
        /// The value found there.
        value: f64,
    },
    /// The residual of a factorisation or of its solution is more than rounding explains, or the
    /// factorisation did not finish, or a number it should return exceeds the largest `f64`.
    #[error("the {what} of the matrix cannot be computed to double precision")]
    Inaccurate {
        /// What was to be computed.
        what: &'static str,
    },
}

/// Refuses a slice whose length is not `expected`; `what` names it in the message.
///
/// # Errors
/// [`Error::Length`].
pub fn check_length(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found { Ok(()) } else { Err(Error::Length { what, expected, found }) }
}

/// Refuses a slice with a NaN or an infinity; `what` names it in the message.
///
/// # Errors
/// [`Error::NotFiniteEntry`].
pub fn check_finite(what: &'static str, values: &[f64]) -> Result<(), Error> {
    const AT_ONCE: usize = 1 << 16;
    let are_finite = |part: &[f64]| part.iter().fold(true, |all, value| all & value.is_finite());
    let all_are_finite = match values.len() {
        ..=AT_ONCE => are_finite(values),
        _ => values.par_chunks(AT_ONCE).all(are_finite),
    };
    if all_are_finite {
        return Ok(());
    }
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(index) => Err(Error::NotFiniteEntry { what, index, value: values[index] }),
    }
}

/// Refuses sample weights that are not finite, negative, all 0, or not one per sample.
///
/// # Errors
/// [`Error::Length`], [`Error::NotFiniteEntry`], [`Error::Weight`], [`Error::NoWeight`],
/// [`Error::WeightSum`].
pub fn check_counts(n_samples: usize, counts: Option<&[f64]>) -> Result<(), Error> {
    let Some(counts) = counts else { return Ok(()) };
    check_length("the list of weights", n_samples, counts.len())?;
    check_finite("the weight", counts)?;
    if let Some(row) = counts.iter().position(|weight| *weight < 0.0) {
        return Err(Error::Weight { row, weight: counts[row] });
    }
    match crate::sum(counts) {
        0.0 => Err(Error::NoWeight),
        total if (1e-150..=1e150).contains(&total) => Ok(()),
        total => Err(Error::WeightSum { total }),
    }
}
