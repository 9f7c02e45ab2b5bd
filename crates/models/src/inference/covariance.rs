mod dense;
mod rounding;
mod sample_forms;
mod solved;
#[cfg(test)]
mod tests;
mod written;

use linalg_lite::{BLOCK_ROWS, Centres, Cholesky, Design, Features, Mat, check_length, dot};

use super::inverse::{Places, part};
use crate::error::Error;
use crate::solver::MANY_PARAMETERS;

use dense::Dense;
pub(super) use rounding::{clear, deviations, is_rounding, root, size};
pub(super) use sample_forms::SampleForms;
pub(super) use solved::Solved;

const NOT_WRITTEN: &str = "the covariance of so many parameters is not written out: there are no standard errors of predictions";

/// Why a sum has no variance.
const NO_DIGIT_LEFT: &str =
    "no digit of its standard error is left beside those of the coefficients that it adds up";

/// Why there is no test by it.
pub(super) const SINGULAR: &str = "the covariance of the parameters is singular";

/// The covariance matrix of the parameters of one logit or line, or of all logits of several classes, one after the other
/// but the first, which is what the others are compared with; 0 for those that have no estimate, or [no
/// error](super::Estimates::without_error). Sums have none either where no digit of their variance is left beside those of
/// their terms: a level that lies in one cluster has a mean without an error, whatever it is compared with.
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
    Dense(Dense),
    Solved(Box<Solved>),
}

impl From<Kept> for Covariance {
    fn from(kept: Kept) -> Self {
        Self { kept, rank: None }
    }
}

impl Covariance {
    /// With a row and column of `of_free` for each parameter that is free, of features that count from their centres.
    pub(super) fn dense(of_free: &Mat<f64>, places: Places<'_>) -> Self {
        let has_intercept = places.free.last() == Some(&places.centres.len());
        Kept::Dense(Dense::of_free(of_free, places, has_intercept)).into()
    }

    /// The same of all parameters of several classes, of which each has its own intercept, or none.
    pub(super) fn of_classes(of_free: &Mat<f64>, places: Places<'_>, has_intercept: bool) -> Self {
        Kept::Dense(Dense::of_free(of_free, places, has_intercept)).into()
    }

    /// Of the coefficients and thresholds of ordered classes, of features that count from 0 and from their centres.
    pub(super) fn of_thresholds(plain: Mat<f64>, centres: &[f64], at_centres: Mat<f64>) -> Self {
        Kept::Dense(Dense::of_thresholds(plain, centres.to_vec(), at_centres)).into()
    }

