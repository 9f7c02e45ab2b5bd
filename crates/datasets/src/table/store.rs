//! Where the cells of a table are while it is read, and what its columns then hold.

use rayon::prelude::*;

use super::column::Cells;
use super::growing::Growing;
use super::note::Note;
use super::parse::Layout;
use crate::Error;

/// What a column holds, and what is to be said of it.
pub(super) type Understood = (Cells, Vec<Note>);

/// What takes cells in.
pub(super) trait Store {
    /// After so many rows of the file, which took so many bytes: cells may be taken out of the columns.
    fn take(
        &mut self,
        columns: &mut [Growing],
        layout: &Layout,
        rows: usize,
        bytes: u64,
    ) -> Result<(), Error>;

    /// At the end, `is_free` says of which columns nobody told what they are.
    fn understood(
        &mut self,
        columns: Vec<Growing>,
        layout: &Layout,
        is_free: &[bool],
    ) -> Result<Vec<Understood>, Error>;
}

/// All cells stay in the columns.
pub(super) struct InMemory;

impl Store for InMemory {
    fn take(&mut self, _: &mut [Growing], _: &Layout, _: usize, _: u64) -> Result<(), Error> {
        Ok(())
    }

    fn understood(
        &mut self,
        columns: Vec<Growing>,
        layout: &Layout,
        is_free: &[bool],
    ) -> Result<Vec<Understood>, Error> {
        let columns = columns.into_par_iter().enumerate();
        Ok(columns.map(|(j, column)| layout.understood(j, column, is_free[j])).collect())
    }
}
