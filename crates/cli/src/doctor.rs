//! `regress doctor`: what is wrong with a table, before anything is fitted.

mod columns;
mod features;
mod target;

use std::io::{Write, stdout};
use std::path::PathBuf;

use anyhow::{Result, ensure};
use datasets::{Encoder, Error, Gaps, ReadAs, Table, Unseen};
use pictures::numbers::count;

use crate::input::{FormatArgs, Names, names, read_table};
use crate::lists::Lists;

#[derive(Debug, clap::Args)]
pub(crate) struct DoctorArgs {
    /// The table, with a header; - for standard input
    pub(crate) data: PathBuf,
    /// The column to learn, for example: --target passed
    #[arg(short, long, value_name = "COL", help_heading = "Columns", allow_hyphen_values = true)]
    pub(crate) target: Option<String>,
    /// Columns whose numbers are only names, for example: --as-category zip
    #[arg(long, value_name = "A,B,…", help_heading = "Columns", value_parser = names, allow_hyphen_values = true)]
    pub(crate) as_category: Vec<Names>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// Something to know before a fit, and what to do about it.
struct Finding {
    what: String,
    remedy: String,
}

impl Finding {
    fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: remedy.into() }
    }
}

pub(crate) fn run(args: &DoctorArgs, quiet: bool) -> Result<()> {
    let choose = |header: &[String]| read_as(args, header);
    let table = read_table(&args.data, args.format.format(), &choose, quiet)?;
    let all: Vec<usize> = (0..table.n_rows()).collect();
    let mut findings = Vec::new();
    let mut features = Vec::new();
    for column in table.columns() {
        let is_target = Some(&column.name) == args.target.as_ref();
        let is_category = args.as_category.has(&column.name);
        if is_target {
            continue;
        }
        match columns::encoding(&table, &column.name, is_category, &all) {
            Ok(_) => features.push(column.name.as_str()),
            Err(finding) => findings.push(finding),
        }
        findings.extend(columns::row_numbers(column));
    }
    findings.extend(columns::gaps(&table));
    findings.extend(columns::duplicates(&table));

    let mut out = stdout().lock();
    let (n_rows, n_columns) = (table.n_rows(), table.columns().len());
    writeln!(out, "{}: {}, {}", table.file(), count(n_rows, "row"), count(n_columns, "column"))?;
    writeln!(out, "\n{}", columns::overview(&table))?;
    let complete = complete_rows(&table, &features, args.target.as_deref());
    let rows = complete.len();
    if rows < table.n_rows() {
        writeln!(out, "what follows is about the {} without a missing cell\n", count(rows, "row"))?;
    }
    ensure!(!complete.is_empty(), "{}: every row has a missing cell", table.file());
    if !features.is_empty() {
        let categories: Vec<&str> = args.as_category.all().map(String::as_str).collect();
        let categories: Vec<&str> =
            categories.into_iter().filter(|name| features.contains(name)).collect();
        let encoder = Encoder::learn(&table, &features, &categories, &complete, None, Gaps::Drop)?;
        let x = encoder.encode(&table, &complete, Unseen::Refuse)?;
        let names = encoder.feature_names();
        let (of_features, figures) = features::findings(&x, &names)?;
        findings.extend(of_features);
        if let Some(target) = &args.target {
            findings.extend(target::findings(&table, target, &complete, &x, &names, &mut out)?);
        }
        writeln!(out, "{figures}")?;
    }
    if findings.is_empty() {
        writeln!(out, "found nothing that stands in the way of a fit")?;
    }
    for Finding { what, remedy } in findings {
        writeln!(out, "- {what}\n  {remedy}")?;
    }
    Ok(())
}

/// The target is read as text, too: its classes may be numbers.
fn read_as(args: &DoctorArgs, header: &[String]) -> Result<Vec<ReadAs>, Error> {
    for name in args.target.iter().chain(args.as_category.all()) {
        if !header.contains(name) {
            return Err(Error::unknown_column(name, header));
        }
    }
    let read = |name: &String| {
        if args.as_category.has(name) || Some(name) == args.target.as_ref() {
            ReadAs::Text
        } else {
            ReadAs::Either
        }
    };
    Ok(header.iter().map(read).collect())
}

fn complete_rows(table: &Table, features: &[&str], target: Option<&str>) -> Vec<usize> {
    let used = |name: &str| features.contains(&name) || Some(name) == target;
    let columns: Vec<_> = table.columns().iter().filter(|column| used(&column.name)).collect();
    (0..table.n_rows())
        .filter(|row| columns.iter().all(|column| !column.cells.is_missing(*row)))
        .collect()
}
