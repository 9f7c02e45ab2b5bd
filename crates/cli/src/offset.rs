//! The column whose number is added to the logit (or prediction) of each row, and is not fitted.

use anyhow::{Result, bail};
use datasets::{Cells, Table};

/// The offsets of some rows, if there is such a column.
pub(crate) fn offset_of(
    table: &Table,
    column: Option<&str>,
    rows: &[usize],
) -> Result<Option<Vec<f64>>> {
    let Some(name) = column else { return Ok(None) };
    let Cells::Numbers(offsets) = &table.column(name)?.cells else {
        table.numbers(name)?; // for the place of a cell that is none
        bail!("{}: column \"{name}\" could not be read as an offset", table.file());
    };
    Ok(Some(rows.iter().map(|row| offsets[*row]).collect()))
}

/// Adds them, if there are any.
pub(crate) fn add_offset(z: &mut [f64], offset: Option<&[f64]>) {
    for (z, o) in z.iter_mut().zip(offset.unwrap_or_default()) {
        *z += o;
    }
}
