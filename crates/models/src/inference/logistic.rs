use std::ops::Range;

use linalg_lite::{BLOCK_ROWS, Features, ln, sigmoids};

use super::evidence::Totals;
use super::information::centres_of;
use super::{Covariance, Evidence, Filling, Information};
use super::{Distribution, Estimates, Likelihood, Spread, TestResult, check_likelihood};
use crate::aliased::determined;
use crate::error::Error;
use crate::logistic::FittedLogistic;
use crate::loss::CrossEntropy;
use crate::objective::MeanLoss;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::sample_weights::WeightKind;
use crate::solver::{Newton, Objective};

/// What the data say about a logistic regression.
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticInference {
    /// Parameters with the standard errors of the model: the covariance is the inverse of the Fisher
    /// information, `(X' diag(w p (1 - p)) X)^-1`, times the dispersion. For sampling weights, whose
    /// variation no model describes, these are the robust ones.
    pub estimates: Estimates,
    /// Parameters with sandwich (Huber-White) standard errors, which are valid even where the model is not
    /// quite right: `A B A` with the covariance `A` above and `B` the sum of squared scores (HC0).
    pub robust: Estimates,
    /// How probable the labels are; the samples that count, and the parameters.
    pub likelihood: Likelihood,
    /// All features together: by the ratio of likelihoods or, for sampling weights, by Wald's test; none
    /// without features.
    pub test_of_all_features: Option<TestResult>,
    /// What the weights of the samples were.
    pub weights: WeightKind,
}

impl FittedLogistic {
    /// Standard errors, tests and criteria, from the data that the model was fitted to.
    ///
    /// # Errors
    /// [`Error::NoInference`] where they would be invalid: for penalised coefficients, separated classes, a
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
    pub fn inference<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [bool],
    ) -> Result<LogisticInference, Error> {
        self.inference_of(&Problem::new(features, labels)?)
    }

    /// As [`inference`](Self::inference), for the problem that was fitted.
    ///
    /// # Errors
    /// As [`inference`](Self::inference).
    pub fn inference_of(&self, problem: &Problem<'_, bool>) -> Result<LogisticInference, Error> {
        check_likelihood(&self.report, self.config.penalty)?;
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let objective = MeanLoss::<CrossEntropy>::new(centred, Penalty::default())?;
        let w = centred.parameters(&self.coefficients, self.intercept)?;
        let dim = objective.dim();
        let free = determined(&self.report.combinations, dim, dim);
        let information = Information::of_logits(&objective, &w, free)?;
        let errors = Errors::of(&information, &centred, &w)?;
        self.concluded(&information, errors, null_loss(problem)?, Totals::of(problem))
    }

    /// The same from sums over the samples that were taken elsewhere.
    ///
    /// # Errors
    /// As [`inference`](Self::inference), and for features so nearly collinear that sums keep no digit;
    /// [`Error::Numbers`] for sums of another shape.
    pub fn inference_from(&self, evidence: &Evidence) -> Result<LogisticInference, Error> {
        check_likelihood(&self.report, self.config.penalty)?;
        let totals = evidence.totals(self.samples.has_intercept);
        let (shape, combinations) = ((1, self.coefficients.len()), &self.report.combinations);
        let information = evidence.information(shape, totals.has_intercept, combinations)?;
        information.check_data()?;
        let filling = evidence.filling(&information.free)?;
        let pearson = || Ok(evidence.pearson);
        let errors = Errors::new(&information, filling, &evidence.centres, totals, pearson)?;
        self.concluded(&information, errors, evidence.null_loss, totals)
    }

    fn concluded(
        &self,
        information: &Information,
        errors: Errors,
        null_loss: f64,
        totals: Totals,
    ) -> Result<LogisticInference, Error> {
        let likelihood = Likelihood {
            log_likelihood: -information.loss * totals.weight,
            null_log_likelihood: -null_loss * totals.weight,
            samples: totals.samples,
            parameters: information.free.len(),
            null_parameters: usize::from(totals.has_intercept),
            dispersion: errors.dispersion,
            residual_degrees_of_freedom: totals.samples - information.free.len() as f64,
        }
        .check()?;
        let plain = totals.plain_parameters(&self.coefficients, self.intercept);
        let Errors { of_model, robust, distribution, .. } = errors;
        let (free, weights) = (&information.free, totals.weights);
        let robust = match robust {
            Some(robust) => Estimates::of_sandwich(&plain, free, robust, distribution)?,
            None => Estimates::none(plain.len(), distribution),
        };
        let estimates = match weights {
            WeightKind::Sampling => robust.clone(),
            _ => Estimates::new(&plain, free, of_model, distribution)?,
        };
        let is_feature = |j: &usize| *j < self.coefficients.len();
        let features: Vec<usize> = free.iter().copied().filter(is_feature).collect();
        let test_of_all_features = match weights {
            WeightKind::Sampling => estimates.test_of(&features)?,
            _ => likelihood.test_of_all_features(),
        };
        Ok(LogisticInference { estimates, robust, likelihood, test_of_all_features, weights })
    }
}

