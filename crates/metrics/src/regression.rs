use serde::Serialize;

use crate::Error;
use crate::chunks::in_chunks;
use crate::error::{check_finite, check_lengths};
use crate::power_of_two::power_of_two;
use crate::weights::{check_weights, mean_of, weight};

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
    check_finite(actual)?;
    check_finite(predicted)?;
    let n = actual.len();
    let off = |i: usize| predicted[i] - actual[i];
    let target = |i: usize| actual[i];
    let unit = unit_of(n, weights, off);
    let squared = mean_of(n, weights, |i| (off(i) / unit) * (off(i) / unit));
    let mut counted = (0..n).filter(|i| weight(weights, *i) > 0.0).map(target);
    let first = counted.next();
    let explained = || {
        let unit_of_targets = unit_of(n, weights, target);
        let centre = mean_of(n, weights, |i| actual[i] / unit_of_targets) * unit_of_targets;
        let deviation = |i: usize| actual[i] - centre;
        let unit_of_deviations = unit_of(n, weights, deviation);
        let variance = mean_of(n, weights, |i| {
            (deviation(i) / unit_of_deviations) * (deviation(i) / unit_of_deviations)
        });
        let ratio = unit / unit_of_deviations;
        1.0 - squared / variance * ratio * ratio
    };
    let differ = counted.any(|y| Some(y) != first);
    Ok(RegressionErrors {
        mean_squared_error: squared * unit * unit,
        root_mean_squared_error: squared.sqrt() * unit,
        mean_absolute_error: mean_of(n, weights, |i| (off(i) / unit).abs()) * unit,
        r_squared: differ.then(explained).filter(|r_squared| r_squared.is_finite()),
    })
}

/// A power of two as large as the values, so that their squares neither vanish nor overflow.
fn unit_of(samples: usize, weights: Option<&[f64]>, of: impl Fn(usize) -> f64 + Sync) -> f64 {
    let largest = in_chunks(samples, |rows| {
        let counted = rows.filter(|i| weight(weights, *i) > 0.0);
        counted.fold(0.0_f64, |largest, i| largest.max(of(i).abs()))
    });
    power_of_two(largest.into_iter().fold(0.0, f64::max))
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
        let tenths = [0.1; 3]; // their sum over 3 is not 0.1
        assert_eq!(regression_errors(&tenths, &[0.0; 3], None).unwrap().r_squared, None);
        let counted = regression_errors(&[2.0, 2.0, 5.0], &[1.0; 3], Some(&[1.0, 3.0, 0.0]));
        assert_eq!(counted.unwrap().r_squared, None);
        assert!(regression_errors(&y, &[f64::NAN; 4], None).is_err());
        assert!(regression_errors(&y, &y[..3], None).is_err());
    }

    #[test]
    fn a_unit_moves_no_digit() {
        let (y, z) = ([1.0, 2.5, 3.0, 6.0], [1.5, 2.0, 3.5, 5.0]);
        const TINY: f64 = f64::MIN_POSITIVE * (1_u128 << 100) as f64; // 2^-922
        let plain = regression_errors(&y, &z, None).unwrap();
        for unit in [TINY, 1.0 / 1024.0, 1.0 / TINY] {
            let scaled =
                regression_errors(&y.map(|y| y * unit), &z.map(|z| z * unit), None).unwrap();
            assert_eq!(scaled.root_mean_squared_error, plain.root_mean_squared_error * unit);
            assert_eq!(scaled.mean_absolute_error, plain.mean_absolute_error * unit);
            assert_eq!(scaled.r_squared, plain.r_squared);
        }
    }
}
