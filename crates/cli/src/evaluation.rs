//! How good predictions are: figures for scripts, tables for people.

mod binary;
mod classes;
mod numbers;

use anyhow::{Result, bail};
use binary::{BinaryEvaluation, BinaryRows};
use classes::ClassesEvaluation;
pub(crate) use classes::log_odds;
use datasets::Target;
use metrics::Costs;
use models::WeightKind;
use numbers::NumbersEvaluation;
use pictures::numbers::significant;
use serde::Serialize;
use warehouse::{Engine, Frame, Judge};

use crate::bootstrap::{Resampled, Resamples};
use crate::exit::Usage;
use crate::model_file::{Model, ModelFile, Scores, TargetColumn};

/// The metrics of a model on some rows.
#[derive(Debug, Serialize)]
#[serde(tag = "target", rename_all = "snake_case")]
pub(crate) enum Evaluation {
    Binary(Box<BinaryEvaluation>),
    Classes(Box<ClassesEvaluation>),
    Number(NumbersEvaluation),
}

impl Evaluation {
    /// `weights` say what each row counts, and of which kind they are; `costs` ask for the cheapest threshold.
    pub(crate) fn new(
        truth: &Target,
        scores: &Scores,
        (weights, kind): (Option<&[f64]>, WeightKind),
        threshold: f64,
        costs: Option<Costs>,
    ) -> Result<Self> {
        Ok(match (truth, scores) {
            (Target::Binary(actual), Scores::Positive { logits, p }) => {
                let rows = BinaryRows { actual, logits, p, weights, kind };
                Self::Binary(Box::new(BinaryEvaluation::new(&rows, threshold, costs)?))
            }
            (Target::Classes { labels: actual, .. }, Scores::Classes { logits, p, .. }) => {
                Self::Classes(Box::new(ClassesEvaluation::new(actual, logits, p, weights)?))
            }
            (Target::Numbers(actual), Scores::Numbers(predicted)) => {
                Self::Number(NumbersEvaluation::new(actual, predicted, weights)?)
            }
            _ => bail!("the model and the target are not of the same kind"),
        })
    }

    /// The same with what costs more and only rows can tell; a test asks whether these are the rows that the model was
    /// trained on.
    pub(crate) fn examined(
        self,
        truth: &Target,
        scores: &Scores,
        (weights, kind): (Option<&[f64]>, WeightKind),
        is_trained_on: bool,
    ) -> Result<Self> {
        Ok(match (self, truth, scores) {
            (Self::Binary(found), Target::Binary(actual), Scores::Positive { logits, p }) => {
                let rows = BinaryRows { actual, logits, p, weights, kind };
                Self::Binary(Box::new(found.tested(&rows, is_trained_on)?))
            }
            (
                Self::Classes(found),
                Target::Classes { labels, .. },
                Scores::Classes { logits, p, .. },
            ) => Self::Classes(Box::new(found.ranked(labels, logits, p, weights)?)),
            (Self::Number(found), Target::Numbers(actual), Scores::Numbers(predicted)) => {
                Self::Number(found.by_rows(actual, predicted, weights)?)
            }
            (found, ..) => found,
        })
    }

    /// The figures of resamples of the rows, by their names.
    pub(crate) fn resampled(
        &self,
        resamples: &Resamples<'_>,
        truth: &Target,
        scores: &Scores,
        threshold: f64,
    ) -> Result<Resampled> {
        let sorted = by_score(truth, scores);
        let (truth, scores) = sorted.as_ref().map_or((truth, scores), |(_, t, s)| (t, s));
        let figures = |weights: &[f64]| {
            let in_order = sorted.as_ref().map(|(order, ..)| of_rows(weights, order));
            let counted = (Some(in_order.as_deref().unwrap_or(weights)), resamples.kind);
            let found = Self::new(truth, scores, counted, threshold, None)?;
            let found = match found {
                Self::Binary(_) => found, // a test adds no figure
                other => other.examined(truth, scores, counted, false)?,
            };
            Ok(found.figures().into_iter().map(|(_, value)| value).collect())
        };
        let names = self.figures().into_iter().map(|(name, _)| name.to_owned());
        resamples.of(names.collect(), figures)
    }

