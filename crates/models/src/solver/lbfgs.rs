use std::collections::VecDeque;

use linalg_lite::dot;
use serde::{Deserialize, Serialize};

use super::point::{Point, Sweeps, check_start};
use super::{Objective, Preconditioner, Solution, is_penalised};
use crate::error::{Error, check_positive};
use crate::report::{Bound, Certificate, Method, Status};

/// L-BFGS, the quasi-Newton method for many parameters: what the last steps did to the gradient stands
/// in for the Hessian.
///
/// 1. value `J` and gradient `g` at `w`, in one sweep;
/// 2. the step `d = -B g`: the [`Preconditioner`]'s inverse, corrected by the last `memory` pairs of a step
///    `s` and the change of the gradient `y` (the two-loop recursion);
/// 3. stop when the predicted decrease, `-g'd / 2`, is below the tolerance;
/// 4. else a length along `d` that meets the strong Wolfe conditions.
///
/// # Source
/// Nocedal and Wright, *Numerical Optimization*, 2nd ed., algorithms 7.4 and 7.5, and 3.1 (the
/// Wolfe conditions).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lbfgs {
    /// At most so many steps.
    pub iterations: usize,
    /// Stop when the predicted decrease is below `tolerance * (1 + |J|)`.
    pub tolerance: f64,
    /// Number of steps remembered; with 0 each goes down the preconditioned gradient.
    pub memory: usize,
}

impl Default for Lbfgs {
    fn default() -> Self {
        Self { iterations: 1000, tolerance: 1e-20, memory: 10 }
    }
}

impl Lbfgs {
    /// Iterates from zero, treating all parameters alike.
    ///
    /// The status is `Converged`; `NoFiniteOptimum` when nothing is left to gain while the parameters
    /// still move; `Stalled`, or `IterationLimit`. It relies on what the last steps said about the curvature,
    /// and so proves nothing: [`Solver::minimise`](super::Solver::minimise) adds one.
    ///
    /// # Errors
    /// [`Error::NotPositive`] for the tolerance; [`Error::Overflow`] at the start; whatever the objective
    /// returns.
    pub fn minimise(&self, objective: &impl Objective) -> Result<Solution, Error> {
        let dim = objective.dim();
        let alike = Preconditioner::Diagonal(vec![1.0; dim]);
        self.minimise_from(&vec![0.0; dim], &alike, objective)
    }

    /// As [`minimise`](Self::minimise), from other parameters and with another preconditioner.
    ///
    /// # Errors
    /// As [`minimise`](Self::minimise).
    pub fn minimise_from(
        &self,
        start: &[f64],
        preconditioner: &Preconditioner,
        objective: &impl Objective,
    ) -> Result<Solution, Error> {
        check_positive("the tolerance", self.tolerance)?;
        let mut sweeps = Sweeps::over(objective)?;
        let mut point = sweeps.with_gradient(start.to_vec())?;
        check_start(&point)?;
        let has_optimum = is_penalised(objective);
        let mut pairs: VecDeque<Pair> = VecDeque::new();
        let mut trace = Vec::new();

        let status = loop {
            let step = quasi_newton_step(&point.gradient, &pairs, preconditioner)?;
            let decrease = -dot(&point.gradient, &step) / 2.0;
            let tolerance = sweeps.at_least_noise_of_steps(self.tolerance);
            if decrease <= tolerance * sweeps.size(point.value) {
                if !has_optimum && sweeps.still_moves(&point.w, &step)? {
                    break Status::NoFiniteOptimum;
                }
                point = polished(point, step, decrease, &pairs, preconditioner, &mut sweeps)?;
                break Status::Converged;
            }
            if trace.len() == self.iterations {
                break Status::IterationLimit;
            }
            let next = match line_search(&point, &step, &mut sweeps)? {
                Some(next) => next,
                None if pairs.is_empty() => break Status::Stalled,
                None => {
                    pairs.clear(); // what was remembered leads nowhere
                    continue;
                }
            };
            trace.push(point.iteration_to(&next));
            pairs.extend(Pair::between(&point, &next));
            if pairs.len() > self.memory {
                pairs.pop_front();
            }
            point = next;
        };

        let mut report = point.report(status, Method::Lbfgs, sweeps.count, trace);
        if let Preconditioner::Subsample { factor, every } = preconditioner {
            let decrement = dot(&point.gradient, &factor.solve(&point.gradient)?);
            let gap = (*every as f64 * decrement / 2.0).max(0.0);
            report.certificate = Some(Certificate { gap, bound: Bound::Local });
        }
        Ok(Solution { parameters: point.w, report, is_singular: false })
    }
}

