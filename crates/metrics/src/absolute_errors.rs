use crate::Error;
use crate::error::{check_finite, check_lengths};
use crate::power_of_two::power_of_two;
use crate::quantile::quantiles;
use crate::weights::{check_weights, mean_of, weight};

/// The median of `|z - y|`, in target units: half of the predictions are nearer to the truth. Weights count as in
/// [`quantiles`]: whole numbers are so many rows.
///
/// # Errors
/// [`Error::NoSamples`], [`Error::Length`], [`Error::Weight`]; [`Error::Score`] for a number that is not finite.
///
/// ```
/// let error = metrics::median_absolute_error(&[1.0, 2.0, 6.0], &[1.0, 4.0, 5.0], None)?;
/// assert_eq!(error, 1.0);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn median_absolute_error(
    actual: &[f64],
    predicted: &[f64],
    weights: Option<&[f64]>,
) -> Result<f64, Error> {
    check(actual, predicted, weights)?;
    let off: Vec<f64> = (0..actual.len()).map(|i| off(actual, predicted, i)).collect();
    Ok(quantiles(&off, weights, &[0.5])?[0])
}

/// The largest `|z - y|`, in target units; samples of weight 0 do not count.
///
/// # Errors
/// As [`median_absolute_error`].
///
/// ```
/// assert_eq!(metrics::largest_error(&[1.0, 2.0, 6.0], &[1.0, 4.0, 5.0], None)?, 2.0);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn largest_error(
    actual: &[f64],
    predicted: &[f64],
    weights: Option<&[f64]>,
) -> Result<f64, Error> {
    check(actual, predicted, weights)?;
    let counted = (0..actual.len()).filter(|i| weight(weights, *i) > 0.0);
    Ok(counted.fold(0.0, |largest, i| off(actual, predicted, i).max(largest)))
}

/// The mean of `|z - y| / |y|`, from 0 to infinity: 0.1 is 10 %. None where a target is 0, because nothing is a share
/// of it, or so near 0 that the mean exceeds the largest number.
///
/// (scikit-learn divides by 2.2e-16 there, so that one such sample decides the mean.)
///
/// # Errors
/// As [`median_absolute_error`].
///
/// # Source
/// Hyndman and Koehler, *Another look at measures of forecast accuracy*, International Journal of Forecasting 22
/// (2006).
///
/// ```
/// let error = |actual: &[f64]| metrics::mean_absolute_percentage_error(actual, &[1.5, 4.0], None);
/// assert_eq!(error(&[2.0, 4.0])?, Some(0.125));
/// assert_eq!(error(&[2.0, 0.0])?, None);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn mean_absolute_percentage_error(
    actual: &[f64],
    predicted: &[f64],
    weights: Option<&[f64]>,
) -> Result<Option<f64>, Error> {
    check(actual, predicted, weights)?;
    let has_zero = (0..actual.len()).any(|i| actual[i] == 0.0 && weight(weights, i) > 0.0);
    let share = |i: usize| off(actual, predicted, i) / actual[i].abs();
    Ok((!has_zero).then(|| mean_of(actual.len(), weights, share)).filter(|mean| mean.is_finite()))
}

/// The mean of `q (y - z)` where the truth is above and `(1 - q) (z - y)` where it is below, in target units: what is
/// least for the quantile of share q. With q = 1/2 it is half the mean absolute error.
///
/// # Errors
/// As [`median_absolute_error`]; [`Error::Share`] for a share outside [0, 1].
///
/// # Source
/// Koenker and Bassett, *Regression quantiles*, Econometrica 46 (1978).
///
/// ```
/// let loss = metrics::pinball_loss(&[1.0, 5.0], &[3.0, 4.0], None, 0.25)?;
/// assert_eq!(loss, (0.75 * 2.0 + 0.25 * 1.0) / 2.0);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn pinball_loss(
    actual: &[f64],
    predicted: &[f64],
    weights: Option<&[f64]>,
    share: f64,
) -> Result<f64, Error> {
    check(actual, predicted, weights)?;
    if !(0.0..=1.0).contains(&share) {
        return Err(Error::Share(share));
    }
    let unit = power_of_two(largest_error(actual, predicted, weights)?);
    let loss = |i: usize| {
        let part = if actual[i] >= predicted[i] { share } else { 1.0 - share };
        part * (off(actual, predicted, i) / unit)
    };
    Ok(mean_of(actual.len(), weights, loss) * unit)
}

