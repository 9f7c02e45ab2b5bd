//! Which flag helps with an error about a table.

use datasets::{Error, OddMark, RowProblem};

use crate::args::Command;
use crate::input::flag_value;
use crate::remedy::Unusable;

pub(crate) fn hints(error: &anyhow::Error, command: &Command) -> Vec<String> {
    match error.downcast_ref() {
        Some(unusable) => of_unusable(unusable),
        None => of_error(error, command).into_iter().collect(),
    }
}

fn of_unusable(unusable: &Unusable) -> Vec<String> {
    unusable.otherwise().into_iter().chain(unusable.remedy()).collect()
}

fn of_error(error: &anyhow::Error, command: &Command) -> Option<String> {
    let error = error.chain().find_map(|cause| cause.downcast_ref::<Error>())?;
    let is_fit = matches!(command, Command::Fit(_));
    Some(match error {
        Error::Row { problem: RowProblem::Title { is_comment: true, .. }, .. } => {
            "--comment '#' leaves out lines that begin so".to_owned()
        }
        Error::Row { problem: RowProblem::Title { lines, .. }, .. } => {
            format!("--skip-rows {lines} leaves out what stands above")
        }
        Error::MissingCell { .. } if !is_fit => {
            "a model fitted with --missing drop or mean accepts such rows; one with level, if the column had gaps \
             then, or with --unseen baseline"
                .to_owned()
        }
        Error::Cell { value, .. } if is_with_comma(value) => {
            "--decimal , if commas stand before decimals".to_owned()
        }
        Error::DecimalMark { mark: OddMark::Point, .. } => "leave out --decimal ,".to_owned(),
        Error::DecimalMark { .. } => "--decimal ,".to_owned(),
        Error::Dates { column, .. } | Error::EmptyColumn { column, .. } => {
            format!("--drop {}", flag_value(column))
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

fn is_with_comma(value: &str) -> bool {
    let decimals = value.split_once(',').map_or(0, |(_, decimals)| decimals.len());
    decimals != 3
        && value.matches(',').count() == 1
        && value.replace(',', ".").trim().parse::<f64>().is_ok()
}
