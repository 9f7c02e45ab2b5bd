//! What a column holds, from its cells.

use super::date_parts::date_parts;
use super::dates::{DateFormat, Moment, NoDates};
use super::declared::Declared;
use super::levels::Levels;
use super::said::are_free_text;
use super::{Encoding, WeightedRows};
use crate::{BaselineError, Cells, Error, Form, OddMark, Table, Text};

pub(super) fn guess(
    table: &Table,
    name: &str,
    declared: &Declared<'_>,
    rows: &WeightedRows<'_>,
) -> Result<Encoding, Error> {
    let found = guess_of_cells(table, name, declared, rows)?;
    match declared.baselines.iter().find(|(column, _)| column == name) {
        None => Ok(found),
        Some((_, level)) => found.with_baseline(level).map_err(|problem| {
            let (file, column) = (table.file().to_string(), name.to_owned());
            BaselineError { file, column, problem }.into()
        }),
    }
}

fn guess_of_cells(
    table: &Table,
    name: &str,
    declared: &Declared<'_>,
    rows: &WeightedRows<'_>,
) -> Result<Encoding, Error> {
    match &table.column(name)?.cells {
        Cells::Nothing => Err(table.empty_column(name)),
        Cells::Numbers(numbers) => {
            let all = rows.iter().map(|(row, weight)| (numbers[row], weight));
            match mean(all.filter(|(x, _)| !x.is_nan())) {
                Some(mean) => Ok(Encoding::Number { mean, form: table.form(name).cloned() }),
                None => Err(table.empty_column(name)),
            }
        }
        Cells::Text(text) => {
            let levels = Levels::of(text, rows);
            if levels.is_empty() {
                return Err(table.empty_column(name));
            }
            let column = TextColumn { table, name, text, levels };
            if declared.dates.contains(&name) {
                return column.as_date(declared);
            }
            if declared.date_parts.contains(&name) {
                return column.as_date_parts(declared);
            }
            if !declared.categories.contains(&name) {
                let texts = column.levels.iter().map(|level| (level.text, level.weight));
                if let Some(boolean) = Encoding::of_yes_and_no(texts) {
                    return Ok(boolean);
                }
                column.check_numbers()?;
                column.check_dates()?;
                column.check_levels()?;
            }
            let (baseline, levels) = column.levels.baseline_and_others();
            Ok(Encoding::Category { baseline, levels, usual: None })
        }
    }
}

/// The mean of numbers with weights, if there are any; never beyond them, so that a constant that is filled in stays one.
pub(super) fn mean(numbers: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (mut sum, mut total, mut least, mut most) = (0.0, 0.0, f64::INFINITY, f64::NEG_INFINITY);
    for (x, weight) in numbers.filter(|(_, weight)| *weight > 0.0) {
        (sum, total) = (sum + weight * x, total + weight);
        (least, most) = (x.min(least), x.max(most));
    }
    (total > 0.0).then(|| (sum / total).max(least).min(most))
}

struct TextColumn<'a> {
    table: &'a Table,
    name: &'a str,
    text: &'a Text,
    levels: Levels<'a>,
}

