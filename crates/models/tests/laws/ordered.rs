//! The laws for ordered classes, and two of their own: the order backwards changes signs alone, and two classes are
//! logistic regression.

use crate::common::repeated::pairs as repeated;
use crate::common::shifted::pairs as shifted;
use crate::common::tables::{Table, draw, units};
use crate::common::{DIGITS, agree};
use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::inference::OrderedInference;
use models::solver::{Lbfgs, Newton};
use models::{
    FittedOrdered, LogisticRegression, OrderedRegression, Penalty, Problem, Solver, Status,
};

const CLASSES: usize = 4;

/// Four classes, of which the second has a narrow place.
pub(super) fn grades(table: &Table) -> Vec<usize> {
    let of = |number: &f64| [-1.0, -0.2, 1.2].iter().filter(|line| number > line).count();
    table.numbers.iter().map(of).collect()
}

fn configs() -> impl Iterator<Item = OrderedRegression> {
    let solvers =
        [Solver::Auto, Solver::Newton(Newton::default()), Solver::Lbfgs(Lbfgs::default())];
    solvers.into_iter().flat_map(|solver| {
        [(0.0, false), (0.05, false), (0.05, true)].map(|(l2, standardise)| OrderedRegression {
            solver,
            l2,
            standardise,
        })
    })
}

fn parameters(model: &FittedOrdered) -> Vec<f64> {
    [&*model.coefficients, &model.thresholds].concat()
}

fn statistics(found: &OrderedInference) -> Vec<f64> {
    let of_all = found.estimates.estimates.iter().flatten();
    of_all.flat_map(|e| [e.standard_error, e.statistic]).collect()
}

fn inference(
    what: &str,
    model: &FittedOrdered,
    problem: &Problem<'_, usize>,
) -> Option<OrderedInference> {
    match model.inference_of(problem) {
        Ok(found) => Some(found),
        Err(models::Error::NoInference(_)) => None,
        Err(other) => panic!("{what}: {other}"),
    }
}

/// The statistic of proportional odds of the first feature.
fn odds(what: &str, model: &FittedOrdered, problem: &Problem<'_, usize>) -> Vec<f64> {
    match model.test_of_proportional_odds(problem, &[0]) {
        Ok(found) => vec![found.test.statistic],
        Err(error) => panic!("{what}: {error}"),
    }
}

/// A table with an intercept: there are no thresholds without.
pub(super) fn whole(table: &Table) -> Table {
    Table { has_intercept: true, ..table.clone() }
}

#[test]
fn the_order_backwards_changes_signs_alone() {
    for seed in 0..120 {
        let table = draw(seed);
        let grades = grades(&table);
        let backwards: Vec<usize> = grades.iter().map(|grade| CLASSES - 1 - grade).collect();
        let offset = table.offset.as_ref();
        let offset = offset.map(|offset| offset.iter().map(|o| -o).collect());
        let turned = Table { offset, ..table.clone() };
        for config in configs() {
            let what = format!("seed {seed}, {config:?}");
            let (one, two) = (table.problem(&grades), turned.problem(&backwards));
            let own = config.fit_problem(&one, CLASSES).unwrap();
            let other = config.fit_problem(&two, CLASSES).unwrap();
            assert_eq!(own.report.status, Status::Converged, "{what}");
            assert!(own.thresholds.is_sorted_by(|a, b| a < b), "{what}");
            let signs: Vec<f64> = other.coefficients.iter().map(|c| -c).collect();
            agree(&what, &own.coefficients, &signs, DIGITS);
            let thresholds: Vec<f64> = other.thresholds.iter().rev().map(|t| -t).collect();
            agree(&what, &own.thresholds, &thresholds, DIGITS);
            let (p, q) = (
                own.probabilities(table.x.as_ref()).unwrap(),
                other.probabilities(table.x.as_ref()).unwrap(),
            );
            for k in 0..CLASSES {
                agree(&what, &p[k], &q[CLASSES - 1 - k], DIGITS);
            }
        }
    }
}

