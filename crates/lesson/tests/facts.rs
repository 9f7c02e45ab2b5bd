//! What the lesson's prose may not contradict, read off the printed reports of the NumPy stream.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use datasets::Source;
use lesson::{Inputs, experiments};

/// The report in one line, so that no line break hides a sentence.
fn text(name: &str) -> String {
    let report = (experiments::find(name).unwrap().run)(&Inputs::lesson(Source::NumPy)).unwrap();
    report.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn says(name: &str, facts: &[&str]) {
    let text = text(name);
    for fact in facts {
        assert!(text.contains(fact), "{name} does not say \"{fact}\":\n{text}");
    }
}

#[test]
fn the_line_and_its_outlier() {
    says("spam-line", &["2 e-mails above 1, none below 0", "12 of 13 right", "3.989 marks"]);
    says(
        "spam-outlier",
        &[
            "everything is called spam",
            "5 right labels wrong and 1 wrong one right",
            "9 of 14 are right",
        ],
    );
    says("spam-logistic", &["2.8825 to 2.8756.", "no finite weights are best"]);
    says("squashed-line", &["all 13 lie above 0.5"]);
}

#[test]
fn the_exam() {
    says("exam-training", &["115 pass (57.5%), 85 fail (42.5%)", "499 0.181434", "is 0.178910"]);
    says("exam-training", &["training 91.2% (146 of 160), test 87.5% (35 of 40)"]);
    says("exam-boundary", &["14.79 outside", "-4.52 outside"]);
    says(
        "exam-thresholds",
        &["Thresholds 0.4, 0.5 and 0.6 give the same labels", "0.3 82.5% 28 12 6 1"],
    );
}

#[test]
fn the_screening() {
    says(
        "medical-screening",
        &[
            "78 at high risk (26.0%), 222 at low risk (74.0%)",
            "84.6% (203 of 240)",
            "85.0% (51 of 60) 73.3% (44 of 60)",
            "Final loss 0.362745",
            "Gradient descent has converged",
        ],
    );
    says("majority", &["is 95.0% accurate and finds 0"]);
}

#[test]
fn several_classes() {
    says("one-vs-rest", &["1 of the 3 models has no finite optimum without a penalty: setosa"]);
    says("softmax", &["they sum to 1 to the last digit"]);
}

#[test]
fn no_report_shows_a_negative_zero_or_what_is_no_number() {
    for inputs in Source::ALL.map(Inputs::lesson) {
        for experiment in experiments::EXPERIMENTS {
            let text = (experiment.run)(&inputs).unwrap().to_string();
            for word in text.split_whitespace() {
                let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '-');
                assert!(!matches!(bare, "NaN" | "inf" | "-inf"), "{}: {word}", experiment.name);
                let zero = bare.starts_with('-') && bare.parse::<f64>() == Ok(0.0);
                assert!(!zero, "{}: {word}", experiment.name);
            }
        }
    }
}

#[test]
fn every_seed_has_a_report() {
    for seed in [0, 1, 2, 3, 1000] {
        for source in Source::ALL {
            for experiment in experiments::EXPERIMENTS {
                let report = (experiment.run)(&Inputs { source, seed }).unwrap();
                assert!(!report.seen.is_empty(), "{}, seed {seed}", experiment.name);
            }
        }
    }
}
