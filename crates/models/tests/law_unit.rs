//! A feature times 2^k has its coefficient times 2^-k, to the bit, where no penalty counts the unit; a
//! line's target times 2^k has everything times 2^k. Only ratios matter of weights that are no counts.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use common::tables::{PENALTIES, Table, draw, units};
use linalg_lite::{Design, dependencies};
use models::firth::FirthRegression;
use models::inference::Estimates;
use models::paths::PenaltyPath;
use models::separation::find_separation;
use models::solver::{Lbfgs, Newton};
use models::{
    LinearRegression, LogisticRegression, OneVsRest, Penalty, SoftmaxRegression, Solver, Status,
    WeightKind,
};

/// A table, and the same with other units of its features.
struct Pair {
    seed: u64,
    own: Table,
    other: Table,
    units: Vec<f64>,
}

fn pairs(seeds: std::ops::Range<u64>) -> impl Iterator<Item = Pair> {
    seeds.map(|seed| {
        let own = Table { has_intercept: !seed.is_multiple_of(5), ..draw(seed) };
        let units = units(own.x.ncols(), seed);
        let other = own.changed(|j, x| x * units[j]);
        Pair { seed, own, other, units }
    })
}

impl Pair {
    /// The same numbers, one a feature, once they are counted in the units they come in.
    #[track_caller]
    fn same_per_unit(&self, what: &str, own: &[f64], other: &[f64]) {
        let counted: Vec<f64> =
            other.iter().enumerate().map(|(j, c)| c * self.units.get(j).unwrap_or(&1.0)).collect();
        assert_eq!(own, counted, "seed {}, units {:?}, {what}", self.seed, self.units);
    }

    #[track_caller]
    fn same_estimates(&self, what: &str, own: &Estimates, other: &Estimates) {
        let of = |estimates: &Estimates, number: fn(&models::inference::Estimate) -> f64| {
            estimates.estimates.iter().flatten().map(number).collect::<Vec<f64>>()
        };
        self.same_per_unit(what, &of(own, |e| e.value), &of(other, |e| e.value));
        self.same_per_unit(what, &of(own, |e| e.standard_error), &of(other, |e| e.standard_error));
        let what = format!("seed {}, units {:?}, {what}", self.seed, self.units);
        assert_eq!(of(own, |e| e.statistic), of(other, |e| e.statistic), "{what}");
        assert_eq!(of(own, |e| e.p_value), of(other, |e| e.p_value), "{what}");
    }
}

fn parameters(coefficients: &[f64], intercept: f64) -> Vec<f64> {
    [coefficients, &[intercept]].concat()
}

/// No penalty, or one that does not count the unit.
fn without_units() -> impl Iterator<Item = (Penalty, bool)> {
    [(Penalty::default(), false)].into_iter().chain(PENALTIES.map(|penalty| (penalty, true)))
}

#[test]
fn lines_know_no_units() {
    for pair in pairs(0..300) {
        let Pair { own, other, .. } = &pair;
        for (penalty, standardise) in without_units() {
            let config = LinearRegression { penalty, standardise, ..Default::default() };
            let one = config.fit_problem(&own.problem(&own.numbers)).unwrap();
            let two = config.fit_problem(&other.problem(&other.numbers)).unwrap();
            let what = format!("{config:?}");
            let [one_line, two_line] =
                [&one, &two].map(|line| parameters(&line.coefficients, line.intercept));
            pair.same_per_unit(&what, &one_line, &two_line);
            assert_eq!(one.report.status, two.report.status, "{what}");
            assert_eq!(one.report.objective, two.report.objective, "{what}");
        }
    }
}

#[test]
fn logits_know_no_units() {
    let solvers =
        [Solver::Auto, Solver::Newton(Newton::default()), Solver::Lbfgs(Lbfgs::default())];
    for pair in pairs(0..200) {
        let Pair { own, other, .. } = &pair;
        for solver in solvers {
            for (penalty, standardise) in without_units() {
                if penalty.l1 > 0.0 && solver != Solver::Auto {
                    continue;
                }
                let config = LogisticRegression { solver, penalty, standardise };
                let one = config.fit_problem(&own.problem(&own.labels)).unwrap();
                let two = config.fit_problem(&other.problem(&other.labels)).unwrap();
                let what = format!("{config:?}");
                let [one_line, two_line] =
                    [&one, &two].map(|fit| parameters(&fit.coefficients, fit.intercept));
                pair.same_per_unit(&what, &one_line, &two_line);
                let end = |report: &models::Report| {
                    (report.status, report.objective, report.sweeps, report.certificate)
                };
                assert_eq!(end(&one.report), end(&two.report), "seed {} {what}", pair.seed);
            }
        }
    }
}

