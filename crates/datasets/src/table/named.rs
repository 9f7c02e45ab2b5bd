use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::Column;

/// Columns that are found by their names, however many there are.
#[derive(Clone)]
pub(super) struct Named {
    columns: Vec<Column>,
    places: Arc<HashMap<String, usize>>,
}

impl Named {
    /// The number of a column, counted from the first; of two with one name the first.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// Each with other cells.
    pub(super) fn map(&self, cells: impl Fn(&Column) -> super::Cells) -> Self {
        let column = |of: &Column| Column { name: of.name.clone(), cells: cells(of) };
        Self { columns: self.columns.iter().map(column).collect(), places: self.places.clone() }
    }
}

impl FromIterator<Column> for Named {
    fn from_iter<I: IntoIterator<Item = Column>>(columns: I) -> Self {
        let columns: Vec<Column> = columns.into_iter().collect();
        let last_first = columns.iter().enumerate().rev();
        let places = last_first.map(|(place, column)| (column.name.clone(), place)).collect();
        Self { columns, places: Arc::new(places) }
    }
}

impl Deref for Named {
    type Target = [Column];

    fn deref(&self) -> &[Column] {
        &self.columns
    }
}

impl fmt::Debug for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.columns.fmt(f) // (places have no order)
    }
}

impl PartialEq for Named {
    fn eq(&self, other: &Self) -> bool {
        self.columns == other.columns
    }
}