/// Covariances of the parameters of features that count from 0, and what their ratios follow.
pub(crate) struct Errors {
    /// Those of the model; for sampling weights, the robust ones.
    pub(crate) of_model: Covariance,
    pub(crate) robust: Option<Covariance>,
    pub(crate) distribution: Distribution,
    /// Pearson's statistic per degree of freedom, where weights are precisions.
    pub(crate) dispersion: Option<f64>,
}

impl Errors {
    /// From the information at the parameters `w` of a centred problem.
    pub(crate) fn of(
        information: &Information,
        problem: &Problem<'_, bool>,
        w: &[f64],
    ) -> Result<Self, Error> {
        let residuals = |rows: Range<usize>, z: &mut [f64]| {
            sigmoids(z);
            let of_label = |(p, y): (&mut f64, &bool)| *p = f64::from(u8::from(*y)) - *p;
            z.iter_mut().zip(&problem.target[rows]).for_each(of_label);
        };
        let filling = information.filling(problem, w, residuals)?;
        let (centres, totals) = (centres_of(problem.design), Totals::of(problem));
        Self::new(information, Some(filling), &centres, totals, || pearson(problem, w))
    }

    /// From the squared scores, and Pearson's statistic where it is asked for.
    fn new(
        information: &Information,
        filling: Option<Filling>,
        centres: &[f64],
        totals: Totals,
        pearson: impl FnOnce() -> Result<f64, Error>,
    ) -> Result<Self, Error> {
        let (share, places) = (1.0 / totals.weight, information.places(centres));
        let sandwich = |filling| information.inverse.sandwich(filling, share, 0.0, places);
        let robust = filling.map(sandwich).transpose()?;
        let of_model = information.inverse.covariance(share, places)?;
        let degrees = totals.samples - information.free.len() as f64;
        let Spread { is_robust, dispersion, distribution } =
            Spread::of(totals.weights, degrees, pearson)?;
        let of_model = match (&robust, dispersion) {
            (Some(robust), _) if is_robust => robust.clone(),
            (_, Some(dispersion)) => of_model.scaled(dispersion),
            _ => of_model,
        };
        Ok(Self { of_model, robust, distribution, dispersion })
    }
}

/// Pearson's statistic, `sum w r^2 / (p (1 - p))`.
fn pearson(problem: &Problem<'_, bool>, w: &[f64]) -> Result<f64, Error> {
    let (sum, _) = problem.design.sweep(
        1,
        || (0.0, [0.0; BLOCK_ROWS]),
        |(sum, p), block| {
            let p = &mut p[..block.len()];
            block.logits(w, p);
            problem.add_offset(block.rows(), p);
            sigmoids(p);
            for (i, p) in block.rows().zip(&mut *p) {
                let r = f64::from(u8::from(problem.target[i])) - *p;
                let square = if r == 0.0 { 0.0 } else { r * r / (*p * (1.0 - *p)) };
                *p = if problem.weight(i) == 0.0 { 0.0 } else { problem.weight(i) * square };
            }
            *sum += linalg_lite::sum(p);
        },
        |(total, _), (sum, _)| *total += sum,
    )?;
    Ok(sum)
}

/// The mean loss of the best model without features: without an offset `-(r ln r + (1 - r) ln (1 - r))`,
/// where r is the share of positives.
fn null_loss(problem: &Problem<'_, bool>) -> Result<f64, Error> {
    let has_intercept = problem.design.has_intercept();
    if has_intercept && problem.offset.is_none() {
        let positives = problem.sum(|i| f64::from(u8::from(problem.target[i])));
        let rate = positives / problem.total_weight();
        let entropy = |share: f64| if share == 0.0 { 0.0 } else { -share * ln(share) };
        return Ok(entropy(rate) + entropy(1.0 - rate));
    }
    let objective = MeanLoss::<CrossEntropy>::new(problem.without_features(), Penalty::default())?;
    if has_intercept {
        return Ok(Newton::default().minimise(&objective)?.report.objective);
    }
    objective.gradient(&[], &mut [])
}
