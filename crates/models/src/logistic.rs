use linalg_lite::{MatRef, sigmoids};

use crate::linear::predict;
use crate::objective::MeanLoss;
use crate::{
    Boundary, CrossEntropy, Error, FittedScaler, Report, Separation, Solution, Solver, Status,
    separation_along,
};

/// Logistic regression: the weights that minimise
/// `mean cross-entropy + l2/2 |coefficients|^2`, with the probability `p = s(X w + b)`.
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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogisticRegression {
    /// How the minimum is found.
    pub solver: Solver,
    /// Penalty, at least 0.
    pub l2: f64,
    /// Whether there is an intercept.
    pub intercept: bool,
}

impl Default for LogisticRegression {
    fn default() -> Self {
        Self { solver: Solver::default(), l2: 0.0, intercept: true }
    }
}

/// A fitted logistic regression.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a fit may not have reached its optimum: look at its report"]
pub struct FittedLogistic {
    /// One a feature: how much the logit rises per unit of the feature.
    pub coefficients: Vec<f64>,
    /// The logit where all features are 0; 0 without an intercept.
    pub intercept: f64,
    /// How the fit ended.
    pub report: Report,
}

impl LogisticRegression {
    /// Fits `labels` (one a sample) on `features` (`n_samples x n_features`).
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or shapes, [`Error::OneClass`], [`Error::Penalty`], and
    /// those of the solver: [`Error::Collinear`] from Newton.
    pub fn fit(&self, features: MatRef<'_, f64>, labels: &[bool]) -> Result<FittedLogistic, Error> {
        let objective = MeanLoss::<CrossEntropy>::new(features, labels, self.intercept, self.l2)?;
        if labels.iter().all(|label| *label == labels[0]) {
            return Err(Error::OneClass { samples: labels.len(), label: labels[0] });
        }
        let Solution { mut weights, direction, mut report } = self.solver.minimise(&objective)?;
        if self.l2 == 0.0 && report.status != Status::Converged {
            let found = self.find_separation(features, labels, &weights, &direction)?;
            report.status = found.map_or(report.status, Status::Separated);
        }
        let intercept = if self.intercept { weights.pop().unwrap_or(0.0) } else { 0.0 };
        Ok(FittedLogistic { coefficients: weights, intercept, report })
    }

    /// Looks for separation where a fit without an optimum shows it: along its weights, which may
    /// call every sample right, and along its last step.
    fn find_separation(
        &self,
        features: MatRef<'_, f64>,
        labels: &[bool],
        weights: &[f64],
        direction: &[f64],
    ) -> Result<Option<Separation>, Error> {
        let along = |w| separation_along(features, labels, self.intercept, w);
        match along(weights)? {
            Some(Separation::Complete) => Ok(Some(Separation::Complete)),
            _ => along(direction),
        }
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
        Ok(Self { coefficients, intercept, report: self.report.clone() })
    }
}
