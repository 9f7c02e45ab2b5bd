use linalg_lite::{Arrow, ArrowCholesky, dot};
use serde::{Deserialize, Serialize};

use super::point::{Point, Sweeps, check_start};
use super::{Solution, TwiceDifferentiable, is_penalised};
use crate::error::{Error, check_positive};
use crate::report::{Bound, Certificate, Method, Status};

/// Newton's method with a line search:
///
/// 1. value `J`, gradient `g` and Hessian `H` at `w`, in one sweep;
/// 2. the step `d = -H^-1 g` to the minimum of the parabola that touches `J` at `w`;
/// 3. stop when the predicted decrease, `-g'd / 2`, is below the tolerance;
/// 4. else halve the step until `J` falls by a fair part of the prediction, and take it.
///
/// One economy: near the optimum the Hessian hardly changes, so the last one is kept, and a step
/// costs a sweep for the gradient alone, for as long as each step still cuts the predicted decrease to a
/// thousandth. Where the Hessian is singular, because all curvature is gone, a part of the objective's
/// [preconditioner](TwiceDifferentiable::preconditioner) is added to it.
///
/// # Source
/// Boyd and Vandenberghe, *Convex Optimization*, 9.5.2 (the predicted decrease is half the squared Newton
/// decrement) and 9.2 (the line search).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Newton {
    /// At most so many steps.
    pub iterations: usize,
    /// Stop when the predicted decrease is below `tolerance * (1 + |J|)`.
    pub tolerance: f64,
}

/// Below this predicted decrease, in units of `1 + |J|`, a step that predicts as much as the one before
/// has met the rounding of the gradient.
const ROUNDING: f64 = 1e-12;
/// Where so little is left of a column beside others, squared, it may well be a combination of them.
const NEARLY_COLLINEAR: f64 = 1e-9;

impl Default for Newton {
    fn default() -> Self {
        Self { iterations: 500, tolerance: 1e-20 }
    }
}

impl Newton {
    /// Iterates from zero until a step predicts no further decrease.
    ///
    /// The status is `Converged`; `NoFiniteOptimum` when nothing is left to gain while the parameters
    /// still move; `Stalled`, or `IterationLimit`.
    ///
    /// # Errors
    /// [`Error::NotPositive`] for the tolerance; [`Error::Overflow`] at the start; whatever the objective
    /// returns.
    pub fn minimise(&self, objective: &impl TwiceDifferentiable) -> Result<Solution, Error> {
        self.minimise_from(&vec![0.0; objective.dim()], objective)
    }

    /// As [`minimise`](Self::minimise), from parameters that are thought to be near the optimum.
    ///
    /// # Errors
    /// As [`minimise`](Self::minimise).
    pub fn minimise_from(
        &self,
        start: &[f64],
        objective: &impl TwiceDifferentiable,
    ) -> Result<Solution, Error> {
        let (point, sweeps) = self.begin(start, objective)?;
        self.descend(point, sweeps, objective)
    }

    /// As [`minimise_from`](Self::minimise_from), but refuses a Hessian that is nearly singular from the
    /// start: its columns have to be looked at first.
    pub(super) fn minimise_well_conditioned(
        &self,
        start: &[f64],
        objective: &impl TwiceDifferentiable,
    ) -> Result<Solution, Error> {
        let (point, sweeps) = self.begin(start, objective)?;
        let Some(hessian) = &point.hessian else { return Err(Error::NearlyCollinear) };
        match ArrowCholesky::new(hessian) {
            Ok(factor) if factor.smallest_remainder() >= NEARLY_COLLINEAR => {
                self.descend(point, sweeps, objective)
            }
            Ok(_) | Err(linalg_lite::Error::NotPositiveDefinite { .. }) => {
                Err(Error::NearlyCollinear)
            }
            Err(other) => Err(other.into()),
        }
    }

