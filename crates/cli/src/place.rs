//! Where a table is: in a file, or in an engine that speaks SQL.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use warehouse::{Dialect, Engine, Error, Shell, ShellOptions, columns};

use crate::columns::ColumnArgs;
use crate::exit::Usage;
use crate::flags;
use crate::format::FormatArgs;
use crate::lists::Lists;
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
        value_parser = flags::table,
        allow_hyphen_values = true
    )]
    table: Option<String>,
    /// What SQL it speaks, where its name does not say, for example: --dialect postgres
    #[arg(long, value_name = "SQL", help_heading = "Engine", requires = "sql", value_parser = flags::dialect())]
    dialect: Option<&'static Dialect>,
    /// How many seconds an answer may take (default: 600), for example: --deadline 3600
    #[arg(long, value_name = "S", help_heading = "Engine", requires = "sql", value_parser = flags::whole(1_u64..=604_800), allow_negative_numbers = true)]
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

    /// The columns of the table; where they cannot be asked for, those that are named: features and `others`.
    pub(crate) fn header(
        &self,
        engine: &dyn Engine,
        features: &ColumnArgs,
        others: &[&String],
    ) -> Result<Vec<String>> {
        let are_named = !features.features.is_empty();
        if !self.dialect().columns.is_empty() {
            match columns(engine, self.dialect(), self.table) {
                Err(Error::Table(_)) if are_named => (), // of a subquery, which SQLite does not list
                found => return Ok(found?),
            }
        }
        ensure!(
            are_named,
            "the columns of a table cannot be asked for in the dialect \"{}\": name them with --features",
            self.dialect().name
        );
        Ok(features.features.all().chain(others.iter().copied()).cloned().collect())
    }
}

/// Flags that a table in an engine does not take, and why.
pub(crate) fn only_for_files(
    columns: &ColumnArgs,
    format: &FormatArgs,
) -> [(bool, &'static str); 3] {
    let has_dates = !columns.as_date.is_empty() || !columns.date_parts.is_empty();
    [
        (
            has_dates || columns.date_order.is_some(),
            "--as-date, --date-parts and --date-order are for files: make numbers of dates in SQL, in a subquery \
             behind --table",
        ),
        (!columns.na.is_empty(), "--na is for files: in an engine a missing cell is NULL"),
        for_reading(format),
    ]
}

/// Flags that say how a text is read.
pub(crate) fn for_reading(format: &FormatArgs) -> (bool, &'static str) {
    (format.is_given(), "the flags under \"Reading the file\" are for files, not for --sql")
}

/// Wrong usage, if any of these holds.
pub(crate) fn refuse(complaints: impl IntoIterator<Item = (bool, &'static str)>) -> Result<()> {
    match complaints.into_iter().find(|(is_wrong, _)| *is_wrong) {
        Some((_, reason)) => bail!(Usage(reason.to_owned())),
        None => Ok(()),
    }
}
