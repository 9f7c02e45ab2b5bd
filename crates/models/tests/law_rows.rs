//! A count is that many rows, a count of 0 none.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use common::tables::{PENALTIES, Table, draw};
use linalg_lite::{Design, Mat, collinearity, dependencies};
use models::firth::FirthRegression;
use models::inference::{Estimates, Likelihood, TestResult};
use models::paths::{CrossValidation, PenaltyPath};
use models::separation::{find_separation, find_separation_of_classes};
use models::solver::{Lbfgs, Newton};
use models::{
    FittedLinear, FittedLogistic, LinearRegression, LogisticRegression, OneVsRest, Problem,
    SampleWeights, SoftmaxRegression, Solver, Status, WeightKind, balanced_weights,
};

const DIGITS: f64 = 1e-9;

/// A table with counts, and the same with its rows repeated, one after the other.
struct Pair {
    seed: u64,
    counted: Table,
    repeated: Table,
}

fn pairs(seeds: std::ops::Range<u64>) -> impl Iterator<Item = Pair> {
    seeds.map(|seed| {
        let mut counted = draw(6 * seed + 1 + 3 * (seed % 2)); // counts; with an offset, or without
        counted.has_intercept = !seed.is_multiple_of(7);
        // A row that is none may hold anything a number can.
        let none = counted.counts().iter().position(|count| *count == 0).unwrap();
        (0..counted.x.ncols()).for_each(|j| counted.x[(none, j)] = 1e308);
        let counts = counted.counts();
        let rows: Vec<usize> =
            (0..counts.len()).flat_map(|i| std::iter::repeat_n(i, counts[i])).collect();
        let repeated = Table {
            x: Mat::from_fn(rows.len(), counted.x.ncols(), |i, j| counted.x[(rows[i], j)]),
            labels: rows.iter().map(|i| counted.labels[*i]).collect(),
            numbers: rows.iter().map(|i| counted.numbers[*i]).collect(),
            classes: rows.iter().map(|i| counted.classes[*i]).collect(),
            weights: None,
            offset: counted.offset.as_ref().map(|offset| rows.iter().map(|i| offset[*i]).collect()),
            has_intercept: counted.has_intercept,
        };
        Pair { seed, counted, repeated }
    })
}

#[track_caller]
fn agree(what: &str, found: &[f64], expected: &[f64], digits: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (f, e) in found.iter().zip(expected) {
        let close = (f - e).abs() <= digits * e.abs().max(1.0) || f == e;
        assert!(close, "{what}: {found:?} is not {expected:?}");
    }
}

/// What stands in an explanation, without what it says of weights.
fn sizes(text: &str) -> Option<String> {
    let from = text.find("1/")?;
    Some(text[from..].chars().take_while(|c| !c.is_whitespace()).collect())
}

#[track_caller]
fn same_line(what: &str, counted: &FittedLinear, repeated: &FittedLinear) {
    agree(what, &counted.coefficients, &repeated.coefficients, DIGITS);
    agree(what, &[counted.intercept], &[repeated.intercept], DIGITS);
    agree(what, &[counted.report.objective], &[repeated.report.objective], DIGITS);
    assert_eq!(counted.report.status, repeated.report.status, "{what}");
    assert_eq!(counted.samples.total_weight, repeated.samples.total_weight, "{what}");
    let [one, two] = [counted, repeated].map(|line| line.explain());
    assert_eq!(sizes(&one.formula), sizes(&two.formula), "{what}");
}

#[track_caller]
fn same_logits(what: &str, counted: &FittedLogistic, repeated: &FittedLogistic) {
    assert_eq!(counted.report.status, repeated.report.status, "{what}");
    assert_eq!(counted.samples.total_weight, repeated.samples.total_weight, "{what}");
    let [one, two] = [counted, repeated].map(|fit| fit.explain());
    assert_eq!(sizes(&one.formula), sizes(&two.formula), "{what}");
    if counted.report.status == Status::Converged {
        agree(what, &counted.coefficients, &repeated.coefficients, DIGITS);
        agree(what, &[counted.intercept], &[repeated.intercept], DIGITS);
        agree(what, &[counted.report.objective], &[repeated.report.objective], DIGITS);
    }
}

