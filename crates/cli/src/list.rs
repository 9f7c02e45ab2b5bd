use std::io::{Write, stdout};

use anyhow::Result;
use datasets::catalog::{GENERATORS, REAL_TABLES};
use datasets::gallery::GALLERY;
use serde::Serialize;

use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    /// Print the list as JSON, for example: --json
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// A data set that `regress generate` knows.
#[derive(Debug, Serialize)]
struct Listed {
    name: &'static str,
    origin: Origin,
    /// Of generated ones, as many as in the lesson.
    rows: usize,
    /// Further rows that were left out, as they have missing values.
    dropped_rows: usize,
    about: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Origin {
    Generated,
    Real,
    Gallery,
}

/// Prints every data set with its size and what it is about.
pub(crate) fn run(args: &ListArgs) -> Result<()> {
    let all = all()?;
    let mut out = stdout().lock();
    if args.json {
        return output::json(&mut out, &all);
    }
    for (origin, head, width) in [
        (Origin::Generated, "generated, with any number of rows:", 14),
        (Origin::Real, "built in:", 14),
        (Origin::Gallery, "built in, to see how fits go wrong:", 18),
    ] {
        writeln!(out, "{head}")?;
        for listed in all.iter().filter(|listed| listed.origin == origin) {
            let Listed { name, rows, about, .. } = listed;
            let rows = format!("{rows} rows");
            let dropped = match listed.dropped_rows {
                0 => String::new(),
                n => format!(" ({n} more with missing values left out)"),
            };
            writeln!(out, "  {name:<width$} {rows:>9}  {about}{dropped}")?;
        }
    }
    Ok(())
}

fn all() -> Result<Vec<Listed>> {
    let mut all = Vec::new();
    for generator in GENERATORS {
        let (name, about) = (generator.name, generator.about);
        let (origin, rows) = (Origin::Generated, generator.rows);
        all.push(Listed { name, origin, rows, dropped_rows: 0, about });
    }
    for table in &REAL_TABLES {
        let loaded = (table.load)()?;
        let (rows, dropped_rows) = (loaded.dataset.n_samples(), loaded.dropped_rows);
        let (name, about) = (table.name, table.about);
        all.push(Listed { name, origin: Origin::Real, rows, dropped_rows, about });
    }
    for specimen in &GALLERY {
        let (name, about) = (specimen.name, specimen.about);
        let rows = specimen.table()?.n_samples();
        all.push(Listed { name, origin: Origin::Gallery, rows, dropped_rows: 0, about });
    }
    Ok(all)
}
