//! Errors about cells and columns, with file and line.

use std::borrow::Cow;

use super::{Cells, Table, Text};
use crate::{Error, OddMark, did_you_mean};

impl Table {
    /// The error that the cell of a row is missing.
    #[must_use]
    pub fn missing_cell(&self, row: usize, column: &str) -> Error {
        let (file, line) = (self.file.clone(), self.lines.get(row));
        Error::MissingCell { file, line, column: column.to_owned() }
    }

    pub(crate) fn empty_column(&self, column: &str) -> Error {
        Error::EmptyColumn { file: self.file.clone(), column: column.to_owned() }
    }

    pub(crate) fn wrong_kind(&self, column: &str, wanted: &'static str) -> Error {
        Error::ColumnKind { file: self.file.clone(), column: column.to_owned(), wanted }
    }

    /// The error that the texts of a column are numbers with another decimal mark, or may be, if so.
    #[must_use]
    pub fn other_decimal_mark(&self, column: &str) -> Option<Error> {
        let Cells::Text(text) = &self.column(column).ok()?.cells else { return None };
        let mark = self.odd_mark(text)?;
        let row = first(text, |level| level.contains(['.', ',']));
        Some(self.decimal_mark(row, column, text.get(row).unwrap_or_default(), mark))
    }

    /// The error about the first of some texts that should be numbers and is none, or is none as most others are.
    pub(crate) fn no_number(&self, column: &str, text: &Text) -> Error {
        if let Some(error) = self.other_decimal_mark(column) {
            return error;
        }
        let levels = || text.levels.iter().map(String::as_str);
        let form = self.usual_form_of(text);
        let has_form = |level: &str| form.as_ref().is_some_and(|form| self.has_form(level, form));
        let most = 2 * levels().filter(|level| has_form(level)).count() > text.levels.len();
        let row = match most {
            true => first(text, |level| !has_form(level)),
            false => first(text, |level| !self.is_number(level)),
        };
        let value = text.get(row).unwrap_or_default();
        let expected = match value.trim().parse::<f64>() {
            Ok(_) if !self.is_number(value) => "a finite number is needed",
            _ if most => "a number is needed, written as in the other rows",
            _ => "a number is needed",
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
        let (file, line) = (self.file.clone(), self.lines.get(row));
        let (column, value) = (column.to_owned(), value.to_owned());
        Error::DecimalMark { file, line, column, value, mark }
    }

    pub(crate) fn unknown_level(&self, row: usize, column: &str, known: &[&str]) -> Error {
        let value = self.text(row, column).to_owned();
        Error::UnseenLevel {
            file: self.file.clone(),
            line: self.lines.get(row),
            column: column.to_owned(),
            known: some(known) + &did_you_mean(&value, known.iter().copied()),
            value,
        }
    }

    /// The file and the line of a row.
    pub(crate) fn place(&self, row: usize) -> String {
        format!("{}:{}", self.file, self.lines.get(row))
    }

    /// The number of a cell, if it is one.
    pub(crate) fn number(&self, row: usize, column: &str) -> Option<f64> {
        match self.column(column).map(|column| &column.cells) {
            Ok(Cells::Numbers(numbers)) => numbers.get(row).copied(),
            _ => None,
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
        expected: impl Into<Cow<'static, str>>,
    ) -> Error {
        let (file, line) = (self.file.clone(), self.lines.get(row));
        let (column, value, expected) = (column.to_owned(), value.to_owned(), expected.into());
        Error::Cell { file, line, column, value, expected }
    }
}

/// The first row whose text is odd.
fn first(text: &Text, is_odd: impl Fn(&str) -> bool) -> usize {
    let odd: Vec<bool> = text.levels.iter().map(|level| is_odd(level)).collect();
    text.codes.iter().position(|code| odd.get(*code as usize) == Some(&true)).unwrap_or(0)
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
