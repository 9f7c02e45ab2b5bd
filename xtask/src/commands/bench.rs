mod cross_validation;
mod csv;
mod measure;
mod path;
mod peers;
mod weighted;

use std::io::Write;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use datasets::generate::correlated;
use datasets::{Source, Stream};
use pictures::TextTable;
use pictures::numbers::{fixed, thousands};
use serde_json::json;

use self::measure::{Measured, measure_both};
use self::peers::{Fit, fits_of_peers};
use crate::workspace_root;

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
/// The case of whole processes that read a file.
const CSV: &str = "csv";

/// The case of rows that count several times, beside rows that count once.
const WEIGHTED: &str = "weighted";
/// The case of a cross-validation beside the paths of its folds.
const CROSS_VALIDATION: &str = "cv";

/// What to measure and how to show it.
#[derive(Clone, Debug)]
pub struct Bench {
    /// Only the case of this name.
    pub case: Option<String>,
    /// One JSON object a line instead of tables.
    pub json: bool,
    /// Other libraries as well.
    pub peers: bool,
}

/// Times the fits of a release build: builds one and runs it with `--measured`.
///
/// # Errors
/// When cargo cannot be started or the measurement fails.
pub fn bench_in_release(bench: &Bench) -> Result<()> {
    match bench.case.as_deref() {
        Some(PATH | CSV) => (),
        Some(case @ (WEIGHTED | CROSS_VALIDATION)) => {
            ensure!(!bench.peers, "the case {case:?} has no peers: leave --peers out");
        }
        _ => drop(chosen(bench)?),
    }
    let mut command = Command::new(cargo());
    command.args(["run", "--quiet", "--release", "--package", "xtask", "--", "bench"]);
    command.arg("--measured");
    command.args(bench.json.then_some("--json"));
    command.args(bench.peers.then_some("--peers"));
    command.args(bench.case.iter().flat_map(|case| ["--case", case]));
    let status = command.current_dir(workspace_root()).status().context("cannot start cargo")?;
    if !status.success() {
        bail!("the benchmark failed ({status})");
    }
    Ok(())
}

fn chosen(bench: &Bench) -> Result<Vec<&'static Case>> {
    let Some(name) = &bench.case else { return Ok(CASES.iter().collect()) };
    match CASES.iter().find(|case| case.name == name) {
        Some(case) => Ok(vec![case]),
        None => {
            let names = CASES.map(|case| case.name).join(", ");
            bail!(
                "there is no case {name:?}: choose {names}, {PATH}, {CSV}, {WEIGHTED}, {CROSS_VALIDATION}"
            )
        }
    }
}

fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Times logistic and linear regression on every case, in this process.
///
/// # Errors
/// When a fit, a peer's program or `out` fails.
pub fn bench(bench: &Bench, out: &mut impl Write) -> Result<()> {
    match bench.case.as_deref() {
        Some(PATH) => return path::bench_path(bench, out),
        Some(CSV) => return csv::bench_csv(bench, out),
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
