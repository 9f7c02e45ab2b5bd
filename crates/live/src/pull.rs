//! How hard one sample pulls at its logit, by squared error and by cross-entropy, and how that pull
//! reaches a weight.

use linalg_lite::sigmoid;
use models::loss::{CrossEntropy, Loss};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::window::between;

/// Logits that are shown.
const LOGITS: [f64; 2] = [-8.0, 8.0];
const PLACES: usize = 161;

#[derive(Deserialize)]
pub(crate) struct Question {
    /// The logit.
    z: f64,
    /// The truth.
    y: bool,
    /// The feature whose weight is pulled at.
    x: f64,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    p: f64,
    /// `dp/dz`.
    slope: f64,
    /// `p - y`.
    residual: f64,
    /// `dl/dw`, for cross-entropy.
    gradient: f64,
    squared_error: Pull,
    cross_entropy: Pull,
    /// All logits, and the pulls at them.
    logits: Vec<f64>,
    probabilities: Vec<f64>,
    squared_error_pulls: Vec<f64>,
    cross_entropy_pulls: Vec<f64>,
}

/// A loss and its slope in the logit, without its sign.
#[derive(Serialize)]
struct Pull {
    loss: f64,
    pull: f64,
}

impl Question {
    pub(crate) fn answer(&self) -> Result<Answer, Error> {
        if !self.z.is_finite() || !self.x.is_finite() {
            return Err("a logit and a feature are finite".into());
        }
        let y = f64::from(u8::from(self.y));
        let p = sigmoid(self.z);
        let logits: Vec<f64> = (0..PLACES).map(|k| between(LOGITS, k, PLACES)).collect();
        let residual = CrossEntropy::derivative(self.y, self.z);
        Ok(Answer {
            p,
            slope: CrossEntropy::second_derivative(self.y, self.z),
            residual,
            gradient: residual * self.x,
            squared_error: Pull {
                loss: (p - y) * (p - y),
                pull: squared_error_slope(y, self.z).abs(),
            },
            cross_entropy: Pull { loss: CrossEntropy::loss(self.y, self.z), pull: residual.abs() },
            probabilities: logits.iter().map(|z| sigmoid(*z)).collect(),
            squared_error_pulls: logits.iter().map(|z| squared_error_slope(y, *z).abs()).collect(),
            cross_entropy_pulls: logits
                .iter()
                .map(|z| CrossEntropy::derivative(self.y, *z).abs())
                .collect(),
            logits,
        })
    }
}

/// `d/dz (s(z) - y)^2 = 2 (p - y) p (1 - p)`.
fn squared_error_slope(y: f64, z: f64) -> f64 {
    let p = sigmoid(z);
    2.0 * (p - y) * p * (1.0 - p)
}
