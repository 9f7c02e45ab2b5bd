use linalg_lite::check_length;

use crate::error::Error;
use crate::problem::{Problem, Target};
use crate::sample_weights::SampleWeights;

/// What each row counts in a fold, and what beside it.
pub(super) struct Fold {
    pub(super) held_out: Vec<f64>,
    pub(super) others: Vec<f64>,
}

/// Deals the samples of each row to the folds: of a row that was observed three times each of the three
/// observations, else the row itself. `folds` has the number of a fold for each sample, in the order of
/// the rows.
pub(super) fn deal<T: Target>(
    problem: &Problem<'_, T>,
    folds: &[usize],
) -> Result<Vec<Fold>, Error> {
    let samples: f64 = (0..problem.n_rows()).map(|i| problem.samples_of_row(i)).sum();
    check_length("the folds", samples as usize, folds.len())?;
    let k = folds.iter().max().map_or(0, |fold| fold + 1);
    if k < 2 {
        return Err(Error::Folds { folds: k, fold: 0 });
    }
    if k > folds.len() {
        return Err(Error::Folds { folds: k, fold: folds.len() });
    }
    let mut held_out = vec![vec![0.0; problem.n_rows()]; k];
    let mut dealt = folds.iter();
    for i in 0..problem.n_rows() {
        let samples = problem.samples_of_row(i);
        let share = if samples > 0.0 { problem.weight(i) / samples } else { 0.0 };
        dealt.by_ref().take(samples as usize).for_each(|fold| held_out[*fold][i] += share);
    }
    if let Some(fold) = held_out.iter().position(|fold| fold.iter().all(|weight| *weight == 0.0)) {
        return Err(Error::Folds { folds: k, fold });
    }
    let fold = |held_out: Vec<f64>| {
        let others = (0..held_out.len()).map(|i| (problem.weight(i) - held_out[i]).max(0.0));
        let others = others.collect();
        Fold { held_out, others }
    };
    Ok(held_out.into_iter().map(fold).collect())
}

/// The same samples with other weights of the same kind.
pub(super) fn counting<'b, T: Target>(
    problem: Problem<'b, T>,
    values: &'b [f64],
) -> Result<Problem<'b, T>, Error> {
    problem.weighted(SampleWeights { values, kind: problem.weight_kind(), counts: None })
}
