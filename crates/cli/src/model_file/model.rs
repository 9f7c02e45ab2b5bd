use linalg_lite::{Design, Features, sigmoids};
use models::firth::{FittedFirth, FittedFirthSoftmax};
use models::loss::SoftmaxCrossEntropy;
use models::{
    Boundary, Error, FittedLinear, FittedLogistic, FittedOrdered, FittedSoftmax, Penalty, Report,
    Samples,
};
use serde::{Deserialize, Serialize};

use crate::offset::Offset;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Model {
    Linear(FittedLinear),
    Logistic(FittedLogistic),
    Firth(FittedFirth),
    Softmax(FittedSoftmax),
    FirthSoftmax(FittedFirthSoftmax),
    Ordered(FittedOrdered),
}

/// What a model says about each row, in full: probabilities are rounded to 0 and 1, logits are not.
pub(crate) enum Scores {
    /// The target.
    Numbers(Vec<f64>),
    /// The logit and the probability of the positive class.
    Positive { logits: Vec<f64>, p: Vec<f64> },
    /// For each class its logits and its probabilities; of ordered ones also the one logit that thresholds divide.
    Classes { logits: Vec<Vec<f64>>, p: Vec<Vec<f64>>, divided: Option<Vec<f64>> },
}

impl Model {
    /// `offset` is what is added to the logits (or predictions) of each row.
    pub(crate) fn scores(&self, x: Features<'_>, offset: Option<&Offset>) -> Result<Scores, Error> {
        let mut logits = self.logits(x)?;
        if let Some(offset) = offset {
            offset.add(&mut logits);
        }
        Ok(self.scores_of(logits))
    }

    /// The same from logits (or predictions) that are known, of each of [`weights`](Self::weights).
    pub(crate) fn scores_of(&self, mut logits: Vec<Vec<f64>>) -> Scores {
        let first = |logits: &mut Vec<Vec<f64>>| logits.pop().unwrap_or_default();
        match self {
            Self::Linear(_) => Scores::Numbers(first(&mut logits)),
            Self::Logistic(_) | Self::Firth(_) => {
                let logits = first(&mut logits);
                let mut p = logits.clone();
                sigmoids(&mut p);
                Scores::Positive { logits, p }
            }
            Self::Softmax(_) | Self::FirthSoftmax(_) => {
                let p = SoftmaxCrossEntropy::probabilities_of(logits.clone());
                Scores::Classes { logits, p, divided: None }
            }
            Self::Ordered(model) => of_order(model, first(&mut logits)),
        }
    }

    /// `z = X w + b`, for each of [`weights`](Self::weights).
    fn logits(&self, x: Features<'_>) -> Result<Vec<Vec<f64>>, Error> {
        let design = Design::new(x, true)?;
        let logits = |(coefficients, intercept): (&[f64], f64)| {
            Ok(design.logits(&[coefficients, &[intercept]].concat())?)
        };
        self.weights().into_iter().map(logits).collect()
    }

    pub(crate) fn report(&self) -> &Report {
        match self {
            Self::Linear(model) => &model.report,
            Self::Logistic(model) => &model.report,
            Self::Firth(model) => &model.report,
            Self::Softmax(model) => &model.report,
            Self::FirthSoftmax(model) => &model.report,
            Self::Ordered(model) => &model.report,
        }
    }

    /// Coefficients and intercept of each class; of a model without classes, or with an order of them, those of the one
    /// logit there is.
    pub(crate) fn weights(&self) -> Vec<(&[f64], f64)> {
        match self {
            Self::Linear(model) => vec![(&model.coefficients, model.intercept)],
            Self::Logistic(model) => vec![(&model.coefficients, model.intercept)],
            Self::Firth(model) => vec![(&model.coefficients, model.intercept)],
            Self::Ordered(model) => vec![(&model.coefficients, 0.0)],
            Self::Softmax(FittedSoftmax { coefficients, intercepts, .. })
            | Self::FirthSoftmax(FittedFirthSoftmax { coefficients, intercepts, .. }) => {
                coefficients.iter().map(Vec::as_slice).zip(intercepts.iter().copied()).collect()
            }
        }
    }

    /// Its name in the model file.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Linear(_) => "linear",
            Self::Logistic(_) => "logistic",
            Self::Firth(_) => "firth",
            Self::Softmax(_) => "softmax",
            Self::FirthSoftmax(_) => "firth_softmax",
            Self::Ordered(_) => "ordered",
        }
    }

    /// What coefficients cost.
    pub(crate) fn penalty(&self) -> Penalty {
        match self {
            Self::Linear(model) => model.config.penalty,
            Self::Logistic(model) => model.config.penalty,
            Self::Softmax(model) => model.config.penalty(),
            Self::Ordered(model) => Penalty::l2(model.config.l2),
            Self::Firth(_) | Self::FirthSoftmax(_) => Penalty::default(), // but the likelihood
        }
    }

    /// Whether they cost anything.
    pub(crate) fn is_penalised(&self) -> bool {
        !self.penalty().is_none()
    }

    pub(crate) fn samples(&self) -> &Samples {
        match self {
            Self::Linear(model) => &model.samples,
            Self::Logistic(model) => &model.samples,
            Self::Firth(model) => &model.samples,
            Self::Softmax(model) => &model.samples,
            Self::FirthSoftmax(model) => &model.samples,
            Self::Ordered(model) => &model.samples,
        }
    }

    /// Whether there is an intercept; ordered classes have thresholds.
    pub(crate) fn has_intercept(&self) -> bool {
        self.samples().has_intercept && !matches!(self, Self::Ordered(_))
    }

    /// What stands between ordered classes; nothing in other models.
    pub(crate) fn thresholds(&self) -> &[f64] {
        match self {
            Self::Ordered(model) => &model.thresholds,
            _ => &[],
        }
    }

    /// Whether each class has a logit of its own.
    pub(crate) fn is_of_classes(&self) -> bool {
        matches!(self, Self::Softmax(_) | Self::FirthSoftmax(_))
    }

    /// Where a model of two classes is undecided.
    pub(crate) fn boundary(&self) -> Option<Boundary> {
        match (self, self.weights().as_slice()) {
            (Self::Logistic(_) | Self::Firth(_), [(coefficients, intercept)]) => {
                Some(Boundary { coefficients: coefficients.to_vec(), intercept: *intercept })
            }
            _ => None,
        }
    }
}

/// The logarithms of probabilities are logits of which softmax makes the probabilities again.
fn of_order(model: &FittedOrdered, z: Vec<f64>) -> Scores {
    Scores::Classes {
        logits: model.log_probabilities_of(&z),
        p: model.probabilities_of(&z),
        divided: Some(z),
    }
}
