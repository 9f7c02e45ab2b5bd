//! The rows of a table beside what a model says about them.

use std::path::Path;

use anyhow::{Result, anyhow, ensure};
use datasets::{Error, Gaps, ReadAs, Substitutes, Table, Target, Unseen};
use linalg_lite::Columns;
use models::{Problem, SampleWeights, WeightKind};

use crate::clusters::clusters_of;
use crate::fingerprint::fingerprint;
use crate::flags;
use crate::format::FormatArgs;
use crate::input::read_table;
use crate::model_file::{ModelFile, Scores};
use crate::needs::Needs;
use crate::offset::{Offset, TakesOffset};
use crate::output::{self, left_out};
use crate::weights::{kind_of, rows_counted, rows_with_weight, weights_of};

/// What to do with categories that the model never saw.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct UnseenArg {
    /// What to do with a category that the model never saw (default: error), for example: --unseen baseline
    #[arg(long, alias = "unknown", value_name = "HOW", help_heading = "Reading the file", value_parser = flags::unseen())]
    unseen: Option<Unseen>,
}

impl UnseenArg {
    pub(crate) fn is_given(self) -> bool {
        self.unseen.is_some()
    }

    pub(crate) fn get(self) -> Unseen {
        self.unseen.unwrap_or_default()
    }
}

pub(crate) struct Judged {
    pub(crate) x: Columns,
    pub(crate) truth: Target,
    pub(crate) scores: Scores,
    /// How often each row counts.
    pub(crate) weights: Option<Vec<f64>>,
    /// What is added to the logits (or predictions).
    pub(crate) offset: Option<Offset>,
    /// To which cluster each row belongs, where a column of them was asked for.
    pub(crate) clusters: Option<Vec<usize>>,
    /// The line of each row in the file.
    pub(crate) lines: Vec<u64>,
    pub(crate) fingerprint: String,
}

/// Where a model and a table come from.
#[derive(Clone, Copy)]
pub(crate) struct Files<'a> {
    pub(crate) model: &'a Path,
    pub(crate) table: &'a Path,
}

impl Judged {
    pub(crate) fn read(
        model: &ModelFile,
        files: &Files<'_>,
        format: &FormatArgs,
        unseen: UnseenArg,
        quiet: bool,
    ) -> Result<Self> {
        Self::in_clusters(model, files, None, (format, unseen), quiet)
    }

    /// The same with a column of clusters.
    pub(crate) fn in_clusters(
        model: &ModelFile,
        files: &Files<'_>,
        cluster: Option<&str>,
        (format, unseen): (&FormatArgs, UnseenArg),
        quiet: bool,
    ) -> Result<Self> {
        let choose = |header: &[String]| columns(model, files, cluster, header);
        let format = format.format(model.na.clone());
        let table = read_table(files.table, format, &choose, quiet)?;
        let weights = weights_column(model, &table.header());
        if let (Some(name), None) = (&model.weights, weights) {
            let note =
                format!("the column of weights, \"{name}\", is not there: every row counts once");
            output::note(quiet, &note);
        }
        let table = match rows_with_weight(&table, weights)? {
            None => table,
            Some(rows) => {
                let weightless = table.n_rows() - rows.len();
                output::note(quiet, &left_out(weightless, "of weight 0"));
                table.select_rows(&rows)
            }
        };
        let rows = rows(model, &table, cluster)?;
        if rows.len() < table.n_rows() {
            let dropped = table.n_rows() - rows.len();
            output::note(quiet, &left_out(dropped, "with missing cells"));
        }
        ensure!(!rows.is_empty(), "{}: every row has a missing cell", table.file());
        let encoded = model.encoder.encode(&table, &rows, unseen.get())?;
        for told in encoded.substitutes.iter().flat_map(Substitutes::describe) {
            output::note(quiet, &told);
        }
        let x = encoded.features;
        let of_model = |error| anyhow!("{error} (in {})", files.model.display());
        let truth = model.target.truth(&table, &rows).map_err(of_model)?;
        let weights = weights_of(&table, weights, &rows)?;
        let offset = Offset::of(&table, model.offset.as_ref(), &rows)?;
        let clusters = cluster.map(|name| clusters_of(&table, name, &rows)).transpose()?;
        let lines = rows.iter().map(|row| table.line(*row)).collect();
        drop(table);
        let scores = model.model.scores((&x).into(), offset.as_ref())?;
        let fingerprint = fingerprint(&x, &truth)?;
        Ok(Self { x, truth, scores, weights, offset, clusters, lines, fingerprint })
    }

