use linalg_lite::{Features, check_length, ln};

use super::classes::Groups;
use super::evidence::Totals;
use super::inverse::scaled;
use super::{
    ClassEstimates, Covariance, Estimates, Evidence, Information, Likelihood, Spread, TestResult,
    check_likelihood,
};
use crate::error::Error;
use crate::objective::MeanSoftmaxLoss;
use crate::problem::Problem;
use crate::sample_weights::WeightKind;
use crate::softmax::{FittedSoftmax, differences};
use crate::solver::{Newton, Objective};

/// What the data say about a softmax regression.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftmaxInference {
    /// For each class after the first, its parameters minus those of the first: only differences are
    /// determined. Their covariance is the inverse of the Fisher information, times the dispersion where weights are
    /// precisions; for sampling weights, whose variation no model describes, it is that of the sandwich (HC0).
    pub estimates: Vec<Estimates>,
    /// The covariance of all of these, one class after the other.
    pub covariance: Covariance,
    /// All features together: by the ratio of likelihoods or, of a sandwich, by Wald's test; none without features.
    pub test_of_all_features: Option<TestResult>,
    /// How probable the labels are; the samples that count, and the parameters.
    pub likelihood: Likelihood,
    /// What the weights of the samples were.
    pub weights: WeightKind,
}

impl FittedSoftmax {
    /// Standard errors and criteria, from the data that the model was fitted to.
    ///
    /// # Errors
    /// [`Error::NoInference`] where they would be invalid, as for
    /// [`FittedLogistic::inference`](crate::logistic::FittedLogistic::inference); [`Error::Numbers`] for bad shapes.
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
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let optimum = self.optimum(&centred)?;
        let null = null_log_likelihood(problem, self.coefficients.len())?;
        self.concluded(
            &optimum.information,
            optimum.estimates(&centres)?,
            null,
            Totals::of(problem),
        )
    }

    /// The same from sums over the samples that were taken elsewhere: of the group of each class after the first, one
    /// after the other, as in [`MeanSoftmaxLoss`].
    ///
    /// # Errors
    /// As [`inference`](Self::inference), for weights that are not counts, and for features so nearly collinear that
    /// sums keep no digit; [`Error::Numbers`] for sums of another shape.
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
        let Totals { samples, weights, has_intercept, .. } = totals;
        let (plain, free, centres) = (self.differences(), &information.free, &*evidence.centres);
        let groups = Groups { plain: &plain, free, centres, has_intercept };
        let spread = Spread::of(weights, samples, || Ok(evidence.pearson))?;
        let covariance = scaled(&information.inverse.dense()?.whole, 1.0 / samples);
        let estimates = groups.estimates(&covariance, spread.distribution, Estimates::new)?;
        self.concluded(&information, (estimates, spread), null, totals)
    }

    fn concluded(
        &self,
        information: &Information,
        (found, spread): (ClassEstimates, Spread),
        null_log_likelihood: f64,
        totals: Totals,
    ) -> Result<SoftmaxInference, Error> {
        let Totals { samples, weight, weights, has_intercept } = totals;
        let logits = self.coefficients.len() - 1;
        let parameters = information.free.len();
        let likelihood = Likelihood {
            log_likelihood: -information.loss * weight,
            null_log_likelihood,
            samples,
            parameters,
            null_parameters: usize::from(has_intercept) * logits,
            residual_degrees_of_freedom: samples * logits as f64 - parameters as f64,
            dispersion: spread.dispersion,
        }
        .check()?;
        let features: Vec<usize> = (0..self.coefficients[0].len()).collect();
        let test_of_all_features = match spread.is_robust {
            true => found.test_of(&features)?,
            false => likelihood.test_of_all_features(),
        };
        let ClassEstimates { estimates, covariance } = found;
        Ok(SoftmaxInference { estimates, covariance, test_of_all_features, likelihood, weights })
    }

    /// The parameters of each class after the first less those of the first, one class after the other: coefficients, then
    /// the intercept, if there is one. They alone are determined, and [`SoftmaxInference::covariance`] is theirs.
    ///
    /// ```
    /// use models::SoftmaxRegression;
    ///
    /// let birds = datasets::real::penguins()?.dataset.select_features(&["body_mass_g"])?;
    /// let model =
    ///     SoftmaxRegression::default().fit(birds.features.as_ref(), birds.classes()?.0, 3)?;
    /// let [_, of_chinstrap, _, of_gentoo] = model.differences()[..] else { panic!() };
    /// assert_eq!(of_gentoo, model.intercepts[2] - model.intercepts[0]);
    /// assert_eq!(of_chinstrap, model.intercepts[1] - model.intercepts[0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn differences(&self) -> Vec<f64> {
        differences(&self.coefficients, &self.intercepts, self.samples.has_intercept)
    }
}

/// Of the best model without features.
fn null_log_likelihood(problem: &Problem<'_, usize>, classes: usize) -> Result<f64, Error> {
    let (has_intercept, total) = (problem.design.has_intercept(), problem.total_weight());
    if problem.class_offsets.is_some() {
        let objective = MeanSoftmaxLoss::new(problem.without_features(), classes, 0.0)?;
        let loss = match has_intercept {
            true => Newton::default().minimise(&objective)?.report.objective,
            false => objective.gradient(&[], &mut [])?,
        };
        return Ok(-loss * total);
    }
    let share = |class: usize| match has_intercept {
        true => problem.sum(|i| f64::from(u8::from(problem.target[i] == class))) / total,
        false => 1.0 / classes as f64,
    };
    let shares: Vec<f64> = (0..classes).map(share).collect();
    Ok(problem.sum(|i| ln(shares[problem.target[i]])))
}

pub(super) fn check_counts(weights: WeightKind) -> Result<(), Error> {
    const NO_COUNTS: &str =
        "of ordered classes, and of several that an engine adds up, weights must be counts";
    match weights {
        WeightKind::Frequency => Ok(()),
        _ => Err(Error::NoInference(NO_COUNTS)),
    }
}