fn off(actual: &[f64], predicted: &[f64], i: usize) -> f64 {
    (predicted[i] - actual[i]).abs()
}

fn check(actual: &[f64], predicted: &[f64], weights: Option<&[f64]>) -> Result<(), Error> {
    check_lengths(actual.len(), predicted.len())?;
    check_weights(weights, actual.len())?;
    check_finite(actual)?;
    check_finite(predicted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const Y: [f64; 4] = [1.0, -2.0, 4.0, 8.0];
    const Z: [f64; 4] = [2.0, -2.5, 1.0, 8.0];

    #[test]
    fn by_hand() {
        assert_eq!(median_absolute_error(&Y, &Z, None), Ok(0.75)); // of 0, 0.5, 1 and 3
        assert_eq!(largest_error(&Y, &Z, None), Ok(3.0));
        assert_eq!(mean_absolute_percentage_error(&Y, &Z, None), Ok(Some(0.5))); // 1, 1/4, 3/4, 0
        assert_eq!(pinball_loss(&Y, &Z, None, 0.75), Ok((0.25 + 0.375 + 2.25) / 4.0));
        let first_and_third = Some(&[2.0, 0.0, 1.0, 0.0][..]);
        assert_eq!(median_absolute_error(&Y, &Z, first_and_third), Ok(1.0));
        assert_eq!(largest_error(&Y, &Z, Some(&[1.0, 1.0, 0.0, 1.0])), Ok(1.0));
    }

    #[test]
    fn a_target_of_zero_has_no_share() {
        assert_eq!(mean_absolute_percentage_error(&[0.0, 1.0], &[0.0, 1.0], None), Ok(None));
        let counted = mean_absolute_percentage_error(&[0.0, 1.0], &[9.0, 1.5], Some(&[0.0, 2.0]));
        assert_eq!(counted, Ok(Some(0.5)));
        assert_eq!(mean_absolute_percentage_error(&[1e-300], &[1e300], None), Ok(None));
    }

    #[test]
    fn half_the_absolute_error_is_the_pinball_loss_of_the_median() {
        let errors = crate::regression_errors(&Y, &Z, None).unwrap();
        assert_eq!(pinball_loss(&Y, &Z, None, 0.5), Ok(errors.mean_absolute_error / 2.0));
        let (upper, lower) = (pinball_loss(&Y, &Z, None, 0.2), pinball_loss(&Y, &Z, None, 0.8));
        let sum = upper.unwrap() + lower.unwrap();
        assert!((sum - errors.mean_absolute_error).abs() < 1e-15);
    }

    #[test]
    fn a_unit_moves_no_digit() {
        const TINY: f64 = f64::MIN_POSITIVE * (1_u128 << 100) as f64; // 2^-922
        for unit in [TINY, 1.0 / 1024.0, 1.0 / TINY] {
            let (y, z) = (Y.map(|y| y * unit), Z.map(|z| z * unit));
            assert_eq!(median_absolute_error(&y, &z, None), Ok(0.75 * unit));
            assert_eq!(largest_error(&y, &z, None), Ok(3.0 * unit));
            assert_eq!(mean_absolute_percentage_error(&y, &z, None), Ok(Some(0.5)));
            let loss = pinball_loss(&Y, &Z, None, 0.3).unwrap();
            assert_eq!(pinball_loss(&y, &z, None, 0.3), Ok(loss * unit));
        }
    }

    #[test]
    fn bad_input_is_refused_with_its_place() {
        assert_eq!(pinball_loss(&Y, &Z, None, 1.5), Err(Error::Share(1.5)));
        assert_eq!(largest_error(&[], &[], None), Err(Error::NoSamples));
        assert!(matches!(median_absolute_error(&Y, &Z[..3], None), Err(Error::Length { .. })));
        let nan = mean_absolute_percentage_error(&[f64::NAN], &[1.0], None);
        assert!(matches!(nan, Err(Error::Score { .. })));
        assert!(largest_error(&Y, &Z, Some(&[-1.0; 4])).is_err());
    }
}
