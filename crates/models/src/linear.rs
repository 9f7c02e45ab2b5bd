use linalg_lite::{Design, LeastSquares, MatRef, check_finite, least_squares};
use serde::{Deserialize, Serialize};

use crate::error::check_penalty;
use crate::minimum_norm::minimum_norm;
use crate::objective::MeanLoss;
use crate::solver::max_norm;
use crate::{
    Bound, Boundary, Certificate, Error, GradientDescent, Method, Newton, Report, Solution, Solver,
    SquaredError, Status, Weighting, independent, weights,
};

/// Linear regression: the weights that minimise
/// `mean (z - y)^2 / 2 + l1 sum |c_j| + l2/2 sum c_j^2` for coefficients c.
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
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinearRegression {
    /// How the minimum is found.
    pub solver: LinearSolver,
    /// Penalty on absolute values, at least 0: it makes coefficients exactly 0.
    pub l1: f64,
    /// Penalty on squares, at least 0.
    pub l2: f64,
    /// Whether there is an intercept.
    pub intercept: bool,
}

/// The two ways to a [`LinearRegression`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum LinearSolver {
    /// Directly, by a column-pivoted QR factorisation; with weights by Newton's method.
    #[default]
    LeastSquares,
    /// Step by step.
    GradientDescent(GradientDescent),
}

impl Default for LinearRegression {
    fn default() -> Self {
        Self { solver: LinearSolver::LeastSquares, l1: 0.0, l2: 0.0, intercept: true }
    }
}

/// A fitted line, plane or hyperplane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "a fit may not be what was hoped for: look at its report"]
pub struct FittedLinear {
    /// One a feature, in target units per feature unit.
    pub coefficients: Vec<f64>,
    /// In target units; 0 without an intercept.
    pub intercept: f64,
    /// What was minimised, and how.
    pub config: LinearRegression,
    /// The weight of all samples together: their number, if they had no weights.
    pub total_weight: f64,
    /// How the fit ended. Of features that are combinations of others the coefficient is 0.
    pub report: Report,
}

impl LinearRegression {
    /// Fits `targets` (one a sample) on `features` (`n_samples x n_features`).
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or shapes, [`Error::Penalty`], and those of
    /// [`GradientDescent::minimise`].
    pub fn fit(&self, features: MatRef<'_, f64>, targets: &[f64]) -> Result<FittedLinear, Error> {
        self.fit_weighted(features, targets, Weighting::default())
    }

    /// As [`fit`](Self::fit), with a weight or an offset for each sample. With weights or an
    /// offset, Newton's method takes the place of the QR factorisation: columns that are nearly collinear
    /// then cost more digits.
    ///
    /// # Errors
    /// As [`fit`](Self::fit), and [`Error::Weight`], [`Error::NoWeight`].
    pub fn fit_weighted(
        &self,
        features: MatRef<'_, f64>,
        targets: &[f64],
        weighting: Weighting<'_>,
    ) -> Result<FittedLinear, Error> {
        check_finite("the target", targets)?;
        let objective = MeanLoss::<SquaredError>::new(features, targets, self.intercept, self.l2)?
            .weighted(weighting)?;
        check_penalty("l1", self.l1)?;
        if self.l1 > 0.0 {
            return self.fit_sparse(objective.design(), targets, weighting);
        }
        let (weights, report) = match self.solver {
            LinearSolver::LeastSquares if weighting != Weighting::default() => {
                let newton = Solver::Newton(Newton::default());
                let Solution { weights, report, .. } = independent::minimise(
                    &newton,
                    &objective,
                    features,
                    weighting,
                    self.intercept,
                )?;
                (weights, report)
            }
            LinearSolver::LeastSquares => {
                let solution = least_squares(objective.design(), targets, self.l2)?;
                let report = report_of(&solution)?;
                (solution.weights, report)
            }
            LinearSolver::GradientDescent(solver) => {
                let solution = Solver::GradientDescent(solver).minimise(&objective)?;
                (solution.weights, solution.report)
            }
        };
        let (coefficients, intercept) = weights::split(weights, self.intercept);
        Ok(FittedLinear {
            coefficients,
            intercept,
            config: *self,
            total_weight: weighting.total(targets.len()),
            report,
        })
    }
}

impl FittedLinear {
    /// `z = X w + b`, one a sample, in target units.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or another number of columns.
    pub fn predictions(&self, features: MatRef<'_, f64>) -> Result<Vec<f64>, Error> {
        predict(features, &self.coefficients, self.intercept)
    }

    /// Of the weights that predict the same the ones whose coefficients have the smallest squares: where
    /// features are combinations of others, all of them share. Else the same weights.
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

/// What a least-squares solution says about itself.
pub(crate) fn report_of(solution: &LeastSquares) -> Result<Report, Error> {
    let status = if solution.dependent.is_empty() {
        Status::Converged
    } else {
        Status::RankDeficient { rank: solution.rank }
    };
    let norm = max_norm(&solution.gradient);
    let mut report = Report::new(
        status,
        Method::LeastSquares,
        solution.sweeps,
        solution.objective,
        norm,
        Vec::new(),
    );
    report.iterations = 1;
    report.certificate = solution.gap()?.map(|gap| Certificate { gap, bound: Bound::Proven });
    report.combinations = solution.combinations();
    Ok(report)
}

/// `z = X w + b`.
pub(crate) fn predict(
    features: MatRef<'_, f64>,
    coefficients: &[f64],
    intercept: f64,
) -> Result<Vec<f64>, Error> {
    let weights = [coefficients, &[intercept]].concat();
    Ok(Design::new(features, true)?.logits(&weights)?)
}
