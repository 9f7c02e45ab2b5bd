//! Weights as solvers have them, with the intercept last, and as models show them.

/// Coefficients and, if there is one, the intercept.
pub(crate) fn join(coefficients: &[f64], intercept: f64, has_intercept: bool) -> Vec<f64> {
    let mut weights = coefficients.to_vec();
    weights.extend(has_intercept.then_some(intercept));
    weights
}

/// Coefficients, and the intercept or 0.
pub(crate) fn split(mut weights: Vec<f64>, has_intercept: bool) -> (Vec<f64>, f64) {
    let intercept = if has_intercept { weights.pop().unwrap_or(0.0) } else { 0.0 };
    (weights, intercept)
}
