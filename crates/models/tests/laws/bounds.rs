//! Coefficients that may not be negative: the optimum is where it should be, whatever the table, and no law breaks.

use crate::common::repeated::{Pair, pairs};
use crate::common::tables::{PENALTIES, Table, draw, units};
use crate::common::{DIGITS, agree, of_line, of_logit};
use models::loss::{CrossEntropy, Loss, SquaredError};
use models::paths::PenaltyPath;
use models::solver::{GradientDescent, Newton};
use models::{
    Error, FittedLinear, FittedLogistic, LinearRegression, LinearSolver, LogisticRegression,
    Penalty, Problem, SoftmaxRegression, Solver, Status,
};

fn bounds(features: usize, seed: u64) -> Vec<bool> {
    let mut bounds: Vec<bool> =
        (0..features).map(|j| [true, true, false, true][(j + seed as usize) % 4]).collect();
    bounds[seed as usize % features] = true;
    bounds
}

fn penalised() -> impl Iterator<Item = (Penalty, bool)> {
    PENALTIES.iter().flat_map(|penalty| [(*penalty, false), (*penalty, true)])
}

fn logit(table: &Table, bounds: &[bool], config: LogisticRegression) -> FittedLogistic {
    let problem = table.problem(&table.labels).with_nonnegative(bounds).unwrap();
    config.fit_problem(&problem).unwrap()
}

fn line(table: &Table, bounds: &[bool], config: LinearRegression) -> FittedLinear {
    let problem = table.problem(&table.numbers).with_nonnegative(bounds).unwrap();
    config.fit_problem(&problem).unwrap()
}

/// The slopes of the mean loss by the features, from the definition.
pub(super) fn slopes<L: Loss>(problem: &Table, target: &[L::Target], w: &[f64]) -> Vec<f64> {
    let (n, p) = (problem.x.nrows(), problem.x.ncols());
    let weight = |i: usize| problem.weights.as_ref().map_or(1.0, |(weights, _)| weights[i]);
    let total: f64 = (0..n).map(weight).sum();
    let r = |i: usize| {
        let offset = problem.offset.as_ref().map_or(0.0, |offset| offset[i]);
        let z = (0..p).map(|j| problem.x[(i, j)] * w[j]).sum::<f64>() + w[p] + offset;
        weight(i) * L::derivative(target[i], z) / total
    };
    let r: Vec<f64> = (0..n).map(r).collect();
    (0..p).map(|j| (0..n).map(|i| r[i] * problem.x[(i, j)]).sum()).collect()
}

/// Minus the slope is one of the penalty, or at a bound below it.
#[track_caller]
fn is_optimal(what: &str, slopes: &[f64], c: &[f64], penalty: Penalty, bounds: &[bool]) {
    let off = off_optimum(slopes, c, penalty, bounds);
    assert!(off < 1e-9, "{what}: {off:e}");
}

/// By how much it is not, at most.
pub(super) fn off_optimum(slopes: &[f64], c: &[f64], penalty: Penalty, bounds: &[bool]) -> f64 {
    let Penalty { l1, l2 } = penalty;
    let off = |j: usize| {
        let slope = slopes[j] + l2 * c[j];
        match c[j] {
            0.0 if bounds[j] => (-slope - l1).max(0.0),
            0.0 => (slope.abs() - l1).max(0.0),
            below if below < 0.0 && bounds[j] => f64::INFINITY,
            _ => (slope + l1 * c[j].signum()).abs(),
        }
    };
    (0..slopes.len()).map(off).fold(0.0, f64::max)
}