#[test]
fn two_classes_are_logistic_regression() {
    for seed in 0..120 {
        let table = draw(seed);
        let classes: Vec<usize> = table.labels.iter().map(|label| usize::from(*label)).collect();
        for config in configs() {
            let OrderedRegression { solver, l2, standardise } = config;
            let what = format!("seed {seed}, {config:?}");
            let (one, two) = (table.problem(&classes), table.problem(&table.labels));
            let ordered = config.fit_problem(&one, 2).unwrap();
            let binary = LogisticRegression { solver, penalty: Penalty::l2(l2), standardise };
            let binary = binary.fit_problem(&two).unwrap();
            assert_eq!(ordered.report.status, binary.report.status, "{what}");
            agree(&what, &ordered.coefficients, &binary.coefficients, DIGITS);
            agree(&what, &ordered.thresholds, &[-binary.intercept], DIGITS);
            let objectives = [ordered.report.objective, binary.report.objective];
            agree(&what, &objectives[..1], &objectives[1..], DIGITS);
            if let Some(found) = inference(&what, &ordered, &one) {
                let expected = binary.inference_of(&two).unwrap();
                let errors = |estimates: &models::inference::Estimates| -> Vec<f64> {
                    estimates.estimates.iter().flatten().map(|e| e.standard_error).collect()
                };
                agree(&what, &errors(&found.estimates), &errors(&expected.estimates), DIGITS);
                let (own, other) = (found.likelihood, expected.likelihood);
                agree(&what, &[own.aic(), own.bic()], &[other.aic(), other.bic()], DIGITS);
                let tests = [own, other].map(|l| l.test_of_all_features().unwrap().statistic);
                agree(&what, &tests[..1], &tests[1..], DIGITS);
            }
        }
    }
}

#[test]
fn a_constant_moves_the_thresholds_alone() {
    for pair in shifted(0..120) {
        let (near, far) = (whole(&pair.near), whole(&pair.far));
        let grades = grades(&near);
        for config in configs() {
            let what = format!("seed {}, shifts {:?}, {config:?}", pair.seed, pair.shifts);
            let (one, two) = (near.problem(&grades), far.problem(&grades));
            let own = config.fit_problem(&one, CLASSES).unwrap();
            let other = config.fit_problem(&two, CLASSES).unwrap();
            assert_eq!(own.report.status, other.report.status, "{what}");
            agree(&what, &own.coefficients, &other.coefficients, DIGITS);
            let moves = pair.shifts.iter().zip(&other.coefficients).map(|(m, c)| m * c);
            let move_of_all: f64 = moves.sum();
            let rounding = pair.moves(&own.coefficients) * 8.0 * f64::EPSILON;
            for (own, other) in own.thresholds.iter().zip(&other.thresholds) {
                let back = other - move_of_all;
                assert!((back - own).abs() <= 10.0 * DIGITS + rounding, "{what}: {back} {own}");
            }
            if let Some(found) = inference(&what, &own, &one) {
                let moved = other.inference_of(&two).unwrap();
                let p = pair.shifts.len();
                let digits = DIGITS + rounding;
                let of = |found: &OrderedInference| statistics(found)[..2 * p].to_vec();
                agree(&what, &of(&moved), &of(&found), digits);
                let [own, other] = [odds(&what, &own, &one), odds(&what, &other, &two)];
                agree(&what, &own, &other, 1e-8 + rounding);
            }
        }
    }
}

#[test]
fn ordered_classes_know_no_units() {
    for seed in 0..150 {
        let own = draw(seed);
        let units = units(own.x.ncols(), seed);
        let other = own.changed(|j, x| x * units[j]);
        let grades = grades(&own);
        for config in configs().filter(|config| config.l2 == 0.0 || config.standardise) {
            let what = format!("seed {seed}, units {units:?}, {config:?}");
            let (one, two) = (own.problem(&grades), other.problem(&grades));
            let plain = config.fit_problem(&one, CLASSES).unwrap();
            let scaled = config.fit_problem(&two, CLASSES).unwrap();
            let counted: Vec<f64> =
                scaled.coefficients.iter().zip(&units).map(|(c, unit)| c * unit).collect();
            assert_eq!(plain.coefficients, counted, "{what}");
            assert_eq!(plain.thresholds, scaled.thresholds, "{what}");
            assert_eq!(plain.report.objective, scaled.report.objective, "{what}");
            assert_eq!(plain.report.status, scaled.report.status, "{what}");
            if let Some(found) = inference(&what, &plain, &one) {
                let moved = scaled.inference_of(&two).unwrap();
                let p_values = |found: &OrderedInference| -> Vec<f64> {
                    found.estimates.estimates.iter().flatten().map(|e| e.p_value).collect()
                };
                assert_eq!(p_values(&found), p_values(&moved), "{what}");
                assert_eq!(found.likelihood, moved.likelihood, "{what}");
                assert_eq!(odds(&what, &plain, &one), odds(&what, &scaled, &two), "{what}");
            }
        }
    }
}