#[test]
fn lines_count_rows() {
    for Pair { seed, counted, repeated } in pairs(0..200) {
        for penalty in PENALTIES {
            for standardise in [false, true] {
                let config = LinearRegression { penalty, standardise, ..Default::default() };
                let one = config.fit_problem(&counted.problem(&counted.numbers)).unwrap();
                let two = config.fit_problem(&repeated.problem(&repeated.numbers)).unwrap();
                same_line(&format!("seed {seed}, {config:?}"), &one, &two);
            }
        }
    }
}

#[test]
fn logits_count_rows() {
    let solvers =
        [Solver::Auto, Solver::Newton(Newton::default()), Solver::Lbfgs(Lbfgs::default())];
    for Pair { seed, counted, repeated } in pairs(0..150) {
        for solver in solvers {
            for penalty in PENALTIES {
                if penalty.l1 > 0.0 && solver != Solver::Auto {
                    continue;
                }
                for standardise in [false, true] {
                    let config = LogisticRegression { solver, penalty, standardise };
                    let one = config.fit_problem(&counted.problem(&counted.labels)).unwrap();
                    let two = config.fit_problem(&repeated.problem(&repeated.labels)).unwrap();
                    same_logits(&format!("seed {seed}, {config:?}"), &one, &two);
                }
            }
        }
    }
}

#[track_caller]
fn same_choice(what: &str, counted: &CrossValidation, repeated: &CrossValidation) {
    agree(what, &counted.losses, &repeated.losses, DIGITS);
    agree(what, &counted.standard_errors, &repeated.standard_errors, DIGITS);
    assert_eq!(counted.best, repeated.best, "{what}");
    assert_eq!(counted.within_one_standard_error, repeated.within_one_standard_error, "{what}");
    let of = |found: &CrossValidation| -> Vec<f64> {
        found.penalties.iter().flat_map(|penalty| [penalty.l1, penalty.l2]).collect()
    };
    agree(what, &of(counted), &of(repeated), DIGITS);
}

/// The units of a row are dealt out to the folds one by one.
#[test]
fn paths_and_folds_count_rows() {
    for Pair { seed, counted, repeated } in pairs(0..80) {
        let l1_ratio = [1.0, 0.5, 0.0][seed as usize % 3];
        let path = PenaltyPath { steps: 8, l1_ratio, smallest: 1e-3 };
        let folds = repeated.folds(3);
        for standardise in [false, true] {
            let what = format!("seed {seed}, standardise {standardise}");
            let config = LinearRegression { standardise, ..Default::default() };
            let of = |table: &Table| {
                let problem = table.problem(&table.numbers);
                let judged = config.cross_validate(&problem, &folds, &path).unwrap();
                (config.path(&problem, &path).unwrap(), judged)
            };
            let (one, two) = (of(&counted), of(&repeated));
            for (a, b) in one.0.iter().zip(&two.0) {
                agree(&what, &[a.config.penalty.l1], &[b.config.penalty.l1], DIGITS);
                agree(&what, &a.coefficients, &b.coefficients, 1e-8);
            }
            same_choice(&what, &one.1, &two.1);
            let config = LogisticRegression { standardise, ..Default::default() };
            let of = |table: &Table| {
                let problem = table.problem(&table.labels);
                let judged = config.cross_validate(&problem, &folds, &path).unwrap();
                (config.path(&problem, &path).unwrap(), judged)
            };
            let (one, two) = (of(&counted), of(&repeated));
            for (a, b) in one.0.iter().zip(&two.0) {
                agree(&what, &[a.config.penalty.l1], &[b.config.penalty.l1], DIGITS);
                agree(&what, &a.coefficients, &b.coefficients, 1e-8);
            }
            same_choice(&what, &one.1, &two.1);
        }
    }
}

fn numbers(estimates: &Estimates) -> Vec<f64> {
    let of_all = estimates.estimates.iter().flatten();
    of_all.flat_map(|e| [e.value, e.standard_error, e.statistic]).collect()
}

fn statistic(test: Option<TestResult>) -> Vec<f64> {
    test.iter().map(|test| test.statistic).collect()
}

fn of_likelihood(found: &Likelihood) -> Vec<f64> {
    vec![
        found.log_likelihood,
        found.null_log_likelihood,
        found.samples,
        found.aic(),
        found.bic(),
        found.parameters as f64,
    ]
}

/// The first line: how many samples there are.
fn head(text: &str) -> String {
    text.chars().take_while(|c| *c != ';').collect()
}

