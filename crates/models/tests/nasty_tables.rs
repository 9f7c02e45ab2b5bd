//! Every function that judges a fit, on tables that nobody would wish for: an error or an answer made of
//! numbers, never a panic.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use common::finite::{
    estimates, finite, judged, likelihood, linear, logistic, ordered, report, test, text,
};
use common::samples;
use linalg_lite::Mat;
use models::firth::FirthRegression;
use models::paths::PenaltyPath;
use models::separation::{find_separation, find_separation_of_classes};
use models::{LinearRegression, LogisticRegression, Penalty, Problem, SoftmaxRegression};

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
        with("a twin", &|i, j, x| if j == 2 { data.x[(i, 0)] } else { x }),
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

fn numbers_of(labels: &[bool]) -> Vec<f64> {
    labels.iter().map(|label| f64::from(u8::from(*label))).collect()
}

#[test]
fn fits_of_two_kinds_are_made_of_numbers() {
    for Nasty { name, x, labels } in nasty_tables() {
        let (x, numbers) = (x.as_ref(), numbers_of(&labels));
        for [l1, l2] in [[0.0, 0.0], [0.0, 0.1], [0.1, 0.0]] {
            let (penalty, what) = (Penalty { l1, l2 }, format!("{name}, l1 {l1}, l2 {l2}"));
            let config = LogisticRegression { penalty, ..Default::default() };
            if let Ok(model) = config.fit(x, &labels) {
                logistic(&what, &model, Problem::new(x, &labels).ok().as_ref());
            }
            let config = LinearRegression { penalty, ..Default::default() };
            if let Ok(line) = config.fit(x, &numbers) {
                linear(&what, &line, Problem::new(x, &numbers).ok().as_ref());
            }
        }
    }
}

#[test]
fn paths_and_folds_are_made_of_numbers() {
    let path = PenaltyPath { steps: 5, l1_ratio: 0.5, ..Default::default() };
    for Nasty { name, x, labels } in nasty_tables() {
        let (x, numbers) = (x.as_ref(), numbers_of(&labels));
        let folds: Vec<usize> = (0..labels.len()).map(|i| i % 2).collect();
        if let Ok(problem) = Problem::new(x, &labels) {
            let config = LogisticRegression::default();
            let fits = config.path(&problem, &path).unwrap_or_default();
            fits.iter().for_each(|fit| logistic(name, fit, None));
            if let Ok(found) = config.cross_validate(&problem, &folds, &path) {
                judged(name, &found);
            }
        }
        if let Ok(problem) = Problem::new(x, &numbers) {
            let config = LinearRegression::default();
            let fits = config.path(&problem, &path).unwrap_or_default();
            fits.iter().for_each(|fit| linear(name, fit, None));
            if let Ok(found) = config.cross_validate(&problem, &folds, &path) {
                judged(name, &found);
            }
        }
    }
}

#[test]
fn what_judges_a_table_is_made_of_numbers() {
    for Nasty { name, x, labels } in nasty_tables() {
        let x = x.as_ref();
        let classes: Vec<usize> = (0..labels.len()).map(|i| i % 3).collect();
        for finding in LogisticRegression::default().diagnose(x, &labels).unwrap_or_default() {
            text(name, &finding.describe(&[]));
        }
        let (Ok(two), Ok(three)) = (Problem::new(x, &labels), Problem::new(x, &classes)) else {
            continue;
        };
        for found in [
            find_separation(&two),
            find_separation(&two.without_intercept()),
            find_separation_of_classes(&three, 3),
        ] {
            let found = found.unwrap_or_default();
            found.into_iter().for_each(|found| finite(name, &found.weights));
        }
    }
}

#[test]
fn other_models_are_made_of_numbers() {
    for Nasty { name, x, labels } in nasty_tables() {
        let x = x.as_ref();
        let classes: Vec<usize> = (0..labels.len()).map(|i| i % 3).collect();
        if let Ok(model) = FirthRegression::default().fit(x, &labels) {
            finite(name, &[&model.coefficients[..], &[model.intercept]].concat());
            report(name, &model.report);
            let problem = Problem::new(x, &labels).unwrap();
            if let Ok(found) = model.estimates(&problem) {
                estimates(name, &found);
            }
            if let Ok(ends) = model.profile_interval(&problem, 0, 0.95) {
                ordered(name, ends);
            }
            if let Ok(found) = model.test(&problem, 0) {
                test(name, found);
            }
        }
        if let Ok(model) = SoftmaxRegression::default().fit(x, &classes, 3) {
            finite(name, &[model.coefficients.concat(), model.intercepts.clone()].concat());
            report(name, &model.report);
            if let Ok(found) = model.inference(x, &classes) {
                found.estimates.iter().for_each(|of_class| estimates(name, of_class));
                likelihood(name, &found.likelihood);
            }
        }
    }
}
