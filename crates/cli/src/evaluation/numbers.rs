use anyhow::Result;
use metrics::{RegressionErrors, regression_errors};
use serde::Serialize;

/// What predicted numbers are worth.
#[derive(Debug, Serialize)]
pub(crate) struct NumbersEvaluation {
    rows: usize,
    #[serde(flatten)]
    errors: RegressionErrors,
    /// Least, lower quartile, median, upper quartile and largest of `truth - prediction`.
    residual_quantiles: [f64; 5],
}

impl NumbersEvaluation {
    pub(super) fn new(actual: &[f64], predicted: &[f64]) -> Result<Self> {
        let errors = regression_errors(actual, predicted, None)?;
        let mut residuals: Vec<f64> = actual.iter().zip(predicted).map(|(y, z)| y - z).collect();
        residuals.sort_unstable_by(f64::total_cmp);
        let residual_quantiles =
            [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| quantile(&residuals, share));
        Ok(Self { rows: actual.len(), errors, residual_quantiles })
    }

    pub(super) fn short(&self) -> String {
        format!(
            "RMSE {:.6}, MAE {:.6}, R2 {}\n",
            self.errors.root_mean_squared_error,
            self.errors.mean_absolute_error,
            super::rate(self.errors.r_squared),
        )
    }

    pub(super) fn long(&self) -> String {
        let [least, lower, median, upper, largest] = self.residual_quantiles;
        format!(
            "{}MSE {:.6}\nresiduals: least {least:.6}, lower quartile {lower:.6}, median {median:.6}, \
             upper quartile {upper:.6}, largest {largest:.6}\n",
            self.short(),
            self.errors.mean_squared_error,
        )
    }
}

/// Between the two nearest of sorted values, as NumPy and R do.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_lie_between_neighbours() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(
            [0.0, 0.25, 0.5, 1.0].map(|share| quantile(&sorted, share)),
            [1.0, 1.75, 3.0, 8.0]
        );
        assert_eq!(quantile(&[7.0], 0.5), 7.0);
    }
}
