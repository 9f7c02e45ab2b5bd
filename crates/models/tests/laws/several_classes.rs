//! Several classes: two are those of logistic regression, which is the first plays no part, and what adds up.

use super::influence::sandwiches;
use crate::common::tables::{Table, draw};
use crate::common::{DIGITS, agree, numbers, repeated, shifted};
use linalg_lite::Mat;
use models::effects::{ClassEffects, Effects, Figure};
use models::firth::{FirthRegression, FirthSoftmax};
use models::inference::{ClassEstimates, Contrasts, Distribution, LogOdds};
use models::{FittedSoftmax, LogisticRegression, Problem, SoftmaxRegression, Status, WeightKind};

/// Tables with counts or without, and no offset.
pub(super) fn tables(seeds: std::ops::Range<u64>) -> impl Iterator<Item = (u64, Table)> {
    seeds.map(|seed| (seed, draw(3 * seed).without_offset())).filter(|(_, t)| t.is_frequency())
}

pub(super) fn fit(problem: &Problem<'_, usize>, classes: usize) -> FittedSoftmax {
    let fit = SoftmaxRegression::default().fit_problem(problem, classes).unwrap();
    assert_eq!(fit.report.status, Status::Converged);
    fit
}

/// The first two features tested together, by a fit of the others and by Wald's test.
fn tests(fit: &FittedSoftmax, problem: &Problem<'_, usize>) -> [f64; 2] {
    let found = fit.inference_of(problem).unwrap();
    let two = 0..2.min(problem.n_features());
    let tests = [found.test_without(problem, two.clone()), found.test_of_range(two)];
    tests.map(|test| test.unwrap().statistic)
}

fn estimates(fit: &FittedSoftmax, problem: &Problem<'_, usize>) -> ClassEstimates {
    let found = fit.inference_of(problem).unwrap();
    ClassEstimates { estimates: found.estimates, covariance: found.covariance }
}

/// A slope of 1 along one feature.
fn along(x: &Mat<f64>, feature: usize) -> Mat<f64> {
    Mat::from_fn(x.nrows(), x.ncols(), |_, j| f64::from(u8::from(j == feature)))
}