    /// The rows with what they count, as a model was fitted to them.
    pub(crate) fn problem<'a, T: TakesOffset>(
        &'a self,
        model: &'a ModelFile,
        target: &'a [T],
    ) -> Result<Problem<'a, T>> {
        let mut problem = Problem::new(&self.x, target)?;
        if let Some(values) = &self.weights {
            let kind = kind_of(model.weight_kind, Some(values));
            problem =
                problem.weighted(SampleWeights { kind, ..SampleWeights::frequency(values) })?;
        }
        if let Some(offset) = &self.offset {
            problem = T::beside(problem, offset)?;
        }
        problem = model.of_features.asked_of(problem)?;
        let has_thresholds = !model.model.thresholds().is_empty();
        let has_intercept = has_thresholds || model.model.has_intercept();
        Ok(if has_intercept { problem } else { problem.without_intercept() })
    }

    /// Says where a model has seen these rows.
    pub(crate) fn note_training(&self, model: &ModelFile, quiet: bool) {
        let (rows, held_out) = (model.training.rows, model.training.held_out);
        let counts = self
            .weights
            .as_deref()
            .filter(|weights| kind_of(model.weight_kind, Some(weights)) == WeightKind::Frequency);
        if self.is_trained_on(model) == Some(true) {
            output::note(
                quiet,
                "these are the rows that the model was trained on: expect worse on others",
            );
        } else if held_out > 0 && rows_counted(self.lines.len(), counts) == rows + held_out {
            output::note(
                quiet,
                &format!(
                    "these are as many rows as the model was trained on ({rows}) and held out ({held_out}): if they are the \
                     same, expect worse on others"
                ),
            );
        }
    }

    /// Whether these are the rows that a model was trained on; none where its file does not say.
    pub(crate) fn is_trained_on(&self, model: &ModelFile) -> Option<bool> {
        let trained_on = &model.training.fingerprint;
        trained_on.starts_with("xxh3-128:").then(|| *trained_on == self.fingerprint)
    }
}

/// What to read each column as; all that the model knows must be there.
fn columns(
    model: &ModelFile,
    files: &Files<'_>,
    cluster: Option<&str>,
    header: &[String],
) -> Result<Vec<ReadAs>, Error> {
    let features = model.encoder.columns.iter().map(|column| column.name.as_str());
    let columns = features.chain([model.target.name()]).chain(model.offset_columns()).collect();
    Needs { model: files.model, table: files.table, columns }.check(header)?;
    let target = model.target.name();
    let weights = weights_column(model, header);
    let read = |name: &String| match name {
        name if name == target => model.target.read_as(),
        name if weights == Some(name.as_str()) => ReadAs::Either,
        name if model.offset_columns().contains(&name.as_str()) => ReadAs::Numbers(None),
        name => match model.encoder.read_as(name) {
            ReadAs::Nothing if cluster == Some(name.as_str()) => ReadAs::Either,
            as_feature => as_feature,
        },
    };
    Ok(header.iter().map(read).collect())
}

/// The column of weights that the model was fitted with, if it is there.
pub(crate) fn weights_column<'a>(model: &'a ModelFile, header: &[String]) -> Option<&'a str> {
    model.weights.as_deref().filter(|name| header.iter().any(|other| other == name))
}

/// The rows whose truth and features are known.
fn rows(model: &ModelFile, table: &Table, cluster: Option<&str>) -> Result<Vec<usize>> {
    let usable = model.encoder.usable_rows(table)?;
    let weights = weights_column(model, &table.header());
    let needed = [model.target.name()].into_iter().chain(weights).chain(model.offset_columns());
    let needed = needed.chain(cluster);
    let needed = needed.map(|name| table.column(name)).collect::<Result<Vec<_>, _>>()?;
    let gap = |row: usize| needed.iter().find(|column| column.cells.is_missing(row));
    if model.encoder.gaps == Gaps::Refuse
        && let Some((row, column)) = (0..table.n_rows()).find_map(|row| Some((row, gap(row)?)))
    {
        return Err(table.missing_cell(row, &column.name).into());
    }
    Ok((0..table.n_rows()).filter(|row| usable[*row] && gap(*row).is_none()).collect())
}
