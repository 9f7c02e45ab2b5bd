//! Which level the others of a category are compared with says nothing of a sum: it has the same error, or none.

use super::influence::{line, logits, sandwiches};
use super::several_classes::fit;
use crate::common::tables::{Table, draw};
use crate::common::{agree, statistic};
use linalg_lite::Mat;
use models::inference::{Covariance, LogOdds, Sandwich};

const LEVELS: usize = 3;

/// A number and a category, of which the level 1 lies in cluster 0, or none does, or it is one row.
struct Drawn {
    table: Table,
    levels: Vec<usize>,
    clusters: Vec<usize>,
    number: Vec<f64>,
    /// Whether the number has a slope for each level.
    is_crossed: bool,
    /// How far from 0 the number is, in deviations.
    shift: f64,
    /// Whether the level 1 is one row, which separates classes.
    has_lone_row: bool,
}

fn drawn(seed: u64) -> Drawn {
    let table = draw(seed).without_offset();
    let n = table.x.nrows();
    let has_lone_row = seed % 5 == 4;
    let level = |i: usize| match has_lone_row {
        true if i == 7 => 1,
        true => i % 2 * 2,
        false => (i * i + i / 7) % LEVELS,
    };
    let levels: Vec<usize> = (0..n).map(level).collect();
    let number = 3 + seed as usize % 9;
    let cluster = |i: usize| if levels[i] == 1 && !seed.is_multiple_of(4) { 0 } else { i % number };
    let shift = [0.0, 40.0, 2_000.0][seed as usize % 3];
    Drawn {
        clusters: (0..n).map(cluster).collect(),
        number: (0..n).map(|i| table.x[(i, 0)] + shift).collect(),
        is_crossed: seed.is_multiple_of(2) && !has_lone_row,
        shift,
        has_lone_row,
        table: Table { has_intercept: true, ..table },
        levels,
    }
}

impl Drawn {
    /// What a coding makes of a sample.
    fn row(&self, baseline: usize, level: usize, number: f64) -> Vec<f64> {
        let is = |l: usize| f64::from(u8::from(l == level));
        let others = || (0..LEVELS).filter(|l| *l != baseline);
        let mut row = vec![number];
        row.extend(others().map(is));
        if self.is_crossed {
            row.extend(others().map(|l| number * is(l)));
        }
        row
    }

    fn coded(&self, baseline: usize) -> Table {
        let rows: Vec<Vec<f64>> = (0..self.levels.len())
            .map(|i| self.row(baseline, self.levels[i], self.number[i]))
            .collect();
        let x = Mat::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j]);
        Table { x, ..self.table.clone() }
    }

    /// Means of the levels where the samples are, their differences, and their slopes, of each class after the first.
    fn sums(&self, baseline: usize, classes: usize) -> Vec<Vec<f64>> {
        let at = |level: usize, number: f64| {
            let mut row = self.row(baseline, level, number);
            row.push(1.0);
            row
        };
        let less = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f64>>();
        let near = self.number[0];
        let mut sums = Vec::new();
        for level in 0..LEVELS {
            let mean = at(level, near);
            sums.push(less(&at(level, near + 1.0), &mean));
            sums.push(less(&mean, &at((level + 1) % LEVELS, near)));
            sums.push(mean);
        }
        let of_class = |k: usize| {
            sums.iter().map(move |sum| {
                let mut all = vec![0.0; classes * sum.len()];
                all[k * sum.len()..(k + 1) * sum.len()].copy_from_slice(sum);
                all
            })
        };
        (0..classes).flat_map(of_class).collect()
    }

    /// Their errors, NaN for none, and those of all rows.
    fn errors(&self, baseline: usize, covariance: &Covariance) -> Vec<f64> {
        let table = self.coded(baseline);
        let dim = table.x.ncols() + 1;
        let classes = covariance.dim() / dim;
        let form = |sum: &Vec<f64>| covariance.form(sum).map_or(f64::NAN, f64::sqrt);
        let mut errors: Vec<f64> = self.sums(baseline, classes).iter().map(form).collect();
        if classes == 1 {
            errors.extend(covariance.standard_errors(table.x.as_ref()).unwrap());
        }
        errors
    }
}

