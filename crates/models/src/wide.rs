//! More features than samples, and more than a square should hold.

use crate::error::Error;
use crate::loss::Loss;
use crate::objective::{MeanLoss, SparseMean};
use crate::penalty::Penalty;
use crate::problem::{Problem, Target};
use crate::solver::{Aim, MANY_PARAMETERS, Solution, WorkingSet};

/// Whether there are.
pub(crate) fn is_wide<T: Target>(problem: &Problem<'_, T>) -> bool {
    let dim = problem.design.dim();
    dim > MANY_PARAMETERS && dim > problem.counted_rows().count()
}

/// The minimum of a loss with an l1, or with coefficients that may not be negative.
pub(crate) fn minimise_sparse<L: Loss>(
    objective: MeanLoss<'_, L>,
    penalty: Penalty,
) -> Result<Solution, Error> {
    let mut objective = SparseMean::new(objective)?;
    let mut set = WorkingSet::at_start(&objective)?;
    let largest_l1 = objective.largest_l1(set.slopes());
    set.approach(&mut objective, penalty, largest_l1)?;
    let mut solution = set.advance(&mut objective, Aim::OPTIMUM)?;
    solution.parameters = objective.all(&solution.parameters);
    Ok(solution)
}
