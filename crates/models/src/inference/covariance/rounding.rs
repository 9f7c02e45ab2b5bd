//! Variances of which no digit is left.

use linalg_lite::Mat;

/// Whether a variance is nothing but rounding, when its parts could add up to the square of `size`.
pub(in crate::inference) fn is_rounding(variance: f64, size: f64) -> bool {
    const NO_DIGIT_LEFT: f64 = 1e-7;
    size > 0.0 && (variance < 0.0 || variance.sqrt() <= NO_DIGIT_LEFT * size)
}

/// The root of a variance, NaN of one that is nothing but rounding.
pub(in crate::inference) fn root(variance: f64, size: f64) -> f64 {
    if is_rounding(variance, size) { f64::NAN } else { variance.max(0.0).sqrt() }
}

/// The largest standard deviation of a sum, `sum |x_i| s_i`: that of parts that vary together.
pub(in crate::inference) fn size<'a>(
    x: impl IntoIterator<Item = &'a f64>,
    deviations: &[f64],
) -> f64 {
    x.into_iter().zip(deviations).map(|(x, s)| x.abs() * s).sum()
}

/// The roots of the diagonal. Where it is 0 there is a trace, so that a sum of nothing else has a size.
pub(in crate::inference) fn deviations(covariance: &Mat<f64>) -> Vec<f64> {
    (0..covariance.nrows()).map(|j| deviation(covariance[(j, j)])).collect()
}

pub(super) fn deviation(variance: f64) -> f64 {
    const TRACE: f64 = 1e-150; // whose square is 0 beside any variance
    variance.sqrt().max(TRACE)
}

/// Makes 0 of the row and the column of a parameter.
pub(in crate::inference) fn clear(covariance: &mut Mat<f64>, parameter: usize) {
    covariance.row_mut(parameter).fill(0.0);
    covariance.col_mut(parameter).fill(0.0);
}
