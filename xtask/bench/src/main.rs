//! The benchmark, which `cargo xtask bench` builds and runs: how long fits take, beside the time to read their data
//! from memory once, and beside other libraries.

#![allow(clippy::print_stderr, reason = "a binary may speak")]

mod categories;
mod cross_validation;
mod csv;
mod measure;
mod path;
mod peers;
mod process;
mod softmax;
mod sparse;
mod spilled;
mod weighted;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Parser;
use datasets::generate::correlated;
use datasets::{Source, Stream};
use pictures::TextTable;
use pictures::numbers::{fixed, thousands};
use serde_json::json;

use self::measure::{Measured, measure_both};
use self::peers::{Fit, fits_of_peers};

/// A name and a shape.
struct Case {
    name: &'static str,
    rows: usize,
    features: usize,
}

const CASES: [Case; 5] = [
    Case { name: "tall", rows: 1_000_000, features: 20 },
    Case { name: "long", rows: 4_000_000, features: 10 },
    Case { name: "wide", rows: 100_000, features: 100 },
    Case { name: "fat", rows: 20_000, features: 500 },
    Case { name: "tiny", rows: 160, features: 2 },
];

/// The case of a hundred penalties on absolute values.
const PATH: &str = "path";
/// The case of a table half of which are categories.
const CATEGORIES: &str = "categories";
/// The case of whole processes that read a file.
const CSV: &str = "csv";
/// The case of five classes.
const SOFTMAX: &str = "softmax";
/// The case of a hundred lassos of five classes.
const SPARSE: &str = "sparse";
/// The case of features larger than the memory that is allowed.
const SPILLED: &str = "spilled";
/// The case of rows that count several times, beside rows that count once.
const WEIGHTED: &str = "weighted";
/// The case of a cross-validation beside the paths of its folds.
const CROSS_VALIDATION: &str = "cv";

/// Time fits of a release build beside the time to read the data from memory once.
#[derive(Clone, Debug, Parser)]
#[command(
    bin_name = "cargo xtask bench",
    after_help = "Example: cargo xtask bench --json > bench.jsonl"
)]
struct Bench {
    /// Only one of the cases tall, long, wide, fat and tiny, or path (a hundred elastic nets), or csv (from a
    /// file to a model), or categories (five columns of levels), or softmax (five classes), or sparse (a hundred
    /// lassos of five classes), or spilled (features that stay in a file), or weighted (rows with weights beside
    /// rows without), or cv (a cross-validation beside the paths of its folds), for example: --case tiny
    #[arg(long)]
    case: Option<String>,
    /// Print one JSON object a line, for example: --json
    #[arg(long)]
    json: bool,
    /// Time other libraries on the same data: those of Python that python3 finds, linfa and smartcore, for
    /// example: --peers
    #[arg(long)]
    peers: bool,
}

fn main() -> ExitCode {
    let bench = Bench::parse();
    let mut out = std::io::stdout().lock();
    match run(&bench, &mut out) {
        Err(error) if !pictures::is_closed_pipe(&*error) => {
            eprintln!("error: {}", pictures::causes(&*error));
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn chosen(bench: &Bench) -> Result<Vec<&'static Case>> {
    let Some(name) = &bench.case else { return Ok(CASES.iter().collect()) };
    match CASES.iter().find(|case| case.name == name) {
        Some(case) => Ok(vec![case]),
        None => {
            let names = CASES.map(|case| case.name).join(", ");
            bail!(
                "there is no case {name:?}: choose {names}, {PATH}, {CSV}, {CATEGORIES}, {SOFTMAX}, {SPARSE}, {SPILLED}, {WEIGHTED}, {CROSS_VALIDATION}"
            )
        }
    }
}

/// The folder that holds `crates`, `data` and `xtask`.
fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn run(bench: &Bench, out: &mut impl Write) -> Result<()> {
    match bench.case.as_deref() {
        Some(case @ (SPILLED | WEIGHTED | CROSS_VALIDATION)) if bench.peers => {
            bail!("the case {case:?} has no peers: leave --peers out");
        }
        Some(PATH) => return path::bench_path(bench, out),
        Some(CSV) => return csv::bench_csv(bench, out),
        Some(CATEGORIES) => return categories::bench_categories(bench, out),
        Some(SOFTMAX) => return softmax::bench_softmax(bench, out),
        Some(SPARSE) => return sparse::bench_sparse(bench, out),
        Some(SPILLED) => return spilled::bench_spilled(bench.json, out),
        Some(WEIGHTED) => return weighted::bench_weighted(bench.json, out),
        Some(CROSS_VALIDATION) => return cross_validation::bench_cross_validation(bench.json, out),
        _ => (),
    }
    let heads = "case model rows features ms read_X_ms ratio sweeps gradient peak_MiB";
    let mut own = TextTable::new(heads.split(' ').map(|head| head.replace('_', " ")));
    let heads = ["case", "model", "by", "ms", "times ours", "gradient", "objective", ""];
    let mut all = TextTable::new(heads).words(1).words(2).words(7);
    for case in chosen(bench)? {
        let mut stream = Stream::new(Source::ChaCha8, 42)?;
        let data = correlated(case.rows, case.features, &mut stream)?;
        let measured = measure_both(case, &data)?;
        let fits = if bench.peers { fits_of_peers(case, &data)? } else { Vec::new() };
        for ours in &measured {
            let mut fits: Vec<&Fit> = fits.iter().filter(|fit| fit.model == ours.model).collect();
            fits.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
            if bench.json {
                writeln!(out, "{}", ours.to_json())?;
                fits.iter().try_for_each(|fit| writeln!(out, "{}", fit.to_json(case)))?;
            }
            own.row(ours.cells());
            all.row(Fit::of_ours(ours).cells(ours));
            fits.iter().for_each(|fit| all.row(fit.cells(ours)));
        }
    }
    if !bench.json {
        write!(out, "{}", if bench.peers { all } else { own })?;
    }
    Ok(())
}

impl Measured {
    fn to_json(&self) -> serde_json::Value {
        json!({
            "case": self.case.name,
            "model": self.model,
            "solver": self.report.method.to_string(),
            "rows": self.case.rows,
            "features": self.case.features,
            "seconds": self.seconds,
            "read_seconds": self.read_seconds,
            "sweeps": self.report.sweeps,
            "gradient_norm": self.report.gradient_norm,
            "peak_bytes": self.peak_bytes,
        })
    }

    fn cells(&self) -> [String; 10] {
        [
            self.case.name.to_owned(),
            self.model.to_owned(),
            thousands(self.case.rows),
            self.case.features.to_string(),
            fixed(self.seconds * 1e3, 3),
            fixed(self.read_seconds * 1e3, 3),
            fixed(self.seconds / self.read_seconds, 1),
            self.report.sweeps.to_string(),
            format!("{:.0e}", self.report.gradient_norm),
            self.peak_bytes.map_or_else(String::new, |bytes| fixed(bytes as f64 / 1048576.0, 1)),
        ]
    }
}
