use linalg_lite::mean;
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
use crate::problem::Problem;

/// How well each penalty of a path predicts samples that it was not fitted on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CrossValidation {
    /// The penalties, largest first: those of the path, and further ones for as long as the last is the
    /// best and still gains.
    pub penalties: Vec<Penalty>,
    /// For each of them the mean loss of the held-out samples, the folds' means averaged: log loss in
    /// nats, or half the squared error.
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
        let all = Coordinates::for_any_solver(problem, self.standardise);
        let walk = WalkOfLogits::new(all.seen(problem)?, &all.units)?;
        let grid = Grid { path, largest: walk.largest_l1()?, unit: 1.0 };
        let run = |fold: &Fold, judge: Judge<'_>| {
            let others = counting(problem, &fold.others)?;
            let coordinates = Coordinates::for_any_solver(&others, self.standardise);
            let seen = coordinates.seen(&others)?;
            let mut walk = WalkOfLogits::new(seen, &coordinates.units)?;
            let held_out = counting(&seen, &fold.held_out)?;
            let held_out = MeanLoss::<CrossEntropy>::new(held_out, Penalty::default())?;
            judge(&mut |penalty| held_out.mean_loss(&walk.advance(penalty)?.0))
        };
        grid.search(&deal(problem, folds)?, run)
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
        let all = Coordinates::for_any_solver(problem, self.standardise);
        let gram = gram_of(problem)?;
        let walk = WalkOfLine::new(&gram, &all.units)?;
        let grid = Grid { path, largest: walk.largest_l1()?, unit: walk.unit() };
        let run = |fold: &Fold, judge: Judge<'_>| {
            let others = counting(problem, &fold.others)?;
            let coordinates = Coordinates::for_any_solver(&others, self.standardise);
            let gram = gram_of(&others)?;
            let held_out = gram_of(&counting(problem, &fold.held_out)?)?;
            let mut walk = WalkOfLine::new(&gram, &coordinates.units)?;
            let line = Quadratic::new(&gram, Penalty::default(), &[])?;
            judge(&mut |penalty| line.loss_on(&held_out, &walk.advance(penalty)?.0))
        };
        grid.search(&deal(problem, folds)?, run)
    }
}

/// Takes what gives the held-out loss of a penalty, the penalties in their order, and asks for all.
type Judge<'a> =
    &'a mut dyn FnMut(&mut dyn FnMut(Penalty) -> Result<f64, Error>) -> Result<(), Error>;

/// A path, and where it begins.
struct Grid<'a> {
    path: &'a PenaltyPath,
    largest: f64,
    unit: f64,
}

impl Grid<'_> {
    /// The losses of all folds along the path; on it goes, by a third of its length at a time, for as long
    /// as the last penalty is the best and the last third gained something.
    fn search(
        &self,
        folds: &[Fold],
        run: impl Fn(&Fold, Judge<'_>) -> Result<(), Error> + Sync,
    ) -> Result<CrossValidation, Error> {
        const LONGEST: usize = 6; // times its length
        let mut length = self.path.steps;
        loop {
            let penalties: Vec<Penalty> =
                (0..length).map(|place| self.path.at(place, self.largest, self.unit)).collect();
            let of_fold = |(number, fold): (usize, &Fold)| {
                let mut losses = Vec::with_capacity(length);
                run(fold, &mut |loss_of| {
                    for penalty in &penalties {
                        losses.push(loss_of(*penalty)?);
                    }
                    Ok(())
                })
                .map_err(|source| Error::WithoutFold { fold: number, source: Box::new(source) })?;
                Ok(losses)
            };
            let by_fold: Vec<Vec<f64>> =
                folds.par_iter().enumerate().map(of_fold).collect::<Result<_, Error>>()?;
            let found = judged(penalties, &by_fold);
            if !found.still_gains(self.path.steps) || length >= LONGEST * self.path.steps {
                return Ok(found);
            }
            length += self.path.steps;
        }
    }
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

fn judged(penalties: Vec<Penalty>, by_fold: &[Vec<f64>]) -> CrossValidation {
    let k = by_fold.len();
    let of_penalty =
        |place: usize| -> Vec<f64> { by_fold.iter().map(|losses| losses[place]).collect() };
    let losses: Vec<f64> = (0..penalties.len()).map(|place| mean(&of_penalty(place))).collect();
    let standard_error = |place: usize| {
        let off = |loss: &f64| (loss - losses[place]) * (loss - losses[place]);
        let squares: f64 = of_penalty(place).iter().map(off).sum();
        (squares / ((k - 1) * k) as f64).sqrt()
    };
    let standard_errors: Vec<f64> = (0..penalties.len()).map(standard_error).collect();
    let best = (1..losses.len())
        .fold(0, |best, place| if losses[place] < losses[best] { place } else { best });
    let bound = losses[best] + standard_errors[best];
    let within_one_standard_error = losses.iter().position(|loss| *loss <= bound).unwrap_or(best);
    CrossValidation { penalties, losses, standard_errors, best, within_one_standard_error }
}