impl TextColumn<'_> {
    /// Refuses numbers with mistakes, and numbers that may be others.
    fn check_numbers(&self) -> Result<(), Error> {
        let Self { table, levels, .. } = self;
        if let Some(mark) = table.odd_mark(self.text) {
            return Err(self.odd_mark(|level| level.contains(['.', ',']), mark));
        }
        let known = levels.rows(|level| !table.is_mark(level));
        let of_mark = levels.rows(|level| table.other_mark(level));
        let of_numbers = levels.rows(|level| table.is_number(level));
        if of_mark > 0 && 2 * (of_mark + of_numbers) > known {
            let is_odd = |level: &str| table.other_mark(level);
            return Err(self.odd_mark(is_odd, table.mark_not_expected()));
        }
        let texts: Vec<(&str, usize)> = levels.iter().map(|l| (l.text, l.rows)).collect();
        let form = table.usual_form(&texts);
        let is_one = |level: &str| {
            let has_form = |form: &Form| table.has_form(level, form);
            table.is_number(level)
                || has_form(&Form::default())
                || form.as_ref().is_some_and(has_form)
        };
        let expected = "most other cells are numbers: correct it, or declare the column a category";
        if 2 * levels.rows(is_one) > known {
            let is_other = |level: &str| match &form {
                Some(form) if 2 * of_numbers <= known => !table.has_form(level, form),
                _ => !table.is_number(level),
            };
            let is_odd = |level: &str| is_other(level) && !table.is_mark(level);
            return Err(match levels.rows(is_odd) {
                0 => self.odd_cell(is_other, expected),
                _ => self.odd_cell(is_odd, expected),
            });
        }
        Ok(())
    }

    fn check_dates(&self) -> Result<(), Error> {
        const SAMPLE: usize = 100;
        let example = |at: usize| self.levels.iter().nth(at).map(|level| level.text.to_owned());
        let is_date = |level: &str| {
            let found = DateFormat::of([level].into_iter(), None);
            found.is_ok() || found == Err(NoDates::Ambiguous)
        };
        let sample = self.levels.iter().take(SAMPLE);
        let dates: Vec<bool> = sample.map(|level| is_date(level.text)).collect();
        let first = dates.iter().position(|is_date| *is_date);
        let count = dates.iter().filter(|is_date| **is_date).count();
        match first.and_then(example) {
            Some(example) if 2 * count > dates.len() => {
                let (file, column) = (self.table.file().into(), self.name.into());
                let is_ambiguous =
                    self.date_format(&Declared::default()) == Err(NoDates::Ambiguous);
                Err(Error::Dates { file, column, example, is_ambiguous })
            }
            _ => Ok(()),
        }
    }

    /// Refuses texts that are different in most rows.
    fn check_levels(&self) -> Result<(), Error> {
        let (levels, known) = (self.levels.len(), self.levels.known());
        if !are_free_text(levels, known) {
            return Ok(());
        }
        let singles = self.levels.iter().filter(|level| level.rows == 1);
        let (file, column) = (self.table.file().to_owned(), self.name.to_owned());
        let once = singles.clone().count();
        let example = singles.map(|level| level.text.to_owned()).next();
        let rare = match example {
            Some(example) if once < known => {
                format!(", {once} of them in one row only, such as \"{example}\"")
            }
            _ => String::new(),
        };
        Err(Error::FreeText { file, column, levels, rows: known, rare })
    }

    fn date_format(&self, declared: &Declared<'_>) -> Result<DateFormat, NoDates> {
        let texts = self.levels.iter().map(|level| level.text);
        DateFormat::of(texts, declared.date_order)
    }

    /// The dates of all levels, or the error about the first that is none.
    fn dates(&self, declared: &Declared<'_>) -> Result<(DateFormat, Vec<Moment>), Error> {
        let format = self.date_format(declared).map_err(|reason| match reason {
            NoDates::Ambiguous => {
                let (file, column) = (self.table.file().into(), self.name.into());
                let example = self.levels.iter().next().map(|level| level.text.to_owned());
                let example = example.unwrap_or_default();
                Error::Dates { file, column, example, is_ambiguous: true }
            }
            NoDates::Other => {
                let first = self.levels.iter().find_map(|level| {
                    DateFormat::of([level.text].into_iter(), declared.date_order).ok()
                });
                let is_odd = |level: &str| first.as_ref().is_none_or(|f| f.moment(level).is_none());
                self.odd_cell(is_odd, "a date or a time is needed, written as in the other rows")
            }
        })?;
        let moments = self.levels.iter().filter_map(|level| format.moment(level.text)).collect();
        Ok((format, moments))
    }

    fn as_date(&self, declared: &Declared<'_>) -> Result<Encoding, Error> {
        let (format, moments) = self.dates(declared)?;
        let first = moments.iter().filter_map(|moment| moment.date()).min();
        let origin = first.map(|date| date.format("%Y-%m-%d").to_string());
        let weights = self.levels.iter().map(|level| level.weight);
        let since = moments.iter().map(|moment| moment.since(origin.as_deref())).zip(weights);
        let mean = mean(since).unwrap_or(0.0);
        Ok(Encoding::Date { format, origin, mean })
    }

    fn as_date_parts(&self, declared: &Declared<'_>) -> Result<Encoding, Error> {
        let (format, moments) = self.dates(declared)?;
        let weights = self.levels.iter().map(|level| level.weight);
        let weighted: Vec<(Moment, f64)> = moments.into_iter().zip(weights).collect();
        let parts = date_parts(&weighted, format.has_days());
        Ok(Encoding::DateParts { format, parts })
    }

    /// The error about the first cell whose text is odd.
    fn odd_cell(&self, is_odd: impl Fn(&str) -> bool, expected: &'static str) -> Error {
        let row = self.row(is_odd);
        self.table.cell(row, self.name, self.text.get(row).unwrap_or_default(), expected)
    }

    fn odd_mark(&self, is_odd: impl Fn(&str) -> bool, mark: OddMark) -> Error {
        let row = self.row(is_odd);
        self.table.decimal_mark(row, self.name, self.text.get(row).unwrap_or_default(), mark)
    }

    fn row(&self, is_meant: impl Fn(&str) -> bool) -> usize {
        let meant: Vec<bool> = self.text.levels.iter().map(|level| is_meant(level)).collect();
        let is_meant = |code: &u32| meant.get(*code as usize) == Some(&true);
        self.text.codes.iter().position(is_meant).unwrap_or(0)
    }
}
