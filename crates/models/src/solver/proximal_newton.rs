use linalg_lite::{Mat, dot};

use super::coordinate_descent::{Near, column_of, minimise_model};
use super::cost::Cost;
use super::point::{Point, Sweeps};
use super::progress::Progress;
use super::trust::Trust;
use super::{Solution, TwiceDifferentiable, max_norm};
use crate::error::{Error, check_overflow, check_positive};
use crate::multiples::add_multiple;
use crate::report::{Bound, Certificate, Iteration, Method, Report, Status};

/// Proximal Newton, for an objective with an l1, or with parameters that may not be negative:
///
/// 1. value `J`, gradient `g` and Hessian `H` at `w`, in one sweep;
/// 2. the step to the minimum of the parabola that touches `J` at `w`, plus the l1, by coordinate
///    descent, which touches no data;
/// 3. stop when the predicted decrease is below the tolerance; the duality gap certifies the end or, where
///    rounding keeps it from being small, the predicted decrease of a new parabola;
/// 4. else halve the step until the sum falls by a fair part of the predicted decrease, and take it.
///
/// The Hessian is kept, also from one penalty of a path to the next, for as long as each step cuts the
/// predicted decrease to a tenth.
///
/// # Source
/// Lee, Sun and Saunders, *Proximal Newton-type methods for minimizing composite functions*, SIAM
/// Journal on Optimization 24 (2014).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProximalNewton {
    /// At most so many steps.
    pub iterations: usize,
    /// Stop when the predicted decrease is below `tolerance * (1 + |J|)`.
    pub tolerance: f64,
    /// Whether the end has to be certified as well, which may take more steps and another Hessian.
    pub certifies: bool,
}

impl Default for ProximalNewton {
    fn default() -> Self {
        Self { iterations: 200, tolerance: 1e-20, certifies: true }
    }
}

impl ProximalNewton {
    /// For the many fits of a path: coefficients to about six digits.
    pub const ALONG_A_PATH: Self = Self { iterations: 200, tolerance: 1e-12, certifies: true };
}

impl ProximalNewton {
    /// Iterates from `start`. The status is `Converged`, `Stalled` or `IterationLimit`; the objective and
    /// the gradient of the report include the l1.
    ///
    /// # Errors
    /// [`Error::NotPositive`] for the tolerance; [`Error::Overflow`]; whatever the objective returns.
    pub fn minimise_from(
        &self,
        start: &[f64],
        objective: &impl TwiceDifferentiable,
    ) -> Result<Solution, Error> {
        self.advance(&mut Progress::at(start, objective)?, objective)
    }

    /// As [`minimise_from`](Self::minimise_from), on from where another penalty led to.
    ///
    /// # Errors
    /// As [`minimise_from`](Self::minimise_from).
    pub fn advance(
        &self,
        progress: &mut Progress,
        objective: &impl TwiceDifferentiable,
    ) -> Result<Solution, Error> {
        check_positive("the tolerance", self.tolerance)?;
        progress.take_costs_of(objective);
        let mut sweeps = Sweeps::over(objective)?;
        sweeps.count = std::mem::take(&mut progress.sweeps);
        let (mut trace, mut certificate, mut trust) = (Vec::new(), None, Trust::over(&sweeps));

        let status = loop {
            let Progress { point, hessian, costs, roughness, .. } = progress.with_curvature()?;
            let size = sweeps.size(point.value + l1_of(costs, &point.w));
            let near = Near { tolerance: LAST_DIGIT * size, part: *roughness };
            let lowest = minimise_model(hessian, &point.gradient, &point.w, costs, near)?;
            let step: Vec<f64> = lowest.iter().zip(&point.w).map(|(v, w)| v - w).collect();
            let decrease = predicted_decrease(point, hessian, &step, &lowest, costs);

            let rounding = sweeps.at_least_noise(ROUNDING) * size;
            if decrease <= sweeps.at_least_noise_of_steps(self.tolerance) * size {
                if !self.certifies {
                    break Status::Converged;
                }
                sweeps.count += 1;
                certificate = trust.certificate(objective.gap_bound(&point.w)?, decrease, size);
                if certificate.is_some() {
                    break Status::Converged;
                }
            } else if trust.meets_rounding(decrease, rounding) {
                certificate = Some(Certificate { gap: decrease, bound: Bound::Local });
                break Status::Converged;
            }
            if trust.is_used_up(decrease) {
                progress.renew(&mut sweeps)?;
                trust = trust.renewed();
                continue;
            }
            if trace.len() == self.iterations {
                break Status::IterationLimit;
            }
            match line_search(point, &step, decrease, costs, &mut sweeps)? {
                Some(next) => {
                    trace.push(Iteration {
                        objective: point.value + l1_of(costs, &point.w),
                        gradient_norm: slope_norm(&point.w, &point.gradient, costs),
                        ..point.iteration_to(&next)
                    });
                    *point = next;
                    trust = Trust { decrease_before: decrease, is_new: false, ..trust };
                }
                None if !trust.is_new => {
                    progress.renew(&mut sweeps)?;
                    trust = trust.renewed();
                }
                None if decrease <= rounding => {
                    certificate = Some(Certificate { gap: decrease.max(0.0), bound: Bound::Local });
                    break Status::Converged;
                }
                None if trust.damping < 1.0 => progress.damp(&mut trust, objective)?,
                None => break Status::Stalled,
            }
        };

        let certificate = progress.with_digits(certificate, objective)?;
        let Progress { point, costs, .. } = progress;
        let value = point.value + l1_of(costs, &point.w);
        let norm = slope_norm(&point.w, &point.gradient, costs);
        check_overflow(&[value, norm])?;
        let method = Method::ProximalNewton;
        let mut report = Report::new(status, method, sweeps.count, value, norm, trace);
        report.certificate = certificate;
        Ok(Solution { parameters: point.w.clone(), report, is_singular: false })
    }
}

