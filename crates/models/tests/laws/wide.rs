//! More features than samples: whatever the penalty and the bounds, a fit ends where no direction leads down, and no square
//! of the features is written out on the way.

use super::bounds::{off_optimum, slopes};
use crate::common::tables::{PENALTIES, Table, draw};
use linalg_lite::Mat;
use models::loss::{CrossEntropy, SquaredError};
use models::paths::PenaltyPath;
use models::{Error, LinearRegression, LogisticRegression, Penalty, Problem, Report};

const FEATURES: usize = 2_100;

/// Columns times waves of as many frequencies, far from 0.
fn wide(seed: u64) -> Table {
    let table = draw(seed);
    let (n, p) = (table.x.nrows(), table.x.ncols());
    let wave = |i: usize, j: usize| ((i * (2 * j + 3) + j * j) % 97) as f64 / 48.0 - 1.0;
    let entry = |i: usize, j: usize| table.x[(i, j % p)] * wave(i, j) + (j % 7) as f64;
    Table { x: Mat::from_fn(n, FEATURES, entry), has_intercept: true, ..table }
}

fn has_ended(report: &Report, what: &str) {
    assert!(report.is_optimum(), "{what}: {report:?}");
    let gap = report.certificate.map(|found| found.gap);
    assert!(gap.is_some_and(|gap| gap < 1e-9), "{what}: {gap:?}");
}

#[test]
fn no_direction_leads_down() {
    for seed in 0..3 {
        let table = wide(seed);
        let bounds: Vec<bool> = (0..FEATURES).map(|j| seed == 1 && j % 2 == 0).collect();
        let penalties = PENALTIES.into_iter().chain([Penalty { l1: 0.4, l2: 0.0 }]);
        for penalty in
            penalties.filter(|penalty| penalty.l1 > 0.0 || (seed != 1 && !penalty.is_none()))
        {
            let what = format!("seed {seed}, {penalty:?}");
            let mut problem = table.problem(&table.numbers);
            if seed == 1 {
                problem = problem.with_nonnegative(&bounds).unwrap();
            }
            let config = LinearRegression { penalty, ..Default::default() };
            let line = config.fit_problem(&problem).unwrap();
            has_ended(&line.report, &what);
            let w = [&line.coefficients[..], &[line.intercept]].concat();
            let slopes = slopes::<SquaredError>(&table, &table.numbers, &w);
            let off = off_optimum(&slopes, &line.coefficients, penalty, &bounds);
            assert!(off < 1e-6, "{what}: {off:e}");
        }
    }
}

#[test]
fn no_direction_leads_down_from_logits() {
    for seed in 0..3 {
        let table = wide(seed);
        let bounds: Vec<bool> = (0..FEATURES).map(|j| seed == 1 && j % 2 == 0).collect();
        for penalty in PENALTIES.into_iter().filter(|penalty| !penalty.is_none()) {
            let what = format!("seed {seed}, {penalty:?}");
            let mut problem = table.problem(&table.labels);
            if seed == 1 {
                problem = problem.with_nonnegative(&bounds).unwrap();
            }
            let config = LogisticRegression { penalty, ..Default::default() };
            let fit = config.fit_problem(&problem).unwrap();
            has_ended(&fit.report, &what);
            let w = [&fit.coefficients[..], &[fit.intercept]].concat();
            let slopes = slopes::<CrossEntropy>(&table, &table.labels, &w);
            let off = off_optimum(&slopes, &fit.coefficients, penalty, &bounds);
            assert!(off < 1e-6, "{what}: {off:e}");
        }
    }
}

#[test]
fn without_a_penalty_samples_are_too_few() {
    let table = wide(0);
    let error = LinearRegression::default().fit_problem(&table.problem(&table.numbers));
    let error = error.unwrap_err();
    assert!(matches!(error, Error::TooFewSamples { features: FEATURES, .. }), "{error:?}");
}

#[test]
fn products_of_too_many_features_are_refused_before_memory_is_asked_for() {
    let x = Mat::from_fn(3, 9_000, |i, j| ((i + 1) * j % 7) as f64);
    let problem = Problem::new(x.as_ref(), &[1.0, 3.0, 2.0]).unwrap();
    let error = LinearRegression::default().path(&problem, &PenaltyPath::default()).unwrap_err();
    assert!(matches!(error, Error::TooManyFeatures { features: 9_000, .. }), "{error:?}");
}
