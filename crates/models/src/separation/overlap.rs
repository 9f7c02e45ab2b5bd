use std::f64::consts::LN_2;

use crate::coordinates::Coordinates;
use crate::error::Error;
use crate::loss::CrossEntropy;
use crate::objective::MeanLoss;
use crate::penalty::Penalty;
use crate::problem::{Problem, Target};
use crate::report::Report;
use crate::sample_weights::SampleWeights;
use crate::solver::{Restricted, Solution, Solver};

/// Whether a fit proves that class `positive` overlaps with the others among the samples that are `left`, in all of the
/// features `kept`, which no others replace there.
pub(super) fn overlaps(
    problem: &Problem<'_, usize>,
    left: &[f64],
    positive: usize,
    kept: &[usize],
) -> Result<bool, Error> {
    let labels: Vec<bool> = problem.target.iter().map(|y| *y == positive).collect();
    let any = |label: bool| labels.iter().zip(left).any(|(y, left)| *y == label && *left > 0.0);
    if !any(true) || !any(false) {
        return Ok(false);
    }
    let mut problem = problem.with_target(&labels)?.weighted(SampleWeights::frequency(left))?;
    problem.offset = None;
    let coordinates = Coordinates::for_any_solver(&problem)?;
    let objective = MeanLoss::<CrossEntropy>::new(coordinates.seen(&problem)?, Penalty::default())?;
    let mut free = kept.to_vec();
    free.extend(problem.design.has_intercept().then_some(problem.n_features()));
    let restricted = Restricted::new(objective, vec![0.0; problem.design.dim()], free);
    match Solver::Auto.minimise(&restricted) {
        Ok(Solution { report, is_singular, .. }) => {
            Ok(!is_singular && proves_overlap(&report, &problem, kept.len() + 1))
        }
        Err(Error::NearlyCollinear | Error::Overflow) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Whether the end of a fit of so many parameters can only be an optimum. It is none with no more samples than
/// parameters, where much is left to gain, or where so little is left at all that no sample can be on the wrong side.
pub(super) fn proves_overlap<T: Target>(
    report: &Report,
    problem: &Problem<'_, T>,
    parameters: usize,
) -> bool {
    const MUCH: f64 = 1e-12;
    let much = MUCH * (1.0 + report.objective.abs());
    let is_close = report.certificate.is_some_and(|certificate| certificate.gap <= much);
    let counted = |weights: &[f64]| {
        weights.iter().copied().filter(|weight| *weight > 0.0).fold(f64::INFINITY, f64::min)
    };
    let lightest = problem.weight_values().map_or(1.0, counted);
    let is_mistaken = report.objective * problem.total_weight() >= LN_2 * lightest;
    report.is_optimum() && is_close && is_mistaken && problem.counted_rows().count() > parameters
}
