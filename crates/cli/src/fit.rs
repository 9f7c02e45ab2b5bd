//! `regress fit`: from a CSV to a model that says whether to trust it.

mod aliased;
mod args;
mod estimator;
mod findings;
mod inference;
mod lone_levels;
mod odds;
mod problem;
mod profiles;
mod resampled;
mod room;
mod score;
mod search;
mod term_tests;
mod terms;
mod there;
mod training;
mod usable_rows;
mod usage;

use std::io::{Write, stderr, stdout};

use anyhow::Result;
use datasets::Encoder;
use linalg_lite::{Block, Column, Design, Source};
use models::report::Method;
use models::{FittedScaler, Status};
use pictures::numbers::count;
use serde::Serialize;
use serde_json::Value;

pub(crate) use self::args::{FitArgs, Kind};
use self::estimator::{Estimator, Fitted};
pub(crate) use self::inference::of_test;
use self::search::Search;
use self::training::TrainingData;
use crate::bootstrap::Resampled;
use crate::evaluation::Evaluation;
use crate::exit::Exit;
use crate::model_file::{Model, ModelFile, TargetColumn, Training};
use crate::of_features::OfFeatures;
use crate::output;
use crate::weights::aside;

/// Fits, judges, prints and stores a model.
pub(crate) fn run(args: &FitArgs, quiet: bool) -> Result<Exit> {
    usage::check(args)?;
    output::refuse_over(args.output.as_deref(), &[args.place.path()])?;
    let outcome = match args.place.there() {
        Some(there) => there::fit(args, there, quiet)?,
        None => fit(args, quiet)?,
    };
    let Outcome { file, fitted, evaluation, rows } = outcome;
    store(args, &file, quiet)?;
    let mut report = Vec::new();
    if args.json {
        let inference =
            fitted.inference.as_ref().map(|inference| inference.to_json(&file.parameter_names()));
        let search = fitted.search.as_ref().map(Search::to_json);
        let bootstrap = fitted.resampled.as_ref().map(Resampled::to_json);
        let result = ForScripts { model: &file, search, inference, bootstrap, evaluation };
        output::json(&mut report, &result)?;
    } else {
        writeln!(report, "{}\n", file.description())?;
        if let Some(search) = &fitted.search {
            writeln!(report, "{}\n", search.text())?;
        }
        writeln!(report, "{}\n", fitted.summary.trim_end())?;
        if let Some(baselines) = file.baselines() {
            writeln!(report, "levels are compared with {baselines}\n")?;
        }
        if let Some(resampled) = &fitted.resampled {
            writeln!(report, "{}", resampled.text())?;
        }
        write!(report, "{rows}:\n\n{}", evaluation.short(&file.target))?;
    }
    print(&report, args, quiet)?;
    Ok(exit(&file.model, args.place.there().is_some(), quiet))
}

/// What a fit comes to.
struct Outcome {
    file: ModelFile,
    fitted: Fitted,
    evaluation: Evaluation,
    /// On which rows it was judged.
    rows: String,
}

/// From a table that is read.
fn fit(args: &FitArgs, quiet: bool) -> Result<Outcome> {
    let data = TrainingData::read(args, quiet)?;
    usage::check_weights(args, data.train.weight_kind)?;
    data.notes().iter().for_each(|note| output::note(quiet, note));
    let scaler = scaler_of(data.train.features(), data.train.weights.as_deref())?;
    let classes = data.target.class_names();
    let of_features = OfFeatures::of(args, &data.encoder)?;
    let fitted =
        Estimator::of(args, quiet).fit(&data.train, &data.encoder, &classes, &of_features)?;
    let training = data.training()?;
    let mut file = model_file(args, (data.target, data.encoder), &fitted, training, scaler)?;
    file.of_features = of_features;

    let judged = data.test.as_ref().unwrap_or(&data.train);
    let (truth, weights) = (&judged.truth, judged.weights.as_deref());
    let scores = file.model.scores(judged.features().into(), judged.offset.as_ref())?;
    let counted = (weights, judged.weight_kind);
    let evaluation = Evaluation::new(truth, &scores, counted, file.threshold, None)?;
    let rows = judged_on(judged.counted(), data.test.is_some())
        + &aside(truth.len(), weights, judged.weight_kind);
    Ok(Outcome { file, fitted, evaluation, rows })
}

fn judged_on(rows: usize, are_held_out: bool) -> String {
    match are_held_out {
        true => format!("on {}", count(rows, "held-out row")),
        false => format!("on the {} it was trained on", count(rows, "row")),
    }
}

fn model_file(
    args: &FitArgs,
    (target, encoder): (TargetColumn, Encoder),
    fitted: &Fitted,
    training: Training,
    scaler: FittedScaler,
) -> Result<ModelFile> {
    let mut file = ModelFile::new(target, encoder, fitted.model.clone(), training);
    file.scaler = scaler;
    file.standardised = args.standardise;
    if let Some(inference) = &fitted.inference {
        inference.store_in(&mut file);
    }
    file.weights.clone_from(&args.weights);
    file.weight_kind = args.weight_kind;
    file.offset = args.offset_of(&file.target)?;
    file.na = args.columns.na();
    file.threshold = args.threshold.unwrap_or(file.threshold);
    Ok(file)
}

