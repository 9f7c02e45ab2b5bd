use crate::{Error, are_counts};

/// The rows to learn from, and what each of them counts.
pub(super) struct WeightedRows<'a> {
    rows: &'a [usize],
    weights: Option<&'a [f64]>,
    /// Whether the weights say how often each row was seen.
    are_counts: bool,
}

impl<'a> WeightedRows<'a> {
    /// Refuses weights that do not fit.
    pub(super) fn new(rows: &'a [usize], weights: Option<&'a [f64]>) -> Result<Self, Error> {
        let all = weights.unwrap_or_default();
        if weights.is_some() && all.len() != rows.len() {
            let (expected, found) = (rows.len(), all.len());
            return Err(Error::Length { column: "weights".to_owned(), expected, found });
        }
        if let Some(at) = all.iter().position(|weight| !(*weight >= 0.0 && weight.is_finite())) {
            return Err(Error::Weight { row: rows[at], weight: all[at] });
        }
        Ok(Self { rows, weights, are_counts: are_counts(all) })
    }

    /// The rows that count, with their weights.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, f64)> {
        let weight = |place: usize| self.weights.map_or(1.0, |weights| weights[place]);
        let all = self.rows.iter().enumerate().map(move |(place, row)| (*row, weight(place)));
        all.filter(|(_, weight)| *weight > 0.0)
    }

    /// How many rows a row of that weight is.
    pub(super) fn rows_of(&self, weight: f64) -> usize {
        if self.are_counts { weight as usize } else { 1 }
    }
}
