mod far;
mod limited;
mod spool;

use std::borrow::Cow;
use std::io::{Read, Seek};
use std::ops::Range;
use std::path::Path;

use self::far::Far;
use self::limited::Limited;
use self::spool::Spool;
use super::column::{Cells, Column};
use super::kept::Kept;
use super::lines::Lines;
use super::named::Named;
use super::read::Pass;
use super::{Note, Reading, Table, Text};
use crate::{Error, Memory, MemoryError, open_file};

/// A table that may be longer than memory: then its cells are in a temporary file, and come back when they are asked
/// for.
///
/// ```
/// use datasets::{LongTable, Memory, Reading};
///
/// let memory = Memory { bytes: 1 << 20, of_row: 8, directory: std::env::temp_dir() };
/// let csv = &b"pet,kg\ncat,4\ndog,9\n"[..];
/// let table = LongTable::read("pets.csv", csv, &Reading::default(), &memory)?;
/// assert_eq!(table.with("kg")?.numbers("kg")?, [4.0, 9.0]);
/// # Ok::<(), datasets::Error>(())
/// ```
#[derive(Debug)]
pub struct LongTable {
    /// All but the cells, if these are elsewhere.
    table: Table,
    far: Option<Far>,
    /// The rows that are left of those elsewhere, if not all.
    selected: Option<Vec<usize>>,
    memory: Memory,
}

impl LongTable {
    /// As [`Table::open`].
    ///
    /// # Errors
    /// As [`Table::open`]; [`Error::Memory`].
    pub fn open(path: &Path, reading: &Reading<'_>, memory: &Memory) -> Result<Self, Error> {
        let name = path.display().to_string();
        let file = open_file(path)?;
        let length = file.metadata().ok().filter(|found| found.is_file()).map(|found| found.len());
        if length.is_none() {
            return Self::read(&name, file, reading, memory); // a pipe is read but once
        }
        let mut text = Vec::new();
        loop {
            match Self::pass(&name, open_file(path)?, reading, memory, (length, &text))? {
                Ok(table) => return Ok(table),
                Err(mixed) => text.extend(mixed),
            }
        }
    }

