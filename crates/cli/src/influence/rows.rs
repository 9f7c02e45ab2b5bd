use std::io::{BufWriter, Write, stdout};
use std::path::Path;

use anyhow::{Error, Result, bail};
use datasets::{Decimal, Piece, ReadAs, Reading, shortest};
use models::influence::{Influence, Measures};
use pictures::numbers::count;

use super::subject::Subject;
use crate::input::{name_of, open_or_standard_input, progress_bar};
use crate::output;
use crate::predict::record;

/// The new columns.
const HEADS: [&str; 8] = [
    "leverage",
    "pearson",
    "deviance",
    "standardised",
    "studentised",
    "cooks_distance",
    "dffits",
    "covariance_ratio",
];

/// The table with what each row does appended, whole or not at all.
pub(super) fn write<T: models::Target>(
    subject: &Subject<'_>,
    found: &Influence<'_, T>,
    path: &Path,
    quiet: bool,
) -> Result<()> {
    if output::is_standard_output(path) {
        return stream(subject, found, quiet, &mut BufWriter::new(stdout().lock())).map(drop);
    }
    let mut file = output::begin(path)?;
    let rows = stream(subject, found, quiet, &mut file)?;
    file.finish()?;
    output::note(quiet, &format!("wrote {} to {}", count(rows, "row"), path.display()));
    Ok(())
}

/// The number of rows written.
fn stream<T: models::Target>(
    subject: &Subject<'_>,
    found: &Influence<'_, T>,
    quiet: bool,
    writer: &mut impl Write,
) -> Result<usize> {
    let table = &subject.args.data;
    let bar = progress_bar(table, quiet);
    let progress = |bytes: u64| bar.inc(bytes);
    let choose = |header: &[String]| Ok(vec![ReadAs::Nothing; header.len()]);
    let format = subject.args.format.format(subject.model.na.clone());
    let has_comma = format.decimal == Some(Decimal::Comma);
    let reading = Reading { format, columns: Some(&choose), progress: Some(&progress) };
    let pieces = reading.pieces(&name_of(table), open_or_standard_input(table)?)?;
    let delimiter = pieces.delimiter();
    if let Some(head) = HEADS.iter().find(|head| pieces.header().iter().any(|other| other == *head))
    {
        bail!("{} already has a column \"{head}\": rename it", name_of(table));
    }
    let heads = HEADS.map(str::to_owned);
    writer.write_all(&record(pieces.header().iter().chain(&heads), delimiter)?)?;
    let mut rows = 0;
    let answer = |piece: &Piece| -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for (row, original) in piece.records().enumerate() {
            bytes.extend_from_slice(original);
            bytes.push(delimiter);
            let place = subject.judged.lines.binary_search(&piece.table.line(row)).ok();
            let cells = cells(place.and_then(|place| found.measures(place)), has_comma);
            bytes.extend(record(cells.iter(), delimiter)?);
        }
        Ok(bytes)
    };
    pieces.for_each(
        |piece| Ok::<_, Error>((piece.table.n_rows(), answer(&piece)?)),
        |(of_piece, bytes)| {
            rows += of_piece;
            Ok(writer.write_all(&bytes)?)
        },
    )?;
    writer.flush()?;
    bar.finish_and_clear();
    Ok(rows)
}

/// What is not known stays empty.
fn cells(of: Option<Measures>, has_comma: bool) -> Vec<String> {
    let number = |x: Option<f64>| {
        let text = x.map_or(String::new(), shortest);
        if has_comma { text.replace('.', ",") } else { text }
    };
    let figures = |of: Measures| {
        let plain = [of.leverage, of.pearson, of.deviance].map(Some);
        let others = [of.standardised, of.studentised, of.cooks_distance, of.dffits];
        [&plain[..], &others, &[of.covariance_ratio]].concat()
    };
    let figures = of.map_or(vec![None; HEADS.len()], figures);
    figures.into_iter().map(number).collect()
}
