//! One chunk of a CSV, into columns.

use memchr::memrchr;

use super::chunks::Chunk;
use super::column::{Cells, ReadAs, Texts};
use super::dialect::Dialect;
use super::fields::{Field, Fields, check_text};
use super::form::Form;
use super::number::{Numerals, usual_mark};
use super::seen::Seen;
use super::spaces::trimmed;
use crate::{Error, RowProblem};

/// What every chunk of a file has in common.
pub(super) struct Layout {
    pub(super) file: String,
    pub(super) names: Vec<String>,
    pub(super) ends_with_delimiter: bool,
    pub(super) dialect: Dialect,
    pub(super) numerals: Numerals,
    /// Cells that are missing.
    pub(super) na: Vec<String>,
    /// Whether so are unquoted cells with the words that count unless none shall.
    pub(super) has_usual_words: bool,
    /// Those of `na` that are numbers.
    pub(super) na_numbers: Vec<f64>,
}

/// The rows of a chunk.
pub(super) struct Rows {
    /// One per column of the file.
    pub(super) columns: Vec<Parsed>,
    /// The line of each row.
    pub(super) lines: Vec<u64>,
    /// Where in the chunk each row stands.
    pub(super) places: Vec<[u32; 2]>,
}

/// The cells of a column, and what they show.
pub(super) struct Parsed {
    pub(super) cells: Cells,
    pub(super) seen: Seen,
}

