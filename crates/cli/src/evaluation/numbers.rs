use anyhow::Result;
use metrics::{
    RegressionErrors, largest_error, mean_absolute_percentage_error, median_absolute_error,
    quantiles, regression_errors,
};
use pictures::numbers::{percent, significant};
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
    #[serde(flatten)]
    by_rows: Option<ByRows>,
}

/// What only rows can tell.
#[derive(Debug, Serialize)]
struct ByRows {
    median_absolute_error: f64,
    largest_error: f64,
    mean_absolute_percentage_error: Option<f64>,
}

/// Of which residuals the quantiles are.
const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

impl NumbersEvaluation {
    pub(super) fn new(actual: &[f64], predicted: &[f64], weights: Option<&[f64]>) -> Result<Self> {
        let errors = regression_errors(actual, predicted, weights)?;
        let residuals: Vec<f64> = actual.iter().zip(predicted).map(|(y, z)| y - z).collect();
        let residual_quantiles = quantiles(&residuals, weights, &SHARES)?;
        let rows = rows_counted(actual.len(), weights);
        Ok(Self { rows, errors, residual_quantiles, by_rows: None })
    }

    /// The same with what only rows tell.
    pub(super) fn by_rows(
        self,
        actual: &[f64],
        predicted: &[f64],
        weights: Option<&[f64]>,
    ) -> Result<Self> {
        let by_rows = ByRows {
            median_absolute_error: median_absolute_error(actual, predicted, weights)?,
            largest_error: largest_error(actual, predicted, weights)?,
            mean_absolute_percentage_error: mean_absolute_percentage_error(
                actual, predicted, weights,
            )?,
        };
        Ok(Self { by_rows: Some(by_rows), ..self })
    }

    /// Its figures by their names, but for the largest error, of which no resample holds a larger.
    pub(super) fn figures(&self) -> Vec<(&'static str, Option<f64>)> {
        let RegressionErrors {
            mean_squared_error,
            root_mean_squared_error,
            mean_absolute_error,
            r_squared,
        } = self.errors;
        let by_rows = self.by_rows.as_ref();
        vec![
            ("mean_squared_error", Some(mean_squared_error)),
            ("root_mean_squared_error", Some(root_mean_squared_error)),
            ("mean_absolute_error", Some(mean_absolute_error)),
            ("r_squared", r_squared),
            ("median_absolute_error", by_rows.map(|found| found.median_absolute_error)),
            (
                "mean_absolute_percentage_error",
                by_rows.and_then(|found| found.mean_absolute_percentage_error),
            ),
        ]
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
        Ok(Self { rows, errors, residual_quantiles: sums.quantiles, by_rows: None })
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
            "{}MSE {}{}\nresiduals: {}\n",
            self.short(),
            significant(self.errors.mean_squared_error),
            self.by_rows.as_ref().map_or_else(String::new, ByRows::describe),
            residuals.collect::<Vec<_>>().join(", "),
        )
    }
}

impl ByRows {
    fn describe(&self) -> String {
        let percentage = match self.mean_absolute_percentage_error {
            Some(share) => percent(share, 1.0),
            None => "undefined, as a target is 0".to_owned(),
        };
        format!(
            ", median absolute error {}, largest {}, mean absolute percentage error {percentage}",
            significant(self.median_absolute_error),
            significant(self.largest_error),
        )
    }
}
