//! `regress plot`: pictures of a model, in the terminal or as SVG.

mod boundary;
mod curves;
mod fit;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::ValueEnum;
use pictures::Figure;

pub(crate) use self::fit::{coefficients, loss};
use crate::effects::picture;
use crate::exit::Usage;
use crate::format::FormatArgs;
use crate::judged::{Files, Judged, UnseenArg};
use crate::model_file::{Model, ModelFile, TargetColumn};
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct PlotArgs {
    /// What to draw
    pub(crate) kind: Kind,
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
    /// A table with the target, which for an effect may be missing; - for standard input; none for coefficients and loss
    pub(crate) data: Option<PathBuf>,
    /// The feature on the horizontal axis of a boundary, or the column of an effect, for example: --x age
    #[arg(long, value_name = "FEATURE", help_heading = "Axes", allow_hyphen_values = true)]
    pub(crate) x: Option<String>,
    /// The feature on its vertical axis, for example: --y income
    #[arg(long, value_name = "FEATURE", help_heading = "Axes", allow_hyphen_values = true)]
    pub(crate) y: Option<String>,
    #[command(flatten)]
    pub(crate) unseen: UnseenArg,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Write an SVG to this file instead of drawing in the terminal (-: to standard output), for example:
    /// -o roc.svg
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
}

/// What can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Where the model changes its mind, over two features
    Boundary,
    /// True against false positives
    Roc,
    /// Precision against recall
    Pr,
    /// Whether probabilities mean what they say
    Calibration,
    /// What acting is worth, by the threshold
    Decision,
    /// What each feature does, with intervals
    Coefficients,
    /// The mean prediction by the values of one column, with a band
    Effect,
    /// How the fit got there
    Loss,
    /// What a model of numbers leaves over
    Residuals,
}

impl Kind {
    fn needs_table(self) -> bool {
        !matches!(self, Self::Coefficients | Self::Loss)
    }

    fn is_of(self, target: &TargetColumn) -> bool {
        match self {
            Self::Loss | Self::Effect => true,
            Self::Boundary | Self::Roc | Self::Pr => !matches!(target, TargetColumn::Number { .. }),
            Self::Calibration | Self::Decision => matches!(target, TargetColumn::Binary { .. }),
            Self::Coefficients => !matches!(target, TargetColumn::Classes { .. }),
            Self::Residuals => matches!(target, TargetColumn::Number { .. }),
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

pub(crate) fn run(args: &PlotArgs, quiet: bool) -> Result<()> {
    check_usage(args).map_err(Usage)?;
    let read: Vec<&Path> =
        [&args.model].into_iter().chain(&args.data).map(PathBuf::as_path).collect();
    output::refuse_over(args.output.as_deref(), &read)?;
    let model = match &args.data {
        Some(data) => ModelFile::read_for(&args.model, data)?,
        None => ModelFile::read(&args.model)?,
    };
    check_kind(args, &model).map_err(Usage)?;
    if let (Kind::Boundary, Model::Ordered(_)) = (args.kind, &model.model) {
        let file = args.model.display();
        bail!(Usage(format!(
            "{file} is of ordered classes, which have no boundary: draw roc, pr or loss"
        )));
    }
    if args.kind == Kind::Boundary {
        boundary::check(&model, args)?;
    }
    let figure = match (args.kind, &args.data) {
        (Kind::Coefficients, _) => coefficients(&model)?,
        (_, None) => loss(&model)?,
        (Kind::Effect, Some(table)) => {
            let files = Files { model: &args.model, table };
            let column = args.x.as_deref().unwrap_or_default();
            picture(&model, &files, &args.format, column, quiet)?
        }
        (kind, Some(data)) => {
            let files = Files { model: &args.model, table: data };
            let judged = Judged::read(&model, &files, &args.format, args.unseen, quiet)?;
            judged.note_training(&model, quiet || kind == Kind::Boundary);
            match kind {
                Kind::Boundary => boundary::boundary(&model, &judged, args)?,
                Kind::Roc => curves::roc(&model, &judged)?,
                Kind::Pr => curves::precision_recall(&model, &judged)?,
                Kind::Calibration => curves::calibration(&model, &judged)?,
                Kind::Decision => curves::decision(&model, &judged)?,
                _ => curves::residuals(&model, &judged)?,
            }
        }
    };
    show(&figure, args.output.as_deref(), quiet)
}

/// Refuses what does nothing for the kind, before anything is read.
fn check_usage(args: &PlotArgs) -> Result<(), String> {
    let kind = args.kind.name();
    if args.y.is_some() && args.kind != Kind::Boundary {
        return Err(format!("--y is for boundary, not for {kind}"));
    }
    match args.kind {
        Kind::Boundary => (),
        Kind::Effect if args.x.is_none() => {
            return Err("effect needs the column whose effect it is: --x COLUMN".to_owned());
        }
        Kind::Effect => (),
        _ if args.x.is_some() => {
            return Err(format!("--x is for boundary and effect, not for {kind}"));
        }
        _ => (),
    }
    match &args.data {
        None if args.kind.needs_table() => {
            let model = args.model.display();
            return Err(format!(
                "{kind} needs a table with the target: regress plot {kind} {model} DATA"
            ));
        }
        None if args.unseen.is_given() || args.format.is_given() => {
            return Err(format!("{kind} reads no table: leave out what says how to read one"));
        }
        Some(data) if !args.kind.needs_table() => {
            return Err(format!("{kind} needs no table: leave out {}", data.display()));
        }
        _ => (),
    }
    let is_svg = |path: &Path| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("svg"));
    match args.output.as_deref() {
        Some(path) if !is_svg(path) && !output::is_standard_output(path) => {
            Err(format!("{} does not end in .svg", path.display()))
        }
        _ => Ok(()),
    }
}

/// Refuses a kind that other models have, before the table is read.
fn check_kind(args: &PlotArgs, model: &ModelFile) -> Result<(), String> {
    if args.kind.is_of(&model.target) {
        return Ok(());
    }
    let kinds = Kind::value_variants().iter().filter(|kind| kind.is_of(&model.target));
    let kinds: Vec<String> = kinds.map(|kind| kind.name()).collect();
    let (file, kind) = (args.model.display(), args.kind.name());
    Err(format!(
        "{file} is {}, which has no {kind}: draw {}",
        model.target.kind(),
        kinds.join(", ")
    ))
}

fn show(figure: &Figure, path: Option<&Path>, quiet: bool) -> Result<()> {
    match path {
        Some(path) => output::deliver(path, figure.svg().as_bytes(), quiet, "drew"),
        None => Ok(figure.draw(&mut anstream::stdout().lock())?),
    }
}
