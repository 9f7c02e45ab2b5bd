//! Errors about cells and columns, with file and line.

use super::{Cells, Table};
use crate::{Error, OddMark, did_you_mean};

impl Table {
    /// The error that the cell of a row is missing.
    #[must_use]
    pub fn missing_cell(&self, row: usize, column: &str) -> Error {
        let (file, line) = (self.file.clone(), self.lines[row]);
        Error::MissingCell { file, line, column: column.to_owned() }
    }

    pub(crate) fn empty_column(&self, column: &str) -> Error {
        Error::EmptyColumn { file: self.file.clone(), column: column.to_owned() }
    }

    pub(crate) fn wrong_kind(&self, column: &str, wanted: &'static str) -> Error {
        Error::ColumnKind { file: self.file.clone(), column: column.to_owned(), wanted }
    }

    pub(crate) fn not_a_number(&self, row: usize, column: &str, value: &str) -> Error {
        let expected = match value.trim().parse::<f64>() {
            Ok(_) => "a finite number is needed",
            Err(_) => "a number is needed",
        };
        self.cell(row, column, value, expected)
    }

    pub(crate) fn decimal_mark(
        &self,
        row: usize,
        column: &str,
        value: &str,
        mark: OddMark,
    ) -> Error {
        let (file, line) = (self.file.clone(), self.lines[row]);
        let (column, value) = (column.to_owned(), value.to_owned());
        Error::DecimalMark { file, line, column, value, mark }
    }

    pub(crate) fn unknown_level(&self, row: usize, column: &str, known: &[&str]) -> Error {
        let value = self.text(row, column).to_owned();
        Error::UnseenLevel {
            file: self.file.clone(),
            line: self.lines[row],
            column: column.to_owned(),
            known: some(known) + &did_you_mean(&value, known.iter().copied()),
            value,
        }
    }

    /// The text of a cell, if it is one.
    pub(crate) fn text(&self, row: usize, column: &str) -> &str {
        match self.column(column).map(|column| &column.cells) {
            Ok(Cells::Text(text)) => text.get(row).unwrap_or_default(),
            _ => "",
        }
    }

    pub(crate) fn cell(
        &self,
        row: usize,
        column: &str,
        value: &str,
        expected: &'static str,
    ) -> Error {
        let (file, line) = (self.file.clone(), self.lines[row]);
        Error::Cell { file, line, column: column.to_owned(), value: value.to_owned(), expected }
    }
}

/// The first few of a list.
fn some(names: &[&str]) -> String {
    const FEW: usize = 20;
    match names.get(..FEW) {
        Some(few) if names.len() > FEW => {
            format!("{} and {} more", few.join(", "), names.len() - FEW)
        }
        _ => names.join(", "),
    }
}
