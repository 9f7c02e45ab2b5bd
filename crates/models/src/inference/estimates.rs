use linalg_lite::{Cholesky, Mat, dot};

use super::information::of_free;
use super::{Distribution, TestResult};
use crate::error::Error;

const SINGULAR: &str = "the covariance of the parameters is singular";
/// What is left of a variance beside the others, as a part of it, when rounding decides its digits.
const NO_DIGIT_LEFT: f64 = 1e-12;

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
    /// because all samples that decide the parameter are met exactly, as that of a level of one sample is.
    pub without_error: Vec<(usize, f64)>,
    /// The covariance matrix of the parameters; 0 where there is no estimate.
    pub covariance: Mat<f64>,
    /// What the statistics are compared with.
    pub distribution: Distribution,
}

impl Estimates {
    /// `covariance` has a row and column for each of the parameters with the numbers `determined`.
    pub(crate) fn new(
        parameters: &[f64],
        determined: &[usize],
        covariance: &Mat<f64>,
        distribution: Distribution,
    ) -> Result<Self, Error> {
        Self::above(parameters, determined, covariance, &vec![0.0; determined.len()], distribution)
    }

    /// The same, where a variance is no estimate unless it is above its `rounding`, if that is not 0.
    pub(crate) fn above(
        parameters: &[f64],
        determined: &[usize],
        covariance: &Mat<f64>,
        rounding: &[f64],
        distribution: Distribution,
    ) -> Result<Self, Error> {
        const BEYOND: &str = "a standard error exceeds the largest number there is: the values of its column \
             are too large or too small, so divide them by a power of ten";
        let mut all = Mat::zeros(parameters.len(), parameters.len());
        let mut estimates = vec![None; parameters.len()];
        let is_nothing =
            |row: usize| rounding[row] > 0.0 && covariance[(row, row)] <= rounding[row];
        let mut without_error = Vec::new();
        for (row, &i) in determined.iter().enumerate() {
            if is_nothing(row) {
                without_error.push((i, parameters[i]));
                continue;
            }
            for (column, &j) in determined.iter().enumerate().filter(|of| !is_nothing(of.0)) {
                all[(i, j)] = covariance[(row, column)];
            }
            let (value, standard_error) = (parameters[i], covariance[(row, row)].sqrt());
            let statistic = value / standard_error;
            if !standard_error.is_normal() || !statistic.is_finite() {
                return Err(Error::NoInference(BEYOND));
            }
            let p_value = distribution.two_sided(statistic);
            estimates[i] = Some(Estimate { value, standard_error, statistic, p_value });
        }
        Ok(Self { estimates, without_error, covariance: all, distribution })
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

    /// Wald's test that some parameters are 0, `c' V^-1 c` for their estimates c and covariance V; none for
    /// no parameters.
    ///
    /// # Errors
    /// [`Error::NoInference`] where their covariance is singular.
    pub fn wald_test(&self, parameters: &[usize]) -> Result<Option<TestResult>, Error> {
        if parameters.is_empty() {
            return Ok(None);
        }
        let values = parameters.iter().map(|j| match self.estimates.get(*j) {
            Some(Some(estimate)) => Ok(estimate.value),
            _ => Err(Error::UnknownFeature { feature: *j, features: self.estimates.len() }),
        });
        let values: Vec<f64> = values.collect::<Result<_, _>>()?;
        let factor = Cholesky::new(of_free(&self.covariance, parameters).as_ref())
            .map_err(|_| Error::NoInference(SINGULAR))?;
        if factor.smallest_remainder() <= NO_DIGIT_LEFT {
            return Err(Error::NoInference(SINGULAR));
        }
        let statistic = dot(&values, &factor.solve(&values)?);
        Ok(Some(TestResult::chi_squared(statistic, parameters.len() as f64)))
    }

    /// The same of all `features` that no others replace; none where their covariance is singular.
    pub(crate) fn test_of(&self, features: &[usize]) -> Result<Option<TestResult>, Error> {
        if features.iter().any(|j| self.without_error.iter().any(|(other, _)| other == j)) {
            return Ok(None);
        }
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
        linalg_lite::check_length("the point", self.estimates.len(), x.len())?;
        let row = |i: usize| (0..x.len()).map(|j| self.covariance[(i, j)] * x[j]).sum::<f64>();
        Ok((0..x.len()).map(|i| x[i] * row(i)).sum::<f64>().sqrt())
    }
}
