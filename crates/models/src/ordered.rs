use linalg_lite::Features;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::aliased::{self, uncertified};
use crate::coordinates::Coordinates;
use crate::error::{Error, check_overflow};
use crate::logits::logits;
use crate::loss::OrderedCrossEntropy;
use crate::objective::MeanOrderedLoss;
use crate::problem::Problem;
use crate::report::Report;
use crate::samples::Samples;
use crate::separation;
use crate::softmax::most_likely_of_all;
use crate::solver::{Objective, Solution, Solver};

/// Regression for classes that have an order, such as low, medium and high: proportional odds (the cumulative logit
/// model), which minimises `mean cross-entropy + l2/2 |c|^2`. A class up to number k has the probability
/// `s(t_k - X c)`, with the same coefficients c for every threshold t_k: one more of feature j multiplies the odds of a
/// higher class by `e^c_j`, wherever the line between lower and higher is drawn. For two classes it is logistic regression.
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::OrderedRegression;
///
/// let hours = matrix_from_columns(&[&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]])?;
/// let grades = [0, 1, 0, 1, 2, 1, 2];
/// let model = OrderedRegression::default().fit(hours.as_ref(), &grades, 3)?;
/// assert!(model.report.is_optimum());
/// assert!(model.coefficients[0] > 0.0 && model.thresholds[0] < model.thresholds[1]);
/// assert_eq!(model.classes(hours.as_ref())?, [0, 0, 1, 1, 1, 2, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// McCullagh, *Regression models for ordinal data*, JRSS B 42 (1980).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrderedRegression {
    /// How the minimum is found.
    pub solver: Solver,
    /// Penalty on squares, at least 0.
    pub l2: f64,
    /// Whether the penalty counts each coefficient in units of its feature's standard deviation, and
    /// gradient descent walks in those units.
    #[serde(default)]
    pub standardise: bool,
}

/// A fitted regression for ordered classes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "a fit may not have reached its optimum: look at its report"]
pub struct FittedOrdered {
    /// One per feature: how much the logit of a higher class rises per unit of the feature.
    pub coefficients: Vec<f64>,
    /// One between each two neighbours among the classes, rising: where all features are 0, the logit of the class
    /// below it or a lower one.
    pub thresholds: Vec<f64>,
    /// What was minimised, and how.
    pub config: OrderedRegression,
    /// The samples it was minimised on.
    #[serde(flatten)]
    pub samples: Samples,
    /// How the fit ended; thresholds are numbered after the features.
    pub report: Report,
}

impl OrderedRegression {
    /// Fits class numbers below `classes`, in their order, on `features`.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or shapes, [`Error::Class`], [`Error::Penalty`],
    /// [`Error::TooLarge`], and those of the solver.
    pub fn fit<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [usize],
        classes: usize,
    ) -> Result<FittedOrdered, Error> {
        self.fit_problem(&Problem::new(features, labels)?, classes)
    }

    /// As [`fit`](Self::fit), for samples that have weights or an offset.
    ///
    /// # Errors
    /// As [`fit`](Self::fit); [`Error::NoThresholds`] without an intercept.
    pub fn fit_problem(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
    ) -> Result<FittedOrdered, Error> {
        self.minimise(problem, classes).map_err(|error| problem.naming_overflow(error))
    }

    fn minimise(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
    ) -> Result<FittedOrdered, Error> {
        let is_penalised = self.l2 > 0.0;
        let coordinates =
            Coordinates::for_solver(&self.solver, problem, self.standardise, is_penalised)?;
        let seen = coordinates.seen(problem)?;
        let objective = MeanOrderedLoss::new(seen, classes, self.l2)?;
        let objective = objective.in_units(coordinates.units());
        let dim = objective.dim();
        let scaled = coordinates.scaled(objective.clone(), dim);
        let Solution { parameters, mut report, is_singular } =
            aliased::minimise_in_groups(&self.solver, &scaled, (&seen, dim), uncertified)?;
        if self.l2 == 0.0 {
            separation::explain_ordered_end(&mut report, is_singular, problem, classes)?;
        }
        coordinates.name_left_out(problem, &mut report);
        let plain = scaled.plain(&parameters);
        let (coefficients, thresholds) = objective.coefficients_and_thresholds(&plain)?;
        check_overflow(&coefficients)?;
        check_overflow(&thresholds)?;
        let samples = Samples::of(problem);
        Ok(FittedOrdered { coefficients, thresholds, config: *self, samples, report })
    }
}

impl FittedOrdered {
    /// The logit `z = X c` of each sample, which the thresholds divide into classes.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or another number of columns.
    pub fn logits<'a>(&self, features: impl Into<Features<'a>>) -> Result<Vec<f64>, Error> {
        logits(features, &self.coefficients, 0.0)
    }

    /// For each class the probabilities of all samples; those of one sample sum to 1.
    ///
    /// # Errors
    /// As [`logits`](Self::logits).
    pub fn probabilities<'a>(
        &self,
        features: impl Into<Features<'a>>,
    ) -> Result<Vec<Vec<f64>>, Error> {
        Ok(self.probabilities_of(&self.logits(features)?))
    }

    /// The same from logits that are known.
    #[must_use]
    pub fn probabilities_of(&self, logits: &[f64]) -> Vec<Vec<f64>> {
        self.by_class(logits, OrderedCrossEntropy::probability)
    }

    /// The logarithms of the same, which have digits where a probability is too small to be written.
    #[must_use]
    pub fn log_probabilities_of(&self, logits: &[f64]) -> Vec<Vec<f64>> {
        self.by_class(logits, |a, b, z| -OrderedCrossEntropy::loss(a, b, z))
    }

    fn by_class(&self, logits: &[f64], of: impl Fn(f64, f64, f64) -> f64 + Sync) -> Vec<Vec<f64>> {
        let bound = |k: usize| self.thresholds.get(k).copied().unwrap_or(f64::INFINITY);
        let of_class = |k: usize| {
            let (a, b) = (k.checked_sub(1).map_or(f64::NEG_INFINITY, bound), bound(k));
            logits.par_iter().map(|z| of(a, b, *z)).collect()
        };
        (0..=self.thresholds.len()).map(of_class).collect()
    }

    /// The most likely class, one per sample; in a tie the first.
    ///
    /// # Errors
    /// As [`logits`](Self::logits).
    pub fn classes<'a>(&self, features: impl Into<Features<'a>>) -> Result<Vec<usize>, Error> {
        let features = features.into();
        Ok(most_likely_of_all(&self.probabilities(features)?, features.n_samples()))
    }
}