#[test]
fn errors_tests_and_profiles_count_rows() {
    for Pair { seed, counted, repeated } in pairs(0..120) {
        let what = format!("seed {seed}");
        let of = |table: &Table| {
            let problem = table.problem(&table.numbers);
            let line = LinearRegression::default().fit_problem(&problem).unwrap();
            line.inference_of(&problem).unwrap()
        };
        let (one, two) = (of(&counted), of(&repeated));
        agree(&what, &numbers(&one.estimates), &numbers(&two.estimates), DIGITS);
        agree(&what, &numbers(&one.robust), &numbers(&two.robust), DIGITS);
        agree(
            &what,
            &statistic(one.test_of_all_features),
            &statistic(two.test_of_all_features),
            DIGITS,
        );
        agree(&what, &of_likelihood(&one.likelihood), &of_likelihood(&two.likelihood), DIGITS);
        assert_eq!(one.degrees_of_freedom, two.degrees_of_freedom);
        let texts = [&one, &two].map(|found| head(&found.summary(&[], 0.95).unwrap()));
        assert_eq!(texts[0], texts[1], "{what}");

        let of = |table: &Table| {
            let problem = table.problem(&table.labels);
            let fit = LogisticRegression::default().fit_problem(&problem).unwrap();
            let found = fit.inference_of(&problem).ok()?;
            let leverages = fit.leverages_of(&problem).unwrap();
            let profile = fit.profile_interval(&problem, 0, 0.95).unwrap();
            let firth = FirthRegression::default().fit_problem(&problem).unwrap();
            let of_firth = firth.profile_interval(&problem, 0, 0.95).unwrap();
            let estimates = firth.estimates(&problem).unwrap();
            let test = firth.test(&problem, 0).unwrap();
            let profiles = [profile, of_firth].concat();
            Some((found, leverages, profiles, [numbers(&estimates), vec![test.statistic]].concat()))
        };
        let (Some(one), Some(two)) = (of(&counted), of(&repeated)) else {
            assert!(of(&counted).is_none() && of(&repeated).is_none(), "{what}");
            continue;
        };
        agree(&what, &numbers(&one.0.estimates), &numbers(&two.0.estimates), DIGITS);
        agree(&what, &numbers(&one.0.robust), &numbers(&two.0.robust), DIGITS);
        agree(&what, &of_likelihood(&one.0.likelihood), &of_likelihood(&two.0.likelihood), DIGITS);
        agree(
            &what,
            &statistic(one.0.test_of_all_features),
            &statistic(two.0.test_of_all_features),
            DIGITS,
        );
        let texts = [&one.0, &two.0].map(|found| head(&found.summary(&[], 0.95).unwrap()));
        assert_eq!(texts[0], texts[1], "{what}");
        // A row's leverage is that of all its copies.
        let mut copies = two.1.iter();
        let together = |count: usize| copies.by_ref().take(count).sum::<f64>();
        let leverages: Vec<f64> = counted.counts().into_iter().map(together).collect();
        agree(&what, &one.1, &leverages, DIGITS);
        agree(&format!("{what}, profiles"), &one.2, &two.2, 1e-7);
        agree(&format!("{what}, Firth"), &one.3, &two.3, 1e-8);
    }
}

#[test]
fn several_classes_count_rows() {
    for Pair { seed, counted, repeated } in pairs(0..80) {
        let (counted, repeated) = (counted.without_offset(), repeated.without_offset());
        let (one, two) = (counted.problem(&counted.classes), repeated.problem(&repeated.classes));
        for (l2, standardise) in [(0.0, false), (0.05, false), (0.05, true)] {
            let what = format!("seed {seed}, l2 {l2}, standardise {standardise}");
            let config = SoftmaxRegression { l2, standardise, ..Default::default() };
            let (a, b) =
                (config.fit_problem(&one, 3).unwrap(), config.fit_problem(&two, 3).unwrap());
            assert_eq!(a.report.status, b.report.status, "{what}");
            agree(&what, &a.coefficients.concat(), &b.coefficients.concat(), DIGITS);
            agree(&what, &a.intercepts, &b.intercepts, DIGITS);
            if l2 == 0.0 {
                let (a, b) = (a.inference_of(&one).unwrap(), b.inference_of(&two).unwrap());
                for (a, b) in a.estimates.iter().zip(&b.estimates) {
                    agree(&what, &numbers(a), &numbers(b), DIGITS);
                }
                agree(&what, &of_likelihood(&a.likelihood), &of_likelihood(&b.likelihood), DIGITS);
            }
        }
        let config = OneVsRest::default();
        let (a, b) = (config.fit_problem(&one, 3).unwrap(), config.fit_problem(&two, 3).unwrap());
        for (a, b) in a.models.iter().zip(&b.models) {
            same_logits(&format!("seed {seed}, one against the rest"), a, b);
        }
    }
}

