//! A whole CSV: chunks are read one after the other and parsed at once.

use std::io::Read;

use rayon::prelude::*;

use super::chunks::{Chunk, Chunks};
use super::column::{Cells, Column, ReadAs};
use super::growing::Growing;
use super::head::Head;
use super::lines::Lines;
use super::number::Numerals;
use super::parse::{Layout, Rows};
use super::store::Store;
use super::{CsvFormat, Note, Table};
use crate::Error;

/// From the header, what to read each column as.
pub type ChooseColumns<'a> = dyn Fn(&[String]) -> Result<Vec<ReadAs>, Error> + Sync + 'a;

/// How to read a CSV.
#[derive(Clone, Default)]
pub struct Reading<'a> {
    /// How it is written.
    pub format: CsvFormat,
    /// What to read the columns as; if not given, all as [`ReadAs::Either`].
    pub columns: Option<&'a ChooseColumns<'a>>,
    /// Is told how many bytes were read, now and then.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
}

/// A part of a table that is too long to hold, and the records as they stand in the file.
pub struct Piece {
    /// Some rows.
    pub table: Table,
    bytes: Vec<u8>,
    places: Vec<[u32; 2]>,
}

impl Piece {
    /// The text of each row, without its line end and without a delimiter there that the header lacks.
    pub fn records(&self) -> impl Iterator<Item = &[u8]> {
        self.places.iter().map(|[begin, end]| {
            let mut record = &self.bytes[*begin as usize..*end as usize];
            while let [rest @ .., b'\n' | b'\r'] = record {
                record = rest;
            }
            record
        })
    }
}

/// What is known before the first row.
type Begun<'r> = (Chunks<'r>, Layout, Vec<ReadAs>, Vec<Note>);

/// What a pass over a file found.
pub(super) enum Pass {
    Read(Table),
    /// These columns hold text after numbers that are read already.
    NotOnlyNumbers(Vec<usize>),
}

impl<'a> Reading<'a> {
    /// Reads everything once; `text` are columns known to hold text.
    pub(super) fn pass(
        &self,
        file: &str,
        reader: impl Read + Send,
        text: &[usize],
        store: &mut impl Store,
    ) -> Result<Pass, Error> {
        let (mut chunks, layout, mut reads, mut notes) = self.begin(file, reader)?;
        let is_free: Vec<bool> = reads.iter().map(|read| *read == ReadAs::Either).collect();
        text.iter().for_each(|j| reads[*j] = ReadAs::Text);
        let mut columns: Vec<Growing> = reads.iter().map(Growing::of).collect();
        let (mut lines, mut bytes) = (Lines::default(), 0);
        let mut batch = self.batch(&mut chunks)?;
        while !batch.is_empty() {
            let (parsed, next) = rayon::join(
                || batch.par_iter().map(|chunk| layout.rows(chunk, &reads)).collect::<Vec<_>>(),
                || self.batch(&mut chunks),
            );
            let mut parsed = parsed.into_iter().collect::<Result<Vec<Rows>, Error>>()?;
            bytes += batch.iter().map(|chunk| chunk.bytes.len() as u64).sum::<u64>();
            std::mem::replace(&mut batch, next?).into_iter().for_each(|c| chunks.recycle(c));
            parsed.iter_mut().for_each(|rows| lines.extend(rows.lines.drain(..)));
            columns.par_iter_mut().enumerate().for_each(|(j, column)| {
                parsed.iter().for_each(|rows| column.append(&rows.columns[j]));
            });
            store.take(&mut columns, &layout, lines.len(), bytes)?;
            for (read, column) in reads.iter_mut().zip(&columns) {
                if *read == ReadAs::Either && matches!(column, Growing::Text(..)) {
                    *read = ReadAs::Text;
                }
            }
        }
        let is_mixed = |j: &usize| columns[*j].is_mixed(is_free[*j]);
        let mixed: Vec<usize> = (0..columns.len()).filter(is_mixed).collect();
        if !mixed.is_empty() {
            return Ok(Pass::NotOnlyNumbers(mixed));
        }
        if lines.len() == 0 {
            return Err(Error::NoRows(file.to_owned()));
        }
        let mut cells = Vec::new();
        for (of_column, told) in store.understood(columns, &layout, &is_free)? {
            cells.push(of_column);
            notes.extend(told);
        }
        Ok(Pass::Read(Table { notes, ..layout.table(cells, lines) }))
    }

