use linalg_lite::{Design, Mat, MatRef, dot, least_squares, ln, sum};

use super::distribution::{Distribution, f_tail};
use super::{Estimates, TestResult, check_likelihood, determined, sandwich};
use crate::{Error, FittedLinear, LinearSolver};

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
    pub degrees: usize,
    /// The part of the variance that is explained, `1 - sum r^2 / sum (y - mean)^2` (without an
    /// intercept `1 - sum r^2 / sum y^2`).
    pub r_squared: f64,
    /// The same with both sums per degree of freedom.
    pub adjusted_r_squared: f64,
    /// All features together: F with as many degrees as there are features, and `degrees`.
    pub f_test: TestResult,
    /// Of normal residuals.
    pub log_likelihood: f64,
    /// Number of samples.
    pub samples: usize,
    /// Number of weights that the data determine.
    pub parameters: usize,
}

impl LinearInference {
    /// Akaike's criterion, `2 k - 2 log L`, with k weights (that of R also counts s).
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * self.parameters as f64 - 2.0 * self.log_likelihood
    }

    /// The Bayesian criterion, `k ln n - 2 log L`.
    #[must_use]
    pub fn bic(&self) -> f64 {
        self.parameters as f64 * ln(self.samples as f64) - 2.0 * self.log_likelihood
    }
}

impl FittedLinear {
    /// Standard errors, tests and criteria, from the data that the model was fitted on.
    ///
    /// # Errors
    /// [`Error::NoInference`] where they would be invalid: for penalised weights, a fit by gradient
    /// descent, no degrees of freedom, or columns too nearly collinear; [`Error::Numbers`] for bad
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
        check_likelihood(&self.report, self.config.l2)?;
        if self.config.solver != LinearSolver::LeastSquares {
            return Err(Error::NoInference("gradient descent gives the weights alone"));
        }
        let intercept = self.config.intercept;
        let design = Design::new(features, intercept)?;
        let solution = least_squares(design, targets, 0.0)?;
        let mut weights = self.coefficients.clone();
        weights.extend(intercept.then_some(self.intercept));
        let residuals: Vec<f64> =
            design.logits(&weights)?.iter().zip(targets).map(|(z, y)| y - z).collect();
        let (squares, best) = (dot(&residuals, &residuals), 2.0 * solution.objective);
        let samples = targets.len();
        if squares > (best * samples as f64) * (1.0 + 1e-6) + 1e-12 * dot(targets, targets) {
            return Err(Error::NoInference("these are not the data that the model was fitted on"));
        }
        let nearly =
            Error::NoInference("the features are so nearly collinear that no digit is left");
        let inverse_gram = solution.inverse_gram()?.ok_or(nearly)?;

        let free = determined(&self.report, features.ncols(), intercept);
        let parameters = free.len();
        let Some(degrees) = samples.checked_sub(parameters).filter(|left| *left > 0) else {
            return Err(Error::NoInference("there are as many weights as samples"));
        };
        let squares = best * samples as f64;
        let variance = squares / degrees as f64;
        let of_free = |matrix: &Mat<f64>, factor: f64| {
            Mat::from_fn(parameters, parameters, |i, j| factor * matrix[(free[i], free[j])])
        };
        let scores = scores(design, &residuals);
        let robust = sandwich(&of_free(&inverse_gram, 1.0), &of_free(&scores, 1.0));
        let distribution = Distribution::Student(degrees as f64);

        let mean = if intercept { sum(targets) / samples as f64 } else { 0.0 };
        let total: f64 = targets.iter().map(|y| (y - mean) * (y - mean)).sum();
        let features_used = parameters - usize::from(intercept);
        let all = (samples - usize::from(intercept)) as f64;
        let statistic = (total - squares) / features_used as f64 / variance;
        let n = samples as f64;
        Ok(LinearInference {
            estimates: Estimates::new(
                &weights,
                &free,
                &of_free(&inverse_gram, variance),
                distribution,
            ),
            robust: Estimates::new(&weights, &free, &robust, distribution),
            residual_standard_error: variance.sqrt(),
            degrees,
            r_squared: 1.0 - squares / total,
            adjusted_r_squared: 1.0 - variance / (total / all),
            f_test: TestResult {
                statistic,
                degrees: features_used as f64,
                p_value: f_tail(statistic, features_used as f64, degrees as f64),
            },
            log_likelihood: -n / 2.0 * (ln(2.0 * std::f64::consts::PI * squares / n) + 1.0),
            samples,
            parameters,
        })
    }
}

/// `sum r^2 x x'`, both triangles.
fn scores(design: Design<'_>, residuals: &[f64]) -> Mat<f64> {
    let squares: Vec<f64> = residuals.iter().map(|r| r * r).collect();
    let mut scores = Mat::zeros(design.dim(), design.dim());
    for block in design.blocks() {
        block.add_hessian(&squares[block.rows()], scores.as_mut());
    }
    for j in 0..design.dim() {
        for i in 0..j {
            scores[(j, i)] = scores[(i, j)];
        }
    }
    scores
}
