use linalg_lite::{Cholesky, Mat, MatRef, ln};

use super::distribution::{Distribution, chi_squared_tail};
use super::{
    Estimates, TestResult, check_data, check_likelihood, determined, inverse, sandwich, scores,
};
use crate::objective::MeanLoss;
use crate::solver::Restricted;
use crate::{
    CrossEntropy, Error, FittedLogistic, Newton, Objective, TwiceDifferentiable, WeightKind,
    Weighting,
};

/// What the data say about a logistic regression.
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticInference {
    /// Weights with the standard errors of the model: the covariance is the inverse of the Fisher
    /// information, `(X' diag(w p (1 - p)) X)^-1`, times the dispersion.
    pub estimates: Estimates,
    /// Weights with sandwich (Huber-White) standard errors, which hold even where the model is not
    /// quite right: `A B A` with the covariance `A` above and `B` the sum of squared scores (HC0).
    pub robust: Estimates,
    /// The logarithm of the probability of the labels.
    pub log_likelihood: f64,
    /// The same for a model that knows no feature: the intercept alone (or nothing, without one).
    pub null_log_likelihood: f64,
    /// Number of samples; the sum of frequency weights.
    pub samples: f64,
    /// Number of weights that the data determine.
    pub parameters: usize,
    /// The same for the model that knows no feature: 1 with an intercept, else 0.
    pub null_parameters: usize,
    /// What variances are larger than those of the model by: 1, but with precision weights Pearson's
    /// statistic per degree of freedom.
    pub dispersion: f64,
}

impl LogisticInference {
    /// `-2 log L`: the log-likelihood of a model that knew all labels is 0.
    #[must_use]
    pub fn deviance(&self) -> f64 {
        -2.0 * self.log_likelihood
    }

    /// The deviance of the model that knows no feature.
    #[must_use]
    pub fn null_deviance(&self) -> f64 {
        -2.0 * self.null_log_likelihood
    }

    /// Akaike's criterion, `2 k - 2 log L` for k parameters: of two models the smaller is better.
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * self.parameters as f64 + self.deviance()
    }

    /// The Bayesian criterion, `k ln n - 2 log L`.
    #[must_use]
    pub fn bic(&self) -> f64 {
        self.parameters as f64 * ln(self.samples) + self.deviance()
    }

    /// McFadden's `1 - log L / log L_0`: 0 for a model no better than none, below 1.
    #[must_use]
    pub fn mcfadden_r2(&self) -> f64 {
        1.0 - self.log_likelihood / self.null_log_likelihood
    }

    /// The likelihood-ratio test of all features together.
    #[must_use]
    pub fn test_of_all_features(&self) -> TestResult {
        let degrees = (self.parameters - self.null_parameters) as f64;
        let statistic = 2.0 * (self.log_likelihood - self.null_log_likelihood);
        TestResult { statistic, degrees, p_value: chi_squared_tail(statistic, degrees) }
    }

    /// The likelihood-ratio test of this model against a smaller one, fitted on the same samples with
    /// some of the same features: whether the others matter.
    ///
    /// # Errors
    /// [`Error::NoInference`] when the other is not smaller.
    pub fn likelihood_ratio_test(&self, smaller: &Self) -> Result<TestResult, Error> {
        let statistic = 2.0 * (self.log_likelihood - smaller.log_likelihood);
        if self.parameters <= smaller.parameters || self.samples != smaller.samples {
            return Err(Error::NoInference("the other model is no part of this one"));
        }
        let degrees = (self.parameters - smaller.parameters) as f64;
        Ok(TestResult { statistic, degrees, p_value: chi_squared_tail(statistic, degrees) })
    }
}

