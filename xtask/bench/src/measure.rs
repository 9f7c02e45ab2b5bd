use std::time::Instant;

use anyhow::{Context, Result};
use datasets::generate::Correlated;
use linalg_lite::{Design, MatRef};
use models::{LinearRegression, LogisticRegression, Penalty, Report};

use super::Case;

/// The best of so many runs is reported.
const RUNS: usize = 5;

/// What one model took on one case.
pub(super) struct Measured {
    pub(super) case: &'static Case,
    pub(super) model: &'static str,
    pub(super) seconds: f64,
    pub(super) read_seconds: f64,
    pub(super) peak_bytes: Option<u64>,
    pub(super) report: Report,
}

/// Logistic and linear regression, in this process.
pub(super) fn measure_both(case: &'static Case, data: &Correlated) -> Result<[Measured; 2]> {
    let x = data.features.as_ref();
    let logistic =
        LogisticRegression { penalty: Penalty::l2(1.0 / case.rows as f64), ..Default::default() };
    let linear = LinearRegression::default();
    Ok([
        measure(case, "logistic", x, || Ok(logistic.fit(x, &data.labels)?.report))?,
        measure(case, "linear", x, || Ok(linear.fit(x, &data.numbers)?.report))?,
    ])
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
        std::hint::black_box(design.read()?); // the sum of all features, on all threads
        read_seconds = read_seconds.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        last = Some(fit()?);
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    let report = last.context("no run was made")?;
    let peak_bytes = before.and_then(|before| Some(peak()?.saturating_sub(before)));
    Ok(Measured { case, model, seconds, read_seconds, peak_bytes, report })
}

/// The seconds of the fastest run of each of two works, 0 and 1. They take turns, so that whatever else the
/// machine does meets both.
pub(super) fn in_turns<T>(
    runs: usize,
    mut work: impl FnMut(usize) -> Result<T>,
) -> Result<[f64; 2]> {
    let mut seconds = [f64::INFINITY; 2];
    for _ in 0..runs {
        for (k, seconds) in seconds.iter_mut().enumerate() {
            let start = Instant::now();
            std::hint::black_box(work(k)?);
            *seconds = seconds.min(start.elapsed().as_secs_f64());
        }
    }
    Ok(seconds)
}

/// What a work finds, and how much memory it takes at its peak beside what was in use before.
pub(super) fn peak_bytes_of<T>(work: impl Fn() -> Result<T>) -> Result<(T, Option<u64>)> {
    let before = reset_peak();
    let found = work()?;
    Ok((found, before.and_then(|before| Some(peak()?.saturating_sub(before)))))
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
