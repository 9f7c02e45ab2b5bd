//! What to do about columns that others replace, where a model takes none.

use std::ops::Range;

use anyhow::{Error, anyhow};
use linalg_lite::set_name;

use super::args::FitArgs;
use crate::command_line::list_value;

pub(super) fn aliased(
    args: &FitArgs,
    features: &[usize],
    names: &[String],
    categories: &[Range<usize>],
) -> Error {
    let column = |feature: &usize| {
        let category = categories.iter().find(|levels| levels.contains(feature));
        category.map_or(names[*feature].clone(), |levels| set_name(names, levels))
    };
    let mut columns: Vec<String> = features.iter().map(column).collect();
    columns.dedup();
    let named: Vec<String> =
        features.iter().map(|feature| format!("\"{}\"", names[*feature])).collect();
    let are = if named.len() == 1 { "is a combination" } else { "are combinations" };
    let remedy = match &args.terms {
        Some(_) => "leave out terms of --terms".to_owned(),
        None => format!("--drop {}", list_value(&columns)),
    };
    anyhow!("{} {are} of other columns (or constant): {remedy}", named.join(", "))
}
