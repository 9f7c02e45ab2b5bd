//! Every function that judges a fit, on tables that nobody would wish for: an error or an answer made of
//! numbers, never a panic.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use common::samples;
use linalg_lite::Mat;
use models::{
    FirthRegression, FittedLogistic, LinearRegression, LogisticRegression, PenaltyPath,
    SoftmaxRegression, Status, Weighting, find_separation, find_separation_of_classes,
};

struct Nasty {
    name: &'static str,
    x: Mat<f64>,
    labels: Vec<bool>,
}

fn nasty_tables() -> Vec<Nasty> {
    let data = samples(24, 3, 81);
    let with = |name, change: &dyn Fn(usize, usize, f64) -> f64| Nasty {
        name,
        x: Mat::from_fn(24, 3, |i, j| change(i, j, data.x[(i, j)])),
        labels: data.labels.clone(),
    };
    let last = |to: f64| move |_: usize, j: usize, x: f64| if j == 2 { to } else { x };
    let one = |to: f64| move |i: usize, j: usize, x: f64| if (i, j) == (5, 1) { to } else { x };
    vec![
        with("NaN", &one(f64::NAN)),
        with("infinite", &one(f64::INFINITY)),
        with("huge", &one(1e300)),
        with("all huge", &|_, _, x| x * 1e300),
        with("all tiny", &|_, _, x| x * 1e-300),
        with("zeros", &last(0.0)),
        with("constant", &last(-7.5)),
        with("everything constant", &|_, _, _| 3.0),
        with("a twin", &|_, j, x| if j == 2 { 0.0 } else { x }),
        Nasty { name: "no columns", x: Mat::zeros(24, 0), labels: data.labels.clone() },
        Nasty { name: "one row", x: Mat::from_fn(1, 2, |_, _| 1.0), labels: vec![true] },
        Nasty {
            name: "two rows",
            x: Mat::from_fn(2, 5, |i, j| (i * j) as f64),
            labels: vec![true, false],
        },
        Nasty { name: "no rows", x: Mat::zeros(0, 2), labels: Vec::new() },
        Nasty { name: "one class", x: data.x.clone(), labels: vec![true; 24] },
        Nasty { name: "another length", x: data.x.clone(), labels: vec![true, false] },
    ]
}

/// What a converged fit says about itself is made of numbers.
fn is_made_of_numbers(name: &str, model: &FittedLogistic) {
    if model.report.status == Status::Converged {
        assert!(model.coefficients.iter().all(|c| c.is_finite()), "{name}: {:?}", model.report);
        assert!(model.report.objective.is_finite() && model.report.gradient_norm.is_finite());
        assert!(model.report.certificate.is_none_or(|c| c.gap.is_finite()), "{name}");
    }
}

#[test]
fn no_table_makes_them_panic() {
    for Nasty { name, x, labels } in nasty_tables() {
        let x = x.as_ref();
        let numbers: Vec<f64> = labels.iter().map(|label| f64::from(u8::from(*label))).collect();
        let classes: Vec<usize> = (0..labels.len()).map(|i| i % 3).collect();
        let folds: Vec<usize> = (0..labels.len()).map(|i| i % 2).collect();
        let path = PenaltyPath { steps: 5, ratio: 0.5, ..Default::default() };
        let all = Weighting::default;
        for [l1, l2] in [[0.0, 0.0], [0.0, 0.1], [0.1, 0.0]] {
            let config = LogisticRegression { l1, l2, ..Default::default() };
            if let Ok(model) = config.fit(x, &labels) {
                is_made_of_numbers(name, &model);
                let _ = model.inference(x, &labels).map(|found| found.summary(&[], 0.95));
                let _ = model.profile_interval(x, &labels, all(), 0, 0.95);
                let _ = model.leverages(x, &labels);
                let _ = (model.explain().to_string(), model.minimum_norm());
            }
            let line = LinearRegression { l1, l2, ..Default::default() };
            if let Ok(line) = line.fit(x, &numbers) {
                let _ = line.inference(x, &numbers).map(|found| found.summary(&[], 0.95));
            }
        }
        let config = LogisticRegression::default();
        let _ = config.diagnose(x, &labels);
        let _ = config.path(x, &labels, &path, all());
        let _ = config.cross_validate(x, &labels, &folds, &path, all());
        let line = LinearRegression::default();
        let _ = line.path(x, &numbers, &path, all());
        let _ = line.cross_validate(x, &numbers, &folds, &path, all());
        let _ = (
            find_separation(&Problem::new(x, &labels).unwrap()),
            find_separation(&Problem::new(x, &labels).unwrap().without_intercept().unwrap()),
        );
        let _ = find_separation_of_classes(&Problem::new(x, &classes).unwrap(), 3);
        if let Ok(model) = FirthRegression::default().fit(x, &labels) {
            assert!(model.coefficients.iter().all(|c| c.is_finite()), "{name}");
            let _ = model.estimates(x, &labels, all());
            let _ = model.profile_interval(x, &labels, all(), 0, 0.95);
            let _ = model.test(x, &labels, all(), 0);
        }
        let softmax = SoftmaxRegression::default();
        if let Ok(model) = softmax.fit(x, &classes, 3) {
            let _ = model.inference(x, &classes, None);
        }
    }
}
