use linalg_lite::{Cholesky, Mat, dot};
use serde::{Deserialize, Serialize};

use super::point::{Point, Sweeps, still_moving};
use crate::error::check_positive;
use crate::{Bound, Certificate, Error, Method, Solution, Status, TwiceDifferentiable};

/// Newton's method with a line search:
///
/// 1. value `J`, gradient `g` and Hessian `H` at `w`, in one sweep;
/// 2. the step `d = -H^-1 g` to the minimum of the parabola that touches `J` at `w`;
/// 3. stop when the parabola promises to fall by less than the tolerance, `-g'd / 2`;
/// 4. else halve the step until `J` falls by a fair part of what was promised, and take it.
///
/// One economy: near the optimum the Hessian hardly changes, so the last one is kept, and a step
/// costs a sweep for the gradient alone, for as long as each step still cuts the promise to a
/// thousandth.
///
/// # Source
/// Boyd and Vandenberghe, *Convex Optimization*, 9.5.2 (the promise is half the squared Newton
/// decrement) and 9.2 (the line search).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Newton {
    /// At most so many steps.
    pub iterations: usize,
    /// Stop when a step promises to lower `J` by less than `tolerance * (1 + |J|)`.
    pub tolerance: f64,
}

/// Below this promise, in units of `1 + |J|`, a step that promises as much as the one before has met
/// the rounding of the gradient, as with features far from zero.
const ROUNDING: f64 = 1e-12;
/// Where so little of a column is left at the start, a Hessian that turns out singular later on is so
/// by collinearity, and not because the optimum lies at infinity.
const NEARLY_COLLINEAR: f64 = 1e-10;

impl Default for Newton {
    fn default() -> Self {
        Self { iterations: 100, tolerance: 1e-20 }
    }
}

impl Newton {
    /// Iterates from zero until a step promises nothing more.
    ///
    /// The status is `Converged`; `NoFiniteOptimum` when the promise is gone while the weights
    /// still move, or when the Hessian vanishes on the way; `Stalled`, or `IterationLimit`.
    ///
    /// # Errors
    /// [`Error::Collinear`] when the Hessian is singular from the start, or nearly so and then quite;
    /// [`Error::NotPositive`] for the tolerance; whatever the objective returns.
    pub fn minimise(&self, objective: &impl TwiceDifferentiable) -> Result<Solution, Error> {
        self.minimise_from(&vec![0.0; objective.dim()], objective)
    }

    /// As [`minimise`](Self::minimise), from weights that are thought to be near the optimum.
    ///
    /// # Errors
    /// As [`minimise`](Self::minimise).
    pub fn minimise_from(
        &self,
        start: &[f64],
        objective: &impl TwiceDifferentiable,
    ) -> Result<Solution, Error> {
        check_positive("the tolerance", self.tolerance)?;
        let mut sweeps = Sweeps::over(objective);
        let mut point = sweeps.with_hessian(start.to_vec())?;
        let scale: Vec<f64> = (0..start.len()).map(|j| point.hessian[(j, j)].sqrt()).collect();
        let mut curvature = factorised(&point.hessian)?;
        let nearly_collinear = curvature.smallest_remainder() < NEARLY_COLLINEAR;
        let mut economy = Economy::default();
        let mut trace = Vec::new();
        let mut promise_before = f64::INFINITY;

        let status = loop {
            let step = newton_step(&curvature, &point.gradient)?;
            let promise = -dot(&point.gradient, &step) / 2.0;
            let size = 1.0 + point.value.abs();
            let no_progress = point.has_hessian() && promise > promise_before / 2.0;
            promise_before = promise;
            if (no_progress && promise <= ROUNDING * size)
                || promise <= economy.tolerance(self.tolerance) * size
            {
                if still_moving(&point.w, &step, &scale) {
                    break Status::NoFiniteOptimum;
                }
                let last = sweeps.with_gradient(point.moved(1.0, &step))?;
                point = point.or_better(last);
                break Status::Converged;
            }
            if economy.hessian_is_too_old(promise) {
                point = sweeps.with_hessian(point.w)?;
                promise_before = f64::INFINITY;
            } else {
                if trace.len() == self.iterations {
                    break Status::IterationLimit;
                }
                let keep = economy.keep_hessian(promise);
                match line_search(&point, &step, promise, keep, &mut sweeps)? {
                    Some(next) => {
                        trace.push(point.iteration_to(&next));
                        point = next;
                    }
                    None => break Status::Stalled,
                }
            }
            if point.has_hessian() {
                match factorised(&point.hessian) {
                    Ok(factor) => curvature = factor,
                    Err(Error::Collinear { .. }) if !nearly_collinear => {
                        break Status::NoFiniteOptimum;
                    }
                    Err(other) => return Err(other),
                }
            }
        };

        let mut report = point.report(status, Method::Newton, sweeps.count, trace);
        if status != Status::NoFiniteOptimum {
            report.certificate = Some(local_certificate(&curvature, &point.gradient)?);
        }
        Ok(Solution { weights: point.w, report })
    }
}

