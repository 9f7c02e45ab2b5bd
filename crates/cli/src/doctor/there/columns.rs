//! Columns one by one.

use anyhow::Result;
use datasets::{Error, Note, are_free_text, shortest};
use warehouse::{Engine, Holds, Survey, Surveyed, number_among};

use crate::doctor::columns::{ENOUGH, names_rows, unusable as refused};
use crate::doctor::finding::{Finding, Kind};
use crate::doctor::gaps::{code_for_missing, may_be_code, maybe_missing, stands_apart};
use crate::doctor::overview::{Line, levels_shown, range_of};
use crate::input::flag_value;
use crate::understood::{is_word, told};

pub(super) fn line(column: &Surveyed, rows: f64) -> Line {
    let levels = column.levels.iter().map(|(level, rows)| (*rows as usize, level.as_str()));
    Line {
        name: column.name.clone(),
        holds: match &column.holds {
            Holds::Numbers => "numbers".to_owned(),
            Holds::Texts => "text".to_owned(),
            Holds::Truths => "true or false".to_owned(),
            Holds::Other(_) if column.known == 0.0 => "nothing".to_owned(),
            Holds::Other(type_name) => type_name.to_lowercase(),
        },
        missing: (rows - column.known) as usize,
        different: column.different as usize,
        values: match &column.spread {
            Some(spread) => range_of(spread.low, spread.high, spread.mean),
            None if column.levels.is_empty() => String::new(),
            None => levels_shown(levels, column.different as usize),
        },
    }
}

/// Why a fit refuses a column, if it does.
pub(super) fn unusable(column: &Surveyed, table: &str, is_category: bool) -> Option<Finding> {
    let Surveyed { name, known, different, levels, .. } = column;
    let (file, flag) = (table.to_owned(), flag_value(name));
    if *known == 0.0 {
        return Some(refused(&Error::EmptyColumn { file, column: name.clone() }, table));
    }
    let number = number_among(levels.iter().map(|(level, rows)| (level.as_str(), *rows)));
    let (what, remedy) = match &column.holds {
        Holds::Other(type_name) => (
            format!("column \"{name}\" is of type {type_name}"),
            format!("--drop {flag}, or make numbers or texts of it in a subquery behind --table"),
        ),
        Holds::Texts if is_category => return None,
        Holds::Texts if number.is_some() => (
            format!(
                "column \"{name}\" is a text, but holds numbers such as {}",
                number.unwrap_or_default()
            ),
            format!(
                "cast it in a subquery behind --table, or --as-category {flag}, or --drop {flag}"
            ),
        ),
        Holds::Texts if are_free_text(*different as usize, *known as usize) => {
            let (column, rare) = (name.clone(), rare(column));
            let (levels, rows) = (*different as usize, *known as usize);
            let error = Error::FreeText { file, column, levels, rows, rare };
            return Some(refused(&error, table));
        }
        _ => return None,
    };
    Some(Finding::new(Kind::Unusable, what, remedy))
}

/// A column that a fit passes by.
pub(super) fn empty(column: String) -> Finding {
    Finding::new(Kind::Reading, told(&Note::Empty { column }), "")
}

/// How many texts are in one row only, where all are known.
fn rare(column: &Surveyed) -> String {
    let mut singles = column.levels.iter().filter(|(_, rows)| *rows == 1.0);
    let once = singles.clone().count();
    match singles.next() {
        Some((example, _)) if column.has_all_levels() && (once as f64) < column.known => {
            format!(", {once} of them in one row only, such as \"{example}\"")
        }
        _ => String::new(),
    }
}

/// Whole numbers that are different in every row.
pub(super) fn id(column: &Surveyed, rows: f64) -> Option<Finding> {
    let are_whole = column.spread.as_ref().is_some_and(|spread| spread.are_whole);
    let is_id = are_whole && column.different == rows && rows >= ENOUGH as f64;
    is_id.then(|| names_rows(&column.name))
}

/// Texts that may say that a cell is missing.
pub(super) fn words(column: &Surveyed) -> Option<Finding> {
    if column.holds != Holds::Texts {
        return None;
    }
    let found = column.levels.iter().filter(|(level, _)| is_word(level));
    let (mut words, rows): (Vec<String>, Vec<f64>) = found.cloned().unzip();
    words.sort();
    let how = as_null(&column.name, &format!("'{}'", words.first()?));
    Some(maybe_missing(&column.name, rows.iter().sum::<f64>() as usize, &words, &how))
}

/// Numbers that may stand for none.
pub(super) fn sentinels(
    columns: &[&Surveyed],
    survey: &Survey<'_>,
    engine: &dyn Engine,
) -> Result<Vec<Finding>> {
    let codes = columns.iter().flat_map(|column| {
        let ends = column.spread.iter().flat_map(|spread| [spread.low, spread.high]);
        ends.filter(|end| may_be_code(*end)).map(|end| (column.name.as_str(), end))
    });
    let codes: Vec<(&str, f64)> = codes.collect();
    let found = survey.beside(engine, &codes)?;
    let mut findings: Vec<(&str, Finding)> = Vec::new();
    for ((name, code), beside) in codes.iter().zip(&found) {
        let is_said = findings.iter().any(|(said, _)| said == name);
        if stands_apart(*code, beside) && !is_said {
            let how = as_null(name, &shortest(*code));
            findings.push((name, code_for_missing(name, *code, beside, &how)));
        }
    }
    Ok(findings.into_iter().map(|(_, finding)| finding).collect())
}

/// What takes a value as missing.
fn as_null(name: &str, value: &str) -> String {
    format!("NULLIF({name}, {value}) in a subquery behind --table takes it as missing")
}