#[test]
fn two_classes_are_logistic_regression() {
    let mut compared = 0;
    for seed in 0..60 {
        let mut table = draw(seed).without_offset(); // with weights of every kind
        let what = format!("seed {seed}");
        table.has_intercept = seed % 5 != 0;
        let two: Vec<usize> = table.labels.iter().map(|label| usize::from(*label)).collect();
        let (problem, of_labels) = (table.problem(&two), table.problem(&table.labels));
        let softmax = fit(&problem, 2);
        let logits = LogisticRegression::default().fit_problem(&of_labels).unwrap();
        let clusters: Vec<usize> = (0..two.len()).map(|i| i % 13).collect();
        for sandwich in sandwiches(&clusters) {
            let found = softmax.sandwich(&problem, sandwich).unwrap();
            let expected = logits.sandwich(&of_labels, sandwich).unwrap();
            agree(&what, &numbers(&found.estimates[0]), &numbers(&expected), DIGITS);
            compared += 1;
        }
        let x = table.x.as_ref();
        let (found, expected) =
            (estimates(&softmax, &problem), logits.inference_of(&of_labels).unwrap().estimates);
        let odds = LogOdds::of_classes(x, &softmax.logits(x).unwrap(), &found.covariance).unwrap();
        let errors = expected.covariance.standard_errors(x).unwrap();
        agree(&what, &odds[0].standard_errors, &errors, DIGITS);
        agree(&what, &odds[1].standard_errors, &errors, DIGITS);
        let effects = ClassEffects::new(&softmax, &found.covariance, Distribution::Normal);
        let of_two = Effects::of_logistic(&logits, &expected.covariance, expected.distribution);
        let logistic = logits.inference_of(&of_labels).unwrap();
        let two_features = 0..2.min(table.x.ncols());
        let by_fit = logistic.test_without(&of_labels, two_features.clone()).unwrap().statistic;
        let wald = logistic.estimates.test_of_range(two_features).unwrap().statistic;
        agree(&what, &tests(&softmax, &problem), &[by_fit, wald], DIGITS);
        let along = along(&table.x, 0);
        let slopes = effects.mean_slopes(x, along.as_ref(), None, None).unwrap();
        let slope = of_two.mean_slope(x, along.as_ref(), None, None).unwrap();
        let of = |e: models::inference::Estimate| [e.value, e.standard_error];
        let expected = of(of_two.estimate(&slope).unwrap());
        agree(&what, &of(effects.estimate(&slopes[1]).unwrap()), &expected, DIGITS);
        let is_survey = table.weights.as_ref().is_some_and(|w| w.1 == WeightKind::Sampling);
        if seed % 4 < 2 && !is_survey {
            let ends = softmax.profile_interval(&problem, (1, 0), 0.95).unwrap();
            let expected = logits.profile_interval(&of_labels, 0, 0.95).unwrap();
            agree(&what, &ends, &expected, 1e-7);
            let softmax = FirthSoftmax::default().fit_problem(&problem, 2).unwrap();
            let logits = FirthRegression::default().fit_problem(&of_labels).unwrap();
            let found = softmax.estimates(&problem).unwrap();
            let expected = logits.estimates(&of_labels).unwrap();
            agree(&what, &numbers(&found.estimates[0]), &numbers(&expected), 1e-8);
            let effects = ClassEffects::of_firth(&softmax, &found.covariance, Distribution::Normal);
            let of_two = Effects::of_firth(&logits, &expected.covariance, Distribution::Normal);
            let slopes = effects.mean_slopes(x, along.as_ref(), None, None).unwrap();
            let slope = of_two.mean_slope(x, along.as_ref(), None, None).unwrap();
            let slopes = of(effects.estimate(&slopes[1]).unwrap());
            agree(&what, &slopes, &of(of_two.estimate(&slope).unwrap()), 1e-8);
            let ends = softmax.profile_interval(&problem, (1, 0), 0.9).unwrap();
            let expected = logits.profile_interval(&of_labels, 0, 0.9).unwrap();
            agree(&what, &ends, &expected, 1e-7);
            let tests = softmax.test(&problem, (1, 0)).unwrap().statistic;
            agree(&what, &[tests], &[logits.test(&of_labels, 0).unwrap().statistic], 1e-6);
        }
    }
    assert!(compared > 300, "{compared}");
}

/// The difference of two classes has the same error whichever class is the first.
#[test]
fn the_first_class_plays_no_part() {
    for (seed, table) in tables(0..40) {
        let turned: Vec<usize> = table.classes.iter().map(|class| (class + 1) % 3).collect();
        let clusters: Vec<usize> = (0..turned.len()).map(|i| i % 13).collect();
        let (one, other) = (table.problem(&table.classes), table.problem(&turned));
        let (fits, p) = ([fit(&one, 3), fit(&other, 3)], table.x.ncols() + 1);
        for sandwich in sandwiches(&clusters) {
            // Of class 2 against class 1: of class 0, now the first, against class 2.
            let [found, expected] = [(&fits[0], &one), (&fits[1], &other)]
                .map(|(fit, problem)| fit.sandwich(problem, sandwich).unwrap());
            for j in 0..p {
                let mut weights = vec![0.0; 2 * p];
                (weights[j], weights[p + j]) = (-1.0, 1.0);
                let difference = Contrasts {
                    parameters: &fits[0].differences(),
                    covariance: &found.covariance,
                    distribution: Distribution::Normal,
                };
                let difference = difference.estimate(&weights, 0.0).unwrap();
                let expected = expected.estimates[1].estimates[j].unwrap();
                let what = format!("seed {seed}, {sandwich:?}");
                let of = |value: f64, error: f64| [value.abs(), error];
                agree(
                    &what,
                    &of(difference.value, difference.standard_error),
                    &of(expected.value, expected.standard_error),
                    DIGITS,
                );
            }
        }
        let [a, b] = [tests(&fits[0], &one), tests(&fits[1], &other)];
        agree(&format!("seed {seed}, tests of terms"), &b, &a, DIGITS);
        let [a, b] = [(one, &table.classes), (other, &turned)]
            .map(|(problem, _)| FirthSoftmax::default().fit_problem(&problem, 3).unwrap());
        for class in 0..3 {
            let (found, expected) = (&b.coefficients[(class + 1) % 3], &a.coefficients[class]);
            agree(&format!("seed {seed}, Firth"), found, expected, 1e-8);
        }
    }
}

