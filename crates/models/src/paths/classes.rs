//! The paths of several classes.

use rayon::prelude::*;

use super::Penalties;
use super::along::Walk;
use super::cross_validation::{CrossValidation, samples_of};
use super::folds::{counting, deal};
use super::judged::{HeldOut, LossOf, Rows};
use super::search::{of_optimum, search};
use crate::coordinates::Coordinates;
use crate::error::Error;
use crate::objective::{MeanSoftmaxLoss, mean_softmax_loss};
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::report::Report;
use crate::softmax::{FittedSoftmax, SoftmaxRegression, SparseFits};
use crate::solver::{Aim, Solution, Solver};
use crate::units::Units;

/// Softmax regressions for one penalty after the other.
struct WalkOfClasses<'a> {
    fits: SparseFits<'a>,
    seen: Problem<'a, usize>,
    classes: usize,
    units: Units<'a>,
    /// Where the last fit without an l1 ended.
    smooth: Vec<f64>,
}

impl<'a> WalkOfClasses<'a> {
    fn new(seen: Problem<'a, usize>, classes: usize, units: Units<'a>) -> Result<Self, Error> {
        let fits = SparseFits::new(seen, classes, units)?;
        let smooth = vec![0.0; (classes - 1) * seen.design.dim()];
        Ok(Self { fits, seen, classes, units, smooth })
    }

    /// The parameters of each class that are best for a penalty.
    fn by_class(&mut self, penalty: Penalty) -> Result<(Vec<Vec<f64>>, Report), Error> {
        if penalty.l1 > 0.0 {
            return self.fits.advance(penalty, Aim::ALONG_A_PATH);
        }
        let objective = MeanSoftmaxLoss::new(self.seen, self.classes, penalty.l2)?;
        let objective = objective.in_units(self.units);
        let Solution { parameters, report, .. } =
            Solver::Auto.minimise_from(&self.smooth, &objective)?;
        self.smooth = parameters;
        Ok((objective.classes(&self.smooth), report))
    }
}

impl Walk for WalkOfClasses<'_> {
    fn largest_l1(&self) -> Result<f64, Error> {
        Ok(self.fits.largest_l1)
    }

    fn unit(&self) -> f64 {
        1.0
    }

    fn advance(&mut self, penalty: Penalty) -> Result<(Vec<f64>, Report), Error> {
        let (by_class, report) = self.by_class(penalty)?;
        Ok((by_class.concat(), report))
    }
}

