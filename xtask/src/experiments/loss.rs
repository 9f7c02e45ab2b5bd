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

pub(super) fn run(_: &Inputs) -> Result<Report> {
    let logit = |p: f64| ln(p) - ln(1.0 - p);
    let cross_entropy = PREDICTED.map(|p| -ln(p));
    let slopes = PREDICTED.map(|p| CrossEntropy::derivative(true, logit(p)));
    let mut table = Table::new([
        "predicted",
        "squared error",
        "cross-entropy",
        "its slope in z",
        "cross-entropy's",
        "ratio",
    ]);
    for (i, p) in PREDICTED.into_iter().enumerate() {
        table.row([
            short(p),
            short(squared_error(p)),
            short(cross_entropy[i]),
            short(squared_error_gradient(p)),
            short(slopes[i]),
            short(squared_error_gradient(p) / slopes[i]),
        ]);
    }
    let (worst, worst_slope) = (PREDICTED[0], squared_error_gradient(PREDICTED[0]));
    let steepest =
        PREDICTED.map(|p| squared_error_gradient(p).abs()).into_iter().fold(0.0, f64::max);
    let vanishes = worst_slope.abs() < steepest / 10.0;
    let grows = slopes.windows(2).all(|pair| pair[0].abs() > pair[1].abs());
    Ok(Report {
        title: "Two ways to be wrong",
        look_at: "Look at the slopes for a sample whose truth is 1: they are what training goes \
                  by, and the first row is the most wrong."
            .to_owned(),
        parts: vec![table.into()],
        seen: format!(
            "at p = {}, the most wrong of all, squared error is {} {}, while cross-entropy is {} {}. \
             {}",
            short(worst),
            short(squared_error(worst)),
            if vanishes {
                format!("but its slope has all but vanished ({})", short(worst_slope))
            } else {
                format!("with a slope of {}", short(worst_slope))
            },
            short(cross_entropy[0]),
            if grows {
                format!("and its slope ({}) the steepest of all rows", short(slopes[0]))
            } else {
                format!("with a slope of {}", short(slopes[0]))
            },
            if vanishes && grows {
                "A model that is surely wrong learns from cross-entropy, and hardly from squared error."
            } else {
                ""
            },
        ),
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
