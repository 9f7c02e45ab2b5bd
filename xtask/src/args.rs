use std::path::PathBuf;

use clap::{Parser, Subcommand};
use datasets::Source;
use lesson::Inputs;
use xtask::commands::{Target, Task};

/// The lesson: from a straight line to a classifier that gives probabilities.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    after_help = "Example: cargo xtask run-all"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run every experiment, compare reports, data and figures with what is stored, and write the page.
    ///
    /// Example: cargo xtask run-all --generator numpy
    RunAll {
        #[command(flatten)]
        inputs: InputArgs,
        /// Show the reports with their tables, for example: --verbose
        #[arg(short, long)]
        verbose: bool,
        /// The file for the page (default: target/lesson/index.html), for example: --page lesson.html
        #[arg(long, value_name = "FILE")]
        page: Option<PathBuf>,
        /// Open the page in a browser, for example: --open
        #[arg(long)]
        open: bool,
    },
    /// Run some experiments and show their reports.
    ///
    /// Example: cargo xtask run exam-training exam-thresholds
    Run {
        /// Names that `cargo xtask list` shows, for example: spam-line
        #[arg(required = true)]
        names: Vec<String>,
        #[command(flatten)]
        inputs: InputArgs,
        /// Draw their pictures in the terminal, for example: --plot
        #[arg(long)]
        plot: bool,
        /// Write their pictures as SVG files into this folder, for example: --svg pictures
        #[arg(long, value_name = "DIR")]
        svg: Option<PathBuf>,
    },
    /// Show the experiments in order.
    ///
    /// Example: cargo xtask list
    List,
    /// Write every generated data set as a CSV file.
    ///
    /// Example: cargo xtask export --out data-for-r --rows 1000
    Export {
        /// The folder to write into, for example: --out data-for-r
        #[arg(long, value_name = "DIR", default_value = "target/data")]
        out: PathBuf,
        /// Rows of each data set (default: as many as in the lesson), for example: --rows 500
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
        rows: Option<u32>,
        #[command(flatten)]
        inputs: InputArgs,
    },
    /// Time the fits of a release build, and one pass over the data in memory for comparison.
    ///
    /// Example: cargo xtask bench --json > bench.jsonl
    #[command(disable_help_flag = true)]
    Bench {
        /// What to time: see `cargo xtask bench --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        flags: Vec<String>,
    },
    /// Judge a program that is to be mended and draw what goes wrong; without a number, list them all.
    ///
    /// Example: cargo xtask exercise 3 watch
    Exercise {
        /// Which one, for example: 3
        #[arg(value_name = "N")]
        number: Option<u8>,
        /// What to do instead of judging it once, for example: hint
        #[arg(requires = "number")]
        task: Option<Task>,
    },
    /// Look for inputs that break what must not break.
    ///
    /// Example: cargo xtask fuzz table --seconds 600
    Fuzz {
        /// What is fed, for example: fits
        #[arg(value_name = "NAME")]
        target: Target,
        /// For how long, for example: --seconds 3600
        #[arg(long, value_name = "N", default_value_t = 60)]
        seconds: u32,
    },
    /// Show what changed in reports and data, and store it.
    ///
    /// Example: cargo xtask accept
    Accept,
    /// Compile the crates for the page again, after a change to them.
    ///
    /// Example: cargo xtask live
    Live,
}

#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct InputArgs {
    /// The source of random numbers: chacha, or numpy for those of numpy.random.seed, for example:
    /// --generator numpy
    #[arg(long, alias = "stream", value_name = "chacha|numpy", default_value_t)]
    generator: Source,
    /// The seed of the random numbers, for example: --seed 7
    #[arg(long, value_name = "S", default_value_t = Inputs::LESSON_SEED)]
    seed: u64,
}

impl From<InputArgs> for Inputs {
    fn from(args: InputArgs) -> Self {
        Self { source: args.generator, seed: args.seed }
    }
}
