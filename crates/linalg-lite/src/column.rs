//! What a column of a table can hold, one file a kind. Each kind knows the steps of a sweep over some rows: its
//! part of the logits, of the gradient, and of the Hessian, by itself and with every other kind.

pub(crate) mod category;
pub(crate) mod numbers;

use std::ops::Range;

pub use category::{Category, Codes};

/// A column, one entry per sample.
#[derive(Clone, Copy, Debug)]
pub enum Column<'a> {
    /// A number per sample: one feature.
    Numbers(&'a [f64]),
    /// A level per sample: a feature for each level but the baseline.
    Category(Category<'a>),
}

/// What a column holds, without its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers: one feature.
    Numbers,
    /// Levels.
    Category {
        /// Their number, the baseline not counted.
        features: usize,
    },
}

impl Kind {
    /// How many features a column of this kind is.
    #[must_use]
    pub fn n_features(self) -> usize {
        match self {
            Self::Numbers => 1,
            Self::Category { features } => features,
        }
    }

    /// How many bytes an entry takes: a number eight, a code one, two or four.
    #[must_use]
    pub fn entry_bytes(self) -> usize {
        match self {
            Self::Numbers => size_of::<f64>(),
            Self::Category { features } if features <= usize::from(u8::MAX) => size_of::<u8>(),
            Self::Category { features } if features <= usize::from(u16::MAX) => size_of::<u16>(),
            Self::Category { .. } => size_of::<u32>(),
        }
    }
}

impl<'a> Column<'a> {
    /// How many samples it has.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "nobody asks")]
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Category(category) => category.len(),
        }
    }

    /// Some of its samples.
    #[must_use]
    pub(crate) fn rows(&self, rows: Range<usize>) -> Self {
        match self {
            Self::Numbers(values) => Self::Numbers(&values[rows]),
            Self::Category(category) => Self::Category(category.rows(rows)),
        }
    }

    /// Its entries as bytes, as [`Columns::from_bytes`](crate::Columns::from_bytes) takes them.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        match self {
            Self::Numbers(values) => bytemuck::cast_slice(values),
            Self::Category(category) => match category.codes() {
                Codes::U8(codes) => codes,
                Codes::U16(codes) => bytemuck::cast_slice(codes),
                Codes::U32(codes) => bytemuck::cast_slice(codes),
            },
        }
    }

    /// What it holds.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Numbers(_) => Kind::Numbers,
            Self::Category(category) => Kind::Category { features: category.n_features() },
        }
    }

    pub(crate) fn n_features(&self) -> usize {
        self.kind().n_features()
    }
}
