//! `cargo xtask`: the lesson from the shell. Exit code 0: all that was compared agrees; 1: it does
//! not, or an error; 2: wrong usage. An exercise: 0 passed, 1 not yet.

#![allow(clippy::print_stderr, reason = "a binary may speak")]

mod args;

use std::io::{BufWriter, Write};
use std::process::ExitCode;

use anyhow::Result;
use args::{Args, Command};
use clap::Parser;
use xtask::commands;

fn main() -> ExitCode {
    match run(Args::parse().command) {
        Ok(code) => code,
        Err(error) if pictures::is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", pictures::causes(&*error));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    let agrees = match command {
        Command::RunAll { inputs, verbose, page, open } => {
            let page = page.unwrap_or_else(commands::page_file);
            commands::run_all(&inputs.into(), &commands::Show { verbose, page, open }, &mut out)?
        }
        Command::Run { names, inputs, plot, svg } => {
            commands::run(&names, &inputs.into(), plot, svg.as_deref(), &mut out)?;
            true
        }
        Command::List => {
            commands::list(&mut out)?;
            true
        }
        Command::Export { out: folder, rows, inputs } => {
            let rows = rows.map(|rows| rows as usize);
            commands::export(&folder, &inputs.into(), rows, &mut out)?;
            true
        }
        Command::Bench { flags } => {
            out.flush()?;
            return Ok(code(commands::bench(&flags)?));
        }
        Command::Fuzz { target, seconds } => {
            out.flush()?;
            return Ok(code(commands::fuzz(target, seconds)?));
        }
        Command::Exercise { number, task } => {
            return Ok(ExitCode::from(commands::exercise(number, task, &mut out)?));
        }
        Command::Accept => {
            commands::accept(&mut out)?;
            true
        }
        Command::Live => {
            commands::live(&mut out)?;
            true
        }
    };
    out.flush()?;
    Ok(code(agrees))
}

fn code(agrees: bool) -> ExitCode {
    if agrees { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
