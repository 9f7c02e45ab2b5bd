use linalg_lite::{Arrow, Combination, Mat, check_length};

use super::inverse::{part, scaled};
use super::{Filling, Information, TOO_FEW_SAMPLES};
use crate::aliased::determined;
use crate::error::Error;
use crate::problem::{Problem, Target};
use crate::sample_weights::WeightKind;

/// What the samples say of a fit at its optimum, as sums over them: all that inference needs where the rows are
/// elsewhere, in a database for instance.
///
/// Parameters are those that the model hands out, except that features count from [`centres`](Self::centres): the
/// intercept is last, or last of each class's group. With w for the weight of a row, which stands for k samples, n
/// for the sum of weights, x for its features less their centres (and 1 for an intercept), and l, r, s for its loss
/// and the derivatives of that by its logit, the penalty left out.
///
/// Sums square the condition number of the features: where a part R of a feature is left beside the others, squared,
/// standard errors keep about `15 + log10 R` digits; below `R = 1e-10` there are none.
///
/// ```
/// use linalg_lite::{Mat, matrix_from_columns};
/// use models::inference::Evidence;
/// use models::{LinearRegression, WeightKind};
///
/// let (x, y) = ([0.0, 1.0, 2.0, 3.0], [1.0, 2.0, 4.0, 4.0]);
/// let table = matrix_from_columns(&[&x])?;
/// let line = LinearRegression::default().fit(table.as_ref(), &y)?;
/// let (centre, n) = (1.5, 4.0);
/// let mut evidence = Evidence {
///     centres: vec![centre],
///     loss: 0.0,
///     gradient: vec![0.0; 2],
///     hessian: Mat::zeros(2, 2),
///     scores: Some(Mat::zeros(2, 2)),
///     samples: n,
///     total_weight: n,
///     weights: WeightKind::Frequency,
///     null_loss: 0.0,
///     pearson: 0.0,
///     ln_weights: 0.0,
///     squared_targets: 0.0,
///     largest_target: 0.0,
/// };
/// for (x, y) in x.iter().zip(&y) {
///     let (features, r) = ([x - centre, 1.0], line.coefficients[0] * x + line.intercept - y);
///     evidence.loss += r * r / 2.0 / n;
///     evidence.null_loss += (y - 2.75) * (y - 2.75) / 2.0 / n; // 2.75 is the mean
///     evidence.squared_targets += y * y;
///     evidence.largest_target = evidence.largest_target.max(y * y);
///     for i in 0..2 {
///         evidence.gradient[i] += r * features[i] / n;
///         for j in 0..2 {
///             evidence.hessian[(i, j)] += features[i] * features[j] / n;
///             evidence.scores.as_mut().unwrap()[(i, j)] += r * r * features[i] * features[j];
///         }
///     }
/// }
/// let (found, expected) = (line.inference_from(&evidence)?, line.inference(table.as_ref(), &y)?);
/// assert!((found.r_squared - expected.r_squared).abs() < 1e-14);
/// let error = |of: &models::inference::Estimates| of.estimates[0].unwrap().standard_error;
/// assert!((error(&found.robust) - error(&expected.robust)).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Where each feature counts from, near its mean: 0 for the levels of a category, and for all without an intercept.
    pub centres: Vec<f64>,
    /// `sum w l / n`.
    pub loss: f64,
    /// `sum w r x / n`, one entry a parameter.
    pub gradient: Vec<f64>,
    /// `sum w s x x' / n`, both triangles; for several classes in the layout of
    /// [`MeanSoftmaxLoss`](crate::objective::MeanSoftmaxLoss).
    pub hessian: Mat<f64>,
    /// `sum w^2/k r^2 x x'`, both triangles: the filling of the sandwich, which is not asked of several classes. Without
    /// it nothing is said of robust errors.
    pub scores: Option<Mat<f64>>,
    /// `sum k`: counts add up, and other weights are one sample each.
    pub samples: f64,
    /// n.
    pub total_weight: f64,
    /// What weights mean; [`WeightKind::Frequency`] where there are none.
    pub weights: WeightKind,
    /// `sum w l / n` of the best model without features: of a line half the variance of what its offset leaves of the
    /// target.
    pub null_loss: f64,
    /// `sum w r^2 / s`, Pearson's statistic: asked of two classes whose weights are precisions.
    pub pearson: f64,
    /// `sum ln w` over the rows that count: asked of a line whose weights are precisions.
    pub ln_weights: f64,
    /// `sum w y^2`: asked of a line, whose residuals may be nothing but rounding.
    pub squared_targets: f64,
    /// The largest `w/k (|y| + |o|)^2` for an offset o: likewise.
    pub largest_target: f64,
}

