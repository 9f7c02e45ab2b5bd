use anyhow::Result;
use metrics::{Confusion, Costs, ThresholdRow, cheapest_threshold, threshold_sweep};
use pictures::TextTable;
use pictures::numbers::{fixed, list, percent, short};
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
    docs: "metrics::Confusion",
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
            picture_of_mistakes(&hundredths(&training)?, &sweep),
            picture_of_right(&hundredths(&training)?, &sweep),
            roc("Passes found against false alarms", actual, probabilities, &marked)?,
            precision_recall("Precision against recall", actual, probabilities, &marked)?,
        ],
        parts: vec![table(&sweep).into()],
        seen: seen(&sweep, &training)?,
        sizes: json!({ "students": exam::STUDENTS, "epochs": training.descent.epochs }),
        numbers: numbers(&sweep, probabilities),
    })
}

/// The test students at every hundredth from 0 to 1.
fn hundredths(training: &Training) -> Result<Vec<ThresholdRow>> {
    let thresholds: Vec<f64> = (0..=100).map(|step| f64::from(step) / 100.0).collect();
    Ok(threshold_sweep(training.test.labels()?, &training.test_probabilities, None, &thresholds)?)
}

type Count = fn(&Confusion) -> f64;

fn picture_of_mistakes(all: &[ThresholdRow], sweep: &[ThresholdRow]) -> Figure {
    const COUNTS: [(&str, Ink, Count); 2] =
        [("FP", Ink::First, |c| c.false_positives), ("FN", Ink::Second, |c| c.false_negatives)];
    let (first, last) = (all[0].confusion, all[all.len() - 1].confusion);
    let most = first.false_positives.max(last.false_negatives);
    let figure = Figure::new("False alarms and misses", "threshold", "test students")
        .ranges([0.0, 1.0], [-0.02 * most, 1.05 * most])
        .described(format!(
            "Two staircases against the threshold: false alarms fall from {} to {}, misses rise from {} to {}.",
            first.false_positives,
            last.false_positives,
            first.false_negatives,
            last.false_negatives,
        ));
    COUNTS.into_iter().fold(figure, |figure, count| with_steps(figure, count, all, sweep))
}

fn picture_of_right(all: &[ThresholdRow], sweep: &[ThresholdRow]) -> Figure {
    let n = all[0].confusion.total();
    let figure = Figure::new("Right labels", "threshold", "test students")
        .ranges([0.0, 1.0], [0.0, 1.05 * n])
        .described(format!(
            "The number of right labels of {n} against the threshold: {} at one half.",
            all[50].confusion.correct(),
        ));
    with_steps(figure, ("right", Ink::Model, Confusion::correct), all, sweep)
}

/// A count against the threshold, which jumps where a student's label changes.
fn with_steps(
    mut figure: Figure,
    (name, ink, count): (&str, Ink, Count),
    all: &[ThresholdRow],
    sweep: &[ThresholdRow],
) -> Figure {
    let at = |row: &ThresholdRow| (row.threshold, count(&row.confusion));
    let treads = all.windows(2).flat_map(|two| [at(&two[0]), (two[1].threshold, at(&two[0]).1)]);
    figure.line(treads.chain(all.last().map(at)).collect(), ink, name);
    let row = |row: &ThresholdRow| {
        (at(row), format!("threshold {}: {} {name}", row.threshold, count(&row.confusion)))
    };
    figure.rows(sweep.iter().map(row).collect(), ink, "");
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

/// The five thresholds, and the best of all: it is found on the training rows and judged on the test rows.
fn seen(sweep: &[ThresholdRow], training: &Training) -> Result<String> {
    let mistakes = Costs::new(1.0, 1.0)?;
    let (labels, probabilities) = (training.train.labels()?, &training.train_probabilities);
    let best = cheapest_threshold(labels, probabilities, None, mistakes)?;
    let tested = training.test_confusion(best.threshold)?;
    let thresholds_where = |wanted: &dyn Fn(&ThresholdRow) -> bool| -> Vec<String> {
        sweep.iter().filter(|row| wanted(row)).map(|row| fixed(row.threshold, 1)).collect()
    };
    let (first, last) = (&sweep[0], &sweep[sweep.len() - 1]);
    let half = sweep[sweep.len() / 2].confusion;
    let like_half = thresholds_where(&|row| row.confusion == half);
    let same = if like_half.len() > 1 {
        format!(" Thresholds {} give the same labels.", list(&like_half))
    } else {
        String::new()
    };
    Ok(format!(
        "as the threshold rises from {} to {}, FP goes from {} to {} and FN from {} to {}.{same} Of all \
         thresholds {} makes the fewest mistakes on the training rows, {}; on the test rows it gets {} \
         right. It is not chosen on the test rows: the best for {} students would fit their accidents, and \
         nothing would be left to judge it by.",
        fixed(first.threshold, 1),
        fixed(last.threshold, 1),
        first.confusion.false_positives,
        last.confusion.false_positives,
        first.confusion.false_negatives,
        last.confusion.false_negatives,
        fixed(best.threshold, 3),
        short(best.cost),
        percent(tested.correct(), tested.total()),
        tested.total(),
    ))
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