    fn begin<'a, O: TwiceDifferentiable>(
        &self,
        start: &[f64],
        objective: &'a O,
    ) -> Result<(Point, Sweeps<'a, O>), Error> {
        check_positive("the tolerance", self.tolerance)?;
        let mut sweeps = Sweeps::over(objective)?;
        let point = sweeps.with_hessian(start.to_vec())?;
        check_start(&point)?;
        Ok((point, sweeps))
    }

    fn descend<O: TwiceDifferentiable>(
        &self,
        mut point: Point,
        mut sweeps: Sweeps<'_, O>,
        objective: &O,
    ) -> Result<Solution, Error> {
        let has_optimum = is_penalised(objective);
        let Some(hessian) = &point.hessian else { return Err(Error::Overflow) };
        let mut curvature = Curvature::of(hessian, objective)?;
        let was_certain = curvature.is_certain;
        let mut economy = Economy::default();
        let mut trace = Vec::new();
        let mut decrease_before = f64::INFINITY;

        let status = loop {
            let step = curvature.newton_step(&point.gradient)?;
            let decrease = -dot(&point.gradient, &step) / 2.0;
            let size = sweeps.size(point.value);
            let no_progress = point.hessian.is_some() && decrease > decrease_before / 2.0;
            decrease_before = decrease;
            let tolerance = sweeps.at_least_noise_of_steps(economy.tolerance(self.tolerance));
            if (no_progress && decrease <= sweeps.at_least_noise(ROUNDING) * size)
                || decrease <= tolerance * size
            {
                let lost_on_the_way = was_certain && !curvature.is_certain;
                if !has_optimum && (lost_on_the_way || sweeps.still_moves(&point.w, &step)?) {
                    break Status::NoFiniteOptimum;
                }
                let last = sweeps.with_gradient(point.moved(1.0, &step))?;
                point = curvature.better_of(point, last)?;
                break if curvature.is_certain { Status::Converged } else { Status::Stalled };
            }
            if economy.hessian_is_too_old(decrease) {
                point = sweeps.with_hessian(point.w)?;
                decrease_before = f64::INFINITY;
            } else {
                if trace.len() == self.iterations {
                    break Status::IterationLimit;
                }
                let keep = economy.keep_hessian(decrease) && curvature.is_certain;
                let step = if decrease > size { sweeps.within_reach(step)? } else { step };
                let decrease = decrease.min(-dot(&point.gradient, &step));
                match line_search(&point, &step, decrease, keep, &mut sweeps)? {
                    Some(next) => {
                        trace.push(point.iteration_to(&next));
                        point = next;
                    }
                    None => break Status::Stalled,
                }
            }
            if let Some(hessian) = &point.hessian {
                curvature = Curvature::of(hessian, objective)?;
            }
        };

        let mut report = point.report(status, Method::Newton, sweeps.count, trace);
        if curvature.is_certain {
            let gap = curvature.decrement(&point.gradient)? / 2.0;
            report.certificate = Some(Certificate { gap, bound: Bound::Local });
        }
        Ok(Solution { parameters: point.w, report, is_singular: false })
    }
}

/// A Hessian, factorised.
struct Curvature {
    factor: ArrowCholesky,
    /// Whether it is more than rounding in every direction, and nothing had to be added to it.
    is_certain: bool,
}

impl Curvature {
    /// The Hessian, or, where it is singular, the Hessian and the smallest part of the objective's
    /// preconditioner that makes it positive definite.
    fn of(hessian: &Arrow, objective: &impl TwiceDifferentiable) -> Result<Self, Error> {
        const PARTS: [f64; 3] = [1e-8, 1e-4, 1.0];
        const ROUNDING: f64 = 1e-13;
        match ArrowCholesky::new(hessian) {
            Ok(factor) => {
                let is_certain = factor.smallest_remainder() >= ROUNDING;
                return Ok(Self { factor, is_certain });
            }
            Err(linalg_lite::Error::NotPositiveDefinite { .. }) => (),
            Err(other) => return Err(other.into()),
        }
        let diagonal = objective.preconditioner()?;
        let ratio = |j: usize| hessian.entry(j) / diagonal[j];
        let largest = (0..diagonal.len()).map(ratio).fold(0.0, f64::max);
        for part in PARTS.map(|part| part * largest).into_iter().chain([1.0]) {
            let mut damped = hessian.clone();
            (0..diagonal.len()).for_each(|j| damped.add_to_entry(j, part * diagonal[j]));
            if let Ok(factor) = ArrowCholesky::new(&damped) {
                return Ok(Self { factor, is_certain: false });
            }
        }
        Err(Error::Overflow)
    }

