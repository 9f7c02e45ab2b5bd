use linalg_lite::{Arrow, Mat};

use super::{Objective, TwiceDifferentiable, max_norm};
use crate::error::{Error, check_overflow};
use crate::report::{Iteration, Method, Report, Status};

/// A Newton step that still changes some curvature by more than this part speaks of an optimum that is
/// far away, if there is one.
pub(super) const FAR: f64 = 0.1;

/// `J`, its gradient and, if it was asked for, its Hessian at `w`.
pub(super) struct Point {
    pub(super) w: Vec<f64>,
    pub(super) value: f64,
    pub(super) gradient: Vec<f64>,
    pub(super) hessian: Option<Arrow>,
}

impl Point {
    pub(super) fn moved(&self, by: f64, step: &[f64]) -> Vec<f64> {
        self.w.iter().zip(step).map(|(w, d)| w + by * d).collect()
    }

    /// What a step from here to `next` leaves in the trace.
    pub(super) fn iteration_to(&self, next: &Self) -> Iteration {
        let step = self.w.iter().zip(&next.w).fold(0.0_f64, |most, (a, b)| most.max((b - a).abs()));
        Iteration { objective: self.value, gradient_norm: max_norm(&self.gradient), step }
    }

    pub(super) fn report(
        &self,
        status: Status,
        method: Method,
        sweeps: usize,
        trace: Vec<Iteration>,
    ) -> Report {
        Report::new(status, method, sweeps, self.value, max_norm(&self.gradient), trace)
    }
}

/// The objective, how often it was asked, and what a large value of it is.
pub(super) struct Sweeps<'a, O> {
    objective: &'a O,
    pub(super) count: usize,
    unit: f64,
    noise: f64,
}

impl<'a, O: Objective> Sweeps<'a, O> {
    pub(super) fn over(objective: &'a O) -> Result<Self, Error> {
        Ok(Self { objective, count: 0, unit: objective.unit()?, noise: objective.noise() })
    }

    pub(super) fn with_gradient(&mut self, w: Vec<f64>) -> Result<Point, Error> {
        self.count += 1;
        let mut gradient = vec![0.0; w.len()];
        let value = self.objective.gradient(&w, &mut gradient)?;
        Ok(Point { w, value, gradient, hessian: None })
    }

    /// What differences from `value` are measured by.
    pub(super) fn size(&self, value: f64) -> f64 {
        self.unit + value.abs()
    }

    /// What two sweeps at the same point may differ by.
    pub(super) fn rounding(&self, value: f64) -> f64 {
        self.noise * self.size(value)
    }

    /// The part of `J` and its unit below which a decrease does not show in values.
    pub(super) fn at_least_noise(&self, part: f64) -> f64 {
        part.max(self.noise)
    }

    /// The part of `J` and its unit below which a predicted decrease may come from the noise of the gradient alone,
    /// whose square it grows with.
    pub(super) fn at_least_noise_of_steps(&self, part: f64) -> f64 {
        const SOME: f64 = 100.0;
        part.max(SOME * self.noise * self.noise)
    }

    /// Whether a step that promises nothing still goes on: near a minimum steps shrink. When the minimum
    /// lies at infinity, each step still changes some curvature by a factor of about e. Only if some
    /// parameter, by itself, moves by more than rounding does the objective have to be asked.
    pub(super) fn still_moves(&mut self, w: &[f64], step: &[f64]) -> Result<bool, Error> {
        const STANDSTILL: f64 = 1e-6;
        if w.iter().zip(step).all(|(w, d)| d.abs() <= STANDSTILL * w.abs()) {
            return Ok(false);
        }
        self.count += 1;
        Ok(self.objective.curvature_change(step)? > FAR)
    }

    /// A step that goes no further than a parabola can be believed.
    pub(super) fn within_reach(&mut self, mut step: Vec<f64>) -> Result<Vec<f64>, Error> {
        const REACH: f64 = 30.0;
        self.count += 1;
        let change = self.objective.curvature_change(&step)?;
        if change > REACH {
            step.iter_mut().for_each(|d| *d *= REACH / change);
        }
        Ok(step)
    }
}

impl<O: TwiceDifferentiable> Sweeps<'_, O> {
    pub(super) fn with_hessian(&mut self, w: Vec<f64>) -> Result<Point, Error> {
        self.count += 1;
        let mut gradient = vec![0.0; w.len()];
        let (value, hessian) = self.objective.arrow(&w, &mut gradient)?;
        Ok(Point { w, value, gradient, hessian: Some(hessian) })
    }

    /// The whole Hessian beside the point.
    pub(super) fn with_square_hessian(&mut self, w: Vec<f64>) -> Result<(Point, Mat<f64>), Error> {
        self.count += 1;
        let (mut gradient, mut hessian) = (vec![0.0; w.len()], Mat::zeros(w.len(), w.len()));
        let value = self.objective.hessian(&w, &mut gradient, hessian.as_mut())?;
        Ok((Point { w, value, gradient, hessian: None }, hessian))
    }
}

/// Refuses a start where sums have overflowed.
pub(super) fn check_start(point: &Point) -> Result<(), Error> {
    check_overflow(&[point.value, max_norm(&point.gradient)])
}
