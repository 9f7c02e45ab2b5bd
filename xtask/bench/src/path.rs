use std::io::Write;
use std::time::Instant;

use anyhow::Result;
use datasets::generate::{Correlated, correlated};
use datasets::{Source, Stream};
use models::paths::PenaltyPath;
use models::{LinearRegression, LogisticRegression, Problem, Report};
use pictures::TextTable;
use pictures::numbers::fixed;
use serde::Deserialize;
use serde_json::json;

use super::peers::{lines_of, python, write_data};
use super::{Bench, cargo};
use crate::workspace_root;

const ROWS: usize = 100_000;
const FEATURES: usize = 100;
/// The best of so many runs is reported.
const RUNS: usize = 3;
/// Share of l1, the middle of an elastic net.
const RATIO: f64 = 0.5;

/// All fits of one path.
#[derive(Deserialize)]
struct Path {
    peer: String,
    model: String,
    seconds: f64,
    /// The largest of all duality gaps, as a part of 1 + J.
    worst_gap: f64,
}

/// Times elastic nets with a hundred penalties, each peer at the first tolerance that brings all its
/// duality gaps below 1e-8.
pub(super) fn bench_path(bench: &Bench, out: &mut impl Write) -> Result<()> {
    let mut stream = Stream::new(Source::ChaCha8, 42)?;
    let data = correlated(ROWS, FEATURES, &mut stream)?;
    let mut paths = vec![linear(&data)?, logistic(&data)?];
    if bench.peers {
        paths.extend(of_peers(&data)?);
    }
    let ours: Vec<(String, f64)> =
        paths[..2].iter().map(|path| (path.model.clone(), path.seconds)).collect();
    let heads = ["model", "by", "ms", "times ours", "worst gap"];
    let mut table = TextTable::new(heads).words(0).words(1);
    paths.sort_by(|a, b| a.model.cmp(&b.model).then(a.seconds.total_cmp(&b.seconds)));
    for path in &paths {
        if bench.json {
            writeln!(out, "{}", path.to_json())?;
            continue;
        }
        let ours = ours.iter().find(|(model, _)| *model == path.model);
        let times = ours.map_or(String::new(), |(_, ours)| fixed(path.seconds / ours, 1));
        table.row([
            path.model.clone(),
            path.peer.clone(),
            fixed(path.seconds * 1e3, 1),
            times,
            format!("{:.0e}", path.worst_gap),
        ]);
    }
    if !bench.json {
        write!(out, "{table}")?;
    }
    Ok(())
}

impl Path {
    fn to_json(&self) -> serde_json::Value {
        json!({
            "case": super::PATH,
            "model": self.model,
            "by": self.peer,
            "rows": ROWS,
            "features": FEATURES,
            "seconds": self.seconds,
            "worst_gap": self.worst_gap,
        })
    }
}

fn linear(data: &Correlated) -> Result<Path> {
    let path = PenaltyPath { l1_ratio: RATIO, ..Default::default() };
    timed("linear", || {
        let problem = Problem::new(data.features.as_ref(), &data.numbers)?;
        let fits = LinearRegression::default().path(&problem, &path)?;
        Ok(fits.into_iter().map(|fit| fit.report).collect())
    })
}

fn logistic(data: &Correlated) -> Result<Path> {
    let path = PenaltyPath { l1_ratio: RATIO, ..Default::default() };
    timed("logistic", || {
        let problem = Problem::new(data.features.as_ref(), &data.labels)?;
        let fits = LogisticRegression::default().path(&problem, &path)?;
        Ok(fits.into_iter().map(|fit| fit.report).collect())
    })
}

fn timed(model: &str, fit: impl Fn() -> Result<Vec<Report>>) -> Result<Path> {
    let (mut seconds, mut worst_gap) = (f64::INFINITY, 0.0_f64);
    for _ in 0..RUNS {
        let start = Instant::now();
        let reports = fit()?;
        seconds = seconds.min(start.elapsed().as_secs_f64());
        let gap = |report: &Report| {
            report.certificate.map_or(f64::INFINITY, |c| c.gap / (1.0 + report.objective.abs()))
        };
        worst_gap = reports.iter().map(gap).fold(0.0, f64::max);
    }
    Ok(Path { peer: "ours".to_owned(), model: model.to_owned(), seconds, worst_gap })
}

fn of_peers(data: &Correlated) -> Result<Vec<Path>> {
    let folder = tempfile::tempdir()?;
    write_data(folder.path(), data)?;
    let mut program = python("path.py");
    program.arg(folder.path());
    program.args([ROWS.to_string(), FEATURES.to_string(), RATIO.to_string()]);
    program.arg(cargo()).arg(workspace_root().join("target/peers"));
    let lines = lines_of(program)?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
