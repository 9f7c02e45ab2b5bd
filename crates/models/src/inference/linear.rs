mod sums;

use std::ops::Range;

use linalg_lite::{Features, least_squares};

use super::information::{
    NEARLY_COLLINEAR_BESIDE_LEVELS, NO_DIGIT, check_data, check_room, moves_from,
};
use super::inverse::{Inverse, Places, Square};
use super::{Distribution, Estimates, Evidence, Filling, Likelihood, TestResult, check_likelihood};
use crate::aliased::determined;
use crate::error::Error;
use crate::linear::{FittedLinear, has_many_levels};
use crate::loss::SquaredError;
use crate::objective::MeanLoss;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::sample_weights::WeightKind;
use crate::solver::{Restricted, TwiceDifferentiable};
pub(crate) use sums::Sums;

/// What the data say about a linear regression.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearInference {
    /// Parameters with the standard errors of the model: the covariance is `s^2 (X'X)^-1`. For sampling
    /// weights, whose variation no model describes, these are the robust ones.
    pub estimates: Estimates,
    /// Parameters with sandwich standard errors, which are valid even when some targets are noisier than others:
    /// `(X'X)^-1 (sum r^2 x x') (X'X)^-1` for residuals r (HC0).
    pub robust: Estimates,
    /// `s = sqrt(sum r^2 / (n - k))`, in target units; sampling weights, of which only ratios matter, count as if their
    /// mean were 1.
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
    /// What the weights of the samples were.
    pub weights: WeightKind,
}

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
        let w = self.at_optimum(&centred)?;
        let free = determined(&self.report.combinations, w.len(), w.len());

        let residuals = |rows: Range<usize>, z: &mut [f64]| {
            z.iter_mut().zip(&problem.target[rows]).for_each(|(z, y)| *z = y - *z);
        };
        let sums = Sums::of(problem, sum_of_squares(&centred, &w)?);
        sums.check(free.len())?;
        let (bread, wide) = inverse_gram(&centred, &w, &free)?;
        // (What only a sandwich asked for by itself shows is not worth the time that scores in the root take.)
        let is_shown = problem.weight_kind() == WeightKind::Sampling;
        let bread_and = (&bread, if is_shown { sums.rounding() } else { 0.0 });
        let filling = Filling::of_rows((&centred, &w), (&free, &wide), bread_and, residuals)?;
        let places = Places { free: &free, centres: centres.values(), dim: w.len() };
        self.concluded(&bread, Some(filling), places, &sums)
    }

    /// The same from sums over the samples that were taken elsewhere.
    ///
    /// # Errors
    /// As [`inference`](Self::inference), and for features so nearly collinear that sums keep no digit;
    /// [`Error::Numbers`] for sums of another shape.
    pub fn inference_from(&self, evidence: &Evidence) -> Result<LinearInference, Error> {
        check_likelihood(&self.report, self.config.penalty)?;
        let sums = Sums::of_evidence(evidence, self.samples.has_intercept);
        let (shape, combinations) = ((1, self.coefficients.len()), &self.report.combinations);
        let dim = sums.totals.dim(shape.1);
        sums.check(determined(combinations, dim, dim).len())?;
        let information = evidence.information(shape, sums.totals.has_intercept, combinations)?;
        information.check_data_of_size(evidence.loss)?;
        let filling = evidence.filling(&information.free)?;
        let bread = information.inverse.scaled(1.0 / evidence.total_weight);
        self.concluded(&bread, filling, information.places(&evidence.centres), &sums)
    }

    /// The parameters of a centred problem. What an intercept of features far from 0 lacks in its last digits is what
    /// residuals are short of adding up to 0.
    pub(super) fn at_optimum(&self, centred: &Problem<'_, f64>) -> Result<Vec<f64>, Error> {
        const DIGITS: f64 = 16.0 * f64::EPSILON;
        let mut w = centred.parameters(&self.coefficients, self.intercept)?;
        if let Some(intercept) = w.get(self.coefficients.len()).copied() {
            let mut r = vec![0.0; centred.n_rows()];
            centred.design.fill(&mut r, |block, r| {
                block.logits(&w, r);
                centred.add_offset(block.rows(), r);
                r.iter_mut().zip(&centred.target[block.rows()]).for_each(|(z, y)| *z = y - *z);
            })?;
            let missing = centred.sum(|i| r[i]) / centred.total_weight();
            let reach = self.coefficients.iter().enumerate();
            let reach: f64 = reach.map(|(j, c)| (c * centred.design.centre(j)).abs()).sum();
            if missing.abs() <= DIGITS * (self.intercept.abs() + reach) {
                w[self.coefficients.len()] = intercept + missing;
            }
        }
        Ok(w)
    }

    fn concluded(
        &self,
        bread: &Inverse,
        filling: Option<Filling>,
        places: Places<'_>,
        sums: &Sums,
    ) -> Result<LinearInference, Error> {
        let Sums { totals, .. } = *sums;
        let (free, weights) = (places.free, totals.weights);
        let [squares, total] = [sums.squares, sums.total].map(|sum| totals.of_mean_weight_1(sum));
        let degrees = totals.samples - free.len() as f64;
        let variance = squares / degrees;
        let plain = totals.plain_parameters(&self.coefficients, self.intercept);
        let distribution = Distribution::Student(degrees);
        let robust = match filling {
            Some(filling) => {
                let covariance = bread.sandwich(filling, 1.0, sums.rounding(), places)?;
                Estimates::of_sandwich(&plain, free, covariance, distribution)?
            }
            None => Estimates::none(places.dim, distribution),
        };
        let estimates = match weights {
            WeightKind::Sampling => robust.clone(),
            _ => Estimates::new(&plain, free, bread.covariance(variance, places)?, distribution)?,
        };
        let ones = usize::from(totals.has_intercept);
        let is_feature = |j: &usize| *j < self.coefficients.len();
        let features: Vec<usize> = free.iter().copied().filter(is_feature).collect();
        let used = features.len() as f64;
        let test_of_all_features = match weights {
            _ if features.is_empty() => None,
            WeightKind::Sampling => estimates.test_of(&features)?,
            _ => Some(TestResult::f((total - squares) / used / variance, used, degrees)),
        };
        Ok(LinearInference {
            estimates,
            robust,
            residual_standard_error: variance.sqrt(),
            degrees_of_freedom: degrees,
            r_squared: 1.0 - squares / total,
            adjusted_r_squared: 1.0 - variance / (total / (totals.samples - ones as f64)),
            test_of_all_features,
            weights,
            likelihood: Likelihood {
                log_likelihood: sums.log_likelihood(squares),
                null_log_likelihood: sums.log_likelihood(total),
                samples: totals.samples,
                parameters: free.len(),
                null_parameters: ones,
                residual_degrees_of_freedom: degrees,
                dispersion: None,
            }
            .check()?,
        })
    }
}

/// `sum w r^2`: twice the loss.
pub(super) fn sum_of_squares(problem: &Problem<'_, f64>, w: &[f64]) -> Result<f64, Error> {
    let objective = MeanLoss::<SquaredError>::new(*problem, Penalty::default())?;
    Ok(2.0 * objective.mean_loss(w)? * problem.total_weight())
}

/// `(X' diag(w) X)^-1` of the free parameters of a centred problem, which have to be at their optimum, and the levels
/// that it keeps apart.
pub(super) fn inverse_gram(
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
    let moves = moves_from(&line, problem.design);
    let inverse = |root| Square::of_moved_root(root, free, &moves).map(Inverse::Dense);
    line.inverse_root().map(inverse).transpose()
}
