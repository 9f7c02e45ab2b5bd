//! One chunk of a CSV, into columns.

use super::chunks::Chunk;
use super::column::{Cells, ReadAs, Texts};
use super::fields::{Fields, check_text, open_quote};
use crate::Error;

/// What every chunk of a file has in common.
pub(super) struct Layout {
    pub(super) file: String,
    pub(super) names: Vec<String>,
    pub(super) delimiter: u8,
    pub(super) decimal_comma: bool,
}

/// The rows of a chunk.
pub(super) struct Rows {
    /// One per column of the file.
    pub(super) columns: Vec<Cells>,
    /// The line of each row.
    pub(super) lines: Vec<u64>,
    /// Where in the chunk each row begins, and where the last ends.
    pub(super) starts: Vec<usize>,
}

enum Sink {
    Nothing,
    Numbers(Vec<f64>),
    Text(Texts),
}

impl Layout {
    /// Reads a chunk; columns that turn out to hold text become [`ReadAs::Text`].
    pub(super) fn rows(&self, chunk: &Chunk, reads: &[ReadAs]) -> Result<Rows, Error> {
        let mut reads = reads.to_vec();
        loop {
            let mut turned_out_text = false;
            let rows = self.rows_as(chunk, &mut reads, &mut turned_out_text)?;
            if !turned_out_text {
                return Ok(rows);
            }
        }
    }

    fn rows_as(
        &self,
        chunk: &Chunk,
        reads: &mut [ReadAs],
        turned_out_text: &mut bool,
    ) -> Result<Rows, Error> {
        let mut sinks: Vec<Sink> = reads.iter().map(|read| Sink::of(*read)).collect();
        let (mut lines, mut starts) = (Vec::new(), Vec::new());
        let mut fields = Fields::new(&chunk.bytes, self.delimiter, chunk.first_line);
        while fields.find_record() {
            let line = fields.line();
            starts.push(fields.at());
            lines.push(line);
            let mut j = 0;
            loop {
                let Some(field) = fields.next() else {
                    return Err(open_quote(&self.file, line));
                };
                match sinks.get_mut(j) {
                    None | Some(Sink::Nothing) => (),
                    Some(Sink::Numbers(numbers)) => match self.number(&field.text) {
                        Some(number) => numbers.push(number),
                        None if reads[j] == ReadAs::Numbers => {
                            return Err(self.not_a_number(line, j, &field.text));
                        }
                        None => {
                            reads[j] = ReadAs::Text;
                            sinks[j] = Sink::Nothing;
                            *turned_out_text = true;
                        }
                    },
                    Some(Sink::Text(texts)) => self.push(texts, &field.text, line, j)?,
                }
                j += 1;
                if field.is_last {
                    break;
                }
            }
            if j != self.names.len() {
                let (file, expected) = (self.file.clone(), self.names.len());
                return Err(Error::Ragged { file, line, expected, found: j });
            }
        }
        starts.push(chunk.bytes.len());
        Ok(Rows { columns: sinks.into_iter().map(Sink::cells).collect(), lines, starts })
    }

    /// A finite number, or NaN for a missing one.
    #[inline]
    fn number(&self, cell: &[u8]) -> Option<f64> {
        let number = if self.decimal_comma {
            let point: Vec<u8> =
                cell.iter().map(|byte| if *byte == b',' { b'.' } else { *byte }).collect();
            fast_float2::parse(point.trim_ascii()).ok()
        } else {
            fast_float2::parse(cell).or_else(|_| fast_float2::parse(cell.trim_ascii())).ok()
        };
        match number {
            Some(number) if f64::is_finite(number) => Some(number),
            _ if is_missing(cell) => Some(f64::NAN),
            _ => None,
        }
    }

    fn push(&self, texts: &mut Texts, cell: &[u8], line: u64, column: usize) -> Result<(), Error> {
        if is_missing(cell) {
            texts.push_missing();
        } else {
            texts.push(check_text(&self.file, cell, line, column + 1)?.trim());
        }
        Ok(())
    }

    fn not_a_number(&self, line: u64, column: usize, cell: &[u8]) -> Error {
        Error::Cell {
            file: self.file.clone(),
            line,
            column: self.names[column].clone(),
            value: String::from_utf8_lossy(cell).into_owned(),
            expected: "a number is needed",
        }
    }
}

impl Sink {
    fn of(read: ReadAs) -> Self {
        match read {
            ReadAs::Nothing => Self::Nothing,
            ReadAs::Numbers | ReadAs::Either => Self::Numbers(Vec::new()),
            ReadAs::Text => Self::Text(Texts::default()),
        }
    }

    fn cells(self) -> Cells {
        match self {
            Self::Nothing => Cells::Nothing,
            Self::Numbers(numbers) => Cells::Numbers(numbers),
            Self::Text(texts) => Cells::Text(texts.text),
        }
    }
}

/// An empty cell, `NA` as R and pandas write it, or `NaN` as NumPy does.
fn is_missing(cell: &[u8]) -> bool {
    matches!(cell.trim_ascii(), b"" | b"NA" | b"NaN" | b"nan")
}
