use super::{Distribution, TOO_FEW_SAMPLES};
use crate::error::Error;
use crate::sample_weights::WeightKind;

/// What the kind of the weights makes of the errors of a model, of one logit or of several.
pub(crate) struct Spread {
    /// Whether they come from a sandwich: no model describes how sampling weights vary.
    pub(crate) is_robust: bool,
    /// The factor by which variances exceed those of the model, where weights are precisions: Pearson's statistic per
    /// degree of freedom.
    pub(crate) dispersion: Option<f64>,
    /// What ratios of parameters and errors follow.
    pub(crate) distribution: Distribution,
}

impl Spread {
    /// With so many degrees of freedom: the samples, once for each logit, less the parameters.
    ///
    /// # Source
    /// McCullagh and Nelder, *Generalized Linear Models*, 2nd ed., 4.5 and 5.5 (several classes).
    pub(super) fn of(
        weights: WeightKind,
        degrees: f64,
        pearson: impl FnOnce() -> Result<f64, Error>,
    ) -> Result<Self, Error> {
        let normal =
            |is_robust| Self { is_robust, dispersion: None, distribution: Distribution::Normal };
        match weights {
            WeightKind::Frequency => Ok(normal(false)),
            WeightKind::Sampling => Ok(normal(true)),
            WeightKind::Analytic if degrees <= 0.0 => Err(Error::NoInference(TOO_FEW_SAMPLES)),
            WeightKind::Analytic => Ok(Self {
                is_robust: false,
                dispersion: Some(pearson()? / degrees),
                distribution: Distribution::Student(degrees),
            }),
        }
    }
}
