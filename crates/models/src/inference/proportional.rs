//! Whether odds are proportional, as a regression for ordered classes assumes.

use super::TestResult;
use crate::error::Error;
use crate::objective::{MeanOrderedLoss, UnequalOdds};
use crate::ordered::FittedOrdered;
use crate::problem::Problem;
use crate::report::Status;
use crate::solver::{Newton, Restricted};

/// A test of proportional odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OddsTest {
    /// The ratio of likelihoods.
    pub test: TestResult,
    /// Whether the thresholds of the larger model are in order at every sample. Where a class does not occur beside some
    /// values of the features, nothing keeps the thresholds around it from crossing there, and it would have a negative
    /// probability: then the statistic may be too large, and the p-value is at least what stands here.
    pub are_in_order: bool,
}

impl FittedOrdered {
    /// The likelihood-ratio test of whether some features do the same at every threshold, as the model assumes, against a
    /// model in which they have coefficients of their own at each: with q features and K classes, `(K - 2) q` degrees of
    /// freedom. A small p-value speaks against proportional odds.
    ///
    /// It needs no estimate at single thresholds, so that a class of few samples, which a feature tells apart, leaves it
    /// sound: coefficients may be infinite where the likelihood is not. (Brant's test, which compares K - 1 separate
    /// logistic regressions, does not exist there.)
    ///
    /// # Errors
    /// [`Error::NoInference`] for two classes, for features that others replace, and where the inference of the model is
    /// invalid; [`Error::UnknownFeature`].
    ///
    /// # Source
    /// Peterson and Harrell, *Partial proportional odds models for ordinal response variables*, Applied Statistics 39
    /// (1990); as `nominal_test` of R's `ordinal`.
    pub fn test_of_proportional_odds(
        &self,
        problem: &Problem<'_, usize>,
        features: &[usize],
    ) -> Result<OddsTest, Error> {
        let found = self.inference_of(problem)?;
        let n = self.coefficients.len();
        if let Some(feature) = features.iter().find(|j| **j >= n) {
            return Err(Error::UnknownFeature { feature: *feature, features: n });
        }
        let is_aliased = |j: &usize| self.report.combinations.iter().any(|c| c.feature == *j);
        let mut freed: Vec<usize> = features.iter().copied().filter(|j| !is_aliased(j)).collect();
        freed.sort_unstable();
        freed.dedup();
        let classes = self.thresholds.len() + 1;
        let more = freed.len() * (classes - 2);
        if more == 0 {
            return Err(Error::NoInference(match classes {
                2 => "between two classes is one threshold, at which all odds are proportional",
                _ => "the features are combinations of others",
            }));
        }
        let centres = problem.centres()?;
        let equal = MeanOrderedLoss::new(problem.centred(&centres)?, classes, 0.0)?;
        let of_equal = equal.parameters(&self.coefficients, &self.thresholds)?;
        let unequal = UnequalOdds::new(equal, freed);
        let start = unequal.parameters(&of_equal);
        let (loss, are_in_order) = largest_likelihood(&unequal, start, &self.aliased())?;
        let log_likelihood = -loss * found.likelihood.samples;
        let statistic = (2.0 * (log_likelihood - found.likelihood.log_likelihood)).max(0.0);
        Ok(OddsTest { test: TestResult::chi_squared(statistic, more as f64), are_in_order })
    }

    fn aliased(&self) -> Vec<usize> {
        self.report.combinations.iter().map(|c| c.feature).collect()
    }
}

/// The smallest mean loss, reached or approached, and whether all probabilities are positive there.
fn largest_likelihood(
    unequal: &UnequalOdds<'_>,
    start: Vec<f64>,
    aliased: &[usize],
) -> Result<(f64, bool), Error> {
    let free: Vec<usize> = (0..start.len()).filter(|j| !aliased.contains(j)).collect();
    let of_free: Vec<f64> = free.iter().map(|j| start[*j]).collect();
    let restricted = Restricted::new(unequal.clone(), start, free);
    let found = Newton::default().minimise_from(&of_free, &restricted)?;
    let is_reached = matches!(found.report.status, Status::Converged | Status::NoFiniteOptimum);
    let is_close = found.report.certificate.is_some_and(|certificate| certificate.gap <= 1e-12);
    if !is_reached && !is_close {
        return Err(Error::NoInference(
            "the fit with coefficients at each threshold has not reached its optimum",
        ));
    }
    let are_in_order = unequal.are_in_order(&restricted.all(&found.parameters))?;
    Ok((found.report.objective, are_in_order))
}
