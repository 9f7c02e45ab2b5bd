//! `regress explain`: what a model found, and what it minimised.

mod weights;

use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::path::PathBuf;

use anyhow::Result;
use models::Boundary;
use models::explain::Explanation;
use pictures::numbers::significant;
use pictures::shown;
use serde::Serialize;

use self::weights::{Weights, all_weights, weights_table};
use crate::model_file::{Model, ModelFile, TargetColumn};
use crate::offset::OffsetColumns;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
    /// Print all of it as JSON, for example: --json
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// All that is known, for scripts.
#[derive(Debug, Serialize)]
struct Explained<'a> {
    model: &'static str,
    target: &'a TargetColumn,
    /// A probability from here on is called positive.
    threshold: Option<f64>,
    standardised: bool,
    status: models::Status,
    digest: String,
    formula: String,
    calls: BTreeMap<&'static str, String>,
    /// The column that is added to the logit (or prediction), or one for each class.
    offset: Option<&'a OffsetColumns>,
    weights: Vec<Weights<'a>>,
    /// Whether intervals come from sandwich errors, and not from those of the model.
    sandwich: bool,
    boundary: Option<Boundary>,
    /// Between ordered classes.
    #[serde(skip_serializing_if = "<[f64]>::is_empty")]
    thresholds: &'a [f64],
}

pub(crate) fn run(args: &ExplainArgs) -> Result<()> {
    let file = ModelFile::read(&args.model)?;
    let mut out = stdout().lock();
    if args.json {
        return output::json(&mut out, &explained(&file));
    }
    tell(&file, &mut out)
}

/// All of it, in words.
pub(crate) fn tell(file: &ModelFile, out: &mut impl Write) -> Result<()> {
    writeln!(out, "{}\n", file.description())?;
    writeln!(out, "{}\n", explanation(file).to_string().trim_end())?;
    if let Some(offset) = &file.offset {
        let offset = offset.described(&file.target.class_names());
        writeln!(out, "{offset}, which has no coefficient\n")?;
    }
    if let Some(nonnegative) = &file.of_features.nonnegative {
        let all = file.features.iter().zip(nonnegative).filter(|(_, is_bounded)| **is_bounded);
        let all: Vec<String> = all.map(|(name, _)| shown(name)).collect();
        writeln!(out, "coefficients that may not be negative: {}\n", all.join(", "))?;
    }
    if let Some(factors) = &file.of_features.penalty_factors {
        let all = file.features.iter().zip(factors).filter(|(_, factor)| **factor != 1.0);
        let all: Vec<String> = all.map(|(name, f)| format!("{} {f}", shown(name))).collect();
        writeln!(out, "penalty factors f other than 1: {}\n", all.join(", "))?;
    }
    writeln!(out, "{}", weights_table(file))?;
    if file.sandwich {
        writeln!(out, "intervals by sandwich standard errors\n")?;
    }
    if let Some(boundary) = boundary(file) {
        writeln!(out, "{boundary}")?;
    }
    if let Some(threshold) = threshold(file).filter(|threshold| *threshold != 0.5) {
        writeln!(out, "a row is called positive from the probability {threshold} upwards")?;
    }
    Ok(())
}

fn explained(file: &ModelFile) -> Explained<'_> {
    let Explanation { formula, calls } = explanation(file);
    Explained {
        model: file.model.kind(),
        target: &file.target,
        threshold: threshold(file),
        standardised: file.standardised,
        status: file.model.report().status,
        digest: file.digest(),
        formula,
        calls: calls.into_iter().collect(),
        offset: file.offset.as_ref(),
        weights: all_weights(file),
        sandwich: file.sandwich,
        boundary: file.model.boundary(),
        thresholds: file.model.thresholds(),
    }
}

fn threshold(file: &ModelFile) -> Option<f64> {
    matches!(file.target, TargetColumn::Binary { .. }).then_some(file.threshold)
}

/// The objective, and the same in other systems.
fn explanation(file: &ModelFile) -> Explanation {
    match &file.model {
        Model::Linear(model) => model.explain(),
        Model::Logistic(model) => model.explain(),
        Model::Softmax(model) => model.explain(),
        Model::Ordered(model) => model.explain(),
        Model::Firth(model) => model.explain(),
        Model::FirthSoftmax(model) => model.explain(),
    }
}

/// Where the model is undecided, in the units of the features.
fn boundary(file: &ModelFile) -> Option<String> {
    let boundary = file.model.boundary()?;
    let classes = file.target.shown_names();
    let used: Vec<usize> =
        (0..file.features.len()).filter(|j| boundary.coefficients[*j] != 0.0).collect();
    let term = |(place, j): (usize, &usize)| {
        let c = boundary.coefficients[*j];
        let sign = match (place, c < 0.0) {
            (0, false) => "",
            (0, true) => "-",
            (_, false) => " + ",
            (_, true) => " - ",
        };
        format!("{sign}{} * {}", significant(c.abs()), shown(&file.features[*j]))
    };
    let offset = file.offset_columns();
    let offsets = offset.iter().map(|name| format!(" + {}", shown(name)));
    let left: String = used.iter().enumerate().map(term).chain(offsets).collect();
    let equation = format!("{left} = {}", significant(-boundary.intercept));
    let solved = match used.as_slice() {
        [j] if offset.is_empty() => {
            let at = boundary.solve_for(*j, &vec![0.0; file.features.len()]).ok()?;
            let side = if boundary.coefficients[*j] > 0.0 { "from there upwards" } else { "below" };
            format!(
                "\n  {} = {}, {} {side}",
                shown(&file.features[*j]),
                significant(at),
                classes[1]
            )
        }
        [] => return None,
        _ => String::new(),
    };
    Some(format!(
        "{} and {} are equally likely (p = 1/2) where\n  {equation}{solved}",
        classes[0], classes[1]
    ))
}
