//! One fit for each penalty of a path, each from where the one before ended.

use linalg_lite::Gram;

use super::Penalties;
use crate::coordinates::Coordinates;
use crate::error::Error;
use crate::linear::{FittedLinear, LinearRegression};
use crate::logistic::{FittedLogistic, LogisticRegression, check_two_classes};
use crate::loss::{CrossEntropy, Loss};
use crate::objective::{MeanLoss, Quadratic, gram_of};
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::report::Report;
use crate::samples::Samples;
use crate::separation::explain_free_end;
use crate::solver::{
    Newton, Objective, Progress, ProximalNewton, Restricted, certify_rounded,
    minimise_nearly_collinear,
};
use crate::units::Units;

/// The features of a problem in the coordinates of a path, and what is kept of them for all penalties.
pub(super) trait Walk {
    /// The l1 from which on all coefficients are 0.
    fn largest_l1(&self) -> Result<f64, Error>;
    /// The deviation of the target, where penalties follow it.
    fn unit(&self) -> f64;
    /// The parameters that are best for a penalty, from where the last one led to.
    fn advance(&mut self, penalty: Penalty) -> Result<(Vec<f64>, Report), Error>;
}

/// A line: one sweep leaves the means of products, and no other looks at the data.
pub(super) struct WalkOfLine<'a> {
    gram: &'a Gram,
    start: Vec<f64>,
    units: Units<'a>,
    progress: Progress,
}

impl<'a> WalkOfLine<'a> {
    /// From coefficients of 0, but for those without a penalty.
    pub(super) fn new(gram: &'a Gram, units: Units<'a>) -> Result<Self, Error> {
        let quadratic = Quadratic::new(gram, Penalty::default(), units)?;
        let (target, mut start) = (quadratic.dim(), vec![0.0; quadratic.dim()]);
        let of_target: Vec<f64> = (0..target).map(|j| gram.products[(j, target)]).collect();
        let (free, best) = quadratic.solved(&units.free(target), &of_target)?;
        free.iter().zip(best).for_each(|(j, c)| start[*j] = c);
        let progress = Progress::at(&start, &quadratic)?;
        Ok(Self { gram, start, units, progress })
    }
}

impl Walk for WalkOfLine<'_> {
    fn largest_l1(&self) -> Result<f64, Error> {
        let quadratic = Quadratic::new(self.gram, Penalty::default(), self.units)?;
        let mut gradient = vec![0.0; quadratic.dim()];
        quadratic.gradient(&self.start, &mut gradient)?;
        Ok(self.units.largest_l1(gradient.iter().enumerate()))
    }

    fn unit(&self) -> f64 {
        let target = self.gram.means.len() - 1;
        let of_target = |j: usize| self.gram.products[(j, target)];
        let explained: f64 = self.start.iter().enumerate().map(|(j, c)| c * of_target(j)).sum();
        (of_target(target) - explained).max(0.0).sqrt()
    }

    fn advance(&mut self, penalty: Penalty) -> Result<(Vec<f64>, Report), Error> {
        let quadratic = Quadratic::new(self.gram, penalty, self.units)?;
        let mut solution = ProximalNewton::ALONG_A_PATH.advance(&mut self.progress, &quadratic)?;
        solution.report.sweeps = 1;
        Ok((solution.parameters, solution.report))
    }
}

/// Logits, whose Hessian is kept along the path while it serves.
pub(super) struct WalkOfLogits<'a> {
    objective: MeanLoss<'a, CrossEntropy>,
    start: Vec<f64>,
    units: Units<'a>,
    progress: Progress,
}

impl<'a> WalkOfLogits<'a> {
    /// From coefficients of 0 and the intercept that goes with them, or what stands for it, and those without a penalty.
    pub(super) fn new(seen: Problem<'a, bool>, units: Units<'a>) -> Result<Self, Error> {
        check_two_classes(&seen)?;
        let objective = MeanLoss::new(seen, Penalty::default())?.in_units(units);
        let mut start = vec![0.0; seen.n_features()];
        if seen.design.has_intercept() {
            let alone = seen.without_features();
            let alone = MeanLoss::<CrossEntropy>::new(alone, Penalty::default())?;
            start.extend(Newton::default().minimise(&alone)?.parameters);
        }
        let free = units.free(seen.n_features());
        if !free.is_empty() {
            let intercept = seen.design.has_intercept().then_some(seen.n_features());
            let free = free.into_iter().chain(intercept).collect();
            let alone = Restricted::new(objective, start, free);
            let found = match Newton::default().minimise(&alone) {
                Err(Error::NearlyCollinear) => minimise_nearly_collinear(&alone),
                found => found,
            };
            start = alone.all(&found?.parameters);
        }
        let progress = Progress::at(&start, &objective)?;
        Ok(Self { objective, start, units, progress })
    }
}

