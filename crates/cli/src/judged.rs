//! The rows of a table beside what a model says about them.

use std::path::Path;

use anyhow::{Result, ensure};
use datasets::{CsvFormat, Error, Gaps, ReadAs, Table, Unknown};
use linalg_lite::Columns;

use crate::fingerprint::fingerprint;
use crate::input::read_table;
use crate::model_file::{ModelFile, Predictions, Truth};
use crate::output;

/// What to do with categories that the model never saw.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct UnknownArg {
    /// What to do with a category that the model never saw: error (default), or take it for the
    /// baseline, for example: --unknown baseline
    #[arg(long, value_name = "WHAT", value_parser = unknown)]
    unknown: Option<Unknown>,
}

impl UnknownArg {
    pub(crate) fn get(self) -> Unknown {
        self.unknown.unwrap_or_default()
    }
}

fn unknown(text: &str) -> Result<Unknown, String> {
    match text {
        "error" => Ok(Unknown::Refuse),
        "baseline" => Ok(Unknown::Baseline),
        _ => Err("error or baseline is needed".to_owned()),
    }
}

pub(crate) struct Judged {
    pub(crate) x: Columns,
    pub(crate) truth: Truth,
    pub(crate) predictions: Predictions,
    pub(crate) fingerprint: String,
}

impl Judged {
    pub(crate) fn read(
        model: &ModelFile,
        path: &Path,
        format: CsvFormat,
        unknown: UnknownArg,
        quiet: bool,
    ) -> Result<Self> {
        let choose = |header: &[String]| columns(model, header);
        let table = read_table(path, format, &choose, quiet)?;
        let rows = rows(model, &table)?;
        if rows.len() < table.n_rows() {
            let left_out = table.n_rows() - rows.len();
            output::note(quiet, &format!("{left_out} rows with missing cells were left out"));
        }
        ensure!(!rows.is_empty(), "{}: every row has a missing cell", table.file());
        let x = model.encoder.encode(&table, &rows, unknown.get())?;
        let truth = model.target.truth(&table, &rows)?;
        drop(table);
        let predictions = model.model.predict(x.as_ref())?;
        let fingerprint = fingerprint(&x, &truth);
        Ok(Self { x, truth, predictions, fingerprint })
    }
}

/// What to read each column as; all that the model knows must be there.
fn columns(model: &ModelFile, header: &[String]) -> Result<Vec<ReadAs>, Error> {
    let features = model.encoder.columns.iter().map(|column| column.name.as_str());
    if let Some(missing) =
        features.chain([model.target.name()]).find(|name| !header.iter().any(|other| other == name))
    {
        return Err(Error::unknown_column(missing, header));
    }
    let target = model.target.name();
    let read = |name: &String| {
        if name == target { model.target.read_as() } else { model.encoder.read_as(name) }
    };
    Ok(header.iter().map(read).collect())
}

/// The rows whose truth and features are known.
fn rows(model: &ModelFile, table: &Table) -> Result<Vec<usize>> {
    let usable = model.encoder.usable_rows(table)?;
    let target = model.target.name();
    let truth = &table.column(target)?.cells;
    let is_known = |row: &usize| !truth.is_missing(*row);
    if let (Gaps::Refuse, Some(row)) =
        (model.encoder.gaps, (0..table.n_rows()).find(|row| !is_known(row)))
    {
        return Err(table.missing_cell(row, target).into());
    }
    Ok((0..table.n_rows()).filter(|row| usable[*row] && is_known(row)).collect())
}