    /// `d = -H^-1 g`.
    fn newton_step(&self, gradient: &[f64]) -> Result<Vec<f64>, Error> {
        let mut step = self.factor.solve(gradient)?;
        step.iter_mut().for_each(|d| *d = -*d);
        Ok(step)
    }

    /// `g' H^-1 g`, twice what is left to gain.
    fn decrement(&self, gradient: &[f64]) -> Result<f64, Error> {
        Ok(dot(gradient, &self.factor.solve(gradient)?).max(0.0))
    }

    /// Of a point and the one after the last step the one nearer the optimum: where rounding has the last
    /// word, a step is no gain.
    fn better_of(&self, point: Point, last: Point) -> Result<Point, Error> {
        let is_better = self.decrement(&last.gradient)? <= self.decrement(&point.gradient)?;
        Ok(if is_better { last } else { point })
    }
}

/// Whether the Hessian at hand is good enough for another step.
#[derive(Default)]
struct Economy {
    /// The predicted decrease before the last step, if that step was to keep the Hessian.
    decrease_before: Option<f64>,
    /// A kept Hessian has failed: from now on there is a new one for every step.
    given_up: bool,
}

impl Economy {
    /// Below this predicted decrease, in units of the objective, the Hessian is kept.
    const NEAR: f64 = 1e-3;
    /// A kept Hessian must cut the predicted decrease to this part.
    const CUT: f64 = 1e-3;

    /// With a kept Hessian the last step adds few digits, and so must come later.
    fn tolerance(&self, tolerance: f64) -> f64 {
        if self.decrease_before.is_some() { Self::CUT * Self::CUT * tolerance } else { tolerance }
    }

    fn keep_hessian(&mut self, decrease: f64) -> bool {
        let keep = !self.given_up && decrease <= Self::NEAR;
        self.decrease_before = keep.then_some(decrease);
        keep
    }

    fn hessian_is_too_old(&mut self, decrease: f64) -> bool {
        let before = self.decrease_before.take();
        let too_old = before.is_some_and(|before| decrease > Self::CUT * before);
        self.given_up |= too_old;
        too_old
    }
}

/// The first of the steps 1, 1/2, 1/4, ... after which `J` has fallen by a ten-thousandth of its
/// predicted decrease; a rise within the rounding of `J` is forgiven, but a part of a step that promises no
/// more than that is none.
fn line_search<O: TwiceDifferentiable>(
    point: &Point,
    step: &[f64],
    decrease: f64,
    keep_hessian: bool,
    sweeps: &mut Sweeps<'_, O>,
) -> Result<Option<Point>, Error> {
    const FAIR_PART: f64 = 1e-4;
    const HALVINGS: u32 = 60;
    let rounding = sweeps.rounding(point.value);
    let mut length = 1.0;
    for _ in 0..HALVINGS {
        if decrease > rounding && length * decrease <= rounding {
            break;
        }
        let w = point.moved(length, step);
        let next = if keep_hessian { sweeps.with_gradient(w)? } else { sweeps.with_hessian(w)? };
        if next.value <= point.value - FAIR_PART * length * decrease + rounding {
            return Ok(Some(next));
        }
        length /= 2.0;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::Objective;
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
        assert!((solution.parameters[0] - std::f64::consts::LN_2).abs() < 1e-15);
        assert_eq!(solution.parameters[1], 3.0);
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