impl Walk for WalkOfLogits<'_> {
    fn largest_l1(&self) -> Result<f64, Error> {
        let mut gradient = vec![0.0; self.start.len()];
        self.objective.gradient(&self.start, &mut gradient)?;
        let of_features = gradient.iter().take(self.objective.problem.n_features());
        Ok(self.units.largest_l1(of_features.enumerate()))
    }

    fn unit(&self) -> f64 {
        1.0
    }

    fn advance(&mut self, penalty: Penalty) -> Result<(Vec<f64>, Report), Error> {
        let objective = self.objective.with_penalty(penalty)?;
        let solution = ProximalNewton::ALONG_A_PATH.advance(&mut self.progress, &objective)?;
        Ok((solution.parameters, solution.report))
    }
}

impl LinearRegression {
    /// One fit for each penalty of a path, each from where the one before ended; the penalty of the
    /// configuration does not count.
    ///
    /// One sweep over the data serves all of them: the means of products that it leaves are all a line
    /// depends on.
    ///
    /// # Errors
    /// As [`fit_problem`](Self::fit_problem); [`Error::Share`] and [`Error::NotPositive`] for the path,
    /// [`Error::PenaltyOrder`] for a list.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::paths::PenaltyPath;
    /// use models::{LinearRegression, Problem};
    ///
    /// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0], &[1.0, -1.0, 1.0, -1.0]])?;
    /// let problem = Problem::new(x.as_ref(), &[1.0, 2.9, 5.1, 7.0])?;
    /// let path = PenaltyPath { steps: 20, ..Default::default() };
    /// let fits = LinearRegression::default().path(&problem, &path)?;
    /// assert_eq!(fits[0].coefficients, [0.0, 0.0]);
    /// assert!(fits[10].coefficients[0] > 1.0 && fits[10].coefficients[1] == 0.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn path<'p>(
        &self,
        problem: &Problem<'_, f64>,
        path: impl Into<Penalties<'p>>,
    ) -> Result<Vec<FittedLinear>, Error> {
        let coordinates = Coordinates::along_a_path(problem, self.standardise)?;
        let gram = gram_of(problem)?;
        let mut walk = WalkOfLine::new(&gram, coordinates.units())?;
        let penalties = path.into().all(walk.largest_l1()?, walk.unit())?;
        let samples = Samples::of(problem);
        let line = Quadratic::new(&gram, Penalty::default(), Units::default())?;
        let fit = |penalty: Penalty| {
            let config = Self { penalty, ..*self };
            if problem.effective(penalty).is_none() {
                return config.fit_problem(problem);
            }
            let (coefficients, report) = walk.advance(penalty)?;
            let has_intercept = problem.design.has_intercept();
            let intercept = if has_intercept { line.intercept(&coefficients) } else { 0.0 };
            let of_penalty = Quadratic::new(&gram, penalty, coordinates.units())?;
            let mut report = self.seen(problem, &of_penalty, &coefficients, intercept, report)?;
            coordinates.name_left_out(problem, &mut report);
            report.has_bounds = problem.nonnegative.is_some();
            Ok(FittedLinear { coefficients, intercept, config, samples, report })
        };
        penalties.into_iter().map(fit).collect()
    }
}

impl LogisticRegression {
    /// One fit for each penalty of a path, each from where the one before ended; the penalty of the
    /// configuration does not count.
    ///
    /// # Errors
    /// As [`fit_problem`](Self::fit_problem); [`Error::Share`] and [`Error::NotPositive`] for the path,
    /// [`Error::PenaltyOrder`] for a list.
    pub fn path<'p>(
        &self,
        problem: &Problem<'_, bool>,
        path: impl Into<Penalties<'p>>,
    ) -> Result<Vec<FittedLogistic>, Error> {
        let coordinates = Coordinates::along_a_path(problem, self.standardise)?;
        let seen = coordinates.seen(problem)?;
        let mut walk = WalkOfLogits::new(seen, coordinates.units())?;
        let penalties = path.into().all(walk.largest_l1()?, walk.unit())?;
        let samples = Samples::of(problem);
        let fit = |penalty: Penalty| {
            let config = Self { penalty, ..*self };
            if problem.effective(penalty).is_none() {
                return config.fit_problem(problem);
            }
            let (parameters, report) = walk.advance(penalty)?;
            let (coefficients, intercept) = coordinates.plain(&seen, parameters)?;
            let curvature = CrossEntropy::LARGEST_CURVATURE;
            let mut report = certify_rounded(report, intercept, curvature, CrossEntropy::UNIT);
            report.has_bounds = problem.nonnegative.is_some();
            explain_free_end(&mut report, problem, penalty, 2, usize::from)?;
            coordinates.name_left_out(problem, &mut report);
            Ok(FittedLogistic { coefficients, intercept, config, samples, report })
        };
        penalties.into_iter().map(fit).collect()
    }
}
