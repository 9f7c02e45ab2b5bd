//! What the data of a fit do not tell, because features replaced others in all of its rows.

use linalg_lite::{Columns, Combination};

/// The rows in which a feature that others replaced in training is not what they say: its coefficient is not known. Slopes,
/// which know no constant, are told by a `constant` of 0, features by one of 1.
pub(crate) fn strays(combination: &Combination, features: &Columns, constant: f64) -> Vec<bool> {
    const ROUNDING: f64 = 1e-9;
    let constant = constant * combination.constant;
    let own = features.feature(combination.feature);
    let mut left: Vec<f64> = own.iter().map(|x| x - constant).collect();
    let mut sizes: Vec<f64> = own.iter().map(|x| x.abs() + constant.abs()).collect();
    for (other, factor) in &combination.terms {
        for (i, x) in features.feature(*other).iter().enumerate() {
            left[i] -= factor * x;
            sizes[i] += (factor * x).abs();
        }
    }
    left.iter().zip(&sizes).map(|(left, size)| left.abs() > ROUNDING * size).collect()
}

/// The rows in which any is.
pub(crate) fn all_strays(combinations: &[Combination], features: &Columns) -> Vec<bool> {
    let mut all = vec![false; features.n_samples()];
    for combination in combinations {
        let strays = strays(combination, features, 1.0);
        all.iter_mut().zip(strays).for_each(|(any, stray)| *any |= stray);
    }
    all
}
