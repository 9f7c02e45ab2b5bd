use serde::{Deserialize, Serialize};

use super::{Objective, Solution, max_norm};
use crate::error::{Error, check_overflow, check_positive};
use crate::report::{Divergence, Iteration, Method, Report, Status};

/// Gradient descent: `w <- w - rate * dJ/dw`, a fixed number of times, from zero.
///
/// It always runs all its epochs, so that two runs can be compared step by step; `tolerance`
/// only decides whether the end may be called an optimum.
///
/// # Source
/// Cauchy, *Comptes rendus* 25 (1847) 536-538.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GradientDescent {
    /// Length of a step in units of the gradient.
    pub rate: f64,
    /// Number of steps, at most [`MOST_EPOCHS`](Self::MOST_EPOCHS); each looks at every sample once.
    pub epochs: usize,
    /// The end is called converged when no entry of the gradient is larger than this.
    pub tolerance: f64,
}

impl Default for GradientDescent {
    fn default() -> Self {
        Self { rate: 0.1, epochs: 1000, tolerance: 1e-6 }
    }
}

impl GradientDescent {
    /// The trace keeps all epochs, so that there cannot be more.
    pub const MOST_EPOCHS: usize = 10_000_000;

    /// Runs all epochs from zero, or stops where the next step would overflow.
    ///
    /// The status is `Converged`, `IterationLimit`, or `Diverged` when the objective overflowed or
    /// ended above where it began.
    ///
    /// # Errors
    /// [`Error::NotPositive`] for the rate or the tolerance, [`Error::Epochs`] for too many of them;
    /// [`Error::Overflow`] at the start; whatever the objective returns.
    pub fn minimise(&self, objective: &impl Objective) -> Result<Solution, Error> {
        self.minimise_from(&vec![0.0; objective.dim()], objective)
    }

    /// As [`minimise`](Self::minimise), from other parameters: where one run ends, the next can go on.
    ///
    /// # Errors
    /// As [`minimise`](Self::minimise).
    pub fn minimise_from(
        &self,
        start: &[f64],
        objective: &impl Objective,
    ) -> Result<Solution, Error> {
        if self.epochs > Self::MOST_EPOCHS {
            return Err(Error::Epochs { epochs: self.epochs, most: Self::MOST_EPOCHS });
        }
        check_positive("the learning rate", self.rate)?;
        check_positive("the tolerance", self.tolerance)?;
        let mut w = start.to_vec();
        let mut gradient = vec![0.0; w.len()];
        let mut value = objective.gradient(&w, &mut gradient)?;
        check_overflow(&[value, max_norm(&gradient)])?;
        let at_start = value;
        let mut trace = Vec::with_capacity(self.epochs);
        let mut overflows = false;
        while trace.len() < self.epochs && !overflows {
            let mut next = w.clone();
            next.iter_mut().zip(&gradient).for_each(|(w, g)| *w -= self.rate * g);
            let step = w.iter().zip(&next).map(|(a, b)| (b - a).abs()).fold(0.0, f64::max);
            trace.push(Iteration { objective: value, gradient_norm: max_norm(&gradient), step });
            let mut slope = vec![0.0; w.len()];
            let height = objective.gradient(&next, &mut slope)?;
            overflows = check_overflow(&[height, max_norm(&slope), max_norm(&next)]).is_err();
            if !overflows {
                (w, value, gradient) = (next, height, slope);
            }
        }

        let status = if overflows || value > at_start {
            Status::Diverged
        } else if max_norm(&gradient) <= self.tolerance {
            Status::Converged
        } else {
            Status::IterationLimit
        };
        let divergence = (status == Status::Diverged).then(|| Divergence {
            epoch: first_above_the_start(at_start, &trace),
            safe_rate: None,
        });
        let (sweeps, norm) = (trace.len() + 1, max_norm(&gradient));
        let mut report = Report::new(status, Method::GradientDescent, sweeps, value, norm, trace);
        report.divergence = divergence;
        Ok(Solution { parameters: w, report, is_singular: false })
    }
}

/// The number of the first epoch that ended above the start.
fn first_above_the_start(start: f64, trace: &[Iteration]) -> usize {
    let after = trace.iter().skip(1).position(|iteration| iteration.objective > start);
    after.map_or(trace.len(), |before| before + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `J(w) = 2 (w0 - 1)^2 + (w1 + 2)^2 / 2`.
    struct Bowl;

    impl Objective for Bowl {
        fn dim(&self) -> usize {
            2
        }
        fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
            (gradient[0], gradient[1]) = (4.0 * (w[0] - 1.0), w[1] + 2.0);
            Ok(2.0 * (w[0] - 1.0) * (w[0] - 1.0) + (w[1] + 2.0) * (w[1] + 2.0) / 2.0)
        }
    }

    fn run(rate: f64, epochs: usize) -> Solution {
        GradientDescent { rate, epochs, ..Default::default() }.minimise(&Bowl).unwrap()
    }

    #[test]
    fn two_steps_by_hand() {
        // Gradient at 0: (-4, 2). After one step of 1/8: (0.5, -0.25), gradient (-2, 1.75).
        let solution = run(0.125, 2);
        assert_eq!(solution.parameters, [0.75, -0.46875]);
        assert_eq!(solution.report.objectives(), [4.0, 2.0 * 0.25 + 1.75 * 1.75 / 2.0]);
        assert_eq!(solution.report.status, Status::IterationLimit);
    }

    #[test]
    fn a_run_goes_on_where_another_ended() {
        let descent = |epochs| GradientDescent { rate: 0.1, epochs, ..Default::default() };
        let half = descent(20).minimise(&Bowl).unwrap();
        let rest = descent(30).minimise_from(&half.parameters, &Bowl).unwrap();
        let whole = descent(50).minimise(&Bowl).unwrap();
        assert_eq!(rest.parameters, whole.parameters);
        assert_eq!([half.report.trace, rest.report.trace].concat(), whole.report.trace);
    }

    #[test]
    fn it_says_how_it_ended() {
        let solution = run(0.25, 200);
        assert_eq!(solution.report.status, Status::Converged);
        assert!(
            (solution.parameters[0] - 1.0).abs() < 1e-6
                && (solution.parameters[1] + 2.0).abs() < 1e-6
        );
        assert_eq!(solution.report.trace.len(), 200);
        let too_fast = run(0.6, 100_000);
        assert_eq!(too_fast.report.status, Status::Diverged);
        assert!(too_fast.report.iterations < 100_000);
        assert_eq!(run(0.5000001, 10).report.status, Status::IterationLimit);
        assert_eq!(run(0.6, 10).report.status, Status::Diverged);
        let nothing = run(0.1, 0);
        assert_eq!((nothing.parameters, nothing.report.iterations), (vec![0.0, 0.0], 0));
    }

    #[test]
    fn settings_that_make_no_sense_are_refused() {
        for bad in [0.0, -0.1, f64::NAN, f64::INFINITY] {
            let rate = GradientDescent { rate: bad, ..Default::default() };
            assert!(matches!(rate.minimise(&Bowl), Err(Error::NotPositive { .. })));
            let tolerance = GradientDescent { tolerance: bad, ..Default::default() };
            assert!(matches!(tolerance.minimise(&Bowl), Err(Error::NotPositive { .. })));
        }
    }
}
