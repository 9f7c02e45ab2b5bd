use linalg_lite::{Features, check_length, ln};

use super::evidence::Totals;
use super::information::TOO_MANY;
use super::inverse::{Inverse, Places, part, scaled};
use super::{
    Covariance, Distribution, Estimates, Evidence, Information, Likelihood, check_likelihood,
};
use crate::aliased::determined;
use crate::error::Error;
use crate::objective::MeanSoftmaxLoss;
use crate::problem::Problem;
use crate::sample_weights::WeightKind;
use crate::softmax::FittedSoftmax;

/// What the data say about a softmax regression.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftmaxInference {
    /// For each class after the first, its parameters minus those of the first: only differences are
    /// determined. Their covariance is the inverse of the Fisher information.
    pub estimates: Vec<Estimates>,
    /// How probable the labels are; the samples that count, and the parameters.
    pub likelihood: Likelihood,
}

impl FittedSoftmax {
    /// Standard errors and criteria, from the data that the model was fitted to.
    ///
    /// # Errors
    /// [`Error::NoInference`] where they would be invalid, as for
    /// [`FittedLogistic::inference`](crate::logistic::FittedLogistic::inference), and for weights that are
    /// not counts; [`Error::Numbers`] for bad shapes.
    ///
    /// # Source
    /// Agresti, *Categorical Data Analysis*, 8.1.
    pub fn inference<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [usize],
    ) -> Result<SoftmaxInference, Error> {
        self.inference_of(&Problem::new(features, labels)?)
    }

    /// As [`inference`](Self::inference), for the problem that was fitted.
    ///
    /// # Errors
    /// As [`inference`](Self::inference).
    pub fn inference_of(&self, problem: &Problem<'_, usize>) -> Result<SoftmaxInference, Error> {
        check_likelihood(&self.report, self.config.penalty())?;
        check_counts(problem.weight_kind())?;
        let classes = self.coefficients.len();
        let has_intercept = problem.design.has_intercept();
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let objective = MeanSoftmaxLoss::new(centred, classes, 0.0)?;
        let (plain, mut at) = (self.differences(), Vec::new());
        let group = problem.design.dim();
        for w in plain.chunks_exact(group.max(1)) {
            at.extend(centred.parameters_from_plain(w)?);
        }
        let free = determined(&self.report.combinations, group, at.len());
        let information = Information::at(&objective, &at, free)?;
        information.check_data()?;
        let samples = problem.n_samples();
        let share = |class: usize| match has_intercept {
            true => problem.sum(|i| f64::from(u8::from(problem.target[i] == class))) / samples,
            false => 1.0 / classes as f64,
        };
        let shares: Vec<f64> = (0..classes).map(share).collect();
        let null = problem.sum(|i| ln(shares[problem.target[i]]));
        self.concluded(&information, centres.values(), null, Totals::of(problem))
    }

    /// The same from sums over the samples that were taken elsewhere: of the group of each class after the first, one
    /// after the other, as in [`MeanSoftmaxLoss`].
    ///
    /// # Errors
    /// As [`inference`](Self::inference), and for features so nearly collinear that sums keep no digit;
    /// [`Error::Numbers`] for sums of another shape.
    pub fn inference_from(&self, evidence: &Evidence) -> Result<SoftmaxInference, Error> {
        check_likelihood(&self.report, self.config.penalty())?;
        check_counts(evidence.weights)?;
        let totals = evidence.totals(self.samples.has_intercept);
        let (logits, features) =
            (self.coefficients.len().saturating_sub(1), evidence.centres.len());
        let combinations = &self.report.combinations;
        let information =
            evidence.information((logits, features), totals.has_intercept, combinations)?;
        information.check_data()?;
        let parameters = logits * totals.dim(features);
        check_length("the list of parameters", parameters, self.differences().len())?;
        let null = -evidence.null_loss * totals.samples;
        self.concluded(&information, &evidence.centres, null, totals)
    }

    fn concluded(
        &self,
        information: &Information,
        centres: &[f64],
        null_log_likelihood: f64,
        totals: Totals,
    ) -> Result<SoftmaxInference, Error> {
        let Totals { samples, has_intercept, .. } = totals;
        let (plain, classes) = (self.differences(), self.coefficients.len());
        let group = totals.dim(centres.len());
        let Inverse::Dense(inverse) = &information.inverse else {
            return Err(Error::NoInference(TOO_MANY));
        };
        let covariance = scaled(inverse, 1.0 / samples);
        let free = &information.free;
        let none = vec![0.0; group];
        let moves = if has_intercept { centres } else { &none };
        let of_class = |k: usize| {
            let places: Vec<usize> = (0..free.len()).filter(|p| free[*p] / group == k).collect();
            let own: Vec<usize> = places.iter().map(|p| free[*p] % group).collect();
            let block = part(&covariance, &places);
            let parameters = &plain[k * group..(k + 1) * group];
            let places = Places { free: &own, centres: moves, dim: group };
            let covariance = Covariance::dense(&block, places);
            Estimates::new(parameters, &own, covariance, Distribution::Normal)
        };
        Ok(SoftmaxInference {
            estimates: (1..classes).map(|k| of_class(k - 1)).collect::<Result<_, _>>()?,
            likelihood: Likelihood {
                log_likelihood: -information.loss * samples,
                null_log_likelihood,
                samples,
                parameters: free.len(),
                null_parameters: usize::from(has_intercept) * (classes - 1),
                dispersion: None,
            }
            .check()?,
        })
    }

    /// The parameters of each class after the first, less those of the first.
    fn differences(&self) -> Vec<f64> {
        let mut differences = Vec::new();
        for k in 1..self.coefficients.len() {
            let pairs = self.coefficients[k].iter().zip(&self.coefficients[0]);
            differences.extend(pairs.map(|(own, first)| own - first));
            let of_intercept = self.intercepts[k] - self.intercepts[0];
            differences.extend(self.samples.has_intercept.then_some(of_intercept));
        }
        differences
    }
}

fn check_counts(weights: WeightKind) -> Result<(), Error> {
    match weights {
        WeightKind::Frequency => Ok(()),
        _ => Err(Error::NoInference("with several classes, weights must be counts")),
    }
}
