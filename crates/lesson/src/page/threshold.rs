//! The threshold that a reader moves: the counts are those of the crate `metrics`, for each place it can
//! stand at.

use anyhow::Result;
use maud::{Markup, html};
use metrics::Confusion;
use pictures::Figure;
use pictures::numbers::percent;
use serde_json::json;

use crate::Inputs;
use crate::experiments::hundredths;
use crate::training::exam;

/// The experiment whose first picture has the slider.
pub(super) const EXPERIMENT: &str = "exam-thresholds";

/// A name on the page, and how it is read off a confusion table.
type Count = (&'static str, fn(&Confusion) -> String);

const COUNTS: [Count; 5] = [
    ("TP", |c| c.true_positives.to_string()),
    ("FP", |c| c.false_positives.to_string()),
    ("TN", |c| c.true_negatives.to_string()),
    ("FN", |c| c.false_negatives.to_string()),
    ("accuracy", |c| percent(c.correct(), c.total())),
];

/// The slider for the picture with this id. Hidden until the script is there to move it.
pub(super) fn control(inputs: &Inputs, picture: &Figure, id: &str) -> Result<Markup> {
    let rows = hundredths(&exam::train(inputs)?.0)?;
    let counts = |c: &Confusion| COUNTS.map(|(_, count)| count(c));
    let counts: Vec<[String; 5]> = rows.iter().map(|row| counts(&row.confusion)).collect();
    let highest = picture.ends().map_or(0.0, |[_, [_, high]]| high);
    let (left, bottom) = picture.inline_place((0.0, 0.0));
    let (right, top) = picture.inline_place((1.0, highest));
    let values = json!({ "counts": counts, "frame": [left, right, top, bottom] });
    Ok(html! {
        div.threshold hidden data-picture=(id) data-values=(values) {
            label for={ (id) "-slider" } { "Threshold " output { "0.50" } }
            input id={ (id) "-slider" } type="range" min="0" max="100" value="50" autocomplete="off";
            table {
                thead { tr { @for (name, _) in COUNTS { th scope="col" { (name) } } } }
                tbody {
                    tr {
                        @for (i, count) in counts[50].iter().enumerate() {
                            td data-count=(i) { (count) }
                        }
                    }
                }
            }
        }
    })
}
