//! What the texts of a table say as numbers, by its decimal mark.

use std::collections::BTreeMap;

use super::form::NoForm;
use super::format::Decimal;
use super::number::{Numerals, is_usual_mark};
use super::{Cells, Form, Note, Table, Text};
use crate::{Error, OddMark};

impl Table {
    /// What stands around the numbers of a column, if anything does.
    #[must_use]
    pub fn form(&self, column: &str) -> Option<&Form> {
        self.notes.iter().find_map(|note| match note {
            Note::Form { column: other, form, .. } if other == column => Some(form),
            _ => None,
        })
    }

    /// The texts of a column that are no numbers.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn not_numbers(&self, column: &str) -> Result<Vec<&str>, Error> {
        let Cells::Text(text) = &self.column(column)?.cells else { return Ok(Vec::new()) };
        let texts = || text.levels.iter().map(String::as_str);
        let form = self.usual_form_of(text);
        let has_form = |text: &str| form.as_ref().is_some_and(|form| self.has_form(text, form));
        Ok(texts().filter(|text| !self.is_number(text) && !has_form(text)).collect())
    }

    pub(crate) fn is_number(&self, text: &str) -> bool {
        self.numerals.of_text(text).is_some()
    }

    pub(crate) fn mark_not_expected(&self) -> OddMark {
        match self.numerals.decimal {
            Some(Decimal::Comma) => OddMark::Point,
            _ => OddMark::Comma,
        }
    }

    /// Whether a text is a number with the other decimal mark; a decimal comma does not stand between commas.
    pub(crate) fn other_mark(&self, text: &str) -> bool {
        let (mark, other) = self.other();
        if mark == ',' && self.delimiter == b',' && Form::has_groups(text, self.numerals) {
            return false;
        }
        text.contains(mark) && !self.is_number(text) && other.of_text(text).is_some()
    }

    /// What is wrong with the decimal marks of a column's texts, if nothing else is: with the other mark all are
    /// numbers of a form, or their commas may be decimal marks or stand between groups.
    pub(crate) fn odd_mark(&self, text: &Text) -> Option<OddMark> {
        let levels = || text.levels.iter().map(String::as_str);
        if Form::of(levels(), self.numerals, self.delimiter) == Err(NoForm::Ambiguous) {
            return Some(OddMark::Either);
        }
        let (mark, other) = self.other();
        let is_number = |level: &str| {
            let is_one = is_usual_mark(level) || other.of_text(level).is_some();
            is_one && (!level.contains(mark) || self.other_mark(level))
        };
        let are_numbers = levels().any(|level| level.contains(mark)) && levels().all(is_number);
        let is_english = self.delimiter == b',' && self.numerals.decimal != Some(Decimal::Comma);
        let has_form = || !is_english && Form::of(levels(), other, b',').is_ok();
        (are_numbers || has_form()).then(|| self.mark_not_expected())
    }

    fn other(&self) -> (char, Numerals) {
        let (mark, decimal) = match self.numerals.decimal {
            Some(Decimal::Comma) => ('.', Decimal::Point),
            _ => (',', Decimal::Comma),
        };
        (mark, Numerals { decimal: Some(decimal) })
    }

    /// The form of most rows that have one.
    pub(crate) fn usual_form_of(&self, text: &Text) -> Option<Form> {
        let texts = text.levels.iter().map(String::as_str);
        self.usual_form(&texts.zip(text.counts()).collect::<Vec<_>>())
    }

    /// The form of most texts that have one, from the texts and in how many rows each stands.
    pub(crate) fn usual_form(&self, texts: &[(&str, usize)]) -> Option<Form> {
        let mut around: BTreeMap<(String, String), BTreeMap<Option<char>, usize>> = BTreeMap::new();
        for (text, rows) in texts {
            if let Ok(form) = Form::of([*text].into_iter(), self.numerals, b',') {
                let groups = around.entry((form.before, form.after)).or_default();
                *groups.entry(form.group).or_default() += rows;
            }
        }
        let usual = around.into_iter().max_by_key(|(_, groups)| groups.values().sum::<usize>());
        let ((before, after), groups) = usual?;
        let form = |group| Form { group, before: before.clone(), after: after.clone() };
        let count = |form: &Form| -> usize {
            let alike = texts.iter().filter(|(text, _)| self.has_form(text, form));
            alike.map(|(_, rows)| rows).sum()
        };
        groups.into_keys().map(form).max_by_key(count)
    }

    /// Whether a text is one of the usual marks of a missing number.
    pub(crate) fn is_mark(&self, text: &str) -> bool {
        is_usual_mark(text)
    }

    pub(crate) fn has_form(&self, text: &str, form: &Form) -> bool {
        form.number(text, self.numerals).is_some()
    }
}
