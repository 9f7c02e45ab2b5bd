use linalg_lite::{Mat, MatRef, ln};

use super::distribution::Distribution;
use super::{
    Estimates, Information, Likelihood, TOO_FEW_SAMPLES, check_likelihood, determined, inverse,
    sandwich, scores,
};
use crate::objective::MeanLoss;
use crate::{
    CrossEntropy, Error, FittedLogistic, Newton, Objective, WeightKind, Weighting, weights,
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
    /// How probable the labels are; the samples that count, and the weights.
    pub likelihood: Likelihood,
    /// What variances are larger than those of the model by: 1, but with precision weights Pearson's
    /// statistic per degree of freedom.
    pub dispersion: f64,
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
        let free = determined(&self.report.combinations, objective.dim(), objective.dim());
        let information = Information::at(objective, &weights, &free)?;
        information.check_data()?;

        let dim = free.len();
        let total = weighting.total(labels.len());
        let spread = self.spread(features, labels, weighting)?;
        let samples = weighting.samples(labels.len());
        let left = samples - dim as f64;
        let (distribution, dispersion) = match spread.pearson {
            None => (Distribution::Normal, 1.0),
            Some(pearson) if left > 0.0 => (Distribution::Student(left), pearson / left),
            Some(_) => return Err(Error::NoInference(TOO_FEW_SAMPLES)),
        };
        let unscaled = inverse(&information.factor, dim)?; // of the mean Hessian
        let scaled = |factor: f64| Mat::from_fn(dim, dim, |i, j| factor / total * unscaled[(i, j)]);
        let scores = Mat::from_fn(dim, dim, |i, j| spread.scores[(free[i], free[j])]);
        let robust = sandwich(&scaled(1.0), &scores);
        Ok(LogisticInference {
            estimates: Estimates::new(&weights, &free, &scaled(dispersion), distribution),
            robust: Estimates::new(&weights, &free, &robust, distribution),
            likelihood: Likelihood {
                log_likelihood: -information.loss * total,
                null_log_likelihood: -total * null_loss(features, labels, intercept, weighting)?,
                samples,
                parameters: dim,
                null_parameters: usize::from(intercept),
            },
            dispersion,
        })
    }

    /// Coefficients and, with an intercept, the intercept.
    pub(super) fn weights(&self) -> Vec<f64> {
        weights::join(&self.coefficients, self.intercept, self.config.intercept)
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
        let scores = scores(design, &squares, weighting);
        if weighting.kind == WeightKind::Frequency {
            return Ok(Spread { pearson: None, scores });
        }
        let of_sample = |i: usize| {
            if squares[i] == 0.0 { 0.0 } else { squares[i] / (p[i] * (1.0 - p[i])) }
        };
        let pearson: Vec<f64> = (0..labels.len()).map(of_sample).collect();
        Ok(Spread { pearson: Some(weighting.sum(&pearson, |x| x)), scores })
    }
}

struct Spread {
    /// `sum w (y - p)^2 / (p (1 - p))`, for precision weights.
    pearson: Option<f64>,
    /// `sum w (y - p)^2 x x'`, with the square of a precision weight.
    scores: Mat<f64>,
}

/// The mean loss of the best model without features: without an offset `-(r ln r + (1 - r) ln (1 - r))`,
/// where r is the share of positives.
fn null_loss(
    features: MatRef<'_, f64>,
    labels: &[bool],
    intercept: bool,
    weighting: Weighting<'_>,
) -> Result<f64, Error> {
    if intercept && weighting.offset.is_none() {
        let positive = (0..labels.len()).filter(|i| labels[*i]);
        let weight = |i: usize| weighting.weights.map_or(1.0, |weights| weights[i]);
        let rate = positive.map(weight).sum::<f64>() / weighting.total(labels.len());
        let entropy = |share: f64| if share == 0.0 { 0.0 } else { -share * ln(share) };
        return Ok(entropy(rate) + entropy(1.0 - rate));
    }
    let no_features = features.subcols(0, 0);
    let objective =
        MeanLoss::<CrossEntropy>::new(no_features, labels, intercept, 0.0)?.weighted(weighting)?;
    if intercept {
        return Ok(Newton::default().minimise(&objective)?.report.objective);
    }
    objective.gradient(&[], &mut [])
}
