//! The coordinates that a solver works in, and the way back to those of the features.

use linalg_lite::{Centres, Chosen, Combination, Moments, dependencies};

use crate::constants::Constants;
use crate::error::{Error, check_overflow};
use crate::problem::{Problem, Target};
use crate::report::{Report, Status};
use crate::solver::{Objective, Scaled, Solver};
use crate::units::Units;

/// Solvers that do not depend on the coordinates see features that count from their means: `(x - m) w`.
/// A standardised penalty then counts coefficients in units of the deviations. Gradient descent sees
/// the features as they are, or standardised ones, because its path is the lesson.
pub(crate) struct Coordinates {
    centres: Centres,
    /// What a coefficient is multiplied by before it is penalised; empty for 1, infinite for a feature that is left
    /// out.
    units: Vec<f64>,
    /// What penalties are multiplied by; empty for 1.
    factors: Vec<f64>,
    /// Which coefficients may not be negative; empty for none.
    nonnegative: Vec<bool>,
    /// What features are divided by where the solver walks on standardised ones; empty for 1.
    scales: Vec<f64>,
    /// The features that are left out.
    left_out: Vec<Combination>,
}

impl Coordinates {
    /// Those that suit a solver.
    pub(crate) fn for_solver<T: Target>(
        solver: &Solver,
        problem: &Problem<'_, T>,
        standardise: bool,
        is_penalised: bool,
    ) -> Result<Self, Error> {
        match solver {
            Solver::GradientDescent(_) => Self::for_descent(problem, standardise, is_penalised),
            _ => Self::for_any_penalty(problem, standardise && is_penalised),
        }
    }

    pub(crate) fn for_any_solver<T: Target>(problem: &Problem<'_, T>) -> Result<Self, Error> {
        let centres = problem.centres()?;
        let factors = problem.penalty_factors.unwrap_or_default().to_vec();
        let nonnegative = problem.nonnegative.unwrap_or_default().to_vec();
        let (units, scales, left_out) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { centres, units, factors, nonnegative, scales, left_out })
    }

    /// As for any solver, with a penalty.
    pub(crate) fn for_any_penalty<T: Target>(
        problem: &Problem<'_, T>,
        standardise: bool,
    ) -> Result<Self, Error> {
        let mut coordinates = Self::for_any_solver(problem)?;
        if standardise {
            let Constants { units, left_out } = Constants::among(problem, &moments(problem)?)?;
            (coordinates.units, coordinates.left_out) = (units, left_out);
        }
        Ok(coordinates)
    }

    /// As for any penalty with an l1, of whatever size.
    pub(crate) fn along_a_path<T: Target>(
        problem: &Problem<'_, T>,
        standardise: bool,
    ) -> Result<Self, Error> {
        Self::for_any_penalty(problem, standardise)?.without_replaced(problem, true)
    }

    /// Leaves out what others replace among the features without a penalty: where there are corners, no solver would
    /// find out. The others must be free to take over: one with a bound takes the part of another one with a bound, if
    /// its share is positive.
    pub(crate) fn without_replaced<T: Target>(
        mut self,
        problem: &Problem<'_, T>,
        is_penalised: bool,
    ) -> Result<Self, Error> {
        let is_alone = |j: usize| !is_penalised || problem.is_free(j);
        let alone: Vec<usize> = (0..problem.n_features()).filter(|j| is_alone(*j)).collect();
        if alone.is_empty() || problem.penalty_factors.is_none() && problem.nonnegative.is_none() {
            return Ok(self);
        }
        let chosen =
            Chosen::new(problem.design.features(), |mut of_column| of_column.all(is_alone));
        let design = problem.with_features(&chosen)?.design;
        let is_bounded = |j: usize| self.nonnegative.get(j) == Some(&true);
        self.units.resize(problem.n_features(), 1.0);
        for mut found in dependencies(design, problem.weight_values())?.combinations {
            found.feature = alone[found.feature];
            found.terms.iter_mut().for_each(|(j, _)| *j = alone[*j]);
            let takes_over = |(j, share): &(usize, f64)| {
                !is_bounded(*j) || is_bounded(found.feature) && *share > 0.0
            };
            if self.units[found.feature].is_finite() && found.terms.iter().all(takes_over) {
                self.units[found.feature] = f64::INFINITY;
                self.left_out.push(found);
            }
        }
        Ok(self)
    }

    /// Standardised features have mean 0 (if there is an intercept) and deviation 1, but for those that are
    /// constant.
    pub(crate) fn for_descent<T: Target>(
        problem: &Problem<'_, T>,
        standardise: bool,
        is_penalised: bool,
    ) -> Result<Self, Error> {
        let (mut units, mut scales, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        let mut centres = Centres::zero(problem.n_features());
        if standardise {
            let moments = moments(problem)?;
            let constants = Constants::among(problem, &moments)?;
            let is_scale = |unit: f64| unit > 0.0 && unit.is_finite();
            let scale = |unit: &f64| if is_scale(*unit) { *unit } else { 1.0 };
            (centres, scales) = (moments.centres(), constants.units.iter().map(scale).collect());
            if is_penalised {
                (units, left_out) = (constants.units, constants.left_out);
            }
        }
        let factors = problem.penalty_factors.unwrap_or_default().to_vec();
        let nonnegative = problem.nonnegative.unwrap_or_default().to_vec();
        Ok(Self { centres, units, factors, nonnegative, scales, left_out })
    }

    /// What penalties are counted in.
    pub(crate) fn units(&self) -> Units<'_> {
        let (factors, nonnegative) = (&self.factors, &self.nonnegative);
        Units { deviations: &self.units, factors, nonnegative }
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
        let scale = |i: usize| self.scales.get(i % group).copied().unwrap_or(1.0);
        let dim = if self.scales.is_empty() { 0 } else { objective.dim() };
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

    /// The report says which features were left out.
    pub(crate) fn name_left_out<T>(&self, problem: &Problem<'_, T>, report: &mut Report) {
        if self.left_out.is_empty() {
            return;
        }
        if report.status == Status::Converged {
            let rank = problem.design.dim() - self.left_out.len();
            report.status = Status::RankDeficient { rank };
        }
        report.combinations.clone_from(&self.left_out);
        report.name_sets(problem.design.features());
    }
}

/// Means and variances of the features, in samples that count.
fn moments<T: Target>(problem: &Problem<'_, T>) -> Result<Moments, Error> {
    Ok(problem.design.moments(problem.weight_values())?)
}