impl FittedLogistic {
    /// Standard errors, tests and criteria, from the data that the model was fitted on.
    ///
    /// # Errors
    /// [`Error::NoInference`] where they would be invalid: for penalised weights, separated classes, a
    /// fit short of its optimum, or other data; [`Error::Numbers`] for bad shapes.
    ///
    /// # Source
    /// McCullagh and Nelder, *Generalized Linear Models*, 2nd ed., 4.4.
    ///
    /// ```
    /// use models::LogisticRegression;
    ///
    /// let flights = datasets::real::challenger()?.dataset.select_features(&["temperature_f"])?;
    /// let (x, failed) = (flights.features.as_ref(), flights.labels()?);
    /// let model = LogisticRegression::default().fit(x, failed)?;
    /// let temperature = model.inference(x, failed)?.estimates.estimates[0].unwrap();
    /// assert!((temperature.standard_error - 0.10824).abs() < 1e-5);
    /// assert!((temperature.p_value - 0.03196).abs() < 1e-5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn inference(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
    ) -> Result<LogisticInference, Error> {
        self.inference_weighted(features, labels, Weighting::default())
    }

    /// As [`inference`](Self::inference), for a fit with weights or an offset.
    ///
    /// # Errors
    /// As [`inference`](Self::inference), and those of the weights.
    pub fn inference_weighted(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        weighting: Weighting<'_>,
    ) -> Result<LogisticInference, Error> {
        check_likelihood(&self.report, self.config.penalty())?;
        let intercept = self.config.intercept;
        let objective =
            MeanLoss::<CrossEntropy>::new(features, labels, intercept, 0.0)?.weighted(weighting)?;
        let weights = self.weights();
        linalg_lite::check_length("the features", objective.dim(), weights.len())?;
        let free = determined(&self.report, features.ncols(), intercept);
        let at: Vec<f64> = free.iter().map(|j| weights[*j]).collect();
        let restricted = Restricted::new(objective, weights.clone(), free.clone());

        let dim = free.len();
        let (mut gradient, mut information) = (vec![0.0; dim], Mat::zeros(dim, dim));
        let loss = restricted.hessian(&at, &mut gradient, information.as_mut())?;
        let factor = Cholesky::new(information.as_ref())?;
        check_data(&gradient, &factor.solve(&gradient)?, loss)?;

        let total = weighting.total(labels.len());
        let spread = self.spread(features, labels, weighting)?;
        let (distribution, dispersion, samples) = match weighting.kind {
            WeightKind::Frequency => (Distribution::Normal, 1.0, total),
            WeightKind::Precision => {
                let rows = (0..labels.len()).filter(|i| weighting.counts(*i)).count() as f64;
                let left = rows - dim as f64;
                (Distribution::Student(left), spread.pearson / left, rows)
            }
        };
        let unscaled = inverse(&factor, dim)?; // of the mean Hessian
        let scaled = |factor: f64| Mat::from_fn(dim, dim, |i, j| factor / total * unscaled[(i, j)]);
        let scores = Mat::from_fn(dim, dim, |i, j| spread.scores[(free[i], free[j])]);
        let robust = sandwich(&scaled(1.0), &scores);
        Ok(LogisticInference {
            estimates: Estimates::new(&weights, &free, &scaled(dispersion), distribution),
            robust: Estimates::new(&weights, &free, &robust, distribution),
            log_likelihood: -loss * total,
            null_log_likelihood: -total * null_loss(features, labels, intercept, weighting)?,
            samples,
            parameters: dim,
            null_parameters: usize::from(intercept),
            dispersion,
        })
    }

    /// Coefficients and, with an intercept, the intercept.
    pub(super) fn weights(&self) -> Vec<f64> {
        let mut weights = self.coefficients.clone();
        weights.extend(self.config.intercept.then_some(self.intercept));
        weights
    }

    /// How far the labels lie from their probabilities.
    fn spread(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        weighting: Weighting<'_>,
    ) -> Result<Spread, Error> {
        let design = linalg_lite::Design::new(features, self.config.intercept)?;
        let mut p = design.logits(&self.weights())?;
        weighting.shift(0..labels.len(), &mut p);
        linalg_lite::sigmoids(&mut p);
        let squares: Vec<f64> = (0..labels.len())
            .map(|i| f64::from(u8::from(labels[i])) - p[i])
            .map(|r| r * r)
            .collect();
        let pearson: Vec<f64> =
            (0..labels.len()).map(|i| squares[i] / (p[i] * (1.0 - p[i]))).collect();
        let scores = scores(design, &squares, weighting);
        Ok(Spread { pearson: weighting.sum(&pearson, |x| x), scores })
    }
}

struct Spread {
    /// `sum w (y - p)^2 / (p (1 - p))`.
    pearson: f64,
    /// `sum w (y - p)^2 x x'`, with the square of a precision weight.
    scores: Mat<f64>,
}

/// The mean loss of the best model without features.
fn null_loss(
    features: MatRef<'_, f64>,
    labels: &[bool],
    intercept: bool,
    weighting: Weighting<'_>,
) -> Result<f64, Error> {
    let no_features = features.subcols(0, 0);
    let objective =
        MeanLoss::<CrossEntropy>::new(no_features, labels, intercept, 0.0)?.weighted(weighting)?;
    if intercept {
        return Ok(Newton::default().minimise(&objective)?.report.objective);
    }
    objective.gradient(&[], &mut [])
}