    /// The standard error of the logit (or prediction) of each sample, `sqrt(x' C x)`; offsets have none. NaN where no
    /// digit of its square is left.
    ///
    /// # Errors
    /// [`Error::Numbers`] for another number of features; [`Error::NoInference`] where the matrix is not written out.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::LinearRegression;
    ///
    /// let table = matrix_from_columns(&[&[1e9, 1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0]])?;
    /// let x = table.as_ref();
    /// let y = [1.0, 2.0, 4.0, 4.0];
    /// let line = LinearRegression::default().fit(x, &y)?;
    /// let found = line.inference(x, &y)?;
    /// let errors = found.estimates.covariance.standard_errors(x)?;
    /// let expected = found.residual_standard_error * (0.25_f64 + 2.25 / 5.0).sqrt(); // 1/n + (x - m)^2 / sum of such
    /// assert!((errors[0] - expected).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn standard_errors<'a>(
        &self,
        features: impl Into<Features<'a>>,
    ) -> Result<Vec<f64>, Error> {
        let Kept::Dense(dense) = &self.kept else { return Err(Error::NoInference(NOT_WRITTEN)) };
        let features = features.into();
        let has_intercept = features.n_features() + 1 == self.dim();
        let design = Design::new(features, has_intercept)?;
        check_length("the features", self.dim(), design.dim())?;
        let (centres, forms) = dense.forms(1);
        let centres = Centres::at(centres);
        let design = design.centred(&centres)?;
        let mut errors = vec![0.0; design.n_samples()];
        design.fill(&mut errors, |block, errors| {
            let (mut of_block, mut sizes) = ([[0.0; BLOCK_ROWS]], [[0.0; BLOCK_ROWS]]);
            forms.fill(block, &mut of_block, &mut sizes);
            let found = of_block[0].iter().zip(&sizes[0]);
            errors.iter_mut().zip(found).for_each(|(e, (form, size))| *e = root(*form, *size));
        })?;
        Ok(errors)
    }

    /// How many parameters there are.
    #[must_use]
    pub fn dim(&self) -> usize {
        match &self.kept {
            Kept::Dense(dense) => dense.plain.nrows(),
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
            Kept::Dense(dense) => dense.plain[(parameter, parameter)],
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
            Kept::Dense(dense) => Ok(part(&dense.plain, parameters)),
            Kept::Solved(solved) => solved.of(parameters),
        }
    }

    /// `x' C x`: the variance of the sum of the parameters times x.
    ///
    /// # Errors
    /// [`Error::Numbers`] when x does not have one entry per parameter; [`Error::NoInference`] where no digit of it is left.
    pub fn form(&self, x: &[f64]) -> Result<f64, Error> {
        check_length("the point", self.dim(), x.len())?;
        self.form_at_centres(&self.moved(x))
    }

    /// `x' C y` for any two of some sums of parameters.
    pub(super) fn of_sums(&self, sums: &[Vec<f64>]) -> Result<Mat<f64>, Error> {
        sums.iter().try_for_each(|x| self.form(x).map(drop))?;
        let columns = match &self.kept {
            Kept::Dense(dense) => dense.of_sums(sums),
            Kept::Solved(solved) => {
                let of = |y: &Vec<f64>| {
                    let times = solved.times(y)?;
                    Ok(sums.iter().map(|x| dot(x, &times)).collect())
                };
                sums.iter().map(of).collect::<Result<Vec<Vec<f64>>, Error>>()?
            }
        };
        Ok(Mat::from_fn(sums.len(), sums.len(), |i, j| columns[i.max(j)][i.min(j)]))
    }

    /// Where features count from, and the forms of samples of so many classes.
    ///
    /// # Errors
    /// [`Error::NoInference`] where the matrix is not written out.
    pub(crate) fn class_forms(&self, classes: usize) -> Result<(Vec<f64>, SampleForms), Error> {
        match &self.kept {
            Kept::Dense(dense) => Ok(dense.forms(classes)),
            Kept::Solved(_) => Err(Error::NoInference(NOT_WRITTEN)),
        }
    }

    /// The same of the logits that count from each threshold, of so many features.
    ///
    /// # Errors
    /// As [`class_forms`](Self::class_forms).
    pub(crate) fn threshold_forms(
        &self,
        features: usize,
    ) -> Result<(Vec<f64>, SampleForms), Error> {
        match &self.kept {
            Kept::Dense(dense) => Ok(dense.threshold_forms(features)),
            Kept::Solved(_) => Err(Error::NoInference(NOT_WRITTEN)),
        }
    }

    /// `y' C' y`, of the parameters of features that count from their [centres](Self::at_centres).
    pub(crate) fn form_at_centres(&self, y: &[f64]) -> Result<f64, Error> {
        check_length("the gradient", self.dim(), y.len())?;
        let (form, size) = match &self.kept {
            Kept::Dense(dense) => (dense.form_at_centres(y), size(y, &dense.deviations())),
            Kept::Solved(solved) => (solved.form_at_centres(y)?, size(y, &solved.deviations)),
        };
        match is_rounding(form, size) {
            true => Err(Error::NoInference(NO_DIGIT_LEFT)),
            false => Ok(form),
        }
    }

    /// The same sum as x, of the parameters of features that count from their centres.
    fn moved(&self, x: &[f64]) -> Vec<f64> {
        match &self.kept {
            Kept::Dense(dense) => dense.moved(x),
            Kept::Solved(solved) => solved.moved(x),
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

    /// The same times a number.
    pub(super) fn scaled(&self, factor: f64) -> Self {
        let kept = match &self.kept {
            Kept::Dense(dense) => Kept::Dense(dense.scaled(factor)),
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
