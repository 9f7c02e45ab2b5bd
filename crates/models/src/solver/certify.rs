//! What the objective can say about a solution that its solver could not: the one place where the end of
//! a fit is checked against a bound on its distance from the optimum.

use linalg_lite::{ArrowCholesky, Cholesky, dot};

use super::conjugate_gradient::newton_step;
use super::cost::Cost;
use super::is_large;
use super::point::FAR;
use super::proximal_newton::{l1_of, slope_norm};
use super::{Objective, ROUNDING, Solution, TwiceDifferentiable, has_corners, max_norm};
use crate::error::{Error, check_overflow};
use crate::report::{Bound, Certificate, Report, Status};

/// No end further above the minimum than this, in units of `1 + |J|` (or of less where all values are small),
/// is called converged.
pub(crate) const HONEST: f64 = 1e-6;

/// Gives the report the best certificate to be had, for the parameters as they are handed out: the
/// objective's own proof; else what holds where the solver ended; else what the curvature says. A descent
/// that diverged gets a rate at which it would not.
///
/// [`Solver`](super::Solver) does this by itself; whoever runs another solver does it last. Beyond 2,000
/// parameters a certificate takes some gradients, else a Hessian.
///
/// # Errors
/// [`Error::Overflow`]; whatever the objective returns.
///
/// ```
/// use linalg_lite::{Mat, MatMut, log1p_exp, sigmoid};
/// use models::solver::{Lbfgs, Objective, Preconditioner, TwiceDifferentiable, certify};
/// use models::{Error, Status};
///
/// /// J(w) = ln (1 + e^w) - r w, where a share r of many labels is positive.
/// struct Share(f64);
/// impl Objective for Share {
///     fn dim(&self) -> usize {
///         1
///     }
///     fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
///         gradient[0] = sigmoid(w[0]) - self.0;
///         Ok(log1p_exp(w[0]) - self.0 * w[0])
///     }
/// }
/// impl TwiceDifferentiable for Share {
///     fn hessian(&self, w: &[f64], g: &mut [f64], mut h: MatMut<'_, f64>) -> Result<f64, Error> {
///         h[(0, 0)] = sigmoid(w[0]) * sigmoid(-w[0]);
///         self.gradient(w, g)
///     }
/// }
/// let share = Share(0.9);
/// let mut at_zero = Mat::zeros(1, 1);
/// share.hessian(&[0.0], &mut [0.0], at_zero.as_mut())?;
/// let metric = Preconditioner::of_hessian(at_zero)?;
/// let found = Lbfgs::default().minimise_from(&[0.0], &metric, &share)?;
/// assert!(found.report.certificate.is_none());
/// let found = certify(&share, found)?;
/// assert_eq!(found.report.status, Status::Converged);
/// assert!(found.report.certificate.unwrap().gap < 1e-20);
/// # Ok::<(), Error>(())
/// ```
pub fn certify(
    objective: &impl TwiceDifferentiable,
    mut solution: Solution,
) -> Result<Solution, Error> {
    let report = &mut solution.report;
    check_overflow(&[report.objective, report.gradient_norm])?;
    if let Some(divergence) = &mut report.divergence {
        divergence.safe_rate = objective.lipschitz_constant()?.map(|constant| 1.0 / constant);
        return Ok(solution);
    }
    let w = objective.rounded(&solution.parameters)?;
    let ended = report.objective;
    let is_optimum = report.status == Status::Converged;
    if distance(&w, &solution.parameters) > if is_optimum { SHOWS } else { 0.0 } {
        look_at(&w, objective, report)?;
    }
    if report.status == Status::NoFiniteOptimum {
        return Ok(solution);
    }
    let proven = proven_at(&w, objective, report)?;
    let found = match proven {
        Some(Certificate { gap, .. }) if gap <= HONEST * large(report) => proven,
        _ => match of_end(objective, &solution.parameters, &w, ended, report)? {
            None if !has_corners(objective) => {
                of_curvature(objective, &w, &mut solution)?.or(proven)
            }
            found => found.or(proven),
        },
    };
    solution.report.certificate = found;
    hold_to_certificate(&mut solution.report, objective.unit()?, objective.noise());
    Ok(solution)
}

