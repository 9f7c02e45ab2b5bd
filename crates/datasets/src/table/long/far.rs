//! Cells in a temporary file.

use std::ops::Range;

use crate::Error;
use crate::table::column::{Cells, Text};
use crate::table::growing::Growing;
use crate::temporary::Temporary;

/// The cells of all columns.
#[derive(Debug)]
pub(crate) struct Far {
    file: Temporary,
    end: u64,
    columns: Vec<FarColumn>,
}

/// The cells of a column, part after part.
#[derive(Debug, Default)]
struct FarColumn {
    parts: Vec<Part>,
    rows: usize,
    holds: Holds,
    has_missing: bool,
}

/// What a column holds in all.
#[derive(Debug, Default)]
enum Holds {
    #[default]
    Nothing,
    Numbers,
    Text(Vec<String>),
}

/// Consecutive rows of a column.
#[derive(Debug)]
struct Part {
    first: usize,
    at: u64,
    /// Else numbers; in a column of text these are all missing.
    are_codes: bool,
}

impl Far {
    pub(super) fn new(file: Temporary, n_columns: usize) -> Self {
        let columns = std::iter::repeat_with(FarColumn::default).take(n_columns).collect();
        Self { file, end: 0, columns }
    }

    /// Takes the cells out of a column that is being read.
    pub(super) fn take(&mut self, j: usize, column: &mut Growing) -> Result<(), Error> {
        match column.take_cells() {
            Cells::Nothing => Ok(()),
            Cells::Numbers(numbers) => {
                let has_missing = numbers.iter().any(|number| number.is_nan());
                self.append(j, bytemuck::cast_slice(&numbers), numbers.len(), has_missing, false)
            }
            Cells::Text(Text { codes, .. }) => {
                let has_missing = codes.contains(&Text::MISSING);
                self.append(j, bytemuck::cast_slice(&codes), codes.len(), has_missing, true)
            }
        }
    }

    fn append(
        &mut self,
        j: usize,
        bytes: &[u8],
        rows: usize,
        has_missing: bool,
        are_codes: bool,
    ) -> Result<(), Error> {
        self.file.write(bytes, self.end)?;
        let column = &mut self.columns[j];
        column.parts.push(Part { first: column.rows, at: self.end, are_codes });
        column.rows += rows;
        column.has_missing |= has_missing;
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// Says what a column holds in all; its cells are here already, unless they turned out to be others.
    pub(super) fn settle(&mut self, j: usize, cells: Cells, are_others: bool) -> Result<(), Error> {
        if are_others {
            self.columns[j] = FarColumn::default();
        }
        let holds = match cells {
            Cells::Nothing => Holds::Nothing,
            Cells::Numbers(numbers) => {
                if are_others {
                    let has_missing = numbers.iter().any(|number| number.is_nan());
                    let bytes = bytemuck::cast_slice(&numbers);
                    self.append(j, bytes, numbers.len(), has_missing, false)?;
                }
                Holds::Numbers
            }
            Cells::Text(text) => Holds::Text(text.levels),
        };
        self.columns[j].holds = holds;
        Ok(())
    }

    pub(crate) fn has_missing(&self, j: usize) -> bool {
        self.columns[j].has_missing
    }

    /// A column without its cells: its kind and, of text, its levels.
    pub(crate) fn kind(&self, j: usize) -> Cells {
        match &self.columns[j].holds {
            Holds::Nothing => Cells::Nothing,
            Holds::Numbers => Cells::Numbers(Vec::new()),
            Holds::Text(levels) => Cells::Text(Text { codes: Vec::new(), levels: levels.clone() }),
        }
    }

    pub(crate) fn levels(&self, j: usize) -> &[String] {
        match &self.columns[j].holds {
            Holds::Text(levels) => levels,
            _ => &[],
        }
    }

    /// Some rows of a column; of text without its levels.
    pub(crate) fn cells(&self, j: usize, rows: Range<usize>) -> Result<Cells, Error> {
        Ok(match &self.columns[j].holds {
            Holds::Nothing => Cells::Nothing,
            Holds::Numbers => Cells::Numbers(self.numbers(j, rows)?),
            Holds::Text(_) => {
                let (codes, levels) = (self.codes(j, rows)?, Vec::new());
                Cells::Text(Text { codes, levels })
            }
        })
    }

    pub(super) fn numbers(&self, j: usize, rows: Range<usize>) -> Result<Vec<f64>, Error> {
        let mut numbers = vec![f64::NAN; rows.len()];
        for (part, here, there) in self.columns[j].overlaps(rows) {
            let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut numbers[there]);
            self.file.read(bytes, part.at + (here * size_of::<f64>()) as u64)?;
        }
        Ok(numbers)
    }

    pub(super) fn codes(&self, j: usize, rows: Range<usize>) -> Result<Vec<u32>, Error> {
        let mut codes = vec![Text::MISSING; rows.len()];
        let overlaps = self.columns[j].overlaps(rows);
        for (part, here, there) in overlaps.filter(|(part, ..)| part.are_codes) {
            let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut codes[there]);
            self.file.read(bytes, part.at + (here * size_of::<u32>()) as u64)?;
        }
        Ok(codes)
    }

    /// The rows of each part of a column.
    pub(super) fn parts(&self, j: usize) -> impl Iterator<Item = Range<usize>> {
        let column = &self.columns[j];
        (0..column.parts.len()).map(|k| column.rows_of(k))
    }
}

impl FarColumn {
    fn rows_of(&self, k: usize) -> Range<usize> {
        let end = self.parts.get(k + 1).map_or(self.rows, |next| next.first);
        self.parts[k].first..end
    }

    /// The parts that have some of the rows: where these begin in the part, and their places among the rows asked for.
    fn overlaps(&self, rows: Range<usize>) -> impl Iterator<Item = (&Part, usize, Range<usize>)> {
        let from = self.parts.partition_point(|part| part.first <= rows.start).saturating_sub(1);
        let parts = (from..self.parts.len()).map(|k| (&self.parts[k], self.rows_of(k)));
        let begun = parts.take_while({
            let end = rows.end;
            move |(_, of_part)| of_part.start < end
        });
        begun.map(move |(part, of_part)| {
            let (first, end) = (of_part.start.max(rows.start), of_part.end.min(rows.end));
            (part, first - of_part.start, first - rows.start..end - rows.start)
        })
    }
}
