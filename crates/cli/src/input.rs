//! Tables from files and from standard input.

use std::io::{IsTerminal, Read, stderr, stdin};
use std::ops::Deref;
use std::path::Path;

use anyhow::Result;
use datasets::{ChooseColumns, CsvFormat, LongTable, Memory, Reading, Table, open_file};
use indicatif::{ProgressBar, ProgressStyle};

use crate::command_line::{for_shell, list};

/// What errors call standard input.
pub(crate) const STANDARD_INPUT: &str = "standard input";

pub(crate) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What errors call a file.
pub(crate) fn name_of(path: &Path) -> String {
    if is_standard_input(path) { STANDARD_INPUT.to_owned() } else { path.display().to_string() }
}

/// A file, or standard input for `-`.
pub(crate) fn open_or_standard_input(path: &Path) -> Result<Box<dyn Read + Send>> {
    Ok(if is_standard_input(path) { Box::new(stdin()) } else { Box::new(open_file(path)?) })
}

/// Reads a table from a file, or from standard input for `-`.
pub(crate) fn read_table(
    path: &Path,
    format: CsvFormat,
    columns: &ChooseColumns<'_>,
    quiet: bool,
) -> Result<Table> {
    let bar = progress_bar(path, quiet);
    let progress = |bytes: u64| bar.inc(bytes);
    let reading = Reading { format, columns: Some(columns), progress: Some(&progress) };
    let table = if is_standard_input(path) {
        Table::read_as(STANDARD_INPUT, stdin(), &reading)
    } else {
        Table::open(path, &reading)
    };
    bar.finish_and_clear();
    Ok(table?)
}

/// The same, in a temporary file as far as memory is too small.
pub(crate) fn read_long_table(
    path: &Path,
    format: CsvFormat,
    columns: &ChooseColumns<'_>,
    memory: &Memory,
    quiet: bool,
) -> Result<LongTable> {
    let bar = progress_bar(path, quiet);
    let progress = |bytes: u64| bar.inc(bytes);
    let reading = Reading { format, columns: Some(columns), progress: Some(&progress) };
    let table = if is_standard_input(path) {
        LongTable::read(STANDARD_INPUT, stdin(), &reading, memory)
    } else {
        LongTable::open(path, &reading, memory)
    };
    bar.finish_and_clear();
    Ok(table?)
}

/// A bar on a terminal's standard error for a file that takes a while; else one that is not seen.
pub(crate) fn progress_bar(path: &Path, quiet: bool) -> ProgressBar {
    const LONG: u64 = 50 << 20;
    let length = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    if quiet || length < LONG || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    let style = ProgressStyle::with_template("reading {bar:40} {bytes} of {total_bytes}, {eta}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// Column names separated by commas; a name that contains a comma is quoted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(Vec<String>);

impl Deref for Names {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

pub(crate) fn names(text: &str) -> Result<Names, String> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
    let record = reader.records().next().transpose().map_err(|error| error.to_string())?;
    let record = record.unwrap_or_default();
    if record.iter().any(str::is_empty) {
        return Err("a name between two commas is empty".to_owned());
    }
    Ok(Names(record.iter().map(str::to_owned).collect()))
}

/// A column name as it is typed behind a flag that takes [`Names`].
pub(crate) fn flag_value(name: &str) -> String {
    for_shell(&list(&[name]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_have_commas() {
        let found = |text: &str| names(text).unwrap().to_vec();
        assert_eq!(found("a, b"), ["a", "b"]);
        assert_eq!(found("\"size, in m\",b"), ["size, in m", "b"]);
        assert!(names("a,,b").is_err() && names("").unwrap().is_empty());
    }

    #[test]
    fn a_shown_flag_gives_the_name_back() {
        assert_eq!(flag_value("age"), "age");
        assert_eq!(flag_value("size, in m"), "'\"size, in m\"'");
        for name in ["body mass", "size, in m", "say \"x\"", "a\"b,c"] {
            let shown = flag_value(name);
            let typed = shown.trim_matches('\''); // what a shell hands over
            assert_eq!(names(typed).unwrap().to_vec(), [name]);
        }
    }
}
