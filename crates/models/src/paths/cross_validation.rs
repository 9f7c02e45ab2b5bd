use linalg_lite::Gram;
use rayon::prelude::*;

use super::Penalties;
use super::along::{Walk, WalkOfLine, WalkOfLogits};
use super::folds::{Fold, counting, deal};
use super::judged::{HeldOut, LossOf, Rows};
use super::search::{of_optimum, search};
use crate::coordinates::Coordinates;
use crate::error::Error;
use crate::linear::LinearRegression;
use crate::logistic::LogisticRegression;
use crate::loss::CrossEntropy;
use crate::objective::{MeanLoss, Quadratic, gram_of};
use crate::penalty::Penalty;
use crate::problem::{Problem, Target};
use crate::units::Units;

/// How well each penalty of a path predicts samples that it was not fitted on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CrossValidation {
    /// The penalties, largest first: those of the list or the path, and along a path further ones for as long as the
    /// last is the best and still gains.
    pub penalties: Vec<Penalty>,
    /// For each of them the mean loss of the held-out samples, the folds' means averaged: log loss in
    /// nats, or half the squared error; infinite where that is beyond all numbers or a fit did not reach its optimum,
    /// but never the best.
    pub losses: Vec<f64>,
    /// The standard error of that mean over the folds.
    pub standard_errors: Vec<f64>,
    /// The place of the penalty with the smallest loss.
    pub best: usize,
    /// The place of the largest penalty whose loss is within one standard error of the best: the
    /// one-standard-error rule. As good, as far as the folds can tell, and simpler.
    pub within_one_standard_error: usize,
}

impl CrossValidation {
    /// Whether the smallest penalty is the best: a still smaller one would do no better, or hardly.
    #[must_use]
    pub fn is_best_at_the_end(&self) -> bool {
        self.best + 1 == self.penalties.len()
    }
}

impl LogisticRegression {
    /// Tries each penalty of a path on each fold: fits on all samples of other folds, and takes the log
    /// loss of its own. `folds` has a number below k for each sample, as
    /// `datasets::stratified_folds` draws them: for each row, or where rows have counts for each of the
    /// so many observations of a row, one row after the other. All k fits run at once.
    ///
    /// # Errors
    /// As [`path`](Self::path); [`Error::Folds`] for fewer than two folds, or an empty one;
    /// [`Error::WithoutFold`] when a class lies in one fold alone.
    ///
    /// # Source
    /// Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 7.10.
    ///
    /// ```
    /// use datasets::{Source, Stream, generate, stratified_folds};
    /// use models::paths::PenaltyPath;
    /// use models::{LogisticRegression, Problem};
    ///
    /// let mut stream = Stream::new(Source::ChaCha8, 42)?;
    /// let exam = generate::exam(200, &mut stream)?;
    /// let labels = exam.labels()?;
    /// let classes: Vec<usize> = labels.iter().map(|label| usize::from(*label)).collect();
    /// let folds = stratified_folds(&classes, 5, &mut stream)?;
    /// let problem = Problem::new(exam.features.as_ref(), labels)?;
    /// let model = LogisticRegression::default();
    /// let found = model.cross_validate(&problem, &folds, &PenaltyPath::default())?;
    /// assert!(found.losses[found.best] < 0.5 && found.within_one_standard_error <= found.best);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cross_validate<'p>(
        &self,
        problem: &Problem<'_, bool>,
        folds: &[usize],
        path: impl Into<Penalties<'p>>,
    ) -> Result<CrossValidation, Error> {
        self.judge(problem, folds, path.into(), None)
    }

    /// The same by another loss than the log loss: `loss` is asked for that of the [samples held out](HeldOut) in each
    /// fold. Smaller is better: of an area or an accuracy it is 1 less that. NaN, where there is none, counts as infinite.
    ///
    /// # Errors
    /// As [`cross_validate`](Self::cross_validate); [`Error::NoFiniteLoss`] where no penalty has one.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::paths::{HeldOut, PenaltyPath};
    /// use models::{LogisticRegression, Problem};
    ///
    /// let x = matrix_from_columns(&[&[1.0, 4.0, 2.0, 5.0, 3.0, 6.0, 2.5, 4.5]])?;
    /// let problem = Problem::new(x.as_ref(), &[false, true, false, true, true, true, false, false])?;
    /// let share_of_wrong_labels = |held_out: &HeldOut<'_, bool>| {
    ///     let is_wrong = |i: &usize| (held_out.logits[0][*i] >= 0.0) != held_out.target[*i];
    ///     let all = 0..held_out.target.len();
    ///     all.clone().filter(is_wrong).count() as f64 / all.len() as f64
    /// };
    /// let (model, path) = (LogisticRegression::default(), PenaltyPath { steps: 9, ..Default::default() });
    /// let folds = [0, 0, 1, 1, 0, 0, 1, 1];
    /// let found = model.cross_validate_by(&problem, &folds, &path, share_of_wrong_labels)?;
    /// assert_eq!(found.losses[0], 0.75); // of the intercept alone
    /// # Ok::<(), models::Error>(())
    /// ```
    pub fn cross_validate_by<'p>(
        &self,
        problem: &Problem<'_, bool>,
        folds: &[usize],
        path: impl Into<Penalties<'p>>,
        loss: impl Fn(&HeldOut<'_, bool>) -> f64 + Sync,
    ) -> Result<CrossValidation, Error> {
        self.judge(problem, folds, path.into(), Some(&loss))
    }

    pub(super) fn judge(
        &self,
        problem: &Problem<'_, bool>,
        folds: &[usize],
        penalties: Penalties<'_>,
        loss: LossOf<'_, bool>,
    ) -> Result<CrossValidation, Error> {
        penalties.check()?;
        let all = Coordinates::along_a_path(problem, self.standardise)?;
        let walk = WalkOfLogits::new(all.seen(problem)?, all.units())?;
        let folds = deal(problem, folds)?;
        let others = samples_of(*problem, &folds, |fold| &fold.others)?;
        let coordinates = |others| Coordinates::along_a_path(others, self.standardise);
        let coordinates: Vec<_> = others.par_iter().map(coordinates).collect();
        let coordinates: Vec<Coordinates> =
            coordinates.into_iter().collect::<Result<_, Error>>()?;
        search(&penalties, &walk, folds.len(), |k| {
            let seen = coordinates[k].seen(&others[k])?;
            let mut walk = WalkOfLogits::new(seen, coordinates[k].units())?;
            let held_out = counting(seen, &folds[k].held_out)?;
            let rows = loss.map(|_| Rows::of(&held_out));
            let held_out = MeanLoss::<CrossEntropy>::new(held_out, Penalty::default())?;
            let others = &others[k];
            let judged = move |w: &[f64]| match loss.zip(rows.as_ref()) {
                None => held_out.mean_loss(w),
                Some((loss, rows)) => rows.loss(loss, &held_out.problem, &[w]),
            };
            Ok(move |penalty: Penalty| {
                if !others.effective(penalty).is_none() {
                    return of_optimum(walk.advance(penalty)?, |w| judged(w));
                }
                let plain = Self { penalty, ..*self }.fit_problem(others)?;
                let w = seen.parameters(&plain.coefficients, plain.intercept)?;
                of_optimum((w, plain.report), |w| judged(w))
            })
        })
    }
}

