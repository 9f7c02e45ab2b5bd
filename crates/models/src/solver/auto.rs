//! Which solver for which shape: a Hessian costs `n dim^2 / 2` multiplications, a gradient `2 n dim`.

use super::{FiniteSum, Lbfgs, Newton, Preconditioner, Solution, is_large};
use crate::error::Error;
use crate::report::Status;

/// Up to so many values a Newton step takes a moment, and nothing is gained by avoiding it.
const SMALL: usize = 1 << 20;
/// So many terms a parameter make a Hessian like that of all terms.
const FOR_A_PRECONDITIONER: usize = 10;
/// So many terms a parameter have an optimum so near that of all terms that it is worth looking for.
const FOR_A_START: usize = 50;
/// Where so many terms a parameter have no optimum, all terms are thought to have none.
const FOR_A_DOUBT: usize = 100;
/// The part of the terms whose optimum is the start.
const START_PART: usize = 32;
/// The smallest part of the terms whose Hessian is the preconditioner.
const PRECONDITIONER_PART: usize = 16;
/// From the optimum of a subsample L-BFGS needs about ten steps, from zero some eighty: for several classes
/// still fewer than a few Hessians cost.
const PATIENCE: usize = 100;
/// Where those steps end: the two last ones, which follow, see to the tenth digit of the parameters.
const TOLERANCE: f64 = 1e-20;

/// Newton where Hessians are cheap; else L-BFGS with the Hessian of a subsample as its preconditioner;
/// where even that is too large, with a diagonal.
pub(super) fn minimise(objective: &impl FiniteSum) -> Result<Solution, Error> {
    let (n, dim) = (objective.n_terms(), objective.dim());
    let zero = vec![0.0; dim];
    if is_large(objective) {
        return minimise_from(&zero, objective);
    }
    let shape = shape(objective);
    let newton = || Newton::default().minimise_well_conditioned(&zero, objective);
    if n * dim <= SMALL {
        let reason = "small enough for a Hessian at each step";
        return Ok(because(newton()?, format!("{shape}: {reason}")));
    }
    let wide = objective.wide().len();
    if n < FOR_A_PRECONDITIONER * (dim - wide) {
        let reason = "too few samples to judge by some of them";
        return Ok(because(newton()?, format!("{shape}: {reason}")));
    }
    let every = (n / (FOR_A_PRECONDITIONER * dim)).clamp(1, PRECONDITIONER_PART);
    let part = match every {
        1 => "all samples at the start".to_owned(),
        _ => format!("one sample in {every}"),
    };
    let (solution, reason) = match with_a_subsample(objective, every)? {
        Some(solution) => {
            let of_wide = format!(", in which the {wide} levels of one category are eliminated");
            let of_wide = if wide > 0 { of_wide } else { String::new() };
            (solution, format!("the Hessian of {part} serves for all steps{of_wide}"))
        }
        None => (newton()?, format!("{part} did not lead to the optimum")),
    };
    Ok(because(solution, format!("{shape}: {reason}")))
}

/// From a given start: Newton, or where a Hessian is too large L-BFGS with a diagonal.
pub(super) fn minimise_from(start: &[f64], objective: &impl FiniteSum) -> Result<Solution, Error> {
    let shape = shape(objective);
    if is_large(objective) {
        let diagonal = Preconditioner::Diagonal(objective.preconditioner()?);
        let solution = Lbfgs::default().minimise_from(start, &diagonal, objective)?;
        return Ok(because(solution, format!("{shape}: too many parameters for a Hessian")));
    }
    let solution = Newton::default().minimise_well_conditioned(start, objective)?;
    Ok(because(solution, format!("{shape}: Hessians from a start that was given")))
}

fn shape(objective: &impl FiniteSum) -> String {
    format!("{} samples x {} parameters", objective.n_terms(), objective.dim())
}

fn because(mut solution: Solution, reason: String) -> Solution {
    solution.report.reason = Some(reason);
    solution
}

/// L-BFGS from the optimum of a subsample, preconditioned by its Hessian there; None where a subsample does
/// not do: it has no optimum (all terms may have none, too), or the steps do not get there.
fn with_a_subsample(objective: &impl FiniteSum, every: usize) -> Result<Option<Solution>, Error> {
    let Some(start) = optimum_of_a_subsample(objective)? else { return Ok(None) };
    let (_, hessian) = objective.subsample(every).arrow(&start, &mut vec![0.0; objective.dim()])?;
    let Ok(preconditioner) = Preconditioner::of_subsample(&hessian, every) else {
        return Ok(None);
    };
    let patient = Lbfgs { iterations: PATIENCE, tolerance: TOLERANCE, ..Default::default() };
    let solution = patient.minimise_from(&start, &preconditioner, objective)?;
    Ok((solution.report.status == Status::Converged).then_some(solution))
}

/// The optimum of one term in 32, if these are many; else zero. None if they have no optimum.
pub(super) fn optimum_of_a_large_subsample(
    objective: &impl FiniteSum,
) -> Result<Option<Vec<f64>>, Error> {
    let sample = objective.subsample(START_PART);
    let is_large = sample.n_terms() >= FOR_A_DOUBT * objective.dim();
    if is_large { optimum_of(&sample) } else { Ok(Some(vec![0.0; objective.dim()])) }
}

/// The same of a sample that need not be so large; zero, if it is not large and has no optimum.
fn optimum_of_a_subsample(objective: &impl FiniteSum) -> Result<Option<Vec<f64>>, Error> {
    let sample = objective.subsample(START_PART);
    let (terms, dim) = (sample.n_terms(), objective.dim());
    let found = if terms >= FOR_A_START * dim { optimum_of(&sample)? } else { None };
    Ok(found.or_else(|| (terms < FOR_A_DOUBT * dim).then(|| vec![0.0; dim])))
}

fn optimum_of(sample: &impl FiniteSum) -> Result<Option<Vec<f64>>, Error> {
    const ROUGHLY: Newton = Newton { iterations: 30, tolerance: 1e-6 };
    match ROUGHLY.minimise_well_conditioned(&vec![0.0; sample.dim()], sample) {
        Ok(solution) if solution.report.status == Status::Converged => {
            Ok(Some(solution.parameters))
        }
        Ok(_) | Err(Error::NearlyCollinear | Error::Overflow) => Ok(None),
        Err(other) => Err(other),
    }
}
