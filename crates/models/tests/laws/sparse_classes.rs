//! The laws of several classes with an l1: shift, unit, counts, threads, and bounds that hold.

use crate::common::repeated;
use crate::common::shifted::{self, Line};
use crate::common::tables::{Table, draw, units};
use crate::common::{DIGITS, agree, parameters, same_choice, samples, with_intercept};
use linalg_lite::Mat;
use models::paths::PenaltyPath;
use models::{FittedSoftmax, Problem, SoftmaxRegression, Status};

/// With an l1, and an l1 and an l2.
fn of_classes() -> impl Iterator<Item = SoftmaxRegression> {
    [(0.03, 0.0), (0.01, 0.02)].into_iter().flat_map(|(l1, l2)| {
        [false, true].map(|standardise| SoftmaxRegression {
            l1,
            l2,
            standardise,
            ..Default::default()
        })
    })
}

fn fit(config: &SoftmaxRegression, table: &Table) -> FittedSoftmax {
    config.fit_problem(&table.problem(&table.classes), 3).unwrap()
}

#[test]
fn a_shift_moves_the_intercepts_alone() {
    for pair in shifted::pairs(0..60) {
        let (near, far) = (pair.near.without_offset(), pair.far.without_offset());
        for config in of_classes() {
            let (one, other) = (fit(&config, &near), fit(&config, &far));
            let what = format!("{config:?}");
            assert_eq!(one.report.status, Status::Converged, "{what}: {}", one.report);
            assert_eq!(other.report.status, Status::Converged, "{what}: {}", other.report);
            let moved = |k: usize| {
                let [a, b] =
                    [&one, &other].map(|fit| Line(&fit.coefficients[k], fit.intercepts[k]));
                (a.0.to_vec(), a.1, b.0.to_vec(), b.1)
            };
            let beside = |k: usize| {
                // Less those of the first class, because the intercepts sum to zero wherever the columns are.
                let (a, a0, b, b0) = moved(k);
                let (c, c0, d, d0) = moved(0);
                let less = |x: Vec<f64>, y: Vec<f64>| -> Vec<f64> {
                    x.iter().zip(&y).map(|(x, y)| x - y).collect()
                };
                (less(a, c), a0 - c0, less(b, d), b0 - d0)
            };
            for k in 1..3 {
                let (a, a0, b, b0) = beside(k);
                pair.same_line(&what, Line(&a, a0), Line(&b, b0), DIGITS);
            }
        }
    }
}

#[test]
fn standardised_fits_and_paths_know_no_units() {
    for seed in 0..60_u64 {
        let own = Table { has_intercept: !seed.is_multiple_of(5), ..draw(seed) };
        let own = own.without_offset();
        let units = units(own.x.ncols(), seed);
        let other = own.changed(|j, x| x * units[j]);
        let same = |what: &str, one: &FittedSoftmax, two: &FittedSoftmax| {
            for k in 0..3 {
                let [a, b] =
                    [one, two].map(|fit| parameters(&fit.coefficients[k], fit.intercepts[k]));
                let unit = |j: usize| units.get(j).copied().unwrap_or(1.0);
                let counted: Vec<f64> = b.iter().enumerate().map(|(j, c)| c * unit(j)).collect();
                assert_eq!(a, counted, "seed {seed}, {what}");
            }
            assert_eq!(one.report.certificate, two.report.certificate, "seed {seed}, {what}");
        };
        for config in of_classes().filter(|config| config.standardise) {
            same(&format!("{config:?}"), &fit(&config, &own), &fit(&config, &other));
        }
        let l1_ratio = [1.0, 0.5, 0.0][seed as usize % 3];
        let path = PenaltyPath { steps: 10, l1_ratio, smallest: 1e-3 };
        let config = SoftmaxRegression { standardise: true, ..Default::default() };
        let [one, two] = [&own, &other]
            .map(|table| config.path(&table.problem(&table.classes), 3, &path).unwrap());
        one.iter().zip(&two).for_each(|(one, two)| same("a path", one, two));
        let folds = own.folds(3);
        let [one, two] = [&own, &other].map(|table| {
            config.cross_validate(&table.problem(&table.classes), 3, &folds, &path).unwrap()
        });
        assert_eq!(one, two, "seed {seed}");
    }
}

