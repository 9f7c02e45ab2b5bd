//! A count is that many rows, a count of 0 none.

use crate::common::repeated::{Pair, pairs, same_logits, sizes};
use crate::common::tables::{PENALTIES, Table, of_logits, power_of_two};
use crate::common::{DIGITS, agree, same_choice};
use linalg_lite::{Design, Mat, collinearity, dependencies};
use models::paths::{CrossValidation, PenaltyPath};
use models::separation::{find_separation, find_separation_of_classes};
use models::{FittedLinear, LinearRegression, LogisticRegression, Penalty};

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

/// Neither do large numbers in a row that is none beside small ones in the others.
#[test]
fn rows_that_count_nothing_set_no_scale() {
    for (power, in_none) in
        [(-900, 1.0), (-900, 1e300), (0, 1e300), (-990, f64::MAX), (-400, -1e16)]
    {
        for Pair { seed, counted, repeated } in pairs(0..50) {
            let (tiny, none) = (power_of_two(power), |i: usize| counted.counts()[i] == 0);
            let (n, p) = (counted.x.nrows(), counted.x.ncols());
            let of_counted = |i, j| if none(i) { in_none } else { tiny * counted.x[(i, j)] };
            let x = Mat::from_fn(n, p, of_counted);
            let (one, two) = (Table { x, ..counted.clone() }, repeated.changed(|_, x| tiny * x));
            let what = format!("seed {seed}, 2^{power} beside {in_none:e}");
            let line = |table: &Table| {
                LinearRegression::default().fit_problem(&table.problem(&table.numbers)).unwrap()
            };
            same_line(&what, &line(&one), &line(&two));
            let logit = |table: &Table| {
                LogisticRegression::default().fit_problem(&table.problem(&table.labels))
            };
            match (logit(&one), logit(&two)) {
                (Ok(one), Ok(two)) => same_logits(&what, &one, &two),
                (one, two) => assert!(one.is_err() && two.is_err(), "{what}: {one:?} {two:?}"),
            }
        }
    }
}

#[test]
fn logits_count_rows() {
    for Pair { seed, counted, repeated } in pairs(0..150) {
        for config in of_logits() {
            let one = config.fit_problem(&counted.problem(&counted.labels)).unwrap();
            let two = config.fit_problem(&repeated.problem(&repeated.labels)).unwrap();
            same_logits(&format!("seed {seed}, {config:?}"), &one, &two);
        }
    }
}

/// The penalties and coefficients of a path, and what is chosen from it.
type Path = (Vec<(Penalty, Vec<f64>)>, CrossValidation);

#[track_caller]
fn same_path(what: &str, counted: &Path, repeated: &Path) {
    assert!(counted.0.len() == repeated.0.len() && !counted.0.is_empty(), "{what}");
    for (one, two) in counted.0.iter().zip(&repeated.0) {
        agree(what, &[one.0.l1], &[two.0.l1], DIGITS);
        agree(what, &one.1, &two.1, 1e-8);
    }
    same_choice(what, &counted.1, &repeated.1);
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
                let fits = config.path(&problem, &path).unwrap().into_iter();
                let fits = fits.map(|fit| (fit.config.penalty, fit.coefficients)).collect();
                (fits, config.cross_validate(&problem, &folds, &path).unwrap())
            };
            same_path(&what, &of(&counted), &of(&repeated));
            same_nested(&what, &config, [&counted, &repeated], &folds, &path);
            let config = LogisticRegression { standardise, ..Default::default() };
            let of = |table: &Table| {
                let problem = table.problem(&table.labels);
                let fits = config.path(&problem, &path).unwrap().into_iter();
                let fits = fits.map(|fit| (fit.config.penalty, fit.coefficients)).collect();
                (fits, config.cross_validate(&problem, &folds, &path).unwrap())
            };
            same_path(&what, &of(&counted), &of(&repeated));
        }
    }
}

/// What a search is worth, with its folds in folds.
fn same_nested(
    what: &str,
    config: &LinearRegression,
    tables: [&Table; 2],
    folds: &[usize],
    path: &PenaltyPath,
) {
    let best = |found: &CrossValidation| found.penalties[found.best];
    let [counted, repeated] = tables.map(|table| {
        let problem = table.problem(&table.numbers);
        config.nested_cross_validation(&problem, folds, path, best).ok()
    });
    assert_eq!(counted.is_some(), repeated.is_some(), "{what}");
    if let (Some(counted), Some(repeated)) = (counted, repeated) {
        agree(what, &counted.losses, &repeated.losses, 1e-6);
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
            (found, ends) // of which the direction is the same to the bit
        };
        assert_eq!(of(&counted), of(&repeated), "{what}");
        let of = |table: &Table| {
            let third =
                |i: usize| if table.x[(i, 0)] > 1.0 { 2 } else { usize::from(labels(table)[i]) };
            let classes: Vec<usize> = (0..table.x.nrows()).map(third).collect();
            find_separation_of_classes(&table.problem(&classes), 3).unwrap()
        };
        assert_eq!(of(&counted), of(&repeated), "{what}");
    }
}
