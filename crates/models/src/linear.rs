mod few_rows;
mod solved;

use linalg_lite::{Features, least_squares};
use serde::{Deserialize, Serialize};

use crate::aliased::{self, minimum_norm, uncertified};
use crate::boundary::Boundary;
use crate::coordinates::Coordinates;
use crate::error::{Error, check_overflow};
use crate::logits::logits;
use crate::loss::{Loss, SquaredError};
use crate::objective::{MeanLoss, Quadratic, gram_of};
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::report::{Bound, Report};
use crate::samples::Samples;
use crate::solver::{
    GradientDescent, MANY_PARAMETERS, Newton, Objective, ProximalNewton, Solution, Solver,
    TwiceDifferentiable, certify_rounded,
};
use crate::wide::is_wide;

pub(crate) use solved::report_of;

/// Linear regression: the coefficients c and the intercept b that minimise
/// `mean (z - y)^2 / 2 + l1 sum |c_j| + l2/2 sum c_j^2`, with the prediction `z = X c + b`.
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::LinearRegression;
///
/// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0]])?;
/// let line = LinearRegression::default().fit(x.as_ref(), &[1.0, 3.0, 5.0])?;
/// assert!((line.coefficients[0] - 2.0).abs() < 1e-15 && (line.intercept - 1.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 3.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinearRegression {
    /// How the minimum is found.
    pub solver: LinearSolver,
    /// What large coefficients cost.
    #[serde(flatten)]
    pub penalty: Penalty,
    /// Whether the penalty counts each coefficient in units of its feature's standard deviation, so that it
    /// treats all alike, and whether gradient descent works in those units.
    #[serde(default)]
    pub standardise: bool,
}

/// The two ways to a [`LinearRegression`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum LinearSolver {
    /// Directly: from the products of centred columns or, where these are nearly collinear, by a column-pivoted QR
    /// factorisation. With an l1 from the means of products, by [`ProximalNewton`]; where most products would be of
    /// zeros and ones, and are many, by Newton's two steps.
    #[default]
    #[serde(alias = "LeastSquares")]
    LeastSquares,
    /// Step by step.
    #[serde(alias = "GradientDescent")]
    GradientDescent(GradientDescent),
}

/// A fitted line, plane or hyperplane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "a fit may not be what was hoped for: look at its report"]
pub struct FittedLinear {
    /// One per feature, in target units per feature unit.
    pub coefficients: Vec<f64>,
    /// In target units; 0 without an intercept.
    pub intercept: f64,
    /// What was minimised, and how.
    pub config: LinearRegression,
    /// The samples it was minimised on.
    #[serde(flatten)]
    pub samples: Samples,
    /// How the fit ended. The coefficient of an aliased feature is 0.
    pub report: Report,
}

