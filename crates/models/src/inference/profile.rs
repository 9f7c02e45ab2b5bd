use linalg_lite::MatRef;

use super::{Distribution, check_likelihood, determined};
use crate::objective::MeanLoss;
use crate::solver::Restricted;
use crate::{CrossEntropy, Error, FittedLogistic, Newton, TwiceDifferentiable, Weighting};

impl FittedLogistic {
    /// The profile-likelihood interval of one weight (the intercept is the last): all values `b` that a
    /// likelihood-ratio test at `1 - level` would not reject, when the other weights follow. Unlike a
    /// Wald interval it need not be symmetric, and for few samples it is the better one.
    ///
    /// An end is infinite where the likelihood never falls far enough.
    ///
    /// # Errors
    /// As [`inference`](Self::inference); [`Error::Level`], [`Error::UnknownFeature`].
    ///
    /// # Source
    /// Venzon and Moolgavkar, *A method for computing profile-likelihood-based confidence intervals*,
    /// Applied Statistics 37 (1988).
    ///
    /// ```
    /// use models::LogisticRegression;
    ///
    /// let flights = datasets::real::challenger()?.dataset.select_features(&["temperature_f"])?;
    /// let (x, failed) = (flights.features.as_ref(), flights.labels()?);
    /// let model = LogisticRegression::default().fit(x, failed)?;
    /// let [low, high] = model.profile_interval(x, failed, Default::default(), 0, 0.95)?;
    /// assert!((low + 0.515).abs() < 1e-3 && (high + 0.061).abs() < 1e-3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn profile_interval(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        weighting: Weighting<'_>,
        weight: usize,
        level: f64,
    ) -> Result<[f64; 2], Error> {
        check_likelihood(&self.report, self.config.penalty())?;
        if !(level > 0.0 && level < 1.0) {
            return Err(Error::Level(level));
        }
        let objective =
            MeanLoss::<CrossEntropy>::new(features, labels, self.config.intercept, 0.0)?
                .weighted(weighting)?;
        let estimates = self.inference_weighted(features, labels, weighting)?.estimates;
        let dim = estimates.estimates.len();
        let free = determined(&self.report.combinations, dim, dim);
        if !free.contains(&weight) {
            return Err(Error::UnknownFeature { feature: weight, features: free.len() });
        }
        let step = estimates.estimates[weight].map_or(1.0, |e| e.standard_error);
        let profile = Profile {
            objective,
            total: weighting.total(labels.len()),
            others: free.into_iter().filter(|j| *j != weight).collect(),
            weight,
            lowest: self.report.objective,
        };
        profile.interval(&self.weights(), step, level)
    }
}

/// How the log-likelihood falls as one weight moves away from its estimate, and the others follow.
pub(crate) struct Profile<O> {
    pub(crate) objective: O,
    /// What the objective is multiplied by to be a negative log-likelihood.
    pub(crate) total: f64,
    pub(crate) others: Vec<usize>,
    pub(crate) weight: usize,
    /// The objective at the optimum.
    pub(crate) lowest: f64,
}

impl<O: TwiceDifferentiable + Clone> Profile<O> {
    /// Both ends, looked for in steps of a standard error.
    pub(crate) fn interval(
        &self,
        optimum: &[f64],
        standard_error: f64,
        level: f64,
    ) -> Result<[f64; 2], Error> {
        let quantile = Distribution::Normal.critical_value(level);
        let low = self.end(optimum, -standard_error, quantile)?;
        Ok([low, self.end(optimum, standard_error, quantile)?])
    }

    /// Where the root of the fall, `sqrt(2 (log L_max - log L))`, reaches `quantile`. As a function of
    /// the weight it is nearly a line, so that a secant gets there in a few steps.
    fn end(&self, optimum: &[f64], step: f64, quantile: f64) -> Result<f64, Error> {
        const ROUNDS: usize = 60;
        const FAR: f64 = 1e3;
        let estimate = optimum[self.weight];
        let (mut inner, mut outer) = ((0.0, 0.0), None);
        let mut distance = quantile; // in standard errors
        let mut weights = optimum.to_vec();
        for _ in 0..ROUNDS {
            weights[self.weight] = estimate + distance * step;
            let root = self.root(&mut weights)?;
            if (root - quantile).abs() <= 1e-10 * quantile {
                return Ok(weights[self.weight]);
            }
            if root < quantile {
                inner = (distance, root);
            } else {
                outer = Some((distance, root));
            }
            distance = match outer {
                None if distance > FAR => return Ok(step.signum() * f64::INFINITY),
                None => (distance * quantile / root.max(0.25 * quantile)).max(1.1 * distance),
                Some((far, high)) => {
                    let part = (quantile - inner.1) / (high - inner.1);
                    inner.0 + part.clamp(0.01, 0.99) * (far - inner.0)
                }
            };
        }
        Ok(weights[self.weight])
    }

    /// The root of the fall where the weight is held and the others are at their best; they are left
    /// in `weights`.
    fn root(&self, weights: &mut Vec<f64>) -> Result<f64, Error> {
        let value = if self.others.is_empty() {
            self.objective.gradient(weights, &mut vec![0.0; weights.len()])?
        } else {
            let start: Vec<f64> = self.others.iter().map(|j| weights[*j]).collect();
            let restricted =
                Restricted::new(self.objective.clone(), weights.clone(), self.others.clone());
            let solution = Newton::default().minimise_from(&start, &restricted)?;
            *weights = restricted.all(&solution.weights);
            solution.report.objective
        };
        Ok((2.0 * self.total * (value - self.lowest)).max(0.0).sqrt())
    }
}
