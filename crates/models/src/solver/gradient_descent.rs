use super::max_norm;
use crate::error::check_positive;
use crate::{Error, Method, Objective, Report, Solution, Status};

/// Gradient descent: `w <- w - rate * dJ/dw`, a fixed number of times, from zero.
///
/// It always runs all its epochs, so that two runs can be compared step by step; `tolerance`
/// only decides whether the end is called an optimum.
///
/// # Source
/// Cauchy, *Comptes rendus* 25 (1847) 536-538.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientDescent {
    /// Length of a step in units of the gradient.
    pub rate: f64,
    /// Number of steps; each looks at every sample once.
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
    /// Runs all epochs, or stops where the objective is no longer a number.
    ///
    /// The status is `Converged`, `IterationLimit`, or `Diverged` when the objective overflowed or
    /// ended above where it began.
    ///
    /// # Errors
    /// [`Error::NotPositive`] for the rate or the tolerance; whatever the objective returns.
    pub fn minimise(&self, objective: &impl Objective) -> Result<Solution, Error> {
        check_positive("the learning rate", self.rate)?;
        check_positive("the tolerance", self.tolerance)?;
        let dim = objective.dim();
        let (mut w, mut gradient) = (vec![0.0; dim], vec![0.0; dim]);
        let mut history = Vec::with_capacity(self.epochs);

        let mut loss = objective.gradient(&w, &mut gradient)?;
        while history.len() < self.epochs && loss.is_finite() {
            history.push(loss);
            for (w, g) in w.iter_mut().zip(&gradient) {
                *w -= self.rate * g;
            }
            loss = objective.gradient(&w, &mut gradient)?;
        }

        let gradient_norm = max_norm(&gradient);
        let start = history.first().copied().unwrap_or(loss);
        let status = if !loss.is_finite() || loss > start {
            Status::Diverged
        } else if gradient_norm <= self.tolerance {
            Status::Converged
        } else {
            Status::IterationLimit
        };
        let direction = gradient.iter().map(|g| -self.rate * g).collect();
        let iterations = history.len();
        let sweeps = iterations + 1;
        let report = Report {
            status,
            method: Method::GradientDescent,
            reason: None,
            iterations,
            sweeps,
            objective: loss,
            gradient_norm,
            history,
        };
        Ok(Solution { weights: w, direction, report })
    }
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
        assert_eq!(solution.weights, [0.75, -0.46875]);
        assert_eq!(solution.report.history, [4.0, 2.0 * 0.25 + 1.75 * 1.75 / 2.0]);
        assert_eq!(solution.report.status, Status::IterationLimit);
    }

    #[test]
    fn it_says_how_it_ended() {
        let solution = run(0.25, 200);
        assert_eq!(solution.report.status, Status::Converged);
        assert!(
            (solution.weights[0] - 1.0).abs() < 1e-6 && (solution.weights[1] + 2.0).abs() < 1e-6
        );
        assert_eq!(solution.report.history.len(), 200);
        let too_fast = run(0.6, 100_000);
        assert_eq!(too_fast.report.status, Status::Diverged);
        assert!(too_fast.report.iterations < 100_000);
        assert_eq!(run(0.5000001, 10).report.status, Status::IterationLimit);
        assert_eq!(run(0.6, 10).report.status, Status::Diverged);
        let nothing = run(0.1, 0);
        assert_eq!((nothing.weights, nothing.report.iterations), (vec![0.0, 0.0], 0));
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
