use std::ops::Range;

use linalg_lite::{Columns, Error, Kind, Rows, Source};

use crate::Spilled;

/// Features, wherever there was room for them.
#[derive(Debug)]
pub enum Held {
    /// In memory.
    Memory(Columns),
    /// In a temporary file.
    File(Spilled),
}

impl Held {
    fn source(&self) -> &dyn Source {
        match self {
            Self::Memory(columns) => columns,
            Self::File(spilled) => spilled,
        }
    }
}

impl Source for Held {
    fn n_samples(&self) -> usize {
        self.source().n_samples()
    }

    fn kinds(&self) -> &[Kind] {
        self.source().kinds()
    }

    fn rows(&self, rows: Range<usize>) -> Result<Rows<'_>, Error> {
        self.source().rows(rows)
    }

    fn is_elsewhere(&self) -> bool {
        self.source().is_elsewhere()
    }
}
