use linalg_lite::{Gram, check_length, mean};
use rayon::prelude::*;

use super::PenaltyPath;
use super::along::{Walk, WalkOfLine, WalkOfLogits};
use super::folds::{Fold, counting, deal};
use crate::coordinates::Coordinates;
use crate::error::Error;
use crate::linear::LinearRegression;
use crate::logistic::LogisticRegression;
use crate::loss::CrossEntropy;
use crate::objective::{MeanLoss, Quadratic, gram_of};
use crate::penalty::Penalty;
use crate::problem::{Problem, Target};

/// How well each penalty of a path predicts samples that it was not fitted on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CrossValidation {
    /// The penalties, largest first: those of the path, and further ones for as long as the last is the
    /// best and still gains.
    pub penalties: Vec<Penalty>,
    /// For each of them the mean loss of the held-out samples, the folds' means averaged: log loss in
    /// nats, or half the squared error; infinite where that is beyond all numbers, but never the best.
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
    pub fn cross_validate(
        &self,
        problem: &Problem<'_, bool>,
        folds: &[usize],
        path: &PenaltyPath,
    ) -> Result<CrossValidation, Error> {
        path.check()?;
        let all = Coordinates::for_any_penalty(problem, self.standardise)?;
        let walk = WalkOfLogits::new(all.seen(problem)?, &all.units)?;
        let folds = deal(problem, folds)?;
        let others = samples_of(*problem, &folds, |fold| &fold.others)?;
        let coordinates = |others| Coordinates::for_any_penalty(others, self.standardise);
        let coordinates: Vec<_> = others.par_iter().map(coordinates).collect();
        let coordinates: Vec<Coordinates> =
            coordinates.into_iter().collect::<Result<_, Error>>()?;
        search(path, &walk, folds.len(), |k| {
            let seen = coordinates[k].seen(&others[k])?;
            let mut walk = WalkOfLogits::new(seen, &coordinates[k].units)?;
            let held_out = counting(seen, &folds[k].held_out)?;
            let held_out = MeanLoss::<CrossEntropy>::new(held_out, Penalty::default())?;
            Ok(move |penalty| held_out.mean_loss(&walk.advance(penalty)?.0))
        })
    }
}

