//! Records and fields, as RFC 4180 has them and the crate `csv` reads them.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr};

use super::dialect::Dialect;
use super::spaces::{leading, trimmed};
use crate::{Error, RowProblem};

/// A cell as it stands in the file.
pub(super) struct Field<'a> {
    /// Its text; the quotes around it are gone.
    pub(super) text: Cow<'a, [u8]>,
    pub(super) is_quoted: bool,
    /// Whether it ends its record.
    pub(super) is_last: bool,
}

/// Walks over bytes that begin with a record.
pub(super) struct Fields<'a> {
    bytes: &'a [u8],
    dialect: Dialect,
    at: usize,
    line: u64,
    /// Whether text followed a closing quote.
    is_torn: bool,
}

impl<'a> Fields<'a> {
    /// `line` is the number of the first.
    pub(super) fn new(bytes: &'a [u8], dialect: Dialect, line: u64) -> Self {
        Self { bytes, dialect, at: 0, line, is_torn: false }
    }

    /// The line of the next byte.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Whether text followed a closing quote somewhere.
    pub(super) fn is_torn(&self) -> bool {
        self.is_torn
    }

    /// How many bytes are behind.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Steps over blank lines and comments. Whether a record follows.
    pub(super) fn find_record(&mut self) -> bool {
        loop {
            self.skip_blank();
            let Some(first) = self.bytes.get(self.at) else { return false };
            if *first == self.dialect.line_end {
                self.line += 1;
                self.at += 1;
            } else if *first == b'\r' && matches!(self.bytes.get(self.at + 1), Some(b'\n') | None) {
                self.at += 1;
            } else if Some(*first) == self.dialect.comment {
                let rest = &self.bytes[self.at..];
                let length = memchr(self.dialect.line_end, rest).unwrap_or(rest.len());
                self.at += length;
            } else {
                return true;
            }
        }
    }

    /// The next field; `None` where a quote is never closed.
    pub(super) fn next(&mut self) -> Option<Field<'a>> {
        if let Some(field) = self.next_plain() {
            return Some(field);
        }
        if self.finds_quote() {
            return self.quoted();
        }
        Some(self.unquoted())
    }

    /// The next field, if it begins with neither a quote nor white space.
    #[inline(always)]
    pub(super) fn next_plain(&mut self) -> Option<Field<'a>> {
        let first = *self.bytes.get(self.at)?;
        if first > b'"' && first < 0xc2 { Some(self.unquoted()) } else { None }
    }

    #[inline(always)]
    fn unquoted(&mut self) -> Field<'a> {
        let (text, is_last) = self.plain();
        Field { text: Cow::Borrowed(text), is_quoted: false, is_last }
    }

    /// Steps over white space before a quote. Whether there is one.
    #[inline(never)]
    fn finds_quote(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let spaces = leading(rest);
        let has_delimiter = rest[..spaces].contains(&self.dialect.delimiter);
        let is_quoted = rest.get(spaces) == Some(&b'"') && !has_delimiter;
        if is_quoted {
            self.at += spaces;
        }
        is_quoted
    }

    /// Up to the next delimiter or line end.
    #[inline(always)]
    fn plain(&mut self) -> (&'a [u8], bool) {
        let Dialect { delimiter, line_end, .. } = self.dialect;
        let rest = &self.bytes[self.at..];
        let found = match delimiter {
            b' ' => end_of_word(rest, line_end),
            _ => memchr2(delimiter, line_end, rest),
        };
        let Some(length) = found else {
            self.at = self.bytes.len();
            return (rest.strip_suffix(b"\r").unwrap_or(rest), true);
        };
        self.at += length + 1;
        let text = &rest[..length];
        if rest[length] != line_end {
            (text, self.dialect.is_aligned() && self.ends_after_spaces())
        } else {
            self.line += 1;
            (text.strip_suffix(b"\r").unwrap_or(text), true)
        }
    }

    fn quoted(&mut self) -> Option<Field<'a>> {
        self.at += 1;
        let mut text = Cow::Borrowed(&self.bytes[self.at..self.at]);
        loop {
            let rest = &self.bytes[self.at..];
            let length = memchr(b'"', rest)?;
            append(&mut text, &rest[..length]);
            self.line += memchr_iter(self.dialect.line_end, &rest[..length]).count() as u64;
            self.at += length + 1;
            if self.bytes.get(self.at) != Some(&b'"') {
                break;
            }
            append(&mut text, b"\""); // a doubled quote is one
            self.at += 1;
        }
        let (after, is_last) = self.plain();
        self.is_torn |= !trimmed(after).is_empty();
        Some(Field { text, is_quoted: true, is_last })
    }

    /// Steps over white space that is all of a line, and over that before aligned columns.
    fn skip_blank(&mut self) {
        let is_white = |byte: &u8| matches!(byte, b' ' | b'\t' | 0xc2 | 0xe2 | 0xe3);
        let rest = &self.bytes[self.at..];
        if !rest.first().is_some_and(is_white)
            || rest[0] == self.dialect.delimiter && rest[0] != b' '
        {
            return;
        }
        let blank = leading(rest);
        let is_all = match &rest[blank..] {
            [] | [b'\r', b'\n', ..] => true,
            [next, ..] => *next == self.dialect.line_end,
        };
        if is_all && !rest[..blank].contains(&self.dialect.delimiter) {
            self.at += blank;
        } else if self.dialect.is_aligned() {
            self.skip_spaces();
        }
    }

    fn skip_spaces(&mut self) {
        let rest = self.bytes[self.at..].iter();
        self.at += rest.take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    }

    /// Between aligned columns any number of spaces and tabs is one; those before a line end are none.
    fn ends_after_spaces(&mut self) -> bool {
        self.skip_spaces();
        match &self.bytes[self.at..] {
            [] => true,
            [b'\r', b'\n', ..] if self.dialect.line_end == b'\n' => {
                self.at += 2;
                self.line += 1;
                true
            }
            [first, ..] if *first == self.dialect.line_end => {
                self.at += 1;
                self.line += 1;
                true
            }
            _ => false,
        }
    }
}

