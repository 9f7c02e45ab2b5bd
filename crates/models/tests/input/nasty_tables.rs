//! Every function that judges a fit, on tables that nobody would wish for: an error or an answer made of
//! numbers, never a panic.

use crate::common::finite::{
    Ends, estimates, finite, judged, likelihood, linear, logistic, ordered, report, test, text,
};
use crate::common::samples;
use linalg_lite::Mat;
use models::firth::FirthRegression;
use models::paths::PenaltyPath;
use models::separation::{find_separation, find_separation_of_classes};
use models::{Error, LinearRegression, LogisticRegression, Penalty, Problem, SoftmaxRegression};

const NO_LINE: [&str; 4] = ["NaN", "infinite", "no rows", "another length"];
const NO_LOGITS: [&str; 4] = ["one row", "one class", "huge", "all huge"]; // nor these

fn has_logits(name: &str) -> bool {
    ![NO_LINE, NO_LOGITS].concat().contains(&name)
}

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
            let model = config.fit(x, &labels);
            assert_eq!(model.is_ok(), has_logits(name), "{what}");
            if let Ok(model) = model {
                logistic(&what, &model, Some(&Problem::new(x, &labels).unwrap()));
            }
            let config = LinearRegression { penalty, ..Default::default() };
            let line = config.fit(x, &numbers);
            let has_no_squares = l1 > 0.0 && name.contains("huge"); // which corners need
            assert_eq!(line.is_err(), NO_LINE.contains(&name) || has_no_squares, "{what}");
            if let Ok(line) = line {
                linear(&what, &line, Some(&Problem::new(x, &numbers).unwrap()));
            }
        }
    }
}

#[test]
fn paths_and_folds_are_made_of_numbers() {
    let path = PenaltyPath { steps: 5, l1_ratio: 0.5, ..Default::default() };
    let mut ends = Ends::default();
    for Nasty { name, x, labels } in nasty_tables() {
        let (x, numbers) = (x.as_ref(), numbers_of(&labels));
        let folds: Vec<usize> = (0..labels.len()).map(|i| i % 2).collect();
        if let Ok(problem) = Problem::new(x, &labels) {
            let config = LogisticRegression::default();
            let fits = ends.well("a path of logits", config.path(&problem, &path));
            fits.iter().flatten().for_each(|fit| logistic(name, fit, None));
            let found = config.cross_validate(&problem, &folds, &path);
            ends.well("folds of logits", found).iter().for_each(|found| judged(name, found));
        }
        if let Ok(problem) = Problem::new(x, &numbers) {
            let config = LinearRegression::default();
            let fits = ends.well("a path of lines", config.path(&problem, &path));
            fits.iter().flatten().for_each(|fit| linear(name, fit, None));
            let found = config.cross_validate(&problem, &folds, &path);
            ends.well("folds of lines", found).iter().for_each(|found| judged(name, found));
        }
    }
    ends.are_at_least(&[
        ("a path of lines", 9),
        ("a path of logits", 7),
        ("folds of lines", 8),
        ("folds of logits", 6),
    ]);
}

#[test]
fn what_judges_a_table_is_made_of_numbers() {
    let mut ends = Ends::default();
    for Nasty { name, x, labels } in nasty_tables() {
        let x = x.as_ref();
        let classes: Vec<usize> = (0..labels.len()).map(|i| i % 3).collect();
        let findings = LogisticRegression::default().diagnose(x, &labels);
        assert_eq!(findings.is_ok(), has_logits(name), "{name}");
        findings.into_iter().flatten().for_each(|finding| text(name, &finding.describe(&[])));
        let (Ok(two), Ok(three)) = (Problem::new(x, &labels), Problem::new(x, &classes)) else {
            continue;
        };
        for found in [
            find_separation(&two),
            find_separation(&two.without_intercept()),
            find_separation_of_classes(&three, 3),
        ] {
            let found = ends.well("a search", found).flatten();
            found.into_iter().for_each(|found| finite(name, &found.weights));
        }
    }
    ends.are_at_least(&[("a search", 27)]);
}

#[test]
fn other_models_are_made_of_numbers() {
    let mut ends = Ends::default();
    for Nasty { name, x, labels } in nasty_tables() {
        let x = x.as_ref();
        let classes: Vec<usize> = (0..labels.len()).map(|i| i % 3).collect();
        let model = FirthRegression::default().fit(x, &labels);
        let is_too_large = matches!(model, Err(Error::TooLarge { .. }));
        assert_eq!(is_too_large, name.contains("huge"), "{name}: {model:?}");
        if let Some(model) = ends.well("Firth", model) {
            finite(name, &[&model.coefficients[..], &[model.intercept]].concat());
            report(name, &model.report);
            let problem = Problem::new(x, &labels).unwrap();
            let found = ends.well("Firth's estimates", model.estimates(&problem));
            found.iter().for_each(|found| estimates(name, found));
            let found = ends.well("Firth's profile", model.profile_interval(&problem, 0, 0.95));
            found.into_iter().for_each(|found| ordered(name, found));
            let found = ends.well("Firth's test", model.test(&problem, 0));
            found.into_iter().for_each(|found| test(name, found));
        }
        let model = SoftmaxRegression::default().fit(x, &classes, 3);
        if let Some(model) = ends.well("softmax", model) {
            finite(name, &[model.coefficients.concat(), model.intercepts.clone()].concat());
            report(name, &model.report);
            if let Some(found) = ends.well("softmax's estimates", model.inference(x, &classes)) {
                found.estimates.iter().for_each(|of_class| estimates(name, of_class));
                likelihood(name, &found.likelihood);
            }
        }
    }
    ends.are_at_least(&[
        ("Firth", 1),
        ("Firth's estimates", 1),
        ("Firth's profile", 1),
        ("Firth's test", 1),
        ("softmax", 7),
        ("softmax's estimates", 6),
    ]);
}
