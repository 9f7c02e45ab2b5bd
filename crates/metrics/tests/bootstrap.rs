//! Resamples: intervals against R's package boot, and what holds of all of them.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use metrics::{
    Bootstrap, Error, Ranking, Resampling, Units, bootstrap, brier_score, log_loss_from_logits,
};
use serde_json::Value;

const FIGURES: [&str; 3] = ["roc_auc", "log_loss", "brier_score"];

struct Judged {
    actual: Vec<bool>,
    logits: Vec<f64>,
    probabilities: Vec<f64>,
}

impl Judged {
    fn figures(&self, weights: &[f64]) -> Result<Vec<Option<f64>>, Error> {
        let Self { actual, logits, probabilities } = self;
        Ok(vec![
            Ranking::new(actual, logits, Some(weights))?.roc_auc(),
            Some(log_loss_from_logits(actual, logits, Some(weights))?),
            Some(brier_score(actual, probabilities, Some(weights))?),
        ])
    }

    /// A table of `n` random rows.
    fn random(n: usize, seed: u64) -> Self {
        let mut number = numbers(seed as usize);
        let probabilities: Vec<f64> = (0..n).map(|_| (number() * 8.0).ceil() / 9.0).collect();
        let actual = probabilities.iter().map(|p| number() < *p).collect();
        let logits = probabilities.iter().map(|p| p - 0.5).collect();
        Self { actual, logits, probabilities }
    }

    fn rows(&self, rows: &[usize]) -> Self {
        Self {
            actual: rows.iter().map(|i| self.actual[*i]).collect(),
            logits: rows.iter().map(|i| self.logits[*i]).collect(),
            probabilities: rows.iter().map(|i| self.probabilities[*i]).collect(),
        }
    }
}

/// Uniform numbers, of a seed.
fn numbers(seed: usize) -> impl FnMut() -> f64 {
    let mut state = (seed as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn read(file: &str) -> Value {
    let file = format!("{}/../../data/reference/{file}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn list(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

#[track_caller]
fn agree(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-11 * expected.abs(), "{what}: {found} {expected}");
    }
}

#[test]
fn intervals_are_those_of_r() {
    let (cases, figures) = (read("judging.json"), read("bootstrap.json"));
    let mut checked = 0;
    for table in ["wdbc", "biopsy", "penguins"] {
        let case = &cases["real"]["binary"][table];
        let judged = Judged {
            actual: list(&case["actual"]).iter().map(|y| *y == 1.0).collect(),
            logits: list(&case["logits"]),
            probabilities: list(&case["probabilities"]),
        };
        let resampling = Resampling::by_weights(judged.actual.len(), None).unwrap();
        let found = bootstrap(&resampling, 0, numbers, |w| judged.figures(w)).unwrap();
        for (name, found) in FIGURES.iter().zip(found) {
            let (what, expected) = (format!("{name} of {table}"), &figures[table][name]);
            let mut found = found.unwrap();
            agree(&what, &[found.value], &[expected["value"].as_f64().unwrap()]);
            agree(&what, found.without.as_ref().unwrap(), &list(&expected["without"]));
            found.replicates = list(&expected["replicates"]);
            found.replicates.sort_unstable_by(f64::total_cmp);
            agree(
                &what,
                &[found.standard_error()],
                &[expected["standard_error"].as_f64().unwrap()],
            );
            let bias = expected["bias"].as_f64().unwrap();
            assert!((found.bias() - bias).abs() < 1e-13, "{what}: {} {bias}", found.bias());
            for interval in expected["intervals"].as_array().unwrap() {
                let level = interval["level"].as_f64().unwrap();
                agree(&what, &found.percentile(level).unwrap(), &list(&interval["percentile"]));
                agree(&what, &found.bca(level).unwrap(), &list(&interval["bca"]));
                checked += 4;
            }
        }
    }
    assert_eq!(checked, 108);
}

fn found(judged: &Judged, resampling: &Resampling<'_>) -> Vec<Option<Bootstrap>> {
    bootstrap(resampling, 200, numbers, |w| judged.figures(w)).unwrap()
}

/// A row of weight w is w rows, and one of weight 0 is none: of all replicates, bar the order of sums.
#[test]
fn counts_are_rows_repeated() {
    for seed in 0..40 {
        let judged = Judged::random(12, seed);
        let mut number = numbers(900 + seed as usize);
        let counts: Vec<f64> = (0..12).map(|_| (number() * 4.0).floor()).collect();
        let rows: Vec<usize> =
            (0..12).flat_map(|i| std::iter::repeat_n(i, counts[i] as usize)).collect();
        let repeated = judged.rows(&rows);
        let weighted = found(&judged, &Resampling::by_weights(12, Some(&counts)).unwrap());
        let repeated = found(&repeated, &Resampling::by_weights(rows.len(), None).unwrap());
        for (weighted, repeated) in weighted.iter().zip(&repeated) {
            let (Some(weighted), Some(repeated)) = (weighted, repeated) else {
                assert_eq!(weighted, repeated, "{seed}");
                continue;
            };
            assert_eq!(weighted.undefined, repeated.undefined, "{seed}");
            let close = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
            assert!(close(&weighted.replicates, &repeated.replicates), "{seed}");
            assert_eq!(weighted.without.is_some(), repeated.without.is_some(), "{seed}");
        }
    }
}

/// Clusters of one row each are rows; only ratios of weights that are no counts matter.
#[test]
fn clusters_of_one_are_rows() {
    for seed in 0..20 {
        let judged = Judged::random(30, seed);
        let alone: Vec<usize> = (0..30).rev().collect();
        let clusters = Resampling::new(30, None, Units::Clusters(&alone)).unwrap();
        let rows = Resampling::new(30, None, Units::Rows).unwrap();
        assert_eq!(found(&judged, &clusters), found(&judged, &rows));
        let mut number = numbers(700 + seed as usize);
        let weights: Vec<f64> = (0..30).map(|_| 0.25 + number()).collect();
        let eighth: Vec<f64> = weights.iter().map(|w| w / 8.0).collect();
        let of = |weights: &[f64]| {
            found(&judged, &Resampling::new(30, Some(weights), Units::Rows).unwrap())
        };
        assert_eq!(of(&weights), of(&eighth));
    }
}

#[test]
fn intervals_hold_the_truth_about_as_often_as_they_say() {
    let (mut plain, mut corrected) = (0, 0);
    let tables = 300;
    for table in 0..tables {
        let mut number = numbers(50_000 + table);
        // Cubes of uniform numbers, of mean 1/4: skewed.
        let uniform: Vec<f64> = (0..40).map(|_| number()).collect();
        let values: Vec<f64> = uniform.iter().map(|u| u * u * u).collect();
        let mean = |w: &[f64]| {
            let sum: f64 = w.iter().zip(&values).map(|(w, x)| w * x).sum();
            Ok::<_, Error>(vec![Some(sum / w.iter().sum::<f64>())])
        };
        let rows = Resampling::by_weights(40, None).unwrap();
        let seeds = |k| numbers(table * 1000 + k);
        let found = bootstrap(&rows, 400, seeds, mean).unwrap().remove(0).unwrap();
        let holds = |[low, high]: [f64; 2]| usize::from(low <= 0.25 && 0.25 <= high);
        plain += holds(found.percentile(0.9).unwrap());
        corrected += holds(found.bca(0.9).unwrap());
    }
    let share = |held: usize| held as f64 / tables as f64;
    assert!((0.84..0.93).contains(&share(plain)), "{}", share(plain));
    assert!((0.84..0.93).contains(&share(corrected)), "{}", share(corrected));
}
