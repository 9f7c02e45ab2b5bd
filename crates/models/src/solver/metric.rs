use linalg_lite::{Cholesky, Mat};

use crate::Error;

/// What a solver takes for the curvature of the objective where it has not measured it: the closer
/// to the Hessian, the fewer sweeps.
#[derive(Clone, Debug)]
pub enum Metric {
    /// The diagonal of a matrix like the Hessian, up to a factor: one positive number a weight.
    Diagonal(Vec<f64>),
    /// A matrix like the Hessian, such as that of a sample.
    Matrix {
        /// The matrix, factorised.
        factor: Cholesky,
        /// Its diagonal.
        diagonal: Vec<f64>,
    },
}

impl Metric {
    /// The metric of a symmetric matrix, of which only the lower triangle is read.
    ///
    /// # Errors
    /// [`Error::Numbers`] when it is not positive definite.
    pub fn of(matrix: &Mat<f64>) -> Result<Self, Error> {
        let factor = Cholesky::new(matrix.as_ref())?;
        let diagonal = (0..matrix.nrows()).map(|j| matrix[(j, j)]).collect();
        Ok(Self::Matrix { factor, diagonal })
    }

    /// `M^-1 v`.
    pub(super) fn solve(&self, v: &[f64]) -> Result<Vec<f64>, Error> {
        match self {
            Self::Diagonal(m) => Ok(v.iter().zip(m).map(|(v, m)| v / m).collect()),
            Self::Matrix { factor, .. } => Ok(factor.solve(v)?),
        }
    }

    /// How much a unit of each weight moves a logit: the square root of the diagonal.
    pub(super) fn scale(&self) -> Vec<f64> {
        let (Self::Diagonal(diagonal) | Self::Matrix { diagonal, .. }) = self;
        diagonal.iter().map(|m| m.sqrt()).collect()
    }
}