impl LinearRegression {
    /// Fits `targets` (one per sample) on `features` (`n_samples x n_features`).
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or shapes, [`Error::Penalty`], [`Error::TooLarge`], and those
    /// of [`GradientDescent::minimise`].
    pub fn fit<'a>(
        &self,
        features: impl Into<Features<'a>>,
        targets: &'a [f64],
    ) -> Result<FittedLinear, Error> {
        self.fit_problem(&Problem::new(features, targets)?)
    }

    /// As [`fit`](Self::fit), for samples that have weights or an offset, or without an intercept.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_problem(&self, problem: &Problem<'_, f64>) -> Result<FittedLinear, Error> {
        self.minimise(problem).map_err(|error| problem.naming_overflow(error))
    }

    fn minimise(&self, problem: &Problem<'_, f64>) -> Result<FittedLinear, Error> {
        let effective = Self { penalty: problem.effective(self.penalty), ..*self };
        let has_corners = effective.penalty.l1 > 0.0 || problem.nonnegative.is_some();
        let has_levels = has_many_levels(problem);
        let ((coefficients, intercept), mut report) = match self.solver {
            LinearSolver::GradientDescent(solver) => effective.descend(solver, problem)?,
            LinearSolver::LeastSquares if is_wide(problem) && !has_levels => {
                effective.of_few_rows(problem)?
            }
            LinearSolver::LeastSquares if has_corners => effective.by_products(problem)?,
            LinearSolver::LeastSquares if has_levels || effective.has_free_features(problem) => {
                effective.by_steps(problem)?
            }
            LinearSolver::LeastSquares => effective.directly(problem)?,
        };
        check_overflow(&[report.objective, report.gradient_norm, intercept])?;
        check_overflow(&coefficients)?;
        let samples = Samples::of(problem);
        report.has_bounds = problem.nonnegative.is_some();
        Ok(FittedLinear { coefficients, intercept, config: *self, samples, report })
    }

    fn directly(&self, problem: &Problem<'_, f64>) -> Result<((Vec<f64>, f64), Report), Error> {
        let Penalty { l2, .. } = self.penalty.check()?;
        let coordinates = Coordinates::for_any_penalty(problem, self.standardise && l2 > 0.0)?;
        let units = coordinates.units();
        let of = |j: usize| match units.is_left_out(j) {
            true => f64::INFINITY,
            false => units.penalty(j, Penalty::l2(l2)).l2,
        };
        let penalised = if l2 > 0.0 { problem.n_features() } else { 0 };
        let penalties: Vec<f64> = (0..penalised).map(of).collect();
        let left = problem.target_less_offset();
        let weights = problem.weight_values();
        let solution = least_squares(problem.design, &left, weights, &penalties)?;
        let mut report = report_of(&solution)?;
        report.name_sets(problem.design.features());
        coordinates.name_left_out(problem, &mut report);
        let mut coefficients = solution.weights;
        let has_intercept = problem.design.has_intercept();
        let intercept = if has_intercept { coefficients.pop().unwrap_or(0.0) } else { 0.0 };
        Ok(((coefficients, intercept), report))
    }

    /// Whether the penalty is for some features alone: combinations among the others are then left out.
    fn has_free_features(&self, problem: &Problem<'_, f64>) -> bool {
        !self.penalty.is_none() && (0..problem.n_features()).any(|j| problem.is_free(j))
    }

    /// By the codes of many levels, or where some features have no penalty: Newton's first step leads to the minimum of the parabola, and a second takes off the
    /// rounding of the first. The levels of a category too large for a Hessian are eliminated.
    fn by_steps(&self, problem: &Problem<'_, f64>) -> Result<((Vec<f64>, f64), Report), Error> {
        let is_penalised = !self.penalty.is_none();
        let coordinates = Coordinates::for_any_penalty(problem, self.standardise && is_penalised)?;
        let seen = coordinates.seen(problem)?;
        let objective = MeanLoss::<SquaredError>::new(seen, self.penalty)?;
        let objective = objective.in_units(coordinates.units());
        let solver = match seen.design.dim() > MANY_PARAMETERS && objective.wide().is_empty() {
            true => Solver::Auto,
            false => Solver::Newton(Newton::default()),
        };
        let Solution { parameters, mut report, .. } =
            aliased::minimise(&solver, &objective, &seen, uncertified)?;
        coordinates.name_left_out(problem, &mut report);
        Ok((coordinates.plain(&seen, parameters)?, report))
    }

    fn descend(
        &self,
        solver: GradientDescent,
        problem: &Problem<'_, f64>,
    ) -> Result<((Vec<f64>, f64), Report), Error> {
        let is_penalised = !self.penalty.is_none();
        let coordinates = Coordinates::for_descent(problem, self.standardise, is_penalised)?;
        let seen = coordinates.seen(problem)?;
        let objective = MeanLoss::<SquaredError>::new(seen, self.penalty)?;
        let objective = objective.in_units(coordinates.units());
        let objective = coordinates.scaled(objective, seen.design.dim());
        let solver = Solver::GradientDescent(solver);
        let mut solution = aliased::minimise(&solver, &objective, &seen, uncertified)?;
        coordinates.name_left_out(problem, &mut solution.report);
        let parameters = objective.plain(&solution.parameters).into_owned();
        Ok((coordinates.plain(&seen, parameters)?, solution.report))
    }

    /// The l1 by way of the means of products, which one sweep leaves.
    fn by_products(&self, problem: &Problem<'_, f64>) -> Result<((Vec<f64>, f64), Report), Error> {
        let coordinates = Coordinates::for_any_penalty(problem, self.standardise)?
            .without_replaced(problem, !self.penalty.is_none())?;
        let gram = gram_of(problem)?;
        let quadratic = Quadratic::new(&gram, self.penalty, coordinates.units())?;
        let start = vec![0.0; problem.n_features()];
        let mut solution = ProximalNewton::default().minimise_from(&start, &quadratic)?;
        solution.report.sweeps = 1;
        let intercept = quadratic.intercept(&solution.parameters);
        let intercept = if problem.design.has_intercept() { intercept } else { 0.0 };
        let mut report =
            self.seen(problem, &quadratic, &solution.parameters, intercept, solution.report)?;
        coordinates.name_left_out(problem, &mut report);
        Ok(((solution.parameters, intercept), report))
    }

    /// The report of a fit by means of products; where their rounding shows in the objective, the data are asked.
    pub(crate) fn seen(
        &self,
        problem: &Problem<'_, f64>,
        quadratic: &Quadratic<'_>,
        coefficients: &[f64],
        intercept: f64,
        mut report: Report,
    ) -> Result<Report, Error> {
        const SHOWS: f64 = 1e-10;
        let (unit, rounding) = (quadratic.unit()?, quadratic.rounding(coefficients));
        if let Some(found) = &mut report.certificate
            && found.bound == Bound::Local
        {
            found.gap += rounding; // a proof counts it
        }
        if report.objective < 0.0 {
            report.objective = 0.0; // products of an exact fit leave but their rounding
        }
        if rounding > SHOWS * (unit + report.objective) {
            let coordinates = Coordinates::for_any_solver(problem)?;
            let seen = coordinates.seen(problem)?;
            let loss = MeanLoss::<SquaredError>::new(seen, Penalty::default())?;
            let loss = loss.mean_loss(&seen.parameters(coefficients, intercept)?)?;
            let penalty = |j: usize| quadratic.penalty(j).of(coefficients[j]);
            report.objective = loss + (0..coefficients.len()).map(penalty).sum::<f64>();
            report.sweeps += 1;
        }
        Ok(certify_rounded(report, intercept, SquaredError::LARGEST_CURVATURE, unit))
    }
}

