//! Tables as people have them.

use serde_json::{Value, json};

use super::random::Random;

/// Text, and the flags it is read with.
pub(crate) struct Good {
    pub(crate) text: String,
    pub(crate) flags: Value,
}

/// A name and a way to write cells, with a decimal comma or without.
type Kind = (&'static str, fn(&mut Random, bool) -> String);

const KINDS: [Kind; 18] = [
    ("n", |r, _| r.below(1000).to_string()),
    ("y", |r, _| r.below(2).to_string()),
    ("x", |r, comma| decimals(r.below(20_000) as f64 / 100.0 - 60.0, comma)),
    ("tiny", |r, comma| decimals(1.0 + r.below(99) as f64 / 10.0, comma) + "e-3"),
    ("gaps", |r, _| {
        let mark = r.one_of(&["", "NA", "?", "-", "NULL", "n/a"]);
        if r.happens(0.2) { mark.to_owned() } else { r.below(90).to_string() }
    }),
    ("group", |r, _| {
        r.one_of(&["a", "b", "horse bean", "Łódź", "London, UK", "say \"hi\""]).to_owned()
    }),
    ("open", |r, _| r.one_of(&["yes", "no", "yes", "No"]).to_owned()),
    ("sure", |r, _| r.one_of(&["TRUE", "FALSE"]).to_owned()),
    ("two words", |r, _| r.one_of(&["one\nline", "two", "NA", "None"]).to_owned()),
    ("day", |r, _| format!("2024-{:02}-{:02}", 1 + r.below(12), 1 + r.below(28))),
    ("price", |r, comma| format!("${}", grouped(r, ',', '.', comma))),
    ("cost", |r, comma| format!("{} EUR", grouped(r, ',', '.', comma))),
    ("fee", |r, comma| format!("R$ {}", decimals(r.below(900) as f64 / 10.0, comma))),
    ("people", |r, comma| grouped(r, ',', '.', comma)),
    ("swiss", |r, comma| grouped(r, '\'', '\'', comma)),
    ("thin", |r, comma| grouped(r, '\u{202f}', '\u{202f}', comma)),
    ("rate", |r, comma| decimals(r.below(1000) as f64 / 10.0, comma) + r.one_of(&["%", " %"])),
    ("size", |r, _| format!("{} CC", r.below(2000))),
];

fn decimals(x: f64, comma: bool) -> String {
    let text = format!("{x:.1}");
    if comma { text.replace('.', ",") } else { text }
}

/// A number of up to seven digits in groups.
fn grouped(r: &mut Random, points: char, commas: char, comma: bool) -> String {
    let separator = if comma { commas } else { points };
    let bound = 10_usize.pow(2 + r.below(5) as u32);
    let digits = r.below(bound).to_string();
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

pub(crate) fn table(r: &mut Random) -> Good {
    let comma = r.happens(0.2);
    let delimiter = if comma { ';' } else { r.one_of(&[',', ',', ',', ',', ';', '\t', '|', ' ']) };
    let kinds: Vec<Kind> = (0..2 + r.below(4)).map(|_| r.one_of(&KINDS)).collect();
    let mut rows = vec![kinds.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<String>>()];
    for _ in 0..1 + r.below(25) {
        rows.push(kinds.iter().map(|(_, cell)| cell(r, comma)).collect());
    }
    let mut flags = json!({});
    if comma || r.happens(0.3) {
        flags["decimal"] = json!(if comma { "," } else { "." });
    }
    around(r, &mut rows, &mut flags);
    let quotes_all = r.happens(0.15);
    let width = if delimiter == ' ' && r.happens(0.7) { 9 } else { 0 };
    let record = |row: &Vec<String>| {
        let cells: Vec<String> =
            row.iter().map(|cell| quoted(cell, delimiter, quotes_all)).collect();
        let padded = cells.iter().map(|cell| format!("{cell:>width$}"));
        padded.collect::<Vec<_>>().join(&delimiter.to_string())
    };
    let tail =
        if delimiter != ' ' && r.happens(0.08) { delimiter.to_string() } else { String::new() };
    let head = rows.len().min(usize::from(r.happens(0.8)));
    let mut lines: Vec<String> = rows.iter().map(record).collect();
    lines[head..].iter_mut().for_each(|line| line.push_str(&tail));
    above(r, &mut lines, &mut flags, delimiter);
    Good { text: lines.join("\n") + "\n", flags }
}

/// Names of rows, the same name twice, no names at all.
fn around(r: &mut Random, rows: &mut Vec<Vec<String>>, flags: &mut Value) {
    match r.below(12) {
        0 => rows
            .iter_mut()
            .enumerate()
            .skip(1)
            .for_each(|(k, row)| row.insert(0, format!("\"{k}\""))),
        1 => rows[0][1] = rows[0][0].clone(),
        2 => rows[0][0] = String::new(),
        3 => {
            rows.remove(0);
            flags["no_header"] = json!(true);
        }
        4 => {
            let names: Vec<String> = (0..rows[0].len()).map(|k| format!("v{k}")).collect();
            rows.remove(0);
            flags["names"] = json!(names);
        }
        5 => flags["na"] = json!(["?", "N/A", "-"]),
        6 => flags["na"] = json!([""]),
        _ => (),
    }
}

/// What stands before the header, and between rows.
fn above(r: &mut Random, lines: &mut Vec<String>, flags: &mut Value, delimiter: char) {
    match r.below(14) {
        0 => {
            lines.splice(0..0, ["A survey, of 2023".to_owned(), String::new()]);
            flags["skip_rows"] = json!(2);
        }
        1 => {
            let place = r.below(lines.len());
            lines.insert(place, "# a remark, with; all|kinds".to_owned());
            lines.insert(0, "# another \"one".to_owned());
            flags["comment"] = json!("#");
        }
        2 if delimiter != ' ' => lines.insert(0, format!("sep={delimiter}")),
        3 => lines.insert(0, String::new()),
        4 => lines.push("   ".to_owned()),
        _ => (),
    }
}

fn quoted(cell: &str, delimiter: char, always: bool) -> String {
    let is_quoted = cell.starts_with('"') && cell.ends_with('"') && cell.len() > 1;
    if !is_quoted
        && (always || cell.contains([delimiter, '"', '\n']) || cell.is_empty() && delimiter == ' ')
    {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
