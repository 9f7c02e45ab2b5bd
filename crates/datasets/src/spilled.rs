use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use linalg_lite::{BLOCK_ROWS, Columns, Error as NumbersError, Kind, Rows, Source};

use crate::Error;
use crate::temporary::Temporary;

/// Columns in a temporary file, for tables larger than memory: chunks of rows, in which each column lies in one piece.
///
/// The file has no name, so that nothing is left of it when the program ends, even if it is killed.
///
/// ```
/// use datasets::SpilledWriter;
/// use linalg_lite::{Columns, Design, Kind, Source};
///
/// let mut x = Columns::new(4);
/// x.push_numbers(vec![1.0, 2.0, 3.0, 4.0])?;
/// x.push_category(&[0, 2, 1, 2], 2)?;
///
/// let kinds = vec![Kind::Numbers, Kind::Category { features: 2 }];
/// let writer = SpilledWriter::new(&std::env::temp_dir(), kinds, 4)?;
/// writer.write(0, 0, &x)?;
/// let spilled = writer.finish()?;
/// let source: &dyn Source = &spilled;
/// assert_eq!(Design::new(source, true)?.logits(&[1.0, 10.0, 20.0, 0.5])?, [1.5, 22.5, 13.5, 24.5]);
/// # Ok::<(), datasets::Error>(())
/// ```
#[derive(Debug)]
pub struct Spilled {
    file: Temporary,
    shape: Shape,
}

/// Where everything is in the file.
#[derive(Debug)]
struct Shape {
    kinds: Vec<Kind>,
    n_samples: usize,
    chunk_rows: usize,
    /// The bytes of a row before each column, and of all of it.
    before: Vec<usize>,
}

/// [`Spilled`] columns while they are written, in any order and from any thread.
#[derive(Debug)]
pub struct SpilledWriter {
    spilled: Spilled,
    entries: AtomicUsize,
}

impl SpilledWriter {
    /// A file without a name in `directory`, which has to have room for so many samples of columns of these kinds.
    ///
    /// # Errors
    /// [`Error::Memory`] where there is no such room, or no file can be made.
    pub fn new(directory: &Path, kinds: Vec<Kind>, n_samples: usize) -> Result<Self, Error> {
        let shape = Shape::new(kinds, n_samples);
        let file = Temporary::with_room(
            directory,
            (shape.row_bytes() as u64).saturating_mul(n_samples as u64),
        )?;
        Ok(Self { spilled: Spilled { file, shape }, entries: AtomicUsize::new(0) })
    }

    pub(crate) fn row_bytes(&self) -> usize {
        self.spilled.shape.row_bytes()
    }

    /// Writes some columns of some rows, from a column and a row on.
    ///
    /// # Errors
    /// [`Error::Memory`] where the disk is full; [`Error::Numbers`] for rows or columns that are not there, and for
    /// columns of other kinds.
    pub fn write(&self, column: usize, row: usize, entries: &Columns) -> Result<(), Error> {
        let Spilled { file, shape } = &self.spilled;
        for (j, entries) in (column..).zip(entries.columns()) {
            let rows = row..row + entries.len();
            let is_there = shape.kinds.get(j) == Some(&entries.kind());
            if !is_there || rows.end > shape.n_samples {
                let reason = format!("column {} is not there, or is of another kind", j + 1);
                return Err(NumbersError::Read { first: row, rows: rows.len(), reason }.into());
            }
            let mut bytes = entries.bytes();
            shape.for_each_piece(j, rows.clone(), |at, length| {
                let (piece, rest) = bytes.split_at(length);
                bytes = rest;
                file.write(piece, at)
            })?;
            self.entries.fetch_add(rows.len(), Ordering::Relaxed);
        }
        Ok(())
    }

    /// The columns, of which every entry has to be written.
    ///
    /// # Errors
    /// [`Error::Length`] where some are not.
    pub fn finish(self) -> Result<Spilled, Error> {
        let shape = &self.spilled.shape;
        let expected = shape.kinds.len() * shape.n_samples;
        let found = self.entries.into_inner();
        if found != expected {
            let column = "of the temporary file".to_owned();
            return Err(Error::Length { column, expected, found });
        }
        Ok(self.spilled)
    }
}

impl Shape {
    fn new(kinds: Vec<Kind>, n_samples: usize) -> Self {
        const CHUNK: usize = 1 << 20;
        let mut before = vec![0];
        for kind in &kinds {
            before.push(before[before.len() - 1] + kind.entry_bytes());
        }
        let row_bytes = before[kinds.len()].max(1);
        let blocks = (CHUNK / row_bytes / BLOCK_ROWS).max(1);
        Self { kinds, n_samples, chunk_rows: blocks * BLOCK_ROWS, before }
    }

    fn row_bytes(&self) -> usize {
        self.before[self.kinds.len()]
    }

    /// The place and the number of bytes of each piece of a column that holds some of the rows, in their order.
    fn for_each_piece<E>(
        &self,
        j: usize,
        rows: Range<usize>,
        mut visit: impl FnMut(u64, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let entry = self.kinds[j].entry_bytes();
        let mut row = rows.start;
        while row < rows.end {
            let first = row / self.chunk_rows * self.chunk_rows;
            let end = (first + self.chunk_rows).min(self.n_samples);
            let last = end.min(rows.end);
            let in_chunk = (end - first) * self.before[j] + (row - first) * entry;
            let begin = first as u64 * self.row_bytes() as u64; // the file may be larger than a `usize`
            visit(begin + in_chunk as u64, (last - row) * entry)?;
            row = last;
        }
        Ok(())
    }
}

impl Source for Spilled {
    fn n_samples(&self) -> usize {
        self.shape.n_samples
    }