    /// As [`Table::read_as`]: what was read is kept until the table is whole, and if it is much, in a temporary file.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn read(
        file: &str,
        reader: impl Read + Send,
        reading: &Reading<'_>,
        memory: &Memory,
    ) -> Result<Self, Error> {
        const SHARE: u64 = 8;
        let directory = memory.directory.clone();
        let in_memory = usize::try_from(memory.bytes / SHARE).unwrap_or(usize::MAX);
        let mut bytes = tempfile::spooled_tempfile_in(in_memory, &directory);
        let mut text = Vec::new();
        let kept = Kept { reader, bytes: &mut Spool { file: &mut bytes, directory: &directory } };
        let mut read = Self::pass(file, kept, reading, memory, (None, &text))?;
        loop {
            match read {
                Ok(table) => return Ok(table),
                Err(mixed) => text.extend(mixed),
            }
            let refused = |source| MemoryError::File { directory: directory.clone(), source };
            bytes.rewind().map_err(refused)?;
            read = Self::pass(file, &mut bytes, reading, memory, (None, &text))?;
        }
    }

    /// Reads everything once: the table, or the columns that hold text after numbers.
    fn pass(
        file: &str,
        reader: impl Read + Send,
        reading: &Reading<'_>,
        memory: &Memory,
        (length, text): (Option<u64>, &[usize]),
    ) -> Result<Result<Self, Vec<usize>>, Error> {
        let mut store = Limited { memory, length, far: None };
        Ok(match reading.pass(file, reader, text, &mut store)? {
            Pass::Read(table) => {
                let (far, memory) = (store.far, memory.clone());
                Ok(Self { table, far, selected: None, memory })
            }
            Pass::NotOnlyNumbers(mixed) => Err(mixed),
        })
    }

    /// The column names.
    #[must_use]
    pub fn header(&self) -> Vec<String> {
        self.table.header()
    }

    /// Number of rows, the header not counted.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.table.n_rows()
    }

    /// What errors call the file.
    #[must_use]
    pub fn file(&self) -> &str {
        self.table.file()
    }

    /// What the table does not say outright, in the order of its columns.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        self.table.notes()
    }

    /// Whether the cells are in a temporary file.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.far.is_some()
    }

    /// The table, if its cells are in memory.
    pub(crate) fn in_memory(&self) -> Option<&Table> {
        self.far.is_none().then_some(&self.table)
    }

    pub(crate) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// A table in memory that has this column, and perhaps others.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`], [`Error::Memory`].
    pub fn with(&self, name: &str) -> Result<Cow<'_, Table>, Error> {
        self.table.column(name)?;
        self.with_all(&[name])
    }

    /// A table in memory that has these columns, and perhaps others.
    pub(crate) fn with_all(&self, names: &[&str]) -> Result<Cow<'_, Table>, Error> {
        match &self.far {
            None => Ok(Cow::Borrowed(&self.table)),
            Some(far) => self.brought(far, names, 0..self.n_rows(), true).map(Cow::Owned),
        }
    }

    /// A table of these columns without a row, or with all of them: what they hold, and of texts the levels.
    pub(crate) fn without_rows(&self, names: &[&str]) -> Result<Cow<'_, Table>, Error> {
        let Some(far) = &self.far else { return Ok(Cow::Borrowed(&self.table)) };
        let column = |name: &&str| {
            let (j, name) = (self.place(name)?, (*name).to_owned());
            Ok(Column { name, cells: far.kind(j) })
        };
        let columns = names.iter().map(column).collect::<Result<_, Error>>()?;
        Ok(Cow::Owned(self.table.with_columns(columns, self.table.lines.clone())))
    }

    /// Some rows of these columns, without their lines and without the levels of texts.
    pub(crate) fn piece(&self, names: &[&str], rows: Range<usize>) -> Result<Table, Error> {
        match &self.far {
            None => {
                let all: Vec<usize> = rows.collect();
                Ok(self.table.select(names)?.select_rows(&all))
            }
            Some(far) => self.brought(far, names, rows, false),
        }
    }

    /// The bytes of the cells that are in memory.
    pub(crate) fn bytes_in_memory(&self) -> u64 {
        let cells = self.table.columns.iter().map(|column| match &column.cells {
            Cells::Nothing => 0,
            Cells::Numbers(numbers) => size_of_val(numbers.as_slice()) as u64,
            Cells::Text(text) => size_of_val(text.codes.as_slice()) as u64,
        });
        cells.sum()
    }

    /// Whether a cell of the column is missing, or one was in a row that is left out.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn may_have_missing(&self, name: &str) -> Result<bool, Error> {
        match &self.far {
            None => Ok(self.table.column(name)?.cells.has_missing()),
            Some(far) => Ok(far.has_missing(self.place(name)?)),
        }
    }

    /// The different texts of a column, if it holds text.
    #[must_use]
    pub fn levels(&self, name: &str) -> &[String] {
        match (&self.far, self.table.column(name)) {
            (None, Ok(Column { cells: Cells::Text(text), .. })) => &text.levels,
            (Some(far), Ok(_)) => self.place(name).map_or(&[], |j| far.levels(j)),
            _ => &[],
        }
    }

    /// Whether a column was read.
    #[must_use]
    pub fn is_read(&self, name: &str) -> bool {
        match &self.far {
            None => self.table.column(name).is_ok_and(|column| column.cells != Cells::Nothing),
            Some(far) => self.place(name).is_ok_and(|j| far.kind(j) != Cells::Nothing),
        }
    }

    /// The same table with the rows numbered in `rows`, in ascending order.
    #[must_use]
    pub fn select_rows(self, rows: Vec<usize>) -> Self {
        if self.far.is_none() {
            return Self { table: self.table.select_rows(&rows), ..self };
        }
        let lines = self.table.lines.select(rows.iter().copied());
        let selected = match &self.selected {
            Some(before) => rows.iter().map(|row| before[*row]).collect(),
            None => rows,
        };
        Self { table: Table { lines, ..self.table }, selected: Some(selected), ..self }
    }

    fn place(&self, name: &str) -> Result<usize, Error> {
        self.table.columns.place(name).ok_or_else(|| Error::unknown_column(name, &self.header()))
    }

    fn brought(
        &self,
        far: &Far,
        names: &[&str],
        rows: Range<usize>,
        is_whole: bool,
    ) -> Result<Table, Error> {
        let selected = self.selected.as_ref().map(|selected| &selected[rows.clone()]);
        let there = match selected {
            None => rows.clone(),
            Some([]) => 0..0,
            Some(selected @ [first, ..]) => *first..selected[selected.len() - 1] + 1,
        };
        let places = selected.map(|all| all.iter().map(|row| row - there.start).collect());
        let places: Option<Vec<usize>> = places;
        let column = |name: &&str| {
            let j = self.place(name)?;
            let mut cells = far.cells(j, there.clone())?;
            if let Some(places) = &places {
                cells = cells.select(places);
            }
            if let (true, Cells::Text(text), Cells::Text(Text { levels, .. })) =
                (is_whole, &mut cells, far.kind(j))
            {
                text.levels = levels;
            }
            Ok(Column { name: (*name).to_owned(), cells })
        };
        let columns = names.iter().map(column).collect::<Result<_, Error>>()?;
        let lines = if is_whole { self.table.lines.clone() } else { Lines::default() };
        Ok(self.table.with_columns(columns, lines))
    }
}

impl Table {
    fn with_columns(&self, columns: Named, lines: Lines) -> Self {
        let (file, notes) = (self.file.clone(), self.notes.clone());
        Self { file, columns, lines, notes, ..*self }
    }
}
