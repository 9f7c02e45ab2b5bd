//! Which flag helps with an error about a table.

use datasets::{Error, MemoryError, OddMark, RowProblem};

use crate::args::Command;
use crate::input::flag_value;
use crate::remedy::Unusable;
use crate::way;

pub(crate) fn hints(error: &anyhow::Error, command: &Command) -> Vec<String> {
    let is_fit = matches!(command, Command::Fit(_));
    let mut hints = match error.downcast_ref::<Unusable>() {
        Some(unusable) => unusable.otherwise(),
        None => {
            let error = error.chain().find_map(|cause| cause.downcast_ref());
            error.and_then(|error| of_error(error, is_fit)).into_iter().collect()
        }
    };
    hints.extend(way::on(error, command));
    hints
}

/// The name that may be meant, if what was typed of it ended at a comma.
fn cut_at_comma<'a>(typed: &str, hint: &'a str) -> Option<&'a str> {
    let meant = hint.split('"').nth(1)?;
    meant.strip_prefix(typed)?.starts_with(',').then_some(meant)
}

/// A title has no more lines.
const FEW_LINES: u64 = 5;

fn of_error(error: &Error, is_fit: bool) -> Option<String> {
    Some(match error {
        Error::Row { problem: RowProblem::Title { is_comment: true, .. }, .. } => {
            "--comment '#' leaves out lines that begin so".to_owned()
        }
        Error::Row { problem: RowProblem::Title { lines, .. }, .. } => {
            format!("--skip-rows {lines} leaves out what stands above")
        }
        Error::Row { problem: RowProblem::Ragged { expected, found }, line, .. }
            if expected < found && *line <= FEW_LINES =>
        {
            format!("--skip-rows {}, if what stands above is a title", line - 1)
        }
        Error::UnknownColumn { name, hint, .. } if cut_at_comma(name, hint).is_some() => format!(
            "in a list a name with a comma stands in quotes: {}",
            flag_value(cut_at_comma(name, hint)?)
        ),
        Error::UnknownColumn { row: Some(columns), .. } => format!(
            "--no-header if the first line is a row: the columns are then x1 to x{columns}, or have the names that \
             --names gives"
        ),
        Error::MissingCell { .. } if !is_fit => {
            "a model fitted with --missing drop or mean accepts such rows; one with level, if the column had gaps \
             then, or with --unseen baseline"
                .to_owned()
        }
        Error::Cell { value, .. } if is_with_comma(value) => {
            "--decimal , if commas stand before decimals".to_owned()
        }
        Error::DecimalMark { mark: OddMark::Point, .. } => "leave out --decimal ,".to_owned(),
        Error::DecimalMark { mark: OddMark::Either, .. } => EITHER_MARK.to_owned(),
        Error::DecimalMark { .. } => "--decimal , if commas stand before decimals".to_owned(),
        Error::Memory(MemoryError::NoRoom { .. } | MemoryError::File { .. }) => {
            let variable = if cfg!(windows) { "TMP" } else { "TMPDIR" };
            format!("{variable} can name a folder on a larger disk; with more --memory, less goes there")
        }
        Error::Memory(MemoryError::Rows { .. }) => "more --memory".to_owned(),
        Error::Memory(MemoryError::Texts { column, .. }) => {
            format!("--drop {}, or more --memory", flag_value(column))
        }
        Error::UnseenLevel { .. } => "--unseen baseline treats it as the baseline".to_owned(),
        Error::Row { problem: RowProblem::Nul { .. }, .. } => {
            "--encoding utf-16le, if it is UTF-16 without a mark".to_owned()
        }
        Error::Row { problem: RowProblem::NotUtf8 { .. }, .. } => {
            "--encoding latin1, or whatever it is written in".to_owned()
        }
        _ => return None,
    })
}

pub(crate) const EITHER_MARK: &str =
    "--decimal , if commas stand before decimals, --decimal . if between thousands";

/// Whether it would be a number if a comma stood before decimals.
pub(crate) fn is_with_comma(value: &str) -> bool {
    let decimals = value.split_once(',').map_or(0, |(_, decimals)| decimals.len());
    decimals != 3
        && value.matches(',').count() == 1
        && value.replace(',', ".").trim().parse::<f64>().is_ok()
}
