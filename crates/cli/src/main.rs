//! `regress`: data sets from the shell.
//!
//! Results go to standard output, everything else to standard error. Exit code 0: done; 1: an
//! error; 2: wrong usage. A reader that closes the pipe early (`| head`) is no error.

#![allow(clippy::print_stderr, reason = "a binary may speak")]

mod args;
mod generate;
mod list;

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

fn main() -> ExitCode {
    let result = match Args::parse().command {
        Command::List => list::run(),
        Command::Generate(args) => generate::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == ErrorKind::BrokenPipe)
    })
}