#[test]
fn the_end_is_the_optimum_and_says_so() {
    let mut held = 0;
    for seed in 0..100 {
        let table = draw(seed);
        let bounds = bounds(table.x.ncols(), seed);
        for (penalty, standardise) in penalised() {
            let what = format!("seed {seed} {penalty:?} {standardise}");
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let found = logit(&table, &bounds, config);
            assert_eq!(found.report.status, Status::Converged, "{what}: {}", found.report);
            assert!(found.report.certificate.unwrap().gap < 1e-9, "{what}");
            let config = LinearRegression { penalty, standardise, ..Default::default() };
            let of_numbers = line(&table, &bounds, config);
            assert_eq!(
                of_numbers.report.status,
                Status::Converged,
                "{what}: {}",
                of_numbers.report
            );
            assert!(of_numbers.report.certificate.unwrap().gap < 1e-9, "{what}");
            held += usize::from(found.coefficients.contains(&0.0));
            if standardise {
                continue;
            }
            let slopes = [
                slopes::<CrossEntropy>(&table, &table.labels, &of_logit(&found)),
                slopes::<SquaredError>(&table, &table.numbers, &of_line(&of_numbers)),
            ];
            is_optimal(&what, &slopes[0], &found.coefficients, penalty, &bounds);
            is_optimal(&what, &slopes[1], &of_numbers.coefficients, penalty, &bounds);
        }
    }
    assert!(held > 100, "{held}");
}

#[test]
fn bounds_that_hold_nothing_change_nothing() {
    for seed in 0..60 {
        let table = draw(seed);
        for (penalty, standardise) in penalised() {
            let what = format!("seed {seed} {penalty:?}");
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let plain = config.fit_problem(&table.problem(&table.labels)).unwrap();
            let bounds: Vec<bool> = plain.coefficients.iter().map(|c| *c >= 0.0).collect();
            agree(&what, &of_logit(&logit(&table, &bounds, config)), &of_logit(&plain), DIGITS);
            let config = LinearRegression { penalty, standardise, ..Default::default() };
            let plain = config.fit_problem(&table.problem(&table.numbers)).unwrap();
            let bounds: Vec<bool> = plain.coefficients.iter().map(|c| *c >= 0.0).collect();
            agree(&what, &of_line(&line(&table, &bounds, config)), &of_line(&plain), DIGITS);
        }
    }
}

#[test]
fn units_change_nothing() {
    for seed in 0..80_u64 {
        let own = Table { has_intercept: !seed.is_multiple_of(5), ..draw(seed) };
        let units = units(own.x.ncols(), seed);
        let other = own.changed(|j, x| x * units[j]);
        let bounds = bounds(own.x.ncols(), seed);
        let same = |one: &[f64], two: &[f64], what: &str| {
            let unit = |j: usize| units.get(j).unwrap_or(&1.0);
            let counted: Vec<f64> = two.iter().enumerate().map(|(j, c)| c * unit(j)).collect();
            assert_eq!(one, counted, "seed {seed}, {what}");
        };
        for (penalty, standardise) in penalised().filter(|(p, of)| p.is_none() || *of) {
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let (one, two) = (logit(&own, &bounds, config), logit(&other, &bounds, config));
            same(&of_logit(&one), &of_logit(&two), "logit");
            let config = LinearRegression { penalty, standardise, ..Default::default() };
            let (one, two) = (line(&own, &bounds, config), line(&other, &bounds, config));
            same(&of_line(&one), &of_line(&two), "line");
        }
    }
}

#[test]
fn a_shift_moves_the_intercept_alone_and_counts_are_rows() {
    for seed in 0..60 {
        let own = draw(seed);
        let shifted = own.changed(|j, x| x + 1000.0 * (j as f64 + 1.0));
        let bounds = bounds(own.x.ncols(), seed);
        for (penalty, standardise) in penalised() {
            let what = format!("seed {seed} {penalty:?}");
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let [one, two] = [&own, &shifted].map(|table| logit(table, &bounds, config));
            agree(&what, &two.coefficients, &one.coefficients, DIGITS);
            let config = LinearRegression { penalty, standardise, ..Default::default() };
            let [one, two] = [&own, &shifted].map(|table| line(table, &bounds, config));
            agree(&what, &two.coefficients, &one.coefficients, DIGITS);
        }
    }
    for Pair { seed, counted, repeated } in pairs(0..40) {
        let bounds = bounds(counted.x.ncols(), seed);
        for (penalty, standardise) in penalised() {
            let what = format!("seed {seed} {penalty:?}");
            let config = LogisticRegression { penalty, standardise, ..Default::default() };
            let [one, two] = [&counted, &repeated].map(|table| logit(table, &bounds, config));
            agree(&what, &of_logit(&one), &of_logit(&two), DIGITS);
            let config = LinearRegression { penalty, standardise, ..Default::default() };
            let [one, two] = [&counted, &repeated].map(|table| line(table, &bounds, config));
            agree(&what, &of_line(&one), &of_line(&two), DIGITS);
        }
    }
}

