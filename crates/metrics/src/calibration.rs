use std::ops::Range;

use serde::Serialize;

use crate::Error;
use crate::chunks::in_chunks;
use crate::error::{check_lengths, check_probabilities};
use crate::weights::{check_weights, serialize_count, weight};

/// The samples whose probability lies between two bounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CalibrationBin {
    /// Above this (the first bin also holds it), ...
    pub low: f64,
    /// ... up to this.
    pub high: f64,
    /// Their weight; their number, without weights.
    #[serde(serialize_with = "serialize_count")]
    pub weight: f64,
    /// Their mean probability.
    pub mean_probability: f64,
    /// The share of positives among them.
    pub rate: f64,
    /// Where 95 % of such shares would lie, by Wilson's interval; it treats a weight as a count.
    pub interval: [f64; 2],
}

impl CalibrationBin {
    /// The bin from `low` to `high`, from the weight of its samples, `sum w p` and the weight of the positives, wherever
    /// they were added up; none without a weight.
    ///
    /// ```
    /// use metrics::CalibrationBin;
    ///
    /// let bin = CalibrationBin::of_sums([0.0, 0.5], 2.0, 0.5, 1.0);
    /// let bins = metrics::calibration(&[false, true], &[0.2, 0.3], None, 2)?;
    /// assert_eq!(bin, Some(bins[0]));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn of_sums(
        [low, high]: [f64; 2],
        weight: f64,
        probabilities: f64,
        positives: f64,
    ) -> Option<Self> {
        let rate = positives / weight;
        (weight > 0.0).then(|| Self {
            low,
            high,
            weight,
            mean_probability: probabilities / weight,
            rate,
            interval: wilson(rate, weight),
        })
    }
}

/// Do probabilities mean what they say? For each of several equally wide bins, the mean probability and
/// the share of positives; empty bins are left out.
///
/// # Errors
/// [`Error::NoSamples`], [`Error::Length`], [`Error::Probability`], [`Error::Weight`], [`Error::NoBins`].
///
/// # Source
/// DeGroot and Fienberg, *The comparison and evaluation of forecasters*, The Statistician 32 (1983);
/// Wilson, *Probable inference*, JASA 22 (1927).
///
/// ```
/// let bins = metrics::calibration(&[false, true, true], &[0.2, 0.3, 0.9], None, 2)?;
/// assert_eq!((bins[0].mean_probability, bins[0].rate), (0.25, 0.5));
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn calibration(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
    bins: usize,
) -> Result<Vec<CalibrationBin>, Error> {
    check_lengths(actual.len(), probabilities.len())?;
    check_probabilities(probabilities)?;
    check_weights(weights, actual.len())?;
    if bins == 0 {
        return Err(Error::NoBins);
    }
    let edge = |k: usize| k as f64 / bins as f64;
    let of_chunk = |rows: Range<usize>| {
        let mut sums = vec![[0.0; 3]; bins];
        for i in rows {
            let p = probabilities[i];
            let mut bin = ((p * bins as f64) as usize).min(bins - 1);
            while bin > 0 && p <= edge(bin) {
                bin -= 1;
            }
            let w = weight(weights, i);
            sums[bin][0] += w;
            sums[bin][1] += w * p;
            sums[bin][2] += if actual[i] { w } else { 0.0 };
        }
        sums
    };
    let mut sums = vec![[0.0; 3]; bins];
    for part in in_chunks(actual.len(), of_chunk) {
        for (sum, part) in sums.iter_mut().zip(part) {
            (0..3).for_each(|k| sum[k] += part[k]);
        }
    }
    let of_bin = |(k, [weight, p, positives]): (usize, &[f64; 3])| {
        CalibrationBin::of_sums([edge(k), edge(k + 1)], *weight, *p, *positives)
    };
    Ok(sums.iter().enumerate().filter_map(of_bin).collect())
}

