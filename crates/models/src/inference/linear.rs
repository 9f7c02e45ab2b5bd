use std::ops::Range;

use linalg_lite::{Features, least_squares, ln};

use super::information::{
    NEARLY_COLLINEAR_BESIDE_LEVELS, NO_DIGIT, check_data, check_room, moves_from, scores,
};
use super::inverse::{Inverse, Places, part, recentred};
use super::{
    Covariance, Distribution, Estimates, Likelihood, TOO_FEW_SAMPLES, TestResult, check_likelihood,
};
use crate::aliased::determined;
use crate::error::Error;
use crate::linear::{FittedLinear, has_many_levels};
use crate::loss::SquaredError;
use crate::objective::MeanLoss;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::sample_weights::WeightKind;
use crate::solver::{Restricted, TwiceDifferentiable};

/// What the data say about a linear regression.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearInference {
    /// Parameters with the standard errors of the model: the covariance is `s^2 (X'X)^-1`. For sampling
    /// weights, whose variation no model describes, these are the robust ones.
    pub estimates: Estimates,
    /// Parameters with sandwich standard errors, which are valid even when some targets are noisier than others:
    /// `(X'X)^-1 (sum r^2 x x') (X'X)^-1` for residuals r (HC0).
    pub robust: Estimates,
    /// `s = sqrt(sum r^2 / (n - k))`, in target units.
    pub residual_standard_error: f64,
    /// Degrees of freedom left, `n - k`.
    pub degrees_of_freedom: f64,
    /// The part of the variance that is explained, `1 - sum r^2 / sum (y - mean)^2` (without an
    /// intercept `1 - sum r^2 / sum y^2`).
    pub r_squared: f64,
    /// The same with both sums per degree of freedom.
    pub adjusted_r_squared: f64,
    /// All features together, against F or, for sampling weights, by Wald's test; none without features.
    pub test_of_all_features: Option<TestResult>,
    /// How probable the targets are when residuals are normal; the samples that count, and the
    /// parameters.
    pub likelihood: Likelihood,
}

const NOTHING_TO_EXPLAIN: &str =
    "the target is the same in every sample, so that there is nothing to explain";
const PERFECT: &str = "a perfect fit leaves no residual to estimate them from";

impl FittedLinear {
    /// Standard errors, tests and criteria, from the data that the model was fitted to.
    ///
    /// # Errors
    /// [`Error::NoInference`] where they would be invalid: for penalised coefficients, a fit short of
    /// its optimum, other data, no degrees of freedom, a constant target, a perfect fit, or columns too
    /// nearly collinear; [`Error::Numbers`] for bad shapes.
    ///
    /// # Source
    /// Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 3.2.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::LinearRegression;
    ///
    /// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0]])?;
    /// let y = [1.0, 2.0, 4.0, 4.0];
    /// let line = LinearRegression::default().fit(x.as_ref(), &y)?;
    /// let inference = line.inference(x.as_ref(), &y)?;
    /// assert!((inference.r_squared - 0.8963).abs() < 1e-4);
    /// assert!((inference.estimates.estimates[0].unwrap().p_value - 0.0533).abs() < 1e-4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn inference<'a>(
        &self,
        features: impl Into<Features<'a>>,
        targets: &'a [f64],
    ) -> Result<LinearInference, Error> {
        self.inference_of(&Problem::new(features, targets)?)
    }

    /// As [`inference`](Self::inference), for the problem that was fitted. With w for the weights,
    /// sums of squares are `sum w r^2`, and n is their sum if they are counts, else their number.
    ///
    /// # Errors
    /// As [`inference`](Self::inference).
    pub fn inference_of(&self, problem: &Problem<'_, f64>) -> Result<LinearInference, Error> {
        check_likelihood(&self.report, self.config.penalty)?;
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let w = centred.parameters(&self.coefficients, self.intercept)?;
        let free = determined(&self.report.combinations, w.len(), w.len());

        let residuals = |rows: Range<usize>, z: &mut [f64]| {
            z.iter_mut().zip(&problem.target[rows]).for_each(|(z, y)| *z = y - *z);
        };
        let squares = sum_of_squares(&centred, &w)?;
        let sums = Sums::of(problem, squares, free.len())?;
        let (bread, wide) = inverse_gram(&centred, &w, &free)?;
        let degrees = sums.samples - free.len() as f64;
        let variance = squares / degrees;
        let weights = problem.weight_kind();
        let filling = scores(&centred, &w, &wide, residuals)?.part(&free);
        let plain = problem.plain_parameters(&self.coefficients, self.intercept);
        let of = |covariance: Covariance, rounding: &[f64]| {
            Estimates::above(&plain, &free, covariance, rounding, Distribution::Student(degrees))
        };
        let places = Places { free: &free, centres: centres.values(), dim: w.len() };
        let of_rounding = bread.covariance(rounding(problem), places)?;
        let of_rounding: Vec<f64> =
            (0..w.len()).map(|j| of_rounding.variance(j)).collect::<Result<_, Error>>()?;
        let robust = of(bread.sandwich(filling, 1.0, places)?, &of_rounding)?;
        let estimates = match weights {
            WeightKind::Sampling => robust.clone(),
            _ => of(bread.covariance(variance, places)?, &vec![0.0; w.len()])?,
        };
        let ones = usize::from(problem.design.has_intercept());
        let features: Vec<usize> =
            free.iter().copied().filter(|j| *j < problem.n_features()).collect();
        let used = features.len() as f64;
        let test_of_all_features = match weights {
            _ if features.is_empty() => None,
            WeightKind::Sampling => estimates.test_of(&features)?,
            _ => Some(TestResult::f((sums.total - squares) / used / variance, used, degrees)),
        };
        Ok(LinearInference {
            estimates,
            robust,
            residual_standard_error: variance.sqrt(),
            degrees_of_freedom: degrees,
            r_squared: 1.0 - squares / sums.total,
            adjusted_r_squared: 1.0 - variance / (sums.total / (sums.samples - ones as f64)),
            test_of_all_features,
            likelihood: Likelihood {
                log_likelihood: sums.log_likelihood(squares),
                null_log_likelihood: sums.log_likelihood(sums.total),
                samples: sums.samples,
                parameters: free.len(),
                null_parameters: ones,
                dispersion: None,
            }
            .check()?,
        })
    }
}