impl LinearRegression {
    /// As [`LogisticRegression::cross_validate`], by half the squared error.
    ///
    /// # Errors
    /// As [`path`](Self::path); [`Error::Folds`] for fewer than two folds, or an empty one.
    pub fn cross_validate(
        &self,
        problem: &Problem<'_, f64>,
        folds: &[usize],
        path: &PenaltyPath,
    ) -> Result<CrossValidation, Error> {
        path.check()?;
        let all = Coordinates::for_any_penalty(problem, self.standardise)?;
        let gram = gram_of(problem)?;
        let walk = WalkOfLine::new(&gram, &all.units)?;
        let folds = deal(problem, folds)?;
        let others = samples_of(*problem, &folds, |fold| &fold.others)?;
        let held_out = samples_of(*problem, &folds, |fold| &fold.held_out)?;
        let kept = |(others, held_out)| -> Result<(Coordinates, Gram, Gram), Error> {
            let coordinates = Coordinates::for_any_penalty(others, self.standardise)?;
            Ok((coordinates, gram_of(others)?, gram_of(held_out)?))
        };
        let kept: Vec<_> = others.par_iter().zip(&held_out).map(kept).collect();
        let kept: Vec<_> = kept.into_iter().collect::<Result<_, Error>>()?;
        search(path, &walk, folds.len(), |k| {
            let (coordinates, gram, held_out) = &kept[k];
            let mut walk = WalkOfLine::new(gram, &coordinates.units)?;
            let line = Quadratic::new(gram, Penalty::default(), &[])?;
            Ok(move |penalty| line.loss_on(held_out, &walk.advance(penalty)?.0))
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

impl PenaltyPath {
    /// Judges its penalties, and further ones by its length for as long as the last is the best and the last third
    /// gained something. `losses` are asked for the next penalties: for each fold the mean losses of its held-out
    /// samples, of fits to all others that go on from where the last ones ended. `largest` and `unit` are those of
    /// [`penalties`](Self::penalties).
    ///
    /// # Errors
    /// As [`penalties`](Self::penalties); [`Error::Folds`] for fewer than two folds; [`Error::Numbers`] for another
    /// number of losses; those of `losses`.
    ///
    /// ```
    /// use models::paths::PenaltyPath;
    ///
    /// let path = PenaltyPath { steps: 5, smallest: 0.01, ..Default::default() };
    /// let away = |best: f64| move |penalty: &models::Penalty| (penalty.l1.ln() - best.ln()).abs();
    /// let found = path.search(1.0, 1.0, |next| {
    ///     Ok(vec![next.iter().map(away(0.09)).collect(), next.iter().map(away(0.11)).collect()])
    /// })?;
    /// assert!((found.penalties[found.best].l1 - 0.1).abs() < 1e-9);
    /// # Ok::<(), models::Error>(())
    /// ```
    pub fn search(
        &self,
        largest: f64,
        unit: f64,
        mut losses: impl FnMut(&[Penalty]) -> Result<Vec<Vec<f64>>, Error>,
    ) -> Result<CrossValidation, Error> {
        const LONGEST: usize = 6; // times its length
        self.check()?;
        let (mut penalties, mut by_fold) = (Vec::new(), Vec::<Vec<f64>>::new());
        loop {
            let next = penalties.len()..penalties.len() + self.steps;
            let next: Vec<Penalty> = next.map(|place| self.at(place, largest, unit)).collect();
            let of_next = losses(&next)?;
            by_fold.resize(of_next.len(), Vec::new());
            if by_fold.len() < 2 {
                return Err(Error::Folds { folds: by_fold.len(), fold: 0 });
            }
            penalties.extend(next);
            for (fold, losses) in by_fold.iter_mut().zip(of_next) {
                fold.extend(losses);
                check_length("the losses of a fold", penalties.len(), fold.len())?;
            }
            let found = judged(&penalties, &by_fold)?;
            if !found.still_gains(self.steps) || penalties.len() >= LONGEST * self.steps {
                return Ok(found);
            }
        }
    }
}

/// The losses of all folds along a path. `begin` gives what finds the held-out loss of a fold for one penalty after
/// the other, each from where the one before ended.
pub(super) fn search<LossOf: FnMut(Penalty) -> Result<f64, Error> + Send>(
    path: &PenaltyPath,
    walk: &impl Walk,
    n_folds: usize,
    begin: impl Fn(usize) -> Result<LossOf, Error> + Sync,
) -> Result<CrossValidation, Error> {
    let without = |fold, source| Error::WithoutFold { fold, source: Box::new(source) };
    let begun: Vec<_> = (0..n_folds).into_par_iter().map(&begin).collect();
    let begun = begun.into_iter().enumerate();
    let mut folds = begun
        .map(|(fold, begun)| begun.map_err(|source| without(fold, source)))
        .collect::<Result<Vec<LossOf>, Error>>()?;
    path.search(walk.largest_l1()?, walk.unit(), |next| {
        let walk = |loss_of: &mut LossOf| next.iter().map(|p| loss_of(*p)).collect();
        let losses: Vec<Result<Vec<f64>, Error>> = folds.par_iter_mut().map(walk).collect();
        let losses = losses.into_iter().enumerate();
        losses.map(|(fold, losses)| losses.map_err(|source| without(fold, source))).collect()
    })
}

impl CrossValidation {
    /// Whether the last penalty is the best and noticeably better than the one some steps before.
    fn still_gains(&self, steps: usize) -> bool {
        const NOTICEABLE: f64 = 1e-3; // of a loss
        let before = self.penalties.len().saturating_sub(1 + steps.div_ceil(3));
        let (last, earlier) = (self.losses[self.best], self.losses[before]);
        self.is_best_at_the_end() && earlier - last > NOTICEABLE * earlier.abs()
    }
}

/// A loss that is not a number counts as infinite.
fn judged(penalties: &[Penalty], by_fold: &[Vec<f64>]) -> Result<CrossValidation, Error> {
    let k = by_fold.len();
    let of_penalty =
        |place: usize| -> Vec<f64> { by_fold.iter().map(|losses| losses[place]).collect() };
    let or_infinite = |x: f64| if x.is_nan() { f64::INFINITY } else { x };
    let losses = (0..penalties.len()).map(|place| or_infinite(mean(&of_penalty(place))));
    let losses: Vec<f64> = losses.collect();
    let standard_error = |place: usize| {
        let off = |loss: &f64| (loss - losses[place]) * (loss - losses[place]);
        let squares: f64 = of_penalty(place).iter().map(off).sum();
        or_infinite((squares / ((k - 1) * k) as f64).sqrt())
    };
    let standard_errors: Vec<f64> = (0..penalties.len()).map(standard_error).collect();
    let best = (1..losses.len())
        .fold(0, |best, place| if losses[place] < losses[best] { place } else { best });
    if losses[best].is_infinite() {
        return Err(Error::Overflow);
    }
    let bound = losses[best] + standard_errors[best];
    let within_one_standard_error = losses.iter().position(|loss| *loss <= bound).unwrap_or(best);
    let penalties = penalties.to_vec();
    Ok(CrossValidation { penalties, losses, standard_errors, best, within_one_standard_error })
}
