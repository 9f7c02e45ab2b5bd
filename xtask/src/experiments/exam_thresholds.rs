use anyhow::Result;
use metrics::{ThresholdRow, threshold_sweep};
use serde_json::{Value, json};

use crate::lesson::{exam, smallest};
use crate::text::{fixed, list, percent};
use crate::{Inputs, Report, Table};

const THRESHOLDS: [f64; 5] = [0.3, 0.4, 0.5, 0.6, 0.7];

pub(super) fn run(inputs: &Inputs) -> Result<Report> {
    let (training, _) = exam::train(inputs)?;
    let probabilities = &training.test_probabilities;
    let sweep = threshold_sweep(training.test.labels()?, probabilities, &THRESHOLDS)?;
    Ok(Report {
        title: "A threshold trades false alarms against misses",
        look_at: "Look at FP and FN: as the threshold rises, one falls and the other grows. FP: \
                  called pass, but failed; FN: called fail, but passed."
            .to_owned(),
        parts: vec![table(&sweep).into()],
        seen: seen(&sweep),
        sizes: json!({ "students": exam::STUDENTS, "epochs": training.descent.epochs }),
        reference: Some("exam"),
        figures: figures(&sweep, probabilities),
    })
}

fn table(sweep: &[ThresholdRow]) -> Table {
    let mut table = Table::new(["threshold", "accuracy", "called pass", "called fail", "FP", "FN"]);
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
    let best = sweep.iter().map(|row| row.confusion.correct()).max().unwrap_or(0);
    let best_at = thresholds_where(&|row| row.confusion.correct() == best);
    let half = sweep[sweep.len() / 2].confusion;
    let like_half = thresholds_where(&|row| row.confusion == half);
    let same = if like_half.len() > 1 {
        format!(" Thresholds {} give the same labels.", list(&like_half))
    } else {
        String::new()
    };
    format!(
        "from {} to {} the FP go from {} to {} and the FN from {} to {}; the accuracy is highest \
         ({}) at {}.{same}",
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

fn figures(sweep: &[ThresholdRow], probabilities: &[f64]) -> Value {
    let rows: Vec<Value> = sweep
        .iter()
        .map(|ThresholdRow { threshold, confusion }| {
            json!({
                "threshold": threshold,
                "accuracy": confusion.accuracy(),
                "pred_pass": confusion.predicted_positives(),
                "pred_fail": confusion.predicted_negatives(),
                "fp": confusion.false_positives,
                "fn": confusion.false_negatives,
                "tp": confusion.true_positives,
                "tn": confusion.true_negatives,
                "nearest_proba_distance": smallest(probabilities.iter().map(|p| p - threshold)),
            })
        })
        .collect();
    json!({ "threshold_table": rows })
}
