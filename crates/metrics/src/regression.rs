use serde::Serialize;

use crate::Error;
use crate::error::check_lengths;
use crate::weights::{check_weights, mean_of};

/// How far predicted numbers are from the true ones.
///
/// ```
/// let errors = metrics::regression_errors(&[1.0, 2.0, 6.0], &[1.0, 4.0, 5.0], None)?;
/// assert_eq!(errors.mean_absolute_error, 1.0);
/// assert!((errors.mean_squared_error - 5.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), metrics::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RegressionErrors {
    /// `mean (z - y)^2`, in squared target units.
    pub mean_squared_error: f64,
    /// Its root, in target units.
    pub root_mean_squared_error: f64,
    /// `mean |z - y|`, in target units.
    pub mean_absolute_error: f64,
    /// `1 - mean (z - y)^2 / mean (y - mean y)^2`: 1 at best, 0 for the mean as prediction, below for
    /// worse; none when all targets are equal.
    pub r_squared: Option<f64>,
}

/// All of them, from targets and predictions.
///
/// # Errors
/// [`Error::NoSamples`], [`Error::Length`], [`Error::Score`] for a number that is not finite,
/// [`Error::Weight`].
pub fn regression_errors(
    actual: &[f64],
    predicted: &[f64],
    weights: Option<&[f64]>,
) -> Result<RegressionErrors, Error> {
    check_lengths(actual.len(), predicted.len())?;
    check_weights(weights, actual.len())?;
    for values in [actual, predicted] {
        if let Some(sample) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::Score { sample, value: values[sample] });
        }
    }
    let n = actual.len();
    let off = |i: usize| predicted[i] - actual[i];
    let mean_squared_error = mean_of(n, weights, |i| off(i) * off(i));
    let mean = mean_of(n, weights, |i| actual[i]);
    let variance = mean_of(n, weights, |i| (actual[i] - mean) * (actual[i] - mean));
    Ok(RegressionErrors {
        mean_squared_error,
        root_mean_squared_error: mean_squared_error.sqrt(),
        mean_absolute_error: mean_of(n, weights, |i| off(i).abs()),
        r_squared: (variance > 0.0).then(|| 1.0 - mean_squared_error / variance),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_explains_nothing_and_the_truth_all() {
        let y = [1.0, 2.0, 3.0, 6.0];
        assert_eq!(regression_errors(&y, &[3.0; 4], None).unwrap().r_squared, Some(0.0));
        assert_eq!(regression_errors(&y, &y, None).unwrap().r_squared, Some(1.0));
        assert_eq!(regression_errors(&[2.0; 3], &[1.0; 3], None).unwrap().r_squared, None);
        assert!(regression_errors(&y, &[f64::NAN; 4], None).is_err());
        assert!(regression_errors(&y, &y[..3], None).is_err());
    }
}
