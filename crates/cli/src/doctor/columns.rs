//! Columns one by one.

use datasets::{Cells, Column, EncodedColumn, Encoder, Encoding, Error, OddMark, Table};

use super::finding::{Finding, Kind};
use crate::input::flag_value;

/// A column of `file` that a fit refuses, and what helps.
pub(super) fn unusable(error: &Error, file: &str) -> Finding {
    let flag = flag_value(error.column().unwrap_or_default());
    let remedy = match error {
        Error::FreeText { .. } => format!("--drop {flag}, or --as-category {flag}"),
        Error::Dates { is_ambiguous: true, .. } => {
            format!("--as-date {flag} --date-order dmy (or mdy)")
        }
        Error::Dates { .. } => format!("--as-date {flag}, --date-parts {flag}, or --drop {flag}"),
        Error::DecimalMark { mark: OddMark::Point, .. } => "leave out --decimal ,".to_owned(),
        Error::DecimalMark { mark: OddMark::Comma, .. } => "--decimal ,".to_owned(),
        Error::DecimalMark { .. } => "--decimal , or --decimal .".to_owned(),
        Error::Cell { value, .. } => format!(
            "correct it, --na {} if it is missing, or --as-category {flag}",
            flag_value(value)
        ),
        _ => format!("--drop {flag}"),
    };
    Finding::new(Kind::Unusable, without_file(&error.to_string(), file), remedy)
}

/// `t.csv:3: …` as `line 3: …`: the file is known.
fn without_file(message: &str, file: &str) -> String {
    match message.strip_prefix(file) {
        Some(rest) => match rest.strip_prefix(": ") {
            Some(rest) => rest.to_owned(),
            None => format!("line {}", rest.trim_start_matches(':')),
        },
        None => message.to_owned(),
    }
}

/// Whole numbers that are different in every row.
pub(super) fn id(column: &Column) -> Option<Finding> {
    let Cells::Numbers(numbers) = &column.cells else { return None };
    if numbers.len() < ENOUGH || numbers.iter().any(|x| x.fract() != 0.0) {
        return None; // (the fraction of a gap is NaN)
    }
    let name = &column.name;
    let steps = || numbers.windows(2).map(|pair| pair[1] - pair[0]);
    let what = if steps().all(|step| step == 1.0) {
        format!("\"{name}\" counts the rows: it only says how the table is sorted")
    } else if steps().all(|step| step > 0.0) {
        format!("\"{name}\" rises from row to row: does it only say how the table is sorted?")
    } else if steps().all(|step| step < 0.0) {
        format!("\"{name}\" falls from row to row: does it only say how the table is sorted?")
    } else if super::distinct::distinct(numbers) == numbers.len() {
        return Some(names_rows(name));
    } else {
        return None;
    };
    Some(Finding::new(Kind::Id, what, format!("--drop {}", flag_value(name))))
}

/// So many rows can be named by a number.
pub(super) const ENOUGH: usize = 20;

/// Whole numbers that are different in every row, in any order.
pub(super) fn names_rows(name: &str) -> Finding {
    let what =
        format!("\"{name}\" is another whole number in every row: does it only name the rows?");
    Finding::new(Kind::Id, what, format!("--drop {}", flag_value(name)))
}

/// A last row that adds up those above.
pub(super) fn total(table: &Table, column: &Column) -> Option<Finding> {
    const WORDS: [&str; 6] = ["total", "totals", "grand total", "sum", "gesamt", "summe"];
    let Cells::Text(text) = &column.cells else { return None };
    let last = table.n_rows().checked_sub(1)?;
    let word = text.get(last).filter(|text| WORDS.contains(&text.to_lowercase().as_str()))?;
    let is_alone = text.codes.iter().filter(|code| **code == text.codes[last]).count() == 1;
    is_alone.then(|| {
        let line = table.line(last);
        let what =
            format!("line {line} says {word} in \"{}\": does it add up the others?", column.name);
        Finding::new(Kind::Total, what, "a sum is no row like the others: leave it out of the file")
    })
}

/// Texts that are the same in every row.
pub(super) fn constants(encoder: &Encoder) -> Vec<Finding> {
    let of_column = |EncodedColumn { name, encoding, .. }: &EncodedColumn| match encoding {
        Encoding::Category { baseline, levels, .. } if levels.is_empty() => Some(Finding::new(
            Kind::Constant,
            format!("\"{name}\" is \"{baseline}\" in every row"),
            format!("it tells nothing apart: --drop {}", flag_value(name)),
        )),
        _ => None,
    };
    encoder.columns.iter().filter_map(of_column).collect()
}

/// Columns whose cells are all the same as those of one before: its name, and theirs.
pub(super) fn copies<'a>(columns: &[&'a Column]) -> Vec<[&'a String; 2]> {
    let names = |[first, copy]: [usize; 2]| [&columns[first].name, &columns[copy].name];
    super::distinct::copies(columns).into_iter().map(names).collect()
}

pub(super) fn duplicate([first, copy]: [&String; 2]) -> Finding {
    let what = format!("\"{copy}\" has the same cells as \"{first}\"");
    Finding::new(Kind::Duplicate, what, format!("--drop {}", flag_value(copy)))
}
