//! A constant added to a feature changes the intercept and nothing else, as far as the feature's own
//! digits go. All features here lie on a dyadic grid, so that sums with the constants are exact.

use crate::common::finite::{self, Ends};
use crate::common::shifted::{Line, Pair, pairs};
use crate::common::tables::{PENALTIES, Table, of_logits, shifts};
use crate::common::{DIGITS, agree};
use linalg_lite::Mat;
use models::firth::FirthRegression;
use models::paths::{CrossValidation, PenaltyPath};
use models::separation::find_separation;
use models::{LinearRegression, LogisticRegression, Penalty, Status};

#[test]
fn a_line_moves_its_intercept_alone() {
    for pair in pairs(0..300) {
        let Pair { near, far, .. } = &pair;
        for penalty in PENALTIES {
            for standardise in [false, true] {
                let config = LinearRegression { penalty, standardise, ..Default::default() };
                let one = config.fit_problem(&near.problem(&near.numbers)).unwrap();
                let other = config.fit_problem(&far.problem(&far.numbers)).unwrap();
                let what = format!("{penalty:?}, standardise {standardise}");
                let [line, moved] =
                    [&one, &other].map(|line| Line(&line.coefficients, line.intercept));
                pair.same_line(&what, line, moved, DIGITS);
                assert_eq!(one.report.status, other.report.status, "{what}");
                let values = [&one, &other].map(|line| line.report.objective);
                agree(&format!("{} {what}", pair.seed), &values[1..], &values[..1], DIGITS);
            }
        }
    }
}

#[test]
fn logits_move_their_intercept_alone() {
    let mut converged = 0;
    for pair in pairs(0..200) {
        let Pair { near, far, .. } = &pair;
        for config in of_logits() {
            let one = config.fit_problem(&near.problem(&near.labels)).unwrap();
            let other = config.fit_problem(&far.problem(&far.labels)).unwrap();
            let what = format!("{config:?}");
            assert_eq!(one.report.status, other.report.status, "{} {what}", pair.seed);
            if one.report.status == Status::Converged {
                converged += 1;
                let [line, moved] =
                    [&one, &other].map(|fit| Line(&fit.coefficients, fit.intercept));
                pair.same_line(&what, line, moved, DIGITS);
            }
        }
    }
    assert!(converged > 2880, "{converged}");
}

#[test]
fn a_path_is_the_same() {
    for pair in pairs(0..100) {
        let Pair { near, far, seed, .. } = &pair;
        let path = PenaltyPath {
            steps: 12,
            l1_ratio: [1.0, 0.5, 0.0][*seed as usize % 3],
            smallest: 1e-3,
        };
        for standardise in [false, true] {
            let config = LinearRegression { standardise, ..Default::default() };
            let one = config.path(&near.problem(&near.numbers), &path).unwrap();
            let other = config.path(&far.problem(&far.numbers), &path).unwrap();
            assert!(one.len() == other.len() && !one.is_empty());
            for (a, b) in one.iter().zip(&other) {
                let [line, moved] = [a, b].map(|fit| Line(&fit.coefficients, fit.intercept));
                pair.same_line(&format!("{:?}", a.config), line, moved, 1e-8);
            }
            let config = LogisticRegression { standardise, ..Default::default() };
            let one = config.path(&near.problem(&near.labels), &path).unwrap();
            let other = config.path(&far.problem(&far.labels), &path).unwrap();
            assert!(one.len() == other.len() && !one.is_empty());
            for (a, b) in one.iter().zip(&other) {
                let [line, moved] = [a, b].map(|fit| Line(&fit.coefficients, fit.intercept));
                pair.same_line(&format!("{:?}", a.config), line, moved, 1e-8);
            }
        }
    }
}

#[track_caller]
fn same_choice(what: &str, one: &CrossValidation, other: &CrossValidation) {
    agree(what, &other.losses, &one.losses, DIGITS);
    agree(what, &other.standard_errors, &one.standard_errors, DIGITS);
    assert_eq!(
        (other.best, other.within_one_standard_error),
        (one.best, one.within_one_standard_error),
        "{what}"
    );
    let sizes = |found: &CrossValidation| -> Vec<f64> {
        found.penalties.iter().flat_map(|penalty| [penalty.l1, penalty.l2]).collect()
    };
    agree(what, &sizes(other), &sizes(one), DIGITS);
}