/// `g' H^-1 g / 2`.
pub(super) fn local_certificate(
    curvature: &Cholesky,
    gradient: &[f64],
) -> Result<Certificate, Error> {
    let gap = dot(gradient, &curvature.solve(gradient)?) / 2.0;
    Ok(Certificate { gap: gap.max(0.0), bound: Bound::Local })
}

pub(super) fn factorised(hessian: &Mat<f64>) -> Result<Cholesky, Error> {
    match Cholesky::new(hessian.as_ref()) {
        Err(linalg_lite::Error::NotPositiveDefinite { pivot }) => {
            Err(Error::Collinear { weight: pivot })
        }
        other => Ok(other?),
    }
}

/// `d = -H^-1 g`.
fn newton_step(curvature: &Cholesky, gradient: &[f64]) -> Result<Vec<f64>, Error> {
    let mut step = curvature.solve(gradient)?;
    step.iter_mut().for_each(|d| *d = -*d);
    Ok(step)
}

/// Whether the Hessian at hand is good enough for another step.
#[derive(Default)]
struct Economy {
    /// The promise before the last step, if that step was to keep the Hessian.
    promise_before: Option<f64>,
    /// A kept Hessian has failed: from now on there is a new one for every step.
    given_up: bool,
}

impl Economy {
    /// Below this promise, in nats, the Hessian is kept.
    const NEAR: f64 = 1e-3;
    /// A kept Hessian must cut the promise to this part.
    const CUT: f64 = 1e-3;

    /// With a kept Hessian the last step adds few digits, and so must come later.
    fn tolerance(&self, tolerance: f64) -> f64 {
        if self.promise_before.is_some() { Self::CUT * Self::CUT * tolerance } else { tolerance }
    }

    fn keep_hessian(&mut self, promise: f64) -> bool {
        let keep = !self.given_up && promise <= Self::NEAR;
        self.promise_before = keep.then_some(promise);
        keep
    }

    fn hessian_is_too_old(&mut self, promise: f64) -> bool {
        let too_old = self.promise_before.take().is_some_and(|before| promise > Self::CUT * before);
        self.given_up |= too_old;
        too_old
    }
}

