//! The column that says how often each row counts.

use anyhow::{Result, bail, ensure};
use clap::ValueEnum;
use datasets::{Cells, MOST_COUNTED, Table, are_counts};
use models::WeightKind;
use pictures::numbers::count;
use serde::{Deserialize, Serialize};
use warehouse::Counted;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WeightKindArg {
    /// How often a row was observed
    Count,
    /// The inverse of its variance
    Precision,
    /// How many units it stands for
    Survey,
}

/// What weights are: as asked, or counts if all are whole numbers, else those of a survey.
pub(crate) fn kind_of(asked: Option<WeightKindArg>, weights: Option<&[f64]>) -> WeightKind {
    match asked {
        Some(WeightKindArg::Precision) => WeightKind::Analytic,
        Some(WeightKindArg::Survey) => WeightKind::Sampling,
        Some(WeightKindArg::Count) => WeightKind::Frequency,
        None if weights.is_none_or(are_counts) => WeightKind::Frequency,
        None => WeightKind::Sampling,
    }
}

/// Says that whole numbers were taken for counts, where nobody said what they are.
pub(crate) fn taken_as_counts(
    asked: Option<WeightKindArg>,
    weights: Option<&[f64]>,
) -> Option<String> {
    let weights = weights.filter(|_| asked.is_none())?;
    let (rows, samples) = (weights.len(), rows_counted(weights.len(), Some(weights)));
    (samples != rows).then(|| {
        format!(
            "the weights are whole numbers, taken as counts: {} stand for {samples} (if they are none, use --weight-kind \
             survey or precision)",
            count(rows, "row")
        )
    })
}

/// Refuses a part of a row where counts were asked for.
pub(crate) fn check_counts(
    asked: Option<WeightKindArg>,
    table: &Table,
    column: Option<&str>,
) -> Result<()> {
    let (Some(WeightKindArg::Count), Some(name)) = (asked, column) else { return Ok(()) };
    let weights = numbers(table, name)?;
    let total: f64 = weights.iter().filter(|weight| weight.is_finite()).sum();
    ensure!(
        total <= MOST_COUNTED,
        "{}: column \"{name}\" adds up to {total:e}, more than can be counted: use --weight-kind precision or survey",
        table.file()
    );
    let is_part = |weight: &f64| weight.fract().abs() > 0.0; // a gap is told elsewhere
    let Some(row) = weights.iter().position(is_part) else { return Ok(()) };
    bail!(
        "{}:{}: column \"{name}\" is {}, which is not a count: use --weight-kind precision or survey",
        table.file(),
        table.line(row),
        weights[row]
    )
}

/// The rows that are left without those of weight zero, which are no rows; none if all are.
pub(crate) fn rows_with_weight(table: &Table, column: Option<&str>) -> Result<Option<Vec<usize>>> {
    let Some(name) = column else { return Ok(None) };
    let weights = numbers(table, name)?;
    if let Some(row) = weights.iter().position(|weight| *weight < 0.0) {
        let place = format!("{}:{}", table.file(), table.line(row));
        bail!(
            "{place}: column \"{name}\" is {}: a weight must be zero or a positive number",
            weights[row]
        );
    }
    let counted: Vec<usize> = (0..weights.len()).filter(|row| weights[*row] != 0.0).collect();
    ensure!(!counted.is_empty(), "{}: column \"{name}\" is 0 in every row", table.file());
    Ok((counted.len() < weights.len()).then_some(counted))
}

/// The weights of some rows, if there is such a column.
pub(crate) fn weights_of(
    table: &Table,
    column: Option<&str>,
    rows: &[usize],
) -> Result<Option<Vec<f64>>> {
    let Some(name) = column else { return Ok(None) };
    let weights = numbers(table, name)?;
    Ok(Some(rows.iter().map(|row| weights[*row]).collect()))
}

fn numbers<'a>(table: &'a Table, name: &str) -> Result<&'a [f64]> {
    let Cells::Numbers(weights) = &table.column(name)?.cells else {
        table.numbers(name)?; // for the place of a cell that is none
        bail!("{}: column \"{name}\" could not be read as weights", table.file());
    };
    Ok(weights)
}

/// How many rows weighted rows are: the sum of their weights, where these are counts.
pub(crate) fn rows_counted(rows: usize, weights: Option<&[f64]>) -> usize {
    match weights {
        Some(weights) if are_counts(weights) => weights.iter().sum::<f64>() as usize,
        _ => rows,
    }
}

/// What the reader should know of the number of rows.
pub(crate) fn aside(rows: usize, weights: Option<&[f64]>, kind: WeightKind) -> String {
    match weights {
        Some(weights) if kind != WeightKind::Frequency || !are_counts(weights) => {
            ", weighted".to_owned()
        }
        Some(_) if rows_counted(rows, weights) != rows => format!(" (given as {rows} with counts)"),
        _ => String::new(),
    }
}

/// The same of rows in an engine.
pub(crate) fn rows_there(counted: &Counted) -> usize {
    (if counted.are_counts { counted.weight } else { counted.rows }) as usize
}

/// What the reader should know of their number.
pub(crate) fn aside_there(counted: &Counted) -> String {
    match rows_there(counted) as f64 == counted.rows {
        _ if !counted.are_counts => ", weighted".to_owned(),
        true => String::new(),
        false => format!(" (given as {} with counts)", counted.rows),
    }
}
