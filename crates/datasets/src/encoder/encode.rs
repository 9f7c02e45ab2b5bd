//! The cells of a table as features.

use std::collections::HashMap;

use linalg_lite::{Columns, fill_columns};

use super::{EncodedColumn, Encoder, Encoding, Gaps, Substitutes, Unseen, is_said_as, truth};
use crate::{Cells, Error, Table, Text};

/// More numbers than this are not held.
const MOST_NUMBERS: usize = 1 << 31;

/// Features, and what in them is not what the cells say.
#[derive(Debug)]
pub struct Encoded {
    /// A column for each feature.
    pub features: Columns,
    /// For each column of the table.
    pub substitutes: Vec<Substitutes>,
}

/// A feature as it comes from a column.
enum Feature<'a> {
    Numbers {
        cells: &'a [f64],
        fill: f64,
    },
    /// A value for each text.
    OfText {
        text: &'a Text,
        values: Vec<f64>,
        fill: f64,
    },
    /// 1 for the texts whose place among the levels is `level`.
    IsLevel {
        text: &'a Text,
        places: &'a [Option<usize>],
        level: usize,
        fill: f64,
    },
    IsMissing {
        cells: &'a Cells,
    },
}

/// What each text of a column says.
enum Reading {
    Numbers,
    /// The values of all features, and whether the text is no unseen level.
    Values(Vec<Option<(Vec<f64>, bool)>>),
    /// The place among the baseline and the levels.
    Places(Vec<Option<usize>>),
}

impl Encoder {
    /// The features of the rows numbered in `rows`, in that order. A missing cell that is not to be
    /// filled is NaN: leave out the rows that [`usable_rows`](Self::usable_rows) does not name.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::UnseenLevel`] for an unseen level;
    /// [`Error::ColumnKind`] for numbers where text was learned from, or the reverse; [`Error::Cell`] for what is
    /// no date; [`Error::TooManyFeatures`].
    pub fn encode(&self, table: &Table, rows: &[usize], unseen: Unseen) -> Result<Encoded, Error> {
        let n_features = self.n_features();
        if n_features.saturating_mul(rows.len()) > MOST_NUMBERS {
            let (file, rows) = (table.file().to_owned(), rows.len());
            return Err(Error::TooManyFeatures { file, rows, features: n_features });
        }
        let readings = self.columns.iter().map(|column| column.reading(table));
        let readings = readings.collect::<Result<Vec<Reading>, Error>>()?;
        let mut features = Vec::new();
        let mut substitutes = Vec::new();
        for (column, reading) in self.columns.iter().zip(&readings) {
            substitutes.push(self.substitutes(column, reading, table, rows, unseen)?);
            features.extend(self.features_of(column, reading, table)?);
        }
        let mut x = Columns::zeros(rows.len(), features.len());
        fill_columns(x.as_mut(), |j, x| features[j].write(x, rows));
        Ok(Encoded { features: x, substitutes })
    }

    /// Counts the cells that are not taken as they stand; refuses those that cannot be taken at all.
    fn substitutes(
        &self,
        column: &EncodedColumn,
        reading: &Reading,
        table: &Table,
        rows: &[usize],
        unseen: Unseen,
    ) -> Result<Substitutes, Error> {
        let EncodedColumn { name, encoding, .. } = column;
        let cells = &table.column(name)?.cells;
        let mut counts = Substitutes { column: name.clone(), ..Substitutes::default() };
        if matches!(self.gaps, Gaps::Mean | Gaps::Level) && !column.gap_feature {
            let mut missing = rows.iter().filter(|row| cells.is_missing(**row)).peekable();
            match missing.peek() {
                Some(row) if self.gaps == Gaps::Level && unseen == Unseen::Refuse => {
                    return Err(table.missing_cell(**row, name));
                }
                _ => counts.filled = missing.count(),
            }
        }
        let Cells::Text(text) = cells else { return Ok(counts) };
        let is_known: Vec<bool> = match reading {
            Reading::Numbers => return Ok(counts),
            Reading::Values(values) => {
                let is_read = |row: &&usize| values.get(text.codes[**row] as usize) != Some(&None);
                if let Some(row) = rows.iter().find(|row| !is_read(row)) {
                    let expected = "a date or a time is needed, written as in training";
                    return Err(table.cell(*row, name, table.text(*row, name), expected));
                }
                values.iter().map(|of| of.as_ref().is_some_and(|(_, is_known)| *is_known)).collect()
            }
            Reading::Places(places) => places.iter().map(Option::is_some).collect(),
        };
        let has = |row: &usize, of: &[bool]| of.get(text.codes[*row] as usize) == Some(&true);
        if is_known.contains(&false) {
            let is_strange: Vec<bool> = is_known.iter().map(|is_known| !is_known).collect();
            let mut strange = rows.iter().filter(|row| has(row, &is_strange)).peekable();
            match strange.peek() {
                Some(row) if unseen == Unseen::Refuse => {
                    return Err(encoding.strange_cell(table, **row, name));
                }
                _ => counts.unseen = strange.count(),
            }
        }
        if let Encoding::Boolean { no, yes, .. } = encoding {
            let is_reworded = |text: &String| {
                truth(text).is_some() && ![no, yes].iter().any(|word| is_said_as(text, word))
            };
            let reworded: Vec<bool> = text.levels.iter().map(is_reworded).collect();
            counts.reworded = rows.iter().filter(|row| has(row, &reworded)).count();
        }
        Ok(counts)
    }

