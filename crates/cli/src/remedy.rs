//! Columns that cannot be used as they are, all at once, and the command that leads on.

use std::fmt::{self, Display};

use datasets::{Cells, Error, Gaps, OddMark, Table};

use crate::columns::ColumnArgs;
use crate::command_line::{list_value, with};
use crate::input::flag_value;
use crate::lists::Lists;

/// What stands in the way of a fit, and the flags that take it away.
#[derive(Debug)]
pub(crate) struct Unusable {
    errors: Vec<Error>,
    flags: Flags,
}

/// Flags to add to the command.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    pub(crate) drop: Vec<String>,
    pub(crate) as_date: Vec<String>,
    pub(crate) na: Vec<String>,
    pub(crate) is_day_first: bool,
    pub(crate) missing: Option<&'static str>,
    pub(crate) decimal: Option<&'static str>,
    /// Whether they leave no column to learn from.
    leave_nothing: bool,
}

impl Unusable {
    /// `gaps` are errors about missing cells, `others` those about what cells hold.
    pub(crate) fn of(
        mut gaps: Vec<Error>,
        others: Option<Error>,
        table: &Table,
        columns: &ColumnArgs,
        features: &[&str],
    ) -> Self {
        let others = match others {
            Some(Error::Columns(several)) => several,
            other => other.into_iter().collect(),
        };
        for error in others {
            let is_known = matches!(error, Error::MissingCell { .. })
                && gaps.iter().any(|known| known.column() == error.column());
            gaps.extend((!is_known).then_some(error));
        }
        let header = table.header();
        let place =
            |error: &Error| header.iter().position(|name| Some(name.as_str()) == error.column());
        gaps.sort_by_key(place);
        let flags = Flags::of(&gaps, table, columns, features);
        Self { errors: gaps, flags }
    }

    /// What is wrong with each of several columns.
    pub(crate) fn details(&self) -> Vec<String> {
        const SHOWN: usize = 20;
        if self.errors.len() < 2 {
            return Vec::new();
        }
        let mut details: Vec<String> =
            self.errors.iter().take(SHOWN).map(ToString::to_string).collect();
        if self.errors.len() > SHOWN {
            details.push(format!("and {} more", self.errors.len() - SHOWN));
        }
        details
    }

    /// What else could be meant, where there is but one error.
    pub(crate) fn otherwise(&self) -> Option<String> {
        let [only] = self.errors.as_slice() else { return None };
        let column = flag_value(only.column().unwrap_or_default());
        Some(match only {
            Error::MissingCell { .. } => {
                "--missing drop leaves such rows out, --missing mean fills them in, --missing level also tells \
                 the model where"
                    .to_owned()
            }
            Error::FreeText { .. } => format!("--as-category {column} takes each text as a level"),
            Error::Cell { .. } => format!("--as-category {column}, if its values are only names"),
            Error::Dates { is_ambiguous: true, .. } => {
                "--date-order dmy where days come first, mdy where months do".to_owned()
            }
            Error::Dates { .. } => {
                format!("--date-parts {column} takes year, month and weekday, --as-date {column} days")
            }
            Error::DecimalMark { mark: OddMark::Either, .. } => {
                "--decimal , if commas stand before decimals, --decimal . if between thousands".to_owned()
            }
            _ => return None,
        })
    }

    /// The command as it was given, with flags that let it work; or only these, if it cannot be typed again.
    pub(crate) fn remedy(&self) -> Option<String> {
        let flags = self.flags.to_string();
        if flags.is_empty() || self.flags.leave_nothing || flags.chars().any(char::is_control) {
            return None;
        }
        Some(match self.flags.command(&[]) {
            Some(command) => format!("this works, if it is what you mean: regress{command}"),
            None => format!("this helps, if it is what you mean:{flags}"),
        })
    }
}

