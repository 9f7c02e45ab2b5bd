use std::io::{Write, stdout};

use anyhow::Result;
use datasets::catalog::{GENERATORS, REAL_TABLES};
use datasets::gallery::GALLERY;

/// Prints every data set with its size and what it is about.
pub(crate) fn run() -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "generated, with any number of rows:")?;
    for generator in GENERATORS {
        let rows = format!("{} rows", generator.rows);
        writeln!(out, "  {:<14} {:>9}  {}", generator.name, rows, generator.about)?;
    }
    writeln!(out, "built in:")?;
    for table in &REAL_TABLES {
        let loaded = (table.load)()?;
        let rows = format!("{} rows", loaded.dataset.n_samples());
        let dropped = match loaded.dropped_rows {
            0 => String::new(),
            n => format!(" ({n} more with missing values left out)"),
        };
        writeln!(out, "  {:<14} {:>9}  {}{dropped}", table.name, rows, table.about)?;
    }
    writeln!(out, "built in, to see how fits go wrong:")?;
    for specimen in &GALLERY {
        let rows = format!("{} rows", specimen.table()?.n_samples());
        writeln!(out, "  {:<18} {:>9}  {}", specimen.name, rows, specimen.about)?;
    }
    Ok(())
}
