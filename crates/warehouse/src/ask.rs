//! A question whose answer is one row of numbers, or texts with numbers.

use crate::sums::number;
use crate::text::unhexed;
use crate::{Engine, Error, Query};

/// The only row of an answer of numbers.
pub(crate) fn numbers(
    engine: &dyn Engine,
    text: String,
    columns: usize,
) -> Result<Vec<f64>, Error> {
    let rows = engine.select(&Query { text, columns })?;
    match rows.as_slice() {
        [row] if row.len() == columns => row.iter().map(|field| number(field)).collect(),
        _ => Err(odd(format!("{} rows where one was asked for", rows.len()))),
    }
}

/// Texts, each with some numbers; a NULL is no text.
pub(crate) fn texts(
    engine: &dyn Engine,
    text: String,
    columns: usize,
) -> Result<Vec<(String, Vec<f64>)>, Error> {
    let rows = engine.select(&Query { text, columns })?;
    let with_text = rows.iter().filter(|row| row.first().is_some_and(|field| !field.is_empty()));
    let of_row = |row: &Vec<String>| {
        let text = unhexed(&row[0]).ok_or_else(|| odd(format!("\"{}\" as a text", row[0])))?;
        Ok((text, row[1..].iter().map(|field| number(field)).collect::<Result<_, Error>>()?))
    };
    with_text.map(of_row).collect()
}

pub(crate) fn odd(problem: String) -> Error {
    Error::Answer { engine: "the engine".to_owned(), problem }
}
