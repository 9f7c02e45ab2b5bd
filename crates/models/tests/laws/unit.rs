//! A feature times 2^k has its coefficient times 2^-k, to the bit, where no penalty counts the unit; a
//! line's target times 2^k has everything times 2^k. Only ratios matter of weights that are no counts.

use crate::common::tables::{PENALTIES, Table, draw, units};
use crate::common::{agree, parameters};
use linalg_lite::{Design, dependencies};
use models::firth::FirthRegression;
use models::inference::Estimates;
use models::paths::PenaltyPath;
use models::separation::find_separation;
use models::solver::{Lbfgs, Newton};
use models::{
    LinearRegression, LogisticRegression, OneVsRest, Penalty, SoftmaxRegression, Solver, Status,
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
        let counted = config.path(&of_other, &path).unwrap();
        assert!(fits.len() == counted.len() && !fits.is_empty());
        for (one, two) in fits.iter().zip(counted) {
            assert_eq!(one.config, two.config, "{what}");
            let [a, b] = [one, &two].map(|fit| parameters(&fit.coefficients, fit.intercept));
            pair.same_per_unit("a path of lines", &a, &b);
        }
        let judged = config.cross_validate(&of_own, &folds, &path).unwrap();
        assert_eq!(judged, config.cross_validate(&of_other, &folds, &path).unwrap(), "{what}");

        let config = LogisticRegression { standardise: true, ..Default::default() };
        let (of_own, of_other) = (own.problem(&own.labels), other.problem(&other.labels));
        let fits = config.path(&of_own, &path).unwrap();
        let counted = config.path(&of_other, &path).unwrap();
        assert!(fits.len() == counted.len() && !fits.is_empty());
        for (one, two) in fits.iter().zip(counted) {
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
        assert_eq!(fit.report.status, Status::Converged, "{what}");
        let (one, two) =
            (fit.inference_of(&of_own).unwrap(), counted.inference_of(&of_other).unwrap());
        pair.same_estimates("logits", &one.estimates, &two.estimates);
        pair.same_estimates("logits, robust", &one.robust, &two.robust);
        assert_eq!(one.test_of_all_features, two.test_of_all_features, "{what}");
        assert_eq!(one.likelihood, two.likelihood, "{what}");
        let leverages = fit.leverages_of(&of_own).unwrap();
        assert_eq!(leverages, counted.leverages_of(&of_other).unwrap(), "{what}");
        if seed.is_multiple_of(3) {
            let ends = fit.profile_interval(&of_own, 0, 0.95).unwrap();
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
        if seed.is_multiple_of(4) {
            let ends = fit.profile_interval(&of_own, 0, 0.95).unwrap();
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
                let config = SoftmaxRegression { solver, l1: 0.0, l2, standardise };
                let fit = config.fit_problem(&of_own, 3).unwrap();
                let counted = config.fit_problem(&of_other, 3).unwrap();
                assert_eq!(fit.report.status, counted.report.status, "{what}, {config:?}");
                for k in 0..3 {
                    let [a, b] = [&fit, &counted]
                        .map(|fit| parameters(&fit.coefficients[k], fit.intercepts[k]));
                    pair.same_per_unit(&format!("{config:?}, class {k}"), &a, &b);
                }
                if l2 == 0.0 && own.is_frequency() {
                    let one = fit.inference_of(&of_own).unwrap();
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
        assert_eq!((fit.models.len(), counted.models.len()), (3, 3));
        for (fit, counted) in fit.models.iter().zip(&counted.models) {
            let [a, b] = [fit, counted].map(|fit| parameters(&fit.coefficients, fit.intercept));
            pair.same_per_unit("one against the rest", &a, &b);
        }
    }
}

#[test]
fn separation_and_rank_know_no_units() {
    let mut separated = 0;
    for pair in pairs(0..200) {
        let Pair { seed, own, other, units } = &pair;
        let score = |i: usize| own.x[(i, 0)] - own.x[(i, own.x.ncols() - 1)] / 2.0;
        let near = |i: usize| score(i).abs() < 0.02 * (seed % 3) as f64 && i.is_multiple_of(2);
        let labels: Vec<bool> = (0..own.x.nrows()).map(|i| score(i) > 0.125 || near(i)).collect();
        let of = |table: &Table| {
            let found = find_separation(&table.problem(&labels));
            found.unwrap().map(|found| (found.separation, found.features, found.infinite))
        };
        separated += usize::from(of(own).is_some());
        assert_eq!(of(own), of(other), "seed {seed}, units {units:?}");
        let of = |table: &Table| {
            let design = Design::new(table.x.as_ref(), table.has_intercept).unwrap();
            let weights = table.weights.as_ref().map(|(values, _)| &values[..]);
            dependencies(design, weights).unwrap().rank
        };
        assert_eq!(of(own), of(other), "seed {seed}, units {units:?}");
    }
    assert!(separated > 102, "{separated}");
}
