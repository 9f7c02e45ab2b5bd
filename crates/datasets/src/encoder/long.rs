//! Tables whose cells, features or both may be longer than memory.

use linalg_lite::{Kind, Rows, Source};
use rayon::prelude::*;

use super::{
    Declared, Encoded, EncodedColumn, Encoder, Encoding, Substitutes, Unseen, WeightedRows,
};
use crate::{Error, Held, LongTable, SpilledWriter, Terms};

impl Encoder {
    /// As [`learn`](Self::learn), with few columns in memory at a time.
    ///
    /// # Errors
    /// As [`learn`](Self::learn); [`Error::Memory`].
    pub fn learn_long(
        table: &LongTable,
        features: &[&str],
        rows: &[usize],
        weights: Option<&[f64]>,
        declared: &Declared<'_>,
    ) -> Result<Self, Error> {
        let weighted = WeightedRows::new(rows, weights)?;
        let learn =
            |name: &&str| EncodedColumn::learn(&*table.with(name)?, name, declared, &weighted);
        let mut learned: Vec<Result<EncodedColumn, Error>> = Vec::new();
        for some in features.chunks(columns_at_once(table, features.len())) {
            learned.par_extend(some.par_iter().map(learn));
        }
        let encoder = Self::of_learned(learned, declared.gaps)?;
        encoder.with_terms(declared, &|names| table.with_all(names), &weighted)
    }

    /// As [`encode`](Self::encode), into a temporary file where memory is too small.
    ///
    /// # Errors
    /// As [`encode`](Self::encode); [`Error::Memory`].
    pub fn encode_long(
        &self,
        table: &LongTable,
        rows: &[usize],
        unseen: Unseen,
    ) -> Result<(Held, Vec<Substitutes>), Error> {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let kinds = self.kinds();
        let row_bytes: u64 = kinds.iter().map(|kind| kind.entry_bytes() as u64).sum();
        let of_cells = table.bytes_in_memory();
        let n_rows = table.n_rows();
        let fits = table
            .memory()
            .holds(of_cells.saturating_add(row_bytes.saturating_mul(n_rows as u64)), n_rows);
        if let (true, Some(table)) = (fits, table.in_memory()) {
            let Encoded { features, substitutes } = self.encode(table, rows, unseen)?;
            return Ok((Held::Memory(features), substitutes));
        }
        let writer = SpilledWriter::new(&table.memory().directory, kinds, rows.len())?;
        let substitutes = self.spill(table, &names, rows, unseen, &writer)?;
        let spilled = writer.finish()?;
        Ok((
            match fits {
                true => match spilled.rows(0..rows.len())? {
                    Rows::Read(columns) => Held::Memory(columns),
                    Rows::View(_) => Held::File(spilled),
                },
                false => Held::File(spilled),
            },
            substitutes,
        ))
    }

    /// Piece by piece.
    fn spill(
        &self,
        table: &LongTable,
        names: &[&str],
        rows: &[usize],
        unseen: Unseen,
        writer: &SpilledWriter,
    ) -> Result<Vec<Substitutes>, Error> {
        const PIECE: usize = 2 << 20;
        const LEAST: usize = 128;
        let readings = self.readings(&*table.without_rows(names)?)?;
        let step = (PIECE / writer.row_bytes().max(1)).max(LEAST);
        let of_piece = |first: usize| {
            let some = &rows[first..rows.len().min(first + step)];
            let Encoded { features, substitutes } = match table.in_memory() {
                Some(table) => self.encode_with(&readings, table, some, unseen)?,
                None => {
                    let begin = some.iter().min().copied().unwrap_or(0);
                    let end = some.iter().max().map_or(0, |last| last + 1);
                    let places: Vec<usize> = some.iter().map(|row| row - begin).collect();
                    let piece = table.piece(names, begin..end)?;
                    self.encode_with(&readings, &piece, &places, unseen)?
                }
            };
            writer.write(0, first, &features)?;
            Ok(substitutes)
        };
        let pieces: Vec<usize> = (0..rows.len()).step_by(step).collect();
        let told: Result<Vec<Vec<Substitutes>>, Error> =
            pieces.into_par_iter().map(of_piece).collect();
        let mut all = Vec::new();
        let told = told.map_err(|error| self.first_error(table, rows, unseen, error))?;
        told.into_iter().for_each(|of_piece| Substitutes::add(&mut all, of_piece));
        Ok(all)
    }

    /// The error of the first column that has one, about its first row; pieces find whichever comes first to them.
    fn first_error(
        &self,
        table: &LongTable,
        rows: &[usize],
        unseen: Unseen,
        found: Error,
    ) -> Error {
        if matches!(found, Error::Memory(_) | Error::Numbers(_)) {
            return found;
        }
        let error_of = |alone: Self| {
            let names: Vec<&str> =
                alone.columns.iter().map(|column| column.name.as_str()).collect();
            let table = table.with_all(&names);
            table.and_then(|table| alone.encode(&table, rows, unseen)).err()
        };
        let mut parts = self.parts().into_iter();
        parts.find_map(error_of).unwrap_or(found)
    }

    /// Each column alone, and each term.
    fn parts(&self) -> Vec<Self> {
        let column = |column: &EncodedColumn| Self {
            gaps: self.gaps,
            columns: vec![column.clone()],
            terms: None,
        };
        let mut parts: Vec<Self> = self.columns.iter().map(column).collect();
        if let Some(terms) = &self.terms {
            parts.extend(terms.terms.iter().map(|term| {
                let needs = term.needs();
                let columns = self.columns.iter().filter(|of| needs.contains(&of.name.as_str()));
                let terms = Terms { formula: terms.formula.clone(), terms: vec![term.clone()] };
                Self { gaps: self.gaps, columns: columns.cloned().collect(), terms: Some(terms) }
            }));
        }
        parts
    }

    fn kinds(&self) -> Vec<Kind> {
        match &self.terms {
            Some(terms) => terms.kinds(&self.columns),
            None => self.columns.iter().flat_map(EncodedColumn::kinds).collect(),
        }
    }
}

impl EncodedColumn {
    /// Those of its columns of features.
    fn kinds(&self) -> Vec<Kind> {
        let gap_feature = usize::from(self.gap_feature);
        let features = self.encoding.fill().len();
        if matches!(self.encoding, Encoding::Category { .. }) {
            return vec![Kind::Category { features: features + gap_feature }];
        }
        let of_gaps = std::iter::repeat_n(Kind::Category { features: 1 }, gap_feature);
        std::iter::repeat_n(Kind::Numbers, features).chain(of_gaps).collect()
    }
}

/// How many columns of cells are brought to memory together.
fn columns_at_once(table: &LongTable, all: usize) -> usize {
    const SHARE: u64 = 4;
    if table.in_memory().is_some() {
        return all.max(1);
    }
    let of_column = (size_of::<f64>() as u64 * table.n_rows() as u64).max(1);
    let most = table.memory().bytes / SHARE / of_column;
    most.clamp(1, rayon::current_num_threads() as u64) as usize
}