    /// Begins to read a table that may be too long to hold: its header.
    ///
    /// # Errors
    /// Those of [`Table::read_as`](crate::Table::read_as) about the header.
    pub fn pieces(&self, file: &str, reader: impl Read + Send + 'a) -> Result<Pieces<'a>, Error> {
        let (chunks, layout, reads, _) = self.begin(file, reader)?;
        Ok(Pieces { reading: self.clone(), chunks, layout, reads })
    }

    fn begin<'r>(&self, file: &str, reader: impl Read + Send + 'r) -> Result<Begun<'r>, Error> {
        let (chunks, head) = Chunks::new(file, reader, &self.format)?;
        let Head { names, ends_with_delimiter, notes } = head;
        let reads = match self.columns {
            Some(columns) => columns(&names)?,
            None => vec![ReadAs::Either; names.len()],
        };
        let numerals = Numerals { decimal: self.format.decimal };
        let told = self.format.na.clone();
        let has_usual_words = told.as_ref().is_none_or(|words| words.iter().any(|w| !w.is_empty()));
        let mut na = told.unwrap_or_default();
        na.retain(|word| !word.is_empty());
        let layout = Layout {
            file: file.to_owned(),
            names,
            ends_with_delimiter,
            dialect: chunks.dialect,
            numerals,
            na_numbers: na.iter().filter_map(|word| numerals.of_text(word)).collect(),
            has_usual_words,
            na,
        };
        Ok((chunks, layout, reads, notes))
    }

    /// Enough chunks to keep all threads busy.
    fn batch(&self, chunks: &mut Chunks<'_>) -> Result<Vec<Chunk>, Error> {
        const CHUNKS_A_THREAD: usize = 2;
        const AT_LEAST: usize = 8;
        let mut batch = Vec::new();
        let enough = AT_LEAST.max(CHUNKS_A_THREAD * rayon::current_num_threads());
        while batch.len() < enough {
            let Some(chunk) = chunks.next()? else { break };
            if let Some(progress) = self.progress {
                progress(chunk.bytes.len() as u64);
            }
            batch.push(chunk);
        }
        Ok(batch)
    }
}

/// A table of which the header is read.
pub struct Pieces<'a> {
    reading: Reading<'a>,
    chunks: Chunks<'a>,
    layout: Layout,
    reads: Vec<ReadAs>,
}

impl Pieces<'_> {
    /// The column names.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.layout.names
    }

    /// The byte between two cells.
    #[must_use]
    pub fn delimiter(&self) -> u8 {
        self.layout.dialect.delimiter
    }

    /// Reads the rest: `work` on each piece, on all threads, then `take` of what it returned, in the
    /// order of the file. Few pieces are in memory at a time. A column of [`ReadAs::Either`] may be
    /// numbers in one piece and text in another.
    ///
    /// # Errors
    /// Those of [`Table::read_as`](crate::Table::read_as), of `work` and of `take`.
    pub fn for_each<T: Send, E: From<Error> + Send>(
        mut self,
        work: impl Fn(Piece) -> Result<T, E> + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let Self { reading, chunks, layout, reads } = &mut self;
        let work = |chunk: Chunk| {
            let Rows { columns, lines, places } = layout.rows(&chunk, reads)?;
            let cells = columns.into_iter().map(|column| column.cells).collect();
            let table = layout.table(cells, lines.into_iter().collect());
            work(Piece { table, bytes: chunk.bytes, places })
        };
        let mut batch = reading.batch(chunks)?;
        while !batch.is_empty() {
            let (done, next) = rayon::join(
                || batch.into_par_iter().map(work).collect::<Vec<_>>(),
                || reading.batch(chunks),
            );
            done.into_iter().try_for_each(|result| take(result?))?;
            batch = next?;
        }
        Ok(())
    }
}

impl Layout {
    fn table(&self, cells: Vec<Cells>, lines: Lines) -> Table {
        let columns = self.names.iter().zip(cells);
        let columns = columns.map(|(name, cells)| Column { name: name.clone(), cells }).collect();
        let (numerals, delimiter) = (self.numerals, self.dialect.delimiter);
        Table { file: self.file.clone(), columns, lines, numerals, delimiter, notes: Vec::new() }
    }
}
