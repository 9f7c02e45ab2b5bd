//! Fits of resamples of the rows: how much coefficients vary from one table to another like it.

use anyhow::Result;
use models::inference::threshold_names;
use models::{Error, Problem, Report};

use super::args::{FitArgs, Kind};
use super::problem::Data;
use crate::bootstrap::{Resampled, Resamples};
use crate::model_file::Model;
use crate::offset::TakesOffset;

/// Where resamples were asked for and the rows have an optimum themselves, the coefficients of a fit to each, and its intercept.
pub(super) fn resampled<'a, T: TakesOffset>(
    args: &FitArgs,
    data: &Data<'a>,
    target: &'a [T],
    of_all: &Report,
    fit: impl Fn(&Problem<'_, T>) -> Result<Model, Error> + Sync,
) -> Result<Option<Resampled>> {
    let Some(number) = args.bootstrap.filter(|_| of_all.is_optimum()) else { return Ok(None) };
    let resamples = Resamples {
        number,
        seed: args.seed,
        rows: target.len(),
        weights: data.train.weights.as_deref(),
        kind: data.train.weight_kind,
        clusters: data.train.clusters.as_deref(),
    };
    let names = names(args, data);
    let parameters = names.len();
    let figures = |weights: &[f64]| {
        let problem = data.counting(target, Some(weights))?;
        // A resample may lack a class, or a level: then nothing is known of it.
        let found = fit(&problem).ok().and_then(|model| at_optimum(&model, of_all));
        Ok(found.unwrap_or_else(|| vec![None; parameters]))
    };
    resamples.of(names, figures).map(Some)
}

/// The names of the parameters: of several classes, what the logit of each is above that of the first.
fn names(args: &FitArgs, data: &Data<'_>) -> Vec<String> {
    if args.model == Kind::Ordered {
        return [data.names, &threshold_names(data.classes)].concat();
    }
    let intercept = data.has_intercept.then(|| "intercept".to_owned());
    let of_logit: Vec<String> = data.names.iter().cloned().chain(intercept).collect();
    match data.classes {
        [_, others @ ..] if others.len() > 1 => {
            let of_class = |class| of_logit.iter().map(move |name| format!("{class}: {name}"));
            others.iter().flat_map(of_class).collect()
        }
        _ => of_logit,
    }
}

/// The parameters of an optimum, none for a coefficient that others replace. Nothing is known of a fit without an optimum,
/// nor of one in which others are replaced than in the fit to all rows: its coefficients mean something else.
fn at_optimum(model: &Model, of_all: &Report) -> Option<Vec<Option<f64>>> {
    let replaced = |report: &Report| -> Vec<usize> {
        report.combinations.iter().map(|found| found.feature).collect()
    };
    let usual = replaced(of_all);
    if !model.report().is_optimum() || replaced(model.report()) != usual {
        return None;
    }
    let of_logit = |(coefficients, intercept): &(&[f64], f64)| {
        let intercept = model.has_intercept().then_some(*intercept);
        coefficients.iter().copied().chain(intercept).collect::<Vec<f64>>()
    };
    let logits: Vec<Vec<f64>> = model.weights().iter().map(of_logit).collect();
    let known = |(j, value): (usize, f64)| Some(value).filter(|_| !usual.contains(&j));
    let all: Vec<Option<f64>> = match &*logits {
        [only] => only.iter().copied().enumerate().map(known).collect(),
        [first, others @ ..] => {
            let above = |other: &Vec<f64>| -> Vec<f64> {
                other.iter().zip(first).map(|(own, first)| own - first).collect()
            };
            others
                .iter()
                .flat_map(|other| above(other).into_iter().enumerate().map(known))
                .collect()
        }
        [] => Vec::new(),
    };
    let thresholds = model.thresholds().iter().copied().map(Some);
    Some(all.into_iter().chain(thresholds).collect())
}
