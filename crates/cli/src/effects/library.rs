use anyhow::{Result, bail};
use linalg_lite::Columns;
use models::effects::{ClassEffects, Effects, Figure};
use models::inference::{Covariance, Distribution, Estimate};

use super::table::Rows;
use crate::model_file::{Model, ModelFile};

/// What the library tells of a model: one figure or, of several classes, one for each.
pub(super) enum Library<'a> {
    One(Effects<'a>),
    Classes(ClassEffects<'a>),
}

impl<'a> Library<'a> {
    pub(super) fn of(model: &'a ModelFile, covariance: &'a Covariance) -> Result<Self> {
        let distribution =
            model.degrees_of_freedom.map_or(Distribution::Normal, Distribution::Student);
        Ok(match &model.model {
            Model::Logistic(fit) => Self::One(Effects::of_logistic(fit, covariance, distribution)),
            Model::Linear(fit) => Self::One(Effects::of_linear(fit, covariance, distribution)),
            Model::Softmax(fit) => Self::Classes(ClassEffects::new(fit, covariance)),
            Model::Ordered(_) => {
                bail!(
                    "effects are not told of ordered classes: take --model softmax, or read the coefficients, each of \
                     which moves the logit of a higher class"
                )
            }
            Model::Firth(fit) => Self::One(Effects::of_firth(fit, covariance, distribution)),
            Model::FirthSoftmax(_) => {
                bail!("effects on several classes are told of models without Firth's correction")
            }
        })
    }

    pub(super) fn mean_predictions(
        &self,
        features: &Columns,
        rows: &Rows<'_>,
    ) -> Result<Vec<Figure>> {
        let (weights, offset) = (rows.weights.as_deref(), rows.offset.as_deref());
        Ok(match self {
            Self::One(effects) => vec![effects.mean_prediction(features, weights, offset)?],
            Self::Classes(effects) => effects.mean_probabilities(features, weights, None)?,
        })
    }

    pub(super) fn mean_slopes(
        &self,
        features: &Columns,
        slopes: &Columns,
        rows: &Rows<'_>,
    ) -> Result<Vec<Figure>> {
        let (weights, offset) = (rows.weights.as_deref(), rows.offset.as_deref());
        Ok(match self {
            Self::One(effects) => vec![effects.mean_slope(features, slopes, weights, offset)?],
            Self::Classes(effects) => effects.mean_slopes(features, slopes, weights, None)?,
        })
    }

    pub(super) fn estimate(&self, figure: &Figure) -> Result<Estimate> {
        Ok(match self {
            Self::One(effects) => effects.estimate(figure)?,
            Self::Classes(effects) => effects.estimate(figure)?,
        })
    }
}
