//! How the records of a file are written, found in its first ones.

use memchr::{memchr, memchr_iter, memchr2_iter};

use super::fields::Fields;
use super::format::Decimal;
use super::number::Numerals;

/// What ends lines and cells, and which lines are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    /// A space stands for any number of them.
    pub(super) delimiter: u8,
    /// A line feed, before which a carriage return may stand, or a carriage return alone.
    pub(super) line_end: u8,
    pub(super) comment: Option<u8>,
}

/// The records that are compared.
const SAMPLE: usize = 200;
/// Of equals the last is taken: who writes decimal commas separates by semicolons.
const CANDIDATES: [u8; 4] = *b",|\t;";

/// A record's number of cells, whether the first is quoted, and whether the last is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) cells: usize,
    pub(super) begins_quoted: bool,
    pub(super) ends_empty: bool,
}

/// A carriage return, if no line feed outside quotes ends a line but carriage returns do.
pub(super) fn line_end_of(bytes: &[u8]) -> u8 {
    let is_alone = |place: usize| !matches!(bytes.get(place + 1), Some(b'\n') | None);
    if !memchr_iter(b'\r', bytes).any(is_alone) {
        return b'\n';
    }
    let mut is_quoted = false;
    for place in memchr2_iter(b'"', b'\n', bytes) {
        match bytes[place] {
            b'"' => is_quoted = !is_quoted,
            _ if !is_quoted => return b'\n',
            _ => (),
        }
    }
    b'\r'
}

impl Dialect {
    /// Takes the delimiter under which the largest share of records has the same number of cells, at least two; of
    /// these that of the longest records.
    pub(super) fn of(bytes: &[u8], is_whole: bool, told: Self, numerals: Numerals) -> Self {
        let with = |delimiter: u8| Self { delimiter, ..told };
        let worth = |delimiter: u8| {
            let shapes = with(delimiter).shapes(bytes, is_whole);
            let width = usual_width(&shapes);
            let fitting = shapes.iter().filter(|shape| fits(shape.cells, width)).count();
            (SAMPLE * fitting / shapes.len().max(1), width)
        };
        let best_of = |candidates: &[u8]| {
            let worths = candidates.iter().map(|candidate| (worth(*candidate), *candidate));
            let several = worths.filter(|((_, width), _)| *width > 1);
            several.max_by_key(|(worth, _)| *worth).map(|(_, delimiter)| delimiter)
        };
        let best = match numerals.decimal {
            Some(Decimal::Comma) => best_of(&CANDIDATES[1..]).or_else(|| best_of(b",")),
            _ => best_of(&CANDIDATES),
        };
        if let Some(delimiter) = best {
            return with(delimiter);
        }
        let is_aligned = is_aligned(&with(b' ').shapes(bytes, is_whole));
        with(if is_aligned { b' ' } else { most_frequent(bytes, told.line_end) })
    }

    /// Whether any number of spaces stands between cells.
    pub(super) fn is_aligned(self) -> bool {
        self.delimiter == b' '
    }

    /// The first records; an unfinished one is left out.
    pub(super) fn shapes(self, bytes: &[u8], is_whole: bool) -> Vec<Shape> {
        let mut fields = Fields::new(bytes, self, 1);
        let mut shapes = Vec::new();
        while shapes.len() < SAMPLE && fields.find_record() {
            let mut cells = 0;
            let mut begins_quoted = false;
            let ends_empty = loop {
                let Some(field) = fields.next() else { return shapes };
                begins_quoted |= cells == 0 && field.is_quoted;
                cells += 1;
                if field.is_last {
                    break field.text.is_empty();
                }
            };
            if fields.at() == bytes.len() && !is_whole {
                break;
            }
            shapes.push(Shape { cells, begins_quoted, ends_empty });
        }
        shapes
    }
}

/// The number of cells that most records have; of equals the larger.
pub(super) fn usual_width(shapes: &[Shape]) -> usize {
    let mut widths: Vec<usize> = shapes.iter().map(|shape| shape.cells).collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| run.len()).map_or(0, |run| run[0])
}

/// A header of at least two names may be one short of its rows.
fn fits(cells: usize, width: usize) -> bool {
    cells == width || cells + 1 == width && cells > 1
}

/// Whether all records have the same number of words; the first may be one short.
fn is_aligned(records: &[Shape]) -> bool {
    let [header, rows @ ..] = records else { return false };
    let width = rows.first().map_or(0, |row| row.cells);
    fits(header.cells, width) && header.cells > 1 && rows.iter().all(|row| row.cells == width)
}

/// What the first line has most of; a comma, if it has none.
fn most_frequent(bytes: &[u8], line_end: u8) -> u8 {
    let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let first = &bytes[blank..];
    let first = &first[..memchr(line_end, first).unwrap_or(first.len())];
    let count = |candidate: &u8| memchr_iter(*candidate, first).count();
    let most = CANDIDATES.into_iter().rev().max_by_key(count);
    most.unwrap_or(b',')
}
