use linalg_lite::{MatRef, sigmoids};
use serde::{Deserialize, Serialize};

use crate::error::check_penalty;
use crate::linear::predict;
use crate::minimum_norm::minimum_norm;
use crate::objective::MeanLoss;
use crate::{
    Boundary, CrossEntropy, Error, FittedScaler, Report, Solution, Solver, Weighting, independent,
    weights,
};

/// Logistic regression: the weights that minimise
/// `mean cross-entropy + l1 sum |c_j| + l2/2 sum c_j^2` for coefficients c, with the probability
/// `p = s(X c + b)`.
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::{LogisticRegression, Status};
///
/// let x = matrix_from_columns(&[&[1.0, 2.0, 3.0, 4.0]])?;
/// let model = LogisticRegression::default().fit(x.as_ref(), &[false, true, false, true])?;
/// assert_eq!(model.report.status, Status::Converged);
/// assert_eq!(model.labels(x.as_ref(), 0.5)?, [false, false, true, true]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// Cox, *The regression analysis of binary sequences*, JRSS B 20 (1958); Hastie, Tibshirani and
/// Friedman, *The Elements of Statistical Learning*, 4.4.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogisticRegression {
    /// How the minimum is found.
    pub solver: Solver,
    /// Penalty on absolute values, at least 0: it makes coefficients exactly 0.
    pub l1: f64,
    /// Penalty on squares, at least 0.
    pub l2: f64,
    /// Whether there is an intercept.
    pub intercept: bool,
}

impl Default for LogisticRegression {
    fn default() -> Self {
        Self { solver: Solver::default(), l1: 0.0, l2: 0.0, intercept: true }
    }
}

/// A fitted logistic regression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "a fit may not have reached its optimum: look at its report"]
pub struct FittedLogistic {
    /// One a feature: how much the logit rises per unit of the feature.
    pub coefficients: Vec<f64>,
    /// The logit where all features are 0; 0 without an intercept.
    pub intercept: f64,
    /// What was minimised, and how.
    pub config: LogisticRegression,
    /// The weight of all samples together: their number, if they had no weights.
    pub total_weight: f64,
    /// How the fit ended.
    pub report: Report,
}

impl LogisticRegression {
    /// Fits `labels` (one a sample) on `features` (`n_samples x n_features`).
    ///
    /// Where the classes are separated, no weights are optimal: the status says so, and the report
    /// names the features. Of features that are combinations of others the coefficient is 0.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or shapes, [`Error::OneClass`], [`Error::Penalty`], and
    /// those of the solver: [`Error::Collinear`] from Newton when features are so nearly
    /// collinear that their weights have no right digit.
    pub fn fit(&self, features: MatRef<'_, f64>, labels: &[bool]) -> Result<FittedLogistic, Error> {
        self.fit_weighted(features, labels, Weighting::default())
    }

    /// As [`fit`](Self::fit), with a weight or an offset for each sample.
    ///
    /// # Errors
    /// As [`fit`](Self::fit), and [`Error::Weight`], [`Error::NoWeight`].
    pub fn fit_weighted(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        weighting: Weighting<'_>,
    ) -> Result<FittedLogistic, Error> {
        let objective = MeanLoss::<CrossEntropy>::new(features, labels, self.intercept, self.l2)?
            .weighted(weighting)?;
        check_two_classes(labels, weighting)?;
        check_penalty("l1", self.l1)?;
        if self.l1 > 0.0 {
            return self.fit_sparse(features, labels, weighting);
        }
        let Solution { weights, mut report, .. } =
            independent::minimise(&self.solver, &objective, features, weighting, self.intercept)?;
        if self.l2 == 0.0 && !report.is_optimum() {
            let labels: Vec<usize> = labels.iter().map(|label| usize::from(*label)).collect();
            report.look_for_separation(features, &labels, 2, self.intercept, weighting)?;
        }
        let (coefficients, intercept) = weights::split(weights, self.intercept);
        let total_weight = weighting.total(labels.len());
        Ok(FittedLogistic { coefficients, intercept, config: *self, total_weight, report })
    }
}

/// Refuses labels that are all the same, those that do not count left out.
pub(crate) fn check_two_classes(labels: &[bool], weighting: Weighting<'_>) -> Result<(), Error> {
    let counted = || (0..labels.len()).filter(|i| weighting.counts(*i)).map(|i| labels[i]);
    match counted().next() {
        Some(label) if counted().all(|other| other == label) => {
            Err(Error::OneClass { samples: counted().count(), label })
        }
        _ => Ok(()),
    }
}

impl FittedLogistic {
    /// `z = X w + b`, one a sample, from minus to plus infinity.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or another number of columns.
    pub fn logits(&self, features: MatRef<'_, f64>) -> Result<Vec<f64>, Error> {
        predict(features, &self.coefficients, self.intercept)
    }

    /// `p = s(z)`, the probability of a positive label, one a sample, in [0, 1].
    ///
    /// # Errors
    /// As [`logits`](Self::logits).
    pub fn probabilities(&self, features: MatRef<'_, f64>) -> Result<Vec<f64>, Error> {
        let mut p = self.logits(features)?;
        sigmoids(&mut p);
        Ok(p)
    }

    /// `p >= threshold`, one a sample.
    ///
    /// # Errors
    /// As [`logits`](Self::logits); [`Error::Threshold`] outside [0, 1].
    pub fn labels(&self, features: MatRef<'_, f64>, threshold: f64) -> Result<Vec<bool>, Error> {
        if !(0.0..=1.0).contains(&threshold) {
            return Err(Error::Threshold(threshold));
        }
        Ok(self.probabilities(features)?.into_iter().map(|p| p >= threshold).collect())
    }

    /// Of the weights that predict the same the ones whose coefficients have the smallest squares: where
    /// features are combinations of others, all of them share. Else the same weights.
    pub fn minimum_norm(&self) -> Self {
        let combinations = &self.report.combinations;
        let (coefficients, intercept) =
            minimum_norm(&self.coefficients, self.intercept, combinations);
        Self { coefficients, intercept, ..self.clone() }
    }

    /// Where `p = 1/2`.
    #[must_use]
    pub fn boundary(&self) -> Boundary {
        Boundary { coefficients: self.coefficients.clone(), intercept: self.intercept }
    }

    /// The same model for features that have not been through `scaler`.
    ///
    /// # Errors
    /// [`Error::Numbers`] when the scaler has another number of features.
    pub fn in_plain_units(&self, scaler: &FittedScaler) -> Result<Self, Error> {
        let (coefficients, intercept) = scaler.plain_weights(&self.coefficients, self.intercept)?;
        Ok(Self { coefficients, intercept, ..self.clone() })
    }
}
