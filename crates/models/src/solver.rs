//! Solvers: a weight vector and a trait. They know neither losses nor data, so that they run on
//! any convex function that can say its value and derivatives.

mod gradient_descent;
mod newton;

use linalg_lite::MatMut;

use crate::{Error, Report};

pub use gradient_descent::GradientDescent;
pub use newton::Newton;

/// A function `J(w)` to be made small, with its gradient.
///
/// One call yields everything asked for at `w`, and nothing is remembered between calls. The
/// function may live elsewhere (in a file, in a database), so a call can fail.
///
/// # Errors
/// Whatever keeps an implementation from its answer, as [`Error::Objective`].
///
/// ```
/// use models::{Error, GradientDescent, Objective};
///
/// struct Bowl; // J(w) = (w0 - 3)^2 / 2
/// impl Objective for Bowl {
///     fn dim(&self) -> usize {
///         1
///     }
///     fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
///         gradient[0] = w[0] - 3.0;
///         Ok(gradient[0] * gradient[0] / 2.0)
///     }
/// }
/// let solution = GradientDescent { rate: 0.5, epochs: 60, ..Default::default() }.minimise(&Bowl)?;
/// assert!((solution.weights[0] - 3.0).abs() < 1e-15);
/// # Ok::<(), Error>(())
/// ```
pub trait Objective {
    /// Number of weights.
    fn dim(&self) -> usize;

    /// Fills `gradient` (`dim` entries) with `dJ/dw` and returns `J(w)`.
    ///
    /// # Errors
    /// See the trait.
    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error>;
}

/// An [`Objective`] that also has a Hessian.
pub trait TwiceDifferentiable: Objective {
    /// Fills `gradient` and `hessian` (`dim x dim`, both triangles, `d2J/dw2`) and returns `J(w)`.
    ///
    /// # Errors
    /// See [`Objective`].
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error>;
}

/// What a solver found.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a solver may have stopped anywhere: look at the report"]
pub struct Solution {
    /// The weights it ended with.
    pub weights: Vec<f64>,
    /// The last step it took or would have taken: where the weights are heading.
    pub direction: Vec<f64>,
    /// How it ended.
    pub report: Report,
}

/// The solvers a model can be fitted with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Solver {
    /// Plain gradient descent: many cheap steps.
    GradientDescent(GradientDescent),
    /// Newton's method: few steps, each with a linear system.
    Newton(Newton),
}

impl Default for Solver {
    fn default() -> Self {
        Self::Newton(Newton::default())
    }
}

impl Solver {
    /// Minimises `objective`, from zero weights.
    ///
    /// # Errors
    /// As [`GradientDescent::minimise`] and [`Newton::minimise`].
    pub fn minimise(&self, objective: &impl TwiceDifferentiable) -> Result<Solution, Error> {
        match self {
            Self::GradientDescent(solver) => solver.minimise(objective),
            Self::Newton(solver) => solver.minimise(objective),
        }
    }
}

/// `max_j |v_j|`, NaN if any entry is.
pub(crate) fn max_norm(v: &[f64]) -> f64 {
    v.iter().fold(0.0, |norm, x| if x.abs() <= norm { norm } else { x.abs() })
}
