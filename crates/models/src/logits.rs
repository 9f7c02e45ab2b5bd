use linalg_lite::{Design, MatRef, check_length};

use crate::error::Error;

/// `z = X c + b`, one per sample.
pub(crate) fn logits(
    features: MatRef<'_, f64>,
    coefficients: &[f64],
    intercept: f64,
) -> Result<Vec<f64>, Error> {
    check_length("a row of features", coefficients.len(), features.ncols())?;
    let parameters = [coefficients, &[intercept]].concat();
    Ok(Design::new(features, true)?.logits(&parameters)?)
}
