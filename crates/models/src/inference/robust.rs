use super::{Estimates, LinearInference, LogisticInference};
use crate::error::Error;

impl LogisticInference {
    /// The same with [`robust`](Self::robust) standard errors in place of those of the model, and Wald's test
    /// of all features by them; none where their covariance is singular.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a covariance that is not finite.
    pub fn with_robust_errors(self) -> Result<Self, Error> {
        let features = features(&self.robust, self.likelihood.null_parameters);
        let test_of_all_features = self.robust.test_of(&features)?;
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
        let test_of_all_features = self.robust.test_of(&features)?;
        Ok(Self { estimates: self.robust.clone(), test_of_all_features, ..self })
    }
}

/// The features that no others replace; `intercepts` parameters are none.
fn features(estimates: &Estimates, intercepts: usize) -> Vec<usize> {
    let Estimates { estimates: all, without_error, .. } = estimates;
    let is_determined = |j: &usize| all[*j].is_some() || without_error.iter().any(|w| w.0 == *j);
    (0..all.len().saturating_sub(intercepts)).filter(is_determined).collect()
}
