use linalg_lite::{Mat, check_length};

use super::dense::{Beside, Dense};
use super::{Covariance, Kept};
use crate::error::Error;

/// What is kept of a covariance, and a covariance of what was kept.
impl Covariance {
    /// All of it, if it is written out.
    #[must_use]
    pub fn whole(&self) -> Option<&Mat<f64>> {
        match &self.kept {
            Kept::Dense(dense) => Some(&dense.plain),
            Kept::Solved(_) => None,
        }
    }

    /// Where features count from near their means, and the covariances of the intercept of such features with all
    /// parameters, its own variance last (of several classes one intercept after the other, of ordered ones the
    /// thresholds): far from zero that of the plain intercept has no digits left for a row in the midst of the others. None
    /// without an intercept, and where the matrix is not written out.
    #[must_use]
    pub fn at_centres(&self) -> Option<(&[f64], Vec<f64>)> {
        match &self.kept {
            Kept::Dense(dense) => dense.at_centres(),
            Kept::Solved(_) => None,
        }
    }

    /// From [`whole`](Self::whole) of another without an intercept.
    #[must_use]
    pub fn without_intercept(whole: Mat<f64>) -> Self {
        Kept::Dense(Dense::without_intercept(whole)).into()
    }

    /// From what was written of another: [`whole`](Self::whole), and its [`at_centres`](Self::at_centres).
    ///
    /// # Errors
    /// [`Error::Numbers`] for another number of centres, or entries, than go with the matrix.
    pub fn written(
        whole: Mat<f64>,
        centres: Vec<f64>,
        of_intercepts: &[f64],
    ) -> Result<Self, Error> {
        let (dim, group) = (whole.nrows(), centres.len() + 1);
        let intercepts = dim.div_ceil(group).max(1);
        check_length("the covariance", intercepts * group, dim)?;
        check_length("the covariances of the intercepts", intercepts * dim, of_intercepts.len())?;
        check_length("a row of the covariance", dim, whole.ncols())?;
        let of_intercepts = (Beside::Intercepts, of_intercepts);
        Ok(Kept::Dense(Dense::written(whole, centres, of_intercepts)).into())
    }

    /// The same of ordered classes, whose thresholds stand behind all coefficients.
    ///
    /// # Errors
    /// As [`written`](Self::written).
    pub fn written_of_thresholds(
        whole: Mat<f64>,
        centres: Vec<f64>,
        of_thresholds: &[f64],
    ) -> Result<Self, Error> {
        let dim = whole.nrows();
        let expected = dim.saturating_sub(centres.len()) * dim;
        check_length("the covariances of the thresholds", expected, of_thresholds.len())?;
        check_length("a row of the covariance", dim, whole.ncols())?;
        let of_thresholds = (Beside::Thresholds, of_thresholds);
        Ok(Kept::Dense(Dense::written(whole, centres, of_thresholds)).into())
    }
}
