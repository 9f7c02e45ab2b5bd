use linalg_lite::ln;

use super::TestResult;
use crate::error::Error;

/// How probable the targets are under a model, and under the null model, which has no features.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likelihood {
    /// The logarithm of the probability (for a line: of the density) of the targets.
    pub log_likelihood: f64,
    /// The same for the null model: the intercept alone (or nothing, without one).
    pub null_log_likelihood: f64,
    /// Number of samples: counts add up.
    pub samples: f64,
    /// Number of parameters that the data determine.
    pub parameters: usize,
    /// The same for the null model.
    pub null_parameters: usize,
    /// What the parameters leave of the samples: their number, once for each logit, less that of the parameters.
    pub residual_degrees_of_freedom: f64,
    /// The factor by which variances exceed those of the model, where it is estimated: ratios of
    /// likelihoods are then tested by F.
    pub dispersion: Option<f64>,
}

impl Likelihood {
    /// Refuses targets so improbable that their likelihood is not a finite number.
    pub(super) fn check(self) -> Result<Self, Error> {
        if self.aic().is_finite() && self.bic().is_finite() && self.null_deviance().is_finite() {
            return Ok(self);
        }
        Err(Error::NoInference(
            "the targets are so improbable that the likelihood is not a finite number",
        ))
    }

    /// Whether it has information criteria: beside an estimated dispersion it is a quasi-likelihood, whose size tells of the
    /// unit of the weights alone.
    #[must_use]
    pub fn has_criteria(&self) -> bool {
        self.dispersion.is_none()
    }

    /// `-2 log L`: the log-likelihood of a classifier that knew all labels is 0.
    #[must_use]
    pub fn deviance(&self) -> f64 {
        -2.0 * self.log_likelihood
    }

    /// The deviance of the null model.
    #[must_use]
    pub fn null_deviance(&self) -> f64 {
        -2.0 * self.null_log_likelihood
    }

    /// Akaike's criterion, `2 k - 2 log L` for k parameters: of two models the smaller is better. (For a
    /// line R also counts the variance as a parameter; here, as in statsmodels, it does not.)
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * self.parameters as f64 + self.deviance()
    }

    /// Akaike's criterion for few samples, `AIC + 2 k (k + 1) / (n - k - 1)`, where k counts a `variance` that was
    /// estimated besides, as of a line; none for n of no more than `k + 1`. (As with AIC, R's is larger by 2 for a line.)
    ///
    /// # Source
    /// Hurvich and Tsai, *Regression and time series model selection in small samples*, Biometrika 76 (1989).
    #[must_use]
    pub fn aicc(&self, variance: bool) -> Option<f64> {
        let k = (self.parameters + usize::from(variance)) as f64;
        let left = self.samples - k - 1.0;
        (left > 0.0).then(|| self.aic() + 2.0 * k * (k + 1.0) / left)
    }

    /// The Bayesian criterion, `k ln n - 2 log L`.
    #[must_use]
    pub fn bic(&self) -> f64 {
        self.parameters as f64 * ln(self.samples) + self.deviance()
    }

    /// McFadden's `1 - log L / log L_0`: 0 for a classifier no better than none, below 1.
    #[must_use]
    pub fn mcfadden_r2(&self) -> f64 {
        1.0 - self.log_likelihood / self.null_log_likelihood
    }

    /// The likelihood-ratio test of all features together; none without any.
    #[must_use]
    pub fn test_of_all_features(&self) -> Option<TestResult> {
        let null = Self {
            log_likelihood: self.null_log_likelihood,
            parameters: self.null_parameters,
            ..*self
        };
        self.ratio_test(&null).ok()
    }

    /// The likelihood-ratio test of this model against a smaller one, fitted to the same samples with
    /// only some of the features: do the others matter? Where the dispersion is estimated, the ratio
    /// per feature and dispersion is compared with F.
    ///
    /// # Errors
    /// [`Error::NoInference`] when the other is not smaller.
    ///
    /// # Source
    /// McCullagh and Nelder, *Generalized Linear Models*, 2nd ed., 4.5 (overdispersion).
    pub fn ratio_test(&self, smaller: &Self) -> Result<TestResult, Error> {
        if self.parameters <= smaller.parameters || self.samples != smaller.samples {
            return Err(Error::NoInference("the other model is not nested in this one"));
        }
        let statistic = (2.0 * (self.log_likelihood - smaller.log_likelihood)).max(0.0);
        let more = (self.parameters - smaller.parameters) as f64;
        Ok(match self.dispersion {
            None => TestResult::chi_squared(statistic, more),
            Some(dispersion) => {
                let left = self.residual_degrees_of_freedom;
                TestResult::f(statistic / (more * dispersion), more, left)
            }
        })
    }
}
