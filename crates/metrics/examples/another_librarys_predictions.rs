//! What the predictions of any library are worth: the crate needs labels and numbers, and no model.
//!
//! `cargo run -p regress-metrics --example another_librarys_predictions`

#![allow(clippy::print_stdout, reason = "an example prints")]

use metrics::{Costs, Ranking, brier_score, cheapest_threshold, confusion_at};

fn main() -> Result<(), metrics::Error> {
    let ill = [true, true, false, true, false, false, false, true, false, false];
    let p = [0.9, 0.7, 0.6, 0.55, 0.5, 0.3, 0.25, 0.2, 0.1, 0.05];

    let table = confusion_at(&ill, &p, None, 0.5)?;
    println!("{} misses, {} false alarms", table.false_negatives, table.false_positives);
    println!("recall {:.3?}, precision {:.3?}", table.recall(), table.precision());
    println!("ROC AUC {:.4?}", Ranking::new(&ill, &p, None)?.roc_auc());
    println!("Brier score {:.4}", brier_score(&ill, &p, None)?);

    let costs = Costs { false_alarm: 1.0, miss: 5.0 };
    let cheapest = cheapest_threshold(&ill, &p, None, costs)?;
    println!("cheapest threshold {}, at a cost of {}", cheapest.threshold, cheapest.cost);
    Ok(())
}
