use anyhow::Result;
use metrics::{RegressionErrors, quantiles, regression_errors};
use pictures::numbers::significant;
use serde::Serialize;
use warehouse::Judge;

use crate::weights::{rows_counted, rows_there};

/// What predicted numbers are worth.
#[derive(Debug, Serialize)]
pub(crate) struct NumbersEvaluation {
    rows: usize,
    #[serde(flatten)]
    errors: RegressionErrors,
    /// Least, lower quartile, median, upper quartile and largest of `truth - prediction`.
    residual_quantiles: Vec<f64>,
}

/// Of which residuals the quantiles are.
const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

impl NumbersEvaluation {
    pub(super) fn new(actual: &[f64], predicted: &[f64], weights: Option<&[f64]>) -> Result<Self> {
        let errors = regression_errors(actual, predicted, weights)?;
        let residuals: Vec<f64> = actual.iter().zip(predicted).map(|(y, z)| y - z).collect();
        let residual_quantiles = quantiles(&residuals, weights, &SHARES)?;
        Ok(Self { rows: rows_counted(actual.len(), weights), errors, residual_quantiles })
    }

    /// The same from the sums of an engine.
    pub(super) fn there(judge: &Judge<'_>) -> Result<Self> {
        let sums = judge.numbers(&SHARES)?;
        let mean_squared_error = sums.squares / sums.counted.weight;
        let r_squared = sums.squares_of_target.map(|of_target| 1.0 - sums.squares / of_target);
        let errors = RegressionErrors {
            mean_squared_error,
            root_mean_squared_error: mean_squared_error.sqrt(),
            mean_absolute_error: sums.distances / sums.counted.weight,
            r_squared: r_squared.filter(|r_squared| r_squared.is_finite()),
        };
        let rows = rows_there(&sums.counted);
        Ok(Self { rows, errors, residual_quantiles: sums.quantiles })
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
