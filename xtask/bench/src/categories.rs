use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use datasets::{Declared, Encoder, Reading, Source, Stream, Table, Unseen};
use linalg_lite::{Columns, sigmoid};
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::solver::Objective;
use models::{LogisticRegression, Penalty, Problem};
use pictures::TextTable;
use pictures::numbers::fixed;
use serde::Deserialize;
use serde_json::json;

use super::Bench;
use super::peers::{AT_THE_OPTIMUM, python};
use super::process::{RUNS, best, regress};

const ROWS: usize = 1_000_000;
const NUMBERS: usize = 5;
/// Levels of the first four categories.
const LEVELS: [usize; 4] = [10, 20, 50, 100];
/// Levels of the fifth: in the order of the tables.
const MOST_LEVELS: [usize; 3] = [100, 5_000, 100_000];
const L2: f64 = 1e-3;

/// The rows as the fits see them.
struct Encoded {
    features: Columns,
    names: Vec<String>,
    labels: Vec<bool>,
}

/// What a peer's program prints.
#[derive(Deserialize)]
struct Found {
    peer: String,
    /// Of the fit alone.
    seconds: f64,
    /// Of each feature, named `column=level`.
    coefficients: HashMap<String, f64>,
    intercept: f64,
}

/// A fit, judged by our objective.
struct Fit {
    by: String,
    seconds: f64,
    process: f64,
    peak_megabytes: f64,
    gradient_norm: f64,
}

/// Times fits of a million rows of five numbers and five categories, by themselves and as whole processes that read a CSV.
/// Peers are timed on the table of few levels; the others have more than they take.
pub(super) fn bench_categories(bench: &Bench, out: &mut impl Write) -> Result<()> {
    let (regress, folder) = (regress()?, tempfile::tempdir()?);
    let heads = ["levels", "by", "fit s", "process s", "peak MB", "times ours", "gradient", ""];
    let mut table = TextTable::new(heads).words(0).words(1).words(7);
    for most in MOST_LEVELS {
        let csv = folder.path().join(format!("{most}.csv"));
        write_table(&csv, most)?;
        let data = encode(&csv)?;
        let mut fits = vec![ours(&data, &regress, &csv)?];
        for peer in ["glum", "sklearn"] {
            if bench.peers && most == MOST_LEVELS[0] {
                fits.push(of_peer(peer, &data, &csv)?);
            }
        }
        let seconds_of_ours = fits[0].seconds;
        for fit in fits {
            if bench.json {
                writeln!(out, "{}", fit.to_json(most))?;
            }
            table.row(fit.cells(most, seconds_of_ours));
        }
        std::fs::remove_file(csv)?;
    }
    if !bench.json {
        write!(out, "{ROWS} rows, {NUMBERS} numbers, 5 categories, l2 = {L2}\n\n{table}")?;
    }
    Ok(())
}

fn write_table(path: &Path, most: usize) -> Result<()> {
    let mut stream = Stream::new(Source::ChaCha8, 42)?;
    let levels: Vec<usize> = LEVELS.into_iter().chain([most]).collect();
    let effects: Vec<Vec<f64>> = levels.iter().map(|n| stream.standard_normals(*n)).collect();
    let slopes = stream.standard_normals(NUMBERS);
    let mut file = BufWriter::new(File::create(path)?);
    let names = |letter, count| (0..count).map(move |k| format!("{letter}{k}"));
    let heads: Vec<String> = names('x', NUMBERS).chain(names('k', levels.len())).collect();
    writeln!(file, "{},y", heads.join(","))?;
    for _ in 0..ROWS {
        let x = stream.standard_normals(NUMBERS);
        let mut z: f64 = x.iter().zip(&slopes).map(|(x, w)| 0.3 * x * w).sum();
        for x in x {
            write!(file, "{x:.4},")?;
        }
        for (effects, count) in effects.iter().zip(&levels) {
            let level = stream.uniform(0.0, *count as f64) as usize;
            z += 0.5 * effects[level];
            write!(file, "v{level},")?;
        }
        let is_yes = stream.uniform(0.0, 1.0) < sigmoid(z);
        writeln!(file, "{}", if is_yes { "yes" } else { "no" })?;
    }
    Ok(file.flush()?)
}

