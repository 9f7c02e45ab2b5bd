use serde::{Serialize, Serializer};

use crate::Error;
use crate::chunks::{first_bad, in_chunks};

/// Refuses weights that do not fit, are negative, not finite, or all zero.
pub(crate) fn check_weights(weights: Option<&[f64]>, samples: usize) -> Result<(), Error> {
    let Some(weights) = weights else { return Ok(()) };
    if weights.len() != samples {
        return Err(Error::Length { actual: samples, predicted: weights.len() });
    }
    match first_bad(weights, |w| !(*w >= 0.0 && w.is_finite())) {
        Some((sample, value)) => Err(Error::Weight { sample, value }),
        None if weights.iter().all(|w| *w == 0.0) => Err(Error::NoSamples),
        None => Ok(()),
    }
}

/// 1 where there are no weights.
pub(crate) fn weight(weights: Option<&[f64]>, sample: usize) -> f64 {
    weights.map_or(1.0, |weights| weights[sample])
}

/// Whether all weights are whole numbers, in sum no more than 2^53, beyond which all are: then each says how often its sample
/// was seen.
pub(crate) fn are_counts(weights: Option<&[f64]>) -> bool {
    const MOST_COUNTED: f64 = (1_u64 << 53) as f64;
    weights.is_none_or(|weights| {
        weights.iter().all(|w| w.fract() == 0.0) && weights.iter().sum::<f64>() <= MOST_COUNTED
    })
}

/// Refuses weights that are not whole numbers.
pub(crate) fn check_counts(weights: Option<&[f64]>) -> Result<(), Error> {
    match weights.and_then(|weights| first_bad(weights, |w| w.fract() != 0.0)) {
        Some((sample, value)) => Err(Error::NotCounts { sample, value }),
        None => Ok(()),
    }
}

/// `sum w_i f(i) / sum w_i`, over the samples that count.
pub(crate) fn mean_of(
    samples: usize,
    weights: Option<&[f64]>,
    of: impl Fn(usize) -> f64 + Sync,
) -> f64 {
    let sums = in_chunks(samples, |rows| {
        let counted = rows.map(|i| (i, weight(weights, i))).filter(|(_, w)| *w > 0.0);
        counted.fold([0.0; 2], |[sum, total], (i, w)| [sum + w * of(i), total + w])
    });
    let [sum, total] = sums.iter().fold([0.0; 2], |all, part| [all[0] + part[0], all[1] + part[1]]);
    sum / total
}

/// A number of samples, serialised without a point when it is whole.
pub(crate) struct Count(pub(crate) f64);

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serialize_count(&self.0, to)
    }
}

/// As [`Count`].
pub(crate) fn serialize_count<S: Serializer>(count: &f64, to: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    if count.fract() == 0.0 && (0.0..EXACT).contains(count) {
        to.serialize_u64(*count as u64)
    } else {
        to.serialize_f64(*count)
    }
}
