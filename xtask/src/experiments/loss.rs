use anyhow::Result;
use linalg_lite::ln;
use models::{CrossEntropy, Loss};
use serde_json::json;

use crate::text::short;
use crate::{Inputs, Report, Table};

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

/// The slope of the cross-entropy in the logit.
fn cross_entropy_gradient(p: f64) -> f64 {
    CrossEntropy::derivative(true, logit(p))
}

pub(super) fn run(_: &Inputs) -> Result<Report> {
    let cross_entropy = PREDICTED.map(|p| -ln(p));
    Ok(Report {
        title: "Two ways to be wrong",
        look_at: "Look at the slopes for a sample whose truth is 1: they are what training goes \
                  by, and the first row is the most wrong."
            .to_owned(),
        parts: vec![table().into()],
        seen: seen(),
        sizes: json!({}),
        reference: Some("bce_vs_mse"),
        figures: json!({
            "y_true": 1.0,
            "predicted": PREDICTED,
            "mse": PREDICTED.map(squared_error),
            "bce": cross_entropy,
            "bce_function_clipped": PREDICTED.map(|p| CrossEntropy::loss(true, logit(p))),
        }),
    })
}

fn table() -> Table {
    let mut table = Table::new([
        "predicted",
        "squared error",
        "cross-entropy",
        "its slope in z",
        "cross-entropy's",
        "ratio",
    ]);
    for p in PREDICTED {
        let (squared, entropy) = (squared_error_gradient(p), cross_entropy_gradient(p));
        table.row([p, squared_error(p), -ln(p), squared, entropy, squared / entropy].map(short));
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
        "at p = {}, the most wrong of all, squared error is {}, {}; cross-entropy is {}, {}. {}",
        short(worst),
        short(squared_error(worst)),
        slope(vanishes, "but its slope has all but vanished", squared),
        short(-ln(worst)),
        slope(grows, "and its slope is the steepest of all rows", entropy),
        if vanishes && grows {
            "A model that is surely wrong learns from cross-entropy, and hardly from squared error."
        } else {
            ""
        },
    )
}
