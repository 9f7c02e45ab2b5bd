use linalg_lite::{Chosen, Design};

use super::explain_end;
use crate::error::Error;
use crate::problem::{Problem, Target};
use crate::report::Report;

/// The same of a fit with a penalty that is not for some features: there is no optimum where these alone separate the
/// classes, however much the others cost.
pub(crate) fn explain_free_end<T: Target>(
    report: &mut Report,
    problem: &Problem<'_, T>,
    classes: usize,
    class_of: impl Fn(T) -> usize,
) -> Result<(), Error> {
    let free: Vec<usize> = (0..problem.n_features()).filter(|j| problem.is_free(*j)).collect();
    if free.is_empty() {
        return Ok(());
    }
    let features = problem.design.features();
    let chosen = Chosen::new(features, |mut of_column| of_column.all(|j| problem.is_free(j)));
    let has_intercept = problem.design.has_intercept();
    let design = Design::new(&chosen, has_intercept)?;
    let alone = Problem { design, penalty_factors: None, ..*problem };
    let certificate = report.certificate;
    explain_end(report, true, &alone, classes, class_of)?;
    let of_all = |j: &mut usize| *j = free.get(*j).copied().unwrap_or(problem.n_features());
    report.separating.iter_mut().chain(&mut report.infinite).for_each(of_all);
    report.categories.clear();
    report.name_sets(features);
    report.certificate = certificate.filter(|_| report.is_optimum());
    Ok(())
}
