//! The penalty that predicts best, if that is asked for.

use anyhow::{Result, ensure};
use warehouse::{Fit, Part};

use crate::fit::args::{FitArgs, Kind};
use crate::fit::estimator::FOLDS;
use crate::fit::search::{Search, Tried};

/// The fit with the penalty that cross-validation found, and what it found.
pub(super) fn with_best_penalty<'a>(
    args: &FitArgs,
    fit: Fit<'a>,
) -> Result<(Fit<'a>, Option<Search>)> {
    let Some((tried, key)) = Tried::of(args).zip(args.key.clone()) else { return Ok((fit, None)) };
    let all = Part { key, seed: args.seed, ranges: vec![0.0..1.0] };
    let part = fit.frame.part.clone().unwrap_or(all);
    let is_line = args.model == Kind::Linear;
    let are_rows = fit.moments.are_counts; // as the weights of classes are then
    let folds = if is_line || !are_rows { FOLDS } else { folds_of(&fit.moments.of_target)? };
    let found =
        warehouse::Search { fit: &fit, part: &part, folds, path: tried.penalties() }.run()?;
    let found = Search::of(found, folds, args);
    Ok((Fit { penalty: found.penalty(), ..fit }, Some(found)))
}

/// Five, or as many as the rarest class has rows.
fn folds_of(classes: &[f64]) -> Result<usize> {
    let fewest = classes.iter().copied().fold(f64::INFINITY, f64::min).floor() as usize;
    ensure!(
        fewest >= 2,
        "--cv needs two folds with a row of each class, but of one class there is only {fewest}: leave out --cv, or find \
         more"
    );
    Ok(FOLDS.min(fewest))
}
