//! What a search for a penalty is worth, selection included.

use rayon::prelude::*;

use super::folds::{Fold, counting, deal};
use super::held_out::{LossesOf, check_optimum, losses_of, losses_of_classes};
use super::judged::{HeldOut, LossOf, Rows};
use super::{CrossValidation, Penalties};
use crate::error::Error;
use crate::linear::LinearRegression;
use crate::logistic::LogisticRegression;
use crate::loss::{CrossEntropy, SquaredError};
use crate::penalty::Penalty;
use crate::problem::{Problem, Target};
use crate::softmax::SoftmaxRegression;

/// What a model loses on samples that had no part in it, nor in the choice of its penalty.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NestedCrossValidation {
    /// The mean loss of each fold, by a fit to all others whose penalty was searched for among these alone.
    pub losses: Vec<f64>,
    /// The penalties of these fits.
    pub penalties: Vec<Penalty>,
}

impl NestedCrossValidation {
    /// The mean loss over the folds.
    #[must_use]
    pub fn loss(&self) -> f64 {
        linalg_lite::mean(&self.losses)
    }

    /// The standard error of that mean.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        let (mean, k) = (self.loss(), self.losses.len());
        let squares: f64 = self.losses.iter().map(|loss| (loss - mean) * (loss - mean)).sum();
        (squares / ((k - 1) * k) as f64).sqrt()
    }
}

impl LogisticRegression {
    /// Holds out each fold in turn, searches for a penalty by [cross-validation](Self::cross_validate) over the other
    /// folds, and takes the log loss, on the fold held out, of a fit with that penalty to all others. The loss of the
    /// penalty that a search finds best is too good, as it was chosen for being small; this one is not.
    ///
    /// `choose` takes a penalty of those that were tried.
    ///
    /// # Errors
    /// As [`cross_validate`](Self::cross_validate); [`Error::WithoutFold`] for a search that fails, as one does with
    /// fewer than three folds.
    ///
    /// # Source
    /// Stone, *Cross-validatory choice and assessment of statistical predictions*, JRSS B 36 (1974).
    ///
    /// ```
    /// use datasets::{Source, Stream, generate, stratified_folds};
    /// use models::paths::PenaltyPath;
    /// use models::{LogisticRegression, Problem};
    ///
    /// let mut stream = Stream::new(Source::ChaCha8, 42)?;
    /// let exam = generate::exam(100, &mut stream)?;
    /// let labels = exam.labels()?;
    /// let classes: Vec<usize> = labels.iter().map(|label| usize::from(*label)).collect();
    /// let folds = stratified_folds(&classes, 5, &mut stream)?;
    /// let problem = Problem::new(exam.features.as_ref(), labels)?;
    /// let path = PenaltyPath { steps: 20, ..Default::default() };
    /// let best = |found: &models::paths::CrossValidation| found.penalties[found.best];
    /// let found = LogisticRegression::default().nested_cross_validation(&problem, &folds, &path, best)?;
    /// assert_eq!(found.penalties.len(), 5);
    /// assert!(found.loss() < 0.6 && found.standard_error() < 0.1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn nested_cross_validation<'p>(
        &self,
        problem: &Problem<'_, bool>,
        folds: &[usize],
        path: impl Into<Penalties<'p>>,
        choose: impl Fn(&CrossValidation) -> Penalty + Sync,
    ) -> Result<NestedCrossValidation, Error> {
        self.nested(problem, (folds, path.into()), None, &choose)
    }

    /// The same by another loss than the log loss, in the searches as on the folds held out: see
    /// [`cross_validate_by`](Self::cross_validate_by).
    ///
    /// # Errors
    /// As there and [`nested_cross_validation`](Self::nested_cross_validation).
    pub fn nested_cross_validation_by<'p>(
        &self,
        problem: &Problem<'_, bool>,
        folds: &[usize],
        path: impl Into<Penalties<'p>>,
        loss: impl Fn(&HeldOut<'_, bool>) -> f64 + Sync,
        choose: impl Fn(&CrossValidation) -> Penalty + Sync,
    ) -> Result<NestedCrossValidation, Error> {
        self.nested(problem, (folds, path.into()), Some(&loss), &choose)
    }

    fn nested(
        &self,
        problem: &Problem<'_, bool>,
        (folds, penalties): (&[usize], Penalties<'_>),
        loss: LossOf<'_, bool>,
        choose: &(impl Fn(&CrossValidation) -> Penalty + Sync),
    ) -> Result<NestedCrossValidation, Error> {
        nested(problem, folds, (loss, losses_of::<CrossEntropy>), |others, inner| {
            let penalty = choose(&self.judge(others, inner, penalties, loss)?);
            let fit = Self { penalty, ..*self }.fit_problem(others)?;
            check_optimum(&fit.report)?;
            Ok((penalty, vec![fit.logits(problem.design.features())?]))
        })
    }
}

