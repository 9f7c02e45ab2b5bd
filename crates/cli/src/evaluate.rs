//! `regress evaluate`: how good a model is on a table that has the target.

mod against;
mod there;

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use datasets::shortest;
use metrics::Costs;
use models::WeightKind;
use pictures::numbers::count;
use pictures::shown;
use serde::Serialize;
use serde_json::Value;

use self::against::Against;
use crate::bootstrap::{Resampled, Resamples};
use crate::evaluation::Evaluation;
use crate::exit::Usage;
use crate::flags;
use crate::format::FormatArgs;
use crate::judged::{Files, Judged, UnseenArg};
use crate::model_file::{ModelFile, TargetColumn};
use crate::output;
use crate::place::Place;
use crate::weights::{aside, aside_there, kind_of, rows_counted, rows_there};

#[derive(Debug, clap::Args)]
pub(crate) struct EvaluateArgs {
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
    /// Call a row positive from this probability upwards (default: that of the model), for example:
    /// --threshold 0.3
    #[arg(long, value_name = "T", help_heading = "Evaluation", value_parser = flags::from_0_to_1, allow_negative_numbers = true)]
    pub(crate) threshold: Option<f64>,
    /// The costs of a false alarm and of a miss, to find the cheapest threshold, for example:
    /// --cost 1:10
    #[arg(long, value_name = "FP:FN", help_heading = "Evaluation", value_parser = flags::costs, allow_hyphen_values = true)]
    pub(crate) cost: Option<Costs>,
    /// Write the cheapest threshold into the model file, whole or not at all, so that `regress predict` uses
    /// it, for example: --cost 1:10 --save
    #[arg(long, help_heading = "Evaluation", requires = "cost")]
    pub(crate) save: bool,
    /// Another model, to test whether it ranks the rows as well, for example: --against other.json
    #[arg(long, value_name = "MODEL", help_heading = "Evaluation")]
    pub(crate) against: Option<PathBuf>,
    /// Draw so many resamples of the rows (a bootstrap) and say how much each figure varies between them, for
    /// example: --bootstrap 1000
    #[arg(long, value_name = "N", help_heading = "Evaluation", value_parser = flags::resamples(), allow_negative_numbers = true)]
    pub(crate) bootstrap: Option<u32>,
    /// Draw whole clusters of rows that belong together, such as those of one school, for example: --bootstrap 1000
    /// --cluster school
    #[arg(
        long,
        value_name = "COL",
        help_heading = "Evaluation",
        requires = "bootstrap",
        allow_hyphen_values = true
    )]
    pub(crate) cluster: Option<String>,
    /// The seed of the resamples, for example: --bootstrap 1000 --seed 7
    #[arg(
        long,
        value_name = "S",
        help_heading = "Evaluation",
        requires = "bootstrap",
        value_parser = flags::seed(),
        default_value_t = 42,
        allow_negative_numbers = true
    )]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) unseen: UnseenArg,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Print the figures as JSON, for example: --json
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

pub(crate) fn run(args: &EvaluateArgs, quiet: bool) -> Result<()> {
    let model = ModelFile::read_for(&args.model, args.place.path())?;
    let is_binary = matches!(model.target, TargetColumn::Binary { .. });
    let of_two = args.threshold.is_some() || args.cost.is_some() || args.against.is_some();
    if !is_binary && of_two {
        let (file, kind) = (args.model.display(), model.target.kind());
        bail!(Usage(format!(
            "{file} is {kind}: --threshold, --cost and --against are for models of two classes"
        )));
    }
    let threshold = args.threshold.unwrap_or(model.threshold);
    let Found { evaluation, rows, against, resampled } = match args.place.there() {
        Some(there) => {
            let (evaluation, counted) = there::evaluation(args, &model, &there, threshold, quiet)?;
            let rows = count(rows_there(&counted), "row") + &aside_there(&counted);
            Found { evaluation, rows, against: None, resampled: None }
        }
        None => of_file(args, &model, threshold, quiet)?,
    };
    if let Some(threshold) = evaluation.cheapest_threshold().filter(|_| args.save) {
        save(threshold, model.clone(), &args.model, quiet)?;
    }
    let mut out = stdout().lock();
    if args.json {
        let bootstrap = resampled.as_ref().map(Resampled::to_json);
        let against = against.as_ref().map(Against::to_json);
        return output::json(&mut out, &ForScripts { evaluation, against, bootstrap });
    }
    let name = shown(model.target.name());
    write!(out, "\"{name}\" on {rows}:\n\n{}", evaluation.long(&model.target))?;
    if let Some(against) = against {
        write!(out, "\n{}", against.text())?;
    }
    if let Some(resampled) = resampled {
        write!(out, "\n{}", resampled.text())?;
    }
    Ok(())
}

struct Found {
    evaluation: Evaluation,
    /// How many.
    rows: String,
    against: Option<Against>,
    resampled: Option<Resampled>,
}

#[derive(Serialize)]
struct ForScripts {
    #[serde(flatten)]
    evaluation: Evaluation,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bootstrap: Option<Value>,
}

fn of_file(args: &EvaluateArgs, model: &ModelFile, threshold: f64, quiet: bool) -> Result<Found> {
    let files = Files { model: &args.model, table: args.place.path() };
    let how = (&args.format, args.unseen);
    let judged = Judged::in_clusters(model, &files, args.cluster.as_deref(), how, quiet)?;
    let Judged { truth, scores, .. } = &judged;
    let weights = judged.weights.as_deref();
    let is_trained_on = judged.fingerprint == model.training.fingerprint;
    let kind = kind_of(model.weight_kind, weights);
    let evaluation = Evaluation::new(truth, scores, (weights, kind), threshold, args.cost)?;
    let mut evaluation = evaluation.examined(truth, scores, (weights, kind), is_trained_on)?;
    if !model.model.thresholds().is_empty() {
        evaluation = evaluation.of_order(truth, scores, weights)?;
    }
    let n = truth.len();
    let resamples = args.bootstrap.map(|number| Resamples {
        number,
        seed: args.seed,
        rows: n,
        weights,
        kind,
        clusters: judged.clusters.as_deref(),
    });
    let resampled = resamples
        .map(|resamples| evaluation.resampled(&resamples, truth, scores, threshold))
        .transpose()?;
    let counts = weights.filter(|_| kind == WeightKind::Frequency);
    let rows = count(rows_counted(n, counts), "row") + &aside(n, weights, kind);
    ensure!(
        args.against.is_none() || weights.is_none() || counts.is_some(),
        "--against is a test of independent samples, and the weights of the model are no counts of them"
    );
    let against =
        args.against.as_ref().map(|other| Against::of(args, other, &judged)).transpose()?;
    if !args.json {
        judged.note_training(model, quiet);
    }
    Ok(Found { evaluation, rows, against, resampled })
}

/// Gives the model another threshold, for all predictions to come.
fn save(threshold: f64, mut model: ModelFile, path: &Path, quiet: bool) -> Result<()> {
    model.threshold = threshold;
    model.write(path)?;
    let note = format!(
        "wrote the threshold {} into {}: `regress predict` uses it from now on",
        shortest(threshold),
        path.display()
    );
    output::note(quiet, &note);
    Ok(())
}
