//! `regress fit`: from a CSV to a model that says whether to trust it.

mod args;
mod estimator;
mod training;

use std::io::{Write, stdout};

use anyhow::Result;
use linalg_lite::Columns;
use models::{FittedScaler, StandardScaler, Status};
use rayon::prelude::*;

pub(crate) use self::args::FitArgs;
use self::estimator::Estimator;
use self::training::TrainingData;
use crate::evaluation::Evaluation;
use crate::exit::Exit;
use crate::model_file::{Model, ModelFile};
use crate::output;
use crate::weights::aside;

/// Fits, judges, prints and stores a model.
pub(crate) fn run(args: &FitArgs, quiet: bool) -> Result<Exit> {
    let estimator = Estimator::of(args)?;
    let data = TrainingData::read(args, quiet)?;
    data.notes().iter().for_each(|note| output::note(quiet, note));
    let scaler = scaler_of(&data.train.x)?;
    let weights = data.weights(args);
    let names = data.encoder.feature_names();
    let classes = data.target.class_names();
    let fitted = estimator.fit(&data.train, weights.as_deref(), &scaler, &names, &classes)?;

    let training = data.training();
    let mut file = ModelFile::new(data.target, data.encoder, fitted.model, training);
    file.scaler = scaler;
    file.standardised = args.standardise;
    file.covariance = fitted.covariance;
    file.weights.clone_from(&args.weights);
    let judged = data.test.as_ref().unwrap_or(&data.train);
    let counted = judged.counted();
    let rows = match &data.test {
        Some(_) => format!("on {counted} held-out rows"),
        None => format!("on the {counted} rows it learned from"),
    };
    let (truth, weights) = (&judged.truth, judged.weights.as_deref());
    let aside = aside(truth.len(), weights);
    let scores = file.model.scores(judged.x.as_ref())?;
    let evaluation = Evaluation::new(truth, &scores, weights, file.threshold, None)?;

    if let Some(path) = &args.output {
        file.write(path)?;
        output::note(quiet, &format!("wrote the model to {}", path.display()));
    }
    let mut out = stdout().lock();
    if args.json {
        let result = serde_json::json!({ "model": file, "evaluation": evaluation });
        writeln!(out, "{}", serde_json::to_string_pretty(&result)?)?;
    } else {
        writeln!(out, "{}\n", file.heading())?;
        writeln!(out, "{}\n", file.model.report().describe(&file.features))?;
        if let Some(search) = &fitted.search {
            writeln!(out, "{search}\n")?;
        }
        writeln!(out, "{}\n", fitted.summary.trim_end())?;
        write!(out, "{rows}{aside}:\n\n{}", evaluation.short(&file.target))?;
    }
    Ok(exit(&file.model, quiet))
}

/// Converged, or why not to trust it.
fn exit(model: &Model, quiet: bool) -> Exit {
    let report = model.report();
    if report.status == Status::Converged {
        return Exit::Done;
    }
    let remedy = match report.status {
        Status::Separated(_) | Status::NoFiniteOptimum => "--l2 or --firth make the weights finite",
        Status::RankDeficient { .. } => "--drop a column of each combination",
        Status::IterationLimit => "--standardise, more --epochs, or --solver auto",
        Status::Diverged => "a smaller --rate, --standardise, or --solver auto",
        _ => "--standardise, or another --solver",
    };
    output::note(quiet, &format!("warning: not to be trusted: {}; try {remedy}", report.status));
    Exit::NotToBeTrusted
}

/// Mean and deviation of each column; a constant one has the deviation 0.
fn scaler_of(x: &Columns) -> Result<FittedScaler> {
    let of_column = |j: usize| match StandardScaler.fit(x.as_ref().subcols(j, 1)) {
        Ok(scaler) => Ok((scaler.means[0], scaler.deviations[0])),
        Err(models::Error::ConstantFeature { value, .. }) => Ok((value, 0.0)),
        Err(other) => Err(other),
    };
    let columns = (0..x.ncols()).into_par_iter().map(of_column);
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let (means, deviations) = columns.into_iter().unzip();
    Ok(FittedScaler { means, deviations })
}
