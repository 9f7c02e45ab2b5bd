mod chunks;
mod column;
mod dialect;
mod faults;
mod fields;
mod form;
mod format;
mod growing;
mod head;
mod kept;
mod lines;
#[cfg(feature = "files")]
pub(crate) mod long;
mod named;
mod note;
mod number;
mod numerals;
mod parse;
mod read;
mod seen;
mod spaces;
mod store;

use std::io::Read;
#[cfg(feature = "files")]
use std::path::Path;

#[cfg(feature = "files")]
use crate::open_file;
use crate::{Dataset, Error, Target, shortest};

pub use column::{Cells, Column, ReadAs, Text};
pub use form::Form;
#[cfg(feature = "files")]
pub use format::TextEncoding;
pub use format::{CsvFormat, Decimal, Header};
use kept::Kept;
use lines::Lines;
use named::Named;
pub use note::Note;
use number::Numerals;
pub use number::is_usual_mark;
use read::Pass;
pub use read::{ChooseColumns, Piece, Pieces, Reading};
use store::InMemory;

/// A CSV in columns of numbers or text. Every row remembers its line, so that whatever turns out to be
/// wrong with a cell can be found again.
///
/// ```
/// let mut table = datasets::Table::read("pets.csv", &b"pet,kg\ncat,4\ndog,\n"[..])?;
/// assert_eq!(table.drop_incomplete(), 1);
/// assert_eq!(table.numbers("kg")?, [4.0]);
/// # Ok::<(), datasets::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    file: String,
    columns: Named,
    lines: Lines,
    numerals: Numerals,
    delimiter: u8,
    notes: Vec<Note>,
}

impl Table {
    /// Reads a table with a header; `file` is the name that errors show. Quotes follow RFC 4180;
    /// comma, semicolon, tab, bar or aligned columns, any line end, a byte-order mark and blank lines are
    /// accepted. What was read is kept in memory until the table is whole.
    ///
    /// # Errors
    /// [`Error::EmptyFile`], [`Error::NoRows`], [`Error::Row`], or [`Error::Io`] when `reader` fails.
    pub fn read(file: &str, reader: impl Read + Send) -> Result<Self, Error> {
        Self::read_as(file, reader, &Reading::default())
    }