#[test]
fn paths_and_cross_validation_know_no_units() {
    for pair in pairs(0..80) {
        let Pair { seed, own, other, units } = &pair;
        let l1_ratio = [1.0, 0.5, 0.0][*seed as usize % 3];
        let path = PenaltyPath { steps: 10, l1_ratio, smallest: 1e-3 };
        let folds = own.folds(3);
        let what = format!("seed {seed}, units {units:?}");

        let config = LinearRegression { standardise: true, ..Default::default() };
        let (of_own, of_other) = (own.problem(&own.numbers), other.problem(&other.numbers));
        let fits = config.path(&of_own, &path).unwrap();
        for (one, two) in fits.iter().zip(config.path(&of_other, &path).unwrap()) {
            assert_eq!(one.config, two.config, "{what}");
            let [a, b] = [one, &two].map(|fit| parameters(&fit.coefficients, fit.intercept));
            pair.same_per_unit("a path of lines", &a, &b);
        }
        let judged = config.cross_validate(&of_own, &folds, &path).unwrap();
        assert_eq!(judged, config.cross_validate(&of_other, &folds, &path).unwrap(), "{what}");

        let config = LogisticRegression { standardise: true, ..Default::default() };
        let (of_own, of_other) = (own.problem(&own.labels), other.problem(&other.labels));
        let fits = config.path(&of_own, &path).unwrap();
        for (one, two) in fits.iter().zip(config.path(&of_other, &path).unwrap()) {
            assert_eq!(one.config, two.config, "{what}");
            let [a, b] = [one, &two].map(|fit| parameters(&fit.coefficients, fit.intercept));
            pair.same_per_unit("a path of logits", &a, &b);
        }
        let judged = config.cross_validate(&of_own, &folds, &path).unwrap();
        assert_eq!(judged, config.cross_validate(&of_other, &folds, &path).unwrap(), "{what}");
    }
}

#[test]
fn errors_and_tests_know_no_units() {
    for pair in pairs(0..150) {
        let Pair { seed, own, other, units } = &pair;
        let what = format!("seed {seed}, units {units:?}");
        let of = |table: &Table| {
            let problem = table.problem(&table.numbers);
            let line = LinearRegression::default().fit_problem(&problem).unwrap();
            line.inference_of(&problem).unwrap()
        };
        let (one, two) = (of(own), of(other));
        pair.same_estimates("line", &one.estimates, &two.estimates);
        pair.same_estimates("line, robust", &one.robust, &two.robust);
        assert_eq!(one.test_of_all_features, two.test_of_all_features, "{what}");
        assert_eq!((one.r_squared, one.likelihood), (two.r_squared, two.likelihood), "{what}");

        let (of_own, of_other) = (own.problem(&own.labels), other.problem(&other.labels));
        let fit = LogisticRegression::default().fit_problem(&of_own).unwrap();
        let counted = LogisticRegression::default().fit_problem(&of_other).unwrap();
        if fit.report.status != Status::Converged {
            continue;
        }
        let (one, two) =
            (fit.inference_of(&of_own).unwrap(), counted.inference_of(&of_other).unwrap());
        pair.same_estimates("logits", &one.estimates, &two.estimates);
        pair.same_estimates("logits, robust", &one.robust, &two.robust);
        assert_eq!(one.test_of_all_features, two.test_of_all_features, "{what}");
        assert_eq!(one.likelihood, two.likelihood, "{what}");
        let leverages = fit.leverages_of(&of_own).unwrap();
        assert_eq!(leverages, counted.leverages_of(&of_other).unwrap(), "{what}");
        if seed.is_multiple_of(3)
            && let Ok(ends) = fit.profile_interval(&of_own, 0, 0.95)
        {
            let found = counted.profile_interval(&of_other, 0, 0.95).unwrap();
            assert_eq!(ends, found.map(|end| end * units[0]), "{what}");
        }
    }
}