/// Whether most features are levels, whose codes take a small part of the work of zeros and ones, and that work is too
/// much: of more parameters than a square should hold, or of many rows.
pub(crate) fn has_many_levels(problem: &Problem<'_, f64>) -> bool {
    const MANY_PRODUCTS: f64 = 1e10;
    let levels: usize = problem.design.features().categories().map(|levels| levels.len()).sum();
    let dim = problem.design.dim();
    let products = problem.n_rows() as f64 * dim as f64 * dim as f64;
    2 * levels > dim.min(MANY_PARAMETERS) && (dim > MANY_PARAMETERS || products > MANY_PRODUCTS)
}

impl FittedLinear {
    /// `z = X c + b`, one per sample, in target units.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or another number of columns.
    pub fn predictions<'a>(&self, features: impl Into<Features<'a>>) -> Result<Vec<f64>, Error> {
        logits(features, &self.coefficients, self.intercept)
    }

    /// Of all parameters that give the same predictions, those whose coefficients have the smallest sum of
    /// squares: where features are combinations of others, all of them share. Otherwise the same parameters.
    pub fn minimum_norm(&self) -> Self {
        let combinations = &self.report.combinations;
        let (coefficients, intercept) =
            minimum_norm(&self.coefficients, self.intercept, combinations);
        Self { coefficients, intercept, ..self.clone() }
    }

    /// Where the prediction is `level`: `coefficients . x + (intercept - level) = 0`.
    #[must_use]
    pub fn boundary_at(&self, level: f64) -> Boundary {
        Boundary { coefficients: self.coefficients.clone(), intercept: self.intercept - level }
    }
}
