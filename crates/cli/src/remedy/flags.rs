//! Flags that take errors about a table away.

use std::borrow::Cow;

use datasets::{Cells, Error, Gaps, OddMark, RowProblem, Table};

use super::Unusable;
use crate::columns::ColumnArgs;
use crate::command_line::list;
use crate::hint::is_with_comma;
use crate::lists::Lists;

/// Gives a table that has a column.
pub(crate) type Bring<'a> = dyn Fn(&str) -> Result<Cow<'a, Table>, Error> + 'a;

/// Flags to add to a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    has_no_header: bool,
    has_comments: bool,
    skip_rows: Option<u64>,
    names: Vec<String>,
    encoding: Option<&'static str>,
    drop: Vec<String>,
    as_date: Vec<String>,
    na: Vec<String>,
    is_day_first: bool,
    missing: Option<&'static str>,
    decimal: Option<&'static str>,
    /// Whether they leave no column to learn from.
    leave_nothing: bool,
}

impl Flags {
    /// `None` where no flag helps.
    pub(crate) fn against(error: &anyhow::Error, target: &str) -> Option<Self> {
        if let Some(unusable) = error.downcast_ref::<Unusable>() {
            return Some(unusable.flags().clone());
        }
        let mut flags = Self::default();
        match error.chain().find_map(|cause| cause.downcast_ref())? {
            Error::Row { problem, .. } => match problem {
                RowProblem::Title { is_comment: true, .. } => flags.has_comments = true,
                RowProblem::Title { lines, .. } => flags.skip_rows = Some(*lines),
                RowProblem::Nul { .. } => flags.encoding = Some("utf-16le"),
                RowProblem::NotUtf8 { .. } => flags.encoding = Some("latin1"),
                _ => return None,
            },
            Error::DecimalMark { mark: OddMark::Point, .. } => flags.decimal = Some("."),
            Error::DecimalMark { .. } => flags.decimal = Some(","),
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

    /// What takes these errors away, beside what the columns are declared as already.
    pub(crate) fn of(
        errors: &[Error],
        bring: &Bring<'_>,
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
                Error::Cell { .. } => flags.leave_out_odd(bring, column),
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
            flags.missing = Some(if flags.leave_most(bring, &kept) { "drop" } else { "mean" });
        }
        let is_dropped = |name: &&str| flags.drop.iter().any(|dropped| dropped == name);
        flags.leave_nothing = features.iter().all(is_dropped) && !flags.drop.is_empty();
        flags
    }

    /// What takes errors about a table in an engine away: columns to leave out, all of them perhaps, and what becomes
    /// of gaps.
    pub(crate) fn there(
        drop: Vec<String>,
        leave_nothing: bool,
        missing: Option<&'static str>,
    ) -> Self {
        Self { drop, leave_nothing, missing, ..Self::default() }
    }

    /// Both; `None` where the others are nothing new.
    pub(crate) fn and(&self, others: Self) -> Option<Self> {
        let both = |one: &[String], other: Vec<String>| {
            let new = other.into_iter().filter(|name| !one.contains(name));
            one.iter().cloned().chain(new).collect()
        };
        let joined = Self {
            has_no_header: self.has_no_header || others.has_no_header,
            has_comments: self.has_comments || others.has_comments,
            skip_rows: others.skip_rows.or(self.skip_rows),
            names: both(&self.names, others.names),
            encoding: others.encoding.or(self.encoding),
            drop: both(&self.drop, others.drop),
            as_date: both(&self.as_date, others.as_date),
            na: both(&self.na, others.na),
            is_day_first: self.is_day_first || others.is_day_first,
            missing: others.missing.or(self.missing),
            decimal: others.decimal.or(self.decimal),
            leave_nothing: self.leave_nothing || others.leave_nothing,
        };
        (joined != *self).then_some(joined)
    }

    pub(crate) fn leave_nothing(&self) -> bool {
        self.leave_nothing
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
            ("--date-order", word(self.is_day_first.then_some("dmy"))),
            ("--missing", word(self.missing)),
            ("--decimal", word(self.decimal)),
        ];
        let values = values.into_iter().filter_map(|(flag, value)| Some([flag.to_owned(), value?]));
        let no_header = self.has_no_header.then(|| "--no-header".to_owned());
        no_header.into_iter().chain(values.flatten()).collect()
    }

    /// Some words among numbers may stand for missing ones; many make no column of numbers, nor do other numbers.
    fn leave_out_odd(&mut self, bring: &Bring<'_>, column: String) {
        const FEW: usize = 5;
        let table = bring(&column).ok();
        let odd = table.as_ref().and_then(|table| table.not_numbers(&column).ok());
        let odd = odd.unwrap_or_default();
        let is_gap = |text: &&str| !text.contains('\n') && !is_with_comma(text);
        if odd.is_empty() || odd.len() > FEW || !odd.iter().all(is_gap) {
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
    fn leave_most(&self, bring: &Bring<'_>, features: &[&str]) -> bool {
        let is_word = |cells: &Cells, row: usize| match cells {
            Cells::Text(text) => {
                text.get(row).is_some_and(|t| self.na.iter().any(|word| word == t))
            }
            _ => false,
        };
        let is_gap = |cells: &Cells, row: usize| cells.is_missing(row) || is_word(cells, row);
        let mut has_gap = Vec::new();
        for name in features {
            let Ok(table) = bring(name) else { continue };
            let Ok(column) = table.column(name) else { continue };
            has_gap.resize(table.n_rows(), false);
            for (row, has_gap) in has_gap.iter_mut().enumerate().filter(|(_, has_gap)| !**has_gap) {
                *has_gap = is_gap(&column.cells, row);
            }
        }
        2 * has_gap.iter().filter(|has_gap| !**has_gap).count() >= has_gap.len()
    }
}
