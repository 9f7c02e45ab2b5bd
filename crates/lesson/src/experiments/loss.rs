use anyhow::Result;
use linalg_lite::ln;
use models::loss::{CrossEntropy, Loss};
use pictures::TextTable;
use pictures::numbers::short;
use pictures::{Figure, Ink};
use serde_json::json;

use crate::drawing::curve;
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "loss",
    title: "Two ways to be wrong",
    question: "How steep is each loss in the logit z where the truth is 1? Training follows these slopes; the first row is the worst prediction.",
    chapter: Chapter::Loss,
    code: excerpt!(
        "crates/models/src/loss.rs",
        "fn loss(y: bool, z: f64)",
        "sigmoid(z) * sigmoid(-z)"
    ),
    docs: "models::loss::CrossEntropy",
    reference: Some("bce_vs_mse"),
    run,
};

const PREDICTED: [f64; 7] = [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99];

/// `(1 - p)^2`.
fn squared_error(p: f64) -> f64 {
    (1.0 - p) * (1.0 - p)
}

/// `d/dz (1 - s(z))^2 = -2 (1 - p) p (1 - p)`.
fn squared_error_gradient(p: f64) -> f64 {
    -2.0 * (1.0 - p) * p * (1.0 - p)
}

/// The logit whose sigmoid is `p`.
fn logit(p: f64) -> f64 {
    ln(p) - ln(1.0 - p)
}

/// `-ln p`.
fn entropy(p: f64) -> f64 {
    -ln(p)
}

/// The slope of the cross-entropy in the logit.
fn cross_entropy_gradient(p: f64) -> f64 {
    CrossEntropy::derivative(true, logit(p))
}

fn run(_: &Inputs) -> Result<Report> {
    let cross_entropy = PREDICTED.map(entropy);
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: pictures().to_vec(),
        parts: vec![table().into()],
        seen: seen(),
        sizes: json!({}),
        numbers: json!({
            "y_true": 1.0,
            "predicted": PREDICTED,
            "mse": PREDICTED.map(squared_error),
            "bce": cross_entropy,
            "bce_function_clipped": PREDICTED.map(|p| CrossEntropy::loss(true, logit(p))),
        }),
    })
}

/// Both losses, and both slopes without their signs, for a truth of 1.
fn pictures() -> [Figure; 2] {
    let picture = |title, y, squared: fn(f64) -> f64, entropy: fn(f64) -> f64| {
        let mut figure = Figure::new(title, "predicted p, where the truth is 1", y);
        for (loss, ink, name) in
            [(squared, Ink::Straight, "squared error"), (entropy, Ink::Model, "cross-entropy")]
        {
            figure.line(curve(PREDICTED[0], PREDICTED[6], loss), ink, name);
            figure.points(PREDICTED.map(|p| (p, loss(p))).to_vec(), ink, "");
        }
        figure.ranges([0.0, 1.0], [0.0, 1.1 * entropy(PREDICTED[0])])
    };
    let worst = PREDICTED[0];
    let slopes = [squared_error_gradient(worst), cross_entropy_gradient(worst)].map(f64::abs);
    [
        picture("How wrong?", "loss", squared_error, entropy).described(format!(
            "At p = {worst} the cross-entropy is {}, and it grows without bound as p approaches 0; the squared \
             error is {} and cannot exceed 1.",
            short(entropy(worst)),
            short(squared_error(worst)),
        )),
        picture(
            "How hard does it pull?",
            "slope in z, without its sign",
            |p| squared_error_gradient(p).abs(),
            |p| cross_entropy_gradient(p).abs(),
        )
        .described(format!(
            "Towards p = 0, where the prediction is most wrong, the slope of the cross-entropy rises to \
             {}, while that of the squared error falls to {}.",
            short(slopes[1]),
            short(slopes[0]),
        )),
    ]
}

fn table() -> TextTable {
    let mut table = TextTable::new([
        "predicted",
        "squared error",
        "cross-entropy",
        "slope (squared)",
        "slope (entropy)",
        "ratio",
    ]);
    for p in PREDICTED {
        let (squared, entropy) = (squared_error_gradient(p), cross_entropy_gradient(p));
        table.row(
            [p, squared_error(p), self::entropy(p), squared, entropy, squared / entropy].map(short),
        );
    }
    table
}

fn seen() -> String {
    let worst = PREDICTED[0];
    let (squared, entropy) = (squared_error_gradient(worst), cross_entropy_gradient(worst));
    let steepest =
        |slope: fn(f64) -> f64| PREDICTED.map(|p| slope(p).abs()).into_iter().fold(0.0, f64::max);
    let vanishes = squared.abs() < steepest(squared_error_gradient) / 10.0;
    let grows = entropy.abs() >= steepest(cross_entropy_gradient);
    let slope = |is_so: bool, words: &str, slope: f64| {
        if is_so {
            format!("{words} ({})", short(slope))
        } else {
            format!("slope {}", short(slope))
        }
    };
    format!(
        "at p = {}, the worst of all, squared error is {}, {}; cross-entropy is {}, {}. {}",
        short(worst),
        short(squared_error(worst)),
        slope(vanishes, "but its slope has all but vanished", squared),
        short(-ln(worst)),
        slope(grows, "and its slope is the steepest in the table", entropy),
        if vanishes && grows {
            "A model that is confidently wrong learns from cross-entropy, but hardly from squared error."
        } else {
            ""
        },
    )
}
