//! Gradient descent on standardised features, of which there is no copy, walks as it would on one.

use linalg_lite::{Mat, matrix_from_columns};
use models::solver::{GradientDescent, Solver};
use models::{LinearRegression, LinearSolver, LogisticRegression, Penalty, StandardScaler};

fn features() -> Mat<f64> {
    let size = [1.0, 1e-6, 300.0, 7.0];
    let mean = [0.3, 5.0, -1e4, 0.0];
    Mat::from_fn(600, 4, |i, j| {
        mean[j] + size[j] * (((i * (5 * j + 7) + j) % 101) as f64 / 50.0 - 1.0)
    })
}

fn agree(what: &str, found: &[f64], expected: &[f64]) {
    for (found, expected) in found.iter().zip(expected) {
        let distance = (found - expected).abs();
        assert!(distance <= 1e-9 * expected.abs(), "{what}: {found} {expected}");
    }
}

#[test]
fn the_path_is_that_on_a_standardised_copy() {
    let x = features();
    let labels: Vec<bool> =
        (0..600).map(|i| x[(i, 0)] + ((i * 31) % 17) as f64 / 20.0 > 0.7).collect();
    let targets: Vec<f64> = (0..600).map(|i| 3.0 * x[(i, 0)] + ((i * 31) % 17) as f64).collect();
    let scaler = StandardScaler.fit(x.as_ref()).unwrap();
    let copy = scaler.transform(x.as_ref()).unwrap();
    let descent = GradientDescent { rate: 0.5, epochs: 40, ..Default::default() };
    for l2 in [0.0, 0.1] {
        let penalty = Penalty::l2(l2);
        let solver = Solver::GradientDescent(descent);
        let config = LogisticRegression { solver, penalty, standardise: true };
        let found = config.fit(x.as_ref(), &labels).unwrap();
        let on_copy = LogisticRegression { standardise: false, ..config };
        let on_copy = on_copy.fit(copy.as_ref(), &labels).unwrap();
        let plain = scaler.plain_parameters(&on_copy.coefficients, on_copy.intercept).unwrap();
        agree("coefficients", &found.coefficients, &plain.0);
        agree("objectives", &found.report.objectives(), &on_copy.report.objectives());
        assert_eq!(found.report.status, on_copy.report.status);

        let solver = LinearSolver::GradientDescent(descent);
        let config = LinearRegression { solver, penalty, standardise: true };
        let found = config.fit(x.as_ref(), &targets).unwrap();
        let on_copy = LinearRegression { standardise: false, ..config };
        let on_copy = on_copy.fit(copy.as_ref(), &targets).unwrap();
        let plain = scaler.plain_parameters(&on_copy.coefficients, on_copy.intercept).unwrap();
        agree("coefficients of a line", &found.coefficients, &plain.0);
    }
}

#[test]
fn a_rate_that_is_too_fast_gets_the_safe_one_of_the_copy() {
    let x = features();
    let labels: Vec<bool> = (0..600).map(|i| i % 3 == 0).collect();
    let copy = StandardScaler.fit(x.as_ref()).unwrap().transform(x.as_ref()).unwrap();
    let descent = GradientDescent { rate: 500.0, epochs: 60, ..Default::default() };
    let penalty = Penalty::l2(0.5);
    let fit = |x: &Mat<f64>, standardise| {
        let solver = Solver::GradientDescent(descent);
        let config = LogisticRegression { solver, penalty, standardise };
        config.fit(x.as_ref(), &labels).unwrap().report.divergence.unwrap().safe_rate.unwrap()
    };
    agree("the safe rate", &[fit(&x, true)], &[fit(&copy, false)]);
}

#[test]
fn a_feature_that_others_replace_is_named_in_its_own_units() {
    let first: Vec<f64> = (0..40).map(|i| f64::from((i * 7) % 11)).collect();
    let second: Vec<f64> = first.iter().map(|x| 1000.0 * x + 3.0).collect();
    let x = matrix_from_columns(&[&first, &second]).unwrap();
    let targets: Vec<f64> = first.iter().map(|x| 2.0 * x + 1.0).collect();
    let descent = GradientDescent { rate: 0.1, epochs: 300, ..Default::default() };
    let solver = LinearSolver::GradientDescent(descent);
    let config = LinearRegression { solver, standardise: true, ..Default::default() };
    let fit = config.fit(x.as_ref(), &targets).unwrap();
    let combination = &fit.report.combinations[0];
    assert!((combination.terms[0].1 - 1000.0).abs() < 1e-9, "{combination:?}");
    assert!((combination.constant - 3.0).abs() < 1e-9, "{combination:?}");
}
