use anyhow::Result;
use metrics::{RegressionErrors, quantiles, regression_errors};
use pictures::numbers::significant;
use serde::Serialize;

use crate::weights::rows_counted;

/// What predicted numbers are worth.
#[derive(Debug, Serialize)]
pub(crate) struct NumbersEvaluation {
    rows: usize,
    #[serde(flatten)]
    errors: RegressionErrors,
    /// Least, lower quartile, median, upper quartile and largest of `truth - prediction`.
    residual_quantiles: Vec<f64>,
}

impl NumbersEvaluation {
    pub(super) fn new(actual: &[f64], predicted: &[f64], weights: Option<&[f64]>) -> Result<Self> {
        let errors = regression_errors(actual, predicted, weights)?;
        let residuals: Vec<f64> = actual.iter().zip(predicted).map(|(y, z)| y - z).collect();
        let residual_quantiles = quantiles(&residuals, weights, &[0.0, 0.25, 0.5, 0.75, 1.0])?;
        Ok(Self { rows: rows_counted(actual.len(), weights), errors, residual_quantiles })
    }

    pub(super) fn short(&self) -> String {
        let r_squared = match self.errors.r_squared {
            None => "undefined: the target is the same in every row".to_owned(),
            some => super::rate(some),
        };
        format!(
            "RMSE {}, MAE {}, R2 {r_squared}\n",
            significant(self.errors.root_mean_squared_error),
            significant(self.errors.mean_absolute_error),
        )
    }

    pub(super) fn long(&self) -> String {
        const NAMES: [&str; 5] = ["least", "lower quartile", "median", "upper quartile", "largest"];
        let residuals = NAMES.iter().zip(&self.residual_quantiles);
        let residuals = residuals.map(|(name, value)| format!("{name} {}", significant(*value)));
        format!(
            "{}MSE {}\nresiduals: {}\n",
            self.short(),
            significant(self.errors.mean_squared_error),
            residuals.collect::<Vec<_>>().join(", "),
        )
    }
}
