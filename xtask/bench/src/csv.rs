use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use datasets::generate::correlated;
use datasets::{Dataset, Source, Stream, Target, write_csv_file};
use pictures::TextTable;
use pictures::numbers::fixed;
use serde_json::{Value, json};

use super::Bench;
use super::peers::python;
use super::process::{RUNS, best, regress};

const ROWS: usize = 1_000_000;
const FEATURES: usize = 20;
/// Times `regress` on a file of a million rows, from the start of the process to its end, and scripts
/// that do the same in Python.
pub(super) fn bench_csv(bench: &Bench, out: &mut impl Write) -> Result<()> {
    let regress = regress()?;
    let folder = tempfile::tempdir()?;
    let (csv, model) = (folder.path().join("t.csv"), folder.path().join("model.json"));
    write_table(&csv, ROWS, FEATURES)?;

    let mut table = TextTable::new(["what", "seconds", "peak MB", "times ours"]).words(0);
    let mut lines = Vec::new();
    let mut row = |what: &str, seconds: f64, peak: Option<f64>, ours: f64| {
        let (case, rows, features) = (super::CSV, ROWS, FEATURES);
        lines.push(json!({
            "case": case, "what": what, "rows": rows, "features": features,
            "seconds": seconds, "peak_megabytes": peak,
        }));
        let peak = peak.map_or(String::new(), |peak| fixed(peak, 0));
        table.row([what.to_owned(), fixed(seconds, 3), peak, fixed(seconds / ours, 2)]);
    };
    let read = read_in_this_process(&csv)?;
    let fit = best(|| {
        let mut command = Command::new(&regress);
        command.args(["fit", "--target", "y", "--quiet", "-o"]).arg(&model).arg(&csv);
        command
    })?;
    let predict = best(|| {
        let mut command = Command::new(&regress);
        command.args(["predict", "--proba", "--quiet", "-o", "/dev/null"]).arg(&model).arg(&csv);
        command.env("RAYON_NUM_THREADS", "1");
        command
    })?;
    let help = best(|| {
        let mut command = Command::new(&regress);
        command.arg("--help");
        command
    })?;
    row("read, ours", read, None, read);
    row("fit, ours", fit.seconds, Some(fit.peak_megabytes), fit.seconds);
    let coefficients = ours(&model)?;
    for reader in ["polars", "pandas"].into_iter().filter(|_| bench.peers) {
        let peer = best(|| {
            let mut command = python("from_csv.py");
            command.arg(reader).arg(&csv);
            command
        })?;
        let found: Value = serde_json::from_str(&peer.output)?;
        agree(&coefficients, &numbers(&found["coefficients"]))?;
        let its_read = found["read_seconds"].as_f64().context("no time to read")?;
        row(&format!("read, {reader}"), its_read, None, read);
        let name = format!("fit, {reader} and scikit-learn");
        row(&name, peer.seconds, Some(peer.peak_megabytes), fit.seconds);
    }
    row("predict, one thread", predict.seconds, Some(predict.peak_megabytes), predict.seconds);
    row("--help", help.seconds, Some(help.peak_megabytes), help.seconds);
    if bench.json {
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        return Ok(());
    }
    let size = fs::metadata(&csv)?.len() / 1_000_000;
    write!(out, "{ROWS} rows, {FEATURES} features, {size} MB\n\n{table}")?;
    Ok(())
}

/// A table of numbers with a target of two classes, `y`.
pub(super) fn write_table(path: &Path, rows: usize, features: usize) -> Result<()> {
    let mut stream = Stream::new(Source::ChaCha8, 42)?;
    let data = correlated(rows, features, &mut stream)?;
    let table = Dataset {
        features: data.features,
        feature_names: (0..features).map(|j| format!("x{j}")).collect(),
        target: Target::Binary(data.labels),
        target_name: "y".to_owned(),
    };
    Ok(write_csv_file(&table, path)?)
}

fn read_in_this_process(path: &Path) -> Result<f64> {
    let mut seconds = f64::INFINITY;
    for _ in 0..RUNS {
        let start = Instant::now();
        let table = datasets::Table::open(path, &datasets::Reading::default())?;
        seconds = seconds.min(start.elapsed().as_secs_f64());
        ensure!(table.n_rows() == ROWS, "rows are missing");
    }
    Ok(seconds)
}

fn ours(model: &Path) -> Result<Vec<f64>> {
    let model: Value = serde_json::from_str(&fs::read_to_string(model)?)?;
    Ok(numbers(&model["model"]["coefficients"]))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn agree(ours: &[f64], theirs: &[f64]) -> Result<()> {
    ensure!(ours.len() == theirs.len(), "a peer has another number of coefficients");
    let off = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    ensure!(off < 1e-6, "a peer is {off:e} away: not the same optimum");
    Ok(())
}