/// The point after one more step or two, if each predicts less than the one before: a decrease that does not
/// show in `J` still shows in the tenth digit of parameters.
fn polished<O: Objective>(
    mut point: Point,
    mut step: Vec<f64>,
    mut decrease: f64,
    pairs: &VecDeque<Pair>,
    preconditioner: &Preconditioner,
    sweeps: &mut Sweeps<'_, O>,
) -> Result<Point, Error> {
    const STEPS: usize = 2;
    const NEGLIGIBLE: f64 = 1e-22;
    for _ in 0..STEPS {
        let last = sweeps.with_gradient(point.moved(1.0, &step))?;
        step = quasi_newton_step(&last.gradient, pairs, preconditioner)?;
        let left = -dot(&last.gradient, &step) / 2.0;
        if left.is_nan() || left > decrease {
            break;
        }
        (point, decrease) = (last, left);
        if decrease <= sweeps.at_least_noise_of_steps(NEGLIGIBLE) * sweeps.size(point.value) {
            break;
        }
    }
    Ok(point)
}

/// A step `s`, the change of the gradient `y` over it, and `s'y`, which is positive.
struct Pair {
    s: Vec<f64>,
    y: Vec<f64>,
    sy: f64,
}

impl Pair {
    /// None where rounding hides the curvature.
    fn between(from: &Point, to: &Point) -> Option<Self> {
        let minus = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>();
        let (s, y) = (minus(&to.w, &from.w), minus(&to.gradient, &from.gradient));
        let sy = dot(&s, &y);
        (sy > 0.0).then_some(Self { s, y, sy })
    }
}

/// `d = -B g` by the two-loop recursion.
fn quasi_newton_step(
    gradient: &[f64],
    pairs: &VecDeque<Pair>,
    preconditioner: &Preconditioner,
) -> Result<Vec<f64>, Error> {
    let mut q = gradient.to_vec();
    let mut alphas = Vec::with_capacity(pairs.len());
    for pair in pairs.iter().rev() {
        let alpha = dot(&pair.s, &q) / pair.sy;
        add(&mut q, -alpha, &pair.y);
        alphas.push(alpha);
    }
    let mut d = preconditioner.solve(&q)?;
    if let (Preconditioner::Diagonal(_), Some(Pair { y, sy, .. })) = (preconditioner, pairs.back())
    {
        let factor = dot(y, &preconditioner.solve(y)?) / sy; // its size is measured, its shape given
        d.iter_mut().for_each(|d| *d /= factor);
    }
    for (pair, alpha) in pairs.iter().zip(alphas.into_iter().rev()) {
        let beta = dot(&pair.y, &d) / pair.sy;
        add(&mut d, alpha - beta, &pair.s);
    }
    d.iter_mut().for_each(|d| *d = -*d);
    Ok(d)
}

fn add(to: &mut [f64], factor: f64, v: &[f64]) {
    for (to, v) in to.iter_mut().zip(v) {
        *to += factor * v;
    }
}

