//! Features that others replace: they are left out of a fit, and named with their combination.

use linalg_lite::{Combination, Mat, MinimumNorm, dependencies};

use crate::error::{Error, check_overflow};
use crate::problem::{Problem, Target};
use crate::report::Status;
use crate::solver::{
    FiniteSum, MANY_PARAMETERS, Restricted, Solution, Solver, is_large, is_penalised,
    minimise_nearly_collinear,
};

/// Refuses features that others replace.
pub(crate) fn check_none_aliased<T: Target>(problem: &Problem<'_, T>) -> Result<(), Error> {
    let combinations = dependencies(problem.design, problem.weight_values())?.combinations;
    let features: Vec<usize> = combinations.iter().map(|found| found.feature).collect();
    match features.is_empty() {
        true => Ok(()),
        false => Err(Error::Aliased { features }),
    }
}

/// Minimises an objective over all features of a problem, or, where some are combinations of others and
/// no penalty decides between them, over the others; the coefficients of those left out are 0.
///
/// `refine` is given the end of a fit on columns that are nearly, but not quite, combinations, and the
/// features that were left out.
pub(crate) fn minimise<T: Target>(
    solver: &Solver,
    objective: &(impl FiniteSum + Clone),
    problem: &Problem<'_, T>,
    refine: impl FnOnce(Solution, &[usize]) -> Result<Solution, Error>,
) -> Result<Solution, Error> {
    minimise_in_groups(solver, objective, (problem, problem.design.dim()), refine)
}

/// The same, where the features of a problem have parameters again after each group of so many.
pub(crate) fn minimise_in_groups<T: Target>(
    solver: &Solver,
    objective: &(impl FiniteSum + Clone),
    (problem, group): (&Problem<'_, T>, usize),
    refine: impl FnOnce(Solution, &[usize]) -> Result<Solution, Error>,
) -> Result<Solution, Error> {
    let found = match solver.minimise(objective) {
        Err(Error::NearlyCollinear) => None,
        Ok(solution) if solution.is_singular || hides_levels(objective, problem) => Some(solution),
        other => return other,
    };
    let mut combinations = dependencies(problem.design, problem.weight_values())?.combinations;
    check(&combinations)?;
    let is_free = |feature: usize| objective.penalty(feature).l2 == 0.0;
    let are_free = |terms: &[(usize, f64)]| terms.iter().all(|(other, _)| is_free(*other));
    combinations.retain(|combination| is_free(combination.feature) && are_free(&combination.terms));
    let features: Vec<usize> = combinations.iter().map(|c| c.feature).collect();
    let mut is_rough = true;
    let mut solution = match (found, solver) {
        (Some(solution), _) if features.is_empty() && !solution.is_singular => return Ok(solution),
        (Some(solution), _) if features.is_empty() => solution,
        (None, _) if features.is_empty() => minimise_nearly_collinear(objective)?,
        (Some(solution), Solver::GradientDescent(_)) => {
            is_rough = false; // where its path led
            solution
        }
        _ => {
            let dim = objective.dim();
            let free = determined(&combinations, group, dim);
            let restricted = Restricted::new(objective.clone(), vec![0.0; dim], free);
            let mut solution = match solver.minimise(&restricted) {
                Err(Error::NearlyCollinear) => minimise_nearly_collinear(&restricted)?,
                other => {
                    let solution = other?;
                    is_rough = solution.is_singular;
                    solution
                }
            };
            solution.parameters = restricted.all(&solution.parameters);
            solution
        }
    };
    if is_rough {
        solution.report.certificate = solution.report.certificate.filter(|_| !solution.is_singular);
        solution = refine(solution, &features)?;
    }
    if features.is_empty() {
        return Ok(solution);
    }
    if solution.report.status == Status::Converged {
        let rank = problem.design.dim() - combinations.len();
        solution.report.status = Status::RankDeficient { rank };
    }
    solution.report.combinations = combinations;
    solution.report.name_sets(problem.design.features());
    Ok(solution)
}

/// Whether levels may be combinations of others and no Hessian has shown it, because with the parameters of all classes it
/// would be too large: their counts have to tell, where these are no square of thousands themselves.
fn hides_levels<T: Target>(objective: &impl FiniteSum, problem: &Problem<'_, T>) -> bool {
    let has_levels = problem.design.features().categories().next().is_some();
    let may_be_asked = has_levels && problem.design.dim() <= MANY_PARAMETERS;
    may_be_asked && is_large(objective) && !is_penalised(objective)
}

/// Refuses combinations of columns so far apart that no number says how.
pub(crate) fn check(combinations: &[Combination]) -> Result<(), Error> {
    for Combination { terms, constant, .. } in combinations {
        check_overflow(&[*constant])?;
        check_overflow(&terms.iter().map(|(_, factor)| *factor).collect::<Vec<f64>>())?;
    }
    Ok(())
}

/// The end of a fit that nothing can certify: what a singular Hessian says of columns that are no
/// combinations is rounding.
pub(crate) fn uncertified(mut rough: Solution, _: &[usize]) -> Result<Solution, Error> {
    if rough.is_singular && rough.report.status == Status::Converged {
        rough.report.status = rough.report.not_converged();
    }
    Ok(rough)
}

/// The parameters, one group a class, whose features no others replace.
pub(crate) fn determined(combinations: &[Combination], group: usize, dim: usize) -> Vec<usize> {
    let is_determined = |j: &usize| combinations.iter().all(|c| c.feature != j % group);
    (0..dim).filter(is_determined).collect()
}

/// Moves parameters along the directions that change no prediction (`feature - its combination`) to where
/// the coefficients are shortest.
pub(crate) fn minimum_norm(
    coefficients: &[f64],
    intercept: f64,
    combinations: &[Combination],
) -> (Vec<f64>, f64) {
    let mut directions = Mat::zeros(coefficients.len(), combinations.len());
    for (k, combination) in combinations.iter().enumerate() {
        directions[(combination.feature, k)] = 1.0;
        for (j, factor) in &combination.terms {
            directions[(*j, k)] = -factor;
        }
    }
    let Ok(MinimumNorm { vector, steps }) =
        linalg_lite::minimum_norm(coefficients, directions.as_ref())
    else {
        return (coefficients.to_vec(), intercept);
    };
    let constants =
        combinations.iter().zip(&steps).map(|(combination, step)| step * combination.constant);
    (vector, intercept + constants.sum::<f64>())
}