#[test]
fn slopes_add_up_to_nothing_and_are_those_of_finite_differences() {
    const STEP: f64 = 1e-5;
    for (seed, table) in tables(0..40) {
        let problem = table.problem(&table.classes);
        let softmax = fit(&problem, 3);
        let found = estimates(&softmax, &problem);
        let effects = ClassEffects::new(&softmax, &found.covariance, Distribution::Normal);
        let x = &table.x;
        let means = |by: f64| -> Vec<Figure> {
            let moved = Mat::from_fn(x.nrows(), x.ncols(), |i, j| {
                x[(i, j)] + f64::from(u8::from(j == 0)) * by
            });
            effects.mean_probabilities(moved.as_ref(), None, None).unwrap()
        };
        let slopes = effects.mean_slopes(x.as_ref(), along(x, 0).as_ref(), None, None).unwrap();
        let sum = |all: &[Figure]| all.iter().map(|figure| figure.value).sum::<f64>();
        assert!((sum(&means(0.0)) - 1.0).abs() < 1e-14 && sum(&slopes).abs() < 1e-15, "{seed}");
        let pairs = means(STEP).into_iter().zip(means(-STEP));
        let differences: Vec<Figure> = pairs.map(|(up, down)| up.less(&down)).collect();
        for (slope, difference) in slopes.iter().zip(&differences) {
            let (slope, difference) =
                (effects.estimate(slope).unwrap(), effects.estimate(difference).unwrap());
            let per_unit = [difference.value, difference.standard_error].map(|x| x / (2.0 * STEP));
            agree("slope", &[slope.value, slope.standard_error], &per_unit, 1e-8);
        }
    }
}

#[test]
fn a_shift_moves_no_error_but_that_of_the_intercepts() {
    for mut pair in shifted::pairs(0..60) {
        (pair.near, pair.far) = (pair.near.without_offset(), pair.far.without_offset());
        if !pair.near.is_frequency() {
            continue;
        }
        let clusters: Vec<usize> = (0..pair.near.x.nrows()).map(|i| i % 13).collect();
        let [near, far] = [&pair.near, &pair.far].map(|t| t.problem(&t.classes));
        let fits = [fit(&near, 3), fit(&far, 3)];
        let rounding = (0..3).map(|k| pair.moves(&fits[1].coefficients[k])).sum::<f64>();
        for sandwich in sandwiches(&clusters) {
            let (one, other) = (
                fits[0].sandwich(&near, sandwich).unwrap(),
                fits[1].sandwich(&far, sandwich).unwrap(),
            );
            for (one, other) in one.estimates.iter().zip(&other.estimates) {
                pair.same_estimates("several classes", one, other);
            }
        }
        let [near_tests, far_tests] = [tests(&fits[0], &near), tests(&fits[1], &far)];
        agree("tests of terms", &far_tests, &near_tests, 1e-7);
        let odds = |table: &Table, problem: &Problem<'_, usize>, fit: &FittedSoftmax| {
            let (x, found) = (table.x.as_ref(), estimates(fit, problem));
            let odds = LogOdds::of_classes(x, &fit.logits(x).unwrap(), &found.covariance);
            odds.unwrap().into_iter().flat_map(|odds| odds.standard_errors).collect::<Vec<f64>>()
        };
        let digits = DIGITS + 8.0 * f64::EPSILON * rounding;
        let [one, other] = [odds(&pair.near, &near, &fits[0]), odds(&pair.far, &far, &fits[1])];
        agree(&format!("seed {}", pair.seed), &other, &one, 10.0 * digits);
    }
}