#[test]
fn cross_validation_chooses_the_same() {
    for Pair { seed, near, far, shifts } in pairs(0..100) {
        let path =
            PenaltyPath { steps: 10, l1_ratio: [1.0, 0.5, 0.0][seed as usize % 3], smallest: 1e-3 };
        let folds = near.folds(3);
        for standardise in [false, true] {
            let what = format!("seed {seed}, shifts {shifts:?}, standardise {standardise}");
            let config = LinearRegression { standardise, ..Default::default() };
            let of = |table: &Table| {
                config.cross_validate(&table.problem(&table.numbers), &folds, &path).unwrap()
            };
            same_choice(&what, &of(&near), &of(&far));
            let config = LogisticRegression { standardise, ..Default::default() };
            let of = |table: &Table| {
                config.cross_validate(&table.problem(&table.labels), &folds, &path).unwrap()
            };
            same_choice(&what, &of(&near), &of(&far));
        }
    }
}

/// Beyond 2,000 features no Hessian is built.
#[test]
fn more_features_than_a_hessian_is_good_for() {
    let (n, p) = (30, 2_010);
    let near = crate::common::samples(n, p, 77);
    let x = Mat::from_fn(n, p, |i, j| crate::common::tables::on_the_grid(near.x[(i, j)]));
    let shifts = shifts(p, 77);
    let far = Mat::from_fn(n, p, |i, j| x[(i, j)] + shifts[j]);
    let config = LogisticRegression { penalty: Penalty::l2(0.5), ..Default::default() };
    let one = config.fit(x.as_ref(), &near.labels).unwrap();
    let other = config.fit(far.as_ref(), &near.labels).unwrap();
    assert_eq!((one.report.status, other.report.status), (Status::Converged, Status::Converged));
    agree("wide", &other.coefficients, &one.coefficients, DIGITS);
}

/// Nothing may be centred then, and no law holds; but everything ends, in numbers.
#[test]
fn without_an_intercept_everything_still_ends() {
    let path = PenaltyPath { steps: 4, ..Default::default() };
    let mut ends = Ends::default();
    for Pair { seed, far, .. } in pairs(0..100) {
        let far = Table { has_intercept: false, ..far };
        let (lines, logits) = (far.problem(&far.numbers), far.problem(&far.labels));
        for penalty in PENALTIES {
            let what = format!("seed {seed}, {penalty:?}");
            let line = LinearRegression { penalty, ..Default::default() };
            let line = line.fit_problem(&lines).unwrap();
            let fit = LogisticRegression { penalty, ..Default::default() };
            let fit = fit.fit_problem(&logits).unwrap();
            assert_eq!((line.intercept, fit.intercept), (0.0, 0.0));
            finite::linear(&what, &line, Some(&lines));
            finite::logistic(&what, &fit, Some(&logits));
            ends.well("a line's estimates", line.inference_of(&lines));
            ends.well("estimates", fit.inference_of(&logits));
            ends.well("a profile", fit.profile_interval(&logits, 0, 0.95));
        }
        let what = format!("seed {seed}");
        let (of_logits, of_lines) = (LogisticRegression::default(), LinearRegression::default());
        let fits = of_logits.path(&logits, &path).unwrap();
        fits.iter().for_each(|fit| finite::logistic(&what, fit, None));
        let folds = far.folds(3);
        finite::judged(&what, &of_logits.cross_validate(&logits, &folds, &path).unwrap());
        finite::judged(&what, &of_lines.cross_validate(&lines, &folds, &path).unwrap());
        let fit = ends.well("Firth", FirthRegression::default().fit_problem(&logits));
        fit.iter().for_each(|fit| finite::finite(&what, &fit.coefficients));
        fit.iter().for_each(|fit| finite::report(&what, &fit.report));
        let found = find_separation(&logits).unwrap();
        found.iter().for_each(|found| finite::finite(&what, &found.weights));
    }
    ends.are_at_least(&[
        ("Firth", 60),
        ("a line's estimates", 58),
        ("a profile", 40),
        ("estimates", 55),
    ]);
}