#[test]
fn a_count_is_that_many_rows() {
    for pair in repeated(0..100) {
        let (counted, repeated) = (whole(&pair.counted), whole(&pair.repeated));
        let (of_counted, of_repeated) = (grades(&counted), grades(&repeated));
        for config in configs() {
            let what = format!("seed {}, {config:?}", pair.seed);
            let (one, two) = (counted.problem(&of_counted), repeated.problem(&of_repeated));
            let own = config.fit_problem(&one, CLASSES).unwrap();
            let other = config.fit_problem(&two, CLASSES).unwrap();
            assert_eq!(own.report.status, other.report.status, "{what}");
            assert_eq!(own.samples.total_weight, other.samples.total_weight, "{what}");
            agree(&what, &parameters(&own), &parameters(&other), DIGITS);
            agree(&what, &[own.report.objective], &[other.report.objective], DIGITS);
            if let Some(found) = inference(&what, &own, &one) {
                let all = other.inference_of(&two).unwrap();
                agree(&what, &statistics(&found), &statistics(&all), DIGITS);
                assert_eq!(found.likelihood.samples, all.likelihood.samples, "{what}");
                let [own, other] = [odds(&what, &own, &one), odds(&what, &other, &two)];
                agree(&what, &own, &other, 1e-8);
            }
        }
    }
}

#[test]
fn threads_change_no_bit() {
    let table = crate::common::samples(20_000, 5, 11);
    let grades: Vec<usize> = table
        .numbers
        .iter()
        .map(|number| [-2.0, 0.0, 0.1, 3.0].iter().filter(|line| number > line).count())
        .collect();
    let of = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let model = OrderedRegression::default().fit(table.x.as_ref(), &grades, 5).unwrap();
            let found = model.inference(table.x.as_ref(), &grades).unwrap();
            (model, found)
        })
    };
    assert_eq!(of(1), of(3));
}

/// A penalty that vanishes leads to what is called an optimum, and away from all bounds where classes are called separated.
#[test]
fn separation_is_found() {
    let mut counts = [0, 0];
    for seed in 0..400 {
        let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
        let n = stream.uniform(5.0, 18.0) as usize;
        let x = Mat::from_fn(n, 2, |_, _| stream.uniform(0.0, 4.0).floor());
        let grade = |i: usize, noise: f64| ((0.7 * x[(i, 0)] + noise) as usize).min(2);
        let noises = stream.uniforms(0.0, 1.4, n);
        let grades: Vec<usize> = noises.iter().enumerate().map(|(i, e)| grade(i, *e)).collect();
        if (0..3).any(|k| !grades.contains(&k)) {
            continue;
        }
        let fit = |l2| {
            let config = OrderedRegression { l2, ..Default::default() };
            config.fit(x.as_ref(), &grades, 3).unwrap()
        };
        let (plain, less, least) = (fit(0.0), fit(1e-7), fit(1e-10));
        let pairs = less.coefficients.iter().zip(&least.coefficients);
        let growth = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        let what = format!("seed {seed}: {:?}, growth {growth}", plain.report.status);
        match plain.report.status {
            Status::Converged | Status::RankDeficient { .. } => assert!(growth < 0.01, "{what}"),
            Status::Separated(_) => {
                assert!(growth > 0.1, "{what}");
                assert!(plain.report.infinite.iter().any(|j| *j < 2), "{what}");
                assert!(plain.inference(x.as_ref(), &grades).is_err(), "{what}");
            }
            _ => panic!("{what}"),
        }
        counts[usize::from(plain.report.is_optimum())] += 1;
    }
    assert!(counts[0] > 50 && counts[1] > 50, "{counts:?}");
}
