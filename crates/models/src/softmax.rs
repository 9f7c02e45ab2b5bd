mod sparse;

use linalg_lite::Features;
use serde::{Deserialize, Serialize};

use crate::aliased::{self, uncertified};
use crate::coordinates::Coordinates;
use crate::error::Error;
use crate::logits::logits;
use crate::loss::{SoftmaxCrossEntropy, most_likely};
use crate::objective::MeanSoftmaxLoss;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::report::Report;
use crate::samples::Samples;
use crate::separation;
use crate::solver::{Solution, Solver};

pub(crate) use sparse::SparseFits;

/// Softmax regression: one model for several classes, which minimises
/// `mean cross-entropy + sum_k sum_j (l1 |c_kj| + l2/2 c_kj^2)`, with the probabilities
/// `p_k = e^z_k / sum_l e^z_l` and one logit `z_k = X c_k + b_k` per class.
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::SoftmaxRegression;
///
/// let x = matrix_from_columns(&[&[0.0, 1.0, 5.0, 6.0, 10.0, 11.0]])?;
/// let model = SoftmaxRegression { l2: 0.01, ..Default::default() };
/// let model = model.fit(x.as_ref(), &[0, 0, 1, 1, 2, 2], 3)?;
/// assert_eq!(model.classes(x.as_ref())?, [0, 0, 1, 1, 2, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 4.4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SoftmaxRegression {
    /// How the minimum is found.
    pub solver: Solver,
    /// Penalty on absolute values, at least 0: it makes some coefficients exactly 0, and needs [`Solver::Auto`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub l1: f64,
    /// Penalty on squares, at least 0.
    pub l2: f64,
    /// Whether the penalty counts each coefficient in units of its feature's standard deviation, and
    /// gradient descent walks in those units.
    #[serde(default)]
    pub standardise: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(l1: &f64) -> bool {
    *l1 == 0.0
}

/// A fitted softmax regression. Only differences between classes matter, so the parameters are given
/// with a sum of zero over the classes; with an l1 only the intercepts, as coefficients of 0 cost least. (Without an l2
/// an even number of classes leaves a feature's coefficients free by a constant: it is then one that leaves most
/// zeros.)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "a fit may not have reached its optimum: look at its report"]
pub struct FittedSoftmax {
    /// `coefficients[k][j]`: how much the logit of class k rises per unit of feature j.
    pub coefficients: Vec<Vec<f64>>,
    /// One per class; 0 without intercepts.
    pub intercepts: Vec<f64>,
    /// What was minimised, and how.
    pub config: SoftmaxRegression,
    /// The samples it was minimised on.
    #[serde(flatten)]
    pub samples: Samples,
    /// How the fit ended.
    pub report: Report,
}

impl SoftmaxRegression {
    /// Fits class numbers below `classes` on `features`.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or shapes, [`Error::Class`], [`Error::Penalty`],
    /// [`Error::TooLarge`], [`Error::NotSmooth`] for an l1 and another solver than [`Solver::Auto`], and those of
    /// the solver.
    pub fn fit<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [usize],
        classes: usize,
    ) -> Result<FittedSoftmax, Error> {
        self.fit_problem(&Problem::new(features, labels)?, classes)
    }

    /// As [`fit`](Self::fit), for samples that have weights, or without intercepts.
    ///
    /// # Errors
    /// As [`fit`](Self::fit); [`Error::Offset`].
    pub fn fit_problem(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
    ) -> Result<FittedSoftmax, Error> {
        self.minimise(problem, classes).map_err(|error| problem.naming_overflow(error))
    }

    /// What large coefficients cost.
    #[must_use]
    pub fn penalty(&self) -> Penalty {
        Penalty { l1: self.l1, l2: self.l2 }
    }

    fn minimise(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
    ) -> Result<FittedSoftmax, Error> {
        let Penalty { l1, l2 } = problem.effective(self.penalty());
        if l1 != 0.0 {
            return self.minimise_with_l1(problem, classes);
        }
        let coordinates =
            Coordinates::for_solver(&self.solver, problem, self.standardise, l2 > 0.0)?;
        let seen = coordinates.seen(problem)?;
        let objective = MeanSoftmaxLoss::new(seen, classes, l2)?;
        let objective = objective.in_units(coordinates.units());
        let scaled = coordinates.scaled(objective, seen.design.dim());
        let Solution { parameters, mut report, is_singular } =
            aliased::minimise(&self.solver, &scaled, &seen, uncertified)?;
        if l2 == 0.0 {
            separation::explain_end(&mut report, is_singular, problem, classes, |y| y)?;
        } else {
            separation::explain_free_end(&mut report, problem, Penalty { l1, l2 }, classes, |y| y)?;
        }
        coordinates.name_left_out(problem, &mut report);

        let by_class = objective.classes(&scaled.plain(&parameters)).into_iter();
        let plain = by_class.map(|w| coordinates.plain(&seen, w));
        let plain: Vec<(Vec<f64>, f64)> = plain.collect::<Result<_, _>>()?;
        let (coefficients, intercepts) = plain.into_iter().unzip();
        let samples = Samples::of(problem);
        Ok(FittedSoftmax { coefficients, intercepts, config: *self, samples, report })
    }
}

impl FittedSoftmax {
    /// For each class the logits `z_k = X w_k + b_k` of all samples.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or another number of columns.
    pub fn logits<'a>(&self, features: impl Into<Features<'a>>) -> Result<Vec<Vec<f64>>, Error> {
        let features = features.into();
        self.coefficients
            .iter()
            .zip(&self.intercepts)
            .map(|(coefficients, intercept)| logits(features, coefficients, *intercept))
            .collect()
    }

    /// For each class the probabilities of all samples; those of one sample sum to 1.
    ///
    /// # Errors
    /// As [`logits`](Self::logits).
    pub fn probabilities<'a>(
        &self,
        features: impl Into<Features<'a>>,
    ) -> Result<Vec<Vec<f64>>, Error> {
        Ok(SoftmaxCrossEntropy::probabilities_of(self.logits(features)?))
    }

    /// The most likely class, one per sample; in a tie the first.
    ///
    /// # Errors
    /// As [`logits`](Self::logits).
    pub fn classes<'a>(&self, features: impl Into<Features<'a>>) -> Result<Vec<usize>, Error> {
        let features = features.into();
        Ok(most_likely_of_all(&self.logits(features)?, features.n_samples()))
    }
}

/// Parameters of each class after the first, less those of the first.
pub(crate) fn differences(
    coefficients: &[Vec<f64>],
    intercepts: &[f64],
    has_intercept: bool,
) -> Vec<f64> {
    let mut differences = Vec::new();
    for k in 1..coefficients.len() {
        let pairs = coefficients[k].iter().zip(&coefficients[0]);
        differences.extend(pairs.map(|(own, first)| own - first));
        differences.extend(has_intercept.then_some(intercepts[k] - intercepts[0]));
    }
    differences
}

/// For each sample the class with the highest score.
pub(crate) fn most_likely_of_all(by_class: &[Vec<f64>], n_samples: usize) -> Vec<usize> {
    (0..n_samples).map(|i| most_likely(by_class.iter().map(|scores| scores[i]))).collect()
}