/// Weights of classes are of the kind that is no count, in rows that stand for several samples.
#[test]
fn balanced_classes_count_rows() {
    let path = PenaltyPath { steps: 5, ..Default::default() };
    for Pair { seed, counted, repeated } in pairs(0..80) {
        let what = format!("seed {seed}");
        let (one, two) = (counted.problem(&counted.labels), repeated.problem(&repeated.labels));
        let counts = &counted.weights.as_ref().unwrap().0;
        let (of_counted, of_repeated) = (balanced_weights(&one), balanced_weights(&two));
        let one = one.weighted(SampleWeights::sampling(&of_counted).of_counts(counts)).unwrap();
        let two = two.weighted(SampleWeights::sampling(&of_repeated)).unwrap();
        assert_eq!(one.n_samples(), two.n_samples(), "{what}");
        let of = |problem: &Problem<'_, bool>| {
            let fit = LogisticRegression::default().fit_problem(problem).unwrap();
            let found = fit.inference_of(problem).ok()?;
            assert_eq!(found.weights, WeightKind::Sampling);
            let config = LogisticRegression { standardise: true, ..Default::default() };
            let judged = config.cross_validate(problem, &repeated.folds(3), &path).unwrap();
            Some((found, judged))
        };
        let (Some(one), Some(two)) = (of(&one), of(&two)) else { continue };
        agree(&what, &numbers(&one.0.estimates), &numbers(&two.0.estimates), DIGITS);
        let texts = [&one.0, &two.0].map(|found| head(&found.summary(&[], 0.95).unwrap()));
        assert_eq!(texts[0], texts[1], "{what}");
        same_choice(&what, &one.1, &two.1);
    }
}

#[test]
fn rank_collinearity_and_separation_count_rows() {
    for Pair { seed, counted, repeated } in pairs(0..150) {
        let what = format!("seed {seed}");
        let p = counted.x.ncols();
        let with_copy = |table: &Table| {
            let copy = |i: usize| 2.0 * table.x[(i, 0)] - table.x[(i, p - 1)] / 4.0;
            let copy = |i: usize| if copy(i).is_finite() { copy(i) } else { 1e308 };
            let n = table.x.nrows();
            Mat::from_fn(n, p + 1, |i, j| if j < p { table.x[(i, j)] } else { copy(i) })
        };
        let counts = &counted.weights.as_ref().unwrap().0;
        let of = |x: &Mat<f64>, counts: Option<&[f64]>| {
            let design = Design::new(x.as_ref(), counted.has_intercept).unwrap();
            let found = dependencies(design, counts).unwrap();
            let terms: Vec<f64> =
                found.combinations.iter().flat_map(|c| c.terms.iter().map(|t| t.1)).collect();
            (found.rank, terms, collinearity(design, counts).unwrap().condition_indexes)
        };
        let one = of(&with_copy(&counted), Some(counts));
        let two = of(&with_copy(&repeated), None);
        assert_eq!(one.0, two.0, "{what}");
        agree(&what, &one.1, &two.1, DIGITS);
        agree(&what, &one.2, &two.2, 1e-8);

        let labels = |table: &Table| -> Vec<bool> {
            let score = |i: usize| table.x[(i, 0)] - table.x[(i, p - 1)] / 2.0;
            let flips = |i: usize| seed.is_multiple_of(3) && table.numbers[i] > 2.5;
            (0..table.x.nrows()).map(|i| (score(i) > 0.125) != flips(i)).collect()
        };
        let of = |table: &Table| {
            let labels = labels(table);
            let problem = table.problem(&labels);
            let found = find_separation(&problem).unwrap();
            let fit = LogisticRegression::default().fit_problem(&problem).unwrap();
            let ends = (fit.report.status, fit.report.separating, fit.report.infinite);
            (found.map(|found| (found.separation, found.features, found.infinite)), ends)
        };
        assert_eq!(of(&counted), of(&repeated), "{what}");
        let of = |table: &Table| {
            let found = find_separation_of_classes(&table.problem(&table.classes), 3).unwrap();
            found.map(|found| (found.separation, found.features))
        };
        assert_eq!(of(&counted), of(&repeated), "{what}");
    }
}
