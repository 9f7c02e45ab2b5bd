//! A constant added to a feature changes the intercept and nothing else, as far as the feature's own
//! digits go. All features here lie on a dyadic grid, so that sums with the constants are exact.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use common::tables::{PENALTIES, Table, draw, shifts};
use linalg_lite::{Design, Mat, collinearity, dependencies};
use models::firth::FirthRegression;
use models::inference::{Estimates, TestResult};
use models::paths::{CrossValidation, PenaltyPath};
use models::separation::{find_separation, find_separation_of_classes};
use models::solver::{Lbfgs, Newton};
use models::{
    LinearRegression, LogisticRegression, OneVsRest, Penalty, SoftmaxRegression, Solver, Status,
};

const DIGITS: f64 = 1e-9;

/// A table, and the same far from zero.
struct Pair {
    seed: u64,
    near: Table,
    far: Table,
    shifts: Vec<f64>,
}

fn pairs(seeds: std::ops::Range<u64>) -> impl Iterator<Item = Pair> {
    seeds.map(|seed| {
        let near = draw(seed);
        let shifts = shifts(near.x.ncols(), seed);
        let far = near.changed(|j, x| x + shifts[j]);
        Pair { seed, near, far, shifts }
    })
}

/// Coefficients and an intercept.
#[derive(Clone, Copy)]
struct Line<'a>(&'a [f64], f64);

impl Pair {
    /// The coefficients are the same, and the intercept makes up for the shifts.
    #[track_caller]
    fn same_line(&self, what: &str, near: Line<'_>, far: Line<'_>, digits: f64) {
        let what = &format!("seed {}, shifts {:?}, {what}", self.seed, self.shifts);
        agree(what, far.0, near.0, digits);
        let rounding = self.moves(far.0) * 8.0 * f64::EPSILON;
        let moved = far.1 + self.shifts.iter().zip(far.0).map(|(m, c)| m * c).sum::<f64>();
        assert!((moved - near.1).abs() <= digits * 10.0 + rounding, "{what}: {moved} {}", near.1);
    }

    /// The sizes of what the intercept has to make up for.
    fn moves(&self, coefficients: &[f64]) -> f64 {
        self.shifts.iter().zip(coefficients).map(|(shift, c)| (shift * c).abs()).sum()
    }

    /// What inference can hold: it begins with the intercept as it was handed out, rounded far from zero.
    fn digits_of_the_intercept(&self, near: &Estimates) -> f64 {
        let coefficients: Vec<f64> = near.estimates.iter().flatten().map(|e| e.value).collect();
        DIGITS + 4.0 * f64::EPSILON * self.moves(&coefficients)
    }

    /// The same errors and statistics of all coefficients, and the intercept's own where it has moved to.
    #[track_caller]
    fn same_estimates(&self, what: &str, near: &Estimates, far: &Estimates) {
        let what = &format!("seed {}, shifts {:?}, {what}", self.seed, self.shifts);
        let p = self.shifts.len();
        let of = |e: &Estimates| -> Vec<f64> {
            let coefficients = e.estimates[..p].iter().map(|e| e.unwrap());
            coefficients.flat_map(|e| [e.standard_error, e.statistic]).collect()
        };
        agree(what, &of(far), &of(near), self.digits_of_the_intercept(near));
        assert_eq!(far.distribution, near.distribution, "{what}");
        let back: Vec<f64> = self.shifts.iter().map(|shift| -shift).collect();
        let expected = near.standard_error_at(&back).unwrap();
        let found = far.estimates[p].unwrap().standard_error;
        assert!((found / expected - 1.0).abs() < 1e-7, "{what}: intercept {found} {expected}");
    }
}

/// Within so many digits, of each number or of 1.
#[track_caller]
fn agree(what: &str, found: &[f64], expected: &[f64], digits: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (f, e) in found.iter().zip(expected) {
        let close = (f - e).abs() <= digits * e.abs().max(1.0) || f == e;
        assert!(close, "{what}: {found:?} is not {expected:?}");
    }
}

