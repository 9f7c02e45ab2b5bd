//! Recalibration of predictions for real tables against statsmodels and R, and its laws.

use crate::common::reference::reference;
use models::inference::{Distribution, Estimate, TestResult};
use models::recalibration::{CalibrationLine, in_the_large, line};
use models::{Error, SampleWeights};
use serde_json::{Map, Value};

/// Labels, logits and counts.
struct Judged {
    labels: Vec<bool>,
    logits: Vec<f64>,
    counts: Option<Vec<f64>>,
}

impl Judged {
    fn of(case: &Value) -> Self {
        let counts = (!case["weights"].is_null()).then(|| numbers(&case["weights"]));
        let labels = numbers(&case["actual"]).iter().map(|y| *y == 1.0).collect();
        Self { labels, logits: numbers(&case["logits"]), counts }
    }

    fn all(&self) -> [Estimate; 3] {
        let weights = self.counts.as_deref().map(SampleWeights::frequency);
        let CalibrationLine { slope, intercept } =
            line(&self.labels, &self.logits, weights).unwrap();
        [in_the_large(&self.labels, &self.logits, weights).unwrap(), slope, intercept]
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn tables() -> Map<String, Value> {
    reference("judging.json")["real"]["binary"].as_object().unwrap().clone()
}

#[track_caller]
fn close(what: &str, found: f64, expected: f64, tolerance: f64) {
    let off = (found - expected).abs();
    assert!(off <= tolerance * expected.abs(), "{what}: {found} is not {expected}");
}

#[test]
fn estimates_agree_with_statsmodels() {
    for (name, case) in tables() {
        let found = Judged::of(&case).all();
        for (of, found) in ["in_the_large", "slope", "intercept"].into_iter().zip(found) {
            let expected = numbers(&case["recalibration"][of]);
            let what = format!("{of} of {name}");
            close(&what, found.value, expected[0], 1e-8);
            close(&what, found.standard_error, expected[1], 1e-8);
            close(&what, found.p_value, expected[2], 1e-8);
        }
    }
}

#[test]
fn p_values_agree_with_r() {
    for (name, figures) in reference("judging_r.json") {
        let Some(groups) = figures.get("hosmer") else { continue }; // a version
        let number = |value: &Value| value.as_f64().unwrap();
        let z = number(&figures["z"]);
        close(&name, Distribution::Normal.two_sided(z), number(&figures["p_value"]), 1e-11);
        for of in groups.as_array().unwrap() {
            let (statistic, groups) = (number(&of["statistic"]), number(&of["groups"]));
            let p_value = |degrees| TestResult::chi_squared(statistic, degrees).p_value;
            close(&name, p_value(groups), number(&of["p_new"]), 1e-11);
            if groups > 2.0 {
                close(&name, p_value(groups - 2.0), number(&of["p_fitted"]), 1e-11);
            }
        }
        let critical = Distribution::Normal.critical_value(0.95);
        for k in 0..2 {
            let (area, error) =
                (number(&figures["auc"][k]), number(&figures["variance"][k]).sqrt());
            for (end, sign) in [(0, -1.0), (1, 1.0)] {
                let expected = number(&figures["interval"][k][end]);
                close(&name, area + sign * critical * error, expected, 1e-12);
            }
        }
    }
}

#[test]
fn counts_are_repeated_rows() {
    for (name, case) in tables() {
        let Judged { labels, logits, .. } = Judged::of(&case);
        let count = |i: usize| (i * 2) % 5;
        let counts: Vec<f64> = (0..labels.len()).map(|i| count(i) as f64).collect();
        let rows: Vec<usize> =
            (0..labels.len()).flat_map(|i| std::iter::repeat_n(i, count(i))).collect();
        let repeated = Judged {
            labels: rows.iter().map(|i| labels[*i]).collect(),
            logits: rows.iter().map(|i| logits[*i]).collect(),
            counts: None,
        };
        let counted = Judged { labels, logits, counts: Some(counts) };
        for (found, expected) in counted.all().iter().zip(repeated.all()) {
            close(&name, found.value, expected.value, 1e-10);
            close(&name, found.standard_error, expected.standard_error, 1e-10);
        }
    }
}

#[test]
fn only_ratios_of_survey_weights_matter() {
    for (name, case) in tables() {
        let Judged { labels, logits, .. } = Judged::of(&case);
        let weights: Vec<f64> = (0..labels.len()).map(|i| 0.3 + (i * 7 % 5) as f64).collect();
        let scaled: Vec<f64> = weights.iter().map(|w| w * 64.0).collect();
        let of = |weights: &[f64]| {
            let weights = Some(SampleWeights::sampling(weights));
            (
                line(&labels, &logits, weights).unwrap(),
                in_the_large(&labels, &logits, weights).unwrap(),
            )
        };
        assert_eq!(of(&weights), of(&scaled), "{name}");
    }
}

#[test]
fn moved_and_stretched_logits_need_the_opposite() {
    for (name, case) in tables() {
        let judged = Judged::of(&case);
        let [large, slope, intercept] = judged.all();
        let of = |change: &dyn Fn(f64) -> f64| {
            let logits = judged.logits.iter().copied().map(change).collect();
            Judged { logits, labels: judged.labels.clone(), counts: judged.counts.clone() }.all()
        };
        let moved = of(&|z| z + 0.75);
        assert!((moved[0].value - (large.value - 0.75)).abs() < 1e-11, "{name}");
        close(&name, moved[1].value, slope.value, 1e-10);
        assert!((moved[2].value - (intercept.value - 0.75 * slope.value)).abs() < 1e-10, "{name}");
        let stretched = of(&|z| 4.0 * z);
        assert_eq!(stretched[1].value, slope.value / 4.0, "{name}");
        assert_eq!(stretched[1].standard_error, slope.standard_error / 4.0, "{name}");
        assert_eq!(stretched[2], intercept, "{name}");
        let right = of(&|z| slope.value * z + intercept.value);
        assert!(right[0].value.abs() < 1e-9 && right[2].value.abs() < 1e-9, "{name}");
        close(&name, right[1].value, 1.0, 1e-9);
        assert!(right[1].p_value > 0.999, "{name}");
    }
}

#[test]
fn exchanged_classes_need_the_opposite_shift() {
    for (name, case) in tables() {
        let judged = Judged::of(&case);
        let flipped = Judged {
            labels: judged.labels.iter().map(|y| !y).collect(),
            logits: judged.logits.iter().map(|z| -z).collect(),
            counts: judged.counts.clone(),
        };
        let [large, slope, intercept] = judged.all();
        let found = flipped.all();
        close(&name, found[0].value, -large.value, 1e-9);
        close(&name, found[1].value, slope.value, 1e-9);
        close(&name, found[2].value, -intercept.value, 1e-8);
    }
}

fn reason<T: std::fmt::Debug>(found: Result<T, Error>) -> String {
    found.unwrap_err().to_string()
}

#[test]
fn what_cannot_be_known_is_said() {
    let mixed = [true, false, true, false];
    assert!(reason(line(&mixed, &[0.5; 4], None)).contains("all logits are the same"));
    assert!(in_the_large(&mixed, &[0.5; 4], None).is_ok());
    let apart = [2.0, -1.0, 3.0, -2.0];
    assert!(reason(line(&mixed, &apart, None)).contains("separate the classes"));
    assert!(in_the_large(&mixed, &apart, None).is_ok());
    assert!(matches!(line(&[true; 2], &[0.5, 1.0], None), Err(Error::OneClass { .. })));
    assert!(matches!(in_the_large(&[false; 2], &[0.5, 1.0], None), Err(Error::OneClass { .. })));
    let only_true = SampleWeights::frequency(&[1.0, 0.0, 1.0, 0.0]);
    assert!(matches!(in_the_large(&mixed, &apart, Some(only_true)), Err(Error::OneClass { .. })));
    for bad in [f64::NAN, f64::INFINITY] {
        assert!(matches!(line(&mixed, &[bad, 1.0, 2.0, 3.0], None), Err(Error::Numbers(_))));
        let found = in_the_large(&mixed, &[bad, 1.0, 2.0, 3.0], None);
        assert!(matches!(found, Err(Error::Numbers(_))));
    }
    assert!(line(&mixed, &[1.0; 3], None).is_err() && in_the_large(&[], &[], None).is_err());
}

/// Certain and wrong: whatever is found is finite, and what is not found has its reason.
#[test]
fn extreme_logits_end_in_a_number_or_a_reason() {
    for size in [40.0, 800.0, 1e6, 1e300] {
        for labels in [[true, false, true, false, true], [false, true, true, false, true]] {
            let logits = [size, -size, size, size, -size];
            for found in [
                in_the_large(&labels, &logits, None),
                line(&labels, &logits, None).map(|l| l.slope),
            ] {
                let is_number = |e: &Estimate| e.value.is_finite() && e.standard_error.is_finite();
                assert!(found.as_ref().map_or(true, is_number), "{size}: {found:?}");
            }
        }
    }
}
