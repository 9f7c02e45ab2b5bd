//! `regress effects`: what each column does to the prediction, on the average of the rows of a table.

mod columns;
mod library;
mod picture;
mod report;
mod table;

use std::io::{Write, stdout};
use std::path::PathBuf;

use anyhow::Result;

use self::columns::Asked;
pub(crate) use self::picture::picture;
use self::table::Rows;
use crate::flags;
use crate::format::FormatArgs;
use crate::input::{Names, names};
use crate::judged::Files;
use crate::lists::Lists;
use crate::model_file::ModelFile;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct EffectsArgs {
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
    /// The table whose rows are averaged over; - for standard input
    pub(crate) data: PathBuf,
    /// The columns to tell of (default: all), for example: --of age,sex
    #[arg(long, value_name = "A,B,…", help_heading = "Effects", value_parser = names, allow_hyphen_values = true)]
    pub(crate) of: Vec<Names>,
    /// Give columns a value in all rows, for example: --at sex=female --at age=40
    #[arg(long, value_name = "COL=VALUE", help_heading = "Effects", value_parser = flags::assignment, allow_hyphen_values = true)]
    pub(crate) at: Vec<(String, String)>,
    /// The level of the intervals, for example: --level 0.9
    #[arg(long, value_name = "LEVEL", help_heading = "Effects", value_parser = flags::share, default_value = "0.95", allow_negative_numbers = true)]
    pub(crate) level: f64,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Print the figures as JSON, for example: --json
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

pub(crate) fn run(args: &EffectsArgs, quiet: bool) -> Result<()> {
    let model = ModelFile::read_for(&args.model, &args.data)?;
    let covariance = model.covariance_of(&args.model)?;
    let files = Files { model: &args.model, table: &args.data };
    let rows = Rows::read(&model, &files, &args.format, quiet)?;
    let asked = Asked { model: &model, covariance: &covariance, rows: &rows };
    let of: Vec<String> = args.of.all().cloned().collect();
    let effects = asked.effects(&of, &args.at)?;
    let mut out = stdout().lock();
    match args.json {
        true => output::json(&mut out, &report::to_json(&effects)),
        false => Ok(write!(out, "{}", report::text(&model, &rows, &effects, args)?)?),
    }
}
