//! By what cross-validation chooses a penalty.

use clap::ValueEnum;
use linalg_lite::sigmoids;
use metrics::{MultiConfusion, RankingAreas, brier_score, confusion_at, regression_errors};
use models::loss::most_likely;
use models::paths::HeldOut;

use super::args::Kind;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScoreArg {
    /// What probabilities lose, in nats
    LogLoss,
    /// The mean squared error of probabilities
    Brier,
    /// The share of rows whose class is right
    Accuracy,
    /// The area under the ROC curve
    Auc,
    /// Half the mean squared error of numbers
    SquaredError,
    /// Their mean absolute error
    AbsoluteError,
}

impl ScoreArg {
    /// What fits minimise.
    pub(super) fn usual(model: Kind) -> Self {
        if model == Kind::Linear { Self::SquaredError } else { Self::LogLoss }
    }

    pub(super) fn is_for(self, model: Kind) -> bool {
        match self {
            Self::LogLoss | Self::Accuracy => matches!(model, Kind::Logistic | Kind::Softmax),
            Self::Brier | Self::Auc => model == Kind::Logistic,
            Self::SquaredError | Self::AbsoluteError => model == Kind::Linear,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::LogLoss => "log loss",
            Self::Brier => "Brier score",
            Self::Accuracy => "accuracy",
            Self::Auc => "ROC AUC",
            Self::SquaredError => "half squared error",
            Self::AbsoluteError => "absolute error",
        }
    }

    /// Whether its loss is 1 less the score.
    pub(super) fn is_of_gain(self) -> bool {
        matches!(self, Self::Accuracy | Self::Auc)
    }

    /// The score of a loss.
    pub(super) fn of_loss(self, loss: f64) -> f64 {
        if self.is_of_gain() { 1.0 - loss } else { loss }
    }

    /// The loss of two classes, which are told apart at a threshold; NaN where there is none.
    pub(super) fn of_labels(self, held_out: &HeldOut<'_, bool>, threshold: f64) -> f64 {
        let HeldOut { target, weights, logits, .. } = held_out;
        let weights = Some(*weights);
        let probabilities = || {
            let mut p = logits[0].clone();
            sigmoids(&mut p);
            p
        };
        let found = match self {
            Self::Brier => brier_score(target, &probabilities(), weights).ok(),
            Self::Accuracy => confusion_at(target, &probabilities(), weights, threshold)
                .ok()
                .and_then(|table| table.error_rate()),
            _ => RankingAreas::new(target, &logits[0], weights)
                .ok()
                .and_then(|areas| Some(1.0 - areas.roc_auc?)),
        };
        found.unwrap_or(f64::NAN)
    }

    /// The share of wrong classes.
    pub(super) fn of_classes(held_out: &HeldOut<'_, usize>) -> f64 {
        let HeldOut { target, weights, logits, .. } = held_out;
        let predicted: Vec<usize> =
            (0..target.len()).map(|i| most_likely(logits.iter().map(|z| z[i]))).collect();
        let table = MultiConfusion::new(target, &predicted, Some(weights), logits.len());
        table.map_or(f64::NAN, |table| (table.total() - table.correct()) / table.total())
    }

    /// The mean absolute error.
    pub(super) fn of_numbers(held_out: &HeldOut<'_, f64>) -> f64 {
        let HeldOut { target, weights, logits, .. } = held_out;
        let errors = regression_errors(target, &logits[0], Some(weights));
        errors.map_or(f64::NAN, |errors| errors.mean_absolute_error)
    }
}
