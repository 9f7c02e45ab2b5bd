//! Solvers: a vector of parameters and a trait. They know neither losses nor data, so that they run on
//! any convex function that can say its value and derivatives.

mod auto;
mod certify;
mod choice;
mod conjugate_gradient;
mod coordinate_descent;
mod cost;
mod extrapolation;
mod gradient_descent;
mod lbfgs;
mod newton;
mod point;
mod preconditioner;
mod progress;
mod proximal_newton;
mod recorded;
mod restricted;
mod scaled;
mod trust;
mod working_set;

use std::ops::Range;

use linalg_lite::{Arrow, MatMut};

use crate::error::Error;
use crate::penalty::Penalty;
use crate::report::Report;

pub use certify::certify;
pub(crate) use certify::{HONEST, certify_rounded, hold_to_certificate};
pub use choice::Solver;
pub use gradient_descent::GradientDescent;
pub use lbfgs::Lbfgs;
pub use newton::Newton;
pub use preconditioner::Preconditioner;
pub use progress::Progress;
pub use proximal_newton::ProximalNewton;
pub use recorded::Recorded;
pub(crate) use restricted::Restricted;
pub(crate) use scaled::Scaled;
pub(crate) use working_set::{Aim, Overview, Selective, WorkingSet};

/// A function `J(w)` to minimise, with its gradient.
///
/// One call yields everything asked for at `w`, and nothing is remembered between calls. The
/// function may live elsewhere (in a file, in a database), so a call can fail.
///
/// # Errors
/// Whatever keeps an implementation from answering, as [`Error::Objective`].
///
/// ```
/// use models::Error;
/// use models::solver::{GradientDescent, Objective};
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
/// assert!((solution.parameters[0] - 3.0).abs() < 1e-15);
/// # Ok::<(), Error>(())
/// ```
pub trait Objective {
    /// Number of parameters.
    fn dim(&self) -> usize;

    /// Fills `gradient` (`dim` entries) with `dJ/dw` and returns `J(w)`.
    ///
    /// # Errors
    /// See the trait.
    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error>;

    /// What a parameter costs: its l2 is part of `J` and its derivatives; its l1, which has no
    /// derivative, comes on top of them.
    fn penalty(&self, parameter: usize) -> Penalty {
        let _ = parameter;
        Penalty::default()
    }

    /// Whether a parameter may not be negative.
    fn is_nonnegative(&self, parameter: usize) -> bool {
        let _ = parameter;
        false
    }

    /// A proven bound on how far `J(w)` plus the l1 is above its minimum, if the objective can give one.
    ///
    /// # Errors
    /// See the trait.
    fn gap_bound(&self, w: &[f64]) -> Result<Option<f64>, Error> {
        let _ = w;
        Ok(None)
    }

    /// What is a large value: differences are small or large in units of this and `|J|`.
    ///
    /// # Errors
    /// See the trait.
    fn unit(&self) -> Result<f64, Error> {
        Ok(1.0)
    }

    /// How exact `J` is: two evaluations at the same point may differ by so much of the [unit](Self::unit) and
    /// `|J|` together, and their gradients likewise. An engine that sums in any order has more than rounding;
    /// solvers do not chase what is below it.
    fn noise(&self) -> f64 {
        ROUNDING
    }

    /// By how much a step can change the logarithm of any curvature that `J` is the sum of: near 0 where
    /// `J` is a parabola along the step, about 1 for each step towards a minimum at infinity.
    ///
    /// # Errors
    /// See the trait.
    fn curvature_change(&self, step: &[f64]) -> Result<f64, Error> {
        Ok(max_norm(step))
    }

    /// The parameters as they will be handed out.
    ///
    /// # Errors
    /// See the trait.
    fn rounded(&self, w: &[f64]) -> Result<Vec<f64>, Error> {
        Ok(w.to_vec())
    }
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

    /// Parameters among which the Hessian is diagonal, and so many that a solver should make use of it.
    fn wide(&self) -> Range<usize> {
        0..0
    }

    /// Fills `gradient`, and returns `J(w)` and the Hessian with the [`wide`](Self::wide) part kept apart.
    ///
    /// # Errors
    /// See [`Objective`].
    fn arrow(&self, w: &[f64], gradient: &mut [f64]) -> Result<(f64, Arrow), Error> {
        let mut hessian = Arrow::zeros(self.dim(), 0..0);
        let value = self.hessian(w, gradient, hessian.corner.as_mut())?;
        Ok((value, hessian))
    }

    /// The diagonal of a matrix that is like the Hessian but nowhere smaller: positive, one entry a
    /// parameter.
    ///
    /// # Errors
    /// See [`Objective`].
    fn preconditioner(&self) -> Result<Vec<f64>, Error> {
        Ok(vec![1.0; self.dim()])
    }

    /// No eigenvalue of the Hessian is larger than this, at any parameters; None if nothing is known.
    ///
    /// # Errors
    /// See [`Objective`].
    fn lipschitz_constant(&self) -> Result<Option<f64>, Error> {
        self.scaled_lipschitz_constant(&[])
    }

    /// The same of `J` as a function of parameters multiplied by `scales`: one each, or none for 1.
    ///
    /// # Errors
    /// See [`Objective`].
    fn scaled_lipschitz_constant(&self, scales: &[f64]) -> Result<Option<f64>, Error> {
        let _ = scales;
        Ok(None)
    }
}

/// The mean of many terms, which can be asked for a part of them, from which to begin.
pub trait FiniteSum: TwiceDifferentiable + Sized {
    /// How many terms there are, or, of a subsample, how many it looks at.
    fn n_terms(&self) -> usize;

    /// The same over one in `every` terms, spread over all of them.
    #[must_use]
    fn subsample(&self, every: usize) -> Self;
}

/// What a solver found.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a solver may have stopped anywhere: look at the report"]
pub struct Solution {
    /// The parameters it ended with.
    pub parameters: Vec<f64>,
    /// How it ended.
    pub report: Report,
    /// Whether the Hessian was found singular at the end: other parameters may be as good.
    pub is_singular: bool,
}

/// Newton's method whatever the Hessian, and its certificate.
pub(crate) fn minimise_nearly_collinear(objective: &impl FiniteSum) -> Result<Solution, Error> {
    certify(objective, Newton::default().minimise(objective)?)
}

/// What two sums over the same numbers in the same order of blocks may differ by, in units of the sum.
pub(crate) const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// Beyond so many parameters a square of them takes too much memory and time.
pub(crate) const MANY_PARAMETERS: usize = 2000;

/// Whether there are too many parameters for a Hessian, those that are diagonal among themselves left out.
pub(crate) fn is_large(objective: &impl TwiceDifferentiable) -> bool {
    objective.dim() - objective.wide().len() > MANY_PARAMETERS
}

/// Whether squares of parameters cost something, so that there is an optimum.
pub(crate) fn is_penalised(objective: &impl Objective) -> bool {
    (0..objective.dim()).any(|j| objective.penalty(j).l2 > 0.0)
}

/// Whether there are corners, of which gradient and curvature say nothing.
pub(crate) fn has_corners(objective: &impl Objective) -> bool {
    (0..objective.dim()).any(|j| objective.penalty(j).l1 > 0.0 || objective.is_nonnegative(j))
}

/// `max_j |v_j|`, NaN if any entry is.
pub(crate) fn max_norm(v: &[f64]) -> f64 {
    v.iter().fold(0.0, |norm, x| if x.abs() <= norm { norm } else { x.abs() })
}
