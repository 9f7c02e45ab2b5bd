use anyhow::Result;
use metrics::threshold_sweep;
use serde_json::json;

use crate::lesson::exam;
use crate::text::{fixed, list, percent};
use crate::{Inputs, Report, Table};

const THRESHOLDS: [f64; 5] = [0.3, 0.4, 0.5, 0.6, 0.7];

pub(super) fn run(inputs: &Inputs) -> Result<Report> {
    let (training, _) = exam::train(inputs)?;
    let probabilities = &training.test_probabilities;
    let sweep = threshold_sweep(training.test.labels()?, probabilities, &THRESHOLDS)?;

    let mut table = Table::new(["threshold", "accuracy", "called pass", "called fail", "FP", "FN"]);
    let mut rows = Vec::new();
    for row in &sweep {
        let counts = row.confusion;
        table.row([
            fixed(row.threshold, 1),
            percent(counts.correct(), counts.total()),
            counts.predicted_positives().to_string(),
            counts.predicted_negatives().to_string(),
            counts.false_positives.to_string(),
            counts.false_negatives.to_string(),
        ]);
        let distance = |p: &f64| (p - row.threshold).abs();
        rows.push(json!({
            "threshold": row.threshold,
            "accuracy": counts.accuracy(),
            "pred_pass": counts.predicted_positives(),
            "pred_fail": counts.predicted_negatives(),
            "fp": counts.false_positives,
            "fn": counts.false_negatives,
            "tp": counts.true_positives,
            "tn": counts.true_negatives,
            "nearest_proba_distance": probabilities.iter().map(distance).fold(f64::INFINITY, f64::min),
        }));
    }

    let (first, last) = (sweep[0].confusion, sweep[sweep.len() - 1].confusion);
    let best = sweep.iter().map(|row| row.confusion.correct()).max().unwrap_or(0);
    let best_at: Vec<String> = sweep
        .iter()
        .filter(|row| row.confusion.correct() == best)
        .map(|row| fixed(row.threshold, 1))
        .collect();
    let half = sweep[2].confusion;
    let like_half: Vec<String> = sweep
        .iter()
        .filter(|row| row.confusion == half)
        .map(|row| fixed(row.threshold, 1))
        .collect();
    let same = if like_half.len() > 1 {
        format!(" Thresholds {} give the same labels.", list(&like_half))
    } else {
        String::new()
    };
    Ok(Report {
        title: "A threshold trades false alarms against misses",
        look_at: "Look at FP and FN: as the threshold rises, one falls and the other grows. FP: \
                  called pass, but failed; FN: called fail, but passed."
            .to_owned(),
        parts: vec![table.into()],
        seen: format!(
            "from 0.3 to 0.7 the FP go from {} to {} and the FN from {} to {}; the accuracy is \
             highest ({}) at {}.{same}",
            first.false_positives,
            last.false_positives,
            first.false_negatives,
            last.false_negatives,
            percent(best, half.total()),
            list(&best_at),
        ),
        sizes: json!({ "students": exam::STUDENTS, "epochs": training.descent.epochs }),
        reference: Some("exam"),
        figures: json!({ "threshold_table": rows }),
    })
}