/// Those of a line, of logits and of three classes, where they have an optimum.
fn all_errors(drawn: &Drawn, baseline: usize, sandwich: Sandwich<'_>) -> Vec<Option<Vec<f64>>> {
    let table = drawn.coded(baseline);
    let (numbers, labels) = (table.problem(&table.numbers), table.problem(&table.labels));
    let classes = table.problem(&table.classes);
    let of = |covariance: &Covariance| drawn.errors(baseline, covariance);
    let line = line(&numbers).sandwich(&numbers, sandwich).ok().map(|found| of(&found.covariance));
    if drawn.has_lone_row {
        return vec![line];
    }
    let logits = logits(&labels).sandwich(&labels, sandwich).ok();
    let softmax = fit(&classes, 3);
    let of_classes = softmax.sandwich(&classes, sandwich).ok();
    let odds = of_classes.as_ref().map(|found| {
        let x = table.x.as_ref();
        let odds = LogOdds::of_classes(x, &softmax.logits(x).unwrap(), &found.covariance).unwrap();
        odds.into_iter().flat_map(|class| class.standard_errors).collect()
    });
    vec![
        line,
        logits.map(|found| of(&found.covariance)),
        of_classes.map(|found| of(&found.covariance)),
        odds,
    ]
}

#[test]
fn the_baseline_changes_no_error_of_a_sum() {
    let (mut told, mut without) = (0, 0);
    for seed in 0..60 {
        let drawn = drawn(seed);
        let lost = 4096.0 * f64::EPSILON * (16.0 + drawn.shift) * (16.0 + drawn.shift);
        for (kind, sandwich) in sandwiches(&drawn.clusters).into_iter().enumerate() {
            let expected = all_errors(&drawn, 0, sandwich);
            for baseline in 1..LEVELS {
                let found = all_errors(&drawn, baseline, sandwich);
                for (place, (found, expected)) in found.iter().zip(&expected).enumerate() {
                    let what =
                        format!("seed {seed}, sandwich {kind}, baseline {baseline}, model {place}");
                    assert_eq!(found.is_some(), expected.is_some(), "{what}");
                    let (Some(found), Some(expected)) = (found, expected) else { continue };
                    let largest = expected.iter().copied().fold(0.0, f64::max);
                    for (j, (f, e)) in found.iter().zip(expected).enumerate() {
                        assert_eq!(f.is_nan(), e.is_nan(), "{what}, sum {j}: {f} {e}");
                        let off = (f * f - e * e).abs();
                        assert!(
                            off.is_nan() || off <= lost * largest * largest,
                            "{what}, sum {j}: {f} {e}"
                        );
                        if e.is_nan() { without += 1 } else { told += 1 }
                    }
                }
            }
        }
    }
    assert!(without > 1_000 && told > 10 * without, "{without} {told}");
}

/// All features together say the same, whichever level they leave out.
#[test]
fn the_baseline_changes_no_test() {
    let mut tested = 0;
    let drawn = (0..60).map(drawn).filter(|drawn| drawn.shift < 100.0 && !drawn.has_lone_row);
    for drawn in drawn {
        let clustered = Sandwich::Clustered { clusters: &drawn.clusters, corrected: true };
        let tests = [0, 1, 2].map(|baseline| {
            let table = drawn.coded(baseline);
            let (numbers, labels) = (table.problem(&table.numbers), table.problem(&table.labels));
            let (line, logits) = (line(&numbers), logits(&labels));
            let found = line.sandwich(&numbers, clustered).unwrap();
            let of_line = line.inference_of(&numbers).unwrap().with_errors(found).unwrap();
            let found = logits.sandwich(&labels, clustered).unwrap();
            let of_logits = logits.inference_of(&labels).unwrap().with_errors(found).unwrap();
            [of_line.test_of_all_features, of_logits.test_of_all_features]
        });
        for of_baseline in &tests[1..] {
            for (found, expected) in of_baseline.iter().zip(&tests[0]) {
                assert_eq!(found.is_some(), expected.is_some(), "{found:?} {expected:?}");
                agree("all features", &statistic(*found), &statistic(*expected), 1e-5);
                tested += usize::from(found.is_some());
            }
        }
    }
    assert!(tested > 20, "{tested}");
}
