use linalg_lite::{Mat, MatRef, ln};

use super::distribution::Distribution;
use super::{Estimates, Information, Likelihood, check_likelihood, determined, inverse};
use crate::objective::MeanSoftmaxLoss;
use crate::{Error, FittedSoftmax, Penalty};

/// What the data say about a softmax regression.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftmaxInference {
    /// For each class after the first its weights less those of the first: only differences are
    /// determined. Their covariance is the inverse of the Fisher information.
    pub estimates: Vec<Estimates>,
    /// How probable the labels are; the samples that count, and the weights.
    pub likelihood: Likelihood,
}

impl FittedSoftmax {
    /// Standard errors and criteria, from the data that the model was fitted on, and its frequency
    /// weights if it had any.
    ///
    /// # Errors
    /// [`Error::NoInference`] where they would be invalid, as for
    /// [`FittedLogistic::inference`](crate::FittedLogistic::inference); [`Error::Numbers`] for bad shapes.
    ///
    /// # Source
    /// Agresti, *Categorical Data Analysis*, 8.1.
    pub fn inference(
        &self,
        features: MatRef<'_, f64>,
        labels: &[usize],
        weights: Option<&[f64]>,
    ) -> Result<SoftmaxInference, Error> {
        check_likelihood(&self.report, Penalty { l1: 0.0, l2: self.config.l2 })?;
        let (classes, intercept) = (self.coefficients.len(), self.config.intercept);
        let ones = vec![1.0; labels.len()];
        let counts = weights.unwrap_or(&ones);
        let objective =
            MeanSoftmaxLoss::new(features, labels, classes, intercept, 0.0)?.weighted(counts)?;
        let at = self.differences();
        let group = at.len() / (classes - 1);
        let free = determined(&self.report.combinations, group, at.len());
        let dim = free.len();
        let information = Information::at(objective, &at, &free)?;
        information.check_data()?;

        let samples: f64 = counts.iter().sum();
        let inverse = inverse(&information.factor, dim)?;
        let of_class = |k: usize| {
            let places: Vec<usize> = (0..dim).filter(|p| free[*p] / group == k).collect();
            let determined: Vec<usize> = places.iter().map(|p| free[*p] % group).collect();
            let covariance = Mat::from_fn(places.len(), places.len(), |i, j| {
                inverse[(places[i], places[j])] / samples
            });
            let weights = &at[k * group..(k + 1) * group];
            Estimates::new(weights, &determined, &covariance, Distribution::Normal)
        };
        let share = |class: usize| {
            let own = (0..labels.len()).filter(|i| labels[*i] == class).map(|i| counts[i]);
            if intercept { own.sum::<f64>() / samples } else { 1.0 / classes as f64 }
        };
        let shares: Vec<f64> = (0..classes).map(share).collect();
        let null: f64 = (0..labels.len()).map(|i| counts[i] * ln(shares[labels[i]])).sum();
        Ok(SoftmaxInference {
            estimates: (0..classes - 1).map(of_class).collect(),
            likelihood: Likelihood {
                log_likelihood: -information.loss * samples,
                null_log_likelihood: null,
                samples,
                parameters: dim,
                null_parameters: usize::from(intercept) * (classes - 1),
            },
        })
    }

    /// The weights of each class after the first, less those of the first.
    fn differences(&self) -> Vec<f64> {
        let mut differences = Vec::new();
        for k in 1..self.coefficients.len() {
            let pairs = self.coefficients[k].iter().zip(&self.coefficients[0]);
            differences.extend(pairs.map(|(own, first)| own - first));
            let of_intercept = self.intercepts[k] - self.intercepts[0];
            differences.extend(self.config.intercept.then_some(of_intercept));
        }
        differences
    }
}
