//! Sums of parameters, and Wald's test of linear hypotheses about them.

use linalg_lite::{Cholesky, check_length, dot};

use super::covariance::SINGULAR;
use super::{Covariance, Distribution, Estimate, TestResult};
use crate::error::Error;

/// Parameters with their covariance, of which linear hypotheses `L b = r` are tested: b has the coefficients and, with an
/// intercept, the intercept last.
///
/// # Source
/// Rao, *Linear Statistical Inference and Its Applications*, 4b.
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::LinearRegression;
/// use models::inference::Contrasts;
///
/// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0, 4.0], &[1.0, 0.0, 2.0, 1.0, 5.0]])?;
/// let y = [1.0, 2.0, 4.0, 4.0, 9.0];
/// let line = LinearRegression::default().fit(x.as_ref(), &y)?;
/// let found = line.inference(x.as_ref(), &y)?.estimates;
/// let parameters = [line.coefficients[0], line.coefficients[1], line.intercept];
/// let contrasts = Contrasts {
///     parameters: &parameters,
///     covariance: &found.covariance,
///     distribution: found.distribution,
/// };
/// let one = contrasts.estimate(&[1.0, 0.0, 0.0], 0.0)?;
/// assert_eq!(one.statistic, found.estimates[0].unwrap().statistic);
/// let both = contrasts.test(&[vec![1.0, -1.0, 0.0]], &[0.0])?; // are they the same?
/// let difference = contrasts.estimate(&[1.0, -1.0, 0.0], 0.0)?;
/// assert!((both.statistic - difference.statistic * difference.statistic).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Contrasts<'a> {
    /// b.
    pub parameters: &'a [f64],
    /// Their covariance.
    pub covariance: &'a Covariance,
    /// What ratios of them and their errors follow.
    pub distribution: Distribution,
}

impl Contrasts<'_> {
    /// `l'b`, tested against a number: the statistic is `(l'b - r) / sqrt(l'C l)`.
    ///
    /// # Errors
    /// [`Error::Numbers`] when l does not have one entry per parameter; [`Error::NoInference`] where the sum has no
    /// variance.
    pub fn estimate(&self, l: &[f64], r: f64) -> Result<Estimate, Error> {
        const NONE: &str = "the sum has no variance";
        check_length("the contrast", self.parameters.len(), l.len())?;
        let value = dot(l, self.parameters);
        let standard_error = self.covariance.form(l)?.sqrt();
        let statistic = (value - r) / standard_error;
        if !(standard_error > 0.0 && statistic.is_finite()) {
            return Err(Error::NoInference(NONE));
        }
        let p_value = self.distribution.two_sided(statistic);
        Ok(Estimate { value, standard_error, statistic, p_value })
    }

    /// Whether all of `L b = r` may hold: `W = (L b - r)' (L C L')^-1 (L b - r)` against chi-squared with as many degrees
    /// of freedom as there are rows of L or, where errors follow Student's distribution, W over that number against F.
    ///
    /// # Errors
    /// As [`estimate`](Self::estimate); [`Error::NoInference`] also where hypotheses follow from others.
    pub fn test(&self, l: &[Vec<f64>], r: &[f64]) -> Result<TestResult, Error> {
        const NOTHING_LEFT: f64 = 1e-12;
        const NONE: Error = Error::NoInference(SINGULAR);
        check_length("the numbers that sums are compared with", l.len(), r.len())?;
        for one in l {
            check_length("the contrast", self.parameters.len(), one.len())?;
        }
        let covariance = self.covariance.of_sums(l)?;
        let factor = Cholesky::new(covariance.as_ref()).map_err(|_| NONE)?;
        if l.is_empty() || factor.smallest_remainder() <= NOTHING_LEFT {
            return Err(NONE);
        }
        let off: Vec<f64> = l.iter().zip(r).map(|(l, r)| dot(l, self.parameters) - r).collect();
        let statistic = dot(&off, &factor.solve(&off)?);
        let number = l.len() as f64;
        Ok(self.distribution.test(statistic, number))
    }
}
