//! `regress doctor`: what is wrong with a table, before anything is fitted.

mod checkup;
mod classes;
mod columns;
mod distinct;
mod features;
mod finding;
mod gaps;
mod gives_away;
mod here;
mod overview;
mod separated;
mod target;
mod there;

use std::io::{Write, stdout};

use anyhow::Result;

use self::checkup::Checkup;
use crate::columns::ColumnArgs;
use crate::exit::Exit;
use crate::fit::Kind;
use crate::format::FormatArgs;
use crate::output;
use crate::place::Place;

#[derive(Debug, clap::Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The column to learn, for example: --target passed
    #[arg(short, long, value_name = "COL", help_heading = "Columns", allow_hyphen_values = true)]
    pub(crate) target: Option<String>,
    /// What is to be fitted (default: linear for a target of many numbers, else classes), for example:
    /// --model softmax
    #[arg(short, long, value_name = "MODEL", help_heading = "Columns")]
    pub(crate) model: Option<Kind>,
    #[command(flatten)]
    pub(crate) columns: ColumnArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Print all findings as JSON, for example: --json
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// Ends as an error does where the table is of no use as it stands.
pub(crate) fn run(args: &DoctorArgs, quiet: bool) -> Result<Exit> {
    let checkup = match args.place.there() {
        Some(there) => there::checkup(args, &there)?,
        None => Checkup::of_file(args, quiet)?,
    };
    let mut out = stdout().lock();
    match args.json {
        true => output::json(&mut out, &checkup)?,
        false => write!(out, "{checkup}")?,
    }
    Ok(if checkup.is_usable() { Exit::Done } else { Exit::Unusable })
}

/// Whether there is a table to examine.
pub(crate) fn try_table(args: &DoctorArgs) -> Result<()> {
    Checkup::of_file(args, true).map(drop)
}
