use std::io::Read;

use memchr::memchr_iter;

use super::CsvFormat;
use super::dialect::{Dialect, Shape, line_end_of};
use super::fields::{Fields, check_text, end_of_records};
use super::format::Header;
use super::head::{Head, titles};
use super::number::Numerals;
use crate::{Error, RowProblem};

/// How much is read at a time.
const CHUNK: u64 = 1 << 20;
/// No record is longer than this.
const LONGEST: usize = 1 << 26;

/// Whole records, and the line where they begin.
pub(super) struct Chunk {
    pub(super) bytes: Vec<u8>,
    pub(super) first_line: u64,
}

/// Reads a CSV piece by piece, each a number of whole records.
pub(super) struct Chunks<'r> {
    file: String,
    reader: Box<dyn Read + Send + 'r>,
    pub(super) dialect: Dialect,
    /// Read, but not yet handed out.
    rest: Vec<u8>,
    /// Memory that is no longer used.
    spare: Vec<Vec<u8>>,
    /// Where `rest` begins.
    line: u64,
    is_at_end: bool,
}

impl<'r> Chunks<'r> {
    /// Reads up to the first row. What follows is for [`next`](Self::next).
    pub(super) fn new(
        file: &str,
        reader: impl Read + Send + 'r,
        format: &CsvFormat,
    ) -> Result<(Self, Head), Error> {
        let dialect = Dialect { delimiter: b',', line_end: b'\n', comment: format.comment };
        let reader = text_of(reader, format).map_err(|source| cannot_read(file, source))?;
        let file = file.to_owned();
        let (rest, spare) = (Vec::new(), Vec::new());
        let mut chunks = Self { file, reader, dialect, rest, spare, line: 1, is_at_end: false };
        chunks.read_more()?;
        while let Some(rest) = chunks.rest.strip_prefix(b"\xef\xbb\xbf") {
            chunks.rest = rest.to_vec();
        }
        chunks.dialect.line_end = line_end_of(&chunks.rest);
        chunks.skip_lines(format.skip_rows)?;
        let told = chunks.take_separator_line()?;
        let numerals = Numerals { decimal: format.decimal };
        chunks.dialect = match format.delimiter.or(told) {
            Some(delimiter) => Dialect { delimiter, ..chunks.dialect },
            None => Dialect::of(&chunks.rest, chunks.is_at_end, chunks.dialect, numerals),
        };
        let head = chunks.take_head(format)?;
        Ok((chunks, head))
    }

