use super::{ClassEstimates, Estimates, LinearInference, LogisticInference, SoftmaxInference};
use crate::error::Error;

impl LogisticInference {
    /// The same with [`robust`](Self::robust) standard errors in place of those of the model, and Wald's test
    /// of all features by them; none where their covariance is singular.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a covariance that is not finite; [`Error::NoInference`] where nothing is said of them.
    pub fn with_robust_errors(self) -> Result<Self, Error> {
        check(&self.robust)?;
        let robust = self.robust.clone();
        self.with_errors(robust)
    }

    /// The same with the errors of a [`Sandwich`](super::Sandwich) of the same model, likewise.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a covariance that is not finite.
    pub fn with_errors(self, estimates: Estimates) -> Result<Self, Error> {
        let features = features(&estimates, self.likelihood.null_parameters);
        let test_of_all_features = estimates.test_of(&features)?;
        Ok(Self { estimates, test_of_all_features, ..self })
    }
}

impl LinearInference {
    /// As [`LogisticInference::with_robust_errors`].
    ///
    /// # Errors
    /// As there.
    pub fn with_robust_errors(self) -> Result<Self, Error> {
        check(&self.robust)?;
        let robust = self.robust.clone();
        self.with_errors(robust)
    }

    /// The same with the errors of a [`Sandwich`](super::Sandwich) of the same model, likewise.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a covariance that is not finite.
    pub fn with_errors(self, estimates: Estimates) -> Result<Self, Error> {
        let features = features(&estimates, self.likelihood.null_parameters);
        let test_of_all_features = estimates.test_of(&features)?;
        Ok(Self { estimates, test_of_all_features, ..self })
    }
}

impl SoftmaxInference {
    /// The same with the errors of a [`Sandwich`](super::Sandwich) of the same model, and Wald's test of all features by
    /// them; none where their covariance is singular.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a covariance that is not finite.
    pub fn with_errors(self, found: ClassEstimates) -> Result<Self, Error> {
        let of_class = found.estimates.first().map_or(0, |estimates| estimates.estimates.len());
        let intercepts = usize::from(self.likelihood.null_parameters > 0);
        let features: Vec<usize> = (0..of_class.saturating_sub(intercepts)).collect();
        let test_of_all_features = found.test_of(&features)?;
        let ClassEstimates { estimates, covariance } = found;
        Ok(Self { estimates, covariance, test_of_all_features, ..self })
    }
}

/// Refuses estimates of nothing.
fn check(robust: &Estimates) -> Result<(), Error> {
    const NO_SCORES: &str = "robust standard errors need the sums of squared scores";
    let Estimates { estimates: all, without_error, .. } = robust;
    match !all.is_empty() && without_error.is_empty() && all.iter().all(Option::is_none) {
        true => Err(Error::NoInference(NO_SCORES)),
        false => Ok(()),
    }
}

/// The features that no others replace; `intercepts` parameters are none.
fn features(estimates: &Estimates, intercepts: usize) -> Vec<usize> {
    let Estimates { estimates: all, without_error, .. } = estimates;
    let is_determined = |j: &usize| all[*j].is_some() || without_error.iter().any(|w| w.0 == *j);
    (0..all.len().saturating_sub(intercepts)).filter(is_determined).collect()
}