/// The report says what holds of the parameters that are handed out, as far as it shows: a part of a logit,
/// whose intercept it is that is rounded.
const SHOWS: f64 = 1e-6;

fn look_at(w: &[f64], objective: &impl Objective, report: &mut Report) -> Result<(), Error> {
    let mut gradient = vec![0.0; w.len()];
    let value = objective.gradient(w, &mut gradient)?;
    let costs = Cost::all(objective);
    report.objective = value + l1_of(&costs, w);
    report.gradient_norm = slope_norm(w, &gradient, &costs);
    report.sweeps += 1;
    check_overflow(&[report.objective, report.gradient_norm])
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    max_norm(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f64>>())
}

fn large(report: &Report) -> f64 {
    1.0 + report.objective.abs()
}

/// What holds where the solver ended, with what rounding adds to it: a proof, or so small a bound at an end it
/// chose that it does not matter if the curvature still changes.
fn of_end(
    objective: &impl Objective,
    parameters: &[f64],
    handed_out: &[f64],
    ended: f64,
    report: &mut Report,
) -> Result<Option<Certificate>, Error> {
    const NEGLIGIBLE: f64 = 1e-9;
    let has_ended = report.status == Status::Converged;
    let is_small = |found: &Certificate| found.gap <= NEGLIGIBLE * large(report);
    let mut found = report.certificate.filter(|found| has_ended && is_small(found));
    if parameters != handed_out {
        let proven = proven_at(parameters, objective, report)?;
        found = proven.filter(|proven| proven.gap <= HONEST * large(report)).or(found);
    }
    let Some(Certificate { gap, bound }) = found else { return Ok(None) };
    let moved = distance(parameters, handed_out);
    if moved <= if bound == Bound::Proven { 0.0 } else { SHOWS } {
        return Ok(found);
    }
    look_at(handed_out, objective, report)?;
    let rounding = objective.noise() * (objective.unit()? + report.objective.abs());
    let added = (report.objective - ended).max(0.0) + rounding;
    Ok(Some(Certificate { gap: gap + added, bound }))
}

/// What a Newton step from there would gain, if it leads no further than a parabola can be believed.
fn of_curvature(
    objective: &impl TwiceDifferentiable,
    w: &[f64],
    solution: &mut Solution,
) -> Result<Option<Certificate>, Error> {
    let decrement = Decrement::at(w, objective)?;
    solution.report.sweeps += 1;
    solution.is_singular = decrement.is_singular;
    let ended = matches!(solution.report.status, Status::Converged | Status::Stalled);
    let is_near = !ended || !decrement.is_far(objective)?;
    let gap = decrement.gap.filter(|gap| is_near && gap.is_finite());
    Ok(gap.map(|gap| Certificate { gap, bound: Bound::Local }))
}

/// The objective's own proof.
fn proven_at(
    w: &[f64],
    objective: &impl Objective,
    report: &mut Report,
) -> Result<Option<Certificate>, Error> {
    let gap = objective.gap_bound(w)?;
    report.sweeps += usize::from(gap.is_some());
    Ok(gap.map(Certificate::proven))
}

/// The report of a fit along a path, which looks at no data again, when its intercept b has been rounded by
/// half a last digit d. With the largest curvature C the slope is at most `sqrt(2 C gap)`, and so
///
/// ```text
/// J(b + d) - min J <= gap + sqrt(2 C gap) d + C/2 d^2
/// ```
pub(crate) fn certify_rounded(
    mut report: Report,
    intercept: f64,
    curvature: f64,
    unit: f64,
) -> Report {
    let digit = f64::EPSILON / 2.0 * intercept.abs();
    if let Some(certificate) = &mut report.certificate {
        let slope = (2.0 * curvature * certificate.gap).sqrt();
        certificate.gap += (slope + curvature / 2.0 * digit) * digit;
    }
    hold_to_certificate(&mut report, unit.max(digit), ROUNDING); // of a constant target the unit is 0
    report
}

