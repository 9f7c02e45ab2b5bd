//! A whole CSV: chunks are read one after the other and parsed at once.

use std::io::Read;

use rayon::prelude::*;

use super::chunks::{Chunk, Chunks};
use super::column::{Cells, Column, ReadAs, Texts};
use super::parse::{Layout, Rows};
use super::{CsvFormat, Table};
use crate::Error;

/// From the header, what to read each column as.
pub type ChooseColumns<'a> = dyn Fn(&[String]) -> Result<Vec<ReadAs>, Error> + Sync + 'a;

/// How to read a CSV.
#[derive(Clone, Copy, Default)]
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
    starts: Vec<usize>,
}

impl Piece {
    /// The text of each row, without its line end.
    pub fn records(&self) -> impl Iterator<Item = &[u8]> {
        self.starts.windows(2).map(|pair| {
            let mut record = &self.bytes[pair[0]..pair[1]];
            while let [rest @ .., b'\n' | b'\r'] = record {
                record = rest;
            }
            record
        })
    }
}

/// What a pass over a file found.
pub(super) enum Pass {
    Read(Table),
    /// These columns hold text after numbers that are read already.
    NotOnlyNumbers(Vec<usize>),
}

impl Reading<'_> {
    /// Reads everything once; `text` are columns known to hold text.
    pub(super) fn pass(
        &self,
        file: &str,
        reader: impl Read + Send,
        text: &[usize],
    ) -> Result<Pass, Error> {
        let (mut chunks, layout, mut reads) = self.begin(file, reader)?;
        text.iter().for_each(|j| reads[*j] = ReadAs::Text);
        let mut columns: Vec<Growing> = reads.iter().map(|read| Growing::of(*read)).collect();
        let mut lines = Vec::new();
        let mut batch = self.batch(&mut chunks)?;
        while !batch.is_empty() {
            let (parsed, next) = rayon::join(
                || batch.par_iter().map(|chunk| layout.rows(chunk, &reads)).collect::<Vec<_>>(),
                || self.batch(&mut chunks),
            );
            let mut parsed = parsed.into_iter().collect::<Result<Vec<Rows>, Error>>()?;
            std::mem::replace(&mut batch, next?).into_iter().for_each(|c| chunks.recycle(c));
            parsed.iter_mut().for_each(|rows| lines.append(&mut rows.lines));
            columns.par_iter_mut().enumerate().for_each(|(j, column)| {
                parsed.iter().for_each(|rows| column.append(&rows.columns[j]));
            });
            for (read, column) in reads.iter_mut().zip(&columns) {
                if matches!(column, Growing::Text(_)) {
                    *read = ReadAs::Text;
                }
            }
        }
        let mixed: Vec<usize> = (0..columns.len()).filter(|j| columns[*j].is_mixed()).collect();
        if !mixed.is_empty() {
            return Ok(Pass::NotOnlyNumbers(mixed));
        }
        let cells = columns.into_iter().map(Growing::cells).collect();
        let table = layout.table(cells, lines);
        if table.n_rows() == 0 { Err(Error::NoRows(table.file)) } else { Ok(Pass::Read(table)) }
    }

    /// Begins to read a table that may be too long to hold: its header.
    ///
    /// # Errors
    /// Those of [`Table::read_as`](crate::Table::read_as) about the header.
    pub fn pieces<R: Read + Send>(&self, file: &str, reader: R) -> Result<Pieces<'_, R>, Error> {
        let (chunks, layout, reads) = self.begin(file, reader)?;
        Ok(Pieces { reading: *self, chunks, layout, reads })
    }

    fn begin<R: Read>(
        &self,
        file: &str,
        reader: R,
    ) -> Result<(Chunks<R>, Layout, Vec<ReadAs>), Error> {
        let (chunks, names) = Chunks::new(file, reader, self.format)?;
        let reads = match self.columns {
            Some(columns) => columns(&names)?,
            None => vec![ReadAs::Either; names.len()],
        };
        let (file, delimiter) = (file.to_owned(), chunks.delimiter);
        let decimal_comma = self.format.decimal_comma;
        Ok((chunks, Layout { file, names, delimiter, decimal_comma }, reads))
    }

    /// Enough chunks to keep all threads busy.
    fn batch<R: Read>(&self, chunks: &mut Chunks<R>) -> Result<Vec<Chunk>, Error> {
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
pub struct Pieces<'a, R> {
    reading: Reading<'a>,
    chunks: Chunks<R>,
    layout: Layout,
    reads: Vec<ReadAs>,
}

impl<R: Read + Send> Pieces<'_, R> {
    /// The column names.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.layout.names
    }

    /// The byte between two cells.
    #[must_use]
    pub fn delimiter(&self) -> u8 {
        self.layout.delimiter
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
            let Rows { columns, lines, starts } = layout.rows(&chunk, reads)?;
            work(Piece { table: layout.table(columns, lines), bytes: chunk.bytes, starts })
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
    fn table(&self, cells: Vec<Cells>, lines: Vec<u64>) -> Table {
        let columns = self.names.iter().zip(cells);
        let columns = columns.map(|(name, cells)| Column { name: name.clone(), cells }).collect();
        Table { file: self.file.clone(), columns, lines }
    }
}

/// A column of which some chunks are read.
enum Growing {
    Nothing,
    /// Numbers, and whether there was one that is not missing.
    Numbers(Vec<f64>, bool),
    Text(Texts),
    /// Text after numbers: their text is not known any more.
    Mixed,
}

impl Growing {
    fn of(read: ReadAs) -> Self {
        match read {
            ReadAs::Nothing => Self::Nothing,
            ReadAs::Numbers | ReadAs::Either => Self::Numbers(Vec::new(), false),
            ReadAs::Text => Self::Text(Texts::default()),
        }
    }

    fn append(&mut self, cells: &Cells) {
        let is_number = |numbers: &[f64]| numbers.iter().any(|number| !number.is_nan());
        match (&mut *self, cells) {
            (Self::Nothing | Self::Mixed, _) | (_, Cells::Nothing) => (),
            (Self::Numbers(all, some), Cells::Numbers(more)) => {
                all.extend_from_slice(more);
                *some = *some || is_number(more);
            }
            (Self::Text(all), Cells::Text(more)) => all.append(more),
            (Self::Numbers(all, false), Cells::Text(more)) => {
                let mut texts = Texts::missing(all.len());
                texts.append(more);
                *self = Self::Text(texts);
            }
            (Self::Text(all), Cells::Numbers(more)) if !is_number(more) => {
                more.iter().for_each(|_| all.push_missing());
            }
            _ => *self = Self::Mixed,
        }
    }

    fn is_mixed(&self) -> bool {
        matches!(self, Self::Mixed)
    }

    fn cells(self) -> Cells {
        match self {
            Self::Nothing | Self::Mixed => Cells::Nothing,
            Self::Numbers(mut numbers, _) => {
                numbers.shrink_to_fit();
                Cells::Numbers(numbers)
            }
            Self::Text(texts) => Cells::Text(texts.text),
        }
    }
}
