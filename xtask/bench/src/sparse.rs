use std::io::Write;
use std::time::Instant;

use anyhow::{Context, Result};
use datasets::generate::correlated;
use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::loss::SoftmaxCrossEntropy;
use models::paths::PenaltyPath;
use models::{FittedSoftmax, Problem, SoftmaxRegression};
use pictures::TextTable;
use pictures::numbers::fixed;
use serde::Deserialize;
use serde_json::json;

use super::Bench;
use super::peers::{bytes_of, lines_of, python, write_features};

const ROWS: usize = 5_000;
const FEATURES: usize = 500;
const CLASSES: usize = 5;
/// So many features tell a class from the others.
const TELLING: usize = 10;
/// The best of so many runs is reported.
const RUNS: usize = 3;

struct Classes {
    features: Mat<f64>,
    labels: Vec<usize>,
}

/// All fits of one path.
#[derive(Deserialize)]
struct Path {
    peer: String,
    seconds: f64,
    /// The largest excess of an objective over the minimum, or what bounds it, as a part of 1 + J.
    worst_gap: f64,
}

/// Times lassos of several classes with a hundred penalties, each peer at the first tolerance that brings all its
/// objectives within 1e-6.
pub(super) fn bench_sparse(bench: &Bench, out: &mut impl Write) -> Result<()> {
    let data = draw()?;
    let (ours, fits) = ours(&data)?;
    let seconds_of_ours = ours.seconds;
    let mut paths = vec![ours];
    if bench.peers {
        paths.extend(of_peers(&data, &fits)?);
    }
    paths.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let mut table = TextTable::new(["by", "ms", "times ours", "worst gap"]).words(0);
    for path in &paths {
        if bench.json {
            writeln!(out, "{}", path.to_json())?;
        }
        table.row([
            path.peer.clone(),
            fixed(path.seconds * 1e3, 1),
            fixed(path.seconds / seconds_of_ours, 1),
            format!("{:.0e}", path.worst_gap),
        ]);
    }
    if !bench.json {
        write!(out, "{ROWS} rows, {FEATURES} features, {CLASSES} classes\n\n{table}")?;
    }
    Ok(())
}

impl Path {
    fn to_json(&self) -> serde_json::Value {
        json!({
            "case": super::SPARSE,
            "by": self.peer,
            "rows": ROWS,
            "features": FEATURES,
            "classes": CLASSES,
            "seconds": self.seconds,
            "worst_gap": self.worst_gap,
        })
    }
}

/// Features as in the other cases, of which each class has some of its own.
fn draw() -> Result<Classes> {
    let mut stream = Stream::new(Source::ChaCha8, 42)?;
    let features = correlated(ROWS, FEATURES, &mut stream)?.features;
    let weights = stream.standard_normals(CLASSES * TELLING);
    let (mut z, mut p) = ([0.0; CLASSES], [0.0; CLASSES]);
    let mut labels = Vec::with_capacity(ROWS);
    for i in 0..ROWS {
        for (k, z) in z.iter_mut().enumerate() {
            let telling = (0..TELLING).map(|j| (j, (7 * k + 47 * j) % FEATURES));
            *z =
                telling.map(|(j, feature)| weights[k * TELLING + j] * features[(i, feature)]).sum();
        }
        SoftmaxCrossEntropy::probabilities(&z, &mut p);
        let mut left = stream.uniform(0.0, 1.0);
        let reached = p.iter().position(|p| {
            left -= p;
            left < 0.0
        });
        labels.push(reached.unwrap_or(CLASSES - 1));
    }
    Ok(Classes { features, labels })
}

fn ours(data: &Classes) -> Result<(Path, Vec<FittedSoftmax>)> {
    let path = PenaltyPath { smallest: 0.01, ..Default::default() };
    let problem = Problem::new(data.features.as_ref(), &data.labels)?;
    let (mut seconds, mut last) = (f64::INFINITY, None);
    for _ in 0..RUNS {
        let start = Instant::now();
        last = Some(SoftmaxRegression::default().path(&problem, CLASSES, &path)?);
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    let fits = last.context("no run was made")?;
    let gap = |fit: &FittedSoftmax| {
        let gap = fit.report.certificate.map_or(f64::INFINITY, |certificate| certificate.gap);
        gap / (1.0 + fit.report.objective)
    };
    let worst_gap = fits.iter().map(gap).fold(0.0, f64::max);
    Ok((Path { peer: "ours".to_owned(), seconds, worst_gap }, fits))
}

fn of_peers(data: &Classes, fits: &[FittedSoftmax]) -> Result<Vec<Path>> {
    let folder = tempfile::tempdir()?;
    let write = |name: &str, numbers: Vec<f64>| {
        std::fs::write(folder.path().join(name), bytes_of(&numbers))
    };
    write_features(folder.path(), data.features.as_ref())?;
    write("classes.bin", data.labels.iter().map(|label| *label as f64).collect())?;
    write("lambda.bin", fits.iter().map(|fit| fit.config.l1).collect())?;
    write("objectives.bin", fits.iter().map(|fit| fit.report.objective).collect())?;
    let mut program = python("sparse.py");
    program.arg(folder.path()).args([ROWS, FEATURES, CLASSES].map(|size| size.to_string()));
    let lines = lines_of(program)?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