#[test]
fn a_path_leads_to_the_single_fits() {
    for seed in 0..40 {
        let table = draw(seed);
        let bounds = bounds(table.x.ncols(), seed);
        let path =
            PenaltyPath { l1_ratio: [1.0, 0.5][seed as usize % 2], steps: 5, smallest: 0.01 };
        let problem = table.problem(&table.labels).with_nonnegative(&bounds).unwrap();
        for fit in LogisticRegression::default().path(&problem, &path).unwrap() {
            let alone = logit(&table, &bounds, fit.config);
            agree(&format!("seed {seed}"), &of_logit(&fit), &of_logit(&alone), 1e-5);
        }
        let problem = table.problem(&table.numbers).with_nonnegative(&bounds).unwrap();
        for fit in LinearRegression::default().path(&problem, &path).unwrap() {
            let alone = line(&table, &bounds, fit.config);
            agree(&format!("seed {seed}"), &of_line(&fit), &of_line(&alone), 1e-5);
        }
    }
}

/// Separated by what may grow: said, and named. By what may not: there is an optimum, or it is not known.
#[test]
fn separated_classes_are_not_called_converged() {
    for seed in 0..30 {
        let mut table = draw(seed);
        let (n, p) = (table.x.nrows(), table.x.ncols());
        table.offset = None;
        for sign in [1.0, -1.0] {
            table.labels = (0..n).map(|i| sign * table.x[(i, 0)] > 0.1).collect();
            let mut bounds = vec![false; p];
            bounds[0] = true;
            let report = logit(&table, &bounds, LogisticRegression::default()).report;
            if sign > 0.0 {
                assert!(matches!(report.status, Status::Separated(_)), "seed {seed}: {report}");
                assert_eq!(report.separating, [0]);
            } else {
                assert!(!matches!(report.status, Status::Separated(_)), "seed {seed}: {report}");
                assert!(report.is_optimum() || report.undecided.is_some(), "seed {seed}: {report}");
            }
        }
    }
}

#[test]
fn what_does_not_go_with_bounds_is_refused() {
    let table = draw(3);
    let bounds = vec![true; table.x.ncols()];
    let problem = table.problem(&table.labels).with_nonnegative(&bounds).unwrap();
    let fit = LogisticRegression::default().fit_problem(&problem).unwrap();
    assert!(matches!(fit.inference_of(&problem), Err(Error::NoInference(_))));
    let numbers = table.problem(&table.numbers).with_nonnegative(&bounds).unwrap();
    let of_numbers = LinearRegression::default().fit_problem(&numbers).unwrap();
    assert!(matches!(of_numbers.inference_of(&numbers), Err(Error::NoInference(_))));
    for solver in
        [Solver::Newton(Newton::default()), Solver::GradientDescent(GradientDescent::default())]
    {
        let refused = LogisticRegression { solver, ..Default::default() }.fit_problem(&problem);
        assert!(matches!(refused, Err(Error::NotNegative { .. })));
    }
    let solver = LinearSolver::GradientDescent(GradientDescent::default());
    let refused = LinearRegression { solver, ..Default::default() }.fit_problem(&numbers);
    assert!(matches!(refused, Err(Error::NotNegative { .. })));
    let classes: Problem<'_, usize> =
        table.problem(&table.classes).with_nonnegative(&bounds).unwrap();
    for l1 in [0.0, 0.1] {
        let config = SoftmaxRegression { l1, ..Default::default() };
        assert!(matches!(config.fit_problem(&classes, 3), Err(Error::Bounds)));
    }
    let firth = models::firth::FirthRegression::default();
    assert!(matches!(firth.fit_problem(&problem), Err(Error::Bounds)));
    assert!(matches!(numbers.with_nonnegative(&bounds[1..]), Err(Error::Numbers(_))));
}
