use linalg_lite::Mat;

use super::progress::Progress;
use super::proximal_newton::ProximalNewton;
use super::{Solution, TwiceDifferentiable, hold_to_certificate};
use crate::error::Error;
use crate::penalty::Penalty;
use crate::report::{Certificate, Status};

/// An objective of very many parameters, most of which are 0: as an [`Objective`](super::Objective) it has only
/// its members, and a look at the others tells which of them should be admitted.
pub(crate) trait Selective: TwiceDifferentiable {
    /// What holds at the members `w` and a 0 for all others, in one sweep over the data.
    fn overview(&self, w: &[f64]) -> Result<Overview, Error>;

    /// Whether a parameter is a member.
    fn is_member(&self, parameter: usize) -> bool;

    /// Whether a parameter with this slope would leave 0.
    fn is_steep(&self, parameter: usize, slope: f64) -> bool;

    /// Takes another penalty.
    fn set_penalty(&mut self, penalty: Penalty) -> Result<(), Error>;

    /// How many parameters should be admitted at once.
    fn most_newcomers(&self) -> usize;

    /// Makes further parameters members, behind those that are.
    fn admit(&mut self, newcomers: &[usize]) -> Result<(), Error>;

    /// The columns from `first` on of the members' Hessian at `w`.
    fn hessian_columns(&self, w: &[f64], first: usize) -> Result<Mat<f64>, Error>;
}

/// The slopes of all parameters, without the penalties, and how far the objective can be above its minimum.
pub(crate) struct Overview {
    pub(crate) slopes: Vec<f64>,
    pub(crate) gap: Option<f64>,
}

/// How near to its optimum a fit should come.
#[derive(Clone, Copy)]
pub(crate) struct Aim {
    /// No step is left that would lower the objective by so much, in units of `1 + |J|`.
    tolerance: f64,
    /// The duality gap is no larger, in the same units.
    gap: f64,
}

impl Aim {
    /// For a fit on the way to another.
    pub(crate) const ROUGHLY: Self = Self { tolerance: 1e-6, gap: f64::INFINITY };
    /// For the many fits of a path: coefficients to about six digits.
    pub(crate) const ALONG_A_PATH: Self = Self { tolerance: 1e-12, gap: 1e-8 };
    /// For one fit.
    pub(crate) const OPTIMUM: Self = Self { tolerance: 1e-24, gap: 1e-10 };
}

/// The smallest tolerance that rounding allows for.
const LEAST: f64 = 1e-26;

/// A parabola with so many parameters takes long to its last digit, and another one will follow.
const ROUGHNESS: f64 = 1e-2;

/// Proximal Newton on the members alone, which grow until no other parameter would leave 0:
///
/// 1. admit the parameters whose slope is beyond their l1, or the steepest of them;
/// 2. minimise over the members, with the Hessian at hand: newcomers add columns to it, taken where it was taken;
/// 3. look at all slopes, and begin again if some are beyond their l1;
/// 4. stop when the duality gap is small, or nothing is left to gain.
///
/// # Source
/// Tibshirani and others, *Strong rules for discarding predictors in lasso-type problems*, JRSS B 74 (2012).
pub(crate) struct WorkingSet {
    progress: Progress,
    slopes: Vec<f64>,
}

impl WorkingSet {
    /// At the optimum of the members that there are from the beginning.
    pub(crate) fn at_start(objective: &impl Selective) -> Result<Self, Error> {
        let mut progress = Progress::at(&vec![0.0; objective.dim()], objective)?;
        let solver = ProximalNewton { certifies: false, tolerance: LEAST, ..Default::default() };
        let start = solver.advance(&mut progress, objective)?;
        progress.roughness = ROUGHNESS;
        Ok(Self { progress, slopes: objective.overview(&start.parameters)?.slopes })
    }

    /// The slopes of all parameters where it has got to, without penalties where they are 0.
    pub(crate) fn slopes(&self) -> &[f64] {
        &self.slopes
    }

    /// Goes near the minimum for a single penalty, by way of some larger ones, which leave most parameters out of account;
    /// from `largest_l1` on all are 0.
    pub(crate) fn approach(
        &mut self,
        objective: &mut impl Selective,
        penalty: Penalty,
        largest_l1: f64,
    ) -> Result<(), Error> {
        const STEP: f64 = 4.0;
        let mut times = 1.0;
        while penalty.l1 > 0.0 && STEP * times * penalty.l1 < largest_l1 && times < f64::MAX / STEP
        {
            times *= STEP;
        }
        while times > 1.0 {
            let larger = Penalty { l1: times * penalty.l1, l2: times * penalty.l2 };
            objective.set_penalty(larger.per(1.0))?; // within all numbers
            let _on_the_way = self.advance(objective, Aim::ROUGHLY)?;
            times /= STEP;
        }
        objective.set_penalty(penalty)
    }

    /// Goes on to the minimum of an objective that differs in its penalties alone.
    pub(crate) fn advance(
        &mut self,
        objective: &mut impl Selective,
        aim: Aim,
    ) -> Result<Solution, Error> {
        const CLOSER: f64 = 1e-3;
        let mut solver = ProximalNewton { certifies: false, ..Default::default() };
        solver.tolerance = aim.tolerance;
        let (mut sweeps, mut trace) = (0, Vec::new());
        self.admit_steep(objective)?;
        let (mut solution, gap) = loop {
            let mut solution = solver.advance(&mut self.progress, objective)?;
            sweeps += solution.report.sweeps + 1;
            trace.append(&mut solution.report.trace);
            let Overview { slopes, gap } = objective.overview(&solution.parameters)?;
            self.slopes = slopes;
            let has_ended = solution.report.status == Status::Converged;
            if has_ended && self.admit_steep(objective)? {
                continue;
            }
            let is_small = |gap: f64| gap <= aim.gap * (1.0 + solution.report.objective.abs());
            if !has_ended || gap.is_some_and(is_small) || solver.tolerance <= LEAST {
                break (solution, gap);
            }
            solver.tolerance = (CLOSER * solver.tolerance).max(LEAST);
        };
        let report = &mut solution.report;
        (report.sweeps, report.iterations, report.trace) = (sweeps, trace.len(), trace);
        report.certificate = gap.map(Certificate::proven);
        hold_to_certificate(report, objective.unit()?, objective.noise());
        Ok(solution)
    }

    /// Makes members of all whose slope is beyond their l1, and returns whether there were any.
    fn admit_steep(&mut self, objective: &mut impl Selective) -> Result<bool, Error> {
        let is_steep = |j: &usize| objective.is_steep(*j, self.slopes[*j]);
        let others = (0..self.slopes.len()).filter(|j| !objective.is_member(*j));
        let mut newcomers: Vec<usize> = others.filter(is_steep).collect();
        if newcomers.is_empty() {
            return Ok(false);
        }
        if newcomers.len() > objective.most_newcomers() {
            let steepness = |j: &usize| self.slopes[*j].abs();
            newcomers.sort_by(|a, b| steepness(b).total_cmp(&steepness(a)));
            newcomers.truncate(objective.most_newcomers());
        }
        let first = objective.dim();
        objective.admit(&newcomers)?;
        let mut hessian_at = self.progress.hessian_at.clone();
        hessian_at.resize(objective.dim(), 0.0);
        let columns = objective.hessian_columns(&hessian_at, first)?;
        let slopes: Vec<f64> = newcomers.iter().map(|j| self.slopes[*j]).collect();
        self.progress.admit(&slopes, &columns, objective);
        Ok(true)
    }
}
