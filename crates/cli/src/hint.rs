//! Which flag helps with an error about a table.

use datasets::Error;

use crate::args::Command;
use crate::input::flag_value;

pub(crate) fn hint(error: &anyhow::Error, command: &Command) -> Option<String> {
    let error = error.chain().find_map(|cause| cause.downcast_ref::<Error>())?;
    let is_fit = matches!(command, Command::Fit(_));
    Some(match error {
        Error::MissingCell { .. } if is_fit => {
            "--missing drop leaves such rows out, --missing mean fills them in".to_owned()
        }
        Error::MissingCell { .. } => {
            "a model fitted with --missing drop or --missing mean accepts such rows".to_owned()
        }
        Error::FreeText { column, .. } if is_fit => {
            format!("--drop {0}, or --as-category {0}", flag_value(column))
        }
        Error::Cell { column, .. } if is_fit => {
            format!("--as-category {}, if its values are not numbers", flag_value(column))
        }
        Error::Dates { column, .. } | Error::EmptyColumn { column, .. } => {
            format!("--drop {}", flag_value(column))
        }
        Error::UnseenLevel { .. } => "--unseen baseline treats it as the baseline".to_owned(),
        Error::LateText(_) => "read it from a file, or name the column in --as-category".to_owned(),
        _ => return None,
    })
}
