//! `regress export`: a model for other programs.

mod onnx;
mod protobuf;

use std::path::PathBuf;

use anyhow::Result;

use crate::model_file::ModelFile;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
    /// Write an ONNX model to this file (-: to standard output), for example: --onnx model.onnx
    #[arg(long, value_name = "FILE", help_heading = "Output", required = true)]
    pub(crate) onnx: PathBuf,
}

pub(crate) fn run(args: &ExportArgs, quiet: bool) -> Result<()> {
    let model = ModelFile::read(&args.model)?;
    output::deliver(&args.onnx, &onnx::onnx(&model), quiet, "wrote")?;
    let features = model.features.join(", ");
    output::note(quiet, &format!("its input \"features\" takes, in this order: {features}"));
    if let Some(offset) = &model.offset {
        output::note(quiet, &format!("its input \"offset\" takes the column \"{offset}\""));
    }
    Ok(())
}
