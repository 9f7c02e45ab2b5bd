use std::cell::RefCell;
use std::ops::Range;

use linalg_lite::{Arrow, MatMut};

use super::{Objective, TwiceDifferentiable};
use crate::error::Error;
use crate::penalty::Penalty;

/// An objective that remembers where it was asked, sweep by sweep, and what it answered: the path of a
/// solver.
///
/// ```
/// use models::Error;
/// use models::solver::{GradientDescent, Objective, Recorded};
///
/// struct Bowl; // J(w) = w0^2 / 2
/// impl Objective for Bowl {
///     fn dim(&self) -> usize {
///         1
///     }
///     fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
///         gradient[0] = w[0];
///         Ok(w[0] * w[0] / 2.0)
///     }
/// }
/// let bowl = Recorded::new(Bowl);
/// let _ = GradientDescent { rate: 0.5, epochs: 2, ..Default::default() }.minimise_from(&[4.0], &bowl)?;
/// assert_eq!(bowl.visits(), [(vec![4.0], 8.0), (vec![2.0], 2.0), (vec![1.0], 0.5)]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Recorded<O> {
    objective: O,
    visits: RefCell<Vec<(Vec<f64>, f64)>>,
}

impl<O> Recorded<O> {
    /// Nothing is remembered yet.
    #[must_use]
    pub fn new(objective: O) -> Self {
        Self { objective, visits: RefCell::default() }
    }

    /// The parameters that were asked for, and the value there.
    #[must_use]
    pub fn visits(self) -> Vec<(Vec<f64>, f64)> {
        self.visits.into_inner()
    }

    fn visited(&self, w: &[f64], value: f64) -> f64 {
        self.visits.borrow_mut().push((w.to_vec(), value));
        value
    }
}

impl<O: Objective> Objective for Recorded<O> {
    fn dim(&self) -> usize {
        self.objective.dim()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        Ok(self.visited(w, self.objective.gradient(w, gradient)?))
    }

    fn is_nonnegative(&self, parameter: usize) -> bool {
        self.objective.is_nonnegative(parameter)
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        self.objective.penalty(parameter)
    }

    fn gap_bound(&self, w: &[f64]) -> Result<Option<f64>, Error> {
        self.objective.gap_bound(w)
    }

    fn noise(&self) -> f64 {
        self.objective.noise()
    }

    fn unit(&self) -> Result<f64, Error> {
        self.objective.unit()
    }

    fn curvature_change(&self, step: &[f64]) -> Result<f64, Error> {
        self.objective.curvature_change(step)
    }

    fn rounded(&self, w: &[f64]) -> Result<Vec<f64>, Error> {
        self.objective.rounded(w)
    }
}

impl<O: TwiceDifferentiable> TwiceDifferentiable for Recorded<O> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        Ok(self.visited(w, self.objective.hessian(w, gradient, hessian)?))
    }

    fn wide(&self) -> Range<usize> {
        self.objective.wide()
    }

    fn arrow(&self, w: &[f64], gradient: &mut [f64]) -> Result<(f64, Arrow), Error> {
        let (value, hessian) = self.objective.arrow(w, gradient)?;
        Ok((self.visited(w, value), hessian))
    }

    fn preconditioner(&self) -> Result<Vec<f64>, Error> {
        self.objective.preconditioner()
    }

    fn scaled_lipschitz_constant(&self, scales: &[f64]) -> Result<Option<f64>, Error> {
        self.objective.scaled_lipschitz_constant(scales)
    }
}
