//! The names of the columns, and what surrounds them.

use std::collections::HashSet;

use super::Note;
use super::dialect::{Dialect, Shape, usual_width};
use super::number::Numerals;

/// What precedes the rows.
pub(super) struct Head {
    pub(super) names: Vec<String>,
    /// Whether every row ends with a delimiter that the header does not have.
    pub(super) ends_with_delimiter: bool,
    pub(super) notes: Vec<Note>,
}

impl Head {
    /// From the cells of the first record, above rows of these shapes. A name may be missing above names of rows, as
    /// R writes them: quoted, or between spaces.
    pub(super) fn of(
        cells: &[String],
        rows: &[Shape],
        dialect: Dialect,
        numerals: Numerals,
    ) -> Self {
        let mut head = Self::named(cells.to_vec(), rows);
        let has_name = |row: &Shape| {
            row.cells == cells.len() + 1 && (row.begins_quoted || dialect.is_aligned())
        };
        let has_names = cells.len() > 1 && rows.len() > 1 && rows.iter().all(has_name);
        if has_names && !head.ends_with_delimiter {
            head.names.insert(0, String::new());
        }
        let is_short = head.names.len() > cells.len();
        head.make_unique(is_short);
        if cells.iter().all(|cell| numerals.of_text(cell).is_some()) {
            head.notes.push(Note::HeaderOfNumbers);
        }
        head
    }

    /// Names that are told, or x1, x2, ….
    pub(super) fn named(names: Vec<String>, rows: &[Shape]) -> Self {
        let is_longer = |row: &Shape| row.cells == names.len() + 1 && row.ends_empty;
        let ends_with_delimiter = !rows.is_empty() && rows.iter().all(is_longer);
        Self { names, ends_with_delimiter, notes: Vec::new() }
    }

    /// The number of cells of all rows, if it is the same and not that of the names.
    pub(super) fn misfit(&self, rows: &[Shape]) -> Option<usize> {
        let width = rows.first()?.cells;
        let is_other = width != self.names.len() + usize::from(self.ends_with_delimiter);
        (is_other && rows.iter().all(|row| row.cells == width)).then_some(width)
    }

    /// A name for every column, each another.
    fn make_unique(&mut self, is_short: bool) {
        let given: HashSet<String> = self.names.iter().cloned().collect();
        let mut taken = HashSet::new();
        for (j, name) in self.names.iter_mut().enumerate() {
            let original = name.clone();
            let is_free = |name: &String| !taken.contains(name) && !given.contains(name);
            if original.is_empty() {
                let new = free(|k| format!("column {}{}", j + 1, "'".repeat(k)), is_free);
                name.clone_from(&new);
                let column = new;
                let is_row_name = is_short && j == 0;
                self.notes.push(match is_row_name {
                    true => Note::RowNames { column },
                    false => Note::Unnamed { column },
                });
            } else if taken.contains(&original) {
                *name = free(|k| format!("{original} ({})", k + 2), is_free);
                self.notes.push(Note::SameName { column: name.clone(), name: original });
            }
            taken.insert(name.clone());
        }
    }
}

fn free(name: impl Fn(usize) -> String, is_free: impl Fn(&String) -> bool) -> String {
    (0..).map(name).find(is_free).unwrap_or_default()
}

/// How many records stand above a table as if they were its title, and how many cells its rows have.
pub(super) fn titles(shapes: &[Shape]) -> Option<(usize, usize)> {
    const MOST: usize = 20;
    let width = usual_width(shapes);
    let is_narrow = |shape: &&Shape| 2 * shape.cells <= width && shape.cells + 1 != width;
    let above = shapes.iter().take_while(is_narrow);
    let above = above.count();
    let below = &shapes[above..];
    let is_table = width > 1 && below.len() > 1 && below.iter().all(|row| row.cells == width);
    ((1..=MOST).contains(&above) && is_table).then_some((above, width))
}
