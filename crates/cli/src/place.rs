//! Where a table is: in a file, or in an engine that speaks SQL.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use warehouse::{Dialect, Shell, ShellOptions};

use crate::flags;
use crate::output::watch_for_interrupts;

#[derive(Debug, clap::Args)]
pub(crate) struct Place {
    /// The table, with a header; - for standard input
    #[arg(required_unless_present = "sql", conflicts_with = "sql")]
    data: Option<PathBuf>,
    /// In place of a file, a program that reads SQL and prints rows: duckdb, psql, sqlite3, spark-sql or another, for
    /// example: --sql "duckdb shop.db"
    #[arg(
        long,
        value_name = "PROGRAM",
        help_heading = "Engine",
        requires = "table",
        allow_hyphen_values = true
    )]
    sql: Option<String>,
    /// The table there, or whatever else may stand after FROM, for example: --table "read_parquet('2024/*.parquet')"
    #[arg(
        long,
        value_name = "TABLE",
        help_heading = "Engine",
        requires = "sql",
        allow_hyphen_values = true
    )]
    table: Option<String>,
    /// What SQL it speaks, where its name does not say, for example: --dialect postgres
    #[arg(long, value_name = "SQL", help_heading = "Engine", requires = "sql", value_parser = flags::dialect())]
    dialect: Option<&'static Dialect>,
    /// How many seconds an answer may take (default: 600), for example: --deadline 3600
    #[arg(long, value_name = "S", help_heading = "Engine", requires = "sql", value_parser = clap::value_parser!(u64).range(1..=604_800))]
    deadline: Option<u64>,
}

/// A table in an engine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct There<'a> {
    /// What the user typed to reach the engine.
    program: &'a str,
    /// What stands after FROM.
    pub(crate) table: &'a str,
    dialect: Option<&'static Dialect>,
    deadline: Duration,
}

impl Place {
    /// The file, or what stands for it in messages.
    pub(crate) fn path(&self) -> &Path {
        self.data.as_deref().or(self.table.as_deref().map(Path::new)).unwrap_or(Path::new("-"))
    }

    /// The engine that has the table, if it is in one.
    pub(crate) fn there(&self) -> Option<There<'_>> {
        const DEADLINE: u64 = 600;
        let (program, table) = (self.sql.as_deref()?, self.table.as_deref()?);
        let deadline = Duration::from_secs(self.deadline.unwrap_or(DEADLINE));
        Some(There { program, table, dialect: self.dialect, deadline })
    }
}

impl There<'_> {
    /// Starts the program.
    pub(crate) fn open(&self) -> Result<Shell> {
        watch_for_interrupts()?;
        let options = ShellOptions { deadline: self.deadline, ..Default::default() };
        Ok(Shell::open(self.program, self.dialect, options)?)
    }

    /// What SQL the engine speaks.
    pub(crate) fn dialect(&self) -> &'static Dialect {
        self.dialect.unwrap_or_else(|| Dialect::of_command(self.program))
    }
}
