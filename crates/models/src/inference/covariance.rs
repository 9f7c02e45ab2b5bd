mod solved;
#[cfg(test)]
mod tests;

use linalg_lite::{Cholesky, Mat, check_length, dot};

use super::inverse::{part, scaled};
use crate::error::Error;
use crate::solver::MANY_PARAMETERS;

pub(super) use solved::Solved;

/// Why there is no test by it.
pub(super) const SINGULAR: &str = "the covariance of the parameters is singular";

/// The covariance matrix of the parameters of one logit or line; 0 for those that have no estimate.
///
/// Beside a category of so many levels that its square would be too large, it is never written out: what is asked of it is
/// solved for.
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::LinearRegression;
///
/// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0]])?;
/// let y = [1.0, 2.0, 4.0, 4.0];
/// let line = LinearRegression::default().fit(x.as_ref(), &y)?;
/// let covariance = line.inference(x.as_ref(), &y)?.estimates.covariance;
/// let both = covariance.of(&[0, 1])?;
/// assert_eq!((both[(0, 0)], both[(1, 1)]), (covariance.variance(0)?, covariance.variance(1)?));
/// assert!((covariance.form(&[1.0, 1.0])? - (both[(0, 0)] + 2.0 * both[(0, 1)] + both[(1, 1)])).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Covariance {
    kept: Kept,
    /// Its rank, where that is known to be so small.
    rank: Option<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kept {
    Dense(Mat<f64>),
    Solved(Box<Solved>),
}

impl From<Kept> for Covariance {
    fn from(kept: Kept) -> Self {
        Self { kept, rank: None }
    }
}

impl Covariance {
    /// With a row and column of `of_free` for each of the parameters `free` of `dim`.
    pub(super) fn dense(of_free: &Mat<f64>, free: &[usize], dim: usize) -> Self {
        let mut all = Mat::zeros(dim, dim);
        for (row, &i) in free.iter().enumerate() {
            for (column, &j) in free.iter().enumerate() {
                all[(i, j)] = of_free[(row, column)];
            }
        }
        Kept::Dense(all).into()
    }

    /// All of it, if it is written out.
    #[must_use]
    pub fn whole(&self) -> Option<&Mat<f64>> {
        match &self.kept {
            Kept::Dense(all) => Some(all),
            Kept::Solved(_) => None,
        }
    }

    /// How many parameters there are.
    #[must_use]
    pub fn dim(&self) -> usize {
        match &self.kept {
            Kept::Dense(all) => all.nrows(),
            Kept::Solved(solved) => solved.variances.len(),
        }
    }

    /// The variance of a parameter.
    ///
    /// # Errors
    /// [`Error::UnknownFeature`].
    pub fn variance(&self, parameter: usize) -> Result<f64, Error> {
        self.check(parameter)?;
        Ok(match &self.kept {
            Kept::Dense(all) => all[(parameter, parameter)],
            Kept::Solved(solved) => solved.variances[parameter],
        })
    }

    /// The rows and columns of some parameters.
    ///
    /// # Errors
    /// [`Error::UnknownFeature`].
    pub fn of(&self, parameters: &[usize]) -> Result<Mat<f64>, Error> {
        parameters.iter().try_for_each(|j| self.check(*j))?;
        match &self.kept {
            Kept::Dense(all) => Ok(part(all, parameters)),
            Kept::Solved(solved) => solved.of(parameters),
        }
    }

    /// `x' C x`: the variance of the sum of the parameters times x.
    ///
    /// # Errors
    /// [`Error::Numbers`] when x does not have one entry per parameter.
    pub fn form(&self, x: &[f64]) -> Result<f64, Error> {
        check_length("the point", self.dim(), x.len())?;
        match &self.kept {
            Kept::Dense(all) => {
                let row = |i: usize| (0..x.len()).map(|j| all[(i, j)] * x[j]).sum::<f64>();
                Ok((0..x.len()).map(|i| x[i] * row(i)).sum::<f64>())
            }
            Kept::Solved(solved) => Ok(dot(x, &solved.times(x)?)),
        }
    }

    /// `v' C^-1 v`, of the rows and columns of some parameters.
    ///
    /// # Errors
    /// [`Error::NoInference`] where they are singular, [`Error::UnknownFeature`].
    pub(super) fn inverse_form(&self, parameters: &[usize], v: &[f64]) -> Result<f64, Error> {
        /// What is left of a variance beside the others, as a part of it, when rounding decides its digits.
        const NO_DIGIT_LEFT: f64 = 1e-12;
        const NONE: Error = Error::NoInference(SINGULAR);
        if self.rank.is_some_and(|rank| rank < parameters.len()) {
            return Err(NONE);
        }
        if let Kept::Solved(solved) = &self.kept
            && parameters.len() > MANY_PARAMETERS
        {
            return solved.inverse_form(parameters, v)?.ok_or(NONE);
        }
        let factor = Cholesky::new(self.of(parameters)?.as_ref()).map_err(|_| NONE)?;
        if factor.smallest_remainder() <= NO_DIGIT_LEFT {
            return Err(NONE);
        }
        Ok(dot(v, &factor.solve(v)?))
    }

    /// The same with 0 for parameters that have no estimate.
    pub(super) fn without(mut self, parameters: &[(usize, f64)]) -> Self {
        for &(j, _) in parameters {
            match &mut self.kept {
                Kept::Dense(all) => {
                    all.row_mut(j).fill(0.0);
                    all.col_mut(j).fill(0.0);
                }
                Kept::Solved(solved) => solved.variances[j] = 0.0,
            }
        }
        self
    }

    /// The same times a number.
    pub(super) fn scaled(&self, factor: f64) -> Self {
        let kept = match &self.kept {
            Kept::Dense(all) => Kept::Dense(scaled(all, factor)),
            Kept::Solved(solved) => Kept::Solved(Box::new(solved.scaled(factor))),
        };
        Self { kept, rank: self.rank }
    }

    /// The same, of a rank that is at most this.
    pub(super) fn of_rank(self, rank: usize) -> Self {
        Self { rank: Some(rank), ..self }
    }

    fn check(&self, parameter: usize) -> Result<(), Error> {
        let features = self.dim();
        if parameter < features {
            Ok(())
        } else {
            Err(Error::UnknownFeature { feature: parameter, features })
        }
    }
}
