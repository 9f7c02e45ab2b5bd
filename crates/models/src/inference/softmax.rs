use linalg_lite::{Cholesky, Mat, MatRef, ln};

use super::distribution::Distribution;
use super::{Estimates, Likelihood, check_data, check_likelihood, inverse};
use crate::objective::MeanSoftmaxLoss;
use crate::solver::Restricted;
use crate::{Error, FittedSoftmax, Penalty, TwiceDifferentiable};

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
        let is_redundant = |k: usize| {
            self.report.combinations.iter().any(|combination| combination.feature == k % group)
        };
        let free: Vec<usize> = (0..at.len()).filter(|k| !is_redundant(*k)).collect();
        let free_at: Vec<f64> = free.iter().map(|k| at[*k]).collect();
        let restricted = Restricted::new(objective, at.clone(), free.clone());

        let dim = free.len();
        let (mut gradient, mut information) = (vec![0.0; dim], Mat::zeros(dim, dim));
        let loss = restricted.hessian(&free_at, &mut gradient, information.as_mut())?;
        let factor = Cholesky::new(information.as_ref())?;
        check_data(&gradient, &factor.solve(&gradient)?, loss)?;

        let samples: f64 = counts.iter().sum();
        let inverse = inverse(&factor, dim)?;
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
                log_likelihood: -loss * samples,
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
