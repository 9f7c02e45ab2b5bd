//! Solvers: a weight vector and a trait. They know neither losses nor data, so that they run on
//! any convex function that can say its value and derivatives.

mod auto;
mod certify;
mod coordinate_descent;
mod gradient_descent;
mod lbfgs;
mod metric;
mod newton;
mod point;
mod proximal_newton;
mod restricted;

use linalg_lite::MatMut;
use serde::{Deserialize, Serialize};

use crate::{Error, Penalty, Report};

pub use gradient_descent::GradientDescent;
pub use lbfgs::Lbfgs;
pub use metric::Metric;
pub use newton::Newton;
pub use proximal_newton::{Progress, ProximalNewton};
pub(crate) use restricted::Restricted;

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

    /// A proven bound on how far `J(w)` plus a further `penalty` is above its minimum, if the
    /// objective can give one.
    ///
    /// # Errors
    /// See the trait.
    fn gap_bound(&self, w: &[f64], penalty: Penalty) -> Result<Option<f64>, Error> {
        let _ = (w, penalty);
        Ok(None)
    }

    /// Whether a penalty counts this weight. (The intercept is free.)
    fn is_penalised(&self, weight: usize) -> bool {
        let _ = weight;
        true
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
}

/// What a solver found.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a solver may have stopped anywhere: look at the report"]
pub struct Solution {
    /// The weights it ended with.
    pub weights: Vec<f64>,
    /// How it ended.
    pub report: Report,
}

/// The mean of something over samples: an objective that can be asked for a part of them, from
/// which to begin.
pub trait SampleMean: TwiceDifferentiable + Sized {
    /// How many samples there are, or, of a thinned objective, how many it looks at.
    fn n_samples(&self) -> usize;

    /// The same over one in `every` samples, spread over all of them.
    #[must_use]
    fn thinned(&self, every: usize) -> Self;

    /// The diagonal of the Hessian at zero weights, up to a factor: positive, one a weight.
    ///
    /// # Errors
    /// See [`Objective`].
    fn diagonal(&self) -> Result<Vec<f64>, Error>;

    /// No eigenvalue of the Hessian is larger than this, at any weights.
    ///
    /// # Errors
    /// See [`Objective`].
    fn curvature_bound(&self) -> Result<f64, Error>;
}

/// The solvers a model can be fitted with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Solver {
    /// Whichever is faster for the shape of the data: Newton, or L-BFGS in the metric of a sample.
    /// The report says which it was and why.
    #[default]
    Auto,
    /// Plain gradient descent: many cheap steps.
    GradientDescent(GradientDescent),
    /// Newton's method: few steps, each with a linear system.
    Newton(Newton),
    /// L-BFGS in the metric of the Hessian's diagonal: for more weights than a Hessian is good for.
    /// Without a Hessian, collinear features go unnoticed: one of many optima is found.
    Lbfgs(Lbfgs),
}

impl Solver {
    /// Minimises `objective`, from zero weights, or where there are many samples from the optimum
    /// of some.
    ///
    /// # Errors
    /// As [`GradientDescent::minimise`], [`Newton::minimise`] and [`Lbfgs::minimise`].
    pub fn minimise(&self, objective: &impl SampleMean) -> Result<Solution, Error> {
        let mut solution = match self {
            Self::Auto => auto::minimise(objective),
            Self::GradientDescent(solver) => solver.minimise(objective),
            Self::Newton(solver) => {
                let start = auto::optimum_of_a_sample(objective)?;
                let start = start.unwrap_or_else(|| vec![0.0; objective.dim()]);
                solver.minimise_from(&start, objective)
            }
            Self::Lbfgs(solver) => {
                let metric = Metric::Diagonal(objective.diagonal()?);
                solver.minimise_from(&vec![0.0; objective.dim()], &metric, objective)
            }
        }?;
        certify::certify(objective, &mut solution)?;
        Ok(solution)
    }
}

/// `max_j |v_j|`, NaN if any entry is.
pub(crate) fn max_norm(v: &[f64]) -> f64 {
    v.iter().fold(0.0, |norm, x| if x.abs() <= norm { norm } else { x.abs() })
}