    fn features_of<'a>(
        &self,
        column: &EncodedColumn,
        reading: &'a Reading,
        table: &'a Table,
    ) -> Result<Vec<Feature<'a>>, Error> {
        let cells = &table.column(&column.name)?.cells;
        let is_filled = matches!(self.gaps, Gaps::Mean | Gaps::Level);
        let filled = |fill: f64| if is_filled { fill } else { f64::NAN };
        let fill = column.encoding.fill();
        let mut features: Vec<Feature<'a>> = match (cells, reading) {
            (Cells::Numbers(cells), _) => vec![Feature::Numbers { cells, fill: filled(fill[0]) }],
            (Cells::Text(text), Reading::Places(places)) => {
                let is_level = |level| Feature::IsLevel { text, places, level, fill: filled(0.0) };
                (1..=fill.len()).map(is_level).collect()
            }
            (Cells::Text(text), Reading::Values(values)) => {
                let feature = |(k, fill): (usize, &f64)| {
                    let value = |of_text: &Option<(Vec<f64>, bool)>| {
                        of_text.as_ref().map_or(f64::NAN, |(all, _)| all[k])
                    };
                    let values = values.iter().map(value).collect();
                    Feature::OfText { text, values, fill: filled(*fill) }
                };
                fill.iter().enumerate().map(feature).collect()
            }
            _ => Vec::new(),
        };
        features.extend(column.gap_feature.then_some(Feature::IsMissing { cells }));
        Ok(features)
    }
}

impl EncodedColumn {
    fn reading(&self, table: &Table) -> Result<Reading, Error> {
        let name = &self.name;
        let text = match (&self.encoding, &table.column(name)?.cells) {
            (Encoding::Number { .. }, Cells::Numbers(_)) => return Ok(Reading::Numbers),
            (Encoding::Number { .. }, _) => return Err(table.wrong_kind(name, "numbers")),
            (_, Cells::Text(text)) => text,
            (_, _) => return Err(table.wrong_kind(name, "text")),
        };
        let texts = text.levels.iter();
        Ok(match &self.encoding {
            Encoding::Category { baseline, levels } => {
                let known = std::iter::once(baseline).chain(levels).enumerate();
                let places: HashMap<&String, usize> = known.map(|(k, level)| (level, k)).collect();
                Reading::Places(texts.map(|text| places.get(text).copied()).collect())
            }
            encoding => Reading::Values(texts.map(|text| encoding.values(text)).collect()),
        })
    }
}

impl Feature<'_> {
    fn write(&self, x: &mut [f64], rows: &[usize]) {
        match self {
            Self::Numbers { cells, fill } => {
                for (x, row) in x.iter_mut().zip(rows) {
                    *x = if cells[*row].is_nan() { *fill } else { cells[*row] };
                }
            }
            Self::OfText { text, values, fill } => {
                for (x, row) in x.iter_mut().zip(rows) {
                    *x = values.get(text.codes[*row] as usize).copied().unwrap_or(*fill);
                }
            }
            Self::IsLevel { text, places, level, fill } => {
                for (x, row) in x.iter_mut().zip(rows) {
                    *x = match places.get(text.codes[*row] as usize) {
                        Some(place) => f64::from(u8::from(*place == Some(*level))),
                        None => *fill,
                    };
                }
            }
            Self::IsMissing { cells } => {
                for (x, row) in x.iter_mut().zip(rows) {
                    *x = f64::from(u8::from(cells.is_missing(*row)));
                }
            }
        }
    }
}