#[inline(never)]
fn end_of_word(rest: &[u8], line_end: u8) -> Option<usize> {
    memchr3(b' ', b'\t', line_end, rest)
}

fn append<'a>(text: &mut Cow<'a, [u8]>, more: &'a [u8]) {
    if text.is_empty() {
        *text = Cow::Borrowed(more);
    } else if !more.is_empty() {
        text.to_mut().extend_from_slice(more);
    }
}

/// Where the last whole record ends; `None` if none does.
pub(super) fn end_of_records(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    if memchr(b'"', bytes).is_none() {
        return memrchr(dialect.line_end, bytes).map(|place| place + 1);
    }
    let mut fields = Fields::new(bytes, dialect, 1);
    let mut end = None;
    while fields.find_record() {
        while let Some(field) = fields.next() {
            if field.is_last {
                break;
            }
        }
        if !bytes[..fields.at()].ends_with(&[dialect.line_end]) {
            break;
        }
        end = Some(fields.at());
    }
    end
}

/// Refuses a cell that is no text; `column` is counted from 1.
pub(super) fn check_text<'a>(
    file: &str,
    cell: &'a [u8],
    line: u64,
    column: usize,
) -> Result<&'a str, Error> {
    let problem = match std::str::from_utf8(cell) {
        Err(_) => RowProblem::NotUtf8 { column },
        Ok(_) if memchr(0, cell).is_some() => RowProblem::Nul { column },
        Ok(text) => return Ok(text),
    };
    Err(Error::row(file, line, problem))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Source, Stream};

    const COMMAS: Dialect = Dialect { delimiter: b',', line_end: b'\n', comment: None };

    fn records(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut fields = Fields::new(bytes, COMMAS, 1);
        let mut records = Vec::new();
        while fields.find_record() {
            let mut record = Vec::new();
            loop {
                let field = fields.next().unwrap();
                record.push(field.text.into_owned());
                if field.is_last {
                    break;
                }
            }
            records.push(record);
        }
        records
    }

    fn is_torn(bytes: &[u8]) -> bool {
        let mut fields = Fields::new(bytes, COMMAS, 1);
        while fields.find_record() {
            while fields.next().is_some_and(|field| !field.is_last) {}
        }
        fields.is_torn()
    }

    #[test]
    fn the_crate_csv_reads_the_same() {
        let mut stream = Stream::new(Source::ChaCha8, 5).unwrap();
        let pieces =
            ["a", "7", ",", ",", "\n", "\r\n", "\"x\"", "\"p, q\"", "\"2\n\"", "5\"", "\"\"\"\""];
        let mut compared = 0;
        for _ in 0..20_000 {
            let mut text: String = (0..12)
                .map(|_| pieces[stream.uniform(0.0, pieces.len() as f64) as usize])
                .collect();
            text.push('\n');
            let mut csv = csv::ReaderBuilder::new();
            let csv = csv.has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<Vec<u8>>> = csv
                .into_byte_records()
                .map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect())
                .collect();
            let is_closed = end_of_records(text.as_bytes(), COMMAS) == Some(text.len());
            if is_closed && !is_torn(text.as_bytes()) {
                assert_eq!(records(text.as_bytes()), expected, "{text:?}");
                compared += 1;
            }
        }
        assert!(compared > 4_000, "{compared}");
    }

    #[test]
    fn a_record_ends_outside_quotes() {
        let end = |text: &str| end_of_records(text.as_bytes(), COMMAS);
        assert_eq!(end("a,b\nc,d"), Some(4));
        assert_eq!(end("a,b\nc,\"d\ne"), Some(4));
        assert_eq!(end("a,b\nc,\"d\ne\"\n\"f\n"), Some(12));
        assert_eq!((end("a,b"), end("\"a\nb"), end("")), (None, None, None));
    }
}