fn statistic(test: Option<TestResult>) -> Vec<f64> {
    test.iter().map(|test| test.statistic).collect()
}

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
    let solvers =
        [Solver::Auto, Solver::Newton(Newton::default()), Solver::Lbfgs(Lbfgs::default())];
    let mut converged = 0;
    for pair in pairs(0..200) {
        let Pair { near, far, .. } = &pair;
        for solver in solvers {
            for penalty in PENALTIES {
                if penalty.l1 > 0.0 && solver != Solver::Auto {
                    continue;
                }
                for standardise in [false, true] {
                    let config = LogisticRegression { solver, penalty, standardise };
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
        }
    }
    assert!(converged > 3000, "{converged}");
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
            for (a, b) in one.iter().zip(&other) {
                let [line, moved] = [a, b].map(|fit| Line(&fit.coefficients, fit.intercept));
                pair.same_line(&format!("{:?}", a.config), line, moved, 1e-8);
            }
            let config = LogisticRegression { standardise, ..Default::default() };
            let one = config.path(&near.problem(&near.labels), &path).unwrap();
            let other = config.path(&far.problem(&far.labels), &path).unwrap();
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

#[test]
fn errors_tests_profiles_and_leverages_are_the_same() {
    for pair in pairs(0..200) {
        let Pair { seed, near, far, .. } = &pair;
        let what = format!("seed {seed}");
        let of = |table: &Table| {
            let problem = table.problem(&table.numbers);
            LinearRegression::default()
                .fit_problem(&problem)
                .unwrap()
                .inference_of(&problem)
                .unwrap()
        };
        let (one, other) = (of(near), of(far));
        pair.same_estimates("line", &one.estimates, &other.estimates);
        pair.same_estimates("line, robust", &one.robust, &other.robust);
        let digits = pair.digits_of_the_intercept(&one.estimates);
        let tests = [&other, &one].map(|found| statistic(found.test_of_all_features));
        agree(&what, &tests[0], &tests[1], digits);
        agree(&what, &[other.r_squared], &[one.r_squared], digits);

        let (of_near, of_far) = (near.problem(&near.labels), far.problem(&far.labels));
        let fit = LogisticRegression::default().fit_problem(&of_near).unwrap();
        let moved = LogisticRegression::default().fit_problem(&of_far).unwrap();
        if fit.report.status != Status::Converged {
            continue;
        }
        let (one, other) =
            (fit.inference_of(&of_near).unwrap(), moved.inference_of(&of_far).unwrap());
        pair.same_estimates("logits", &one.estimates, &other.estimates);
        pair.same_estimates("logits, robust", &one.robust, &other.robust);
        let of_likelihood = |found: &models::inference::Likelihood| {
            [found.log_likelihood, found.null_log_likelihood, found.dispersion.unwrap_or(1.0)]
        };
        let digits = pair.digits_of_the_intercept(&one.estimates);
        agree(&what, &of_likelihood(&other.likelihood), &of_likelihood(&one.likelihood), digits);
        let tests = [&other, &one].map(|found| statistic(found.test_of_all_features));
        agree(&what, &tests[0], &tests[1], digits);
        let leverages = moved.leverages_of(&of_far).unwrap();
        agree(&what, &leverages, &fit.leverages_of(&of_near).unwrap(), digits);
        if let Ok(ends) = fit.profile_interval(&of_near, 0, 0.95) {
            let found = moved.profile_interval(&of_far, 0, 0.95).unwrap();
            agree(&format!("{what}, profile"), &found, &ends, 10.0 * digits);
        }
    }
}

#[test]
fn firth_moves_its_intercept_alone() {
    for pair in pairs(0..100) {
        let Pair { seed, near, far, .. } = &pair;
        let (of_near, of_far) = (near.problem(&near.labels), far.problem(&far.labels));
        let fit = FirthRegression::default().fit_problem(&of_near).unwrap();
        let moved = FirthRegression::default().fit_problem(&of_far).unwrap();
        assert_eq!(
            (fit.report.status, moved.report.status),
            (Status::Converged, Status::Converged),
            "seed {seed}, shifts {:?}",
            pair.shifts
        );
        let [line, other] = [&fit, &moved].map(|fit| Line(&fit.coefficients, fit.intercept));
        pair.same_line("Firth", line, other, 1e-8);
        let (one, other) = (fit.estimates(&of_near).unwrap(), moved.estimates(&of_far).unwrap());
        let errors = |found: &Estimates| -> Vec<f64> {
            found.estimates[..pair.shifts.len()].iter().map(|e| e.unwrap().standard_error).collect()
        };
        let digits = 10.0 * pair.digits_of_the_intercept(&one);
        agree("Firth's errors", &errors(&other), &errors(&one), digits);
        if let Ok(test) = fit.test(&of_near, 0) {
            let found = moved.test(&of_far, 0).unwrap().statistic;
            agree(&format!("seed {seed}, test"), &[found], &[test.statistic], digits);
            let ends = fit.profile_interval(&of_near, 0, 0.9).unwrap();
            let found = moved.profile_interval(&of_far, 0, 0.9).unwrap();
            agree(&format!("seed {seed}, profile"), &found, &ends, digits);
        }
    }
}

#[test]
fn several_classes_move_their_intercepts_alone() {
    for pair in pairs(0..120) {
        let Pair { seed, near, far, .. } = &pair;
        let (near, far) = (near.without_offset(), far.without_offset());
        let (of_near, of_far) = (near.problem(&near.classes), far.problem(&far.classes));
        for (l2, standardise) in [(0.0, false), (0.05, false), (0.05, true)] {
            let config = SoftmaxRegression { l2, standardise, ..Default::default() };
            let fit = config.fit_problem(&of_near, 3).unwrap();
            let moved = config.fit_problem(&of_far, 3).unwrap();
            assert_eq!(fit.report.status, moved.report.status, "{seed}");
            if fit.report.status != Status::Converged {
                continue;
            }
            // The differences between classes are rounded, before each class is.
            let moves = |k: usize| pair.moves(&moved.coefficients[k]);
            let digits = DIGITS + 4.0 * f64::EPSILON * (0..3).map(moves).sum::<f64>();
            for k in 0..3 {
                let [line, other] =
                    [&fit, &moved].map(|fit| Line(&fit.coefficients[k], fit.intercepts[k]));
                pair.same_line(&format!("class {k}, l2 {l2}"), line, other, digits);
            }
            if l2 == 0.0 && near.is_frequency() {
                let one = fit.inference_of(&of_near).unwrap();
                let other = moved.inference_of(&of_far).unwrap();
                for (one, other) in one.estimates.iter().zip(&other.estimates) {
                    pair.same_estimates("softmax", one, other);
                }
                let of = |found: &models::inference::Likelihood| found.deviance();
                agree("deviance", &[of(&other.likelihood)], &[of(&one.likelihood)], DIGITS);
            }
        }
        let config = OneVsRest::default();
        let fit = config.fit_problem(&of_near, 3).unwrap();
        let moved = config.fit_problem(&of_far, 3).unwrap();
        for (fit, moved) in fit.models.iter().zip(&moved.models) {
            if fit.report.status == Status::Converged {
                let [line, other] = [fit, moved].map(|fit| Line(&fit.coefficients, fit.intercept));
                pair.same_line("one against the rest", line, other, DIGITS);
            }
        }
    }
}

/// Labels that a plane through some of the features tells apart, or all but.
#[test]
fn separation_is_found_wherever_the_columns_are() {
    let mut separated = 0;
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
        let of = |table: &Table| {
            let found = find_separation_of_classes(&table.problem(&table.classes), 3).unwrap();
            found.map(|found| (found.separation, found.features, found.infinite))
        };
        assert_eq!(of(&near), of(&far), "{what}");
    }
    assert!(separated > 60, "{separated}");
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
        assert_eq!(one.report.status, other.report.status, "{what}");
        if one.report.status == (Status::RankDeficient { rank: p + 1 }) {
            agree(&what, &other.coefficients, &one.coefficients, DIGITS);
        }
    }
}