impl LinearRegression {
    /// As [`LogisticRegression::cross_validate`], by half the squared error.
    ///
    /// # Errors
    /// As [`path`](Self::path); [`Error::Folds`] for fewer than two folds, or an empty one.
    pub fn cross_validate<'p>(
        &self,
        problem: &Problem<'_, f64>,
        folds: &[usize],
        path: impl Into<Penalties<'p>>,
    ) -> Result<CrossValidation, Error> {
        self.judge(problem, folds, path.into(), None)
    }

    /// As [`LogisticRegression::cross_validate_by`], from predictions.
    ///
    /// # Errors
    /// As there.
    pub fn cross_validate_by<'p>(
        &self,
        problem: &Problem<'_, f64>,
        folds: &[usize],
        path: impl Into<Penalties<'p>>,
        loss: impl Fn(&HeldOut<'_, f64>) -> f64 + Sync,
    ) -> Result<CrossValidation, Error> {
        self.judge(problem, folds, path.into(), Some(&loss))
    }

    pub(super) fn judge(
        &self,
        problem: &Problem<'_, f64>,
        folds: &[usize],
        penalties: Penalties<'_>,
        loss: LossOf<'_, f64>,
    ) -> Result<CrossValidation, Error> {
        penalties.check()?;
        let all = Coordinates::along_a_path(problem, self.standardise)?;
        let gram = gram_of(problem)?;
        let walk = WalkOfLine::new(&gram, all.units())?;
        let folds = deal(problem, folds)?;
        let others = samples_of(*problem, &folds, |fold| &fold.others)?;
        let held_out = samples_of(*problem, &folds, |fold| &fold.held_out)?;
        let kept = |(others, held_out)| -> Result<(Coordinates, Gram, Gram), Error> {
            let coordinates = Coordinates::along_a_path(others, self.standardise)?;
            Ok((coordinates, gram_of(others)?, gram_of(held_out)?))
        };
        let kept: Vec<_> = others.par_iter().zip(&held_out).map(kept).collect();
        let kept: Vec<_> = kept.into_iter().collect::<Result<_, Error>>()?;
        search(&penalties, &walk, folds.len(), |k| {
            let (coordinates, gram, of_held_out) = &kept[k];
            let mut walk = WalkOfLine::new(gram, coordinates.units())?;
            let line = Quadratic::new(gram, Penalty::default(), Units::default())?;
            let (others, held_out) = (&others[k], &held_out[k]);
            let rows = loss.map(|_| Rows::of(held_out));
            Ok(move |penalty: Penalty| {
                let found = match others.effective(penalty).is_none() {
                    true => {
                        let plain = Self { penalty, ..*self }.fit_problem(others)?;
                        (plain.coefficients, plain.report)
                    }
                    false => walk.advance(penalty)?,
                };
                of_optimum(found, |coefficients| {
                    let Some((loss, rows)) = loss.zip(rows.as_ref()) else {
                        return line.loss_on(of_held_out, coefficients);
                    };
                    let intercept = line.intercept(coefficients);
                    rows.loss(loss, held_out, &[&held_out.parameters(coefficients, intercept)?])
                })
            })
        })
    }
}

/// The problem in some of the samples of each fold.
pub(super) fn samples_of<'a, T: Target>(
    problem: Problem<'a, T>,
    folds: &'a [Fold],
    which: impl Fn(&Fold) -> &[f64],
) -> Result<Vec<Problem<'a, T>>, Error> {
    folds.iter().map(|fold| counting(problem, which(fold))).collect()
}
