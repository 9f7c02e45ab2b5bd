use linalg_lite::{Combination, Mat, PivotedQr};

/// Moves weights along the directions that change no prediction (`feature - its combination`) to where
/// the coefficients are shortest: what is left when their projection on those directions is taken off.
pub(crate) fn minimum_norm(
    coefficients: &[f64],
    intercept: f64,
    combinations: &[Combination],
) -> (Vec<f64>, f64) {
    let mut directions = Mat::zeros(coefficients.len(), combinations.len());
    for (k, combination) in combinations.iter().enumerate() {
        directions[(combination.feature, k)] = 1.0;
        for (j, factor) in &combination.terms {
            directions[(*j, k)] = -factor;
        }
    }
    let qr = PivotedQr::new(&directions);
    let Ok(lengths) = qr.solve(coefficients, combinations.len()) else {
        return (coefficients.to_vec(), intercept);
    };
    let (mut coefficients, mut intercept) = (coefficients.to_vec(), intercept);
    for (k, combination) in combinations.iter().enumerate() {
        for (j, coefficient) in coefficients.iter_mut().enumerate() {
            *coefficient -= lengths[k] * directions[(j, k)];
        }
        intercept += lengths[k] * combination.constant;
    }
    (coefficients, intercept)
}
