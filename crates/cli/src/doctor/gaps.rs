//! Missing cells: where they are, what they cost, and what may be one.

use datasets::{Cells, Column, Gaps, Table, shortest};
use pictures::numbers::count;

use super::finding::{Finding, Kind};
use crate::command_line::list_value;
use crate::understood::{as_missing, words_for_missing};

/// Columns with missing cells, and how many rows they cost.
pub(super) fn gaps(table: &Table, used: &[&Column], how: Gaps) -> Option<Finding> {
    const SHOWN: usize = 20;
    let rows = table.n_rows();
    let missing = |column: &Column| (0..rows).filter(|row| column.cells.is_missing(*row)).count();
    let mut with_gaps: Vec<(usize, &&Column)> =
        used.iter().map(|column| (missing(column), column)).filter(|(n, _)| *n > 0).collect();
    with_gaps.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let is_incomplete =
        |row: &usize| with_gaps.iter().any(|(_, column)| column.cells.is_missing(*row));
    let incomplete = (0..rows).filter(is_incomplete).count();
    if incomplete == 0 {
        return None;
    }
    let share = 100.0 * incomplete as f64 / rows as f64;
    let shown = with_gaps.iter().take(SHOWN);
    let shown: Vec<String> = shown.map(|(n, column)| format!("{} ({n})", column.name)).collect();
    let more = if with_gaps.len() > SHOWN { ", …" } else { "" };
    let what = format!(
        "{incomplete} of {rows} rows ({share:.1}%) have missing cells, in {}{more}",
        shown.join(", ")
    );
    let remedy = match how {
        Gaps::Drop if incomplete == rows => "--missing drop leaves no row: use mean or level".to_owned(),
        Gaps::Drop => "these rows are left out".to_owned(),
        Gaps::Mean | Gaps::Level => "they are filled in; ask why they are missing".to_owned(),
        Gaps::Refuse if 2 * incomplete > rows => {
            let worst = with_gaps[0].1;
            format!(
                "--missing drop would cost most rows: --missing mean fills them in, --missing level also tells \
                 where; or leave out the worst, --drop {}",
                list_value(std::slice::from_ref(&worst.name))
            )
        }
        Gaps::Refuse => "--missing drop leaves these rows out, --missing mean fills them in; ask why they are missing".to_owned(),
    };
    Some(Finding::new(Kind::Gaps, what, remedy))
}

/// Texts that may say that a cell is missing.
pub(super) fn words(column: &Column) -> Option<Finding> {
    let (cells, words) = words_for_missing(column)?;
    let what = format!("{} of \"{}\" with {}", count(cells, "cell"), column.name, words.join(", "));
    let remedy = format!("a level of its own; if it stands for nothing, {}", as_missing(&words));
    Some(Finding::new(Kind::MaybeMissing, what, remedy))
}

/// A number that stands far from all others, and often: -999 among ages.
pub(super) fn sentinel(column: &Column) -> Option<Finding> {
    const ENOUGH: usize = 3;
    let Cells::Numbers(numbers) = &column.cells else { return None };
    let known = || numbers.iter().copied().filter(|x| !x.is_nan());
    let extremes =
        [known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max)];
    let code = extremes.into_iter().find(|extreme| {
        let (mut low, mut high, mut often, mut others) = (f64::INFINITY, f64::NEG_INFINITY, 0, 0);
        for x in known() {
            if x == *extreme {
                often += 1;
            } else {
                (low, high, others) = (low.min(x), high.max(x), others + 1);
            }
        }
        let gap = (low - extreme).max(extreme - high);
        let is_far = gap > high - low && high > low;
        let is_code =
            extreme.fract() == 0.0 && (is_nines(*extreme) || [-1.0, -200.0].contains(extreme));
        let is_below_zero = *extreme < 0.0 && low >= 0.0;
        often >= ENOUGH && others > often && is_code && (is_far || is_below_zero)
    })?;
    let often = known().filter(|x| *x == code).count();
    let shown = shortest(code);
    let what = format!(
        "\"{}\" is {shown} in {} and far from it in all others",
        column.name,
        count(often, "row")
    );
    let remedy = format!("if it stands for nothing, {}", as_missing(&[shown]));
    Some(Finding::new(Kind::MaybeMissing, what, remedy))
}

/// 9, 99, -999, …
fn is_nines(x: f64) -> bool {
    let digits = x.abs().to_string();
    digits.len() <= 6 && digits.bytes().all(|byte| byte == b'9')
}
