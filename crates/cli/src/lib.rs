//! `regress`: regression from the shell.
//!
//! Results go to standard output, everything else to standard error. Exit code 0: done; 1: an
//! error; 2: wrong usage; 3: a model was fitted, but is not to be trusted. A reader that closes the pipe
//! early (`| head`) is no error.

mod args;
mod bootstrap;
mod clusters;
mod coefficients;
mod columns;
mod command_line;
mod compare;
mod contrast;
mod doctor;
mod effects;
mod estimable;
mod evaluate;
mod evaluation;
mod exit;
mod explain;
mod export;
mod fingerprint;
mod fit;
mod flags;
mod format;
mod generate;
mod hint;
mod influence;
mod input;
mod judged;
mod list;
mod lists;
mod manual;
mod memory;
mod model_file;
mod needs;
mod of_features;
mod offset;
mod output;
mod place;
mod plot;
mod predict;
mod remedy;
mod threads;
mod understood;
mod way;
mod weights;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use args::{Args, Command};
use clap::Parser;
use exit::{Exit, Usage};
use pictures::visible;

/// Does what the words of a command line ask for, the first of which is the program's name.
pub fn main(words: impl Iterator<Item = OsString>) -> ExitCode {
    let Args { command, quiet, .. } = parsed(flags::with_ratios(words));
    output::outlive_limits_of_files();
    threads::begin();
    match run(&command, quiet) {
        Ok(exit) => exit.into(),
        Err(error) if pictures::is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(&error, &hint::hints(&error, &command));
            ExitCode::from(if error.is::<Usage>() { 2 } else { 1 })
        }
    }
}

/// What was typed; an error shows it without what would command the terminal.
fn parsed(args: Vec<OsString>) -> Args {
    let shown = args.iter().map(|arg| visible(&arg.to_string_lossy()).into_owned());
    let shown: Vec<String> = shown.collect();
    Args::try_parse_from(args).unwrap_or_else(|error| {
        Args::try_parse_from(shown).err().unwrap_or(error).exit() // the same error about the same words
    })
}

fn run(command: &Command, quiet: bool) -> Result<Exit> {
    match command {
        Command::Fit(args) => return fit::run(args, quiet),
        Command::Predict(args) => predict::run(args, quiet)?,
        Command::Evaluate(args) => evaluate::run(args, quiet)?,
        Command::Effects(args) => effects::run(args, quiet)?,
        Command::Contrast(args) => contrast::run(args)?,
        Command::Compare(args) => compare::run(args, quiet)?,
        Command::Influence(args) => influence::run(args, quiet)?,
        Command::Explain(args) => explain::run(args)?,
        Command::Doctor(args) => return doctor::run(args, quiet),
        Command::Plot(args) => plot::run(args, quiet)?,
        Command::Export(args) => export::run(args, quiet)?,
        Command::Completions(args) => manual::completions(args)?,
        Command::Man(args) => manual::pages(args)?,
        Command::List(args) => list::run(args)?,
        Command::Generate(args) => generate::run(args, quiet)?,
    }
    Ok(Exit::Done)
}
