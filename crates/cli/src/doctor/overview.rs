//! One line per column.

use datasets::{Cells, Column, Table, Text};
use pictures::TextTable;
use pictures::numbers::significant;
use rayon::prelude::*;
use serde::Serialize;

use super::distinct::distinct;

/// What a column holds.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) holds: String,
    pub(super) missing: usize,
    pub(super) different: usize,
    pub(super) values: String,
}

pub(super) fn overview(table: &Table) -> Vec<Line> {
    let line = |Column { name, cells }: &Column| {
        let missing = (0..table.n_rows()).filter(|row| cells.is_missing(*row)).count();
        let (holds, different, values) = match cells {
            Cells::Numbers(numbers) => ("numbers", distinct(numbers), range(numbers)),
            Cells::Text(text) => ("text", text.levels.len(), levels_of(text)),
            Cells::Nothing => ("nothing", 0, String::new()),
        };
        Line { name: name.clone(), holds: holds.to_owned(), missing, different, values }
    };
    let used: Vec<&Column> =
        table.columns().iter().filter(|column| column.cells != Cells::Nothing).collect();
    used.into_par_iter().map(line).collect()
}

/// The first lines of many.
pub(super) fn shown(lines: &[Line]) -> String {
    const MOST: usize = 60;
    const FIRST: usize = 20;
    let shown = if lines.len() > MOST { FIRST } else { lines.len() };
    let heads = ["column", "holds", "missing", "different", "values"];
    let mut text = TextTable::new(heads).words(1).words(4);
    for Line { name, holds, missing, different, values } in &lines[..shown] {
        let (missing, different) = (missing.to_string(), different.to_string());
        text.row([name.clone(), holds.clone(), missing, different, values.clone()]);
    }
    match lines.len() - shown {
        0 => text.to_string(),
        more => {
            let of_numbers = lines[shown..].iter().filter(|line| line.holds == "numbers").count();
            format!("{text}… and {more} more, {of_numbers} of them numbers\n")
        }
    }
}

fn range(numbers: &[f64]) -> String {
    let known = || numbers.iter().copied().filter(|number| !number.is_nan());
    let count = known().count();
    if count == 0 {
        return String::new();
    }
    let (low, high) =
        (known().fold(f64::INFINITY, f64::min), known().fold(-f64::INFINITY, f64::max));
    let mean = known().sum::<f64>() / count as f64;
    range_of(low, high, mean)
}

/// Where numbers lie.
pub(super) fn range_of(low: f64, high: f64, mean: f64) -> String {
    format!("{} to {}, mean {}", significant(low), significant(high), significant(mean))
}

/// The most frequent levels.
fn levels_of(text: &Text) -> String {
    let mut levels: Vec<(usize, &String)> = text.counts().into_iter().zip(&text.levels).collect();
    let by_count = |a: &(usize, &String), b: &(usize, &String)| b.0.cmp(&a.0).then(a.1.cmp(b.1));
    let all = levels.len();
    if all > SHOWN {
        levels.select_nth_unstable_by(SHOWN, by_count);
    }
    levels.truncate(SHOWN);
    levels.sort_by(by_count);
    levels_shown(levels.iter().map(|(count, level)| (*count, level.as_str())), all)
}

/// So many levels are shown.
const SHOWN: usize = 4;

/// The first of so many levels, with their rows.
pub(super) fn levels_shown<'a>(
    levels: impl Iterator<Item = (usize, &'a str)>,
    all: usize,
) -> String {
    let more = if all > SHOWN { ", …" } else { "" };
    let shown =
        levels.take(SHOWN).map(|(count, level)| format!("{} ({count})", pictures::shown(level)));
    shown.collect::<Vec<_>>().join(", ") + more
}
