//! What the texts of a table say as numbers, by its decimal mark.

use super::form::NoForm;
use super::format::Decimal;
use super::number::Numerals;
use super::{Cells, Form, Note, Table, Text};
use crate::Error;

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
        let texts = text.levels.iter().map(String::as_str);
        Ok(texts.filter(|text| !self.is_number(text)).collect())
    }

    pub(crate) fn is_number(&self, text: &str) -> bool {
        self.numerals.of_text(text).is_some()
    }

    /// Whether a text is a number with the other decimal mark.
    pub(crate) fn other_mark(&self, text: &str) -> bool {
        let (mark, decimal) = match self.numerals.decimal {
            Some(Decimal::Comma) => ('.', Decimal::Point),
            _ => (',', Decimal::Comma),
        };
        let other = Numerals { decimal: Some(decimal) };
        text.contains(mark) && !self.is_number(text) && other.of_text(text).is_some()
    }

    /// Whether the commas of a column's texts may be decimal marks or stand between groups.
    pub(crate) fn is_ambiguous(&self, text: &Text) -> bool {
        let levels = text.levels.iter().map(String::as_str);
        Form::of(levels, self.numerals, self.delimiter) == Err(NoForm::Ambiguous)
    }

    /// The form of one text, if it is a number in one.
    pub(crate) fn form_of_one(&self, text: &str) -> Option<Form> {
        Form::of([text].into_iter(), self.numerals, b',').ok()
    }

    pub(crate) fn has_form(&self, text: &str, form: &Form) -> bool {
        form.number(text, self.numerals).is_some()
    }
}