/// A point along `step` that meets the strong Wolfe conditions: `J` has fallen by a ten-thousandth
/// of what its slope predicted (a rise within the rounding of `J` is forgiven), and the slope has
/// become flatter. Lengths are doubled until the minimum lies between two of them, then the
/// interval is cut where the slope, drawn as a line, would be zero.
fn line_search<O: Objective>(
    point: &Point,
    step: &[f64],
    sweeps: &mut Sweeps<'_, O>,
) -> Result<Option<Point>, Error> {
    const FAIR_PART: f64 = 1e-4;
    const FLATTER: f64 = 0.9;
    const TRIALS: usize = 60;
    let slope = dot(&point.gradient, step);
    let (mut low, mut low_slope, mut high) = (0.0, slope, None);
    let mut length = 1.0;
    let nothing = sweeps.at_least_noise_of_steps(0.0) * sweeps.size(point.value);
    for _ in 0..TRIALS {
        let next = sweeps.with_gradient(point.moved(length, step))?;
        let next_slope = dot(&next.gradient, step);
        let falls =
            next.value <= point.value + FAIR_PART * length * slope + sweeps.rounding(point.value);
        if falls && next_slope.abs() <= FLATTER * slope.abs() {
            return Ok(Some(next));
        }
        if falls && next_slope < 0.0 {
            (low, low_slope) = (length, next_slope);
        } else {
            high = Some((length, next_slope));
        }
        length = match high {
            None => 2.0 * length,
            Some((high, high_slope)) => {
                let width = high - low;
                if -slope * width <= nothing {
                    break; // no length in between promises more than noise
                }
                let part = low_slope / (low_slope - high_slope); // where the slope would be zero
                let inside = if part > 0.1 && part < 0.9 { part } else { 0.5 };
                low + inside * width
            }
        };
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use linalg_lite::{Arrow, Mat, exp};

    /// `J(w) = sum_k (e^(c_k w_k) - c_k w_k - 1) / c_k^2`, with its minimum at zero, steep on one
    /// side and flat on the other; `w` counts from `away`.
    struct Ravine {
        c: Vec<f64>,
        away: f64,
    }

    impl Objective for Ravine {
        fn dim(&self) -> usize {
            self.c.len()
        }
        fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
            let mut value = 0.0;
            for (k, c) in self.c.iter().enumerate() {
                let u = c * (w[k] - self.away);
                value += (exp(u) - u - 1.0) / (c * c);
                gradient[k] = (exp(u) - 1.0) / c;
            }
            Ok(value)
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

    #[test]
    fn it_finds_the_minimum_on_either_side_and_from_afar() {
        for away in [0.5, -0.5, 20.0, -5.0, 1e-3] {
            let ravine = Ravine { c: vec![1.0, 0.3, 0.5, 0.9, 0.7], away };
            let solution = Lbfgs::default().minimise(&ravine).unwrap();
            assert_eq!(solution.report.status, Status::Converged, "from {away}");
            assert!(solution.parameters.iter().all(|w| (w - away).abs() < 1e-9), "from {away}");
            assert!(solution.report.sweeps < 120, "{} sweeps", solution.report.sweeps);
            assert!(solution.report.objectives().windows(2).all(|pair| pair[1] <= pair[0]));
        }
    }

    /// With its Hessian as preconditioner a parabola is a bowl, and one step reaches its bottom.
    #[test]
    fn a_good_preconditioner_saves_steps() {
        struct Parabola(Mat<f64>);
        impl Objective for Parabola {
            fn dim(&self) -> usize {
                self.0.nrows()
            }
            fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
                let mut value = 0.0;
                for i in 0..w.len() {
                    gradient[i] = (0..w.len()).map(|j| self.0[(i, j)] * w[j]).sum::<f64>() - 1.0;
                    value += w[i] * (gradient[i] - 1.0) / 2.0;
                }
                Ok(value)
            }
        }
        let parabola = Parabola(Mat::from_fn(6, 6, |i, j| {
            f64::from(u8::from(i == j)) / 50.0 + 1.0 / (1 + i + j) as f64
        }));
        let exact = Preconditioner::of_subsample(&Arrow::whole(parabola.0.clone()), 1).unwrap();
        let good = Lbfgs::default().minimise_from(&[0.0; 6], &exact, &parabola).unwrap();
        assert!(good.report.iterations <= 2, "{} steps", good.report.iterations);
        let diagonal = Preconditioner::Diagonal((0..6).map(|j| parabola.0[(j, j)]).collect());
        for rough in [diagonal, Preconditioner::Diagonal(vec![1.0; 6])] {
            let slow = Lbfgs::default().minimise_from(&[0.0; 6], &rough, &parabola).unwrap();
            assert!((slow.report.objective - good.report.objective).abs() < 1e-12);
        }
        assert!(Preconditioner::of_subsample(&Arrow::zeros(2, 0..0), 1).is_err());
    }

    #[test]
    fn it_says_how_it_ended() {
        let endless = Lbfgs::default().minimise(&Slope).unwrap();
        assert_eq!(endless.report.status, Status::NoFiniteOptimum);
        let ravine = Ravine { c: vec![1.0, 0.1], away: 3.0 };
        let short = Lbfgs { iterations: 2, ..Default::default() }.minimise(&ravine).unwrap();
        assert_eq!((short.report.status, short.report.iterations), (Status::IterationLimit, 2));
        let error = Lbfgs { tolerance: 0.0, ..Default::default() }.minimise(&ravine).unwrap_err();
        assert_eq!(error.to_string(), "the tolerance is 0: it must be a positive number");
    }
}
