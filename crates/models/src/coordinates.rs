//! The coordinates that a solver works in, and the way back to those of the features.

use linalg_lite::{Centres, Mat, dot};

use crate::error::{Error, check_overflow};
use crate::problem::{Problem, Target};

/// Solvers that do not depend on the coordinates see features that count from their means: `(x - m) w`.
/// A standardised penalty then counts coefficients in units of the deviations. Gradient descent sees
/// the features as they are, or standardised ones, because its path is the lesson.
pub(crate) struct Coordinates {
    centres: Centres,
    /// What a coefficient is multiplied by before it is penalised; empty for 1.
    pub(crate) units: Vec<f64>,
    standardised: Option<Standardised>,
}

struct Standardised {
    features: Mat<f64>,
    means: Vec<f64>,
    deviations: Vec<f64>,
}

impl Coordinates {
    pub(crate) fn for_any_solver<T: Target>(
        problem: &Problem<'_, T>,
        standardise: bool,
    ) -> Result<Self, Error> {
        let units = if standardise { moments(problem)?.1 } else { Vec::new() };
        check_units(problem, &units)?;
        Ok(Self { centres: problem.centres()?, units, standardised: None })
    }

    pub(crate) fn for_descent<T: Target>(
        problem: &Problem<'_, T>,
        standardise: bool,
    ) -> Result<Self, Error> {
        let centres = Centres::zero(problem.n_features());
        let standardised = standardise.then(|| standardised(problem)).transpose()?;
        Ok(Self { centres, units: Vec::new(), standardised })
    }

    /// The problem as the solver sees it.
    pub(crate) fn seen<'b, T: Target>(
        &'b self,
        problem: &'b Problem<'_, T>,
    ) -> Result<Problem<'b, T>, Error> {
        let Some(Standardised { features, .. }) = &self.standardised else {
            return problem.centred(&self.centres);
        };
        let seen = Problem {
            weights: problem.weights,
            offset: problem.offset,
            ..Problem::new(features.as_ref(), problem.target)?
        };
        Ok(if problem.design.has_intercept() { seen } else { seen.without_intercept() })
    }

    /// Coefficients and intercept of the features, from the solver's parameters.
    pub(crate) fn plain<T: Target>(
        &self,
        seen: &Problem<'_, T>,
        parameters: Vec<f64>,
    ) -> Result<(Vec<f64>, f64), Error> {
        let (mut coefficients, mut intercept) = seen.coefficients_and_intercept(parameters)?;
        if let Some(Standardised { means, deviations, .. }) = &self.standardised {
            coefficients.iter_mut().zip(deviations).for_each(|(c, deviation)| *c /= deviation);
            intercept -= dot(&coefficients, means);
        }
        check_overflow(&coefficients)?;
        check_overflow(&[intercept])?;
        Ok((coefficients, intercept))
    }
}

/// Refuses a deviation whose square has overflowed or vanished, but for that of a constant column.
fn check_units<T: Target>(problem: &Problem<'_, T>, units: &[f64]) -> Result<(), Error> {
    let (mut firsts, mut level) = (vec![None; units.len()], Vec::new());
    let mut is_constant = vec![true; units.len()];
    if units.iter().all(|unit| (unit * unit).is_normal()) {
        return Ok(());
    }
    problem.design.for_each_block(|block| {
        for j in 0..units.len() {
            let values = block.rows().zip(block.feature(j, &mut level));
            for (_, value) in values.filter(|(i, _)| problem.weight(*i) > 0.0) {
                is_constant[j] &= *firsts[j].get_or_insert(*value) == *value;
            }
        }
    })?;
    let is_sound = |(j, unit): (usize, &f64)| (unit * unit).is_normal() || is_constant[j];
    if units.iter().enumerate().all(is_sound) { Ok(()) } else { Err(Error::Overflow) }
}

/// Means and standard deviations of the features, in samples that count.
fn moments<T: Target>(problem: &Problem<'_, T>) -> Result<(Vec<f64>, Vec<f64>), Error> {
    let moments = problem.design.moments(problem.weight_values())?;
    Ok((moments.means, moments.variances.iter().map(|variance| variance.sqrt()).collect()))
}

/// A copy with mean 0 (if there is an intercept) and deviation 1, but for columns that are constant.
fn standardised<T: Target>(problem: &Problem<'_, T>) -> Result<Standardised, Error> {
    let (mut means, mut deviations) = moments(problem)?;
    if !problem.design.has_intercept() {
        means.fill(0.0);
    }
    deviations.iter_mut().filter(|deviation| **deviation == 0.0).for_each(|d| *d = 1.0);
    let mut features = Mat::zeros(problem.n_rows(), problem.n_features());
    let mut level = Vec::new();
    problem.design.for_each_block(|block| {
        for j in 0..means.len() {
            for (i, value) in block.rows().zip(block.feature(j, &mut level)) {
                features[(i, j)] = (value - means[j]) / deviations[j];
            }
        }
    })?;
    Ok(Standardised { features, means, deviations })
}
