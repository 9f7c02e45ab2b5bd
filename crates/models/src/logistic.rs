use linalg_lite::{Features, sigmoids};
use serde::{Deserialize, Serialize};

use crate::aliased::{self, minimum_norm};
use crate::boundary::Boundary;
use crate::coordinates::Coordinates;
use crate::error::Error;
use crate::irls;
use crate::logits::logits;
use crate::loss::CrossEntropy;
use crate::objective::MeanLoss;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::report::Report;
use crate::samples::Samples;
use crate::separation;
use crate::solver::{Solution, Solver};
use crate::wide::{is_wide, minimise_sparse};

/// Logistic regression: the coefficients c and the intercept b that minimise
/// `mean cross-entropy + l1 sum |c_j| + l2/2 sum c_j^2`, with the probability `p = s(X c + b)`.
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LogisticRegression {
    /// How the minimum is found.
    pub solver: Solver,
    /// What large coefficients cost.
    #[serde(flatten)]
    pub penalty: Penalty,
    /// Whether the penalty counts each coefficient in units of its feature's standard deviation, so that it
    /// treats all alike, and whether gradient descent works in those units.
    #[serde(default)]
    pub standardise: bool,
}

/// A fitted logistic regression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "a fit may not have reached its optimum: look at its report"]
pub struct FittedLogistic {
    /// One per feature: how much the logit rises per unit of the feature.
    pub coefficients: Vec<f64>,
    /// The logit where all features are 0; 0 without an intercept.
    pub intercept: f64,
    /// What was minimised, and how.
    pub config: LogisticRegression,
    /// The samples it was minimised on.
    #[serde(flatten)]
    pub samples: Samples,
    /// How the fit ended.
    pub report: Report,
}

impl LogisticRegression {
    /// Fits `labels` (one per sample) on `features` (`n_samples x n_features`).
    ///
    /// Where the classes are separated, no parameters are optimal: the status says so, and the report
    /// names the features. The coefficient of an aliased feature is 0.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or shapes, [`Error::OneClass`], [`Error::Penalty`],
    /// [`Error::TooLarge`], and those of the solver.
    pub fn fit<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [bool],
    ) -> Result<FittedLogistic, Error> {
        self.fit_problem(&Problem::new(features, labels)?)
    }

    /// As [`fit`](Self::fit), for samples that have weights or an offset, or without an intercept. (From given parameters:
    /// [`Solver::minimise_from`] of a [`MeanLoss`].)
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_problem(&self, problem: &Problem<'_, bool>) -> Result<FittedLogistic, Error> {
        self.minimise(problem).map_err(|error| problem.naming_overflow(error))
    }

    fn minimise(&self, problem: &Problem<'_, bool>) -> Result<FittedLogistic, Error> {
        check_two_classes(problem)?;
        let penalty = problem.effective(self.penalty);
        let is_penalised = !penalty.is_none();
        let mut coordinates =
            Coordinates::for_solver(&self.solver, problem, self.standardise, is_penalised)?;
        let has_corners = penalty.l1 > 0.0 || problem.nonnegative.is_some();
        let is_sparse = self.solver == Solver::Auto && has_corners && is_wide(problem);
        if has_corners && !is_sparse {
            coordinates = coordinates.without_replaced(problem, is_penalised)?;
        }
        let seen = coordinates.seen(problem)?;
        let objective = MeanLoss::<CrossEntropy>::new(seen, penalty)?;
        let objective = objective.in_units(coordinates.units());
        let scaled = coordinates.scaled(objective, seen.design.dim());
        let refine = |mut rough: Solution, without: &[usize]| {
            rough.parameters = scaled.plain(&rough.parameters).into_owned();
            let mut refined = irls::refine(&objective, rough, without)?;
            refined.parameters = scaled.scaled(refined.parameters);
            Ok(refined)
        };
        let Solution { parameters, mut report, is_singular } = match is_sparse {
            true => minimise_sparse(objective, penalty)?,
            false => aliased::minimise(&self.solver, &scaled, &seen, refine)?,
        };
        report.has_bounds = problem.nonnegative.is_some();
        if penalty.is_none() && !report.has_bounds {
            separation::explain_end(&mut report, is_singular, problem, 2, usize::from)?;
        } else {
            separation::explain_free_end(&mut report, problem, penalty, 2, usize::from)?;
        }
        coordinates.name_left_out(problem, &mut report);
        let parameters = scaled.plain(&parameters).into_owned();
        let (coefficients, intercept) = coordinates.plain(&seen, parameters)?;
        let samples = Samples::of(problem);
        Ok(FittedLogistic { coefficients, intercept, config: *self, samples, report })
    }
}

/// Refuses labels that are all the same, those that do not count left out.
pub(crate) fn check_two_classes(problem: &Problem<'_, bool>) -> Result<(), Error> {
    let mut labels = problem.counted_rows().map(|i| problem.target[i]);
    match labels.next() {
        Some(label) if labels.all(|other| other == label) => {
            Err(Error::OneClass { samples: problem.counted_rows().count(), label })
        }
        _ => Ok(()),
    }
}

impl FittedLogistic {
    /// `z = X w + b`, one per sample, from minus to plus infinity.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or another number of columns.
    pub fn logits<'a>(&self, features: impl Into<Features<'a>>) -> Result<Vec<f64>, Error> {
        logits(features, &self.coefficients, self.intercept)
    }

    /// `p = s(z)`, the probability of a positive label, one per sample, in [0, 1].
    ///
    /// # Errors
    /// As [`logits`](Self::logits).
    pub fn probabilities<'a>(&self, features: impl Into<Features<'a>>) -> Result<Vec<f64>, Error> {
        let mut p = self.logits(features)?;
        sigmoids(&mut p);
        Ok(p)
    }

    /// `p >= threshold`, one per sample.
    ///
    /// # Errors
    /// As [`logits`](Self::logits); [`Error::Threshold`] outside [0, 1].
    pub fn labels<'a>(
        &self,
        features: impl Into<Features<'a>>,
        threshold: f64,
    ) -> Result<Vec<bool>, Error> {
        if !(0.0..=1.0).contains(&threshold) {
            return Err(Error::Threshold(threshold));
        }
        Ok(self.probabilities(features)?.into_iter().map(|p| p >= threshold).collect())
    }

    /// Of all parameters that give the same predictions, those whose coefficients have the smallest sum of
    /// squares: where features are combinations of others, all of them share. Otherwise the same parameters.
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
}
