//! How the records of a file are written, found in its first ones.

use memchr::{memchr, memchr_iter, memchr2_iter};

use super::fields::Fields;

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

/// A record's number of cells, and whether the last is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) cells: usize,
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
    /// Takes the delimiter under which most records have the same number of cells, at least two; of these that
    /// of the longest records.
    pub(super) fn of(bytes: &[u8], is_whole: bool, line_end: u8, comment: Option<u8>) -> Self {
        let with = |delimiter: u8| Self { delimiter, line_end, comment };
        let worth = |delimiter: u8| {
            let shapes = with(delimiter).shapes(bytes, is_whole);
            let width = usual_width(&shapes);
            (shapes.iter().filter(|shape| fits(shape.cells, width)).count(), width)
        };
        let several = CANDIDATES.into_iter().map(|candidate| (worth(candidate), candidate));
        let best = several.filter(|((_, width), _)| *width > 1).max_by_key(|(worth, _)| *worth);
        if let Some((_, delimiter)) = best {
            return with(delimiter);
        }
        let words = with(b' ').shapes(bytes, is_whole);
        let width = words.first().map_or(0, |shape| shape.cells);
        let is_aligned = width > 1 && words.len() > 1 && words.iter().all(|w| w.cells == width);
        with(if is_aligned { b' ' } else { most_frequent(bytes, line_end) })
    }

    /// The first records; an unfinished one is left out.
    pub(super) fn shapes(self, bytes: &[u8], is_whole: bool) -> Vec<Shape> {
        let mut fields = Fields::new(bytes, self, 1);
        let mut shapes = Vec::new();
        while shapes.len() < SAMPLE && fields.find_record() {
            let mut cells = 0;
            let ends_empty = loop {
                let Some(field) = fields.next() else { return shapes };
                cells += 1;
                if field.is_last {
                    break field.text.is_empty();
                }
            };
            if fields.at() == bytes.len() && !is_whole {
                break;
            }
            shapes.push(Shape { cells, ends_empty });
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

/// A header may be one name short of its rows.
fn fits(cells: usize, width: usize) -> bool {
    cells == width || cells + 1 == width && cells > 1
}

/// What the first line has most of; a comma, if it has none.
fn most_frequent(bytes: &[u8], line_end: u8) -> u8 {
    let end = memchr(line_end, bytes).unwrap_or(bytes.len());
    let count = |candidate: &u8| memchr_iter(*candidate, &bytes[..end]).count();
    let most = CANDIDATES.into_iter().rev().max_by_key(count);
    most.unwrap_or(b',')
}
