//! faer's factorisations, behind this crate's errors: [`Llt`], [`ColPivQr`], [`Svd`] and
//! [`SelfAdjointEigen`].
//!
//! Two factorisations exist twice in this crate. Which one to take depends on the last bit:
//!
//! | | ours: [`Cholesky`](crate::Cholesky), [`PivotedQr`](crate::PivotedQr) | faer's: [`Llt`], [`ColPivQr`] |
//! |---|---|---|
//! | bits | the same on every processor | depend on its instruction set, which faer chooses |
//! | digits | those that the condition number leaves | the same |
//! | speed | for a few hundred columns | blocked: for thousands |
//! | take it | for every figure that is printed, stored or hashed | to check the former, or where a tolerance follows |
//!
//! A singular value decomposition and eigenvalues exist only as faer's, so hold them against a
//! tolerance (a condition index against 30, say) and print no more digits than that is good for.
//!
//! # Conventions
//!
//! - All run on the thread that calls them, with `Par::Seq`, whatever faer's global setting.
//! - A matrix may be of any shape, and a view of any layout; one without rows or columns has an
//!   empty factorisation.
//! - A NaN or an infinity is [`Error::NotFiniteMatrix`]. Other numbers may have any size: matrices
//!   whose squares would overflow or vanish are scaled by a power of two.
//! - A result is multiplied out and compared with the matrix before it is handed out, by loops that
//!   are not faer's: [`Error::Inaccurate`] where that is cheap and fails.

mod col_piv_qr;
mod llt;
mod self_adjoint_eigen;
mod svd;

pub use col_piv_qr::ColPivQr;
pub use llt::Llt;
pub use self_adjoint_eigen::SelfAdjointEigen;
pub use svd::Svd;

use crate::kernels::add_columns;
use crate::{Error, Mat, MatRef};

/// A copy of a matrix, column-major and in a range where squares neither overflow nor vanish.
struct InRange {
    matrix: Mat<f64>,
    /// A power of two: what every entry was multiplied by.
    scale: f64,
}

impl InRange {
    fn of(a: MatRef<'_, f64>) -> Result<Self, Error> {
        let mut matrix = Mat::zeros(a.nrows(), a.ncols());
        let mut largest = 0.0_f64;
        for column in 0..a.ncols() {
            for row in 0..a.nrows() {
                let value = a[(row, column)];
                if !value.is_finite() {
                    return Err(Error::NotFiniteMatrix { row, column, value });
                }
                largest = largest.max(value.abs());
                matrix[(row, column)] = value;
            }
        }
        let scale = into_range(largest);
        if scale != 1.0 {
            matrix = Mat::from_fn(a.nrows(), a.ncols(), |i, j| scale * matrix[(i, j)]);
        }
        Ok(Self { matrix, scale })
    }

    /// From the lower triangle alone.
    fn of_lower(a: MatRef<'_, f64>) -> Result<Self, Error> {
        let lower = |i: usize, j: usize| a[(i.max(j), i.min(j))];
        Self::of(Mat::from_fn(a.nrows(), a.nrows(), lower).as_ref())
    }
}

/// The power of two that brings numbers up to `largest` where their squares neither overflow nor
/// vanish: 1 for nearly all.
pub(crate) fn into_range(largest: f64) -> f64 {
    const TWO_TO_600: f64 = f64::from_bits((1023 + 600) << 52);
    match largest {
        1e100.. => 1.0 / TWO_TO_600,
        x if x > 0.0 && x < 1e-100 => TWO_TO_600,
        _ => 1.0,
    }
}

/// Adds `A x` to `sum`.
fn add_product(a: &Mat<f64>, x: impl Fn(usize) -> f64, sum: &mut [f64]) {
    for j in 0..a.ncols() {
        add_columns([x(j)], [a.col_as_slice(j)], sum);
    }
}

/// The largest size of an entry; NaN when one is.
fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |largest, value| match value.abs() {
        size if size > largest || size.is_nan() => size,
        _ => largest,
    })
}

/// What rounding may leave of an identity over matrices of this shape, relative to their entries.
fn rounding(a: &Mat<f64>) -> f64 {
    const SLACK: f64 = 16.0;
    SLACK * (a.nrows().max(a.ncols()) as f64) * f64::EPSILON
}

#[cfg(test)]
mod tests;
