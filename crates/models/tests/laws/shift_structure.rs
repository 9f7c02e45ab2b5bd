//! A constant added to a feature changes neither what separates nor what it is a combination of.

use crate::common::shifted::{Pair, pairs};
use crate::common::tables::Table;
use crate::common::{DIGITS, agree};
use linalg_lite::{Design, Mat, collinearity, dependencies};
use models::separation::{find_separation, find_separation_of_classes};
use models::{LinearRegression, LogisticRegression, Status};
/// Labels that a plane through some of the features tells apart, or all but.
#[test]
fn separation_is_found_wherever_the_columns_are() {
    let (mut separated, mut classes_separated) = (0, 0);
    for Pair { seed, near, far, shifts } in pairs(0..200) {
        let n = near.x.nrows();
        let score = |i: usize| near.x[(i, 0)] - near.x[(i, near.x.ncols() - 1)] / 2.0;
        let labels: Vec<bool> = (0..n)
            .map(|i| match seed % 3 {
                0 => score(i) > 0.125,
                1 => score(i) > 0.125 || (score(i).abs() < 0.01 && i % 2 == 0),
                _ => near.labels[i],
            })
            .collect();
        let one = find_separation(&near.problem(&labels)).unwrap();
        let other = find_separation(&far.problem(&labels)).unwrap();
        let what = format!("seed {seed}, shifts {shifts:?}");
        separated += usize::from(one.is_some());
        let short = |found: &Option<models::separation::SeparatingDirection>| {
            found.as_ref().map(|f| (f.separation, f.features.clone(), f.infinite.clone()))
        };
        assert_eq!(short(&one), short(&other), "{what}");
        let fit = |table: &Table| {
            let fit = LogisticRegression::default().fit_problem(&table.problem(&labels)).unwrap();
            (fit.report.status, fit.report.separating, fit.report.infinite)
        };
        assert_eq!(fit(&near), fit(&far), "{what}");
        let class = |i: usize| match seed % 3 {
            2 => near.classes[i],
            _ if score(i) > 0.875 => 2,
            _ => usize::from(labels[i]),
        };
        let classes: Vec<usize> = (0..n).map(class).collect();
        let of = |table: &Table| {
            let found = find_separation_of_classes(&table.problem(&classes), 3).unwrap();
            found.map(|found| (found.separation, found.features, found.infinite))
        };
        classes_separated += usize::from(of(&near).is_some());
        assert_eq!(of(&near), of(&far), "{what}");
    }
    assert!(separated > 102 && classes_separated > 120, "{separated}, {classes_separated}");
}

#[test]
fn combinations_are_named_wherever_the_columns_are() {
    for Pair { seed, near, far, shifts } in pairs(0..200) {
        let (n, p) = (near.x.nrows(), near.x.ncols());
        // One more column, a combination of the first and the last.
        let with_copy = |table: &Table, shift: f64| {
            let copy = |i: usize| 2.0 * near.x[(i, 0)] - near.x[(i, p - 1)] / 4.0 + shift;
            let x = Mat::from_fn(n, p + 1, |i, j| if j < p { table.x[(i, j)] } else { copy(i) });
            Table { x, ..table.clone() }
        };
        let (near, far) = (with_copy(&near, 0.0), with_copy(&far, -shifts[0]));
        let of = |table: &Table| {
            let design = Design::new(table.x.as_ref(), true).unwrap();
            let weights = table.weights.as_ref().map(|(values, _)| &values[..]);
            dependencies(design, weights).unwrap()
        };
        let what = format!("seed {seed}, shifts {shifts:?}");
        let (one, other) = (of(&near), of(&far));
        assert_eq!((one.rank, other.rank), (p + 1, p + 1), "{what}");
        let terms = |found: &linalg_lite::Dependencies| -> Vec<f64> {
            found.combinations.iter().flat_map(|c| c.terms.iter().map(|t| t.1)).collect()
        };
        assert_eq!(one.combinations[0].feature, other.combinations[0].feature, "{what}");
        agree(&what, &terms(&other), &terms(&one), 1e-8);
        let of = |table: &Table| {
            let design = Design::new(table.x.as_ref(), true).unwrap();
            let weights = table.weights.as_ref().map(|(values, _)| &values[..]);
            collinearity(design, weights).unwrap()
        };
        let (one, other) = (of(&near), of(&far));
        agree(&what, &other.condition_indexes, &one.condition_indexes, 1e-8);
        // What is aliased is left out by lines and logits alike.
        let line = |table: &Table| {
            LinearRegression::default().fit_problem(&table.problem(&table.numbers)).unwrap()
        };
        let logits = |table: &Table| {
            LogisticRegression::default().fit_problem(&table.problem(&table.labels)).unwrap()
        };
        agree(&what, &line(&far).coefficients, &line(&near).coefficients, DIGITS);
        let (one, other) = (logits(&near), logits(&far));
        for fit in [&one, &other] {
            assert_eq!(fit.report.status, Status::RankDeficient { rank: p + 1 }, "{what}");
        }
        agree(&what, &other.coefficients, &one.coefficients, DIGITS);
    }
}