impl LinearRegression {
    /// As [`LogisticRegression::nested_cross_validation`], of half the squared error.
    ///
    /// # Errors
    /// As there.
    pub fn nested_cross_validation<'p>(
        &self,
        problem: &Problem<'_, f64>,
        folds: &[usize],
        path: impl Into<Penalties<'p>>,
        choose: impl Fn(&CrossValidation) -> Penalty + Sync,
    ) -> Result<NestedCrossValidation, Error> {
        self.nested(problem, (folds, path.into()), None, &choose)
    }

    /// As [`LogisticRegression::nested_cross_validation_by`], from predictions.
    ///
    /// # Errors
    /// As there.
    pub fn nested_cross_validation_by<'p>(
        &self,
        problem: &Problem<'_, f64>,
        folds: &[usize],
        path: impl Into<Penalties<'p>>,
        loss: impl Fn(&HeldOut<'_, f64>) -> f64 + Sync,
        choose: impl Fn(&CrossValidation) -> Penalty + Sync,
    ) -> Result<NestedCrossValidation, Error> {
        self.nested(problem, (folds, path.into()), Some(&loss), &choose)
    }

    fn nested(
        &self,
        problem: &Problem<'_, f64>,
        (folds, penalties): (&[usize], Penalties<'_>),
        loss: LossOf<'_, f64>,
        choose: &(impl Fn(&CrossValidation) -> Penalty + Sync),
    ) -> Result<NestedCrossValidation, Error> {
        nested(problem, folds, (loss, losses_of::<SquaredError>), |others, inner| {
            let penalty = choose(&self.judge(others, inner, penalties, loss)?);
            let fit = Self { penalty, ..*self }.fit_problem(others)?;
            check_optimum(&fit.report)?;
            Ok((penalty, vec![fit.predictions(problem.design.features())?]))
        })
    }
}

impl SoftmaxRegression {
    /// As [`LogisticRegression::nested_cross_validation`], of class numbers below `classes`.
    ///
    /// # Errors
    /// As there.
    pub fn nested_cross_validation<'p>(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
        folds: &[usize],
        path: impl Into<Penalties<'p>>,
        choose: impl Fn(&CrossValidation) -> Penalty + Sync,
    ) -> Result<NestedCrossValidation, Error> {
        self.nested((problem, classes), (folds, path.into()), None, &choose)
    }

    /// As [`LogisticRegression::nested_cross_validation_by`], from the logits of each class.
    ///
    /// # Errors
    /// As there.
    pub fn nested_cross_validation_by<'p>(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
        (folds, path): (&[usize], impl Into<Penalties<'p>>),
        loss: impl Fn(&HeldOut<'_, usize>) -> f64 + Sync,
        choose: impl Fn(&CrossValidation) -> Penalty + Sync,
    ) -> Result<NestedCrossValidation, Error> {
        self.nested((problem, classes), (folds, path.into()), Some(&loss), &choose)
    }

    fn nested(
        &self,
        (problem, classes): (&Problem<'_, usize>, usize),
        (folds, penalties): (&[usize], Penalties<'_>),
        loss: LossOf<'_, usize>,
        choose: &(impl Fn(&CrossValidation) -> Penalty + Sync),
    ) -> Result<NestedCrossValidation, Error> {
        nested(problem, folds, (loss, losses_of_classes), |others, inner| {
            let penalty = choose(&self.judge(others, classes, (inner, penalties), loss)?);
            let config = Self { l1: penalty.l1, l2: penalty.l2, ..*self };
            let fit = config.fit_problem(others, classes)?;
            check_optimum(&fit.report)?;
            Ok((penalty, fit.logits(problem.design.features())?))
        })
    }
}

/// `searched` finds a penalty and the logits of all rows, one list or one for each class, from the samples of other folds
/// and their folds; `of_rows` gives the losses of the rows where no other `loss` is asked for.
fn nested<T: Target>(
    problem: &Problem<'_, T>,
    folds: &[usize],
    (loss, of_rows): (LossOf<'_, T>, LossesOf<T>),
    searched: impl Fn(&Problem<'_, T>, &[usize]) -> Result<(Penalty, Vec<Vec<f64>>), Error> + Sync,
) -> Result<NestedCrossValidation, Error> {
    let dealt = deal(problem, folds)?;
    let of_fold = |(fold, dealt): (usize, &Fold)| -> Result<(Penalty, f64), Error> {
        let others = counting(*problem, &dealt.others)?;
        let (penalty, logits) = searched(&others, &folds_of(&others, problem, folds, fold))
            .map_err(|source| Error::WithoutFold { fold, source: Box::new(source) })?;
        let held_out = counting(*problem, &dealt.held_out)?;
        if let Some(loss) = loss {
            return Ok((penalty, Rows::of(&held_out).judged(loss, &held_out, logits)));
        }
        let losses = of_rows(problem, &logits);
        Ok((penalty, held_out.sum(|i| losses[i]) / held_out.total_weight()))
    };
    let found: Vec<_> = dealt.par_iter().enumerate().map(of_fold).collect();
    let found = found.into_iter().collect::<Result<Vec<_>, Error>>()?;
    let (penalties, losses) = found.into_iter().unzip();
    Ok(NestedCrossValidation { losses, penalties })
}

/// The folds of the samples of all folds but one, whose number is left out.
fn folds_of<T: Target>(
    others: &Problem<'_, T>,
    problem: &Problem<'_, T>,
    folds: &[usize],
    held_out: usize,
) -> Vec<usize> {
    let (mut next, mut inner) = (folds.iter(), Vec::with_capacity(folds.len()));
    for i in 0..problem.n_rows() {
        let of_row = next.by_ref().take(problem.samples_of_row(i) as usize);
        let left: Vec<usize> = of_row.copied().filter(|fold| *fold != held_out).collect();
        let left = left.into_iter().map(|fold| fold - usize::from(fold > held_out));
        // A row of weight 0 is a sample of weights that are no counts, whatever its fold.
        let samples = others.samples_of_row(i) as usize;
        inner.extend(left.chain(std::iter::repeat(0)).take(samples));
    }
    inner
}
