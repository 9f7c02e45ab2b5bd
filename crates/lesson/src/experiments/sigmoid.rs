use anyhow::Result;
use linalg_lite::sigmoid;
use pictures::TextTable;
use pictures::numbers::short;
use pictures::{Figure, Ink};
use serde_json::json;

use crate::drawing::curve;
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "sigmoid",
    title: "The sigmoid squeezes every number into a probability",
    question: "How near to 0 and 1 does s(z) = 1 / (1 + e^-z) come, and is any z too large for it?",
    chapter: Chapter::Sigmoid,
    code: excerpt!("crates/linalg-lite/src/functions.rs", "pub fn sigmoid(", "}"),
    docs: "linalg_lite::sigmoid",
    reference: Some("sigmoid_table"),
    run,
};

const LOGITS: [f64; 9] = [-10.0, -5.0, -2.0, -1.0, 0.0, 1.0, 2.0, 5.0, 10.0];
const EXTREMES: [f64; 6] = [-1000.0, -710.0, -40.0, 40.0, 710.0, 1000.0];

/// `ds/dz = s(z) (1 - s(z))`, with `s(-z)` for `1 - s(z)`.
fn slope(z: f64) -> f64 {
    sigmoid(z) * sigmoid(-z)
}

fn picture() -> Figure {
    let (low, high) = (LOGITS[0], LOGITS[LOGITS.len() - 1]);
    let mut figure = Figure::new("The sigmoid and its slope", "z", "s(z), slope")
        .ranges([low - 0.5, high + 0.5], [-0.05, 1.05])
        .described(format!(
            "An S-shaped curve from {} at z = {low} through {} at 0 to {} at {high}; its slope is a hump around \
             0, of height {}.",
            short(sigmoid(low)),
            sigmoid(0.0),
            short(sigmoid(high)),
            slope(0.0),
        ));
    figure.line(curve(low, high, sigmoid), Ink::Model, "s(z)");
    figure.line(curve(low, high, slope), Ink::Third, "slope s(z) s(-z)");
    figure.points(LOGITS.map(|z| (z, sigmoid(z))).to_vec(), Ink::Model, "");
    figure.points(LOGITS.map(|z| (z, slope(z))).to_vec(), Ink::Third, "");
    figure
}

fn run(_: &Inputs) -> Result<Report> {
    let row = |z: f64| {
        let (s, opposite) = (sigmoid(z), sigmoid(-z));
        [short(z), short(s), short(opposite), short(1.0 - s), short(slope(z))]
    };
    let mut table = TextTable::new(["z", "s(z)", "s(-z)", "1 - s(z)", "slope s(z) s(-z)"]);
    let mut all: Vec<f64> = LOGITS.iter().chain(&EXTREMES).copied().collect();
    all.sort_by(f64::total_cmp);
    for z in &all {
        table.row(row(*z));
    }

    let values: Vec<f64> = all.iter().map(|z| sigmoid(*z)).collect();
    let finite = values.iter().all(|s| s.is_finite());
    let rising = values.windows(2).all(|pair| pair[0] <= pair[1]);
    let asymmetry =
        all.iter().map(|z| (sigmoid(-z) - (1.0 - sigmoid(*z))).abs()).fold(0.0, f64::max);
    let steepest =
        all.iter().copied().max_by(|a, b| slope(*a).total_cmp(&slope(*b))).unwrap_or(f64::NAN);
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![picture()],
        parts: vec![table.into()],
        seen: format!(
            "{}, and s {} from {} to {}. s(-z) = 1 - s(z) {}; the slope is largest at z = {}, where \
             it is {}; at z = {} it is {}.",
            if finite { "nothing overflows" } else { "some values overflow" },
            if rising { "rises" } else { "does not always rise" },
            short(values[0]),
            short(values[values.len() - 1]),
            if asymmetry <= f64::EPSILON {
                "holds to the last digit that 1 - s(z) has left"
            } else {
                "does not hold"
            },
            short(steepest),
            short(slope(steepest)),
            short(LOGITS[8]),
            short(slope(LOGITS[8])),
        ),
        sizes: json!({}),
        numbers: json!({ "z": LOGITS, "sigmoid": LOGITS.map(sigmoid) }),
    })
}
