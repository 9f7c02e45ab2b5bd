//! Small random tables for the tests.

#![allow(dead_code, clippy::unwrap_used, reason = "shared by several test files")]

pub(crate) mod ends;
pub(crate) mod evidence;
pub(crate) mod finite;
pub(crate) mod optimum;
pub(crate) mod reference;
pub(crate) mod repeated;
pub(crate) mod shifted;
pub(crate) mod tables;
pub(crate) mod whole_numbers;

use datasets::{Source, Stream};
use linalg_lite::{Mat, MatRef};
use models::inference::{Estimates, TestResult};
use models::paths::CrossValidation;
use models::{FittedLinear, FittedLogistic, LogisticRegression, Penalty, Problem, Status, Target};

/// How closely fits of the same in another guise agree.
pub(crate) const DIGITS: f64 = 1e-9;

/// Features, a label, a number and a class of three for each sample: noisy, so that they overlap.
pub(crate) struct Samples {
    pub(crate) x: Mat<f64>,
    pub(crate) labels: Vec<bool>,
    pub(crate) numbers: Vec<f64>,
    pub(crate) classes: Vec<usize>,
}

pub(crate) fn samples(n: usize, p: usize, seed: u64) -> Samples {
    let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
    let draws = stream.standard_normals(n * p);
    let x = Mat::from_fn(n, p, |i, j| draws[i * p + j]);
    let numbers: Vec<f64> = (0..n)
        .map(|i| {
            let signal: f64 = (0..p).map(|j| x[(i, j)] * (1.0 - 0.6 * j as f64)).sum();
            0.5 + signal + 2.0 * stream.standard_normal()
        })
        .collect();
    let labels = numbers.iter().map(|number| *number > 0.0).collect();
    let classes = numbers
        .iter()
        .map(|number| match number {
            n if *n < -1.0 => 0,
            n if *n < 1.0 => 1,
            _ => 2,
        })
        .collect();
    Samples { x, labels, numbers, classes }
}

/// A table with an intercept or without.
pub(crate) fn problem<'a, T: Target>(
    x: MatRef<'a, f64>,
    target: &'a [T],
    intercept: bool,
) -> Problem<'a, T> {
    let problem = Problem::new(x, target).unwrap();
    if intercept { problem } else { problem.without_intercept() }
}

/// The problem with an intercept or without.
pub(crate) fn with_intercept<T: Target>(
    problem: Problem<'_, T>,
    intercept: bool,
) -> Problem<'_, T> {
    if intercept { problem } else { problem.without_intercept() }
}

/// Every entry within `tolerance`, relative to its size or to 1 if that is larger.
pub(crate) fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (f, e) in found.iter().zip(expected) {
        assert!(
            (f - e).abs() <= tolerance * e.abs().max(1.0),
            "{found:?} is not {expected:?} within {tolerance:e}"
        );
    }
}

/// Within so many digits, of each number or of 1.
#[track_caller]
pub(crate) fn agree(what: &str, found: &[f64], expected: &[f64], digits: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (f, e) in found.iter().zip(expected) {
        let close = (f - e).abs() <= digits * e.abs().max(1.0) || f == e;
        assert!(close, "{what}: {found:?} is not {expected:?}");
    }
}

/// The optimum of two classes with a penalty.
pub(crate) fn converged(x: MatRef<'_, f64>, labels: &[bool], l2: f64) -> FittedLogistic {
    let penalty = Penalty::l2(l2);
    let model = LogisticRegression { penalty, ..Default::default() }.fit(x, labels).unwrap();
    assert_eq!(model.report.status, Status::Converged);
    model
}

pub(crate) fn weights(model: &FittedLogistic) -> Vec<f64> {
    parameters(&model.coefficients, model.intercept)
}

pub(crate) fn parameters(coefficients: &[f64], intercept: f64) -> Vec<f64> {
    [coefficients, &[intercept]].concat()
}

pub(crate) fn of_logit(fit: &FittedLogistic) -> Vec<f64> {
    parameters(&fit.coefficients, fit.intercept)
}

pub(crate) fn of_line(fit: &FittedLinear) -> Vec<f64> {
    parameters(&fit.coefficients, fit.intercept)
}

pub(crate) fn numbers(estimates: &Estimates) -> Vec<f64> {
    let of_all = estimates.estimates.iter().flatten();
    of_all.flat_map(|e| [e.value, e.standard_error, e.statistic]).collect()
}

pub(crate) fn statistic(test: Option<TestResult>) -> Vec<f64> {
    test.iter().map(|test| test.statistic).collect()
}

#[track_caller]
pub(crate) fn same_choice(what: &str, counted: &CrossValidation, repeated: &CrossValidation) {
    agree(what, &counted.losses, &repeated.losses, DIGITS);
    agree(what, &counted.standard_errors, &repeated.standard_errors, DIGITS);
    assert_eq!(counted.best, repeated.best, "{what}");
    assert_eq!(counted.within_one_standard_error, repeated.within_one_standard_error, "{what}");
    let of = |found: &CrossValidation| -> Vec<f64> {
        found.penalties.iter().flat_map(|penalty| [penalty.l1, penalty.l2]).collect()
    };
    agree(what, &of(counted), &of(repeated), DIGITS);
}
