//! What happens to tables on their way.

use serde_json::Value;

use super::bytes::{cut, doubled, encoded, flipped, gzip, inserted};
use super::random::Random;
use super::tables::{Good, table};

/// A file, and the flags it is read with.
pub(crate) struct Damaged {
    pub(crate) bytes: Vec<u8>,
    pub(crate) flags: Value,
}

const CELLS: [&str; 68] = [
    "",
    "NA",
    "NaN",
    "nan",
    "?",
    "-",
    "--",
    ".",
    "N/A",
    "#N/A",
    "NULL",
    "None",
    "\"NA\"",
    "\"\"",
    "1,234",
    "\"1,234\"",
    "1.234",
    "1,5",
    "\"1,5\"",
    "2.25",
    "$5",
    "-$3",
    "$-3",
    "--$3",
    "\"$1,000.50\"",
    "€ 12",
    "12 EUR",
    "USD 5",
    "5%",
    "54 %",
    "12 kg",
    "12cm",
    "inf",
    "-inf",
    "Infinity",
    "1e400",
    "-1e-400",
    "1E-3",
    "0x10",
    "1_000",
    "01234",
    "\u{a0}7",
    "7\u{202f}",
    "\u{2212}3",
    "1'234",
    "1\u{2019}234.5",
    "1 234",
    "1\u{202f}234",
    "12345678901234567890",
    "9007199254740993",
    "-0",
    "+3",
    "--3",
    "5.",
    ".5",
    "1e",
    "true",
    "no",
    "2024-01-31",
    "31.01.2024",
    "10:00",
    "1.0.0",
    "\u{663}",
    "\u{ff15}",
    "\u{feff}7",
    "a\u{85}",
    " 3 ",
    "5 \" pipe",
];
const FLAGS: [&str; 14] = [
    "{}",
    "{}",
    r#"{"decimal":","}"#,
    r#"{"decimal":"."}"#,
    r#"{"na":[""]}"#,
    r#"{"na":["?","N/A","-"]}"#,
    r#"{"no_header":true}"#,
    r#"{"names":["a","b","c"]}"#,
    r#"{"skip_rows":1}"#,
    r##"{"comment":"#"}"##,
    r#"{"delimiter":";"}"#,
    r#"{"delimiter":"space"}"#,
    r#"{"encoding":"latin1"}"#,
    r#"{"encoding":"utf-16le"}"#,
];

pub(crate) fn damaged(r: &mut Random) -> Damaged {
    let Good { mut text, mut flags } = table(r);
    if r.happens(0.3) {
        text = text.replace('\n', r.one_of(&["\r\n", "\r"]));
    }
    for _ in 0..r.one_of(&[0, 1, 1, 1, 2]) {
        text = r.one_of(&[cell, cell, cell, lines, lines, quotes, quotes, delimiters, line_ends])(
            r, &text,
        );
    }
    let mut bytes = encoded(r, &text, &mut flags);
    for _ in 0..r.one_of(&[0, 0, 0, 0, 1]) {
        bytes = r.one_of(&[flipped, cut, doubled, inserted])(r, bytes);
    }
    if r.happens(0.06) {
        let place = r.below(bytes.len() + 1);
        let parts = [&bytes[..place], &bytes[place..]].map(gzip);
        bytes = if r.happens(0.5) { gzip(&bytes) } else { parts.concat() };
        if r.happens(0.5) {
            bytes = r.one_of(&[flipped, cut, doubled])(r, bytes);
        }
    }
    if r.happens(0.2) {
        flags = serde_json::from_str(r.one_of(&FLAGS)).unwrap();
    }
    Damaged { bytes, flags }
}

fn end_of(text: &str) -> &'static str {
    if text.contains("\r\n") {
        "\r\n"
    } else if text.contains('\n') {
        "\n"
    } else {
        "\r"
    }
}

fn lines(r: &mut Random, text: &str) -> String {
    let end = end_of(text);
    let mut lines: Vec<&str> = text.split(end).collect();
    let (k, j) = (r.below(lines.len()), r.below(lines.len()));
    match r.below(5) {
        0 => lines.swap(k, j),
        1 => lines.insert(j, lines[k]),
        2 => drop(lines.remove(k)),
        3 => lines.insert(
            k,
            r.one_of(&[
                "",
                "   ",
                "\t",
                "# remark, with; all|kinds",
                "Total",
                "sep=;",
                ",,,",
                "\"\"",
                "\u{2028}",
            ]),
        ),
        _ => lines[k..].rotate_left(1),
    }
    lines.join(end)
}

/// The places of some characters.
fn places(text: &str, of: &[char]) -> Vec<usize> {
    text.match_indices(of).map(|(place, _)| place).collect()
}

fn quotes(r: &mut Random, text: &str) -> String {
    let mut text = text.to_owned();
    let there = places(&text, &['"']);
    if !there.is_empty() && r.happens(0.5) {
        text.remove(r.one_of(&there));
        return text;
    }
    let borders = places(&text, &[',', ';', '\t', '|', '\n', '\r']);
    if !borders.is_empty() {
        let place = r.one_of(&borders) + r.below(2);
        text.insert_str(place, r.one_of(&["\"", "\"", "\"\"", "\"\"\"", "'"]));
    }
    text
}

fn delimiters(r: &mut Random, text: &str) -> String {
    let there: Vec<char> =
        [',', ';', '\t', '|', ' '].into_iter().filter(|d| text.contains(*d)).collect();
    if there.is_empty() {
        return text.to_owned();
    }
    let old = r.one_of(&there);
    let new = r.one_of(&[",", ";", "\t", "|", " ", "  ", ":", ", ", "", ",,"]);
    let place = r.one_of(&places(text, &[old]));
    match r.below(3) {
        0 => text.replace(old, new),
        1 => text[..place].to_owned() + &text[place..].replace(old, new),
        _ => text[..place].to_owned() + new + &text[place + 1..],
    }
}

/// A cell or several replaced.
fn cell(r: &mut Random, text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..r.one_of(&[1, 1, 1, 2, 5]) {
        let borders = places(&text, &[',', ';', '\t', '|', '\n', '\r']);
        let before = r.below(borders.len().max(1));
        if let Some([a, b]) = borders.get(before..before + 2) {
            text.replace_range(a + 1..*b, r.one_of(&CELLS));
        }
    }
    text
}

fn line_ends(r: &mut Random, text: &str) -> String {
    let some: [&[&str]; 9] = [
        &["\n", "\r\n"],
        &["\n", "\r"],
        &["\r", "\r\n"],
        &["\r"],
        &["\n\r"],
        &["\n", "\n\n"],
        &["\n", "\u{2028}"],
        &["\n", "\u{b}", "\u{85}"],
        &["\r\r\n"],
    ];
    let ends = r.one_of(&some);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.split('\n').map(|line| line.to_owned() + r.one_of(ends)).collect()
}
