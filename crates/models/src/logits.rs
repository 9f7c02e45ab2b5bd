use linalg_lite::{Design, Features, check_length};

use crate::error::Error;

/// `z = X c + b`, one per sample.
pub(crate) fn logits<'a>(
    features: impl Into<Features<'a>>,
    coefficients: &[f64],
    intercept: f64,
) -> Result<Vec<f64>, Error> {
    let design = Design::new(features, true)?;
    check_length("a row of features", coefficients.len(), design.n_features())?;
    Ok(design.logits(&[coefficients, &[intercept]].concat())?)
}
