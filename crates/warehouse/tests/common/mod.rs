//! The engines that the tests ask.

#![allow(dead_code, reason = "each test file takes what it needs")]
#![allow(clippy::print_stdout, reason = "what is skipped is said")]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use datasets::{Source, Stream};
use warehouse::{Dialect, Engine, Query, Shell, ShellOptions};

/// Those that are installed, and those that a variable names: commands, each in a line.
pub(crate) fn engines() -> Vec<Shell> {
    let more = std::env::var("REGRESS_TEST_ENGINES").unwrap_or_default();
    let commands = ["duckdb", "sqlite3"].into_iter().chain(more.lines()).map(str::trim);
    let open = |command: &str| match Shell::open(command, None, ShellOptions::default()) {
        Ok(shell) => Some(shell),
        Err(error) => {
            println!("not tested: {error}");
            None
        }
    };
    commands.filter(|command| !command.is_empty()).filter_map(open).collect()
}

/// The rows of an answer whose columns are numbers; NaN for NULL.
pub(crate) fn numbers(engine: &Shell, text: String, columns: usize) -> Vec<Vec<f64>> {
    let rows = engine.select(&Query { text, columns }).unwrap();
    let number = |field: &String| if field.is_empty() { f64::NAN } else { field.parse().unwrap() };
    rows.iter().map(|row| row.iter().map(number).collect()).collect()
}

/// A cell of a table.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Number(f64),
    Text(&'static str),
    Missing,
}

/// Rows as a table without a name, in their order by the column `i`.
pub(crate) fn table(dialect: &Dialect, header: &[&str], rows: &[Vec<Cell>]) -> String {
    let cell = |(name, cell): (&&str, &Cell)| {
        let value = match cell {
            Cell::Number(number) => dialect.double(*number),
            Cell::Text(text) => dialect.string(text),
            Cell::Missing => "NULL".to_owned(),
        };
        format!("{value} AS {}", dialect.name(name))
    };
    let row = |(i, row): (usize, &Vec<Cell>)| {
        let cells: Vec<String> = header.iter().zip(row).map(cell).collect();
        format!("SELECT {i} AS i, {}", cells.join(", "))
    };
    let rows: Vec<String> = rows.iter().enumerate().map(row).collect();
    format!("({})", rows.join(" UNION ALL "))
}

/// Numbers as if drawn at random.
pub(crate) fn stream(seed: u64) -> Stream {
    Stream::new(Source::ChaCha8, seed).unwrap()
}
