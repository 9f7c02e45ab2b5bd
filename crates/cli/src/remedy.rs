//! Columns that cannot be used as they are, all at once, and what takes that away.

mod flags;

use std::fmt::{self, Display};

use datasets::{Error, LongTable, Note, OddMark};

pub(crate) use self::flags::Flags;
use crate::columns::ColumnArgs;
use crate::hint::EITHER_MARK;
use crate::input::flag_value;
use crate::understood::told;

/// What stands in the way of a fit, and the flags that take it away.
#[derive(Debug)]
pub(crate) struct Unusable {
    errors: Vec<Error>,
    flags: Flags,
    is_about_target: bool,
    /// What else is to be known of these columns.
    notes: Vec<String>,
}

impl Unusable {
    /// `gaps` are errors about missing cells, `others` those about what cells hold.
    pub(crate) fn of(
        mut gaps: Vec<Error>,
        others: Option<Error>,
        table: &LongTable,
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
        let flags = Flags::of(&gaps, &|name| table.with(name), columns, features);
        let is_feature =
            |error: &Error| error.column().is_some_and(|name| features.contains(&name));
        let is_about_target = !gaps.iter().any(is_feature);
        let has_gap = |note: &&Note| {
            let of_note = |error: &Error| is_feature(error) && error.column() == note.column();
            matches!(note, Note::WordsForGaps { .. }) && gaps.iter().any(of_note)
        };
        let notes = table.notes().iter().filter(has_gap).map(told).collect();
        Self { errors: gaps, flags, is_about_target, notes }
    }

    pub(crate) fn flags(&self) -> &Flags {
        &self.flags
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
        let nothing_left = self.flags.leave_nothing().then(|| {
            "without them nothing is left to learn from; --as-category takes each text as a level".to_owned()
        });
        self.of_one().into_iter().chain(nothing_left).chain(self.notes.iter().cloned()).collect()
    }

    /// What else could be meant, where there is but one error.
    fn of_one(&self) -> Option<String> {
        let [only] = self.errors.as_slice() else { return None };
        let column = flag_value(only.column().unwrap_or_default());
        Some(match only {
            Error::MissingCell { .. } if self.is_about_target => {
                "--missing drop leaves such rows out".to_owned()
            }
            Error::MissingCell { .. } => {
                "--missing drop leaves such rows out, --missing mean fills them in, --missing level also tells \
                 the model where"
                    .to_owned()
            }
            Error::FreeText { .. } if !self.flags.leave_nothing() => {
                format!("--as-category {column} takes each text as a level")
            }
            Error::Cell { .. } if !self.is_about_target => {
                format!("--as-category {column}, if its values are only names")
            }
            Error::Dates { is_ambiguous: true, .. } => {
                "--date-order dmy where days come first, mdy where months do".to_owned()
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

/// Whether it is a time of day, without a date.
fn is_time(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || ":.".contains(c)) && text.contains(':')
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
