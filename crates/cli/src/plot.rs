//! `regress plot`: pictures of a model, in the terminal or as SVG.

mod boundary;
mod curves;
mod fit;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use clap::ValueEnum;
use pictures::Figure;

use crate::exit::Usage;
use crate::input::FormatArgs;
use crate::judged::{Judged, UnseenArg};
use crate::model_file::ModelFile;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct PlotArgs {
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
    /// A table with the target (coefficients and loss need none), then what to draw: boundary, roc,
    /// pr, calibration, coefficients, loss or residuals
    #[arg(value_name = "DATA> <KIND", num_args = 1..=2, required = true)]
    pub(crate) what: Vec<String>,
    /// The feature on the horizontal axis of a boundary plot, for example: --x age
    #[arg(long, value_name = "FEATURE")]
    pub(crate) x: Option<String>,
    /// The feature on its vertical axis, for example: --y income
    #[arg(long, value_name = "FEATURE")]
    pub(crate) y: Option<String>,
    /// Write an SVG to this file instead of drawing in the terminal, for example: -o roc.svg
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) unseen: UnseenArg,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// What can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Boundary,
    Roc,
    Pr,
    Calibration,
    Coefficients,
    Loss,
    Residuals,
}

pub(crate) fn run(args: &PlotArgs, quiet: bool) -> Result<()> {
    let (data, kind) = match args.what.as_slice() {
        [data, kind] => (Some(Path::new(data)), kind),
        [kind, ..] => (None, kind),
        [] => bail!(Usage("say what to draw".to_owned())),
    };
    let Ok(kind) = Kind::from_str(kind, false) else {
        let kinds = Kind::value_variants().iter().filter_map(Kind::to_possible_value);
        let kinds: Vec<String> = kinds.map(|kind| kind.get_name().to_owned()).collect();
        bail!(Usage(format!("\"{kind}\" cannot be drawn; choose one of {}", kinds.join(", "))));
    };
    let model = ModelFile::read(&args.model)?;
    let figure = match (kind, data) {
        (Kind::Coefficients, _) => fit::coefficients(&model)?,
        (Kind::Loss, _) => fit::loss(&model)?,
        (_, None) => bail!(Usage("a table with the target is needed before the kind".to_owned())),
        (kind, Some(data)) => {
            let judged = Judged::read(&model, data, args.format.format(), args.unseen, quiet)?;
            match kind {
                Kind::Boundary => boundary::boundary(&model, &judged, args)?,
                Kind::Roc => curves::roc(&model, &judged)?,
                Kind::Pr => curves::precision_recall(&model, &judged)?,
                Kind::Calibration => curves::calibration(&model, &judged)?,
                _ => curves::residuals(&model, &judged)?,
            }
        }
    };
    show(&figure, args.output.as_deref(), quiet)
}

fn show(figure: &Figure, path: Option<&Path>, quiet: bool) -> Result<()> {
    let Some(path) = path else { return Ok(figure.draw(&mut anstream::stdout().lock())?) };
    ensure!(
        path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg")),
        Usage(format!("{} does not end in .svg", path.display()))
    );
    datasets::write_whole(path, figure.svg().as_bytes())?;
    output::note(quiet, &format!("drew {}", path.display()));
    Ok(())
}