/// Where the minimum of a parabola is found, in units of `1 + |J|`: a coefficient is then known to the root of this, and a
/// rare level's, of little curvature, to some hundred times as much.
const LAST_DIGIT: f64 = 1e-32;

/// No step lowers an objective further than this, in units of `1 + |J|`.
const ROUNDING: f64 = 1e-12;

/// `sum_j l1_j |w_j|`.
pub(super) fn l1_of(costs: &[Cost], w: &[f64]) -> f64 {
    costs.iter().zip(w).map(|(cost, w)| cost.l1 * w.abs()).sum()
}

/// How much the model falls: `-(g'd + d'H d / 2) + l1 |w| - l1 |w + d|`.
fn predicted_decrease(
    point: &Point,
    hessian: &Mat<f64>,
    step: &[f64],
    lowest: &[f64],
    costs: &[Cost],
) -> f64 {
    let moving: Vec<usize> = (0..step.len()).filter(|j| step[*j] != 0.0).collect();
    let mut slopes = vec![0.0; step.len()];
    moving.iter().for_each(|&j| add_multiple(step[j], column_of(hessian, j), &mut slopes));
    let bend: f64 = moving.iter().map(|&j| step[j] * slopes[j]).sum();
    let corners = moving.iter().map(|&j| costs[j].l1 * (point.w[j].abs() - lowest[j].abs()));
    corners.sum::<f64>() - dot(&point.gradient, step) - bend / 2.0
}

/// The largest distance of minus the gradient from the slopes that the costs have at `w`.
pub(super) fn slope_norm(w: &[f64], gradient: &[f64], costs: &[Cost]) -> f64 {
    let distance = |j: usize| costs[j].distance(w[j], gradient[j]);
    max_norm(&(0..w.len()).map(distance).collect::<Vec<f64>>())
}

/// The first of the steps 1, 1/2, 1/4, ... after which the sum has fallen by a ten-thousandth of its
/// predicted decrease; a rise within the rounding of `J` is forgiven, but a part of a step that promises no
/// more than that is none.
fn line_search<O: TwiceDifferentiable>(
    point: &Point,
    step: &[f64],
    decrease: f64,
    costs: &[Cost],
    sweeps: &mut Sweeps<'_, O>,
) -> Result<Option<Point>, Error> {
    const FAIR_PART: f64 = 1e-4;
    const HALVINGS: u32 = 30;
    let from = point.value + l1_of(costs, &point.w);
    let rounding = sweeps.rounding(from);
    let mut length = 1.0;
    for _ in 0..HALVINGS {
        if decrease > rounding && length * decrease <= rounding {
            break;
        }
        let next = sweeps.with_gradient(point.moved(length, step))?;
        let to = next.value + l1_of(costs, &next.w);
        if to <= from - FAIR_PART * length * decrease + rounding {
            return Ok(Some(next));
        }
        length /= 2.0;
    }
    Ok(None)
}
