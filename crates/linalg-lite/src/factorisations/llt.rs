use faer::Conj;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::{LltError, cholesky_in_place, cholesky_in_place_scratch};
use faer::linalg::cholesky::llt::solve::{solve_in_place_scratch, solve_in_place_with_conj};

use super::{InRange, add_product, largest, rounding};
use crate::error::{check_finite, check_length};
use crate::{Error, Mat, MatMut, MatRef};

/// The Cholesky factor `L` of a symmetric positive definite `A = L L'`, lower triangular, by faer.
/// See the [module](super) for when to take [`Cholesky`](crate::Cholesky) instead.
///
/// # Source
/// Golub and Van Loan, *Matrix Computations*, 4.2.
///
/// ```
/// use linalg_lite::{factorisations::Llt, matrix_from_columns};
///
/// let a = matrix_from_columns(&[&[4.0, 2.0], &[2.0, 2.0]])?;
/// let x = Llt::new(a.as_ref())?.solve(&[8.0, 6.0])?;
/// assert!((x[0] - 1.0).abs() < 1e-15 && (x[1] - 2.0).abs() < 1e-15);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Llt {
    lower: Mat<f64>,
    /// A, in the range of `scale`.
    matrix: Mat<f64>,
    scale: f64,
}

impl Llt {
    /// Factorises `a`, of which only the lower triangle is read.
    ///
    /// # Errors
    /// [`Error::Length`] when `a` is not square, [`Error::NotFiniteMatrix`];
    /// [`Error::NotPositiveDefinite`] by the rule of [`Cholesky`](crate::Cholesky): at the first
    /// pivot that is not above `dim * epsilon` times the diagonal entry it started from.
    pub fn new(a: MatRef<'_, f64>) -> Result<Self, Error> {
        let dim = a.nrows();
        check_length("a row of the matrix", dim, a.ncols())?;
        let InRange { matrix, scale } = InRange::of_lower(a)?;
        let mut lower = matrix.clone();
        let needed = cholesky_in_place_scratch::<f64>(dim, faer::Par::Seq, Default::default());
        cholesky_in_place(
            lower.as_mut(),
            Default::default(),
            faer::Par::Seq,
            MemStack::new(&mut MemBuffer::new(needed)),
            Default::default(),
        )
        .map_err(|LltError::NonPositivePivot { index }| Error::NotPositiveDefinite {
            pivot: index,
        })?;
        for j in 0..dim {
            let pivot = lower[(j, j)] * lower[(j, j)];
            if pivot.is_nan() || pivot <= dim as f64 * f64::EPSILON * matrix[(j, j)] {
                return Err(Error::NotPositiveDefinite { pivot: j });
            }
            (0..j).for_each(|i| lower[(i, j)] = 0.0);
        }
        Ok(Self { lower, matrix, scale })
    }

    /// `L`: zero above its diagonal.
    #[must_use]
    pub fn lower(&self) -> Mat<f64> {
        let dim = self.lower.nrows();
        let root = self.scale.sqrt(); // exact: the power is even
        Mat::from_fn(dim, dim, |i, j| self.lower[(i, j)] / root)
    }

    /// The solution `x` of `A x = b`.
    ///
    /// # Errors
    /// [`Error::Length`] when `b` does not have one entry per row of `A`, [`Error::NotFiniteEntry`];
    /// [`Error::Inaccurate`] when `|b - A x|` is more than rounding leaves of `|A| |x| + |b|`.
    pub fn solve(&self, b: &[f64]) -> Result<Vec<f64>, Error> {
        let dim = self.lower.nrows();
        check_length("the right-hand side", dim, b.len())?;
        check_finite("the right-hand side", b)?;
        let mut x = b.to_vec();
        let needed = solve_in_place_scratch::<f64>(dim, 1, faer::Par::Seq);
        solve_in_place_with_conj(
            self.lower.as_ref(),
            Conj::No,
            MatMut::from_column_major_slice_mut(&mut x, dim, 1),
            faer::Par::Seq,
            MemStack::new(&mut MemBuffer::new(needed)),
        );
        let mut left: Vec<f64> = b.to_vec();
        add_product(&self.matrix, |j| -x[j], &mut left);
        let sizes = Mat::from_fn(dim, dim, |i, j| self.matrix[(i, j)].abs());
        let mut size = vec![largest(b); dim];
        add_product(&sizes, |j| x[j].abs(), &mut size);
        let bound = rounding(&self.matrix) * largest(&size);
        x.iter_mut().for_each(|x| *x *= self.scale);
        if largest(&left) <= bound && x.iter().all(|x| x.is_finite()) {
            Ok(x)
        } else {
            Err(Error::Inaccurate { what: "solution by the Cholesky factor" })
        }
    }
}
