use std::collections::HashMap;

use super::form::Form;

/// What to read a column as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ReadAs {
    /// Not at all.
    Nothing,
    /// Numbers, plain or of this form: any other cell is an error.
    Numbers(Option<Form>),
    /// Text, even if all cells are numbers.
    Text,
    /// Numbers if all cells are, be it in a [`Form`], else text.
    #[default]
    Either,
}

/// A column of a [`Table`](crate::Table).
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// One cell per row.
    pub cells: Cells,
}

/// The cells of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Not read.
    Nothing,
    /// Finite numbers; NaN where one is missing.
    Numbers(Vec<f64>),
    /// Text, of which each value is stored once.
    Text(Text),
}

impl Cells {
    /// Whether the cell of a row is missing.
    #[must_use]
    pub fn is_missing(&self, row: usize) -> bool {
        match self {
            Self::Nothing => false,
            Self::Numbers(numbers) => numbers[row].is_nan(),
            Self::Text(text) => text.codes[row] == Text::MISSING,
        }
    }

    /// Whether any cell is missing.
    #[must_use]
    pub fn has_missing(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Numbers(numbers) => {
                let has_gap = |some: &[f64]| some.iter().fold(false, |gap, x| gap | x.is_nan());
                numbers.chunks(64).any(has_gap) // a chunk at a time, without a branch for each
            }
            Self::Text(text) => text.codes.contains(&Text::MISSING),
        }
    }

    pub(super) fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Numbers(numbers) => Self::Numbers(rows.iter().map(|row| numbers[*row]).collect()),
            Self::Text(Text { codes, levels }) => Self::Text(Text {
                codes: rows.iter().map(|row| codes[*row]).collect(),
                levels: levels.clone(),
            }),
        }
    }
}

/// The cells of a column of text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    /// For each row the place of its text among the levels; [`Text::MISSING`] where it is missing.
    pub codes: Vec<u32>,
    /// Every text once, in the order of first appearance.
    pub levels: Vec<String>,
}

impl Text {
    /// The code of a missing cell.
    pub const MISSING: u32 = u32::MAX;

    /// Each value of `cells` once.
    pub(crate) fn of(cells: impl Iterator<Item = String>) -> Self {
        let mut texts = Texts::default();
        cells.for_each(|cell| texts.push(&cell));
        texts.text
    }

    /// The text of a row, if it is not missing.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        self.levels.get(self.codes[row] as usize).map(String::as_str)
    }

    /// How many rows have each level.
    #[must_use]
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.levels.len()];
        for code in &self.codes {
            if let Some(count) = counts.get_mut(*code as usize) {
                *count += 1;
            }
        }
        counts
    }
}

/// A column of text while it is being read.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) text: Text,
    /// What its levels take in memory, about.
    pub(super) level_bytes: usize,
    places: HashMap<String, u32>,
}

impl Texts {
    /// Of rows that are all missing.
    pub(super) fn missing(rows: usize) -> Self {
        let mut texts = Self::default();
        texts.text.codes.resize(rows, Text::MISSING);
        texts
    }

    pub(super) fn push_missing(&mut self) {
        self.text.codes.push(Text::MISSING);
    }

    /// Takes a text that is one of the first levels. Whether it is.
    pub(super) fn push_known(&mut self, cell: &[u8]) -> bool {
        const FIRST: usize = 8;
        let first = self.text.levels.iter().take(FIRST);
        match first.enumerate().find(|(_, level)| level.as_bytes() == cell) {
            Some((code, _)) => {
                self.text.codes.push(code as u32);
                true
            }
            None => false,
        }
    }

    pub(super) fn push(&mut self, level: &str) {
        let code = self.code(level);
        self.text.codes.push(code);
    }

    pub(super) fn append(&mut self, other: &Text) {
        let codes: Vec<u32> = other.levels.iter().map(|level| self.code(level)).collect();
        let code = |local: &u32| codes.get(*local as usize).copied().unwrap_or(Text::MISSING);
        self.text.codes.extend(other.codes.iter().map(code));
    }

    fn code(&mut self, level: &str) -> u32 {
        if let Some(code) = self.places.get(level) {
            return *code;
        }
        const BESIDE: usize = 128;
        let code = self.text.levels.len() as u32;
        self.level_bytes += 2 * level.len() + BESIDE;
        self.text.levels.push(level.to_owned());
        self.places.insert(level.to_owned(), code);
        code
    }
}
