use anyhow::Result;
use metrics::{Confusion, ThresholdRow, threshold_sweep};
use pictures::TextTable;
use pictures::numbers::{fixed, list, percent};
use pictures::{Figure, Ink};
use serde_json::{Value, json};

use crate::drawing::{precision_recall, roc};
use crate::training::{Training, exam, smallest};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "exam-thresholds",
    title: "A threshold trades false alarms against misses",
    question: "What does a higher threshold do to the two kinds of mistake? FP: called pass, but failed; FN: called fail, but passed.",
    chapter: Chapter::Threshold,
    code: excerpt!("crates/metrics/src/confusion.rs", "match (actual, predicted) {", "        }"),
    docs: ("Confusion", "metrics/struct.Confusion.html"),
    reference: Some("exam"),
    run,
};

const THRESHOLDS: [f64; 5] = [0.3, 0.4, 0.5, 0.6, 0.7];

fn run(inputs: &Inputs) -> Result<Report> {
    let (training, _) = exam::train(inputs)?;
    let probabilities = &training.test_probabilities;
    let sweep = threshold_sweep(training.test.labels()?, probabilities, None, &THRESHOLDS)?;
    let marked: Vec<(String, Confusion)> =
        sweep.iter().map(|row| (fixed(row.threshold, 1), row.confusion)).collect();
    let actual = training.test.labels()?;
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![
            picture(&hundredths(&training)?, &sweep),
            roc("Passes found against false alarms", actual, probabilities, &marked)?,
            precision_recall("Precision against recall", actual, probabilities, &marked)?,
        ],
        parts: vec![table(&sweep).into()],
        seen: seen(&sweep),
        sizes: json!({ "students": exam::STUDENTS, "epochs": training.descent.epochs }),
        numbers: numbers(&sweep, probabilities),
    })
}

/// The test students at every hundredth from 0 to 1.
fn hundredths(training: &Training) -> Result<Vec<ThresholdRow>> {
    let thresholds: Vec<f64> = (0..=100).map(|step| f64::from(step) / 100.0).collect();
    Ok(threshold_sweep(training.test.labels()?, &training.test_probabilities, None, &thresholds)?)
}

fn picture(all: &[ThresholdRow], sweep: &[ThresholdRow]) -> Figure {
    type Count = fn(&Confusion) -> f64;
    let counts: [(&str, Ink, Count); 3] = [
        ("right", Ink::Text, Confusion::correct),
        ("FP", Ink::First, |c| c.false_positives),
        ("FN", Ink::Second, |c| c.false_negatives),
    ];
    let (first, last) = (all[0].confusion, all[all.len() - 1].confusion);
    let mut figure = Figure::new("Right labels, false alarms and misses", "threshold", "test students")
        .ranges([0.0, 1.0], [0.0, 1.05 * first.total()])
        .described(format!(
            "Three curves against the threshold: false alarms fall from {} to {}, misses rise from {} to {}, \
             and the number of right labels is {} at a threshold of one half.",
            first.false_positives,
            last.false_positives,
            first.false_negatives,
            last.false_negatives,
            all[50].confusion.correct(),
        ));
    for (name, ink, count) in counts {
        let at = |row: &ThresholdRow| (row.threshold, count(&row.confusion));
        figure.line(all.iter().map(at).collect(), ink, name);
        let row = |row: &ThresholdRow| {
            (at(row), format!("threshold {}: {} {name}", row.threshold, count(&row.confusion)))
        };
        figure.rows(sweep.iter().map(row).collect(), ink, "");
    }
    figure
}

fn table(sweep: &[ThresholdRow]) -> TextTable {
    let mut table =
        TextTable::new(["threshold", "accuracy", "called pass", "called fail", "FP", "FN"]);
    for ThresholdRow { threshold, confusion } in sweep {
        table.row([
            fixed(*threshold, 1),
            percent(confusion.correct(), confusion.total()),
            confusion.predicted_positives().to_string(),
            confusion.predicted_negatives().to_string(),
            confusion.false_positives.to_string(),
            confusion.false_negatives.to_string(),
        ]);
    }
    table
}

fn seen(sweep: &[ThresholdRow]) -> String {
    let thresholds_where = |wanted: &dyn Fn(&ThresholdRow) -> bool| -> Vec<String> {
        sweep.iter().filter(|row| wanted(row)).map(|row| fixed(row.threshold, 1)).collect()
    };
    let (first, last) = (&sweep[0], &sweep[sweep.len() - 1]);
    let best = sweep.iter().map(|row| row.confusion.correct()).fold(0.0, f64::max);
    let best_at = thresholds_where(&|row| row.confusion.correct() == best);
    let half = sweep[sweep.len() / 2].confusion;
    let like_half = thresholds_where(&|row| row.confusion == half);
    let same = if like_half.len() > 1 {
        format!(" Thresholds {} give the same labels.", list(&like_half))
    } else {
        String::new()
    };
    format!(
        "as the threshold rises from {} to {}, FP goes from {} to {} and FN from {} to {}; accuracy is \
         highest ({}) at {}.{same}",
        fixed(first.threshold, 1),
        fixed(last.threshold, 1),
        first.confusion.false_positives,
        last.confusion.false_positives,
        first.confusion.false_negatives,
        last.confusion.false_negatives,
        percent(best, half.total()),
        list(&best_at),
    )
}

fn numbers(sweep: &[ThresholdRow], probabilities: &[f64]) -> Value {
    let rows: Vec<Value> = sweep
        .iter()
        .map(|ThresholdRow { threshold, confusion }| {
            json!({
                "threshold": threshold,
                "accuracy": confusion.accuracy(),
                "pred_pass": confusion.predicted_positives() as usize,
                "pred_fail": confusion.predicted_negatives() as usize,
                "fp": confusion.false_positives as usize,
                "fn": confusion.false_negatives as usize,
                "tp": confusion.true_positives as usize,
                "tn": confusion.true_negatives as usize,
                "nearest_proba_distance": smallest(probabilities.iter().map(|p| p - threshold)),
            })
        })
        .collect();
    json!({ "threshold_table": rows })
}