enum Sink {
    Nothing,
    Numbers { numbers: Vec<f64>, seen: Seen, form: Option<Form> },
    Text(Texts, Seen),
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
        let mut sinks: Vec<Sink> = reads.iter().map(Sink::of).collect();
        let (mut lines, mut places) = (Vec::new(), Vec::new());
        let mut fields = Fields::new(&chunk.bytes, self.dialect, chunk.first_line);
        while fields.find_record() {
            let (line, begin) = (fields.line(), fields.at());
            lines.push(line);
            let mut j = 0;
            let ends_empty = loop {
                let field = match sinks.get_mut(j) {
                    // Most cells are numbers with nothing around them: the short way.
                    Some(Sink::Numbers { numbers, seen, form: None }) => {
                        match fields.next_plain() {
                            Some(field) => match self.numerals.plain(&field.text) {
                                Some(number) => {
                                    seen.number(&field.text);
                                    numbers.push(self.or_missing(number));
                                    j += 1;
                                    if field.is_last {
                                        break false;
                                    }
                                    continue;
                                }
                                None => Some(field),
                            },
                            None => fields.next(),
                        }
                    }
                    _ => fields.next(),
                };
                let Some(field) = field else {
                    return Err(Error::row(&self.file, line, RowProblem::OpenQuote));
                };
                if let Some(sink) = sinks.get_mut(j)
                    && !self.take(&field, line, j, sink)?
                {
                    if reads[j] != ReadAs::Either {
                        return Err(self.not_a_number(line, j, &field.text));
                    }
                    reads[j] = ReadAs::Text;
                    *sink = Sink::Nothing;
                    *turned_out_text = true;
                }
                j += 1;
                if field.is_last {
                    break field.text.is_empty();
                }
            };
            if fields.is_torn() {
                return Err(Error::row(&self.file, line, RowProblem::Torn));
            }
            let has_surplus = self.ends_with_delimiter && ends_empty && j == self.names.len() + 1;
            let mut end = fields.at();
            if has_surplus
                && let Some(delimiter) = memrchr(self.dialect.delimiter, &chunk.bytes[begin..end])
            {
                end = begin + delimiter;
            }
            places.push([begin, end].map(|at| at as u32)); // no chunk is that long
            if j != self.names.len() && !has_surplus {
                let problem = RowProblem::Ragged { expected: self.names.len(), found: j };
                return Err(Error::row(&self.file, line, problem));
            }
        }
        Ok(Rows { columns: sinks.into_iter().map(Sink::parsed).collect(), lines, places })
    }

    /// Takes a cell in. Whether it is what its column holds.
    fn take(&self, field: &Field<'_>, line: u64, j: usize, sink: &mut Sink) -> Result<bool, Error> {
        match sink {
            Sink::Nothing => (),
            Sink::Numbers { numbers, seen, form } => {
                let Some(number) = self.number(field, seen, form.as_ref()) else {
                    return Ok(false);
                };
                numbers.push(number);
            }
            Sink::Text(texts, seen) => self.push(texts, seen, field, line, j)?,
        }
        Ok(true)
    }

    /// A finite number, perhaps with something around it, or NaN for a missing one.
    fn number(&self, field: &Field<'_>, seen: &mut Seen, form: Option<&Form>) -> Option<f64> {
        let cell = trimmed(&field.text);
        if self.is_missing(cell, field.is_quoted) {
            return Some(f64::NAN);
        }
        // (A plain number in a column of percentages may be a share.)
        if let Some(number) = self.numerals.plain(cell)
            && form.is_none_or(|form| form.after != "%")
        {
            seen.number(cell);
            return Some(self.or_missing(number));
        }
        if let Some(mark) = usual_mark(cell).filter(|_| self.has_usual_words) {
            seen.marks[mark] += 1;
            return Some(f64::NAN);
        }
        let text = std::str::from_utf8(cell).ok()?;
        form.and_then(|form| form.later_number(text, self.numerals))
    }

    /// NaN for a number that stands for a missing one.
    #[inline]
    fn or_missing(&self, number: f64) -> f64 {
        if self.na_numbers.contains(&number) { f64::NAN } else { number }
    }

    fn push(
        &self,
        texts: &mut Texts,
        seen: &mut Seen,
        field: &Field<'_>,
        line: u64,
        column: usize,
    ) -> Result<(), Error> {
        let cell = trimmed(&field.text);
        if self.is_missing(cell, field.is_quoted) {
            texts.push_missing();
            let is_told = self.na.iter().any(|word| word.as_bytes() == cell);
            seen.has_words_for_gaps |= !cell.is_empty() && !is_told;
            return Ok(());
        }
        if !texts.push_known(cell) {
            texts.push(check_text(&self.file, cell, line, column + 1)?);
        }
        Ok(())
    }

    /// An empty cell, or a word for a gap.
    fn is_missing(&self, cell: &[u8], is_quoted: bool) -> bool {
        cell.is_empty()
            || self.has_usual_words && !is_quoted && matches!(cell, b"NA" | b"NaN" | b"nan")
            || self.na.iter().any(|word| word.as_bytes() == cell)
    }

    fn not_a_number(&self, line: u64, column: usize, cell: &[u8]) -> Error {
        Error::Cell {
            file: self.file.clone(),
            line,
            column: self.names[column].clone(),
            value: String::from_utf8_lossy(cell).into_owned(),
            expected: "a number is needed".into(),
        }
    }
}

impl Sink {
    fn of(read: &ReadAs) -> Self {
        let numbers = |form| Self::Numbers { numbers: Vec::new(), seen: Seen::default(), form };
        match read {
            ReadAs::Nothing => Self::Nothing,
            ReadAs::Either => numbers(None),
            ReadAs::Numbers(form) => numbers(form.clone()),
            ReadAs::Text => Self::Text(Texts::default(), Seen::default()),
        }
    }

    fn parsed(self) -> Parsed {
        match self {
            Self::Nothing => Parsed { cells: Cells::Nothing, seen: Seen::default() },
            Self::Numbers { numbers, mut seen, .. } => {
                seen.numbers = numbers.iter().any(|number| !number.is_nan());
                Parsed { cells: Cells::Numbers(numbers), seen }
            }
            Self::Text(texts, seen) => Parsed { cells: Cells::Text(texts.text), seen },
        }
    }
}
