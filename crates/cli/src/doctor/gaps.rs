//! Missing cells: where they are, what they cost, and what may be one.

use datasets::{Cells, Column, Gaps, Table, shortest};
use pictures::numbers::count;
use warehouse::Beside;

use super::finding::{Finding, Kind};
use crate::command_line::list_value;
use crate::understood::{as_missing, words_for_missing};

/// Rows with missing cells.
pub(super) struct Incomplete<'a> {
    pub(super) rows: usize,
    pub(super) incomplete: usize,
    /// In how many rows which columns have none.
    pub(super) columns: Vec<(usize, &'a str)>,
}

/// Columns with missing cells, and how many rows they cost.
pub(super) fn gaps(table: &Table, used: &[&Column], how: Gaps) -> Option<Finding> {
    let rows = table.n_rows();
    let missing = |column: &Column| (0..rows).filter(|row| column.cells.is_missing(*row)).count();
    let with_gaps: Vec<(usize, &&Column)> =
        used.iter().map(|column| (missing(column), column)).filter(|(n, _)| *n > 0).collect();
    let is_incomplete =
        |row: &usize| with_gaps.iter().any(|(_, column)| column.cells.is_missing(*row));
    let incomplete = (0..rows).filter(is_incomplete).count();
    let columns = with_gaps.iter().map(|(n, column)| (*n, column.name.as_str())).collect();
    Incomplete { rows, incomplete, columns }.finding(how)
}

impl Incomplete<'_> {
    pub(super) fn finding(mut self, how: Gaps) -> Option<Finding> {
        const SHOWN: usize = 20;
        self.columns.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
        let Self { rows, incomplete, columns } = &self;
        if *incomplete == 0 {
            return None;
        }
        let share = 100.0 * *incomplete as f64 / *rows as f64;
        let shown = columns.iter().take(SHOWN);
        let shown: Vec<String> = shown.map(|(n, column)| format!("{column} ({n})")).collect();
        let more = if columns.len() > SHOWN { ", …" } else { "" };
        let what = format!(
            "{incomplete} of {rows} rows ({share:.1}%) have missing cells, in {}{more}",
            shown.join(", ")
        );
        Some(Finding::new(Kind::Gaps, what, self.remedy(how)))
    }

    fn remedy(&self, how: Gaps) -> String {
        let Self { rows, incomplete, columns } = self;
        match how {
            Gaps::Drop if incomplete == rows => {
                "--missing drop leaves no row: use mean or level".to_owned()
            }
            Gaps::Drop => "these rows are left out".to_owned(),
            Gaps::Mean | Gaps::Level => "they are filled in; ask why they are missing".to_owned(),
            Gaps::Refuse if 2 * incomplete > *rows => {
                let worst: Vec<&str> = columns.iter().take(1).map(|(_, column)| *column).collect();
                format!(
                    "--missing drop would cost most rows: --missing mean fills them in, --missing level also tells \
                     where; or leave out the worst, --drop {}",
                    list_value(&worst)
                )
            }
            Gaps::Refuse => "--missing drop leaves these rows out, --missing mean fills them in; ask why they are \
                             missing"
                .to_owned(),
        }
    }
}

/// Texts that may say that a cell is missing.
pub(super) fn words(column: &Column) -> Option<Finding> {
    let (cells, words) = words_for_missing(column)?;
    Some(maybe_missing(&column.name, cells, &words, &as_missing(&words)))
}

/// So many cells with these words, and what takes them as missing.
pub(super) fn maybe_missing(name: &str, cells: usize, words: &[String], how: &str) -> Finding {
    let what = format!("{} of \"{name}\" with {}", count(cells, "cell"), words.join(", "));
    let remedy = format!("a level of its own; if it stands for nothing, {how}");
    Finding::new(Kind::MaybeMissing, what, remedy)
}

/// A number that stands far from all others, and often: -999 among ages.
pub(super) fn sentinel(column: &Column) -> Option<Finding> {
    let Cells::Numbers(numbers) = &column.cells else { return None };
    let known = || numbers.iter().copied().filter(|x| !x.is_nan());
    let extremes =
        [known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max)];
    let beside = |extreme: f64| {
        let mut beside =
            Beside { often: 0.0, others: 0.0, low: f64::INFINITY, high: f64::NEG_INFINITY };
        for x in known() {
            if x == extreme {
                beside.often += 1.0;
            } else {
                beside.low = beside.low.min(x);
                beside.high = beside.high.max(x);
                beside.others += 1.0;
            }
        }
        beside
    };
    let codes = extremes.into_iter().filter(|extreme| may_be_code(*extreme));
    let found = codes.map(|extreme| (extreme, beside(extreme)));
    let (code, beside) = found.into_iter().find(|(code, beside)| stands_apart(*code, beside))?;
    Some(code_for_missing(&column.name, code, &beside, &as_missing(&[shortest(code)])))
}

/// Whether a number is one that people write for a missing one.
pub(super) fn may_be_code(extreme: f64) -> bool {
    extreme.fract() == 0.0 && (is_nines(extreme) || [-1.0, -200.0].contains(&extreme))
}

/// Whether such a number is no value like those beside it.
pub(super) fn stands_apart(code: f64, beside: &Beside) -> bool {
    const ENOUGH: f64 = 3.0;
    let Beside { often, others, low, high } = *beside;
    let gap = (low - code).max(code - high);
    let is_far = gap > high - low && high > low;
    let is_below_zero = code < 0.0 && low >= 0.0;
    often >= ENOUGH && others > often && (is_far || is_below_zero)
}

pub(super) fn code_for_missing(name: &str, code: f64, beside: &Beside, how: &str) -> Finding {
    let what = format!(
        "\"{name}\" is {} in {} and far from it in all others",
        shortest(code),
        count(beside.often as usize, "row")
    );
    let remedy = format!("if it stands for nothing, {how}");
    Finding::new(Kind::MaybeMissing, what, remedy)
}

/// 9, 99, -999, …
fn is_nines(x: f64) -> bool {
    let digits = x.abs().to_string();
    digits.len() <= 6 && digits.bytes().all(|byte| byte == b'9')
}
