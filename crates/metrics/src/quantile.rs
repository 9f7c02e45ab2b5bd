use rayon::prelude::*;

use crate::Error;
use crate::error::{check_finite, check_lengths};
use crate::weights::{are_counts, check_weights, weight};

/// The values below which each of some shares of the weight lies: 0 asks for the least, 1/2 for the
/// median, 1 for the largest.
///
/// With `S` the sum of the weights, the sorted values lie one behind the other from 0 to `S`, each as long
/// as its weight, and the quantile of share q is their mean from `q (S - u)` to `q (S - u) + u`. Here u
/// is one unit: 1 where all weights are whole numbers (and without weights, where this is the rule of
/// NumPy and R), else the mean weight.
///
/// # Errors
/// [`Error::NoSamples`], [`Error::Weight`], [`Error::Length`]; [`Error::Score`] for a value that is not
/// finite; [`Error::Share`] for a share outside [0, 1].
///
/// # Source
/// Hyndman and Fan, *Sample quantiles in statistical packages*, The American Statistician 50 (1996), type 7.
///
/// ```
/// let values = [8.0, 1.0, 2.0];
/// assert_eq!(metrics::quantiles(&values, None, &[0.0, 0.25, 1.0])?, [1.0, 1.5, 8.0]);
/// // 1 1 1 2 8
/// assert_eq!(metrics::quantiles(&values, Some(&[1.0, 3.0, 1.0]), &[0.5])?, [1.0]);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn quantiles(
    values: &[f64],
    weights: Option<&[f64]>,
    shares: &[f64],
) -> Result<Vec<f64>, Error> {
    check_lengths(values.len(), values.len())?;
    check_weights(weights, values.len())?;
    check_finite(values)?;
    if let Some(share) = shares.iter().find(|share| !(0.0..=1.0).contains(*share)) {
        return Err(Error::Share(*share));
    }
    let weighted = (0..values.len()).map(|i| (values[i], weight(weights, i)));
    let mut sorted: Vec<(f64, f64)> = weighted.filter(|(_, w)| *w > 0.0).collect();
    sorted.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let total: f64 = sorted.iter().map(|(_, w)| w).sum();
    let unit = if are_counts(weights) { 1.0 } else { total / sorted.len() as f64 };
    Ok(shares.iter().map(|share| mean_between(&sorted, share * (total - unit), unit)).collect())
}

/// The mean of values that lie one behind the other, from `start` on over a length of `unit`.
fn mean_between(sorted: &[(f64, f64)], start: f64, unit: f64) -> f64 {
    let end = start + unit;
    let (mut sum, mut length, mut from) = (0.0, 0.0, 0.0);
    for (value, weight) in sorted {
        let to = from + weight;
        let shared = end.min(to) - start.max(from);
        if shared > 0.0 {
            sum += shared / unit * value;
            length += shared / unit;
        }
        if to >= end {
            break;
        }
        from = to;
    }
    // Rounding may leave nothing at the very end.
    if length > 0.0 { sum / length } else { sorted.last().map_or(f64::NAN, |(value, _)| *value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

    #[test]
    fn quantiles_lie_between_neighbours() {
        // numpy.quantile([4, 8, 1, 2], [0, 0.25, 0.5, 0.75, 1])
        let found = quantiles(&[4.0, 8.0, 1.0, 2.0], None, &SHARES).unwrap();
        assert_eq!(found, [1.0, 1.75, 3.0, 5.0, 8.0]);
        assert_eq!(quantiles(&[7.0], None, &[0.5]).unwrap(), [7.0]);
    }

    #[test]
    fn only_ratios_of_weights_matter_when_they_are_no_counts() {
        let values = [4.0, 8.0, 1.0, 2.0, 5.0];
        let equal = quantiles(&values, Some(&[0.3; 5]), &SHARES).unwrap();
        for (found, plain) in equal.iter().zip(quantiles(&values, None, &SHARES).unwrap()) {
            assert!((found - plain).abs() < 1e-14, "{found} {plain}");
        }
        let weights = [0.5, 2.25, 1.125, 0.25, 3.5];
        let once = quantiles(&values, Some(&weights), &SHARES).unwrap();
        let double = weights.map(|w| w / 64.0);
        assert_eq!(quantiles(&values, Some(&double), &SHARES).unwrap(), once);
        assert!(once.is_sorted() && once[0] >= 1.0 && once[4] <= 8.0);
    }

    #[test]
    fn what_has_no_quantiles_is_refused() {
        assert_eq!(quantiles(&[], None, &SHARES), Err(Error::NoSamples));
        assert_eq!(quantiles(&[1.0], None, &[1.5]), Err(Error::Share(1.5)));
        assert!(matches!(quantiles(&[f64::NAN], None, &[0.5]), Err(Error::Score { .. })));
        assert!(matches!(quantiles(&[1.0], Some(&[-1.0]), &[0.5]), Err(Error::Weight { .. })));
        assert!(quantiles(&[1.0], Some(&[0.0]), &[0.5]).is_err());
    }
}
