//! What a regression loses on samples that it has not seen.

use rayon::prelude::*;

use super::folds::{counting, deal};
use crate::error::Error;
use crate::firth::FirthRegression;
use crate::linear::LinearRegression;
use crate::logistic::LogisticRegression;
use crate::loss::{CrossEntropy, Loss, SoftmaxCrossEntropy, SquaredError};
use crate::ordered::OrderedRegression;
use crate::problem::{Problem, Target};
use crate::report::{Method, Report, Status};
use crate::softmax::SoftmaxRegression;

impl LogisticRegression {
    /// For each sample the log loss, in nats, of a fit to all samples of other folds. `folds` are those of
    /// [`cross_validate`](Self::cross_validate): where rows have counts, a sample is one of the so many of a row. Losses
    /// of two models with the same folds can be subtracted, sample by sample.
    ///
    /// # Errors
    /// [`Error::Folds`] for fewer than two folds, or an empty one; [`Error::WithoutFold`] for a fit that fails or has no
    /// optimum, as one of separated classes.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::{LogisticRegression, Problem};
    ///
    /// let x = matrix_from_columns(&[&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])?;
    /// let labels = [false, true, false, true, false, true];
    /// let problem = Problem::new(x.as_ref(), &labels)?;
    /// let folds = [0, 0, 1, 1, 2, 2];
    /// let losses = LogisticRegression::default().held_out_losses(&problem, &folds)?;
    /// let without_first = Problem::new(x.as_ref().subrows(2, 4), &labels[2..])?;
    /// let p = LogisticRegression::default().fit_problem(&without_first)?.probabilities(x.as_ref())?;
    /// assert!((losses[1] + p[1].ln()).abs() < 1e-12);
    /// # Ok::<(), models::Error>(())
    /// ```
    pub fn held_out_losses(
        &self,
        problem: &Problem<'_, bool>,
        folds: &[usize],
    ) -> Result<Vec<f64>, Error> {
        held_out_of::<CrossEntropy>(problem, folds, |others| {
            let fit = self.fit_problem(others)?;
            Ok((fit.logits(problem.design.features())?, fit.report))
        })
    }
}

impl FirthRegression {
    /// As [`LogisticRegression::held_out_losses`].
    ///
    /// # Errors
    /// As there.
    pub fn held_out_losses(
        &self,
        problem: &Problem<'_, bool>,
        folds: &[usize],
    ) -> Result<Vec<f64>, Error> {
        held_out_of::<CrossEntropy>(problem, folds, |others| {
            let fit = self.fit_problem(others)?;
            Ok((fit.logits(problem.design.features())?, fit.report))
        })
    }
}

impl LinearRegression {
    /// As [`LogisticRegression::held_out_losses`], of half the squared error.
    ///
    /// # Errors
    /// As there.
    pub fn held_out_losses(
        &self,
        problem: &Problem<'_, f64>,
        folds: &[usize],
    ) -> Result<Vec<f64>, Error> {
        held_out_of::<SquaredError>(problem, folds, |others| {
            let fit = self.fit_problem(others)?;
            Ok((fit.predictions(problem.design.features())?, fit.report))
        })
    }
}

impl SoftmaxRegression {
    /// As [`LogisticRegression::held_out_losses`], of class numbers below `classes`.
    ///
    /// # Errors
    /// As there.
    pub fn held_out_losses(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
        folds: &[usize],
    ) -> Result<Vec<f64>, Error> {
        held_out(problem, folds, |others| {
            let fit = self.fit_problem(others, classes)?;
            Ok((losses_of_classes(problem, &fit.logits(problem.design.features())?), fit.report))
        })
    }
}

impl OrderedRegression {
    /// As [`LogisticRegression::held_out_losses`], of class numbers below `classes`, in their order.
    ///
    /// # Errors
    /// As there.
    pub fn held_out_losses(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
        folds: &[usize],
    ) -> Result<Vec<f64>, Error> {
        held_out(problem, folds, |others| {
            let fit = self.fit_problem(others, classes)?;
            let mut z = fit.logits(problem.design.features())?;
            problem.add_offset(0..problem.n_rows(), &mut z);
            let by_class = fit.log_probabilities_of(&z);
            let loss = |i: usize| -by_class[problem.target[i]][i];
            Ok(((0..problem.n_rows()).map(loss).collect(), fit.report))
        })
    }
}

/// As [`held_out`], from the one logit that a fit to other samples gives each row.
fn held_out_of<L: Loss>(
    problem: &Problem<'_, L::Target>,
    folds: &[usize],
    logits: impl Fn(&Problem<'_, L::Target>) -> Result<(Vec<f64>, Report), Error> + Sync,
) -> Result<Vec<f64>, Error> {
    held_out(problem, folds, |others| {
        let (z, report) = logits(others)?;
        Ok((losses_of::<L>(problem, &[z]), report))
    })
}

/// Of each row, from logits without their offsets: one list, or one for each class.
pub(super) type LossesOf<T> = fn(&Problem<'_, T>, &[Vec<f64>]) -> Vec<f64>;

/// Of each row, from the list of logits without the offset.
pub(super) fn losses_of<L: Loss>(
    problem: &Problem<'_, L::Target>,
    logits: &[Vec<f64>],
) -> Vec<f64> {
    let mut z = logits.first().cloned().unwrap_or_default();
    problem.add_offset(0..problem.n_rows(), &mut z);
    z.iter().zip(problem.target).map(|(z, y)| L::loss(*y, *z)).collect()
}

/// The same from those of all classes.
pub(super) fn losses_of_classes(problem: &Problem<'_, usize>, logits: &[Vec<f64>]) -> Vec<f64> {
    let loss = |i: usize| {
        let offset = |k: usize| problem.class_offsets.map_or(0.0, |of_class| of_class[k][i]);
        let z = logits.iter().enumerate().map(|(k, of_class)| of_class[i] + offset(k));
        let z: Vec<f64> = z.collect();
        SoftmaxCrossEntropy::loss(problem.target[i], &z)
    };
    (0..problem.n_rows()).map(loss).collect()
}

/// Refuses a fit that has no optimum.
pub(super) fn check_optimum(report: &Report) -> Result<(), Error> {
    match report.status {
        Status::IterationLimit if report.method != Method::ProximalNewton => Ok(()), // as asked for
        _ if report.is_optimum() => Ok(()),
        other => Err(Error::NoOptimum(other)),
    }
}

/// For each sample the loss of its row by what the samples of other folds taught, if these have an optimum.
fn held_out<T: Target>(
    problem: &Problem<'_, T>,
    folds: &[usize],
    losses_without: impl Fn(&Problem<'_, T>) -> Result<(Vec<f64>, Report), Error> + Sync,
) -> Result<Vec<f64>, Error> {
    let dealt = deal(problem, folds)?;
    let of_fold = |(fold, dealt): (usize, &super::folds::Fold)| {
        let others = counting(*problem, &dealt.others)?;
        let losses = losses_without(&others)
            .and_then(|(losses, report)| check_optimum(&report).map(|()| losses));
        losses.map_err(|source| Error::WithoutFold { fold, source: Box::new(source) })
    };
    let by_fold: Vec<Result<Vec<f64>, Error>> = dealt.par_iter().enumerate().map(of_fold).collect();
    let by_fold = by_fold.into_iter().collect::<Result<Vec<Vec<f64>>, Error>>()?;
    let samples = |i: usize| std::iter::repeat_n(i, problem.samples_of_row(i) as usize);
    let rows = (0..problem.n_rows()).flat_map(samples);
    Ok(rows.zip(folds).map(|(i, fold)| by_fold[*fold][i]).collect())
}
