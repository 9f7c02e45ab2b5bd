//! What the objective can say about a solution that its solver could not.

use linalg_lite::Mat;

use super::auto::MANY_WEIGHTS;
use super::newton::{factorised, local_certificate};
use crate::{Bound, Certificate, Error, Penalty, SampleMean, Solution, Status};

/// Gives the report the best certificate to be had: the objective's own proof; else, where the solver
/// had no Hessian and may be far from the optimum, the Newton decrement. A descent that diverged gets
/// a rate at which it would not.
pub(super) fn certify(objective: &impl SampleMean, solution: &mut Solution) -> Result<(), Error> {
    let (w, report) = (&solution.weights, &mut solution.report);
    if let Some(divergence) = &mut report.divergence {
        divergence.safe_rate = Some(1.0 / objective.curvature_bound()?);
        return Ok(());
    }
    if report.status == Status::NoFiniteOptimum {
        return Ok(());
    }
    if let Some(gap) = objective.gap_bound(w, Penalty::default())? {
        report.certificate = Some(Certificate { gap, bound: Bound::Proven });
        report.sweeps += 1;
        return Ok(());
    }
    let needs_a_hessian = match report.certificate {
        None => true,
        Some(certificate) => {
            certificate.bound == Bound::Rough && report.status != Status::Converged
        }
    };
    if needs_a_hessian && w.len() <= MANY_WEIGHTS {
        let (mut gradient, mut hessian) = (vec![0.0; w.len()], Mat::zeros(w.len(), w.len()));
        objective.hessian(w, &mut gradient, hessian.as_mut())?;
        report.sweeps += 1;
        report.certificate = match factorised(&hessian) {
            Ok(curvature) => Some(local_certificate(&curvature, &gradient)?),
            Err(_) => None,
        };
    }
    Ok(())
}