/// Beyond 2,000 features no Hessian is built.
#[test]
fn more_features_than_a_hessian_is_good_for() {
    let (n, p) = (30, 2_010);
    let near = common::samples(n, p, 77);
    let x = Mat::from_fn(n, p, |i, j| common::tables::on_the_grid(near.x[(i, j)]));
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
    for Pair { seed, far, .. } in pairs(0..100) {
        let far = Table { has_intercept: false, ..far };
        let (lines, logits) = (far.problem(&far.numbers), far.problem(&far.labels));
        for penalty in PENALTIES {
            let line =
                LinearRegression { penalty, ..Default::default() }.fit_problem(&lines).unwrap();
            let fit = LogisticRegression { penalty, ..Default::default() }.fit_problem(&logits);
            let fit = fit.unwrap();
            for c in line.coefficients.iter().chain(&fit.coefficients) {
                assert!(c.is_finite(), "seed {seed}, {penalty:?}");
            }
            assert_eq!((line.intercept, fit.intercept), (0.0, 0.0));
            let _ = line.inference_of(&lines);
            let _ = fit.inference_of(&logits);
            let _ = fit.profile_interval(&logits, 0, 0.95);
        }
        let _ = LogisticRegression::default().path(&logits, &path);
        let _ = LogisticRegression::default().cross_validate(&logits, &far.folds(3), &path);
        let _ = LinearRegression::default().cross_validate(&lines, &far.folds(3), &path);
        let _ = FirthRegression::default().fit_problem(&logits);
        let _ = find_separation(&logits);
    }
}
