use super::{Estimates, LinearInference, LogisticInference};
use crate::error::Error;

impl LogisticInference {
    /// The same with [`robust`](Self::robust) standard errors in place of those of the model, and Wald's test
    /// of all features by them.
    ///
    /// # Errors
    /// [`Error::NoInference`] where their covariance is singular.
    pub fn with_robust_errors(self) -> Result<Self, Error> {
        let features = features(&self.robust, self.likelihood.null_parameters);
        let test_of_all_features = self.robust.wald_test(&features)?;
        Ok(Self { estimates: self.robust.clone(), test_of_all_features, ..self })
    }
}

impl LinearInference {
    /// As [`LogisticInference::with_robust_errors`].
    ///
    /// # Errors
    /// As there.
    pub fn with_robust_errors(self) -> Result<Self, Error> {
        let features = features(&self.robust, self.likelihood.null_parameters);
        let test_of_all_features = self.robust.wald_test(&features)?;
        Ok(Self { estimates: self.robust.clone(), test_of_all_features, ..self })
    }
}

/// The features that have an estimate; `intercepts` parameters are none.
fn features(estimates: &Estimates, intercepts: usize) -> Vec<usize> {
    let all = &estimates.estimates;
    (0..all.len().saturating_sub(intercepts)).filter(|j| all[*j].is_some()).collect()
}
