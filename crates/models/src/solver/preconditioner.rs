use linalg_lite::{Arrow, ArrowCholesky, Mat};

use crate::error::Error;

/// What a solver takes for the curvature of the objective where it has not measured it: the closer
/// to the Hessian, the fewer sweeps.
#[derive(Clone, Debug)]
pub enum Preconditioner {
    /// The diagonal of a matrix like the Hessian, up to a factor: one positive number per parameter.
    Diagonal(Vec<f64>),
    /// The Hessian of a part of the terms of a finite sum.
    Subsample {
        /// The matrix, factorised.
        factor: ArrowCholesky,
        /// One term in so many: the matrix is at most so many times the Hessian of all terms.
        every: usize,
    },
    /// The Hessian of all terms at other parameters, factorised: it shows the way, and proves nothing of its end.
    Hessian(ArrowCholesky),
}

impl Preconditioner {
    /// From a symmetric matrix: the Hessian of one term in
    /// `every`.
    ///
    /// # Errors
    /// [`Error::Numbers`] when it is not positive definite.
    pub fn of_subsample(matrix: &Arrow, every: usize) -> Result<Self, Error> {
        Ok(Self::Subsample { factor: ArrowCholesky::new(matrix)?, every })
    }

    /// From the Hessian of all terms, at the start or anywhere else (`dim x dim`, both triangles).
    ///
    /// # Errors
    /// [`Error::Numbers`] when it is not positive definite.
    pub fn of_hessian(hessian: Mat<f64>) -> Result<Self, Error> {
        Ok(Self::Hessian(ArrowCholesky::new(&Arrow::whole(hessian))?))
    }

    /// `M^-1 v`.
    pub(super) fn solve(&self, v: &[f64]) -> Result<Vec<f64>, Error> {
        match self {
            Self::Diagonal(m) => Ok(v.iter().zip(m).map(|(v, m)| v / m).collect()),
            Self::Subsample { factor, .. } | Self::Hessian(factor) => Ok(factor.solve(v)?),
        }
    }
}
