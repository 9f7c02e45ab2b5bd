//! Columns that cannot be used as they are, all at once, and the command that leads on.

use std::fmt::{self, Display};

use datasets::{Error, Gaps, OddMark, Table};

use crate::columns::ColumnArgs;
use crate::input::flag_value;

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
    pub(crate) has_ambiguous_dates: bool,
    pub(crate) missing: Option<&'static str>,
    pub(crate) decimal: Option<&'static str>,
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
        let flags = Flags::of(&gaps, table, columns.missing, features);
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
            Error::Dates { .. } => {
                format!("--date-parts {column} takes year, month and weekday, --as-date {column} days")
            }
            Error::DecimalMark { mark: OddMark::Either, .. } => {
                "--decimal , if commas stand before decimals, --decimal . if between thousands".to_owned()
            }
            _ => return None,
        })
    }

    /// The command as it was given, with flags that let it work; `None` where none would.
    pub(crate) fn command(&self) -> Option<String> {
        let flags = self.flags.to_string();
        (!flags.is_empty()).then(|| format!("regress{}{flags}", given(&[])))
    }
}

impl Flags {
    pub(crate) fn of(errors: &[Error], table: &Table, gaps: Gaps, features: &[&str]) -> Self {
        let mut flags = Self::default();
        for error in errors {
            let column = error.column().unwrap_or_default().to_owned();
            match error {
                Error::Dates { is_ambiguous, .. } => {
                    flags.has_ambiguous_dates |= is_ambiguous;
                    flags.as_date.push(column);
                }
                Error::Cell { .. } => flags.leave_out_odd(table, column),
                Error::DecimalMark { mark: OddMark::Point, .. } => flags.decimal = Some("."),
                Error::DecimalMark { .. } => flags.decimal = Some(","),
                Error::MissingCell { .. } => flags.missing = Some("drop"),
                _ => flags.drop.push(column),
            }
        }
        let has_odd = !flags.na.is_empty() && gaps == Gaps::Refuse;
        if flags.missing.is_some() || has_odd {
            let is_kept = |name: &&&str| !flags.drop.iter().any(|dropped| dropped == **name);
            let kept: Vec<&str> = features.iter().filter(is_kept).copied().collect();
            flags.missing = Some(if most_are_complete(table, &kept) { "drop" } else { "mean" });
        }
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
        if self.na.is_empty() {
            self.na.extend(["NA", "NaN", "nan"].map(str::to_owned));
        }
        let odd = odd.into_iter().map(str::to_owned);
        self.na.extend(odd);
        self.na.dedup();
    }
}

/// Whether at least half of the rows have no gap in some columns.
fn most_are_complete(table: &Table, features: &[&str]) -> bool {
    let columns: Vec<_> = features.iter().filter_map(|name| table.column(name).ok()).collect();
    let is_complete = |row: &usize| columns.iter().all(|column| !column.cells.is_missing(*row));
    2 * (0..table.n_rows()).filter(is_complete).count() >= table.n_rows()
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
        let date_order = self.has_ambiguous_dates.then_some("dmy");
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

/// Names as they are typed behind a flag that takes several.
pub(crate) fn list_value(names: &[String]) -> String {
    let values: Vec<String> = names.iter().map(|name| flag_value(name)).collect();
    if values.iter().all(|value| !value.starts_with('\'')) {
        return values.join(",");
    }
    let cell = |name: &String| match name.contains([',', '"', '\n']) {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.clone(),
    };
    let cells: Vec<String> = names.iter().map(cell).collect();
    format!("'{}'", cells.join(",").replace('\'', "'\\''"))
}

/// The arguments of this run as a shell takes them, each behind a space, some left out.
pub(crate) fn given(but: &[&str]) -> String {
    let args = std::env::args().skip(1).filter(|arg| !but.contains(&arg.as_str()));
    args.map(|arg| format!(" {}", for_shell(&arg))).collect()
}

/// An argument as a shell takes it.
fn for_shell(arg: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-.=/:%+@,".contains(c);
    match !arg.is_empty() && arg.chars().all(is_plain) {
        true => arg.to_owned(),
        false => format!("'{}'", arg.replace('\'', "'\\''")),
    }
}
