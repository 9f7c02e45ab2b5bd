//! How good predictions are: figures for scripts, tables for people.

mod binary;
mod classes;
mod numbers;

use anyhow::{Result, bail};
use metrics::Prices;
use serde::Serialize;

use crate::model_file::{Predictions, Target, Truth};
use binary::BinaryEvaluation;
use classes::ClassesEvaluation;
use numbers::NumbersEvaluation;

/// The metrics of a model on some rows.
#[derive(Debug, Serialize)]
#[serde(tag = "target", rename_all = "snake_case")]
pub(crate) enum Evaluation {
    Binary(Box<BinaryEvaluation>),
    Classes(ClassesEvaluation),
    Number(NumbersEvaluation),
}

impl Evaluation {
    /// `prices` ask for the cheapest threshold.
    pub(crate) fn new(
        truth: &Truth,
        predictions: &Predictions,
        threshold: f64,
        prices: Option<Prices>,
    ) -> Result<Self> {
        Ok(match (truth, predictions) {
            (Truth::Binary(actual), Predictions::Positive(p)) => {
                Self::Binary(Box::new(BinaryEvaluation::new(actual, p, threshold, prices)?))
            }
            (Truth::Classes(actual), Predictions::Classes(p)) => {
                Self::Classes(ClassesEvaluation::new(actual, p)?)
            }
            (Truth::Numbers(actual), Predictions::Numbers(predicted)) => {
                Self::Number(NumbersEvaluation::new(actual, predicted)?)
            }
            _ => bail!("the model and the target are not of the same kind"),
        })
    }

    /// The essentials.
    pub(crate) fn short(&self, target: &Target) -> String {
        match self {
            Self::Binary(evaluation) => evaluation.short(&target.class_names()),
            Self::Classes(evaluation) => evaluation.short(&target.class_names()),
            Self::Number(evaluation) => evaluation.short(),
        }
    }

    /// All of it.
    pub(crate) fn long(&self, target: &Target) -> String {
        match self {
            Self::Binary(evaluation) => evaluation.long(&target.class_names()),
            Self::Classes(evaluation) => evaluation.long(&target.class_names()),
            Self::Number(evaluation) => evaluation.long(),
        }
    }
}

/// Four digits after the point; `-` for a rate of nothing.
fn rate(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"))
}