/// The status that the certificate allows. Where no step lowers the objective, it is as low as it can be if
/// that is proven, or if rounding is all that a step would gain.
pub(crate) fn hold_to_certificate(report: &mut Report, unit: f64, noise: f64) {
    const HIDDEN: f64 = 1e-12;
    let gap = report.certificate.map_or(f64::INFINITY, |certificate| certificate.gap);
    let is_proven = report.certificate.is_some_and(|found| found.bound == Bound::Proven);
    let honest = HONEST * (unit.min(1.0) + report.objective.abs());
    let rounding = HIDDEN.max(noise) * (unit + report.objective.abs());
    if report.is_optimum() && (gap.is_nan() || gap > honest) {
        report.status = report.not_converged();
    } else if report.status == Status::Stalled && gap <= if is_proven { honest } else { rounding } {
        report.status = Status::Converged;
    }
}

/// What a Newton step would gain.
struct Decrement {
    /// `g' H^-1 g / 2`; None where all curvature is gone.
    gap: Option<f64>,
    step: Vec<f64>,
    is_singular: bool,
}

impl Decrement {
    fn at(w: &[f64], objective: &impl TwiceDifferentiable) -> Result<Self, Error> {
        let dim = w.len();
        let mut gradient = vec![0.0; dim];
        if is_large(objective) {
            objective.gradient(w, &mut gradient)?;
            let step = newton_step(objective, w, &gradient)?;
            let gap = step.as_ref().map(|step| -dot(step, &gradient)); // twice what it found
            return Ok(Self { gap, step: step.unwrap_or_default(), is_singular: false });
        }
        let (_, hessian) = objective.arrow(w, &mut gradient)?;
        const NO_DIGIT: f64 = 1e-11;
        if let Ok(factor) = ArrowCholesky::new(&hessian)
            && factor.smallest_remainder() >= NO_DIGIT
        {
            let found = factor.solve(&gradient)?;
            return Ok(Self::of(&gradient, &found, &(0..dim).collect::<Vec<usize>>()));
        }
        const GONE: f64 = 1e-10;
        let diagonal = objective.preconditioner()?;
        let is_there = |j: usize| hessian.entry(j) >= GONE * diagonal[j];
        if !(0..dim).all(is_there) || !hessian.wide.is_empty() {
            return Ok(Self { gap: None, step: Vec::new(), is_singular: false });
        }
        let (factor, kept) = Cholesky::skipping(hessian.corner.as_ref(), NO_DIGIT)?;
        let of_kept: Vec<f64> = kept.iter().map(|j| gradient[*j]).collect();
        let found = factor.solve(&of_kept)?;
        Ok(Self { is_singular: true, ..Self::of(&gradient, &found, &kept) })
    }

    /// From `H^-1 g` of the parameters `kept`, beside which the others add nothing.
    fn of(gradient: &[f64], found: &[f64], kept: &[usize]) -> Self {
        let of_kept: Vec<f64> = kept.iter().map(|j| gradient[*j]).collect();
        let gap = (dot(&of_kept, found) / 2.0).max(0.0);
        let mut step = vec![0.0; gradient.len()];
        kept.iter().zip(found).for_each(|(j, d)| step[*j] = -d);
        Self { gap: Some(gap), step, is_singular: false }
    }

    fn is_far(&self, objective: &impl Objective) -> Result<bool, Error> {
        Ok(max_norm(&self.step) > 0.0 && objective.curvature_change(&self.step)? > FAR)
    }
}
