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
    name: String,
    holds: &'static str,
    missing: usize,
    different: usize,
    values: String,
}

pub(super) fn overview(table: &Table) -> Vec<Line> {
    let line = |Column { name, cells }: &Column| {
        let missing = (0..table.n_rows()).filter(|row| cells.is_missing(*row)).count();
        let (holds, different, values) = match cells {
            Cells::Numbers(numbers) => ("numbers", distinct(numbers), range(numbers)),
            Cells::Text(text) => ("text", text.levels.len(), levels(text)),
            Cells::Nothing => ("nothing", 0, String::new()),
        };
        Line { name: name.clone(), holds, missing, different, values }
    };
    let used: Vec<&Column> =
        table.columns().iter().filter(|column| column.cells != Cells::Nothing).collect();
    used.into_par_iter().map(line).collect()
}

/// The first lines of many.
pub(super) fn shown(lines: &[Line]) -> String {
    const MOST: usize = 60;
    const SHOWN: usize = 20;
    let shown = if lines.len() > MOST { SHOWN } else { lines.len() };
    let heads = ["column", "holds", "missing", "different", "values"];
    let mut text = TextTable::new(heads).words(1).words(4);
    for Line { name, holds, missing, different, values } in &lines[..shown] {
        let (missing, different) = (missing.to_string(), different.to_string());
        text.row([name.clone(), (*holds).to_owned(), missing, different, values.clone()]);
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
    format!("{} to {}, mean {}", significant(low), significant(high), significant(mean))
}

/// The most frequent levels.
fn levels(text: &Text) -> String {
    const SHOWN: usize = 4;
    let mut levels: Vec<(usize, &String)> = text.counts().into_iter().zip(&text.levels).collect();
    let by_count = |a: &(usize, &String), b: &(usize, &String)| b.0.cmp(&a.0).then(a.1.cmp(b.1));
    if levels.len() > SHOWN {
        levels.select_nth_unstable_by(SHOWN, by_count);
    }
    let more = if levels.len() > SHOWN { ", …" } else { "" };
    levels.truncate(SHOWN);
    levels.sort_by(by_count);
    let shown = levels.iter().map(|(count, level)| format!("{level} ({count})"));
    shown.collect::<Vec<_>>().join(", ") + more
}
