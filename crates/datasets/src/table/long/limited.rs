//! Cells in memory while they fit there, and from then on in a temporary file.

use super::far::Far;
use crate::table::column::Cells;
use crate::table::growing::{Growing, maybe_dates};
use crate::table::parse::Layout;
use crate::table::store::{InMemory, Store, Understood};
use crate::temporary::Temporary;
use crate::{Error, Memory, MemoryError};

pub(super) struct Limited<'a> {
    pub(super) memory: &'a Memory,
    /// How many bytes the text of the table has, as far as is known.
    pub(super) length: Option<u64>,
    pub(super) far: Option<Far>,
}

impl Store for Limited<'_> {
    fn take(
        &mut self,
        columns: &mut [Growing],
        layout: &Layout,
        rows: usize,
        bytes: u64,
    ) -> Result<(), Error> {
        if !self.memory.holds(0, rows) {
            return Err(self.too_many_rows(layout, rows));
        }
        self.check_levels(columns, layout)?;
        if self.far.is_none() {
            let cells: u64 = columns.iter().map(|column| column.bytes() as u64).sum();
            if self.memory.holds(2 * cells, rows) {
                return Ok(()); // its features take about as much again
            }
            let share = self.length.map_or(1.0, |all| all as f64 / bytes.max(1) as f64);
            let needed = (cells as f64 * share.max(1.0)) as u64;
            let file = Temporary::with_room(&self.memory.directory, needed)?;
            self.far = Some(Far::new(file, columns.len()));
        }
        let Some(far) = &mut self.far else { return Ok(()) };
        columns.iter_mut().enumerate().try_for_each(|(j, column)| far.take(j, column))
    }

    fn understood(
        &mut self,
        columns: Vec<Growing>,
        layout: &Layout,
        is_free: &[bool],
    ) -> Result<Vec<Understood>, Error> {
        let Some(far) = &mut self.far else {
            return InMemory.understood(columns, layout, is_free);
        };
        let mut all = Vec::new();
        for (j, column) in columns.into_iter().enumerate() {
            let was_text = matches!(column, Growing::Text(..));
            let column = brought(far, j, column, layout)?;
            let (cells, notes) = layout.understood(j, column, is_free[j]);
            let are_others = was_text && matches!(cells, Cells::Numbers(_));
            far.settle(j, cells, are_others)?;
            all.push((Cells::Nothing, notes));
        }
        Ok(all)
    }
}

impl Limited<'_> {
    /// Texts stay in memory, once each.
    fn check_levels(&self, columns: &[Growing], layout: &Layout) -> Result<(), Error> {
        let of_levels = |column: &Growing| match column {
            Growing::Text(texts, _) => texts.level_bytes as u64,
            _ => 0,
        };
        let all: u64 = columns.iter().map(of_levels).sum();
        let largest = (0..columns.len()).max_by_key(|j| of_levels(&columns[*j]));
        match largest {
            Some(j) if all > self.memory.bytes / 2 => Err(MemoryError::Texts {
                file: layout.file.clone(),
                column: layout.names[j].clone(),
                memory: self.memory.bytes,
            }
            .into()),
            _ => Ok(()),
        }
    }

    fn too_many_rows(&self, layout: &Layout, rows: usize) -> Error {
        let (file, memory) = (layout.file.clone(), self.memory.bytes);
        MemoryError::Rows { file, rows, needed: self.memory.of_rows(rows), memory }.into()
    }
}

/// A column with as many of its cells as tell what it holds.
fn brought(far: &Far, j: usize, column: Growing, layout: &Layout) -> Result<Growing, Error> {
    Ok(match column {
        Growing::Numbers(mut numbers, seen) => {
            for rows in far.parts(j) {
                numbers.extend(far.numbers(j, rows)?);
                let has_numbers = numbers.iter().any(|number| !number.is_nan());
                if has_numbers && maybe_dates(&numbers).is_none() {
                    break; // nor are all cells dates
                }
            }
            Growing::Numbers(numbers, seen)
        }
        Growing::Text(mut texts, seen) => {
            if layout.form_of(&texts.text).is_ok() {
                let rows = far.parts(j).last().map_or(0, |rows| rows.end);
                texts.text.codes = far.codes(j, 0..rows)?;
            }
            Growing::Text(texts, seen)
        }
        other => other,
    })
}
