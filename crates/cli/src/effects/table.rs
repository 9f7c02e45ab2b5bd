//! The rows that are averaged over.

use anyhow::{Result, ensure};
use datasets::{Changeable, Error, ReadAs};
use models::WeightKind;
use pictures::numbers::count;

use crate::format::FormatArgs;
use crate::input::read_table;
use crate::judged::{Files, weights_column};
use crate::model_file::ModelFile;
use crate::needs::Needs;
use crate::offset::Offset;
use crate::output::{self, left_out};
use crate::weights::{aside, kind_of, rows_counted, rows_with_weight, weights_of};

pub(super) struct Rows<'a> {
    pub(super) rows: Changeable<'a>,
    pub(super) weights: Option<Vec<f64>>,
    kind: WeightKind,
    pub(super) offset: Option<Offset>,
    pub(super) count: usize,
}

impl<'a> Rows<'a> {
    /// Those of a table that have all that the model needs; a target need not be there, but where it is, no gap counts.
    pub(super) fn read(
        model: &'a ModelFile,
        files: &Files<'_>,
        format: &FormatArgs,
        quiet: bool,
    ) -> Result<Self> {
        let choose = |header: &[String]| columns(files, model, header);
        let table = read_table(files.table, format.format(model.na.clone()), &choose, quiet)?;
        let weights = weights_column(model, &table.header());
        let table = match rows_with_weight(&table, weights)? {
            Some(rows) => table.select_rows(&rows),
            None => table,
        };
        let mut usable = model.usable_rows(&table)?;
        if let Ok(target) = table.column(model.target.name()) {
            usable
                .iter_mut()
                .enumerate()
                .for_each(|(i, usable)| *usable &= !target.cells.is_missing(i));
        }
        let rows: Vec<usize> = (0..table.n_rows()).filter(|row| usable[*row]).collect();
        if rows.len() < table.n_rows() {
            output::note(quiet, &left_out(table.n_rows() - rows.len(), "with missing cells"));
        }
        ensure!(!rows.is_empty(), "{}: every row has a missing cell", table.file());
        let weights = weights_of(&table, weights, &rows)?;
        let offset = Offset::of(&table, model.offset.as_ref(), &rows)?;
        let count = rows.len();
        let kind = kind_of(model.weight_kind, weights.as_deref());
        Ok(Self { rows: model.encoder.changeable(&table, &rows)?, weights, kind, offset, count })
    }
}

impl Rows<'_> {
    /// `333 rows`, or how many samples they stand for.
    pub(super) fn described(&self) -> String {
        let weights = self.weights.as_deref();
        let counts = weights.filter(|_| self.kind == WeightKind::Frequency);
        count(rows_counted(self.count, counts), "row") + &aside(self.count, weights, self.kind)
    }
}

fn columns(files: &Files<'_>, model: &ModelFile, header: &[String]) -> Result<Vec<ReadAs>, Error> {
    let features = model.encoder.columns.iter().map(|column| column.name.as_str());
    let columns = features.chain(model.offset_columns()).collect();
    Needs { model: files.model, table: files.table, columns }.check(header)?;
    let weights = weights_column(model, header);
    let read = |name: &String| match name {
        name if model.target.name() == name => model.target.read_as(),
        name if weights == Some(name.as_str()) => ReadAs::Either,
        name if model.offset_columns().contains(&name.as_str()) => ReadAs::Numbers(None),
        name => model.encoder.read_as(name),
    };
    Ok(header.iter().map(read).collect())
}
