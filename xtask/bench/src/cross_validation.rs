use std::io::Write;

use anyhow::{Result, bail};
use datasets::generate::{Correlated, correlated};
use datasets::{Source, Stream, stratified_folds};
use models::paths::{CrossValidation, PenaltyPath};
use models::{LinearRegression, LogisticRegression, Problem, SampleWeights};
use pictures::TextTable;
use pictures::numbers::fixed;
use serde_json::json;

use super::measure::{in_turns, peak_bytes_of};

const ROWS: usize = 100_000;
const FEATURES: usize = 50;
const FOLDS: usize = 5;
const PATH: PenaltyPath = PenaltyPath { l1_ratio: 1.0, steps: 50, smallest: 1e-3 };
/// The best of so many runs is reported.
const RUNS: usize = 3;

/// A cross-validation beside the paths of its folds.
struct Ratio {
    model: &'static str,
    /// As many as it tried: it goes on beyond its path while that gains something.
    penalties: usize,
    cross_validation: f64,
    paths: f64,
    /// At the peak, beside the data.
    peak_bytes: Option<u64>,
}

/// Times cross-validations, and the paths of their folds without anything held out.
pub(super) fn bench_cross_validation(json: bool, out: &mut impl Write) -> Result<()> {
    let mut stream = Stream::new(Source::ChaCha8, 42)?;
    let data = correlated(ROWS, FEATURES, &mut stream)?;
    let classes: Vec<usize> = data.labels.iter().map(|label| usize::from(*label)).collect();
    let folds = stratified_folds(&classes, FOLDS, &mut stream)?;
    let heads = ["model", "penalties", "paths ms", "all ms", "ratio", "peak MiB", "X MiB"];
    let mut table = TextTable::new(heads).words(0);
    for ratio in [logistic(&data, &folds)?, linear(&data, &folds)?] {
        if json {
            writeln!(out, "{}", ratio.to_json())?;
        }
        table.row(ratio.cells());
    }
    if !json {
        write!(out, "{table}")?;
    }
    Ok(())
}

fn logistic(data: &Correlated, folds: &[usize]) -> Result<Ratio> {
    let (problem, model) =
        (Problem::new(data.features.as_ref(), &data.labels)?, LogisticRegression::default());
    measure(
        "logistic",
        folds,
        || Ok(model.cross_validate(&problem, folds, &PATH)?),
        |others, path| Ok(model.path(&problem.weighted(others)?, path)?.len()),
    )
}

fn linear(data: &Correlated, folds: &[usize]) -> Result<Ratio> {
    let (problem, model) =
        (Problem::new(data.features.as_ref(), &data.numbers)?, LinearRegression::default());
    measure(
        "linear",
        folds,
        || Ok(model.cross_validate(&problem, folds, &PATH)?),
        |others, path| Ok(model.path(&problem.weighted(others)?, path)?.len()),
    )
}

fn measure(
    model: &'static str,
    folds: &[usize],
    cross_validate: impl Fn() -> Result<CrossValidation>,
    fit_path: impl Fn(SampleWeights<'_>, &PenaltyPath) -> Result<usize>,
) -> Result<Ratio> {
    let others = |fold: usize| -> Vec<f64> {
        folds.iter().map(|of_row| if *of_row == fold { 0.0 } else { 1.0 }).collect()
    };
    let others: Vec<Vec<f64>> = (0..FOLDS).map(others).collect();
    let (found, peak_bytes) = peak_bytes_of(&cross_validate)?;
    let (first, last) = match found.penalties.as_slice() {
        [first, .., last] => (first.l1, last.l1),
        _ => bail!("a path of less than two penalties"),
    };
    let path = PenaltyPath { steps: found.penalties.len(), smallest: last / first, ..PATH };
    let [cross_validation, paths] = in_turns(RUNS, |work| match work {
        0 => Ok(cross_validate()?.penalties.len()),
        _ => others.iter().map(|others| fit_path(SampleWeights::frequency(others), &path)).sum(),
    })?;
    Ok(Ratio { model, penalties: path.steps, cross_validation, paths, peak_bytes })
}

impl Ratio {
    fn ratio(&self) -> f64 {
        self.cross_validation / self.paths
    }

    fn to_json(&self) -> serde_json::Value {
        json!({
            "case": super::CROSS_VALIDATION,
            "model": self.model,
            "rows": ROWS,
            "features": FEATURES,
            "folds": FOLDS,
            "penalties": self.penalties,
            "seconds": self.cross_validation,
            "path_seconds": self.paths,
            "ratio": self.ratio(),
            "peak_bytes": self.peak_bytes,
        })
    }

    fn cells(&self) -> [String; 7] {
        let mebibytes = |bytes: u64| fixed(bytes as f64 / 1048576.0, 1);
        [
            self.model.to_owned(),
            self.penalties.to_string(),
            fixed(self.paths * 1e3, 1),
            fixed(self.cross_validation * 1e3, 1),
            fixed(self.ratio(), 2),
            self.peak_bytes.map_or_else(String::new, mebibytes),
            mebibytes((8 * ROWS * FEATURES) as u64),
        ]
    }
}