    fn take_head(&mut self, format: &CsvFormat) -> Result<Head, Error> {
        let shapes = |chunks: &Self| chunks.dialect.shapes(&chunks.rest, chunks.is_at_end);
        match &format.header {
            Header::FirstRecord => {
                let first = shapes(self);
                if let Some((above, width)) = titles(&first) {
                    return Err(self.title(above, [first[0].cells, width]));
                }
                if let Some(error) = self.remarks(format, &first) {
                    return Err(error);
                }
                let names = self.take_names()?;
                let numerals = Numerals { decimal: format.decimal };
                let rows = shapes(self);
                let head = Head::of(&names, &rows, self.dialect, numerals);
                match head.misfit(&rows) {
                    Some(found) => Err(self.misfit(head.names.len(), found)),
                    None => Ok(head),
                }
            }
            Header::None => {
                let width = shapes(self).first().map_or(0, |row| row.cells);
                Ok(Head::named((1..=width).map(|j| format!("x{j}")).collect(), &[]))
            }
            Header::Names(names) => {
                let again = (1..names.len()).find(|j| names[..*j].contains(&names[*j]));
                match again {
                    Some(j) => Err(Error::DuplicateName(names[j].clone())),
                    None => Ok(Head::named(names.clone(), &shapes(self))),
                }
            }
        }
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Chunk>, Error> {
        loop {
            if !self.is_at_end {
                self.read_more()?;
            }
            let end = match end_of_records(&self.rest, self.dialect) {
                _ if self.is_at_end => self.rest.len(),
                Some(end) => end,
                None if self.rest.len() > LONGEST => return Err(self.too_long()),
                None => continue,
            };
            if end == 0 {
                return Ok(None);
            }
            let mut tail = self.spare.pop().unwrap_or_default();
            tail.extend_from_slice(&self.rest[end..]);
            let mut bytes = std::mem::replace(&mut self.rest, tail);
            bytes.truncate(end);
            let first_line = self.line;
            self.line += memchr_iter(self.dialect.line_end, &bytes).count() as u64;
            return Ok(Some(Chunk { bytes, first_line }));
        }
    }

    /// Takes back a chunk that is done with: its memory serves for another.
    pub(super) fn recycle(&mut self, chunk: Chunk) {
        let mut bytes = chunk.bytes;
        bytes.clear();
        self.spare.push(bytes);
    }

    fn read_more(&mut self) -> Result<(), Error> {
        self.rest.reserve(CHUNK as usize);
        let found = (&mut self.reader).take(CHUNK).read_to_end(&mut self.rest);
        let found = found.map_err(|source| cannot_read(&self.file, source))?;
        self.is_at_end = (found as u64) < CHUNK;
        Ok(())
    }

    fn skip_lines(&mut self, mut lines: usize) -> Result<(), Error> {
        while lines > 0 && !(self.is_at_end && self.rest.is_empty()) {
            let ends = memchr_iter(self.dialect.line_end, &self.rest).take(lines);
            let (passed, behind) = ends.fold((0, 0), |(passed, _), end| (passed + 1, end + 1));
            self.rest.drain(..behind);
            lines -= passed;
            self.line += passed as u64;
            if lines > 0 && self.is_at_end {
                self.rest.clear();
            } else if lines > 0 && self.rest.len() > LONGEST {
                return Err(self.too_long());
            } else if lines > 0 {
                self.read_more()?;
            }
        }
        Ok(())
    }

    /// A first line such as `sep=;`, by which spreadsheets tell the delimiter.
    fn take_separator_line(&mut self) -> Result<Option<u8>, Error> {
        let Some([delimiter, after, ..]) = self.rest.strip_prefix(b"sep=") else { return Ok(None) };
        if ![b'\r', b'\n'].contains(after) || !b",;\t|".contains(delimiter) {
            return Ok(None);
        }
        let delimiter = *delimiter;
        self.skip_lines(1)?;
        Ok(Some(delimiter))
    }

    fn take_names(&mut self) -> Result<Vec<String>, Error> {
        loop {
            let mut fields = Fields::new(&self.rest, self.dialect, self.line);
            if !fields.find_record() && self.is_at_end {
                return Err(Error::EmptyFile(self.file.clone()));
            }
            let line = fields.line();
            let mut header = Vec::new();
            while let Some(field) = fields.next() {
                header.push(field.text.into_owned());
                let is_whole = self.is_at_end || fields.at() < self.rest.len();
                if field.is_last && is_whole && fields.is_torn() {
                    return Err(Error::row(&self.file, line, RowProblem::Torn));
                }
                if field.is_last && is_whole {
                    let (end, next_line) = (fields.at(), fields.line());
                    self.rest.drain(..end);
                    self.line = next_line;
                    let name = |(j, cell): (usize, &Vec<u8>)| {
                        Ok(check_text(&self.file, cell, line, j + 1)?.trim().to_owned())
                    };
                    return header.iter().enumerate().map(name).collect();
                }
                if field.is_last {
                    break;
                }
            }
            if self.is_at_end {
                return Err(Error::row(&self.file, line, RowProblem::OpenQuote));
            }
            if self.rest.len() > LONGEST {
                return Err(self.too_long());
            }
            self.read_more()?;
        }
    }

    /// The error that `above` records stand where the header is expected.
    fn title(&self, above: usize, [found, width]: [usize; 2]) -> Error {
        let mut fields = Fields::new(&self.rest, self.dialect, self.line);
        fields.find_record();
        let line = fields.line();
        let is_comment = self.rest[fields.at()..].starts_with(b"#");
        for _ in 0..above {
            while fields.next().is_some_and(|field| !field.is_last) {}
            fields.find_record();
        }
        let lines = fields.line() - 1;
        Error::row(&self.file, line, RowProblem::Title { found, width, lines, is_comment })
    }

    /// The error that lines which begin with # are among the records, if all others have the same number of cells.
    fn remarks(&self, format: &CsvFormat, all: &[Shape]) -> Option<Error> {
        let is_even = |shapes: &[Shape]| shapes.windows(2).all(|two| two[0].cells == two[1].cells);
        let mut fields = Fields::new(&self.rest, self.dialect, self.line);
        let begins = fields.find_record() && self.rest[fields.at()..].starts_with(b"#");
        if !begins || is_even(all) {
            return None;
        }
        let line = fields.line();
        let told = Dialect { comment: Some(b'#'), ..self.dialect };
        let numerals = Numerals { decimal: format.decimal };
        let dialect = match format.delimiter {
            Some(_) => told,
            None => Dialect::of(&self.rest, self.is_at_end, told, numerals),
        };
        let rows = dialect.shapes(&self.rest, self.is_at_end);
        let (found, width) = (all.first()?.cells, rows.first()?.cells);
        let mut fields = Fields::new(&self.rest, dialect, self.line);
        fields.find_record();
        let lines = fields.line() - 1;
        let is_table = width > 1 && rows.len() > 1 && is_even(&rows);
        let problem = RowProblem::Title { found, width, lines, is_comment: true };
        is_table.then(|| Error::row(&self.file, line, problem))
    }

    /// The error that no row has as many cells as there are names.
    fn misfit(&self, expected: usize, found: usize) -> Error {
        let mut fields = Fields::new(&self.rest, self.dialect, self.line);
        fields.find_record();
        Error::row(&self.file, fields.line(), RowProblem::Ragged { expected, found })
    }

    fn too_long(&self) -> Error {
        Error::row(&self.file, self.line, RowProblem::Endless)
    }
}

/// From the bytes of a file to UTF-8.
#[cfg(feature = "files")]
fn text_of<'r>(
    reader: impl Read + Send + 'r,
    format: &CsvFormat,
) -> std::io::Result<Box<dyn Read + Send + 'r>> {
    crate::bytes::text_of(reader, format.encoding.map(|encoding| encoding.0))
}

/// Without files all text is UTF-8.
#[cfg(not(feature = "files"))]
fn text_of<'r>(
    reader: impl Read + Send + 'r,
    _: &CsvFormat,
) -> std::io::Result<Box<dyn Read + Send + 'r>> {
    Ok(Box::new(reader))
}

fn cannot_read(file: &str, source: std::io::Error) -> Error {
    Error::Io { action: "read", path: file.into(), source }
}
