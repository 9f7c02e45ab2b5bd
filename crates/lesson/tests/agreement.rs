//! The lesson's figures against NumPy's, and whether the comparison itself can fail.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use datasets::Source;
use lesson::{Inputs, Report, agreement, experiments};
use serde_json::{Value, json};

fn report(name: &str) -> Report {
    (experiments::find(name).unwrap().run)(&Inputs::lesson(Source::NumPy)).unwrap()
}

fn reference() -> Value {
    agreement::reference().unwrap()
}

/// The problems that a comparison of one report with one section finds.
fn problems(name: &str, section: &Value) -> Vec<String> {
    let reference = json!({ report(name).experiment.reference.unwrap(): section });
    agreement::compare(&[report(name)], &reference).problems()
}

#[test]
fn every_figure_agrees_with_numpy() {
    let agreements = agreement::check().unwrap();
    assert_eq!(agreements.problems(), [""; 0]);
    assert!(agreements.figures() > 5_000, "{} figures", agreements.figures());
    assert!(agreements.worst() <= 1e-12);
    println!("{} figures, worst {:.1e}", agreements.figures(), agreements.worst());
}

#[test]
fn a_figure_that_is_off_is_found() {
    let exact = reference()["medical"].clone();
    assert!(problems("medical-screening", &exact).is_empty());

    let mut off = exact.clone();
    let last = off["history"][999].as_f64().unwrap();
    off["history"][999] = json!(last * (1.0 + 2e-12));
    let found = problems("medical-screening", &off);
    assert!(found.len() == 1 && found[0].starts_with("medical.history[999]: "), "{found:?}");

    let mut off = exact.clone();
    let draw = off["dataset"]["age"][7].as_f64().unwrap();
    off["dataset"]["age"][7] = json!(draw.next_up());
    assert_eq!(problems("medical-screening", &off).len(), 1); // a draw is compared by bits

    let mut off = exact.clone();
    off["test_correct"] = json!(50);
    assert_eq!(problems("medical-screening", &off).len(), 1);
}

#[test]
fn a_figure_that_is_missing_on_either_side_is_found() {
    let mut more = reference()["sigmoid_table"].clone();
    more["slope"] = json!([0.25]);
    assert_eq!(problems("sigmoid", &more), ["sigmoid_table.slope[0]: not computed"]);
    let mut fewer = reference()["sigmoid_table"].clone();
    fewer["sigmoid"].as_array_mut().unwrap().pop();
    let found = problems("sigmoid", &fewer);
    assert_eq!(found, ["sigmoid_table.sigmoid[8]: the reference has no such figure"]);
}

#[test]
fn what_is_not_compared_is_there_and_has_its_reason() {
    for (path, reason) in agreement::NOT_COMPARED {
        let found = path.split('.').fold(reference(), |value, key| value[key].clone());
        assert!(!found.is_null() && !reason.is_empty(), "{path}");
    }
}