    fn kinds(&self) -> &[Kind] {
        &self.shape.kinds
    }

    fn rows(&self, rows: Range<usize>) -> Result<Rows<'_>, NumbersError> {
        let refused = |reason: String| {
            let (first, rows) = (rows.start, rows.len());
            NumbersError::Read { first, rows, reason }
        };
        if rows.start > rows.end || rows.end > self.shape.n_samples {
            return Err(refused(format!("there are {} rows", self.shape.n_samples)));
        }
        let read = |j: usize, mut bytes: &mut [u8]| {
            self.shape.for_each_piece(j, rows.clone(), |at, length| {
                let (piece, rest) = std::mem::take(&mut bytes).split_at_mut(length);
                bytes = rest;
                self.file.read(piece, at).map_err(|error| refused(error.to_string()))
            })
        };
        Ok(Rows::Read(Columns::from_bytes(rows.len(), &self.shape.kinds, read)?))
    }
}

#[cfg(test)]
mod tests {
    use linalg_lite::{Block, Design};

    use super::*;

    fn columns(n: usize, more: usize) -> Columns {
        let mut x = Columns::new(n);
        x.push_numbers((0..n).map(|i| (i as f64).sqrt()).collect()).unwrap();
        for (k, features) in [1, 255, 256, 65_535, 65_536].into_iter().enumerate() {
            let codes: Vec<u32> =
                (0..n).map(|i| ((i * (k + 7) * 7919) % (features + 1)) as u32).collect();
            x.push_category(&codes, features).unwrap();
        }
        (0..more).for_each(|j| x.push_numbers(vec![j as f64; n]).unwrap());
        x
    }

    fn spilled(x: &Columns, step: usize) -> Spilled {
        let directory = std::env::temp_dir();
        let kinds = Source::kinds(x).to_vec();
        let writer = SpilledWriter::new(&directory, kinds, x.n_samples()).unwrap();
        for first in (0..x.n_samples()).step_by(step).rev() {
            let rows = first..x.n_samples().min(first + step);
            writer.write(0, first, &rows_of(x, rows)).unwrap();
        }
        writer.finish().unwrap()
    }

    fn rows_of(x: &dyn Source, rows: Range<usize>) -> Columns {
        let rows_found = x.rows(rows.clone()).unwrap();
        let found = rows_found.columns();
        let copy = |j: usize, bytes: &mut [u8]| {
            bytes.copy_from_slice(found[j].bytes());
            Ok(())
        };
        Columns::from_bytes(rows.len(), x.kinds(), copy).unwrap()
    }

    #[test]
    fn every_range_of_rows_comes_back() {
        for (n, more, step) in [(1, 0, 1), (40_000, 0, 3_001), (5_000, 300, 777)] {
            let x = columns(n, more);
            let file = spilled(&x, step);
            for (first, end) in [(0, n), (0, 0), (n, n), (n / 3, n / 2), (n - 1, n), (511, 1025)] {
                let rows = first.min(n)..end.min(n);
                assert_eq!(rows_of(&file, rows.clone()), rows_of(&x, rows));
            }
        }
    }

    #[test]
    fn a_sweep_over_the_file_has_the_bits_of_one_over_memory() {
        let x = columns(30_011, 3);
        let file = spilled(&x, 10_000);
        let sums = |source: &dyn Source| {
            let design = Design::new(source, true).unwrap();
            let (moments, thinned) = (design.moments(None).unwrap(), design.thinned(8));
            let weights: Vec<f64> = (0..design.dim()).map(|j| 1.0 / (1.0 + j as f64)).collect();
            let add = |sum: &mut f64, block: Block<'_>| {
                let mut z = vec![0.0; block.len()];
                block.logits(&weights, &mut z);
                *sum += z.iter().sum::<f64>();
            };
            let total = thinned.sweep(1, || 0.0, add, |total, sum| *total += sum).unwrap();
            (moments, total, design.logits(&weights).unwrap())
        };
        assert_eq!(sums(&file), sums(&x));
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let (directory, kinds) = (std::env::temp_dir(), vec![Kind::Numbers]);
        let wide = vec![Kind::Numbers; 1 << 20]; // 2^50 bytes: more than a `usize` of 32 bits counts
        let error = SpilledWriter::new(&directory, wide, 1 << 27).unwrap_err();
        assert!(error.to_string().contains("needs 1125899.9 GB"), "{error}");
        let nowhere = directory.join("is-not-there");
        let error = SpilledWriter::new(&nowhere, kinds.clone(), 3).unwrap_err().to_string();
        assert!(error.contains("is-not-there"), "{error}");

        let writer = SpilledWriter::new(&directory, kinds, 3).unwrap();
        let mut x = Columns::new(2);
        x.push_category(&[0, 1], 1).unwrap();
        assert!(writer.write(0, 0, &x).is_err()); // another kind
        let mut x = Columns::new(2);
        x.push_numbers(vec![1.0, 2.0]).unwrap();
        assert!(writer.write(1, 0, &x).is_err() && writer.write(0, 2, &x).is_err()); // not there
        writer.write(0, 0, &x).unwrap();
        assert!(writer.finish().is_err()); // a row is missing
    }

    #[test]
    fn rows_that_are_not_there_are_an_error() {
        let file = spilled(&columns(10, 0), 10);
        let error = file.rows(8..11).unwrap_err().to_string();
        assert_eq!(error, "the rows from 9 to 11 cannot be read: there are 10 rows");
    }
}
