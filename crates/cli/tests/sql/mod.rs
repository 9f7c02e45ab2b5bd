//! Engines, and tables in their words.

#![allow(dead_code, reason = "each test file takes what it needs")]
#![allow(clippy::panic, reason = "a test says what differs")]
#![allow(clippy::print_stdout, reason = "what is skipped is said")]

pub(crate) mod between;
pub(crate) mod cluster;
pub(crate) mod compare;
pub(crate) mod laws;
pub(crate) mod sheets;

use std::sync::LazyLock;

use self::compare::same_fit;
use super::common::Folder;
use serde_json::Value;
use warehouse::{Dialect, Shell, ShellOptions};

/// An engine that is installed.
#[derive(Clone)]
pub(crate) struct AnEngine {
    pub(crate) command: String,
    dialect: &'static Dialect,
}

/// Those that are installed, and those that a variable names.
pub(crate) fn engines() -> Vec<AnEngine> {
    static FOUND: LazyLock<Vec<AnEngine>> = LazyLock::new(find);
    FOUND.clone()
}

/// Tries DuckDB, SQLite and what the variable says: commands, each in a line.
fn find() -> Vec<AnEngine> {
    let more = std::env::var("REGRESS_TEST_ENGINES").unwrap_or_default();
    let commands = ["duckdb", "sqlite3"].into_iter().chain(more.lines()).map(str::trim);
    let open = |command: &str| match Shell::open(command, None, ShellOptions::default()) {
        Ok(shell) => Some(AnEngine { command: command.to_owned(), dialect: shell.dialect() }),
        Err(error) => {
            println!("not tested: {error}");
            None
        }
    };
    commands.filter(|command| !command.is_empty()).filter_map(open).collect()
}

/// A CSV and its cells: numbers, texts, and None where nothing is.
pub(crate) struct Sheet {
    text: String,
    header: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
}

impl Sheet {
    pub(crate) fn read(path: &str) -> Self {
        Self::parse(&std::fs::read_to_string(path).unwrap())
    }

    pub(crate) fn parse(text: &str) -> Self {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let cell = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
        let rows = reader.records().map(|row| row.unwrap().iter().map(cell).collect()).collect();
        Self { text: text.to_owned(), header, rows }
    }

    pub(crate) fn csv(&self) -> &str {
        &self.text
    }

    /// Whether all cells of a column are numbers.
    fn is_number(&self, j: usize) -> bool {
        self.rows.iter().filter_map(|row| row[j].as_ref()).all(|cell| cell.parse::<f64>().is_ok())
    }
}

impl AnEngine {
    /// What answers to a command, whether it is there or not.
    pub(crate) fn of(command: &str) -> Self {
        Self { command: command.to_owned(), dialect: Dialect::of_command(command) }
    }

    /// Fits the same sheet there and in a file, and compares what both found.
    #[track_caller]
    pub(crate) fn agrees(&self, sheet: &Sheet, flags: &[&str]) {
        let folder = Folder::new();
        folder.write("t.csv", sheet.csv());
        let found = |args: &[&str]| -> Value {
            let all = [args, flags, &["--json", "-q"]].concat();
            serde_json::from_str(&folder.ok(&all)).unwrap()
        };
        let of_file = found(&["fit", "t.csv"]);
        let [command, table] = self.with(&folder, sheet);
        let there = found(&["fit", "--sql", &command, "--table", &table]);
        same_fit(&there, &of_file, &format!("{} {flags:?}", self.command));
    }

    /// The engine's command, and what stands after FROM: the rows of the sheet, written out or, where the names of
    /// their columns could not be asked for, in a file.
    pub(crate) fn with(&self, folder: &Folder, sheet: &Sheet) -> [String; 2] {
        let table = self.written_out(sheet);
        if self.dialect.name != "sqlite" {
            return [self.command.clone(), table];
        }
        let file = folder.file("t.sqlite");
        let create = format!("DROP TABLE IF EXISTS t; CREATE TABLE t AS SELECT * FROM {table};");
        folder.write("t.sql", create);
        let script = std::fs::File::open(folder.file("t.sql")).unwrap();
        let done = std::process::Command::new("sqlite3").arg(&file).stdin(script).status().unwrap();
        assert!(done.success());
        [format!("{} {}", self.command, file.display()), "t".to_owned()]
    }

    fn written_out(&self, sheet: &Sheet) -> String {
        let are_numbers: Vec<bool> = (0..sheet.header.len()).map(|j| sheet.is_number(j)).collect();
        let cell = |(cell, is_number): (&Option<String>, &bool)| match cell {
            Some(cell) if *is_number => cell.clone(),
            Some(cell) => self.dialect.string(cell),
            None => "NULL".to_owned(),
        };
        let row = |row: &Vec<Option<String>>| {
            let cells: Vec<String> = row.iter().zip(&are_numbers).map(cell).collect();
            format!("({})", cells.join(", "))
        };
        let rows: Vec<String> = sheet.rows.iter().map(row).collect();
        let names: Vec<String> = (0..sheet.header.len()).map(|j| format!("c{j}")).collect();
        let values =
            self.dialect.values.replace("{name}", "v").replace("{columns}", &names.join(", "));
        let values = values.replace("{rows}", &rows.join(", "));
        let column = |(j, name): (usize, &String)| {
            let c = match are_numbers[j] {
                true => format!("CAST(v.c{j} AS {})", self.dialect.double),
                false => format!("v.c{j}"),
            };
            format!("{c} AS {}", self.dialect.name(name))
        };
        let columns: Vec<String> = sheet.header.iter().enumerate().map(column).collect();
        format!("(SELECT {} FROM {values})", columns.join(", "))
    }
}
