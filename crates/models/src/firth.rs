use linalg_lite::{Cholesky, Mat, MatRef, dependencies};
use serde::{Deserialize, Serialize};

use crate::inference::{Distribution, Estimates, Profile, inverse};
use crate::linear::predict;
use crate::logistic::check_two_classes;
use crate::objective::FirthLoss;
use crate::solver::Restricted;
use crate::{
    Error, Newton, Objective, Report, Solution, Status, TestResult, TwiceDifferentiable, Weighting,
    weights,
};

/// Logistic regression with Firth's correction: estimates that are finite even where the classes are
/// separated, and less biased where samples are few. It minimises [`FirthLoss`].
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::{FirthRegression, Status};
///
/// // Two groups, of which one has no positive at all.
/// let group = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
/// let labels = [false, false, false, false, true, true, false, true];
/// let x = matrix_from_columns(&[&group])?;
/// let model = FirthRegression::default().fit(x.as_ref(), &labels)?;
/// assert_eq!(model.report.status, Status::Converged);
/// // Half a sample is added to each of the four counts: ln (3.5 / 1.5) - ln (0.5 / 4.5).
/// let odds = linalg_lite::ln(3.5 / 1.5 * 4.5 / 0.5);
/// assert!((model.coefficients[0] - odds).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// Heinze and Schemper, *A solution to the problem of separation in logistic regression*, Statistics
/// in Medicine 21 (2002).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FirthRegression {
    /// Whether there is an intercept.
    pub intercept: bool,
}

impl Default for FirthRegression {
    fn default() -> Self {
        Self { intercept: true }
    }
}

/// A logistic regression fitted with Firth's correction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "a fit may not have reached its optimum: look at its report"]
pub struct FittedFirth {
    /// One a feature: how much the logit rises per unit of the feature.
    pub coefficients: Vec<f64>,
    /// The logit where all features are 0; 0 without an intercept.
    pub intercept: f64,
    /// How it was fitted.
    pub config: FirthRegression,
    /// How the fit ended.
    pub report: Report,
}

impl FirthRegression {
    /// Fits `labels` (one a sample) on `features` (`n_samples x n_features`).
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or shapes, [`Error::OneClass`], and [`Error::Collinear`]: a
    /// feature that others replace has to be dropped before.
    pub fn fit(&self, features: MatRef<'_, f64>, labels: &[bool]) -> Result<FittedFirth, Error> {
        self.fit_weighted(features, labels, Weighting::default())
    }

    /// As [`fit`](Self::fit), with frequency weights or an offset.
    ///
    /// # Errors
    /// As [`fit`](Self::fit), and [`Error::Weight`], [`Error::NoWeight`].
    pub fn fit_weighted(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        weighting: Weighting<'_>,
    ) -> Result<FittedFirth, Error> {
        let objective = FirthLoss::new(features, labels, self.intercept, weighting)?;
        check_two_classes(labels, weighting)?;
        let design = linalg_lite::Design::new(features, self.intercept)?;
        if let Some(combination) = dependencies(design)?.combinations.first() {
            return Err(Error::Collinear { weight: combination.feature });
        }
        let Solution { weights, report, .. } = Newton::default().minimise(&objective)?;
        let (coefficients, intercept) = weights::split(weights, self.intercept);
        Ok(FittedFirth { coefficients, intercept, config: *self, report })
    }
}

impl FittedFirth {
    /// `p = s(X w + b)`, the probability of a positive label, one a sample.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or another number of columns.
    pub fn probabilities(&self, features: MatRef<'_, f64>) -> Result<Vec<f64>, Error> {
        let mut p = predict(features, &self.coefficients, self.intercept)?;
        linalg_lite::sigmoids(&mut p);
        Ok(p)
    }

    /// Weights with standard errors from the Fisher information at the estimates. Where classes are
    /// separated, trust [`profile_interval`](Self::profile_interval) and [`test`](Self::test) more.
    ///
    /// # Errors
    /// [`Error::NoInference`] short of the optimum; [`Error::Numbers`] for bad shapes.
    pub fn estimates(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        weighting: Weighting<'_>,
    ) -> Result<Estimates, Error> {
        let objective = self.objective(features, labels, weighting)?;
        let (weights, dim) = (self.weights(), objective.dim());
        let (mut gradient, mut hessian) = (vec![0.0; dim], Mat::zeros(dim, dim));
        objective.hessian(&weights, &mut gradient, hessian.as_mut())?;
        let inverse = inverse(&Cholesky::new(hessian.as_ref())?, dim)?;
        let n = weighting.total(labels.len());
        let covariance = Mat::from_fn(dim, dim, |i, j| inverse[(i, j)] / n);
        let all: Vec<usize> = (0..dim).collect();
        Ok(Estimates::new(&weights, &all, &covariance, Distribution::Normal))
    }

    /// The profile interval of one weight (the intercept is the last) by the penalised likelihood.
    ///
    /// # Errors
    /// As [`estimates`](Self::estimates); [`Error::Level`], [`Error::UnknownFeature`].
    pub fn profile_interval(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        weighting: Weighting<'_>,
        weight: usize,
        level: f64,
    ) -> Result<[f64; 2], Error> {
        if !(level > 0.0 && level < 1.0) {
            return Err(Error::Level(level));
        }
        let estimates = self.estimates(features, labels, weighting)?.estimates;
        let Some(Some(estimate)) = estimates.get(weight) else {
            return Err(Error::UnknownFeature { feature: weight, features: estimates.len() });
        };
        let profile = Profile {
            objective: self.objective(features, labels, weighting)?,
            total: weighting.total(labels.len()),
            others: (0..estimates.len()).filter(|j| *j != weight).collect(),
            weight,
            lowest: self.report.objective,
        };
        profile.interval(&self.weights(), estimate.standard_error, level)
    }

    /// The penalised likelihood-ratio test that a weight is 0.
    ///
    /// # Errors
    /// As [`profile_interval`](Self::profile_interval).
    pub fn test(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        weighting: Weighting<'_>,
        weight: usize,
    ) -> Result<TestResult, Error> {
        let objective = self.objective(features, labels, weighting)?;
        let mut held = self.weights();
        if weight >= held.len() {
            return Err(Error::UnknownFeature { feature: weight, features: held.len() });
        }
        held[weight] = 0.0;
        let others: Vec<usize> = (0..held.len()).filter(|j| *j != weight).collect();
        let start: Vec<f64> = others.iter().map(|j| held[*j]).collect();
        let restricted = Restricted::new(objective, held, others);
        let without = Newton::default().minimise_from(&start, &restricted)?.report.objective;
        let statistic = 2.0 * weighting.total(labels.len()) * (without - self.report.objective);
        Ok(TestResult::chi_squared(statistic.max(0.0), 1.0))
    }

    fn objective<'a>(
        &self,
        features: MatRef<'a, f64>,
        labels: &'a [bool],
        weighting: Weighting<'a>,
    ) -> Result<FirthLoss<'a>, Error> {
        if self.report.status != Status::Converged {
            return Err(Error::NoInference("the fit has not reached its optimum"));
        }
        let objective = FirthLoss::new(features, labels, self.config.intercept, weighting)?;
        linalg_lite::check_length("the features", objective.dim(), self.weights().len())?;
        Ok(objective)
    }

    fn weights(&self) -> Vec<f64> {
        weights::join(&self.coefficients, self.intercept, self.config.intercept)
    }
}