#[test]
fn firth_and_several_classes_know_no_units() {
    for pair in pairs(0..80) {
        let Pair { seed, own, other, units } = &pair;
        let what = format!("seed {seed}, units {units:?}");
        let (of_own, of_other) = (own.problem(&own.labels), other.problem(&other.labels));
        let fit = FirthRegression::default().fit_problem(&of_own).unwrap();
        let counted = FirthRegression::default().fit_problem(&of_other).unwrap();
        let [a, b] = [&fit, &counted].map(|fit| parameters(&fit.coefficients, fit.intercept));
        pair.same_per_unit("Firth", &a, &b);
        let estimates = fit.estimates(&of_own).unwrap();
        pair.same_estimates("Firth", &estimates, &counted.estimates(&of_other).unwrap());
        if seed.is_multiple_of(4)
            && let Ok(ends) = fit.profile_interval(&of_own, 0, 0.95)
        {
            // The logarithm of a determinant has a constant that depends on the units.
            let found = counted.profile_interval(&of_other, 0, 0.95).unwrap();
            agree(&what, &found.map(|end| end * units[0]), &ends, 1e-10);
            let [test, found] = [fit.test(&of_own, 0), counted.test(&of_other, 0)];
            agree(&what, &[found.unwrap().statistic], &[test.unwrap().statistic], 1e-10);
        }

        let (own, other) = (own.without_offset(), other.without_offset());
        let (of_own, of_other) = (own.problem(&own.classes), other.problem(&other.classes));
        for solver in [Solver::Auto, Solver::Lbfgs(Lbfgs::default())] {
            for (l2, standardise) in [(0.0, false), (0.05, true)] {
                let config = SoftmaxRegression { solver, l2, standardise };
                let fit = config.fit_problem(&of_own, 3).unwrap();
                let counted = config.fit_problem(&of_other, 3).unwrap();
                assert_eq!(fit.report.status, counted.report.status, "{what}, {config:?}");
                for k in 0..3 {
                    let [a, b] = [&fit, &counted]
                        .map(|fit| parameters(&fit.coefficients[k], fit.intercepts[k]));
                    pair.same_per_unit(&format!("{config:?}, class {k}"), &a, &b);
                }
                if l2 == 0.0
                    && let Ok(one) = fit.inference_of(&of_own)
                {
                    let two = counted.inference_of(&of_other).unwrap();
                    for (one, two) in one.estimates.iter().zip(&two.estimates) {
                        pair.same_estimates("softmax", one, two);
                    }
                }
            }
        }
        let config = OneVsRest::default();
        let fit = config.fit_problem(&of_own, 3).unwrap();
        let counted = config.fit_problem(&of_other, 3).unwrap();
        for (fit, counted) in fit.models.iter().zip(&counted.models) {
            let [a, b] = [fit, counted].map(|fit| parameters(&fit.coefficients, fit.intercept));
            pair.same_per_unit("one against the rest", &a, &b);
        }
    }
}

#[test]
fn separation_and_rank_know_no_units() {
    for pair in pairs(0..200) {
        let Pair { seed, own, other, units } = &pair;
        let score = |i: usize| own.x[(i, 0)] - own.x[(i, own.x.ncols() - 1)] / 2.0;
        let near = |i: usize| score(i).abs() < 0.02 * (seed % 3) as f64 && i.is_multiple_of(2);
        let labels: Vec<bool> = (0..own.x.nrows()).map(|i| score(i) > 0.125 || near(i)).collect();
        let of = |table: &Table| {
            let found = find_separation(&table.problem(&labels));
            found.unwrap().map(|found| (found.separation, found.features, found.infinite))
        };
        assert_eq!(of(own), of(other), "seed {seed}, units {units:?}");
        let of = |table: &Table| {
            let design = Design::new(table.x.as_ref(), table.has_intercept).unwrap();
            let weights = table.weights.as_ref().map(|(values, _)| &values[..]);
            dependencies(design, weights).unwrap().rank
        };
        assert_eq!(of(own), of(other), "seed {seed}, units {units:?}");
    }
}

