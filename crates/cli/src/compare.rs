//! `regress compare`: which of several models of the same rows is the better one.

mod candidate;
mod nested;
mod report;

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use datasets::{Source, Stream, Target, Units, stratified_folds};
use models::WeightKind;

use self::candidate::Candidate;
use self::report::Comparison;
use crate::exit::Usage;
use crate::flags;
use crate::format::FormatArgs;
use crate::input::{is_standard_input, name_of};
use crate::judged::{Files, Judged, UnseenArg};
use crate::model_file::{ModelFile, TargetColumn};
use crate::output;
use crate::weights::kind_of;

/// How many folds there are, or fewer where a class has fewer samples.
const FOLDS: usize = 10;

#[derive(Debug, clap::Args)]
pub(crate) struct CompareArgs {
    /// Two or more files that `regress fit -o` wrote, then the table that all of them were fitted to
    #[arg(required = true, num_args = 3.., value_names = ["MODEL", "MODEL", "DATA"])]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Hold out whole clusters of rows that belong together, such as those of one school, for example: --cluster school
    #[arg(long, value_name = "COL", help_heading = "Cross-validation", allow_hyphen_values = true)]
    pub(crate) cluster: Option<String>,
    /// The seed of the folds, for example: --seed 7
    #[arg(long, value_name = "S", help_heading = "Cross-validation", value_parser = flags::seed(), default_value_t = 42, allow_negative_numbers = true)]
    pub(crate) seed: u64,
    /// Print the figures as JSON, for example: --json
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

pub(crate) fn run(args: &CompareArgs, quiet: bool) -> Result<()> {
    let Some((table, files)) = args.files.split_last() else { return Ok(()) };
    if is_standard_input(table) {
        bail!(Usage(
            "the table is read once for each model, so that it has to be a file".to_owned()
        ));
    }
    let models = files
        .iter()
        .map(|file| ModelFile::read_for(file, table))
        .collect::<Result<Vec<ModelFile>>>()?;
    check_targets(&models, files)?;
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let mut judged = Vec::new();
    for (model, file) in models.iter().zip(files) {
        let files = Files { model: file, table };
        let how = (&args.format, UnseenArg::default());
        let quiet = quiet || !judged.is_empty();
        let of_model = Judged::in_clusters(model, &files, args.cluster.as_deref(), how, quiet)?;
        check_rows(model, &of_model, file, table)?;
        judged.push(of_model);
    }
    check_same(&judged, files)?;
    let folds = folds(&models[0], &judged[0], args.seed)?;
    let candidates = models.iter().zip(&judged).zip(&names);
    let candidates = candidates
        .map(|((model, judged), name)| Candidate::of(name, model, judged, &folds))
        .collect::<Result<Vec<Candidate<'_>>>>()?;
    let groups = judged[0].clusters.as_deref();
    let groups = groups.map(|clusters| of_samples(&models[0], &judged[0], clusters)).transpose()?;
    let comparison = Comparison::of(&candidates, &folds, groups.as_deref())?;
    let mut out = stdout().lock();
    match args.json {
        true => output::json(&mut out, &comparison.to_json()),
        false => Ok(write!(out, "{}", comparison.text(&name_of(table)))?),
    }
}

/// Whether two targets are one; an order of its classes makes no other.
fn is_same(one: &TargetColumn, other: &TargetColumn) -> bool {
    match (one, other) {
        (TargetColumn::Classes { .. }, TargetColumn::Classes { .. }) => {
            let sorted = |target: &TargetColumn| {
                let mut names = target.class_names();
                names.sort();
                names
            };
            one.name() == other.name() && sorted(one) == sorted(other)
        }
        _ => one == other,
    }
}

/// Refuses models of different targets, or in which rows count differently.
fn check_targets(models: &[ModelFile], files: &[PathBuf]) -> Result<()> {
    let first = &models[0];
    for (model, file) in models.iter().zip(files).skip(1) {
        let (a, b) = (files[0].display(), file.display());
        ensure!(
            is_same(&model.target, &first.target),
            "{a} is {} of \"{}\" and {b} is {} of \"{}\": only models of one target can be compared",
            first.target.kind(),
            first.target.name(),
            model.target.kind(),
            model.target.name()
        );
        let said = |model: &ModelFile| match &model.weights {
            Some(column) => format!("weights in \"{column}\""),
            None => "no weights".to_owned(),
        };
        ensure!(
            (&model.weights, model.weight_kind) == (&first.weights, first.weight_kind),
            "{a} has {} and {b} has {}: rows must count the same in both",
            said(first),
            said(model)
        );
    }
    Ok(())
}

/// Refuses a table that has other rows than a model was trained on.
fn check_rows(model: &ModelFile, judged: &Judged, file: &Path, table: &Path) -> Result<()> {
    let (file, table) = (file.display(), name_of(table));
    let (rows, held_out) = (model.training.rows, model.training.held_out);
    let reason = match judged.is_trained_on(model) {
        Some(true) => return Ok(()),
        Some(false) if held_out > 0 => {
            format!(
                "it was trained on {rows} of them, and {held_out} were held out: fit without --test"
            )
        }
        Some(false) => format!("it was trained on {rows} others, or on these in another order"),
        None => "it was trained in an engine".to_owned(),
    };
    bail!("{file} was not trained on the rows of {table}: {reason}")
}

/// Refuses models of which one left out rows that another took.
fn check_same(judged: &[Judged], files: &[PathBuf]) -> Result<()> {
    for (other, file) in judged.iter().zip(files).skip(1) {
        let first = &judged[0];
        if other.lines == first.lines {
            continue;
        }
        let line = |of: &Judged, beside: &Judged| {
            of.lines.iter().find(|line| !beside.lines.contains(line)).copied()
        };
        let (a, b) = (files[0].display(), file.display());
        let (line, with, without) = match line(first, other) {
            Some(line) => (line, a, b),
            None => (line(other, first).unwrap_or(0), b, a),
        };
        bail!(
            "the models were fitted to different rows: line {line} is in {with} and not in {without}, which needs a cell that is missing \
             there; leave such rows out for all models, or fit them with --missing mean"
        );
    }
    Ok(())
}

/// What holds of each row, for each of the samples that it stands for.
fn of_samples(model: &ModelFile, judged: &Judged, of_rows: &[usize]) -> Result<Vec<usize>> {
    let weights = judged.weights.as_deref();
    let are_counts = kind_of(model.weight_kind, weights) == WeightKind::Frequency;
    let units = weights.filter(|_| are_counts).map(Units::of).transpose()?.flatten();
    Ok(units.map_or_else(|| of_rows.to_vec(), |units| units.spread(of_rows)))
}

/// A fold for each sample: every class is dealt out evenly, or every cluster goes to one of them.
fn folds(model: &ModelFile, judged: &Judged, seed: u64) -> Result<Vec<usize>> {
    let mut stream = Stream::new(Source::ChaCha8, seed)?;
    if let Some(clusters) = &judged.clusters {
        let number = clusters.iter().max().map_or(0, |last| last + 1);
        ensure!(number > 1, "all rows are in one cluster, so that none can be held out");
        let places = stream.permutation(number);
        let of_rows: Vec<usize> =
            clusters.iter().map(|cluster| places[*cluster] % FOLDS.min(number)).collect();
        return of_samples(model, judged, &of_rows);
    }
    let classes = match &judged.truth {
        Target::Numbers(numbers) => vec![0; numbers.len()],
        Target::Binary(labels) => labels.iter().map(|label| usize::from(*label)).collect(),
        Target::Classes { labels, .. } => labels.clone(),
    };
    let classes = of_samples(model, judged, &classes)?;
    let mut sizes = vec![0; classes.iter().max().map_or(0, |class| class + 1)];
    classes.iter().for_each(|class| sizes[*class] += 1);
    let fewest = sizes.into_iter().filter(|size| *size > 0).min().unwrap_or(0);
    ensure!(fewest > 1, "a class has one sample only, so that none can be held out");
    Ok(stratified_folds(&classes, FOLDS.min(fewest), &mut stream)?)
}
