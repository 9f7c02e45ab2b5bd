use crate::error::{Error, check_positive};
use crate::solver::Objective;

/// One parameter of a gradient, computed twice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientCheck {
    /// As the objective says.
    pub analytic: f64,
    /// By central difference.
    pub numeric: f64,
}

impl GradientCheck {
    /// `|analytic - numeric|`.
    #[must_use]
    pub fn difference(&self) -> f64 {
        (self.analytic - self.numeric).abs()
    }
}

/// Compares the gradient of any objective with central differences of its value:
/// `dJ/dw_j ~ (J(w + h e_j) - J(w - h e_j)) / 2h`, one entry per parameter.
///
/// The difference quotient is off by about `h^2` (curvature) plus `1e-16 |J| / h` (rounding); `h = 1e-5`
/// keeps both near `1e-10` when values are near 1.
///
/// # Errors
/// [`Error::NotPositive`] for the step; whatever the objective returns.
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::loss::CrossEntropy;
/// use models::objective::MeanLoss;
/// use models::{Penalty, Problem, gradient_check};
///
/// let x = matrix_from_columns(&[&[-1.0, 0.5, 2.0]])?;
/// let problem = Problem::new(x.as_ref(), &[false, true, false])?;
/// let objective = MeanLoss::<CrossEntropy>::new(problem, Penalty::l2(0.1))?;
/// let checks = gradient_check(&objective, &[0.3, -0.2], 1e-5)?;
/// assert!(checks.iter().all(|check| check.difference() < 1e-9));
/// # Ok::<(), models::Error>(())
/// ```
pub fn gradient_check(
    objective: &impl Objective,
    w: &[f64],
    step: f64,
) -> Result<Vec<GradientCheck>, Error> {
    check_positive("the step", step)?;
    let mut gradient = vec![0.0; w.len()];
    objective.gradient(w, &mut gradient)?;
    let mut unused = vec![0.0; w.len()];
    let mut value_at = |j: usize, by: f64| {
        let mut moved = w.to_vec();
        moved[j] += by;
        objective.gradient(&moved, &mut unused)
    };
    (0..w.len())
        .map(|j| {
            let numeric = (value_at(j, step)? - value_at(j, -step)?) / (2.0 * step);
            Ok(GradientCheck { analytic: gradient[j], numeric })
        })
        .collect()
}
