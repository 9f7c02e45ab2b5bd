use linalg_lite::{Combination, Design, Mat, MatRef, dependencies};

use crate::solver::Restricted;
use crate::{Error, SampleMean, Solution, Solver, Status, Weighting};

/// Minimises over the weights of all features or, when some are combinations of others, over those
/// of the others: the redundant ones stay at 0. `objective` has a group of weights for each of a
/// number of classes.
pub(crate) fn minimise<O: SampleMean + Clone>(
    solver: &Solver,
    objective: &O,
    features: MatRef<'_, f64>,
    weighting: Weighting<'_>,
    intercept: bool,
) -> Result<Solution, Error> {
    let collinear = match solver.minimise(objective) {
        Err(error @ Error::Collinear { .. }) => error,
        other => return other,
    };
    let counted = weighting.counted_rows(features);
    let features = counted.as_ref().map_or(features, Mat::as_ref);
    let found = dependencies(Design::new(features, intercept)?)?;
    if found.combinations.is_empty() {
        return Err(collinear); // nearly, but not quite
    }
    let (group, dim) = (features.ncols() + usize::from(intercept), objective.dim());
    let free = determined(&found.combinations, group, dim);
    let restricted = Restricted::new(objective.clone(), vec![0.0; dim], free);
    let mut solution = solver.minimise(&restricted)?;
    if solution.report.status == Status::Converged {
        solution.report.status = Status::RankDeficient { rank: found.rank };
    }
    solution.report.combinations = found.combinations;
    solution.weights = restricted.all(&solution.weights);
    Ok(solution)
}

/// The numbers of all weights but those of redundant features, for groups of `group` weights each.
pub(crate) fn determined(combinations: &[Combination], group: usize, dim: usize) -> Vec<usize> {
    let is_redundant = |k: usize| combinations.iter().any(|c| c.feature == k % group);
    (0..dim).filter(|k| !is_redundant(*k)).collect()
}