impl Flags {
    /// What takes these errors away, beside what the columns are declared as already.
    pub(crate) fn of(
        errors: &[Error],
        table: &Table,
        columns: &ColumnArgs,
        features: &[&str],
    ) -> Self {
        let mut flags = Self::default();
        for error in errors {
            let column = error.column().unwrap_or_default().to_owned();
            let is_date = columns.as_date.has(&column) || columns.date_parts.has(&column);
            match error {
                Error::Dates { is_ambiguous, .. } => {
                    flags.is_day_first |= *is_ambiguous && columns.date_order.is_none();
                    flags.as_date.extend((!is_date).then_some(column));
                }
                Error::Cell { value, .. } if is_date => flags.na.push(value.clone()),
                Error::Cell { .. } => flags.leave_out_odd(table, column),
                Error::DecimalMark { mark: OddMark::Point, .. } => flags.drop.push(column),
                Error::DecimalMark { .. } => flags.decimal = Some(","),
                Error::MissingCell { .. } => flags.missing = Some("drop"),
                _ => flags.drop.push(column),
            }
        }
        let has_odd = !flags.na.is_empty() && columns.missing == Gaps::Refuse;
        if flags.missing.is_some() || has_odd {
            let is_kept = |name: &&&str| !flags.drop.iter().any(|dropped| dropped == **name);
            let kept: Vec<&str> = features.iter().filter(is_kept).copied().collect();
            flags.missing = Some(if flags.leave_most(table, &kept) { "drop" } else { "mean" });
        }
        let is_dropped = |name: &&str| flags.drop.iter().any(|dropped| dropped == name);
        flags.leave_nothing = features.iter().all(is_dropped) && !flags.drop.is_empty();
        flags
    }

    /// Some words among numbers may stand for missing ones; many make no column of numbers.
    fn leave_out_odd(&mut self, table: &Table, column: String) {
        const FEW: usize = 5;
        let odd = table.not_numbers(&column).unwrap_or_default();
        if odd.is_empty() || odd.len() > FEW || odd.iter().any(|text| text.contains('\n')) {
            self.drop.push(column);
            return;
        }
        for word in odd {
            if !self.na.iter().any(|known| known == word) {
                self.na.push(word.to_owned());
            }
        }
    }

    /// Whether at least half of the rows then have no gap in some columns.
    fn leave_most(&self, table: &Table, features: &[&str]) -> bool {
        let columns: Vec<_> = features.iter().filter_map(|name| table.column(name).ok()).collect();
        let is_word = |cells: &Cells, row: usize| match cells {
            Cells::Text(text) => {
                text.get(row).is_some_and(|t| self.na.iter().any(|word| word == t))
            }
            _ => false,
        };
        let is_gap = |cells: &Cells, row: usize| cells.is_missing(row) || is_word(cells, row);
        let is_complete = |row: &usize| columns.iter().all(|column| !is_gap(&column.cells, *row));
        2 * (0..table.n_rows()).filter(is_complete).count() >= table.n_rows()
    }

    /// A command of this run with these flags; `None` where there is nothing to add, or it would not work.
    pub(crate) fn command(&self, but: &[&str]) -> Option<String> {
        let flags = self.to_string();
        if self.leave_nothing { None } else { with(&flags, but) }
    }
}

impl Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = |flag: &str, names: &[String]| {
            if names.is_empty() {
                return Ok(());
            }
            write!(f, " {flag} {}", list_value(names))
        };
        list("--drop", &self.drop)?;
        list("--as-date", &self.as_date)?;
        list("--na", &self.na)?;
        let date_order = self.is_day_first.then_some("dmy");
        for (flag, value) in
            [("--date-order", date_order), ("--missing", self.missing), ("--decimal", self.decimal)]
        {
            if let Some(value) = value {
                write!(f, " {flag} {value}")?;
            }
        }
        Ok(())
    }
}

impl Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errors.as_slice() {
            [only] => only.fmt(f),
            several => write!(f, "{} columns cannot be used as they are", several.len()),
        }
    }
}

impl std::error::Error for Unusable {}
