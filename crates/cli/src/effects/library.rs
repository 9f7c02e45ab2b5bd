use anyhow::Result;
use linalg_lite::Columns;
use models::effects::{ClassEffects, Effects, Figure, OrderedEffects};
use models::inference::{Covariance, Distribution, Estimate};

use super::table::Rows;
use crate::model_file::{Model, ModelFile};
use crate::offset::Offset;

/// What the library tells of a model: one figure or, of several classes, one for each.
pub(super) enum Library<'a> {
    One(Effects<'a>),
    Classes(ClassEffects<'a>),
    Ordered(OrderedEffects<'a>),
}

impl<'a> Library<'a> {
    pub(super) fn of(model: &'a ModelFile, covariance: &'a Covariance) -> Self {
        let distribution =
            model.degrees_of_freedom.map_or(Distribution::Normal, Distribution::Student);
        match &model.model {
            Model::Logistic(fit) => Self::One(Effects::of_logistic(fit, covariance, distribution)),
            Model::Linear(fit) => Self::One(Effects::of_linear(fit, covariance, distribution)),
            Model::Softmax(fit) => Self::Classes(ClassEffects::new(fit, covariance, distribution)),
            Model::Ordered(fit) => Self::Ordered(OrderedEffects::new(fit, covariance)),
            Model::Firth(fit) => Self::One(Effects::of_firth(fit, covariance, distribution)),
            Model::FirthSoftmax(fit) => {
                Self::Classes(ClassEffects::of_firth(fit, covariance, distribution))
            }
        }
    }

    pub(super) fn mean_predictions(
        &self,
        features: &Columns,
        rows: &Rows<'_>,
    ) -> Result<Vec<Figure>> {
        let weights = rows.weights.as_deref();
        let offset = rows.offset.as_ref();
        let (one, of_classes) = (offset.and_then(Offset::one), offset.and_then(Offset::classes));
        Ok(match self {
            Self::One(effects) => vec![effects.mean_prediction(features, weights, one)?],
            Self::Classes(effects) => effects.mean_probabilities(features, weights, of_classes)?,
            Self::Ordered(effects) => effects.mean_probabilities(features, weights, one)?,
        })
    }

    pub(super) fn mean_slopes(
        &self,
        features: &Columns,
        slopes: &Columns,
        rows: &Rows<'_>,
    ) -> Result<Vec<Figure>> {
        let weights = rows.weights.as_deref();
        let offset = rows.offset.as_ref();
        let (one, of_classes) = (offset.and_then(Offset::one), offset.and_then(Offset::classes));
        Ok(match self {
            Self::One(effects) => vec![effects.mean_slope(features, slopes, weights, one)?],
            Self::Classes(effects) => effects.mean_slopes(features, slopes, weights, of_classes)?,
            Self::Ordered(effects) => effects.mean_slopes(features, slopes, weights, one)?,
        })
    }

    pub(super) fn estimate(&self, figure: &Figure) -> Result<Estimate> {
        Ok(match self {
            Self::One(effects) => effects.estimate(figure)?,
            Self::Classes(effects) => effects.estimate(figure)?,
            Self::Ordered(effects) => effects.estimate(figure)?,
        })
    }
}
