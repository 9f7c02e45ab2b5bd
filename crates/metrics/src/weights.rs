use crate::Error;

/// Refuses weights that do not fit, are negative, not finite, or all zero.
pub(crate) fn check_weights(weights: Option<&[f64]>, samples: usize) -> Result<(), Error> {
    let Some(weights) = weights else { return Ok(()) };
    if weights.len() != samples {
        return Err(Error::Length { actual: samples, predicted: weights.len() });
    }
    match weights.iter().position(|w| !(*w >= 0.0 && w.is_finite())) {
        Some(sample) => Err(Error::Weight { sample, value: weights[sample] }),
        None if weights.iter().all(|w| *w == 0.0) => Err(Error::NoSamples),
        None => Ok(()),
    }
}

/// 1 where there are no weights.
pub(crate) fn weight(weights: Option<&[f64]>, sample: usize) -> f64 {
    weights.map_or(1.0, |weights| weights[sample])
}

/// `sum w_i f(i) / sum w_i`.
pub(crate) fn mean_of(samples: usize, weights: Option<&[f64]>, of: impl Fn(usize) -> f64) -> f64 {
    let counted = || (0..samples).filter(|i| weight(weights, *i) > 0.0);
    let total: f64 = counted().map(|i| weight(weights, i)).sum();
    counted().map(|i| weight(weights, i) * of(i)).sum::<f64>() / total
}
