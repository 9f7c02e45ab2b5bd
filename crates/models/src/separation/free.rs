use linalg_lite::Chosen;

use super::{explain_end, find_separation_of_classes};
use crate::error::Error;
use crate::penalty::Penalty;
use crate::problem::{Problem, Target};
use crate::report::Report;

/// The same of a fit with a penalty that is not for some features, or with bounds: there is no optimum where what no
/// penalty holds back separates the classes, however much the rest costs.
pub(crate) fn explain_free_end<T: Target>(
    report: &mut Report,
    problem: &Problem<'_, T>,
    penalty: Penalty,
    classes: usize,
    class_of: impl Fn(T) -> usize,
) -> Result<(), Error> {
    let is_free = |j: usize| penalty.is_none() || problem.is_free(j);
    let free: Vec<usize> = (0..problem.n_features()).filter(|j| is_free(*j)).collect();
    if free.is_empty() {
        return Ok(());
    }
    let features = problem.design.features();
    let chosen = Chosen::new(features, |mut of_column| of_column.all(is_free));
    let alone = problem.with_features(&chosen)?;
    let bounded = |j: &usize| problem.nonnegative.is_some_and(|nonnegative| nonnegative[*j]);
    if free.iter().any(bounded) && !stays_within(&alone, classes, &class_of, |j| bounded(&free[j]))?
    {
        report.undecided = Some(BEYOND.to_owned());
        if report.is_optimum() {
            report.status = report.not_converged();
        }
        return Ok(());
    }
    let certificate = report.certificate;
    explain_end(report, true, &alone, classes, class_of)?;
    let of_all = |j: &mut usize| *j = free.get(*j).copied().unwrap_or(problem.n_features());
    report.separating.iter_mut().chain(&mut report.infinite).for_each(of_all);
    report.categories.clear();
    report.name_sets(features);
    report.certificate = certificate.filter(|_| report.is_optimum());
    Ok(())
}

const BEYOND: &str =
    "without bounds the classes are separated, and it is not known whether they are within them";

/// Whether no direction separates, or one along which no bound is passed.
fn stays_within<T: Target>(
    alone: &Problem<'_, T>,
    classes: usize,
    class_of: impl Fn(T) -> usize,
    is_bounded: impl Fn(usize) -> bool,
) -> Result<bool, Error> {
    let numbers: Vec<usize> = alone.target.iter().map(|label| class_of(*label)).collect();
    Ok(match find_separation_of_classes(&alone.with_target(&numbers)?, classes) {
        Ok(Some(found)) => {
            let coefficients = found.weights.iter().take(alone.n_features()).enumerate();
            coefficients.filter(|(j, _)| is_bounded(*j)).all(|(_, c)| *c >= 0.0)
        }
        _ => true,
    })
}
