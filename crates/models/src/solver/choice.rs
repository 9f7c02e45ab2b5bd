use linalg_lite::check_length;
use serde::{Deserialize, Serialize};

use super::{
    FiniteSum, GradientDescent, Lbfgs, Newton, Objective, Preconditioner, ProximalNewton, Solution,
    auto, certify, has_corners,
};
use crate::error::Error;

/// The solvers a model can be fitted with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Solver {
    /// Whichever is faster for the shape of the data: Newton, or L-BFGS with the Hessian of a subsample as
    /// its preconditioner; for an l1 or bounds proximal Newton. The report says which it was and why.
    #[default]
    #[serde(alias = "Auto")]
    Auto,
    /// Plain gradient descent: many cheap steps.
    #[serde(alias = "GradientDescent")]
    GradientDescent(GradientDescent),
    /// Newton's method: few steps, each with a linear system.
    #[serde(alias = "Newton")]
    Newton(Newton),
    /// L-BFGS, preconditioned by a diagonal: for more parameters than a Hessian can serve.
    #[serde(alias = "Lbfgs")]
    Lbfgs(Lbfgs),
}

impl Solver {
    /// Minimises `objective`, from zero, or where there are many terms from the optimum of some.
    ///
    /// However it was found, the end point is called converged only with a certificate.
    ///
    /// # Errors
    /// As [`GradientDescent::minimise`], [`Newton::minimise`] and [`Lbfgs::minimise`];
    /// [`Error::NotSmooth`] for an l1 and [`Error::NotNegative`] for a bound, and a solver that cannot take it; [`Error::NearlyCollinear`] when
    /// Newton's Hessian is nearly singular from the start.
    pub fn minimise(&self, objective: &impl FiniteSum) -> Result<Solution, Error> {
        let zero = vec![0.0; objective.dim()];
        let solution = match self {
            _ if has_corners(objective) => self.descend_from(&zero, objective),
            Self::Auto => auto::minimise(objective),
            Self::Newton(_) => {
                let start = auto::optimum_of_a_large_subsample(objective)?.unwrap_or(zero);
                self.descend_from(&start, objective)
            }
            _ => self.descend_from(&zero, objective),
        }?;
        certify(objective, solution)
    }

    /// The same from parameters that are thought to be near the optimum, such as those where another fit was
    /// interrupted. No part of the terms is looked at by itself: `Auto` is Newton, or L-BFGS with a diagonal where
    /// there are too many parameters for a Hessian.
    ///
    /// # Errors
    /// As [`minimise`](Self::minimise); [`Error::Numbers`] for another number of parameters.
    ///
    /// ```
    /// use linalg_lite::{MatMut, exp};
    /// use models::solver::{FiniteSum, Objective, Solver, TwiceDifferentiable};
    /// use models::{Error, Status};
    ///
    /// /// J(w) = mean (e^w - k w) over the counts k: sums, wherever they are taken.
    /// struct Counts {
    ///     n: f64,
    ///     mean: f64,
    /// }
    /// impl Objective for Counts {
    ///     fn dim(&self) -> usize {
    ///         1
    ///     }
    ///     fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
    ///         gradient[0] = exp(w[0]) - self.mean;
    ///         Ok(exp(w[0]) - self.mean * w[0])
    ///     }
    ///     fn noise(&self) -> f64 {
    ///         1e-13 // summed in any order
    ///     }
    /// }
    /// impl TwiceDifferentiable for Counts {
    ///     fn hessian(&self, w: &[f64], g: &mut [f64], mut h: MatMut<'_, f64>) -> Result<f64, Error> {
    ///         h[(0, 0)] = exp(w[0]);
    ///         self.gradient(w, g)
    ///     }
    /// }
    /// impl FiniteSum for Counts {
    ///     fn n_terms(&self) -> usize {
    ///         self.n as usize
    ///     }
    ///     fn subsample(&self, _: usize) -> Self {
    ///         Self { ..*self }
    ///     }
    /// }
    /// let counts = Counts { n: 1e6, mean: 2.0 };
    /// let solution = Solver::Auto.minimise_from(&[0.7], &counts)?;
    /// assert_eq!(solution.report.status, Status::Converged);
    /// assert!((solution.parameters[0] - std::f64::consts::LN_2).abs() < 1e-14);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn minimise_from(
        &self,
        start: &[f64],
        objective: &impl FiniteSum,
    ) -> Result<Solution, Error> {
        check_length("the start", objective.dim(), start.len())?;
        certify(objective, self.descend_from(start, objective)?)
    }

    fn descend_from(&self, start: &[f64], objective: &impl FiniteSum) -> Result<Solution, Error> {
        let has_corners = has_corners(objective);
        match self {
            Self::Auto if has_corners => ProximalNewton::default().minimise_from(start, objective),
            Self::Auto => auto::minimise_from(start, objective),
            _ if has_corners => match largest_l1(objective) {
                0.0 => Err(Error::NotNegative { solver: self.name() }),
                l1 => Err(Error::NotSmooth { l1, solver: self.name() }),
            },
            Self::GradientDescent(solver) => solver.minimise_from(start, objective),
            Self::Newton(solver) => solver.minimise_well_conditioned(start, objective),
            Self::Lbfgs(solver) => {
                let diagonal = Preconditioner::Diagonal(objective.preconditioner()?);
                solver.minimise_from(start, &diagonal, objective)
            }
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Auto => "the default solver",
            Self::GradientDescent(_) => "gradient descent",
            Self::Newton(_) => "Newton's method",
            Self::Lbfgs(_) => "L-BFGS",
        }
    }
}

fn largest_l1(objective: &impl Objective) -> f64 {
    (0..objective.dim()).map(|j| objective.penalty(j).l1).fold(0.0, f64::max)
}