impl Evidence {
    /// Of logits of so many features, whose parameters stand one group after the other, without those of features
    /// that others replace.
    pub(super) fn information(
        &self,
        (logits, features): (usize, usize),
        has_intercept: bool,
        combinations: &[Combination],
    ) -> Result<Information, Error> {
        let group = features + usize::from(has_intercept);
        let dim = logits * group;
        check_length("the list of centres", features, self.centres.len())?;
        check_length("the gradient", dim, self.gradient.len())?;
        check_shape("a row of the Hessian", "a column of the Hessian", dim, &self.hessian)?;
        Information::of_evidence(self, determined(combinations, group, dim))
    }

    /// The squared scores of the parameters that are free, if there are any.
    ///
    /// # Errors
    /// [`Error::NoInference`] without them for weights that have no other errors.
    pub(super) fn filling(&self, free: &[usize]) -> Result<Option<Filling>, Error> {
        const NO_SCORES: &str = "sampling weights need the sums of squared scores";
        let Some(scores) = &self.scores else {
            return match self.weights {
                WeightKind::Sampling => Err(Error::NoInference(NO_SCORES)),
                _ => Ok(None),
            };
        };
        let dim = self.gradient.len();
        check_shape("a row of the scores", "a column of the scores", dim, scores)?;
        Ok(Some(Filling::Products(Arrow::whole(part(scores, free)))))
    }

    /// The same with scores times `n / (n - k)`, so that robust errors are those of [`Sandwich::Hc1`](super::Sandwich),
    /// of a model in which so many parameters are `aliased`.
    ///
    /// # Errors
    /// [`Error::NoInference`] for as many parameters as samples.
    pub fn with_small_sample_scores(mut self, aliased: usize) -> Result<Self, Error> {
        let degrees = self.samples - self.gradient.len().saturating_sub(aliased) as f64;
        if degrees <= 0.0 {
            return Err(Error::NoInference(TOO_FEW_SAMPLES));
        }
        let factor = self.samples / degrees;
        self.scores = self.scores.map(|scores| scaled(&scores, factor));
        Ok(self)
    }

    pub(super) fn totals(&self, has_intercept: bool) -> Totals {
        let Self { samples, total_weight: weight, weights, .. } = *self;
        Totals { samples, weight, weights, has_intercept }
    }
}

fn check_shape(
    row: &'static str,
    column: &'static str,
    dim: usize,
    matrix: &Mat<f64>,
) -> Result<(), Error> {
    check_length(row, dim, matrix.ncols())?;
    Ok(check_length(column, dim, matrix.nrows())?)
}

/// How many samples there are, and what they count.
#[derive(Clone, Copy)]
pub(crate) struct Totals {
    pub(super) samples: f64,
    pub(super) weight: f64,
    pub(super) weights: WeightKind,
    pub(super) has_intercept: bool,
}

impl Totals {
    pub(crate) fn of<T: Target>(problem: &Problem<'_, T>) -> Self {
        Self {
            samples: problem.n_samples(),
            weight: problem.total_weight(),
            weights: problem.weight_kind(),
            has_intercept: problem.design.has_intercept(),
        }
    }

    /// A sum over the samples, with sampling weights in units of their mean.
    pub(super) fn of_mean_weight_1(self, sum: f64) -> f64 {
        match self.weights {
            WeightKind::Sampling => sum * (self.samples / self.weight),
            _ => sum,
        }
    }

    /// How many parameters a logit of so many features has.
    pub(super) fn dim(self, features: usize) -> usize {
        features + usize::from(self.has_intercept)
    }

    /// Both in one vector, without an intercept where there is none.
    pub(crate) fn plain_parameters(self, coefficients: &[f64], intercept: f64) -> Vec<f64> {
        let mut plain = coefficients.to_vec();
        plain.extend(self.has_intercept.then_some(intercept));
        plain
    }
}
