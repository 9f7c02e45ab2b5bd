use super::WeightedRows;
use crate::Text;

/// A text that occurs.
pub(super) struct Level<'a> {
    pub(super) text: &'a str,
    /// In how many rows, those with counts repeated.
    pub(super) rows: usize,
    pub(super) weight: f64,
}

/// The texts that occur in some rows, sorted.
pub(super) struct Levels<'a>(Vec<Level<'a>>);

impl<'a> Levels<'a> {
    pub(super) fn of(text: &'a Text, rows: &WeightedRows<'_>) -> Self {
        let none = |text: &'a String| Level { text, rows: 0, weight: 0.0 };
        let mut levels: Vec<Level<'_>> = text.levels.iter().map(none).collect();
        for (row, weight) in rows.iter() {
            if let Some(level) = levels.get_mut(text.codes[row] as usize) {
                level.rows += rows.rows_of(weight);
                level.weight += weight;
            }
        }
        levels.retain(|level| level.rows > 0);
        levels.sort_unstable_by_key(|level| level.text);
        Self(levels)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Level<'a>> + Clone {
        self.0.iter()
    }

    /// In how many rows there are texts of some kind.
    pub(super) fn rows(&self, is_meant: impl Fn(&str) -> bool) -> usize {
        self.0.iter().filter(|level| is_meant(level.text)).map(|level| level.rows).sum()
    }

    /// In how many rows there is a text.
    pub(super) fn known(&self) -> usize {
        self.rows(|_| true)
    }

    /// The most frequent, and the others.
    pub(super) fn baseline_and_others(&self) -> (String, Vec<String>) {
        let heavier =
            |most: usize, k: usize| if self.0[k].weight > self.0[most].weight { k } else { most };
        let most = (1..self.0.len()).fold(0, heavier);
        let others = (0..self.0.len()).filter(|k| *k != most);
        (self.0[most].text.to_owned(), others.map(|k| self.0[k].text.to_owned()).collect())
    }
}
