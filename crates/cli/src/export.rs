//! `regress export`: a model for other programs.

mod expression;
mod onnx;
mod protobuf;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use warehouse::Dialect;

pub(crate) use self::expression::expression;
pub(crate) use self::onnx::onnx;
use crate::exit::Usage;
use crate::flags;
use crate::judged::UnseenArg;
use crate::model_file::ModelFile;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
    /// Write an ONNX model to this file (-: to standard output), for example: --onnx model.onnx
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Output",
        required_unless_present = "sql",
        conflicts_with = "sql"
    )]
    pub(crate) onnx: Option<PathBuf>,
    /// Write what a row scores as an expression of SQL, as this engine writes it, for example: --sql duckdb
    #[arg(long, value_name = "ENGINE", help_heading = "Output", value_parser = flags::dialect())]
    pub(crate) sql: Option<&'static Dialect>,
    /// Write the expression to this file (default, and -: standard output), for example: -o score.sql
    #[arg(short, long, value_name = "FILE", help_heading = "Output", requires = "sql")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) unseen: UnseenArg,
}

pub(crate) fn run(args: &ExportArgs, quiet: bool) -> Result<()> {
    let to = args.onnx.as_deref().or(args.output.as_deref());
    output::refuse_over(to, &[&args.model])?;
    let model = ModelFile::read(&args.model)?;
    if let Some(dialect) = args.sql {
        let expression = expression(&model, dialect, args.unseen.get())?;
        let path = args.output.as_deref().unwrap_or(Path::new("-"));
        output::deliver(path, format!("{expression}\n").as_bytes(), quiet, "wrote")?;
        output::note(quiet, &expression::usage(&model));
        return Ok(());
    }
    if args.unseen.is_given() {
        bail!(Usage("--unseen is for --sql: an ONNX model takes features, not levels".to_owned()));
    }
    let path = args.onnx.as_deref().unwrap_or(Path::new("-"));
    output::deliver(path, &onnx(&model), quiet, "wrote")?;
    let features = onnx::inputs(&model).join(", ");
    output::note(quiet, &format!("its input \"features\" takes, in this order: {features}"));
    if let Some(offset) = &model.offset {
        let of_logit =
            |name: Option<&str>| name.map_or("0".to_owned(), |name| format!("\"{name}\""));
        let columns: Vec<String> = offset.by_logit().into_iter().map(of_logit).collect();
        let columns = match &*columns {
            [one] => format!("the column {one}"),
            all => format!("a column for each class: {}", all.join(", ")),
        };
        output::note(quiet, &format!("its input \"offset\" takes {columns}"));
    }
    Ok(())
}