/// `sum w r^2`: twice the loss.
fn sum_of_squares(problem: &Problem<'_, f64>, w: &[f64]) -> Result<f64, Error> {
    let objective = MeanLoss::<SquaredError>::new(*problem, Penalty::default())?;
    Ok(2.0 * objective.mean_loss(w)? * problem.total_weight())
}

/// The largest `w r^2` of residuals r that are nothing but rounding: a robust variance made of such squares is at most so
/// many times that of the model with a dispersion of 1.
fn rounding(problem: &Problem<'_, f64>) -> f64 {
    const FEW: f64 = 64.0 * f64::EPSILON;
    let size = |i: usize| {
        let size = problem.target[i].abs() + problem.offset.map_or(0.0, |offset| offset[i].abs());
        problem.weight(i) / problem.samples_of_row(i) * size * size
    };
    FEW * FEW * problem.counted_rows().map(size).fold(0.0, f64::max)
}

/// What a line is compared with: the model that knows no feature, but the offset.
struct Sums {
    /// `sum w (y - o - mean)^2`, without an intercept `sum w (y - o)^2`.
    total: f64,
    samples: f64,
    /// `sum ln w` of precisions: what they add to a normal log-likelihood, twice.
    of_precisions: f64,
}

impl Sums {
    /// Refuses where nothing is left to estimate errors from.
    fn of(problem: &Problem<'_, f64>, squares: f64, parameters: usize) -> Result<Self, Error> {
        /// Residuals this small, in units of what the target is made of, are rounding.
        const ROUNDING: f64 = 16.0 * f64::EPSILON;
        let left = problem.target_less_offset();
        let mean = match problem.design.has_intercept() {
            true => problem.sum(|i| left[i]) / problem.total_weight(),
            false => 0.0,
        };
        let total = problem.sum(|i| (left[i] - mean) * (left[i] - mean));
        let sizes = problem.sum(|i| problem.target[i] * problem.target[i]);
        let samples = problem.n_samples();
        let reason = if total <= ROUNDING * ROUNDING * sizes {
            NOTHING_TO_EXPLAIN
        } else if samples <= parameters as f64 {
            TOO_FEW_SAMPLES
        } else if squares <= ROUNDING * ROUNDING * sizes {
            PERFECT
        } else {
            let of_precisions = match problem.weight_kind() {
                WeightKind::Analytic => problem.counted_rows().map(|i| ln(problem.weight(i))).sum(),
                _ => 0.0,
            };
            return Ok(Self { total, samples, of_precisions });
        };
        Err(Error::NoInference(reason))
    }

    fn log_likelihood(&self, squares: f64) -> f64 {
        let n = self.samples;
        let of_normal = n * (ln(2.0 * std::f64::consts::PI * squares / n) + 1.0);
        (self.of_precisions - of_normal) / 2.0
    }
}

/// `(X' diag(w) X)^-1` of the free parameters of a centred problem, which have to be at their optimum, and the levels
/// that it keeps apart.
fn inverse_gram(
    problem: &Problem<'_, f64>,
    w: &[f64],
    free: &[usize],
) -> Result<(Inverse, Range<usize>), Error> {
    let at: Vec<f64> = free.iter().map(|j| w[*j]).collect();
    let (dim, total) = (free.len(), problem.total_weight());
    let objective = MeanLoss::<SquaredError>::new(*problem, Penalty::default())?;
    let wide = objective.wide();
    check_room(w.len(), &wide)?;
    let restricted = Restricted::new(objective, w.to_vec(), free.to_vec());
    let mut gradient = vec![0.0; dim];
    let (loss, hessian) = restricted.arrow(&at, &mut gradient)?;
    let line = match has_many_levels(problem) {
        true => None,
        false => inverse_of_line(problem, free)?,
    };
    let (inverse, wide) = match line {
        Some(inverse) => (inverse, 0..0),
        None => {
            let (inverse, remainder) = Inverse::of(&hessian)?;
            if !inverse.is_dense() && remainder < NEARLY_COLLINEAR_BESIDE_LEVELS {
                return Err(Error::NoInference(NO_DIGIT));
            }
            (inverse.scaled(1.0 / total), wide)
        }
    };
    check_data(&gradient, &inverse.scaled(total).times(&gradient)?, loss)?;
    Ok((inverse, wide))
}

/// The same from a triangle, where there are few enough parameters.
fn inverse_of_line(problem: &Problem<'_, f64>, free: &[usize]) -> Result<Option<Inverse>, Error> {
    let left = problem.target_less_offset();
    let line = least_squares(problem.design, &left, problem.weight_values(), &[])?;
    let Some(inverse) = line.inverse_gram()? else { return Ok(None) };
    let moves = moves_from(&line, problem.design);
    Ok(Some(Inverse::Dense(recentred(&part(&inverse, free), free, &moves))))
}