#[test]
fn a_unit_changes_no_bit() {
    for (seed, table) in tables(0..30) {
        let other = table.changed(|j, x| x * [1024.0, 0.125, 8.0, 1.0][j]);
        let clusters: Vec<usize> = (0..table.x.nrows()).map(|i| i % 13).collect();
        let (one, two) = (table.problem(&table.classes), other.problem(&other.classes));
        let (fits, units) = ([fit(&one, 3), fit(&two, 3)], [1024.0, 0.125, 8.0, 1.0]);
        for sandwich in sandwiches(&clusters) {
            let [a, b] = [(&fits[0], &one), (&fits[1], &two)]
                .map(|(fit, problem)| fit.sandwich(problem, sandwich).unwrap());
            for (a, b) in a.estimates.iter().zip(&b.estimates) {
                for j in 0..table.x.ncols() {
                    let (a, b) = (a.estimates[j].unwrap(), b.estimates[j].unwrap());
                    assert_eq!(
                        a.standard_error,
                        b.standard_error * units[j],
                        "seed {seed}, {sandwich:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_count_is_so_many_rows() {
    for pair in repeated::pairs(0..40) {
        let (counted, repeated) = (pair.counted.without_offset(), pair.repeated.without_offset());
        let [one, two] = [&counted, &repeated].map(|t| t.problem(&t.classes));
        let fits = [fit(&one, 3), fit(&two, 3)];
        let clusters: Vec<usize> = (0..counted.x.nrows()).map(|i| i % 13).collect();
        let of_repeated: Vec<usize> = clusters
            .iter()
            .zip(counted.counts())
            .flat_map(|(cluster, count)| std::iter::repeat_n(*cluster, count))
            .collect();
        for (a, b) in sandwiches(&clusters).into_iter().zip(sandwiches(&of_repeated)) {
            let (a, b) = (fits[0].sandwich(&one, a).unwrap(), fits[1].sandwich(&two, b).unwrap());
            for (a, b) in a.estimates.iter().zip(&b.estimates) {
                agree(&format!("seed {}", pair.seed), &numbers(a), &numbers(b), DIGITS);
            }
        }
        agree("tests of terms", &tests(&fits[0], &one), &tests(&fits[1], &two), DIGITS);
        let ends = [(&fits[0], &one), (&fits[1], &two)]
            .map(|(fit, problem)| fit.profile_interval(problem, (2, 0), 0.95).unwrap());
        agree("profile", &ends[0], &ends[1], 1e-7);
        let [a, b] = [&one, &two].map(|p| FirthSoftmax::default().fit_problem(p, 3).unwrap());
        agree("Firth", &a.coefficients.concat(), &b.coefficients.concat(), 1e-8);
    }
}

#[test]
fn of_weights_that_are_no_counts_only_the_ratios_matter() {
    for seed in 0..60 {
        let table = draw(seed).without_offset();
        if table.is_frequency() {
            continue;
        }
        let weights = table
            .weights
            .as_ref()
            .map(|(values, kind)| (values.iter().map(|weight| weight * 0.125).collect(), *kind));
        let other = Table { weights, ..table.clone() };
        let [one, two] = [&table, &other].map(|table| {
            let problem = table.problem(&table.classes);
            fit(&problem, 3).inference_of(&problem).unwrap()
        });
        for (one, two) in one.estimates.iter().zip(&two.estimates) {
            agree(&format!("seed {seed}"), &numbers(one), &numbers(two), DIGITS);
        }
        let tests = [one.test_of_all_features, two.test_of_all_features];
        let [one, two] = tests.map(|test| [test.unwrap().statistic, test.unwrap().p_value]);
        agree(&format!("seed {seed}, all features"), &one, &two, 1e-8);
    }
}