    fn figures(&self) -> Vec<(&'static str, Option<f64>)> {
        match self {
            Self::Binary(evaluation) => evaluation.figures(),
            Self::Classes(evaluation) => evaluation.figures(),
            Self::Number(evaluation) => evaluation.figures(),
        }
    }

    /// The same with what only classes have that have an order.
    pub(crate) fn of_order(
        self,
        truth: &Target,
        scores: &Scores,
        weights: Option<&[f64]>,
    ) -> Result<Self> {
        Ok(match (self, truth, scores) {
            (Self::Classes(found), Target::Classes { labels, .. }, Scores::Classes { p, .. }) => {
                Self::Classes(Box::new(found.of_order(labels, p, weights)?))
            }
            (found, ..) => found,
        })
    }

    /// The metrics of a model on the rows of a table in an engine.
    pub(crate) fn there(
        engine: &dyn Engine,
        frame: &Frame<'_>,
        model: &ModelFile,
        threshold: f64,
        costs: Option<Costs>,
    ) -> Result<Self> {
        let judge = Judge { engine, frame, logits: model.model.weights() };
        Ok(match model.model {
            Model::Logistic(_) | Model::Firth(_) => {
                Self::Binary(Box::new(BinaryEvaluation::there(&judge, threshold, costs)?))
            }
            Model::Softmax(_) | Model::FirthSoftmax(_) => {
                Self::Classes(Box::new(ClassesEvaluation::there(&judge)?))
            }
            Model::Linear(_) => Self::Number(NumbersEvaluation::there(&judge)?),
            Model::Ordered(_) => bail!(Usage(ModelFile::ORDERED.to_owned())),
        })
    }

    /// Where costs were given.
    pub(crate) fn cheapest_threshold(&self) -> Option<f64> {
        match self {
            Self::Binary(evaluation) => evaluation.cheapest_threshold(),
            _ => None,
        }
    }

    /// The essentials.
    pub(crate) fn short(&self, target: &TargetColumn) -> String {
        match self {
            Self::Binary(evaluation) => evaluation.short(&target.shown_names()),
            Self::Classes(evaluation) => evaluation.short(&target.shown_names()),
            Self::Number(evaluation) => evaluation.short(),
        }
    }

    /// All of it.
    pub(crate) fn long(&self, target: &TargetColumn) -> String {
        match self {
            Self::Binary(evaluation) => evaluation.long(&target.shown_names()),
            Self::Classes(evaluation) => evaluation.long(&target.shown_names()),
            Self::Number(evaluation) => evaluation.long(),
        }
    }
}

/// Four digits after the point, or as many as a small value needs.
fn score(value: f64) -> String {
    const SMALL: f64 = 1e-3;
    if value == 0.0 || value >= SMALL { format!("{value:.4}") } else { significant(value) }
}

/// Four digits after the point; `-` for a rate of nothing.
fn rate(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"))
}

/// The rows of two classes from the highest score to the lowest: in this order, those of a resample are sorted at once.
fn by_score(truth: &Target, scores: &Scores) -> Option<(Vec<usize>, Target, Scores)> {
    let (Target::Binary(actual), Scores::Positive { logits, p }) = (truth, scores) else {
        return None;
    };
    let mut order: Vec<usize> = (0..logits.len()).collect();
    order.sort_by(|a, b| logits[*b].total_cmp(&logits[*a]));
    let actual = Target::Binary(of_rows(actual, &order));
    let scores = Scores::Positive { logits: of_rows(logits, &order), p: of_rows(p, &order) };
    Some((order, actual, scores))
}

fn of_rows<V: Copy>(all: &[V], rows: &[usize]) -> Vec<V> {
    rows.iter().map(|row| all[*row]).collect()
}
