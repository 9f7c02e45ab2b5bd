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

/// The minimum of a loss with an l1, or with coefficients that may not be negative: by way of some larger penalties, which
/// leave most features out of account.
pub(crate) fn minimise_sparse<L: Loss>(
    objective: MeanLoss<'_, L>,
    penalty: Penalty,
    largest_l1: impl Fn(&[f64]) -> f64,
) -> Result<Solution, Error> {
    const STEP: f64 = 4.0;
    let mut objective = SparseMean::new(objective)?;
    let mut set = WorkingSet::at_start(&objective)?;
    let largest = largest_l1(set.slopes());
    let mut times = 1.0;
    while penalty.l1 > 0.0 && STEP * times * penalty.l1 < largest && times < f64::MAX / STEP {
        times *= STEP;
    }
    while times > 1.0 {
        let larger = Penalty { l1: times * penalty.l1, l2: times * penalty.l2 };
        objective.set_penalty(larger.per(1.0))?; // within all numbers
        let _on_the_way = set.advance(&mut objective, Aim::ROUGHLY)?;
        times /= STEP;
    }
    objective.set_penalty(penalty)?;
    let mut solution = set.advance(&mut objective, Aim::OPTIMUM)?;
    solution.parameters = objective.all(&solution.parameters);
    Ok(solution)
}
