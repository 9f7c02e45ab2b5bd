use linalg_lite::{Mat, dot};

use super::coordinate_descent::minimise_model;
use super::point::{Point, Sweeps};
use crate::error::check_positive;
use crate::{
    Bound, Certificate, Error, Iteration, Method, Objective, Penalty, Report, Solution, Status,
    TwiceDifferentiable,
};

/// Proximal Newton, for an objective plus a [`Penalty`] with corners:
///
/// 1. value `J`, gradient `g` and Hessian `H` at `w`, in one sweep;
/// 2. the step to the minimum of the parabola that touches `J` at `w`, plus the penalty, by coordinate
///    descent, which touches no data;
/// 3. stop when the step promises next to nothing and the duality gap is below the tolerance;
/// 4. else halve the step until the sum falls by a fair part of what was promised, and take it.
///
/// The Hessian is kept, also from one penalty of a path to the next, for as long as each step cuts the
/// promise to a tenth.
///
/// # Source
/// Lee, Sun and Saunders, *Proximal Newton-type methods for minimizing composite functions*, SIAM
/// Journal on Optimization 24 (2014).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProximalNewton {
    /// At most so many steps.
    pub iterations: usize,
    /// Stop when the duality gap is below `tolerance * (1 + |J|)`.
    pub tolerance: f64,
}

impl Default for ProximalNewton {
    fn default() -> Self {
        Self { iterations: 100, tolerance: 1e-10 }
    }
}

/// Where a solver has got to: the start for the next penalty of a path.
pub struct Progress {
    point: Point,
    hessian: Mat<f64>,
    sweeps: usize,
}

impl Progress {
    /// At the weights `start`.
    ///
    /// # Errors
    /// Whatever the objective returns.
    pub fn at(start: &[f64], objective: &impl TwiceDifferentiable) -> Result<Self, Error> {
        let mut point = Sweeps::over(objective).with_hessian(start.to_vec())?;
        let hessian = std::mem::replace(&mut point.hessian, Mat::new());
        Ok(Self { point, hessian, sweeps: 1 })
    }
}

impl ProximalNewton {
    /// Iterates from `start`. The status is `Converged`, `Stalled` or `IterationLimit`; the objective and
    /// the gradient of the report include the penalty.
    ///
    /// # Errors
    /// [`Error::NotPositive`] for the tolerance, [`Error::Penalty`]; whatever the objective returns.
    pub fn minimise_from(
        &self,
        start: &[f64],
        penalty: Penalty,
        objective: &impl TwiceDifferentiable,
    ) -> Result<Solution, Error> {
        self.advance(&mut Progress::at(start, objective)?, penalty, objective)
    }

    /// As [`minimise_from`](Self::minimise_from), on from where the last penalty led to.
    ///
    /// # Errors
    /// As [`minimise_from`](Self::minimise_from).
    pub fn advance(
        &self,
        progress: &mut Progress,
        penalty: Penalty,
        objective: &impl TwiceDifferentiable,
    ) -> Result<Solution, Error> {
        /// A kept Hessian must cut the promise to this part.
        const CUT: f64 = 0.1;
        /// When the promise is this part of the tolerance, the gap is looked at.
        const SMALL: f64 = 0.01;
        /// Rounding allows no better after so many steps that promise nothing.
        const CLOSING: usize = 10;
        check_positive("the tolerance", self.tolerance)?;
        let penalties = penalties_of(objective, penalty.check()?);
        let mut sweeps = Sweeps::over(objective);
        sweeps.count = std::mem::take(&mut progress.sweeps);
        let (mut trace, mut closing) = (Vec::new(), 0);
        let (mut promise_before, mut hessian_is_new) = (f64::INFINITY, false);
        let mut certificate = None;

        let status = loop {
            let Progress { point, hessian, .. } = progress;
            let size = 1.0 + (point.value + total(&penalties, &point.w)).abs();
            // The gap goes with the slope, the root of what a step promises.
            let precise = SMALL * self.tolerance * self.tolerance * size;
            let lowest = minimise_model(hessian, &point.gradient, &point.w, &penalties, precise)?;
            let step: Vec<f64> = lowest.iter().zip(&point.w).map(|(v, w)| v - w).collect();
            let promise = promise_of(point, hessian, &step, &lowest, &penalties);

            if promise <= SMALL * self.tolerance * size {
                let gap = objective.gap_bound(&point.w, penalty)?;
                sweeps.count += 1;
                certificate = Some(match gap {
                    Some(gap) => Certificate { gap, bound: Bound::Proven },
                    None => Certificate { gap: promise.max(0.0), bound: Bound::Rough },
                });
                if gap.is_none_or(|gap| gap <= self.tolerance * size) {
                    break Status::Converged;
                }
                if closing == CLOSING {
                    break Status::Stalled;
                }
                closing += 1;
            }
            if promise > CUT * promise_before && !hessian_is_new {
                let mut renewed = sweeps.with_hessian(std::mem::take(&mut point.w))?;
                *hessian = std::mem::replace(&mut renewed.hessian, Mat::new());
                *point = renewed;
                (promise_before, hessian_is_new) = (f64::INFINITY, true);
                continue;
            }
            if trace.len() == self.iterations {
                break Status::IterationLimit;
            }
            (promise_before, hessian_is_new) = (promise, false);
            match line_search(point, &step, promise, &penalties, &mut sweeps)? {
                Some(next) => {
                    trace.push(Iteration {
                        objective: point.value + total(&penalties, &point.w),
                        gradient_norm: slope_norm(point, &penalties),
                        ..point.iteration_to(&next)
                    });
                    *point = next;
                }
                None if certificate.is_some() => break Status::Stalled,
                None => promise_before = 0.0, // a new Hessian may help
            }
        };

        let point = &progress.point;
        let value = point.value + total(&penalties, &point.w);
        let norm = slope_norm(point, &penalties);
        let method = Method::ProximalNewton;
        let mut report = Report::new(status, method, sweeps.count, value, norm, trace);
        report.certificate = certificate;
        Ok(Solution { weights: point.w.clone(), report })
    }
}