/// The model alone.
#[cfg(test)]
pub(crate) fn model_of(args: &FitArgs) -> Result<ModelFile> {
    Ok(fit(args, true)?.file)
}

/// Whether a fit comes as far as its numbers.
pub(crate) fn try_table(args: &FitArgs) -> Result<()> {
    usage::check(args)?;
    let data = TrainingData::read(args, true)?;
    usage::check_weights(args, data.train.weight_kind)
}

/// What a fit gives to scripts.
#[derive(Serialize)]
struct ForScripts<'a> {
    model: &'a ModelFile,
    /// What cross-validation found.
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<Value>,
    inference: Option<Value>,
    /// What fits of resamples found.
    #[serde(skip_serializing_if = "Option::is_none")]
    bootstrap: Option<Value>,
    evaluation: Evaluation,
}

/// Writes the model file that was asked for.
fn store(args: &FitArgs, file: &ModelFile, quiet: bool) -> Result<()> {
    let Some(path) = &args.output else { return Ok(()) };
    output::deliver(path, file.to_json()?.as_bytes(), quiet, "wrote the model to")?;
    if args.place.there().is_some() {
        there::steps::remove(path);
    }
    if let Some(errors) = &file.standard_errors {
        let of = count(errors.len(), "parameter");
        output::note(
            quiet,
            &format!("it keeps the standard errors of the {of}, not their covariance"),
        );
    }
    if let Some(threshold) = args.threshold {
        let note = format!("it calls a row positive from the probability {threshold} upwards");
        output::note(quiet, &note);
    }
    Ok(())
}

/// The report goes to standard output, unless the model file is there.
fn print(report: &[u8], args: &FitArgs, quiet: bool) -> Result<()> {
    if !args.output.as_deref().is_some_and(output::is_standard_output) {
        stdout().lock().write_all(report)?;
    } else if !quiet {
        stderr().lock().write_all(report)?;
    }
    Ok(())
}

/// Converged, or why not to trust it.
fn exit(model: &Model, is_in_engine: bool, quiet: bool) -> Exit {
    let report = model.report();
    if report.is_optimum() {
        return Exit::Done; // (aliased columns change no prediction)
    }
    let remedy = match report.status {
        Status::Separated(_) | Status::NoFiniteOptimum
            if is_in_engine || matches!(model, Model::Ordered(_)) =>
        {
            "--l2, which makes the coefficients finite"
        }
        Status::Separated(_) | Status::NoFiniteOptimum => {
            "--l2 or --firth, either of which makes the coefficients finite"
        }
        Status::IterationLimit if report.method == Method::GradientDescent => {
            "--standardise, more --epochs, or --solver auto"
        }
        Status::IterationLimit => "--standardise, or a larger penalty",
        Status::Diverged => "a smaller --rate, --standardise, or --solver auto",
        _ if is_in_engine => "--l2, or --standardise with it",
        _ => "--standardise, or another --solver",
    };
    output::note(
        quiet,
        &format!("warning: this model is not to be trusted: {}; try {remedy}", report.status),
    );
    Exit::NotToBeTrusted
}

/// Mean and deviation of each column; a constant one has the deviation 0.
fn scaler_of(x: &dyn Source, weights: Option<&[f64]>) -> Result<FittedScaler> {
    let design = Design::new(x, true)?;
    let moments = design.moments(weights)?;
    let mut deviations: Vec<f64> = moments.variances.iter().map(|v| v.sqrt()).collect();
    let add = |only: &mut Vec<Only>, block: Block<'_>| {
        let of_block = block.columns().map(|(feature, column)| Only::of(feature, &column));
        merge(only, of_block.collect());
    };
    for only in design.sweep(2 * x.kinds().len(), Vec::new, add, merge)? {
        if only.value.is_some() {
            deviations[only.feature] = 0.0;
        }
    }
    Ok(FittedScaler { means: moments.means, deviations })
}

/// The only value that a feature has in some rows, if there is but one.
struct Only {
    feature: usize,
    value: Option<f64>,
}

impl Only {
    fn of(feature: usize, column: &Column<'_>) -> Self {
        let value = match column {
            Column::Numbers(values) => {
                values.first().copied().filter(|first| values.iter().all(|value| value == first))
            }
            Column::Category(_) => None,
        };
        Self { feature, value }
    }
}

fn merge(all: &mut Vec<Only>, more: Vec<Only>) {
    if all.is_empty() {
        *all = more;
        return;
    }
    for (all, more) in all.iter_mut().zip(more) {
        all.value = all.value.filter(|value| more.value == Some(*value));
    }
}
