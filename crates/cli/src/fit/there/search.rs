//! The penalty that predicts best, if that is asked for.

use anyhow::Result;
use models::paths::PenaltyPath;
use warehouse::{Fit, Part, Search};

use crate::fit::args::{FitArgs, Kind};
use crate::fit::estimator::{FOLDS, describe};

/// The fit with the penalty that cross-validation found, and what it found.
pub(super) fn with_best_penalty<'a>(
    args: &FitArgs,
    fit: Fit<'a>,
) -> Result<(Fit<'a>, Option<String>)> {
    let Some((l1_ratio, key)) = args.cv.zip(args.key.clone()) else { return Ok((fit, None)) };
    let all = Part { key, seed: args.seed, ranges: vec![0.0..1.0] };
    let part = fit.frame.part.clone().unwrap_or(all);
    let path = PenaltyPath { l1_ratio, ..Default::default() };
    let found = Search { fit: &fit, part: &part, folds: FOLDS, path }.run()?;
    let loss = if args.model == Kind::Linear { "half squared error" } else { "log loss" };
    let description = describe(&found, FOLDS, loss);
    Ok((Fit { penalty: found.penalties[found.best], ..fit }, Some(description)))
}
