use std::path::PathBuf;

use clap::{Parser, Subcommand};
use datasets::Source;

/// Data sets for learning linear and logistic regression.
#[derive(Debug, Parser)]
#[command(name = "regress", version, after_help = "Example: regress generate exam -o exam.csv")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what can be generated and what is built in.
    ///
    /// Example: regress list
    List,
    /// Write a data set as CSV.
    ///
    /// The same name, rows, seed and stream give the same bytes on every machine.
    ///
    /// Example: regress generate medical --rows 1000 --seed 7 -o medical.csv
    Generate(GenerateArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct GenerateArgs {
    /// A name that `regress list` shows, for example: exam
    pub(crate) name: String,
    /// How many rows to draw (default: as many as the lesson), for example: --rows 500
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) rows: Option<u32>,
    /// Where the random numbers begin (default: 42), for example: --seed 7
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Whose random numbers: chacha (default), or numpy for those of numpy.random.seed, for
    /// example: --stream numpy
    #[arg(long, value_name = "chacha|numpy")]
    pub(crate) stream: Option<Source>,
    /// Write to this file, whole or not at all (default: standard output), for example: -o exam.csv
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
