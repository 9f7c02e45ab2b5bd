use linalg_lite::{Cholesky, Mat, MatRef, least_squares, ln};

use super::tails::f;
use super::{
    Distribution, Estimates, Likelihood, TOO_FEW_SAMPLES, TestResult, check_data, check_likelihood,
    determined, inverse, sandwich, scores,
};
use crate::objective::MeanLoss;
use crate::solver::Restricted;
use crate::{Error, FittedLinear, SquaredError, TwiceDifferentiable, Weighting, weights};

/// What the data say about a linear regression.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearInference {
    /// Weights with the standard errors of the model: the covariance is `s^2 (X'X)^-1`.
    pub estimates: Estimates,
    /// Weights with sandwich standard errors, which hold when some targets are noisier than others:
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
    /// All features together: F with as many degrees of freedom as there are features, and
    /// `degrees_of_freedom`.
    pub f_test: TestResult,
    /// How probable the targets are when residuals are normal; the samples that count, and the
    /// weights.
    pub likelihood: Likelihood,
}

impl FittedLinear {
    /// Standard errors, tests and criteria, from the data that the model was fitted on.
    ///
    /// # Errors
    /// [`Error::NoInference`] where they would be invalid: for penalised weights, a fit short of
    /// its optimum, other data, no degrees of freedom, or columns too nearly collinear; [`Error::Numbers`] for bad
    /// shapes.
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
    pub fn inference(
        &self,
        features: MatRef<'_, f64>,
        targets: &[f64],
    ) -> Result<LinearInference, Error> {
        self.inference_weighted(features, targets, Weighting::default())
    }

    /// As [`inference`](Self::inference), for a fit with weights or an offset. With w for the weights,
    /// sums of squares are then `sum w r^2`, and n is their sum or, for precision weights, their number.
    ///
    /// # Errors
    /// As [`inference`](Self::inference), and those of the weights.
    pub fn inference_weighted(
        &self,
        features: MatRef<'_, f64>,
        targets: &[f64],
        weighting: Weighting<'_>,
    ) -> Result<LinearInference, Error> {
        check_likelihood(&self.report, self.config.penalty())?;
        let intercept = self.config.intercept;
        let objective = MeanLoss::<SquaredError>::new(features, targets, intercept, 0.0)?
            .weighted(weighting)?;
        let design = objective.design();
        let weights = weights::join(&self.coefficients, self.intercept, intercept);
        let free = determined(&self.report.combinations, design.dim(), design.dim());
        let parameters = free.len();
        let inverse_gram = self.inverse_gram(&objective, targets, weighting, &weights, &free)?;

        let mut residuals = design.logits(&weights)?;
        weighting.shift(0..targets.len(), &mut residuals);
        residuals.iter_mut().zip(targets).for_each(|(z, y)| *z = y - *z);
        let squares = weighting.sum(&residuals, |r| r * r);
        let samples = weighting.samples(targets.len());
        let degrees = samples - parameters as f64;
        if degrees <= 0.0 {
            return Err(Error::NoInference(TOO_FEW_SAMPLES));
        }
        let variance = squares / degrees;
        let covariance =
            Mat::from_fn(parameters, parameters, |i, j| variance * inverse_gram[(i, j)]);
        let squared: Vec<f64> = residuals.iter().map(|r| r * r).collect();
        let scores = scores(design, &squared, weighting);
        let scores = Mat::from_fn(parameters, parameters, |i, j| scores[(free[i], free[j])]);
        let robust = sandwich(&inverse_gram, &scores);
        let distribution = Distribution::Student(degrees);

        let ones = usize::from(intercept);
        let mean = if intercept {
            weighting.sum(targets, |y| y) / weighting.total(targets.len())
        } else {
            0.0
        };
        let total = weighting.sum(targets, |y| (y - mean) * (y - mean));
        let used = (parameters - ones) as f64;
        let statistic = (total - squares) / used / variance;
        let precision = weighting.sum_of_log_precisions();
        let log_likelihood = |squares: f64| {
            let of_normal = samples * (ln(2.0 * std::f64::consts::PI * squares / samples) + 1.0);
            (precision - of_normal) / 2.0
        };
        Ok(LinearInference {
            estimates: Estimates::new(&weights, &free, &covariance, distribution),
            robust: Estimates::new(&weights, &free, &robust, distribution),
            residual_standard_error: variance.sqrt(),
            degrees_of_freedom: degrees,
            r_squared: 1.0 - squares / total,
            adjusted_r_squared: 1.0 - variance / (total / (samples - ones as f64)),
            f_test: TestResult {
                statistic,
                degrees_of_freedom: used,
                p_value: f(statistic, used, degrees),
            },
            likelihood: Likelihood {
                log_likelihood: log_likelihood(squares),
                null_log_likelihood: log_likelihood(total),
                samples,
                parameters,
                null_parameters: ones,
            },
        })
    }

    /// `(X' diag(w) X)^-1` for the free weights, which have to be at their optimum.
    fn inverse_gram(
        &self,
        objective: &MeanLoss<'_, SquaredError>,
        targets: &[f64],
        weighting: Weighting<'_>,
        weights: &[f64],
        free: &[usize],
    ) -> Result<Mat<f64>, Error> {
        let at: Vec<f64> = free.iter().map(|j| weights[*j]).collect();
        let restricted = Restricted::new(*objective, weights.to_vec(), free.to_vec());
        let (dim, total) = (free.len(), weighting.total(targets.len()));
        let (mut gradient, mut hessian) = (vec![0.0; dim], Mat::zeros(dim, dim));
        let loss = restricted.hessian(&at, &mut gradient, hessian.as_mut())?;
        if weighting.weights.is_none()
            && let Some(inverse) =
                least_squares(objective.design(), targets, 0.0)?.inverse_gram()?
        {
            let of_free = Mat::from_fn(dim, dim, |i, j| inverse[(free[i], free[j])]);
            check_data(&gradient, &product(&of_free, &gradient, total), loss)?;
            return Ok(of_free);
        }
        let nearly = "the features are so nearly collinear that no digit is left";
        let factor = Cholesky::new(hessian.as_ref()).map_err(|_| Error::NoInference(nearly))?;
        check_data(&gradient, &factor.solve(&gradient)?, loss)?;
        let inverse = inverse(&factor, dim)?;
        Ok(Mat::from_fn(dim, dim, |i, j| inverse[(i, j)] / total))
    }
}

/// `factor M v`.
fn product(matrix: &Mat<f64>, v: &[f64], factor: f64) -> Vec<f64> {
    let row = |i: usize| (0..v.len()).map(|j| matrix[(i, j)] * v[j]).sum::<f64>();
    (0..v.len()).map(|i| factor * row(i)).collect()
}
