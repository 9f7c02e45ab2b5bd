use linalg_lite::Mat;

use super::max_norm;
use crate::{Error, Iteration, Method, Objective, Report, Status, TwiceDifferentiable};

/// `J`, its gradient and, if it was asked for, its Hessian at `w`.
pub(super) struct Point {
    pub(super) w: Vec<f64>,
    pub(super) value: f64,
    pub(super) gradient: Vec<f64>,
    pub(super) hessian: Mat<f64>,
}

impl Point {
    pub(super) fn has_hessian(&self) -> bool {
        self.hessian.nrows() == self.w.len()
    }

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

    /// Of this point and the one after the last step the one with the smaller gradient: where
    /// rounding has the last word, a step is no gain.
    pub(super) fn or_better(self, last: Self) -> Self {
        if max_norm(&last.gradient) <= max_norm(&self.gradient) { last } else { self }
    }

    /// What two sweeps over the same numbers may differ by.
    pub(super) fn rounding(&self) -> f64 {
        4.0 * f64::EPSILON * (1.0 + self.value.abs())
    }
}

/// The objective, and how often it was asked.
pub(super) struct Sweeps<'a, O> {
    objective: &'a O,
    pub(super) count: usize,
}

impl<'a, O: Objective> Sweeps<'a, O> {
    pub(super) fn over(objective: &'a O) -> Self {
        Self { objective, count: 0 }
    }

    pub(super) fn with_gradient(&mut self, w: Vec<f64>) -> Result<Point, Error> {
        self.count += 1;
        let mut gradient = vec![0.0; w.len()];
        let value = self.objective.gradient(&w, &mut gradient)?;
        Ok(Point { w, value, gradient, hessian: Mat::new() })
    }
}

impl<O: TwiceDifferentiable> Sweeps<'_, O> {
    pub(super) fn with_hessian(&mut self, w: Vec<f64>) -> Result<Point, Error> {
        self.count += 1;
        let (mut gradient, mut hessian) = (vec![0.0; w.len()], Mat::zeros(w.len(), w.len()));
        let value = self.objective.hessian(&w, &mut gradient, hessian.as_mut())?;
        Ok(Point { w, value, gradient, hessian })
    }
}

/// Near a minimum steps shrink. When the minimum lies at infinity, each step still adds about one
/// to the logits that separate the classes. `scale` is how much a unit of each weight moves a logit.
pub(super) fn still_moving(w: &[f64], step: &[f64], scale: &[f64]) -> bool {
    const STANDSTILL: f64 = 1e-3;
    let scaled = |v: &[f64]| max_norm(&v.iter().zip(scale).map(|(v, s)| v * s).collect::<Vec<_>>());
    scaled(step) > STANDSTILL * (1.0 + scaled(w))
}
