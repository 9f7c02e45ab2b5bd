//! Errors name the line of the file, whatever stands above.

use datasets::{CsvFormat, Declared, Error, Gaps, RowProblem, Unseen};

use super::common::{cells, learn, read, read_later};
use super::random::Random;

/// Stands for a byte that is no text.
const NO_TEXT: u8 = 1;

/// A file of two columns under lines that are none of it.
struct Written {
    bytes: Vec<u8>,
    format: CsvFormat,
    /// Of each row.
    lines: Vec<u64>,
}

/// Rows of these cells.
fn written(r: &mut Random, end: &str, header: &str, rows: &[String]) -> Written {
    let skip_rows = r.below(3);
    let comment = r.happens(0.5).then_some(b'#');
    let mut lines: Vec<String> = (0..skip_rows).map(|k| format!("title {k}, \"of it")).collect();
    let mut places = Vec::new();
    let others = |r: &mut Random, lines: &mut Vec<String>| {
        while r.happens(0.25) {
            let blank = r.one_of(&["", "  ", "\t", "\u{a0}"]);
            let remark = r.one_of(&["# a, \"b", "#", "#,,,,"]);
            let is_remark = comment.is_some() && r.happens(0.5);
            lines.push(if is_remark { remark } else { blank }.to_owned());
        }
    };
    others(r, &mut lines);
    lines.extend(header.split('\n').map(str::to_owned));
    for row in rows {
        others(r, &mut lines);
        places.push(lines.len() as u64 + 1);
        lines.extend(row.split('\n').map(str::to_owned));
    }
    let mut bytes = (lines.join(end) + end).into_bytes();
    bytes.iter_mut().filter(|byte| **byte == NO_TEXT).for_each(|byte| *byte = 0xff);
    let format = CsvFormat { skip_rows, comment, ..CsvFormat::default() };
    Written { bytes, format, lines: places }
}

/// Rows, some of them over two lines.
fn rows(r: &mut Random, n: usize) -> Vec<String> {
    let row = |k: usize| format!("{k},{}", r.one_of(&["z", "z", "\"x\ny\"", "\"x\"", "u"]));
    (0..n).map(row).collect()
}

/// A row at which something is refused, and what it is refused with.
type Fault = (&'static str, fn(&Error) -> bool);

const WHEN_READ: [Fault; 5] = [
    ("1,2,3", |error| matches!(error, Error::Row { problem: RowProblem::Ragged { .. }, .. })),
    ("1,z\u{1}", |error| matches!(error, Error::Row { problem: RowProblem::NotUtf8 { .. }, .. })),
    ("1,z\0", |error| matches!(error, Error::Row { problem: RowProblem::Nul { .. }, .. })),
    ("1,\"z\"w", |error| matches!(error, Error::Row { problem: RowProblem::Torn, .. })),
    ("1,\"z", |error| {
        matches!(error, Error::Row { problem: RowProblem::OpenQuote | RowProblem::Torn, .. })
    }),
];
const WHEN_LEARNED: [Fault; 2] = [
    ("one,z", |error| matches!(error, Error::Cell { .. })),
    (",z", |error| matches!(error, Error::MissingCell { .. })),
];
const LATER: [Fault; 3] = [
    ("one,z", |error| matches!(error, Error::Cell { .. })),
    ("1,new", |error| matches!(error, Error::UnseenLevel { .. })),
    ("1,\"ne\nw\"", |error| matches!(error, Error::UnseenLevel { .. })),
];

/// Reads, learns and encodes a file in which one row is wrong, at each of the three.
fn is_found(r: &mut Random, n: usize) {
    let good = rows(r, n);
    let end = r.one_of(&["\n", "\r\n", "\r"]);
    let header = r.one_of(&["a,b", "a,b", "\"a\",\"b\nof two lines\""]);
    let place = r.below(n);
    let with = |row: &str| {
        let mut rows = good.clone();
        rows[place] = row.to_owned();
        rows
    };
    let is_right = |error: Error, (row, is_right): Fault, line: u64| {
        let message = error.to_string();
        assert!(message.starts_with(&format!("t.csv:{line}: ")), "{row:?}, line {line}: {message}");
        assert!(is_right(&error), "{row:?}: {message}");
    };
    let file = written(r, end, header, &good);
    let table = read(&file.bytes, &file.format).unwrap();
    let lines: Vec<u64> = (0..n).map(|row| table.line(row)).collect();
    assert!(lines == file.lines && cells(&table).len() == n);
    let encoder = learn(&table, &Declared::default()).unwrap();

    let fault = r.one_of(&WHEN_READ);
    let file = written(r, end, header, &with(fault.0));
    is_right(read(&file.bytes, &file.format).unwrap_err(), fault, file.lines[place]);

    let fault = r.one_of(&WHEN_LEARNED);
    let file = written(r, end, header, &with(fault.0));
    let table = read(&file.bytes, &file.format).unwrap();
    let declared = Declared { gaps: Gaps::Refuse, ..Declared::default() };
    is_right(learn(&table, &declared).unwrap_err(), fault, file.lines[place]);

    let fault = r.one_of(&LATER);
    let file = written(r, end, header, &with(fault.0));
    let rows: Vec<usize> = (0..n).collect();
    let read = read_later(&file.bytes, &file.format, &encoder);
    let encoded = read.and_then(|table| encoder.encode(&table, &rows, Unseen::Refuse));
    is_right(encoded.unwrap_err(), fault, file.lines[place]);
}

#[test]
fn errors_name_the_line_whatever_stands_above() {
    let mut r = Random::new(9);
    for _ in 0..2_000 {
        let n = 12 + r.below(20);
        is_found(&mut r, n);
    }
    for _ in 0..8 {
        is_found(&mut r, 150_000);
    }
}