    /// As [`read`](Self::read), with a format, and with columns to be read as something or not at all.
    ///
    /// # Errors
    /// As [`read`](Self::read), what `reading.columns` returns, and [`Error::Cell`] for a cell that is
    /// no number in a column of [`ReadAs::Numbers`].
    pub fn read_as(
        file: &str,
        reader: impl Read + Send,
        reading: &Reading<'_>,
    ) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        match reading.pass(file, Kept { reader, bytes: &mut bytes }, &[], &mut InMemory)? {
            Pass::Read(table) => Ok(table),
            Pass::NotOnlyNumbers(mixed) => {
                Self::read_again(file, reading, || Ok(bytes.as_slice()), mixed)
            }
        }
    }

    /// As [`read_as`](Self::read_as), from a file. It is read once, or twice if a column begins with
    /// numbers and goes on with text.
    ///
    /// # Errors
    /// As [`read_as`](Self::read_as).
    #[cfg(feature = "files")]
    pub fn open(path: impl AsRef<Path>, reading: &Reading<'_>) -> Result<Self, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let file = open_file(path)?;
        if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
            return Self::read_as(&name, file, reading); // a pipe is read but once
        }
        Self::read_again(&name, reading, || open_file(path), Vec::new())
    }

    /// As [`open`](Self::open), from bytes that are at hand.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn from_bytes(file: &str, bytes: &[u8], reading: &Reading<'_>) -> Result<Self, Error> {
        Self::read_again(file, reading, || Ok(bytes), Vec::new())
    }

    /// From the beginning, and once more where text follows numbers.
    fn read_again<R: Read + Send>(
        file: &str,
        reading: &Reading<'_>,
        begin: impl Fn() -> Result<R, Error>,
        mut text: Vec<usize>,
    ) -> Result<Self, Error> {
        loop {
            match reading.pass(file, begin()?, &text, &mut InMemory)? {
                Pass::Read(table) => return Ok(table),
                Pass::NotOnlyNumbers(mixed) => text.extend(mixed),
            }
        }
    }

    /// The column names.
    #[must_use]
    pub fn header(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// The columns, in the order of the header.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Number of rows, the header not counted.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.lines.len()
    }

    /// What errors call the file.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What the table does not say outright, in the order of its columns.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The line of a row in the file, counted from 1.
    #[must_use]
    pub fn line(&self, row: usize) -> u64 {
        self.lines.get(row)
    }

    /// The same table with only the columns named, in that order.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn select(&self, names: &[&str]) -> Result<Self, Error> {
        let columns =
            names.iter().map(|name| self.column(name).cloned()).collect::<Result<_, _>>()?;
        let lines = self.lines.clone();
        Ok(Self { file: self.file.clone(), columns, lines, notes: self.notes.clone(), ..*self })
    }

    /// The rows numbered in `rows`, in that order.
    #[must_use]
    pub fn select_rows(&self, rows: &[usize]) -> Self {
        let columns = self.columns.map(|column| column.cells.select(rows));
        let lines = self.lines.select(rows.iter().copied());
        Self { file: self.file.clone(), columns, lines, notes: self.notes.clone(), ..*self }
    }

    /// Drops the rows in which a cell is missing, and returns how many there were.
    pub fn drop_incomplete(&mut self) -> usize {
        let before = self.n_rows();
        let complete: Vec<usize> = (0..before)
            .filter(|row| self.columns.iter().all(|column| !column.cells.is_missing(*row)))
            .collect();
        if complete.len() < before {
            *self = self.select_rows(&complete);
        }
        before - complete.len()
    }

    /// A column.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn column(&self, name: &str) -> Result<&Column, Error> {
        let found = self.columns.place(name).map(|place| &self.columns[place]);
        found.ok_or_else(|| Error::unknown_column(name, &self.header()))
    }

    /// A column of finite numbers.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`], [`Error::MissingCell`], or [`Error::Cell`] or [`Error::DecimalMark`] with its line.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, Error> {
        let Cells::Text(text) = &self.column(name)?.cells else {
            return Ok(match &self.complete(name)?.cells {
                Cells::Numbers(numbers) => numbers.clone(),
                _ => Vec::new(),
            });
        };
        let number = |level: &String| self.numerals.of_text(level);
        let by_level: Vec<Option<f64>> = text.levels.iter().map(number).collect();
        let of_row = |(row, code): (usize, &u32)| match by_level.get(*code as usize) {
            Some(Some(number)) => Ok(*number),
            Some(None) => Err(self.no_number(name, text)),
            None => Err(self.missing_cell(row, name)),
        };
        text.codes.iter().enumerate().map(of_row).collect()
    }

    /// A column of classes: for each row the place of its cell among the sorted names.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`] or [`Error::MissingCell`].
    pub fn classes(&self, name: &str) -> Result<(Vec<usize>, Vec<String>), Error> {
        let text = match &self.complete(name)?.cells {
            Cells::Numbers(numbers) => Text::of(numbers.iter().map(|number| shortest(*number))),
            Cells::Text(text) => text.clone(),
            Cells::Nothing => Text::default(),
        };
        let counted = text.levels.iter().zip(text.counts()).filter(|(_, count)| *count > 0);
        let mut names: Vec<String> = counted.map(|(level, _)| level.clone()).collect();
        names.sort_unstable();
        let place = |level: &String| names.binary_search(level).unwrap_or(0);
        let places: Vec<usize> = text.levels.iter().map(place).collect();
        let labels = text.codes.iter().map(|code| places[*code as usize]).collect();
        Ok((labels, names))
    }

    /// A column as what its cells say it is: yes or no when all are 0 or 1, numbers when all can
    /// be read as such, else classes.
    ///
    /// # Errors
    /// As [`classes`](Self::classes).
    pub fn target(&self, name: &str) -> Result<Target, Error> {
        let Cells::Numbers(numbers) = &self.complete(name)?.cells else {
            let (labels, names) = self.classes(name)?;
            return Ok(Target::Classes { labels, names });
        };
        if numbers.iter().all(|number| *number == 0.0 || *number == 1.0) {
            Ok(Target::Binary(numbers.iter().map(|number| *number == 1.0).collect()))
        } else {
            Ok(Target::Numbers(numbers.clone()))
        }
    }

    /// The table as a data set: `target` is to be learned, every other column is a feature.
    ///
    /// # Errors
    /// [`Error::NoRows`], [`Error::NoFeatures`], or as [`numbers`](Self::numbers) and
    /// [`target`](Self::target).
    pub fn dataset(&self, target: &str) -> Result<Dataset, Error> {
        self.column(target)?;
        if self.n_rows() == 0 {
            return Err(Error::NoRows(format!("{} without its incomplete rows", self.file)));
        }
        let features = self.columns.iter().map(|column| &column.name);
        let features: Vec<&String> = features.filter(|name| *name != target).collect();
        if features.is_empty() {
            return Err(Error::NoFeatures(self.file.clone()));
        }
        let columns = features
            .into_iter()
            .map(|name| Ok((name.clone(), self.numbers(name)?)))
            .collect::<Result<_, Error>>()?;
        Dataset::new(columns, target.to_owned(), self.target(target)?)
    }

    /// A column in which no cell is missing.
    fn complete(&self, name: &str) -> Result<&Column, Error> {
        let column = self.column(name)?;
        match (0..self.n_rows()).find(|row| column.cells.is_missing(*row)) {
            None => Ok(column),
            Some(row) => Err(self.missing_cell(row, name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Table, Error> {
        Table::read("t.csv", text.as_bytes())
    }

    fn message<T>(result: Result<T, Error>) -> String {
        result.err().unwrap().to_string()
    }

    #[test]
    fn targets_say_what_they_are() {
        let t = table("a,b,c,d\n0,1.5,x,1\n1,2,y,2\n1,3,x,yes\n").unwrap();
        assert_eq!(t.target("a").unwrap(), Target::Binary(vec![false, true, true]));
        assert_eq!(t.target("b").unwrap(), Target::Numbers(vec![1.5, 2.0, 3.0]));
        let names = vec!["x".to_owned(), "y".to_owned()];
        assert_eq!(t.target("c").unwrap(), Target::Classes { labels: vec![0, 1, 0], names });
        assert!(matches!(t.target("d").unwrap(), Target::Classes { .. }));
    }

    #[test]
    fn marks_crlf_quotes_and_blank_lines_are_read() {
        let t =
            table("\u{feff}\"size, in m\",\"the \"\"y\"\"\"\r\n1.5,0\r\n\r\n 2 ,1\r\n").unwrap();
        assert_eq!(t.header(), ["size, in m", "the \"y\""]);
        let data = t.dataset("the \"y\"").unwrap();
        assert_eq!(data.feature("size, in m").unwrap(), [1.5, 2.0]);
        assert_eq!(data.labels().unwrap(), [false, true]);
    }

    #[test]
    fn errors_give_file_line_and_column() {
        let t = table("a,y\n1,0\n,1\nNA,0\n").unwrap();
        assert_eq!(
            message(t.dataset("y")),
            "t.csv:3: the value of \"a\" is missing: fill it in, or drop the rows with gaps"
        );
        let t = table("\"two\nlines\",y\n1,0\ntwo,1\n").unwrap();
        assert_eq!(
            message(t.dataset("y")),
            "t.csv:4: column \"two\nlines\" is \"two\": a number is needed"
        );
        for bad in ["inf", "1e999"] {
            let t = table(&format!("a,y\n{bad},0\n")).unwrap();
            assert_eq!(
                message(t.dataset("y")),
                format!("t.csv:2: column \"a\" is \"{bad}\": a finite number is needed")
            );
        }
        assert_eq!(
            message(table("a,y\n1,0\n1,2,3\n")),
            "t.csv:3: the row has 3 cells, but the header has 2"
        );
        assert_eq!(message(table("a,y\n1\n")), "t.csv:2: the row has 1 cell, but the header has 2");
        let bytes = &b"a,y\n1,0\n2,\xff\n"[..];
        assert_eq!(
            message(Table::read("t.csv", bytes)),
            "t.csv:3: column 2 is not UTF-8 text: save the file as UTF-8"
        );
        let t = table("a,y\n1,0\n").unwrap();
        assert!(message(t.dataset("z")).starts_with("there is no column \"z\""));
    }

    #[test]
    fn empty_tables_and_bad_headers_are_refused() {
        assert_eq!(
            message(table("")),
            "t.csv is empty: a header line and at least one row are needed"
        );
        assert_eq!(message(table("a,y\n")), "t.csv has no rows: at least one is needed");
        let t = table("a,,a\n1,2,3\n").unwrap();
        assert_eq!(t.header(), ["a", "column 2", "a (2)"]);
        assert_eq!(t.notes().len(), 2);
        let t = table("y\n1\n").unwrap();
        assert_eq!(message(t.dataset("y")), "t.csv has no feature columns besides the target");
        let mut t = table("a,y\n,1\n").unwrap();
        assert_eq!(t.drop_incomplete(), 1);
        assert_eq!(
            message(t.dataset("y")),
            "t.csv without its incomplete rows has no rows: at least one is needed"
        );
    }

    #[test]
    fn only_gaps_in_selected_columns_drop_a_row() {
        let t = table("a,note,y\n1,,0\n,x,1\n3,,1\n").unwrap();
        assert_eq!(t.clone().drop_incomplete(), 3);
        let mut used = t.select(&["a", "y"]).unwrap();
        assert_eq!((used.drop_incomplete(), used.n_rows()), (1, 2));
    }
}
