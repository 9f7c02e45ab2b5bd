use faer::Par;
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};

use super::{InRange, add_product, largest, rounding};
use crate::error::check_length;
use crate::kernels::add_columns;
use crate::{Error, Mat, MatRef};

/// The eigenvalues and eigenvectors `A V = V diag(values)` of a symmetric matrix, by faer: real
/// values, rising, and orthonormal vectors.
///
/// # Source
/// Golub and Van Loan, *Matrix Computations*, 8.3.
///
/// ```
/// use linalg_lite::{factorisations::SelfAdjointEigen, matrix_from_columns};
///
/// let a = matrix_from_columns(&[&[2.0, 1.0], &[1.0, 2.0]])?;
/// let eigen = SelfAdjointEigen::new(a.as_ref())?;
/// assert!((eigen.values()[0] - 1.0).abs() < 1e-15 && (eigen.values()[1] - 3.0).abs() < 1e-15);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SelfAdjointEigen {
    values: Vec<f64>,
    vectors: Mat<f64>,
}

impl SelfAdjointEigen {
    /// Decomposes `a`, of which only the lower triangle is read.
    ///
    /// # Errors
    /// [`Error::Length`] when `a` is not square, [`Error::NotFiniteMatrix`];
    /// [`Error::Inaccurate`] when `A v_k - value_k v_k` is more than rounding leaves, or an
    /// eigenvalue is beyond the largest `f64`.
    pub fn new(a: MatRef<'_, f64>) -> Result<Self, Error> {
        let dim = a.nrows();
        check_length("a row of the matrix", dim, a.ncols())?;
        let InRange { matrix, scale } = InRange::of_lower(a)?;
        let mut vectors = Mat::zeros(dim, dim);
        if dim == 0 {
            return Ok(Self { values: Vec::new(), vectors });
        }
        let mut values = Diag::zeros(dim);
        let needed = self_adjoint_evd_scratch::<f64>(
            dim,
            ComputeEigenvectors::Yes,
            Par::Seq,
            Default::default(),
        );
        let inaccurate = Error::Inaccurate { what: "eigenvalues" };
        self_adjoint_evd(
            matrix.as_ref(),
            values.as_mut(),
            Some(vectors.as_mut()),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(needed)),
            Default::default(),
        )
        .map_err(|_| inaccurate.clone())?;
        let values: Vec<f64> = values.column_vector().iter().copied().collect();
        let bound = rounding(&matrix) * largest(&values);
        for (k, value) in values.iter().enumerate() {
            let mut rest = vec![0.0; dim];
            add_product(&matrix, |j| vectors[(j, k)], &mut rest);
            add_columns([-value], [vectors.col_as_slice(k)], &mut rest);
            if !(largest(&rest) <= bound && (value / scale).is_finite()) {
                return Err(inaccurate);
            }
        }
        Ok(Self { values: values.iter().map(|value| value / scale).collect(), vectors })
    }

    /// The eigenvalues, from the smallest up.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The eigenvectors, one per column, in the order of the values.
    #[must_use]
    pub fn vectors(&self) -> MatRef<'_, f64> {
        self.vectors.as_ref()
    }
}
