use std::io::Write;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use datasets::generate::{Correlated, correlated};
use datasets::{Source, Stream};
use linalg_lite::{Design, MatRef};
use models::{LinearRegression, LogisticRegression, Report};
use serde_json::json;

use crate::text::{fixed, thousands};
use crate::{Table, workspace_root};

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

/// The best of so many runs is reported.
const RUNS: usize = 5;

/// What one model took on one case.
struct Measured {
    case: &'static Case,
    model: &'static str,
    seconds: f64,
    read_seconds: f64,
    peak_bytes: Option<u64>,
    report: Report,
}

/// Times the fits of a release build: builds one and runs it with `--measured`.
///
/// # Errors
/// When cargo cannot be started or the measurement fails.
pub fn bench_in_release(json: bool) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "xtask",
        "--",
        "bench",
        "--measured",
    ]);
    if json {
        command.arg("--json");
    }
    let status = command.current_dir(workspace_root()).status().context("cannot start cargo")?;
    if !status.success() {
        bail!("the benchmark failed ({status})");
    }
    Ok(())
}

/// Times logistic and linear regression on every case, in this process.
///
/// # Errors
/// When a fit or `out` fails.
pub fn bench(json: bool, out: &mut impl Write) -> Result<()> {
    let mut table = Table::new([
        "case",
        "model",
        "rows",
        "features",
        "ms",
        "read X, ms",
        "ratio",
        "sweeps",
        "gradient",
        "peak MiB",
    ]);
    for case in &CASES {
        let mut stream = Stream::new(Source::ChaCha8, 42)?;
        let data = correlated(case.rows, case.features, &mut stream)?;
        for measured in [measure_logistic(case, &data)?, measure_linear(case, &data)?] {
            if json {
                writeln!(out, "{}", measured.to_json())?;
            } else {
                table.row(measured.cells());
            }
        }
    }
    if !json {
        write!(out, "{table}")?;
    }
    Ok(())
}

fn measure_logistic(case: &'static Case, data: &Correlated) -> Result<Measured> {
    let x = data.features.as_ref();
    let model = LogisticRegression { l2: 1.0 / case.rows as f64, ..Default::default() };
    measure(case, "logistic", x, || Ok(model.fit(x, &data.labels)?.report))
}

fn measure_linear(case: &'static Case, data: &Correlated) -> Result<Measured> {
    let x = data.features.as_ref();
    let model = LinearRegression::default();
    measure(case, "linear", x, || Ok(model.fit(x, &data.numbers)?.report))
}

fn measure(
    case: &'static Case,
    model: &'static str,
    x: MatRef<'_, f64>,
    fit: impl Fn() -> Result<Report>,
) -> Result<Measured> {
    let design = Design::new(x, false)?;
    let before = reset_peak();
    let (mut seconds, mut read_seconds) = (f64::INFINITY, f64::INFINITY);
    let mut last = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        std::hint::black_box(design.read()); // the sum of all features, on all threads
        read_seconds = read_seconds.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        last = Some(fit()?);
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    let report = last.context("no run was made")?;
    let peak_bytes = before.and_then(|before| Some(peak()?.saturating_sub(before)));
    Ok(Measured { case, model, seconds, read_seconds, peak_bytes, report })
}

/// Resets the peak of the memory in use and returns what is in use now; Linux only.
fn reset_peak() -> Option<u64> {
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    status_bytes("VmRSS:")
}

fn peak() -> Option<u64> {
    status_bytes("VmHWM:")
}

fn status_bytes(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kib| kib * 1024)
}

impl Measured {
    fn to_json(&self) -> serde_json::Value {
        json!({
            "case": self.case.name,
            "model": self.model,
            "solver": if self.model == "linear" { "least_squares" } else { "newton" },
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