/// The penalty of each weight.
fn penalties_of(objective: &impl Objective, penalty: Penalty) -> Vec<Penalty> {
    let of_weight = |j: usize| if objective.is_penalised(j) { penalty } else { Penalty::default() };
    (0..objective.dim()).map(of_weight).collect()
}

/// `sum_j h_j(w_j)`.
fn total(penalties: &[Penalty], w: &[f64]) -> f64 {
    penalties.iter().zip(w).map(|(penalty, w)| penalty.of(*w)).sum()
}

/// How much the model falls: `-(g'd + d'H d / 2) + h(w) - h(w + d)`.
fn promise_of(
    point: &Point,
    hessian: &Mat<f64>,
    step: &[f64],
    lowest: &[f64],
    penalties: &[Penalty],
) -> f64 {
    let moving: Vec<usize> = (0..step.len()).filter(|j| step[*j] != 0.0).collect();
    let bend: f64 = moving
        .iter()
        .map(|&j| step[j] * moving.iter().map(|&k| hessian[(k, j)] * step[k]).sum::<f64>())
        .sum();
    total(penalties, &point.w) - total(penalties, lowest) - dot(&point.gradient, step) - bend / 2.0
}

/// The largest distance of minus the gradient from the slopes that the penalty has at `w`.
fn slope_norm(point: &Point, penalties: &[Penalty]) -> f64 {
    let distance = |j: usize| {
        let (w, Penalty { l1, l2 }) = (point.w[j], penalties[j]);
        let slope = point.gradient[j] + l2 * w;
        if w == 0.0 { (slope.abs() - l1).max(0.0) } else { (slope + l1 * w.signum()).abs() }
    };
    (0..point.w.len()).map(distance).fold(0.0, f64::max)
}

/// The first of the steps 1, 1/2, 1/4, ... after which the sum has fallen by a ten-thousandth of its
/// promise; a rise within the rounding of `J` is forgiven.
fn line_search<O: TwiceDifferentiable>(
    point: &Point,
    step: &[f64],
    promise: f64,
    penalties: &[Penalty],
    sweeps: &mut Sweeps<'_, O>,
) -> Result<Option<Point>, Error> {
    const FAIR_PART: f64 = 1e-4;
    const HALVINGS: u32 = 30;
    let from = point.value + total(penalties, &point.w);
    let mut length = 1.0;
    for _ in 0..HALVINGS {
        let next = sweeps.with_gradient(point.moved(length, step))?;
        let to = next.value + total(penalties, &next.w);
        if to <= from - FAIR_PART * length * promise + point.rounding() {
            return Ok(Some(next));
        }
        length /= 2.0;
    }
    Ok(None)
}
