//! The coordinates that a solver works in, and the way back to those of the features.

use linalg_lite::{Centres, Moments};

use crate::error::{Error, check_overflow};
use crate::problem::{Problem, Target};
use crate::solver::{Objective, Scaled};

/// Solvers that do not depend on the coordinates see features that count from their means: `(x - m) w`.
/// A standardised penalty then counts coefficients in units of the deviations. Gradient descent sees
/// the features as they are, or standardised ones, because its path is the lesson.
pub(crate) struct Coordinates {
    centres: Centres,
    /// What a coefficient is multiplied by before it is penalised; empty for 1.
    pub(crate) units: Vec<f64>,
    /// Whether the solver walks in these units.
    is_scaled: bool,
}

impl Coordinates {
    pub(crate) fn for_any_solver<T: Target>(
        problem: &Problem<'_, T>,
        standardise: bool,
    ) -> Result<Self, Error> {
        let units = if standardise { deviations(&moments(problem)?) } else { Vec::new() };
        check_units(problem, &units)?;
        Ok(Self { centres: problem.centres()?, units, is_scaled: false })
    }

    /// As for any solver, where no feature may go without its penalty. The coefficient of a constant one is 0 beside an
    /// intercept, whatever it costs: as much as one of deviation 1, so that rounding does not decide instead.
    pub(crate) fn for_any_penalty<T: Target>(
        problem: &Problem<'_, T>,
        standardise: bool,
    ) -> Result<Self, Error> {
        let mut coordinates = Self::for_any_solver(problem, standardise)?;
        if problem.design.has_intercept() {
            coordinates.without_zeros();
        }
        Ok(coordinates)
    }

    fn without_zeros(&mut self) {
        self.units.iter_mut().filter(|unit| **unit == 0.0).for_each(|unit| *unit = 1.0);
    }

    /// Standardised features have mean 0 (if there is an intercept) and deviation 1, but for those that are
    /// constant.
    pub(crate) fn for_descent<T: Target>(
        problem: &Problem<'_, T>,
        standardise: bool,
    ) -> Result<Self, Error> {
        if !standardise {
            let centres = Centres::zero(problem.n_features());
            return Ok(Self { centres, units: Vec::new(), is_scaled: false });
        }
        let moments = moments(problem)?;
        let units = deviations(&moments);
        check_units(problem, &units)?;
        let mut coordinates = Self { centres: moments.centres(), units, is_scaled: true };
        coordinates.without_zeros();
        Ok(coordinates)
    }

    /// The problem as the solver sees it.
    pub(crate) fn seen<'b, T: Target>(
        &'b self,
        problem: &'b Problem<'_, T>,
    ) -> Result<Problem<'b, T>, Error> {
        problem.centred(&self.centres)
    }

    /// The objective as the solver sees it, in groups of parameters, one group a class.
    pub(crate) fn scaled<O: Objective>(&self, objective: O, group: usize) -> Scaled<O> {
        let scale = |i: usize| self.units.get(i % group).copied().unwrap_or(1.0);
        let dim = if self.is_scaled { objective.dim() } else { 0 };
        Scaled::new(objective, (0..dim).map(scale).collect())
    }

    /// Coefficients and intercept of the features, from the parameters of those that the solver sees.
    pub(crate) fn plain<T: Target>(
        &self,
        seen: &Problem<'_, T>,
        parameters: Vec<f64>,
    ) -> Result<(Vec<f64>, f64), Error> {
        let (coefficients, intercept) = seen.coefficients_and_intercept(parameters)?;
        check_overflow(&coefficients)?;
        check_overflow(&[intercept])?;
        Ok((coefficients, intercept))
    }
}

/// Refuses a deviation whose square has overflowed or vanished, but for that of a constant column.
fn check_units<T: Target>(problem: &Problem<'_, T>, units: &[f64]) -> Result<(), Error> {
    let is_sound = |unit: &f64| (unit * unit).is_normal();
    if units.iter().all(is_sound) {
        return Ok(());
    }
    let is_constant = problem.constant_features()?;
    let pairs = units.iter().zip(&is_constant);
    let all_sound = pairs.into_iter().all(|(unit, is_constant)| is_sound(unit) || *is_constant);
    if all_sound { Ok(()) } else { Err(Error::Overflow) }
}

/// Means and variances of the features, in samples that count.
fn moments<T: Target>(problem: &Problem<'_, T>) -> Result<Moments, Error> {
    Ok(problem.design.moments(problem.weight_values())?)
}

fn deviations(moments: &Moments) -> Vec<f64> {
    moments.variances.iter().map(|variance| variance.sqrt()).collect()
}