impl SoftmaxRegression {
    /// One fit for each penalty of a path, each from where the one before ended; the penalty of the
    /// configuration does not count.
    ///
    /// # Errors
    /// As [`fit_problem`](Self::fit_problem); [`Error::Share`] and [`Error::NotPositive`] for the path,
    /// [`Error::PenaltyOrder`] for a list.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::paths::PenaltyPath;
    /// use models::{Problem, SoftmaxRegression};
    ///
    /// let x = matrix_from_columns(&[&[0.0, 1.0, 5.0, 6.0, 9.0, 8.0], &[1.0, 0.0, 1.0, 0.0, 0.0, 1.0]])?;
    /// let problem = Problem::new(x.as_ref(), &[0, 0, 1, 1, 2, 2])?;
    /// let path = PenaltyPath { steps: 20, ..Default::default() };
    /// let fits = SoftmaxRegression::default().path(&problem, 3, &path)?;
    /// assert_eq!(fits[0].coefficients, [[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]);
    /// assert!(fits[9].coefficients[0][0] < 0.0 && fits[9].coefficients[2][0] > 0.0);
    /// assert!(fits[9].coefficients.iter().all(|of_class| of_class[1] == 0.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn path<'p>(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
        path: impl Into<Penalties<'p>>,
    ) -> Result<Vec<FittedSoftmax>, Error> {
        let coordinates = Coordinates::along_a_path(problem, self.standardise)?;
        let seen = coordinates.seen(problem)?;
        let mut walk = WalkOfClasses::new(seen, classes, coordinates.units())?;
        let penalties = path.into().all(walk.largest_l1()?, walk.unit())?;
        let fit = |penalty: Penalty| {
            let config = Self { l1: penalty.l1, l2: penalty.l2, ..*self };
            if penalty.is_none() {
                return config.fit_problem(problem, classes);
            }
            let (by_class, report) = walk.by_class(penalty)?;
            config.sparse(problem, &coordinates, &seen, by_class, report)
        };
        penalties.into_iter().map(fit).collect()
    }

    /// As [`LogisticRegression::cross_validate`](crate::LogisticRegression::cross_validate), by the log loss of class
    /// numbers below `classes`.
    ///
    /// # Errors
    /// As [`path`](Self::path); [`Error::Folds`] for fewer than two folds, or an empty one;
    /// [`Error::WithoutFold`] when a class lies in one fold alone.
    ///
    /// ```
    /// use datasets::{Source, Stream, real, stratified_folds};
    /// use models::paths::PenaltyPath;
    /// use models::{Problem, SoftmaxRegression};
    ///
    /// let iris = real::iris()?.dataset;
    /// let (classes, names) = iris.classes()?;
    /// let folds = stratified_folds(classes, 5, &mut Stream::new(Source::ChaCha8, 42)?)?;
    /// let problem = Problem::new(iris.features.as_ref(), classes)?;
    /// let path = PenaltyPath { steps: 20, ..Default::default() };
    /// let found = SoftmaxRegression::default().cross_validate(&problem, 3, &folds, &path)?;
    /// assert!(found.losses[found.best] < 0.2 && found.within_one_standard_error <= found.best);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cross_validate<'p>(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
        folds: &[usize],
        path: impl Into<Penalties<'p>>,
    ) -> Result<CrossValidation, Error> {
        self.judge(problem, classes, (folds, path.into()), None)
    }

    /// As [`LogisticRegression::cross_validate_by`](crate::LogisticRegression::cross_validate_by), from the logits of each
    /// class.
    ///
    /// # Errors
    /// As there.
    pub fn cross_validate_by<'p>(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
        folds: &[usize],
        path: impl Into<Penalties<'p>>,
        loss: impl Fn(&HeldOut<'_, usize>) -> f64 + Sync,
    ) -> Result<CrossValidation, Error> {
        self.judge(problem, classes, (folds, path.into()), Some(&loss))
    }

    pub(super) fn judge(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
        (folds, penalties): (&[usize], Penalties<'_>),
        loss: LossOf<'_, usize>,
    ) -> Result<CrossValidation, Error> {
        penalties.check()?;
        let all = Coordinates::along_a_path(problem, self.standardise)?;
        let walk = WalkOfClasses::new(all.seen(problem)?, classes, all.units())?;
        let folds = deal(problem, folds)?;
        let others = samples_of(*problem, &folds, |fold| &fold.others)?;
        let coordinates = |others| Coordinates::along_a_path(others, self.standardise);
        let coordinates: Vec<_> = others.par_iter().map(coordinates).collect();
        let coordinates: Vec<Coordinates> =
            coordinates.into_iter().collect::<Result<_, Error>>()?;
        search(&penalties, &walk, folds.len(), |k| {
            let seen = coordinates[k].seen(&others[k])?;
            let mut walk = WalkOfClasses::new(seen, classes, coordinates[k].units())?;
            let held_out = counting(seen, &folds[k].held_out)?;
            let rows = loss.map(|_| Rows::of(&held_out));
            let others = &others[k];
            let judged = move |by_class: &[Vec<f64>]| match loss.zip(rows.as_ref()) {
                None => mean_softmax_loss(&held_out, by_class),
                Some((loss, rows)) => {
                    let by_class: Vec<&[f64]> = by_class.iter().map(|w| &**w).collect();
                    rows.loss(loss, &held_out, &by_class)
                }
            };
            Ok(move |penalty: Penalty| {
                if !penalty.is_none() {
                    return of_optimum(walk.by_class(penalty)?, |by_class| judged(by_class));
                }
                let plain = Self { l1: 0.0, l2: 0.0, ..*self }.fit_problem(others, classes)?;
                let parameters = plain.coefficients.iter().zip(&plain.intercepts);
                let by_class = parameters.map(|(c, b)| seen.parameters(c, *b));
                let by_class = by_class.collect::<Result<Vec<_>, Error>>()?;
                of_optimum((by_class, plain.report), |by_class| judged(by_class))
            })
        })
    }
}
