//! Columns that cannot be used as they are, all at once, and the command that leads on.

use std::fmt::{self, Display};

use datasets::{Error, Gaps, Note, OddMark, RowProblem, Table};

use crate::columns::ColumnArgs;
use crate::hint::{EITHER_MARK, is_with_comma};
use crate::input::{flag_value, for_shell, list};
use crate::understood::told;

/// What stands in the way of a fit, and the flags that take it away.
#[derive(Debug)]
pub(crate) struct Unusable {
    errors: Vec<Error>,
    flags: Flags,
    is_about_target: bool,
    /// Whether no feature is left.
    is_all: bool,
    /// What else is to be known of these columns.
    notes: Vec<String>,
}

/// Flags to add to the command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    drop: Vec<String>,
    as_date: Vec<String>,
    na: Vec<String>,
    has_ambiguous_dates: bool,
    missing: Option<&'static str>,
    decimal: Option<&'static str>,
    encoding: Option<&'static str>,
    skip_rows: Option<u64>,
    has_comments: bool,
    has_no_header: bool,
    names: Vec<String>,
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
        let is_feature =
            |error: &Error| error.column().is_some_and(|name| features.contains(&name));
        let is_about_target = !gaps.iter().any(is_feature);
        let is_all = features.iter().all(|name| flags.drop.iter().any(|dropped| dropped == name));
        let has_gap = |note: &&Note| {
            let of_note = |error: &Error| is_feature(error) && error.column() == note.column();
            matches!(note, Note::WordsForGaps { .. }) && gaps.iter().any(of_note)
        };
        let notes = table.notes().iter().filter(has_gap).map(told).collect();
        Self { errors: gaps, flags, is_about_target, is_all, notes }
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

    /// What else could be meant.
    pub(crate) fn otherwise(&self) -> Vec<String> {
        let nothing_left = self.is_all.then(|| {
            "without them nothing is left to learn from; --as-category takes each text as a level".to_owned()
        });
        self.of_one().into_iter().chain(nothing_left).chain(self.notes.iter().cloned()).collect()
    }

    /// What else could be meant, where there is but one error.
    fn of_one(&self) -> Option<String> {
        let [only] = self.errors.as_slice() else { return None };
        let column = flag_value(only.column().unwrap_or_default());
        Some(match only {
            Error::MissingCell { .. } => {
                "--missing drop leaves such rows out, --missing mean fills them in, --missing level also tells \
                 the model where"
                    .to_owned()
            }
            Error::FreeText { .. } if !self.is_all => format!("--as-category {column} takes each text as a level"),
            Error::Cell { .. } if !self.is_about_target => {
                format!("--as-category {column}, if its values are only names")
            }
            Error::Dates { example, .. } if is_time(example) => {
                format!("--as-date {column} takes the hours since midnight")
            }
            Error::Dates { .. } => {
                format!("--date-parts {column} takes year, month and weekday, --as-date {column} days")
            }
            Error::DecimalMark { mark: OddMark::Either, .. } => EITHER_MARK.to_owned(),
            _ => return None,
        })
    }
}

impl Flags {
    /// `None` where no flag helps.
    pub(crate) fn against(error: &anyhow::Error, target: &str) -> Option<Self> {
        if let Some(unusable) = error.downcast_ref::<Unusable>() {
            return Some(unusable.flags.clone());
        }
        let mut flags = Self::default();
        match error.chain().find_map(|cause| cause.downcast_ref())? {
            Error::Row { problem, .. } => match problem {
                RowProblem::Title { is_comment: true, .. } => flags.has_comments = true,
                RowProblem::Title { lines, .. } => flags.skip_rows = Some(*lines),
                RowProblem::NotText { .. } => flags.encoding = Some("latin1"),
                _ => return None,
            },
            Error::DecimalMark { mark, .. } => flags.decimal = Some(decimal(*mark)),
            Error::UnknownColumn { name, row: Some(columns), .. } if name == target => {
                let numbered: Vec<String> = (1..=*columns).map(|j| format!("x{j}")).collect();
                if numbered.contains(name) {
                    flags.has_no_header = true;
                } else {
                    // (the target stands last in most tables)
                    flags.names = [&numbered[..columns - 1], std::slice::from_ref(name)].concat();
                }
            }
            _ => return None,
        }
        Some(flags)
    }

    /// Both; `None` where the others are nothing new.
    pub(crate) fn and(&self, others: Self) -> Option<Self> {
        let both = |one: &[String], other: Vec<String>| {
            let new = other.into_iter().filter(|name| !one.contains(name));
            one.iter().cloned().chain(new).collect()
        };
        let joined = Self {
            drop: both(&self.drop, others.drop),
            as_date: both(&self.as_date, others.as_date),
            na: both(&self.na, others.na),
            names: both(&self.names, others.names),
            has_ambiguous_dates: self.has_ambiguous_dates || others.has_ambiguous_dates,
            has_comments: self.has_comments || others.has_comments,
            has_no_header: self.has_no_header || others.has_no_header,
            missing: others.missing.or(self.missing),
            decimal: others.decimal.or(self.decimal),
            encoding: others.encoding.or(self.encoding),
            skip_rows: others.skip_rows.or(self.skip_rows),
        };
        (joined != *self).then_some(joined)
    }

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
                Error::DecimalMark { mark, .. } => flags.decimal = Some(decimal(*mark)),
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

    /// As they are typed, before a shell quotes them.
    pub(crate) fn words(&self) -> Vec<String> {
        let names = |names: &[String]| (!names.is_empty()).then(|| list(names));
        let word = |word: Option<&str>| word.map(str::to_owned);
        let values = [
            ("--comment", word(self.has_comments.then_some("#"))),
            ("--skip-rows", self.skip_rows.map(|lines| lines.to_string())),
            ("--names", names(&self.names)),
            ("--encoding", word(self.encoding)),
            ("--drop", names(&self.drop)),
            ("--as-date", names(&self.as_date)),
            ("--na", names(&self.na)),
            ("--date-order", word(self.has_ambiguous_dates.then_some("dmy"))),
            ("--missing", word(self.missing)),
            ("--decimal", word(self.decimal)),
        ];
        let values = values.into_iter().filter_map(|(flag, value)| Some([flag.to_owned(), value?]));
        let no_header = self.has_no_header.then(|| "--no-header".to_owned());
        no_header.into_iter().chain(values.flatten()).collect()
    }

    /// Some words among numbers may stand for missing ones; many make no column of numbers.
    fn leave_out_odd(&mut self, table: &Table, column: String) {
        const FEW: usize = 5;
        let odd = table.not_numbers(&column).unwrap_or_default();
        let is_gap = |text: &&str| !text.contains('\n') && !is_with_comma(text);
        if odd.is_empty() || odd.len() > FEW || !odd.iter().all(is_gap) {
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

/// Whether it is a time of day, without a date.
fn is_time(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || ":.".contains(c)) && text.contains(':')
}

/// What `--decimal` should say.
fn decimal(mark: OddMark) -> &'static str {
    if mark == OddMark::Point { "." } else { "," }
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
    for_shell(&list(names))
}
