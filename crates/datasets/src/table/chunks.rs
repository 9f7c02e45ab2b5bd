use std::io::Read;

use memchr::memchr_iter;

use super::CsvFormat;
use super::fields::{Fields, check_text, end_of_records, open_quote};
use crate::Error;

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
pub(super) struct Chunks<R> {
    file: String,
    reader: R,
    pub(super) delimiter: u8,
    /// Read, but not yet handed out.
    rest: Vec<u8>,
    /// Memory that is no longer used.
    spare: Vec<Vec<u8>>,
    /// Where `rest` begins.
    line: u64,
    is_at_end: bool,
}

impl<R: Read> Chunks<R> {
    /// Reads the header. What follows is for [`next`](Self::next).
    pub(super) fn new(
        file: &str,
        reader: R,
        format: CsvFormat,
    ) -> Result<(Self, Vec<String>), Error> {
        let file = file.to_owned();
        let mut chunks = Self {
            file,
            reader,
            delimiter: b',',
            rest: Vec::new(),
            spare: Vec::new(),
            line: 1,
            is_at_end: false,
        };
        chunks.read_more()?;
        if let Some(rest) = chunks.rest.strip_prefix(b"\xef\xbb\xbf") {
            chunks.rest = rest.to_vec();
        }
        let first_line = chunks.rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        chunks.delimiter = format.delimiter_of(&String::from_utf8_lossy(first_line));
        let header = chunks.take_header()?;
        Ok((chunks, header))
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Chunk>, Error> {
        loop {
            if !self.is_at_end {
                self.read_more()?;
            }
            let end = match end_of_records(&self.rest, self.delimiter) {
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
            self.line += memchr_iter(b'\n', &bytes).count() as u64;
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
        let found = found.map_err(|source| Error::Io {
            action: "read",
            path: self.file.clone().into(),
            source,
        })?;
        self.is_at_end = (found as u64) < CHUNK;
        Ok(())
    }

    fn take_header(&mut self) -> Result<Vec<String>, Error> {
        loop {
            let mut fields = Fields::new(&self.rest, self.delimiter, self.line);
            if !fields.find_record() && self.is_at_end {
                return Err(Error::EmptyFile(self.file.clone()));
            }
            let line = fields.line();
            let mut header = Vec::new();
            while let Some(field) = fields.next() {
                header.push(field.text.into_owned());
                let is_whole = self.is_at_end || fields.at() < self.rest.len();
                if field.is_last && is_whole {
                    let (end, next_line) = (fields.at(), fields.line());
                    self.rest.drain(..end);
                    self.line = next_line;
                    return self.names(line, &header);
                }
                if field.is_last {
                    break;
                }
            }
            if self.is_at_end {
                return Err(open_quote(&self.file, line));
            }
            if self.rest.len() > LONGEST {
                return Err(self.too_long());
            }
            self.read_more()?;
        }
    }

    fn names(&self, line: u64, cells: &[Vec<u8>]) -> Result<Vec<String>, Error> {
        let name = |(j, cell): (usize, &Vec<u8>)| {
            Ok(check_text(&self.file, cell, line, j + 1)?.trim().to_owned())
        };
        let names = cells.iter().enumerate().map(name).collect::<Result<Vec<String>, Error>>()?;
        if let Some(j) = names.iter().position(String::is_empty) {
            return Err(Error::NoName { file: self.file.clone(), line, column: j + 1 });
        }
        if let Some(second) = (1..names.len()).find(|&j| names[..j].contains(&names[j])) {
            let first = names.iter().position(|name| *name == names[second]).unwrap_or(0) + 1;
            let (file, name, second) = (self.file.clone(), names[second].clone(), second + 1);
            return Err(Error::DuplicateColumn { file, line, name, first, second });
        }
        Ok(names)
    }

    fn too_long(&self) -> Error {
        let problem =
            "this row is longer than 64 MB: is a quote never closed, or is this not a CSV file?";
        Error::EndlessRow { file: self.file.clone(), line: self.line, problem }
    }
}
