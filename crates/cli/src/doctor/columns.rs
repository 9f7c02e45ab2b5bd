//! Columns one by one.

use datasets::{Cells, Column, Encoder, Error, Gaps, Table, Text};
use pictures::TextTable;
use pictures::numbers::significant;
use rayon::prelude::*;

use super::Finding;
use crate::input::flag_value;

/// One line per column.
pub(super) fn overview(table: &Table) -> TextTable {
    let heads = ["column", "holds", "missing", "different", "values"];
    let mut text = TextTable::new(heads).words(1).words(4);
    let line = |Column { name, cells }: &Column| {
        let missing = (0..table.n_rows()).filter(|row| cells.is_missing(*row)).count();
        let (holds, different, values) = match cells {
            Cells::Numbers(numbers) => ("numbers", distinct(numbers), range(numbers)),
            Cells::Text(text) => ("text", text.levels.len(), levels(text)),
            Cells::Nothing => ("nothing", 0, String::new()),
        };
        [name.clone(), holds.into(), missing.to_string(), different.to_string(), values]
    };
    let lines: Vec<[String; 5]> = table.columns().par_iter().map(line).collect();
    lines.into_iter().for_each(|line| text.row(line));
    text
}

fn distinct(numbers: &[f64]) -> usize {
    let mut known: Vec<f64> = numbers.iter().copied().filter(|number| !number.is_nan()).collect();
    known.sort_unstable_by(f64::total_cmp);
    known.dedup();
    known.len()
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
    levels.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let shown = levels.iter().take(SHOWN).map(|(count, level)| format!("{level} ({count})"));
    let shown: Vec<String> = shown.collect();
    shown.join(", ") + if levels.len() > SHOWN { ", …" } else { "" }
}

/// Columns with missing cells, and how many rows they cost.
pub(super) fn gaps(table: &Table) -> Option<Finding> {
    let rows = table.n_rows();
    let has_gap = |column: &&Column| (0..rows).any(|row| column.cells.is_missing(row));
    let with_gaps: Vec<&Column> = table.columns().iter().filter(has_gap).collect();
    let is_incomplete = |row: &usize| with_gaps.iter().any(|column| column.cells.is_missing(*row));
    let incomplete = (0..rows).filter(is_incomplete).count();
    let share = 100.0 * incomplete as f64 / rows as f64;
    let names: Vec<&str> = with_gaps.iter().map(|column| column.name.as_str()).collect();
    (incomplete > 0).then(|| {
        Finding::new(
            format!(
                "{incomplete} of {rows} rows ({share:.1}%) have missing cells, in {}",
                names.join(", ")
            ),
            "--missing drop leaves these rows out, --missing mean fills them in; ask why they are missing",
        )
    })
}

/// Whether a column can become features.
pub(super) fn encoding(
    table: &Table,
    name: &str,
    is_category: bool,
    rows: &[usize],
) -> Result<(), Finding> {
    let categories: &[&str] = if is_category { &[name] } else { &[] };
    let learned = Encoder::learn(table, &[name], categories, rows, None, Gaps::Drop);
    learned.map(|_| ()).map_err(|error| {
        let flag = flag_value(name);
        let remedy = match &error {
            Error::FreeText { .. } => format!("--drop {flag}, or --as-category {flag}"),
            Error::Cell { .. } => format!("correct it, or use --as-category {flag}"),
            _ => format!("--drop {flag}, or convert it first"),
        };
        Finding::new(error.to_string(), remedy)
    })
}

/// Whole numbers that rise by one from row to row.
pub(super) fn row_numbers(column: &Column) -> Option<Finding> {
    const ENOUGH: usize = 20;
    let Cells::Numbers(numbers) = &column.cells else { return None };
    let rises = numbers.windows(2).all(|pair| pair[1] - pair[0] == 1.0);
    (numbers.len() >= ENOUGH && rises).then(|| {
        let name = &column.name;
        let what = format!("\"{name}\" counts the rows: it only says how the table is sorted");
        Finding::new(what, format!("--drop {}", flag_value(name)))
    })
}

/// Columns whose cells are all the same as those of one before.
pub(super) fn duplicates(table: &Table) -> Vec<Finding> {
    let columns = table.columns();
    let same = |a: &Cells, b: &Cells| match (a, b) {
        (Cells::Numbers(a), Cells::Numbers(b)) => {
            a.iter().zip(b).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
        }
        (Cells::Text(a), Cells::Text(b)) => a == b,
        _ => false,
    };
    let first = |j: usize| (0..j).find(|i| same(&columns[*i].cells, &columns[j].cells));
    (1..columns.len())
        .filter_map(|j| {
            let (name, first) = (&columns[j].name, &columns[first(j)?].name);
            let what = format!("\"{name}\" has the same cells as \"{first}\"");
            Some(Finding::new(what, format!("--drop {}", flag_value(name))))
        })
        .collect()
}
