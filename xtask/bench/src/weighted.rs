use std::hint::black_box;
use std::io::Write;

use anyhow::Result;
use datasets::generate::{Correlated, correlated};
use datasets::{Source, Stream};
use models::loss::{CrossEntropy, Loss, SquaredError};
use models::objective::MeanLoss;
use models::solver::Objective;
use models::{LinearRegression, LogisticRegression, Penalty, Problem, SampleWeights};
use pictures::TextTable;
use pictures::numbers::{fixed, thousands};
use serde_json::json;

use super::measure::in_turns;

/// Rows and features, and of how many runs the best is reported.
const SHAPES: [(usize, usize, usize); 3] =
    [(1_000_000, 20, 11), (100_000, 100, 11), (10_000, 10, 301)];

/// The same work without weights and with them.
struct Pair {
    model: &'static str,
    work: &'static str,
    rows: usize,
    features: usize,
    plain: f64,
    weighted: f64,
}

/// Times gradients and whole fits of rows that count once, and of rows that count one to three times.
pub(super) fn bench_weighted(json: bool, out: &mut impl Write) -> Result<()> {
    let heads = ["model", "work", "rows", "features", "ms", "weighted ms", "ratio"];
    let mut table = TextTable::new(heads).words(0).words(1);
    for (rows, features, runs) in SHAPES {
        let data = correlated(rows, features, &mut Stream::new(Source::ChaCha8, 42)?)?;
        for pair in pairs(&data, runs)? {
            if json {
                writeln!(out, "{}", pair.to_json())?;
            }
            table.row(pair.cells());
        }
    }
    if !json {
        write!(out, "{table}")?;
    }
    Ok(())
}

fn pairs(data: &Correlated, runs: usize) -> Result<[Pair; 4]> {
    let x = data.features.as_ref();
    let (rows, features) = (x.nrows(), x.ncols());
    let counts: Vec<f64> = (0..rows).map(|i| (1 + i % 3) as f64).collect();
    let counts = SampleWeights::frequency(&counts);
    let labels = Problem::new(x, &data.labels)?;
    let numbers = Problem::new(x, &data.numbers)?;
    let (labels, numbers) =
        ([labels, labels.weighted(counts)?], [numbers, numbers.weighted(counts)?]);
    let penalty = Penalty::l2(1.0 / rows as f64);
    let logistic = LogisticRegression { penalty, ..Default::default() };
    let linear = LinearRegression::default();
    let pair = |model, work, [plain, weighted]: [f64; 2]| Pair {
        model,
        work,
        rows,
        features,
        plain,
        weighted,
    };
    Ok([
        pair("logistic", "gradient", gradients::<CrossEntropy>(labels, runs)?),
        pair("linear", "gradient", gradients::<SquaredError>(numbers, runs)?),
        pair("logistic", "fit", in_turns(runs, |k| Ok(logistic.fit_problem(&labels[k])?))?),
        pair("linear", "fit", in_turns(runs, |k| Ok(linear.fit_problem(&numbers[k])?))?),
    ])
}

fn gradients<L: Loss>(problems: [Problem<'_, L::Target>; 2], runs: usize) -> Result<[f64; 2]> {
    let penalty = Penalty::default();
    let [plain, weighted] = problems;
    let objectives = [MeanLoss::<L>::new(plain, penalty)?, MeanLoss::<L>::new(weighted, penalty)?];
    let w = vec![0.1; objectives[0].dim()];
    let mut gradient = w.clone();
    in_turns(runs, |k| Ok(objectives[k].gradient(black_box(&w), &mut gradient)?))
}

impl Pair {
    fn ratio(&self) -> f64 {
        self.weighted / self.plain
    }

    fn to_json(&self) -> serde_json::Value {
        json!({
            "case": super::WEIGHTED,
            "model": self.model,
            "work": self.work,
            "rows": self.rows,
            "features": self.features,
            "seconds": self.plain,
            "weighted_seconds": self.weighted,
            "ratio": self.ratio(),
        })
    }

    fn cells(&self) -> [String; 7] {
        [
            self.model.to_owned(),
            self.work.to_owned(),
            thousands(self.rows),
            self.features.to_string(),
            fixed(self.plain * 1e3, 3),
            fixed(self.weighted * 1e3, 3),
            fixed(self.ratio(), 2),
        ]
    }
}
