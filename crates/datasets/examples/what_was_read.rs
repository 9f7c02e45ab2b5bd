//! What the library makes of CSV files, for comparison with another reader: a JSON object a line on standard
//! input, `{"file": "t.csv", "flags": {"decimal": ","}}`, and its cells or the error on standard output.

#![allow(clippy::print_stdout, reason = "an example may speak")]

use std::error::Error;
use std::io::{BufRead, BufWriter, Write, stdin, stdout};

use datasets::{
    Cells, Column, CsvFormat, Decimal, Declared, Encoder, Gaps, Header, Note, Reading, Table,
};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        writeln!(out, "{}", answer(&serde_json::from_str(&line?)?)?)?;
    }
    Ok(())
}

/// The cells, or the error.
pub(crate) fn answer(question: &Value) -> Result<Value, Box<dyn Error>> {
    let file = question["file"].as_str().ok_or("no file")?;
    let reading = Reading { format: format(&question["flags"])?, ..Default::default() };
    let read = Table::open(file, &reading).and_then(|table| match odd_cell(&table) {
        None => Ok(cells(&table)),
        Some(error) => Err(error),
    });
    let mut answer = read.unwrap_or_else(|error| json!({ "refused": error.to_string() }));
    answer["file"] = file.into();
    Ok(answer)
}

fn format(flags: &Value) -> Result<CsvFormat, Box<dyn Error>> {
    let text = |name: &str| flags[name].as_str();
    let words = |name: &str| -> Option<Vec<String>> {
        let words = flags[name].as_array()?;
        words.iter().map(|word| word.as_str().map(str::to_owned)).collect()
    };
    let is_given = |name: &str| flags[name].as_bool() == Some(true);
    let header = match (words("names"), is_given("no_header")) {
        (Some(names), _) => Header::Names(names),
        (None, true) => Header::None,
        (None, false) => Header::FirstRecord,
    };
    let byte = |name: &str| match text(name)? {
        "space" => Some(b' '),
        text => text.as_bytes().first().copied(),
    };
    Ok(CsvFormat {
        delimiter: byte("delimiter"),
        decimal: text("decimal").map(|d| if d == "," { Decimal::Comma } else { Decimal::Point }),
        header,
        skip_rows: flags["skip_rows"].as_u64().unwrap_or(0) as usize,
        comment: byte("comment"),
        na: words("na"),
        encoding: text("encoding").map(str::parse).transpose()?,
    })
}

/// A cell among numbers that is none, so that the column could not be learned from.
fn odd_cell(table: &Table) -> Option<datasets::Error> {
    let header = table.header();
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows: Vec<usize> = (0..table.n_rows()).collect();
    let declared = Declared { gaps: Gaps::Drop, ..Declared::default() };
    let is_odd = |error: &datasets::Error| {
        use datasets::Error::{Cell, DecimalMark};
        matches!(error, Cell { .. } | DecimalMark { .. })
    };
    match Encoder::learn(table, &names, &rows, None, &declared).err()? {
        datasets::Error::Columns(errors) => errors.into_iter().find(is_odd),
        error => Some(error).filter(is_odd),
    }
}

fn cells(table: &Table) -> Value {
    let is_empty = |name: &str| {
        let is = |note: &Note| matches!(note, Note::Empty { column } if column == name);
        table.notes().iter().any(is)
    };
    let column = |Column { name, cells }: &Column| {
        let (kind, cells): (&str, Vec<Value>) = match cells {
            Cells::Nothing => ("nothing", Vec::new()),
            Cells::Numbers(numbers) => {
                let kind = if is_empty(name) { "empty" } else { "numbers" };
                let number = |x: &f64| if x.is_nan() { Value::Null } else { (*x).into() };
                (kind, numbers.iter().map(number).collect())
            }
            Cells::Text(text) => {
                let cell = |row| text.get(row).map_or(Value::Null, Value::from);
                ("text", (0..text.codes.len()).map(cell).collect())
            }
        };
        json!({ "name": name, "kind": kind, "cells": cells })
    };
    let columns: Vec<Value> = table.columns().iter().map(column).collect();
    json!({ "rows": table.n_rows(), "columns": columns })
}