#[test]
fn a_count_is_that_many_rows() {
    for repeated::Pair { seed, counted, repeated } in repeated::pairs(0..60) {
        let (counted, repeated) = (counted.without_offset(), repeated.without_offset());
        for config in of_classes() {
            let (one, two) = (fit(&config, &counted), fit(&config, &repeated));
            let what = format!("seed {seed}, {config:?}");
            assert_eq!(one.report.status, Status::Converged, "{what}: {}", one.report);
            assert_eq!(one.samples.total_weight, two.samples.total_weight, "{what}");
            agree(&what, &one.coefficients.concat(), &two.coefficients.concat(), DIGITS);
            agree(&what, &one.intercepts, &two.intercepts, DIGITS);
        }
        let path = PenaltyPath { steps: 6, l1_ratio: 0.7, smallest: 1e-2 };
        let folds = repeated.folds(3);
        let [one, two] = [&counted, &repeated].map(|table| {
            let problem = table.problem(&table.classes);
            SoftmaxRegression::default().cross_validate(&problem, 3, &folds, &path).unwrap()
        });
        same_choice(&format!("seed {seed}"), &one, &two);
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let data = samples(3_000, 40, 81);
    let folds: Vec<usize> = (0..3_000).map(|i| (i * 13) % 4).collect();
    let path = PenaltyPath { steps: 10, smallest: 0.02, ..Default::default() };
    let run = || {
        let problem = Problem::new(data.x.as_ref(), &data.classes).unwrap();
        let config = SoftmaxRegression::default();
        let found = config.cross_validate(&problem, 3, &folds, &path).unwrap();
        let alone = SoftmaxRegression { l1: 0.01, ..config };
        (config.path(&problem, 3, &path).unwrap(), found, alone.fit_problem(&problem, 3).unwrap())
    };
    let alone = run();
    for threads in [1, 2, 3, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(run), alone, "{threads} threads");
    }
}

/// Fits of a path, which stop earlier, are no further from the optimum than they say.
#[test]
fn certificates_are_above_the_true_gap() {
    let mut judged = 0;
    for seed in 0..40_u64 {
        let data = samples(60 + seed as usize, 1 + seed as usize % 7, 500 + seed);
        let problem = Problem::new(data.x.as_ref(), &data.classes).unwrap();
        let problem = with_intercept(problem, !seed.is_multiple_of(4));
        let l1_ratio = [1.0, 0.6, 0.05][seed as usize % 3];
        let path = PenaltyPath { steps: 8, l1_ratio, smallest: 1e-3 };
        for fit in SoftmaxRegression::default().path(&problem, 3, &path).unwrap() {
            assert_eq!(fit.report.status, Status::Converged, "seed {seed}: {}", fit.report);
            let best = fit.config.fit_problem(&problem, 3).unwrap();
            let gap = fit.report.objective - best.report.objective;
            let slack = 8.0 * f64::EPSILON * (1.0 + best.report.objective);
            assert!(gap >= -slack, "seed {seed}: {gap:e}");
            assert!(gap <= fit.report.certificate.unwrap().gap + slack, "seed {seed}: {gap:e}");
            judged += 1;
        }
    }
    assert_eq!(judged, 320);
}

/// The order of the classes does not matter, but for which of equals is shown.
#[test]
fn renamed_classes_are_renamed() {
    let data = samples(200, 5, 82);
    let renamed: Vec<usize> = data.classes.iter().map(|class| (class + 1) % 3).collect();
    for config in of_classes() {
        let one = config.fit(data.x.as_ref(), &data.classes, 3).unwrap();
        let two = config.fit(data.x.as_ref(), &renamed, 3).unwrap();
        for k in 0..3 {
            agree("renamed", &two.coefficients[(k + 1) % 3], &one.coefficients[k], DIGITS);
            agree("renamed", &[two.intercepts[(k + 1) % 3]], &[one.intercepts[k]], DIGITS);
        }
    }
}

/// A table of levels is the table of zeros and ones that they stand for.
#[test]
fn levels_are_zeros_and_ones() {
    let data = samples(300, 2, 83);
    let codes: Vec<u32> = (0..300).map(|i| (i * i % 7) % 4).collect();
    let plain = Mat::from_fn(300, 5, |i, j| match j {
        0..2 => data.x[(i, j)],
        _ => f64::from(u8::from(codes[i] as usize == j - 1)),
    });
    let mut columns = linalg_lite::Columns::new(300);
    for j in 0..2 {
        columns.push_numbers((0..300).map(|i| data.x[(i, j)]).collect()).unwrap();
    }
    columns.push_category(&codes, 3).unwrap();
    for config in of_classes() {
        let one = config.fit(plain.as_ref(), &data.classes, 3).unwrap();
        let two = config.fit(&columns, &data.classes, 3).unwrap();
        agree("levels", &two.coefficients.concat(), &one.coefficients.concat(), DIGITS);
    }
}
