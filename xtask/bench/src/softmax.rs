use std::io::Write;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use datasets::generate::correlated;
use datasets::{Source, Stream};
use linalg_lite::{Mat, MatRef};
use models::loss::SoftmaxCrossEntropy;
use models::objective::MeanSoftmaxLoss;
use models::solver::Objective;
use models::{Problem, SoftmaxRegression};
use pictures::TextTable;
use pictures::numbers::fixed;
use serde::Deserialize;
use serde_json::json;

use super::Bench;
use super::peers::{AT_THE_OPTIMUM, bytes_of, lines_of, python, write_features};

const ROWS: usize = 200_000;
const FEATURES: usize = 20;
const CLASSES: usize = 5;
/// The best of so many runs is reported.
const RUNS: usize = 5;
/// Of the sum of the losses: C = 1 in scikit-learn's words, and none.
const PENALTIES: [f64; 2] = [1.0, 0.0];

struct Classes {
    features: Mat<f64>,
    labels: Vec<usize>,
}

/// A line of `softmax.py`.
#[derive(Deserialize)]
struct Line {
    peer: String,
    seconds: f64,
    /// Of the sum of the losses.
    l2: f64,
    /// One group a class: coefficients, then the intercept.
    weights: Vec<Vec<f64>>,
}

/// A fit, judged by our objective.
struct Fit {
    by: String,
    l2: f64,
    seconds: f64,
    gradient_norm: f64,
    objective: f64,
}

/// Times fits of several classes, each peer at the first tolerance that brings its gradient below 1e-9.
pub(super) fn bench_softmax(bench: &Bench, out: &mut impl Write) -> Result<()> {
    let data = draw()?;
    let mut fits = PENALTIES.iter().map(|l2| ours(&data, *l2)).collect::<Result<Vec<Fit>>>()?;
    let seconds_of_ours: Vec<f64> = fits.iter().map(|fit| fit.seconds).collect();
    if bench.peers {
        fits.extend(of_peers(&data)?);
    }
    let heads = ["penalty", "by", "ms", "times ours", "gradient", "objective", ""];
    let mut table = TextTable::new(heads).words(0).words(1).words(6);
    for (l2, ours) in PENALTIES.into_iter().zip(seconds_of_ours) {
        let mut fits: Vec<&Fit> = fits.iter().filter(|fit| fit.l2 == l2).collect();
        fits.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        for fit in fits {
            if bench.json {
                writeln!(out, "{}", fit.to_json())?;
            }
            table.row(fit.cells(ours));
        }
    }
    if !bench.json {
        write!(out, "{ROWS} rows, {FEATURES} features, {CLASSES} classes\n\n{table}")?;
    }
    Ok(())
}

/// Features as in the other cases, and classes drawn with the probabilities of normal coefficients.
fn draw() -> Result<Classes> {
    let mut stream = Stream::new(Source::ChaCha8, 42)?;
    let features = correlated(ROWS, FEATURES, &mut stream)?.features;
    let weights = stream.standard_normals(CLASSES * (FEATURES + 1));
    let by_class: Vec<&[f64]> = weights.chunks_exact(FEATURES + 1).collect();
    let (mut z, mut p) = ([0.0; CLASSES], [0.0; CLASSES]);
    let mut labels = Vec::with_capacity(ROWS);
    for i in 0..ROWS {
        for (z, w) in z.iter_mut().zip(&by_class) {
            let signal: f64 = (0..FEATURES).map(|j| w[j] * features[(i, j)]).sum();
            *z = w[FEATURES] + signal / 2.0;
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

fn ours(data: &Classes, l2: f64) -> Result<Fit> {
    let model = SoftmaxRegression { l2: l2 / ROWS as f64, ..Default::default() };
    let (mut seconds, mut last) = (f64::INFINITY, None);
    for _ in 0..RUNS {
        let start = Instant::now();
        last = Some(model.fit(data.features.as_ref(), &data.labels, CLASSES)?);
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    let fit = last.context("no run was made")?;
    let with_intercept =
        |(c, b): (&Vec<f64>, &f64)| -> Vec<f64> { c.iter().copied().chain([*b]).collect() };
    let weights = fit.coefficients.iter().zip(&fit.intercepts).map(with_intercept).collect();
    let by = format!("ours: {}, {} sweeps", fit.report.method, fit.report.sweeps);
    judge(Line { peer: by, seconds, l2, weights }, data)
}

fn of_peers(data: &Classes) -> Result<Vec<Fit>> {
    let folder = tempfile::tempdir()?;
    write_features(folder.path(), data.features.as_ref())?;
    let labels: Vec<f64> = data.labels.iter().map(|label| *label as f64).collect();
    std::fs::write(folder.path().join("classes.bin"), bytes_of(&labels))?;
    let mut program = python("softmax.py");
    program.arg(folder.path()).args([ROWS, FEATURES].map(|size| size.to_string()));
    let lines = lines_of(program)?;
    lines.lines().map(|line| judge(serde_json::from_str(line)?, data)).collect()
}

fn judge(line: Line, data: &Classes) -> Result<Fit> {
    let Line { peer, seconds, l2, weights } = line;
    let sizes = weights.iter().map(Vec::len);
    ensure!(sizes.eq([FEATURES + 1; CLASSES]), "{peer} gives weights of another shape");
    let x: MatRef<'_, f64> = data.features.as_ref();
    let objective =
        MeanSoftmaxLoss::new(Problem::new(x, &data.labels)?, CLASSES, l2 / ROWS as f64)?;
    let beside_the_first = |w: &Vec<f64>| -> Vec<f64> {
        w.iter().zip(&weights[0]).map(|(own, first)| own - first).collect()
    };
    let w: Vec<f64> = weights[1..].iter().flat_map(beside_the_first).collect();
    let mut gradient = vec![0.0; w.len()];
    let objective = objective.gradient(&w, &mut gradient)?;
    let of_first = |j| gradient.iter().skip(j).step_by(FEATURES + 1).sum::<f64>().abs();
    let of_first = (0..=FEATURES).map(of_first);
    let all = gradient.iter().map(|g| g.abs()).chain(of_first);
    let gradient_norm = all.fold(0.0, |norm, g| if g <= norm { norm } else { g });
    Ok(Fit { by: peer, l2, seconds, gradient_norm, objective })
}

impl Fit {
    fn to_json(&self) -> serde_json::Value {
        json!({
            "case": super::SOFTMAX,
            "by": self.by,
            "rows": ROWS,
            "features": FEATURES,
            "classes": CLASSES,
            "l2": self.l2,
            "seconds": self.seconds,
            "gradient_norm": self.gradient_norm,
            "objective": self.objective,
        })
    }

    fn cells(&self, ours: f64) -> [String; 7] {
        let stopped_short = self.gradient_norm.is_nan() || self.gradient_norm > AT_THE_OPTIMUM;
        [
            if self.l2 > 0.0 { "C = 1" } else { "none" }.to_owned(),
            self.by.clone(),
            fixed(self.seconds * 1e3, 1),
            fixed(self.seconds / ours, 1),
            format!("{:.0e}", self.gradient_norm),
            fixed(self.objective, 12),
            if stopped_short { "stopped short" } else { "" }.to_owned(),
        ]
    }
}
