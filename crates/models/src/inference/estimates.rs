use linalg_lite::Mat;

use super::covariance::SINGULAR;
use super::inverse::Places;
use super::{Covariance, Distribution, TestResult};
use crate::error::Error;

/// A parameter, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The parameter.
    pub value: f64,
    /// The standard deviation that it would have over many data sets like this one.
    pub standard_error: f64,
    /// `value / standard_error`: z or t.
    pub statistic: f64,
    /// The probability of a statistic at least as far from 0, were the true parameter 0; 0 below
    /// 1e-300.
    pub p_value: f64,
}

/// All parameters: one per feature and, with an intercept, the intercept last.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimates {
    /// None for a feature that others replace, and for what is in `without_error`.
    pub estimates: Vec<Option<Estimate>>,
    /// Parameters that have no standard error, with their values: no residual is left to estimate a robust one from,
    /// because all samples that decide the parameter are met exactly, as that of a level of one sample is, or because
    /// the residuals of each cluster add up to 0.
    pub without_error: Vec<(usize, f64)>,
    /// The covariance matrix of the parameters; 0 where there is no estimate.
    pub covariance: Covariance,
    /// What the statistics are compared with.
    pub distribution: Distribution,
}

impl Estimates {
    /// Of parameters of which nothing is said.
    pub(crate) fn none(parameters: usize, distribution: Distribution) -> Self {
        let covariance =
            Covariance::dense(&Mat::new(), Places { free: &[], centres: &[], dim: parameters });
        let estimates = vec![None; parameters];
        Self { estimates, without_error: Vec::new(), covariance, distribution }
    }

    /// Of the parameters with the numbers `determined`.
    pub(crate) fn new(
        parameters: &[f64],
        determined: &[usize],
        covariance: Covariance,
        distribution: Distribution,
    ) -> Result<Self, Error> {
        const BEYOND: &str = "a standard error exceeds the largest number there is: the values of its column \
             are too large or too small, so divide them by a power of ten";
        let mut estimates = vec![None; parameters.len()];
        for &i in determined {
            let (value, standard_error) = (parameters[i], covariance.variance(i)?.sqrt());
            let statistic = value / standard_error;
            if !standard_error.is_normal() || !statistic.is_finite() {
                return Err(Error::NoInference(BEYOND));
            }
            let p_value = distribution.two_sided(statistic);
            estimates[i] = Some(Estimate { value, standard_error, statistic, p_value });
        }
        Ok(Self { estimates, without_error: Vec::new(), covariance, distribution })
    }

    /// The same where a variance of 0 says that there is no residual to estimate one from.
    pub(crate) fn of_sandwich(
        parameters: &[f64],
        determined: &[usize],
        covariance: Covariance,
        distribution: Distribution,
    ) -> Result<Self, Error> {
        let (mut with_error, mut without_error) = (Vec::new(), Vec::new());
        for &j in determined {
            match covariance.variance(j)? {
                0.0 => without_error.push((j, parameters[j])),
                _ => with_error.push(j),
            }
        }
        let found = Self::new(parameters, &with_error, covariance, distribution)?;
        Ok(Self { without_error, ..found })
    }

    /// Wald intervals, `value -+ critical value * standard_error`: at level 0.95, nineteen in twenty such
    /// intervals hold the true parameter, if the samples are many.
    ///
    /// # Errors
    /// [`Error::Level`] outside (0, 1).
    pub fn intervals(&self, level: f64) -> Result<Vec<Option<[f64; 2]>>, Error> {
        if !(level > 0.0 && level < 1.0) {
            return Err(Error::Level(level));
        }
        let critical = self.distribution.critical_value(level);
        let interval = |estimate: &Estimate| {
            let reach = critical * estimate.standard_error;
            [estimate.value - reach, estimate.value + reach]
        };
        Ok(self.estimates.iter().map(|estimate| estimate.as_ref().map(interval)).collect())
    }

    /// Wald's test that some parameters are 0, `c' V^-1 c` for their estimates c and covariance V, against chi-squared or,
    /// where the statistics are Student's, divided by the number of parameters against F; none for no parameters.
    ///
    /// # Errors
    /// [`Error::NoInference`] where their covariance is singular.
    pub fn wald_test(&self, parameters: &[usize]) -> Result<Option<TestResult>, Error> {
        if parameters.is_empty() {
            return Ok(None);
        }
        let is_without = |j: &usize| self.without_error.iter().any(|(other, _)| other == j);
        let values = parameters.iter().map(|j| match self.estimates.get(*j) {
            Some(Some(estimate)) => Ok(estimate.value),
            _ if is_without(j) => Err(Error::NoInference(SINGULAR)),
            _ => Err(Error::UnknownFeature { feature: *j, features: self.estimates.len() }),
        });
        let values: Vec<f64> = values.collect::<Result<_, _>>()?;
        let statistic = self.covariance.inverse_form(parameters, &values)?;
        Ok(Some(self.distribution.test(statistic, parameters.len() as f64)))
    }

    /// The same of all `features` that no others replace; none where their covariance is singular.
    pub(crate) fn test_of(&self, features: &[usize]) -> Result<Option<TestResult>, Error> {
        match self.wald_test(features) {
            Err(Error::NoInference(SINGULAR)) => Ok(None),
            found => found,
        }
    }

    /// The standard error of the logit (or prediction) at a point: `sqrt(x' C x)`, where `x` has one
    /// number per feature.
    ///
    /// # Errors
    /// [`Error::Numbers`] for another number of features.
    pub fn standard_error_at(&self, x: &[f64]) -> Result<f64, Error> {
        let mut x = x.to_vec();
        if x.len() + 1 == self.estimates.len() {
            x.push(1.0); // the intercept
        }
        Ok(self.covariance.form(&x)?.sqrt())
    }
}
