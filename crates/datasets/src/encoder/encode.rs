//! The cells of a table as features.

use std::collections::HashMap;

use linalg_lite::Columns;
use rayon::prelude::*;

use super::{
    DateFormat, EncodedColumn, Encoder, Encoding, Gaps, Substitutes, Unseen, is_said_as, truth,
};
use crate::{Cells, Error, Table, Text};

/// Features, and what in them is not what the cells say.
#[derive(Debug)]
pub struct Encoded {
    /// A column for each feature.
    pub features: Columns,
    /// For each column of the table.
    pub substitutes: Vec<Substitutes>,
}

/// A column of features as it comes from a column of the table.
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
    /// The code of a level for each text, and one for a missing cell.
    OfLevels {
        text: &'a Text,
        codes: Vec<u32>,
        missing: u32,
        features: usize,
    },
    /// 1 for a missing cell.
    IsMissing {
        cells: &'a Cells,
    },
}

/// Its entries.
enum Entries {
    Numbers(Vec<f64>),
    Codes(Vec<u32>, usize),
}

/// What each text of a column says.
pub(super) enum Reading {
    Numbers,
    /// The values of all features, and whether the text is no unseen level; and whether a text says yes or no in
    /// another word than those learned.
    Values(Vec<Option<(Vec<f64>, bool)>>, Vec<bool>),
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
    /// no date.
    pub fn encode(&self, table: &Table, rows: &[usize], unseen: Unseen) -> Result<Encoded, Error> {
        self.encode_with(&self.readings(table)?, table, rows, unseen)
    }

    /// What the texts of each column say.
    pub(super) fn readings(&self, table: &Table) -> Result<Vec<Reading>, Error> {
        self.columns.iter().map(|column| column.reading(table)).collect()
    }

    /// The features of some rows of a table, the texts of which are read.
    pub(super) fn encode_with(
        &self,
        readings: &[Reading],
        table: &Table,
        rows: &[usize],
        unseen: Unseen,
    ) -> Result<Encoded, Error> {
        let mut features = Vec::new();
        let mut substitutes = Vec::new();
        for (column, reading) in self.columns.iter().zip(readings) {
            substitutes.push(self.substitutes(column, reading, table, rows, unseen)?);
            features.extend(self.features_of(column, reading, table)?);
        }
        let columns: Vec<Entries> =
            features.par_iter().map(|feature: &Feature<'_>| feature.entries(rows)).collect();
        let mut x = Columns::new(rows.len());
        for entries in columns {
            match entries {
                Entries::Numbers(numbers) => x.push_numbers(numbers)?,
                Entries::Codes(codes, features) => x.push_category(&codes, features)?,
            }
        }
        self.of_terms(Encoded { features: x, substitutes }, table, rows, unseen)
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
            Reading::Values(values, _) => {
                let is_read = |row: &&usize| values.get(text.codes[**row] as usize) != Some(&None);
                if let Some(row) = rows.iter().find(|row| !is_read(row)) {
                    let example = encoding.date_format().map_or(String::new(), DateFormat::example);
                    let expected = format!("a date or a time is needed, written as {example}");
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
        if let Reading::Values(_, reworded) = reading
            && reworded.contains(&true)
        {
            counts.reworded = rows.iter().filter(|row| has(row, reworded)).count();
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
        let gap_feature = column.gap_feature.then_some(Feature::IsMissing { cells });
        Ok(match (cells, reading) {
            (Cells::Numbers(cells), _) => {
                let numbers = Feature::Numbers { cells, fill: filled(fill[0]) };
                std::iter::once(numbers).chain(gap_feature).collect()
            }
            (Cells::Text(text), Reading::Places(places)) => {
                let code = |place: &Option<usize>| place.map_or(0, |place| place as u32);
                let codes = places.iter().map(code).collect();
                let features = fill.len() + usize::from(column.gap_feature);
                let missing = match self.gaps {
                    _ if column.gap_feature => features,
                    Gaps::Mean => column.encoding.usual_level(),
                    _ => 0,
                };
                let missing = missing as u32;
                vec![Feature::OfLevels { text, codes, missing, features }]
            }
            (Cells::Text(text), Reading::Values(values, _)) => {
                let feature = |(k, fill): (usize, &f64)| {
                    let value = |of_text: &Option<(Vec<f64>, bool)>| {
                        of_text.as_ref().map_or(f64::NAN, |(all, _)| all[k])
                    };
                    let values = values.iter().map(value).collect();
                    Feature::OfText { text, values, fill: filled(*fill) }
                };
                fill.iter().enumerate().map(feature).chain(gap_feature).collect()
            }
            _ => gap_feature.into_iter().collect(),
        })
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
            Encoding::Category { baseline, levels, .. } => {
                let known = std::iter::once(baseline).chain(levels).enumerate();
                let places: HashMap<&String, usize> = known.map(|(k, level)| (level, k)).collect();
                Reading::Places(texts.map(|text| places.get(text).copied()).collect())
            }
            encoding => {
                let is_reworded = |text: &String| match encoding {
                    Encoding::Boolean { no, yes, .. } => {
                        truth(text).is_some() && ![no, yes].iter().any(|w| is_said_as(text, w))
                    }
                    _ => false,
                };
                let reworded = texts.clone().map(is_reworded).collect();
                Reading::Values(texts.map(|text| encoding.values(text)).collect(), reworded)
            }
        })
    }
}

impl Feature<'_> {
    fn entries(&self, rows: &[usize]) -> Entries {
        match self {
            Self::Numbers { cells, fill } => {
                let value = |row: &usize| if cells[*row].is_nan() { *fill } else { cells[*row] };
                Entries::Numbers(rows.iter().map(value).collect())
            }
            Self::OfText { text, values, fill } => {
                let value = |row: &usize| values.get(text.codes[*row] as usize).unwrap_or(fill);
                Entries::Numbers(rows.iter().map(value).copied().collect())
            }
            Self::OfLevels { text, codes, missing, features } => {
                let code = |row: &usize| codes.get(text.codes[*row] as usize).unwrap_or(missing);
                Entries::Codes(rows.iter().map(code).copied().collect(), *features)
            }
            Self::IsMissing { cells } => {
                let code = |row: &usize| u32::from(cells.is_missing(*row));
                Entries::Codes(rows.iter().map(code).collect(), 1)
            }
        }
    }
}