fn encode(csv: &Path) -> Result<Encoded> {
    let table = Table::open(csv, &Reading::default())?;
    let header = table.header();
    let columns: Vec<&str> =
        header.iter().map(String::as_str).filter(|name| *name != "y").collect();
    let rows: Vec<usize> = (0..table.n_rows()).collect();
    let categories: Vec<&str> = columns.iter().copied().filter(|c| c.starts_with('k')).collect();
    let declared = Declared { categories: &categories, ..Declared::default() };
    let encoder = Encoder::learn(&table, &columns, &rows, None, &declared)?;
    let (classes, names) = table.classes("y")?;
    Ok(Encoded {
        features: encoder.encode(&table, &rows, Unseen::Refuse)?.features,
        names: encoder.feature_names(),
        labels: classes.iter().map(|class| names[*class] == "yes").collect(),
    })
}

fn ours(data: &Encoded, regress: &Path, csv: &Path) -> Result<Fit> {
    let model = LogisticRegression { penalty: Penalty::l2(L2), ..Default::default() };
    let (mut seconds, mut last) = (f64::INFINITY, None);
    for _ in 0..RUNS {
        let start = Instant::now();
        last = Some(model.fit(&data.features, &data.labels)?);
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    let fit = last.context("no run was made")?;
    let by = format!("ours: {}, {} sweeps", fit.report.method, fit.report.sweeps);
    let process = best(|| {
        let mut command = Command::new(regress);
        command.args(["fit", "--target", "y", "--quiet", "--l2"]).arg(L2.to_string()).arg(csv);
        command
    })?;
    let w = [&fit.coefficients[..], &[fit.intercept]].concat();
    let gradient_norm = gradient_norm(data, &w)?;
    let (process, peak_megabytes) = (process.seconds, process.peak_megabytes);
    Ok(Fit { by, seconds, process, peak_megabytes, gradient_norm })
}

fn of_peer(peer: &str, data: &Encoded, csv: &Path) -> Result<Fit> {
    let process = best(|| {
        let mut command = python("categories.py");
        command.arg(peer).arg(csv).arg(L2.to_string()).args(baselines(&data.names));
        command
    })?;
    let found: Found = serde_json::from_str(&process.output)?;
    let of = |name: &String| found.coefficients.get(name).copied();
    let coefficients = data.names.iter().map(of).collect::<Option<Vec<f64>>>();
    let mut w = coefficients.with_context(|| format!("{peer} has other features"))?;
    ensure!(w.len() == found.coefficients.len(), "{peer} has more features");
    w.push(found.intercept);
    let gradient_norm = gradient_norm(data, &w)?;
    let (process, peak_megabytes) = (process.seconds, process.peak_megabytes);
    Ok(Fit { by: found.peer, seconds: found.seconds, process, peak_megabytes, gradient_norm })
}

/// Of each category the level that has no feature, as `column=level`.
fn baselines(names: &[String]) -> Vec<String> {
    let levels: Vec<usize> = LEVELS.into_iter().chain([MOST_LEVELS[0]]).collect();
    let of_column = |(k, count): (usize, &usize)| {
        let is_baseline = |name: &String| !names.contains(name);
        (0..*count).map(|level| format!("k{k}=v{level}")).find(is_baseline)
    };
    levels.iter().enumerate().filter_map(of_column).collect()
}

fn gradient_norm(data: &Encoded, w: &[f64]) -> Result<f64> {
    let problem = Problem::new(&data.features, &data.labels)?;
    let mut gradient = vec![0.0; w.len()];
    MeanLoss::<CrossEntropy>::new(problem, Penalty::l2(L2))?.gradient(w, &mut gradient)?;
    Ok(gradient.iter().fold(0.0, |norm: f64, g| norm.max(g.abs())))
}

impl Fit {
    fn to_json(&self, levels: usize) -> serde_json::Value {
        json!({
            "case": super::CATEGORIES,
            "levels": levels,
            "by": self.by,
            "rows": ROWS,
            "seconds": self.seconds,
            "process_seconds": self.process,
            "peak_megabytes": self.peak_megabytes,
            "gradient_norm": self.gradient_norm,
        })
    }

    fn cells(&self, levels: usize, ours: f64) -> [String; 8] {
        let stopped_short = self.gradient_norm.is_nan() || self.gradient_norm > AT_THE_OPTIMUM;
        [
            levels.to_string(),
            self.by.clone(),
            fixed(self.seconds, 3),
            fixed(self.process, 3),
            fixed(self.peak_megabytes, 0),
            fixed(self.seconds / ours, 1),
            format!("{:.0e}", self.gradient_norm),
            if stopped_short { "stopped short" } else { "" }.to_owned(),
        ]
    }
}
