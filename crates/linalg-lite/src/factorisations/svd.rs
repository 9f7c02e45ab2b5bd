use faer::Par;
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::svd::{ComputeSvdVectors, svd, svd_scratch};

use super::{InRange, add_product, largest, rounding};
use crate::error::{check_finite, check_length};
use crate::kernels::add_columns;
use crate::{Error, Mat, MatRef, dot};

/// The thin singular value decomposition `A = U S V'`, by faer: `S` diagonal, its entries falling and
/// not negative, `U` and `V` with orthonormal columns, `min(rows, columns)` of them.
///
/// # Source
/// Golub and Van Loan, *Matrix Computations*, 2.4 and 8.6.
///
/// ```
/// use linalg_lite::{factorisations::Svd, matrix_from_columns};
///
/// // Twice the same column: all of it lies along (1, 1) / sqrt 2, and the rest is zero.
/// let a = matrix_from_columns(&[&[3.0, 4.0], &[3.0, 4.0]])?;
/// let svd = Svd::new(a.as_ref())?;
/// assert!((svd.singular_values()[0] - 50.0_f64.sqrt()).abs() < 1e-14);
/// assert_eq!(svd.rank(1e-14), 1);
/// let x = svd.solve(&[6.0, 8.0], 1e-14)?; // of all solutions the shortest
/// assert!((x[0] - 1.0).abs() < 1e-14 && (x[1] - 1.0).abs() < 1e-14);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Svd {
    left: Mat<f64>,
    singular_values: Vec<f64>,
    right: Mat<f64>,
}

impl Svd {
    /// Decomposes `a`, of any shape.
    ///
    /// # Errors
    /// [`Error::NotFiniteMatrix`]; [`Error::Inaccurate`] when `A v_k - s_k u_k` is more than rounding
    /// leaves, or a singular value is beyond the largest `f64`.
    pub fn new(a: MatRef<'_, f64>) -> Result<Self, Error> {
        let InRange { matrix, scale } = InRange::of(a)?;
        let (rows, columns) = (a.nrows(), a.ncols());
        let size = rows.min(columns);
        let (mut left, mut right) = (Mat::zeros(rows, size), Mat::zeros(columns, size));
        let mut values = Diag::zeros(size);
        let thin = ComputeSvdVectors::Thin;
        let needed = svd_scratch::<f64>(rows, columns, thin, thin, Par::Seq, Default::default());
        let inaccurate = Error::Inaccurate { what: "singular value decomposition" };
        svd(
            matrix.as_ref(),
            values.as_mut(),
            Some(left.as_mut()),
            Some(right.as_mut()),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(needed)),
            Default::default(),
        )
        .map_err(|_| inaccurate.clone())?;
        let values: Vec<f64> = values.column_vector().iter().copied().collect();
        let bound = rounding(&matrix) * values.first().copied().unwrap_or(0.0);
        for (k, value) in values.iter().enumerate() {
            let mut rest = vec![0.0; rows];
            add_product(&matrix, |j| right[(j, k)], &mut rest);
            add_columns([-value], [left.col_as_slice(k)], &mut rest);
            if !(largest(&rest) <= bound && (value / scale).is_finite()) {
                return Err(inaccurate);
            }
        }
        let singular_values = values.iter().map(|value| value / scale).collect();
        Ok(Self { left, singular_values, right })
    }

    /// `U`: rows x `min(rows, columns)`.
    #[must_use]
    pub fn left(&self) -> MatRef<'_, f64> {
        self.left.as_ref()
    }

    /// The diagonal of `S`, from the largest down.
    #[must_use]
    pub fn singular_values(&self) -> &[f64] {
        &self.singular_values
    }

    /// `V`: columns x `min(rows, columns)`.
    #[must_use]
    pub fn right(&self) -> MatRef<'_, f64> {
        self.right.as_ref()
    }

    /// How many singular values are above `tolerance` times the first one.
    #[must_use]
    pub fn rank(&self, tolerance: f64) -> usize {
        let first = self.singular_values.first().copied().unwrap_or(0.0);
        self.singular_values.iter().take_while(|value| **value > tolerance * first).count()
    }

    /// Of all `x` that minimise `|A x - b|` the shortest: `sum_k v_k (u_k'b) / s_k` over the first
    /// [`rank`](Self::rank) terms.
    ///
    /// # Errors
    /// [`Error::Length`] when `b` does not have one entry per row of `A`, [`Error::NotFiniteEntry`];
    /// [`Error::Inaccurate`] when an entry of `x` is beyond the largest `f64`.
    pub fn solve(&self, b: &[f64], tolerance: f64) -> Result<Vec<f64>, Error> {
        check_length("the right-hand side", self.left.nrows(), b.len())?;
        check_finite("the right-hand side", b)?;
        let mut x = vec![0.0; self.right.nrows()];
        for k in 0..self.rank(tolerance) {
            let part = dot(self.left.col_as_slice(k), b) / self.singular_values[k];
            add_columns([part], [self.right.col_as_slice(k)], &mut x);
        }
        if x.iter().all(|x| x.is_finite()) {
            Ok(x)
        } else {
            Err(Error::Inaccurate { what: "shortest solution" })
        }
    }
}
