//! `regress influence`: which rows decide what a model says.

mod answer;
mod picture;
mod report;
mod rows;
mod subject;

use std::io::{Write, stderr, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use datasets::Target;
use models::influence::Influence;

use self::answer::{Answer, Refitted};
use self::subject::Subject;
use crate::exit::Usage;
use crate::format::FormatArgs;
use crate::input::is_standard_input;
use crate::judged::{Files, Judged, UnseenArg};
use crate::model_file::{Model, ModelFile};
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct InfluenceArgs {
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
    /// The table that it was fitted to; - for standard input
    pub(crate) data: PathBuf,
    /// Also fit the model anew without each of the rows that are shown, for example: --refit
    #[arg(long, help_heading = "Influence")]
    pub(crate) refit: bool,
    #[command(flatten)]
    pub(crate) unseen: UnseenArg,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Write all rows with what they do appended to this file, whole or not at all (-: to standard output, and the
    /// report to standard error), for example: -o rows.csv
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// Write the picture as an SVG to this file instead of drawing in the terminal (-: to standard output, and the report
    /// to standard error), for example: --svg influence.svg
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) svg: Option<PathBuf>,
    /// Print the figures as JSON, and no picture, for example: --json
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

pub(crate) fn run(args: &InfluenceArgs, quiet: bool) -> Result<()> {
    check_usage(args).map_err(Usage)?;
    output::refuse_over(args.output.as_deref(), &[&args.model])?;
    output::refuse_over(args.svg.as_deref(), &[&args.model, &args.data])?;
    let model = ModelFile::read_for(&args.model, &args.data)?;
    subject::check(&model, &args.model)?;
    let files = Files { model: &args.model, table: &args.data };
    let judged = Judged::read(&model, &files, &args.format, args.unseen, quiet)?;
    let subject = Subject { args, model: &model, judged: &judged };
    subject.note(quiet);
    match (&model.model, &judged.truth) {
        (Model::Logistic(fit), Target::Binary(labels)) => {
            let problem = subject.problem(labels)?;
            let found = fit.influence_of(&problem).map_err(|error| subject.explained(&error))?;
            tell(&subject, &found, &|row| found.refitted(row), quiet)
        }
        (Model::Linear(fit), Target::Numbers(targets)) => {
            let problem = subject.problem(targets)?;
            let found = fit.influence_of(&problem).map_err(|error| subject.explained(&error))?;
            tell(&subject, &found, &|row| found.refitted(row), quiet)
        }
        _ => bail!("{}: its model and its target do not go together", args.model.display()),
    }
}

/// Refuses what cannot be done, before anything is read.
fn check_usage(args: &InfluenceArgs) -> Result<(), String> {
    let is_piped = |path: &Option<PathBuf>| path.as_deref().is_some_and(output::is_standard_output);
    let is_svg = |path: &Path| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("svg"));
    match &args.svg {
        Some(path) if !is_svg(path) && !output::is_standard_output(path) => {
            return Err(format!("{} does not end in .svg", path.display()));
        }
        _ => (),
    }
    if is_piped(&args.output) && is_piped(&args.svg) {
        return Err("-o and --svg cannot both write to standard output".to_owned());
    }
    if args.output.is_some() && is_standard_input(&args.data) {
        return Err("-o reads the table a second time, and standard input can be read but once: give a file".to_owned());
    }
    Ok(())
}

/// Writes and prints all that was asked for.
fn tell<T: models::Target>(
    subject: &Subject<'_>,
    found: &Influence<'_, T>,
    refitted: &Refitted<'_>,
    quiet: bool,
) -> Result<()> {
    let args = subject.args;
    let answer = Answer::of(subject, found, args.refit.then_some(refitted))?;
    if let Some(path) = &args.output {
        rows::write(subject, found, path, quiet)?;
    }
    let mut report = Vec::new();
    match args.json {
        true => output::json(&mut report, &answer.to_json())?,
        false => write!(report, "{}", answer.text())?,
    }
    let others = [&args.output, &args.svg].into_iter().flatten();
    let is_taken = others.into_iter().any(|path| output::is_standard_output(path));
    match is_taken {
        false => stdout().lock().write_all(&report)?,
        true if !quiet => stderr().lock().write_all(&report)?,
        true => (),
    }
    let figure = || picture::figure(subject, found, &answer);
    match &args.svg {
        Some(path) => output::deliver(path, figure().svg().as_bytes(), quiet, "drew"),
        None if args.json || is_taken => Ok(()),
        None => {
            let mut out = anstream::stdout().lock();
            writeln!(out)?;
            Ok(figure().draw(&mut out)?)
        }
    }
}