/// What the Brier score is made of, over bins: reliability, `mean (p - rate)^2`, the mean squared distance
/// of probability and share, and refinement, `mean rate (1 - rate)`, what is left when they agree.
///
/// Their sum is the Brier score of the bins' means; [`brier_score`](crate::brier_score) has the parts for
/// groups of exactly one probability.
///
/// # Source
/// Murphy, *A new vector partition of the probability score*, Journal of Applied Meteorology 12 (1973).
///
/// ```
/// let bins = metrics::calibration(&[false, true, true], &[0.2, 0.3, 1.0], None, 2)?;
/// let [reliability, refinement] = metrics::reliability_and_refinement(&bins);
/// assert!((reliability - 2.0 * 0.0625 / 3.0).abs() < 1e-15);
/// assert!((refinement - 2.0 * 0.25 / 3.0).abs() < 1e-15);
/// # Ok::<(), metrics::Error>(())
/// ```
#[must_use]
pub fn reliability_and_refinement(bins: &[CalibrationBin]) -> [f64; 2] {
    let total: f64 = bins.iter().map(|bin| bin.weight).sum();
    let mean = |of: fn(&CalibrationBin) -> f64| {
        bins.iter().map(|bin| bin.weight * of(bin)).sum::<f64>() / total
    };
    [
        mean(|bin| (bin.mean_probability - bin.rate) * (bin.mean_probability - bin.rate)),
        mean(|bin| bin.rate * (1.0 - bin.rate)),
    ]
}

/// The mean distance between probability and share over bins, by their weights: in [0, 1], 0 when they agree.
///
/// # Source
/// Naeini, Cooper and Hauskrecht, *Obtaining well calibrated probabilities using Bayesian binning*, AAAI
/// (2015).
#[must_use]
pub fn expected_calibration_error(bins: &[CalibrationBin]) -> f64 {
    let total: f64 = bins.iter().map(|bin| bin.weight).sum();
    let off = |bin: &CalibrationBin| bin.weight * (bin.mean_probability - bin.rate).abs();
    if total > 0.0 { bins.iter().map(off).sum::<f64>() / total } else { 0.0 }
}

fn wilson(rate: f64, n: f64) -> [f64; 2] {
    const Z: f64 = 1.959_963_984_540_054;
    let squared = Z * Z / n;
    let centre = (rate + squared / 2.0) / (1.0 + squared);
    let reach = Z / (1.0 + squared) * (rate * (1.0 - rate) / n + squared / (4.0 * n)).sqrt();
    [(centre - reach).max(0.0), (centre + reach).min(1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_belongs_to_the_bin_below_and_empty_bins_are_left_out() {
        let found = calibration(&[true, false, true], &[0.0, 0.2, 1.0], None, 5).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].low, found[0].high, found[0].weight), (0.0, 0.2, 2.0));
        assert_eq!((found[1].rate, found[1].mean_probability), (1.0, 1.0));
        assert_eq!(calibration(&[true], &[0.5], None, 0), Err(Error::NoBins));
    }

    #[test]
    fn wilson_by_hand() {
        // 5 of 10: centre 1/2, (1.96 / 1.384) sqrt(0.025 + 0.0096).
        let [low, high] = wilson(0.5, 10.0);
        assert!((low - 0.2366).abs() < 1e-4 && (high - 0.7634).abs() < 1e-4, "{low} {high}");
        assert_eq!(wilson(0.0, 3.0)[0], 0.0);
        assert_eq!(wilson(1.0, 3.0)[1], 1.0);
    }

    #[test]
    fn the_error_is_a_mean_distance() {
        let bins = calibration(&[true, false, false], &[0.9, 0.1, 0.1], Some(&[1.0, 1.0, 2.0]), 2);
        let error = expected_calibration_error(&bins.unwrap());
        assert!((error - 0.1).abs() < 1e-15);
        assert_eq!(expected_calibration_error(&[]), 0.0);
    }
}
