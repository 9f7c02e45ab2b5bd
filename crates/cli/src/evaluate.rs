//! `regress evaluate`: how good a model is on a table that has the target.

use std::io::{Write, stdout};
use std::path::PathBuf;

use anyhow::{Result, bail};
use metrics::Costs;
use pictures::numbers::count;

use crate::evaluation::Evaluation;
use crate::exit::Usage;
use crate::input::FormatArgs;
use crate::judged::{Judged, UnseenArg};
use crate::model_file::{ModelFile, TargetColumn};
use crate::output;
use crate::weights::{aside, rows_counted};

#[derive(Debug, clap::Args)]
pub(crate) struct EvaluateArgs {
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
    /// A table with the target; - for standard input
    pub(crate) data: PathBuf,
    /// Call a row positive from this probability upwards (default: that of the model), for example:
    /// --threshold 0.3
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    pub(crate) threshold: Option<f64>,
    /// The costs of a false alarm and of a miss, to find the cheapest threshold, for example:
    /// --cost 1:10
    #[arg(long, value_name = "FP:FN", value_parser = costs)]
    pub(crate) cost: Option<Costs>,
    #[command(flatten)]
    pub(crate) unseen: UnseenArg,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Print the figures as JSON, for example: --json
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(args: &EvaluateArgs, quiet: bool) -> Result<()> {
    let model = ModelFile::read(&args.model)?;
    let is_binary = matches!(model.target, TargetColumn::Binary { .. });
    if !is_binary && (args.threshold.is_some() || args.cost.is_some()) {
        bail!(Usage("--threshold and --cost are for models of two classes".to_owned()));
    }
    let judged = Judged::read(&model, &args.data, args.format.format(), args.unseen, quiet)?;
    let threshold = args.threshold.unwrap_or(model.threshold);
    let Judged { truth, scores, .. } = &judged;
    let weights = judged.weights.as_deref();
    let evaluation = Evaluation::new(truth, scores, weights, threshold, args.cost)?;
    let mut out = stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&evaluation)?)?;
        return Ok(());
    }
    if judged.fingerprint == model.training.fingerprint {
        output::note(
            quiet,
            "these are the rows that the model was trained on: expect worse on others",
        );
    }
    let (name, n) = (model.target.name(), truth.len());
    let (rows, aside) = (count(rows_counted(n, weights), "row"), aside(n, weights));
    write!(out, "\"{name}\" on {rows}{aside}:\n\n{}", evaluation.long(&model.target))?;
    Ok(())
}

/// `1:10`.
fn costs(text: &str) -> Result<Costs, String> {
    let wanted = || "two costs are needed, as in 1:10".to_owned();
    let (alarm, miss) = text.split_once(':').ok_or_else(wanted)?;
    match (alarm.parse(), miss.parse()) {
        (Ok(alarm), Ok(miss)) => Costs::new(alarm, miss).map_err(|error| error.to_string()),
        _ => Err(wanted()),
    }
}