/// A line's target in other units: coefficients, intercept and errors follow, the squares twice.
#[test]
fn a_target_has_a_unit_too() {
    for pair in pairs(0..150) {
        let Pair { seed, own, .. } = &pair;
        let unit = units(1, 500 + seed)[0];
        let what = format!("seed {seed}, unit {unit:e}");
        let times = |values: &[f64]| -> Vec<f64> { values.iter().map(|v| v * unit).collect() };
        let counted = Table {
            numbers: times(&own.numbers),
            offset: own.offset.as_deref().map(times),
            ..own.clone()
        };
        let (of_own, of_other) = (own.problem(&own.numbers), counted.problem(&counted.numbers));
        for penalty in PENALTIES {
            for standardise in [false, true] {
                let config = LinearRegression { penalty, standardise, ..Default::default() };
                let line = config.fit_problem(&of_own).unwrap();
                let scaled = Penalty { l1: penalty.l1 * unit, l2: penalty.l2 };
                let config = LinearRegression { penalty: scaled, ..config };
                let found = config.fit_problem(&of_other).unwrap();
                assert_eq!(times(&line.coefficients), found.coefficients, "{what}, {config:?}");
                assert_eq!(line.intercept * unit, found.intercept, "{what}, {config:?}");
                let objective = line.report.objective * unit * unit;
                assert_eq!(objective, found.report.objective, "{what}, {config:?}");
                assert_eq!(line.report.status, found.report.status, "{what}, {config:?}");
            }
        }
        let config = LinearRegression::default();
        let one = config.fit_problem(&of_own).unwrap().inference_of(&of_own).unwrap();
        let two = config.fit_problem(&of_other).unwrap().inference_of(&of_other).unwrap();
        for (one, two) in one.estimates.estimates.iter().zip(&two.estimates.estimates) {
            let (one, two) = (one.unwrap(), two.unwrap());
            assert_eq!(one.standard_error * unit, two.standard_error, "{what}");
            assert_eq!((one.statistic, one.p_value), (two.statistic, two.p_value), "{what}");
        }
        assert_eq!(one.residual_standard_error * unit, two.residual_standard_error, "{what}");
        assert_eq!(one.test_of_all_features, two.test_of_all_features, "{what}");

        let path =
            PenaltyPath { steps: 8, l1_ratio: [1.0, 0.5, 0.0][*seed as usize % 3], smallest: 1e-3 };
        let folds = own.folds(3);
        let one = config.cross_validate(&of_own, &folds, &path).unwrap();
        let two = config.cross_validate(&of_other, &folds, &path).unwrap();
        let squares =
            |values: &[f64]| -> Vec<f64> { values.iter().map(|v| v * unit * unit).collect() };
        assert_eq!(squares(&one.losses), two.losses, "{what}");
        assert_eq!(squares(&one.standard_errors), two.standard_errors, "{what}");
        assert_eq!(
            (one.best, one.within_one_standard_error),
            (two.best, two.within_one_standard_error),
            "{what}"
        );
        for (one, two) in one.penalties.iter().zip(&two.penalties) {
            assert_eq!((one.l1 * unit, one.l2), (two.l1, two.l2), "{what}");
        }
    }
}

#[track_caller]
fn agree(what: &str, found: &[f64], expected: &[f64], digits: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (f, e) in found.iter().zip(expected) {
        assert!((f - e).abs() <= digits * e.abs().max(1.0), "{what}: {found:?} {expected:?}");
    }
}

/// Weights that are no counts, each times 2^k.
#[test]
fn only_ratios_of_weights_matter() {
    for seed in (0..150).filter(|seed| matches!(seed % 6, 2 | 5)) {
        let own = draw(seed);
        let unit = units(1, 900 + seed)[0];
        let (values, kind) = own.weights.clone().unwrap();
        assert_ne!(kind, WeightKind::Frequency);
        let values = values.iter().map(|value| value * unit).collect();
        let other = Table { weights: Some((values, kind)), ..own.clone() };
        let what = &format!("seed {seed}, unit {unit:e}, {kind:?}");
        let errors = |estimates: &Estimates| -> Vec<f64> {
            estimates.estimates.iter().flatten().flat_map(|e| [e.value, e.standard_error]).collect()
        };
        for penalty in PENALTIES {
            for standardise in [false, true] {
                let of = |table: &Table| {
                    let config = LinearRegression { penalty, standardise, ..Default::default() };
                    let line = config.fit_problem(&table.problem(&table.numbers)).unwrap();
                    let config = LogisticRegression { penalty, standardise, ..Default::default() };
                    let fit = config.fit_problem(&table.problem(&table.labels)).unwrap();
                    let of_line = parameters(&line.coefficients, line.intercept);
                    [of_line, parameters(&fit.coefficients, fit.intercept)].concat()
                };
                agree(what, &of(&other), &of(&own), 1e-12);
            }
        }
        let path = PenaltyPath { steps: 5, ..Default::default() };
        let of = |table: &Table| {
            let (lines, logits) = (table.problem(&table.numbers), table.problem(&table.labels));
            let line = LinearRegression::default().fit_problem(&lines).unwrap();
            let line = line.inference_of(&lines).unwrap();
            let fit = LogisticRegression::default().fit_problem(&logits).unwrap();
            let found = fit.inference_of(&logits).unwrap();
            let firth = FirthRegression::default().fit_problem(&logits).unwrap();
            let firth = firth.estimates(&logits).unwrap();
            let folds = table.folds(3);
            let judged = LogisticRegression::default().cross_validate(&logits, &folds, &path);
            [
                errors(&line.estimates),
                errors(&line.robust),
                errors(&found.estimates),
                errors(&found.robust),
                errors(&firth),
                fit.leverages_of(&logits).unwrap(),
                judged.unwrap().losses,
            ]
            .concat()
        };
        agree(what, &of(&other), &of(&own), 1e-12);
    }
}
