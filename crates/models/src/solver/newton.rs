use linalg_lite::{Cholesky, Mat, dot};

use super::max_norm;
use crate::error::check_positive;
use crate::{Error, Report, Solution, Status, TwiceDifferentiable};

/// Newton's method with a line search, from zero:
///
/// 1. value `J`, gradient `g` and Hessian `H` at `w`, in one sweep;
/// 2. the step `d = -H^-1 g` to the minimum of the parabola that touches `J` at `w`;
/// 3. stop when the parabola promises to fall by less than the tolerance, `-g'd / 2`;
/// 4. else halve the step until `J` falls by a fair part of what was promised, and take it.
///
/// # Source
/// Boyd and Vandenberghe, *Convex Optimization*, 9.5.2 (the promise is half the squared Newton
/// decrement) and 9.2 (the line search).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Newton {
    /// At most so many steps.
    pub iterations: usize,
    /// Stop when a step promises to lower `J` by less than `tolerance * (1 + |J|)`.
    pub tolerance: f64,
}

impl Default for Newton {
    fn default() -> Self {
        Self { iterations: 100, tolerance: 1e-20 }
    }
}

/// `J`, its gradient and its Hessian at `w`.
struct Point {
    w: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    hessian: Mat<f64>,
}

impl Point {
    fn at(w: Vec<f64>, objective: &impl TwiceDifferentiable) -> Result<Self, Error> {
        let dim = w.len();
        let (mut gradient, mut hessian) = (vec![0.0; dim], Mat::zeros(dim, dim));
        let value = objective.hessian(&w, &mut gradient, hessian.as_mut())?;
        Ok(Self { w, value, gradient, hessian })
    }

    /// `d = -H^-1 g`.
    fn newton_step(&self) -> Result<Vec<f64>, linalg_lite::Error> {
        let mut step = Cholesky::new(self.hessian.as_ref())?.solve(&self.gradient)?;
        step.iter_mut().for_each(|d| *d = -*d);
        Ok(step)
    }

    fn moved(&self, by: f64, step: &[f64]) -> Vec<f64> {
        self.w.iter().zip(step).map(|(w, d)| w + by * d).collect()
    }
}

impl Newton {
    /// Iterates until a step promises nothing more.
    ///
    /// The status is `Converged`; `NoFiniteOptimum` when the promise is gone while the weights
    /// still move, or when the Hessian vanishes on the way; `Stalled`, or `IterationLimit`.
    ///
    /// # Errors
    /// [`Error::Collinear`] when the Hessian is singular from the start; [`Error::NotPositive`]
    /// for the tolerance; whatever the objective returns.
    pub fn minimise(&self, objective: &impl TwiceDifferentiable) -> Result<Solution, Error> {
        check_positive("the tolerance", self.tolerance)?;
        let mut point = Point::at(vec![0.0; objective.dim()], objective)?;
        let scale = logit_scale(&point.hessian);
        let mut direction = vec![0.0; objective.dim()];
        let mut history = Vec::new();

        let status = loop {
            let step = match point.newton_step() {
                Ok(step) => step,
                Err(linalg_lite::Error::NotPositiveDefinite { pivot }) if history.is_empty() => {
                    return Err(Error::Collinear { weight: pivot });
                }
                Err(linalg_lite::Error::NotPositiveDefinite { .. }) => {
                    break Status::NoFiniteOptimum;
                }
                Err(other) => return Err(other.into()),
            };
            let promise = -dot(&point.gradient, &step) / 2.0;
            direction.clone_from(&step);
            if promise <= self.tolerance * (1.0 + point.value.abs()) {
                if still_moving(&point.w, &step, &scale) {
                    break Status::NoFiniteOptimum;
                }
                point = better(Point::at(point.moved(1.0, &step), objective)?, point);
                break Status::Converged;
            }
            if history.len() == self.iterations {
                break Status::IterationLimit;
            }
            history.push(point.value);
            match line_search(&point, &step, promise, objective)? {
                Some(next) => point = next,
                None => break Status::Stalled,
            }
        };

        let report = Report {
            status,
            iterations: history.len(),
            objective: point.value,
            gradient_norm: max_norm(&point.gradient),
            history,
        };
        Ok(Solution { weights: point.w, direction, report })
    }
}

/// The first of the steps 1, 1/2, 1/4, ... after which `J` has fallen by a ten-thousandth of its
/// promise; a rise within the rounding of `J` is forgiven.
fn line_search(
    point: &Point,
    step: &[f64],
    promise: f64,
    objective: &impl TwiceDifferentiable,
) -> Result<Option<Point>, Error> {
    const FAIR_PART: f64 = 1e-4;
    const HALVINGS: u32 = 60;
    let rounding = 4.0 * f64::EPSILON * (1.0 + point.value.abs());
    let mut length = 1.0;
    for _ in 0..HALVINGS {
        let next = Point::at(point.moved(length, step), objective)?;
        if next.value <= point.value - FAIR_PART * length * promise + rounding {
            return Ok(Some(next));
        }
        length /= 2.0;
    }
    Ok(None)
}

/// How much each weight moves the logits at the start: the square root of the Hessian's diagonal.
fn logit_scale(hessian: &Mat<f64>) -> Vec<f64> {
    (0..hessian.nrows()).map(|j| hessian[(j, j)].sqrt()).collect()
}

/// Near a minimum steps shrink with the square of the distance. When the minimum lies at
/// infinity, each step still adds about one to the logits that separate the classes.
fn still_moving(w: &[f64], step: &[f64], scale: &[f64]) -> bool {
    const STANDSTILL: f64 = 1e-3;
    let scaled = |v: &[f64]| max_norm(&v.iter().zip(scale).map(|(v, s)| v * s).collect::<Vec<_>>());
    scaled(step) > STANDSTILL * (1.0 + scaled(w))
}

/// The last step costs one more sweep and doubles the number of right digits; only where rounding
/// has the last word is it no gain.
fn better(last: Point, before: Point) -> Point {
    if max_norm(&last.gradient) <= max_norm(&before.gradient) { last } else { before }
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
        assert!(solution.report.history.windows(2).all(|pair| pair[1] <= pair[0]));
    }

    #[test]
    fn a_minimum_at_infinity_is_not_called_converged() {
        let solution = Newton::default().minimise(&Slope).unwrap();
        assert_eq!(solution.report.status, Status::NoFiniteOptimum);
        assert!((solution.direction[0] - 1.0).abs() < 1e-9);
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