/// The first of the steps 1, 1/2, 1/4, ... after which `J` has fallen by a ten-thousandth of its
/// promise; a rise within the rounding of `J` is forgiven.
fn line_search<O: TwiceDifferentiable>(
    point: &Point,
    step: &[f64],
    promise: f64,
    keep_hessian: bool,
    sweeps: &mut Sweeps<'_, O>,
) -> Result<Option<Point>, Error> {
    const FAIR_PART: f64 = 1e-4;
    const HALVINGS: u32 = 60;
    let mut length = 1.0;
    for _ in 0..HALVINGS {
        let w = point.moved(length, step);
        let next = if keep_hessian { sweeps.with_gradient(w)? } else { sweeps.with_hessian(w)? };
        if next.value <= point.value - FAIR_PART * length * promise + point.rounding() {
            return Ok(Some(next));
        }
        length /= 2.0;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Objective;
    use linalg_lite::{MatMut, exp};

    /// `J(w) = e^(w0) - 2 w0 + (w1 - 3)^2`, with its minimum at (ln 2, 3).
    struct Valley;

    impl Objective for Valley {
        fn dim(&self) -> usize {
            2
        }
        fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
            (gradient[0], gradient[1]) = (exp(w[0]) - 2.0, 2.0 * (w[1] - 3.0));
            Ok(exp(w[0]) - 2.0 * w[0] + (w[1] - 3.0) * (w[1] - 3.0))
        }
    }

    impl TwiceDifferentiable for Valley {
        fn hessian(
            &self,
            w: &[f64],
            gradient: &mut [f64],
            mut hessian: MatMut<'_, f64>,
        ) -> Result<f64, Error> {
            (hessian[(0, 0)], hessian[(1, 1)]) = (exp(w[0]), 2.0);
            self.gradient(w, gradient)
        }
    }

    /// `J(w) = e^-w`: falls for ever.
    struct Slope;

    impl Objective for Slope {
        fn dim(&self) -> usize {
            1
        }
        fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
            gradient[0] = -exp(-w[0]);
            Ok(exp(-w[0]))
        }
    }

    impl TwiceDifferentiable for Slope {
        fn hessian(
            &self,
            w: &[f64],
            gradient: &mut [f64],
            mut hessian: MatMut<'_, f64>,
        ) -> Result<f64, Error> {
            hessian[(0, 0)] = exp(-w[0]);
            self.gradient(w, gradient)
        }
    }

    /// An objective in a place that cannot be reached.
    struct Unreachable;

    impl Objective for Unreachable {
        fn dim(&self) -> usize {
            1
        }
        fn gradient(&self, _: &[f64], _: &mut [f64]) -> Result<f64, Error> {
            Err(Error::Objective("no connection".into()))
        }
    }

    impl TwiceDifferentiable for Unreachable {
        fn hessian(&self, w: &[f64], g: &mut [f64], _: MatMut<'_, f64>) -> Result<f64, Error> {
            self.gradient(w, g)
        }
    }

    #[test]
    fn it_finds_the_minimum_to_the_last_digit() {
        let solution = Newton::default().minimise(&Valley).unwrap();
        assert_eq!(solution.report.status, Status::Converged);
        assert!((solution.weights[0] - std::f64::consts::LN_2).abs() < 1e-15);
        assert_eq!(solution.weights[1], 3.0);
        assert!(solution.report.gradient_norm < 1e-15);
        assert!(solution.report.objectives().windows(2).all(|pair| pair[1] <= pair[0]));
    }

    #[test]
    fn a_minimum_at_infinity_is_not_called_converged() {
        let solution = Newton::default().minimise(&Slope).unwrap();
        assert_eq!(solution.report.status, Status::NoFiniteOptimum);
    }

    #[test]
    fn running_out_of_iterations_is_said() {
        let solution = Newton { iterations: 2, ..Default::default() }.minimise(&Valley).unwrap();
        assert_eq!(solution.report.status, Status::IterationLimit);
        assert_eq!(solution.report.iterations, 2);
    }

    #[test]
    fn a_failing_objective_is_passed_on() {
        let error = Newton::default().minimise(&Unreachable).unwrap_err();
        assert_eq!(error.to_string(), "the objective could not be evaluated: no connection");
        let error = Newton { tolerance: 0.0, ..Default::default() }.minimise(&Valley).unwrap_err();
        assert_eq!(error.to_string(), "the tolerance is 0: it must be a positive number");
    }
}
