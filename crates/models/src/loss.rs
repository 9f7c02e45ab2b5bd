//! The loss of one sample, from its target `y` and its logit `z`. No matrix, no weights.
//!
//! | loss | `l(y, z)` | `dl/dz` | `d2l/dz2` |
//! |---|---|---|---|
//! | [`SquaredError`] | `(z - y)^2 / 2` | `z - y` | `1` |
//! | [`CrossEntropy`] | `ln(1 + e^z) - y z` | `s(z) - y` | `s(z) (1 - s(z))` |
//! | [`SoftmaxCrossEntropy`] | `ln(sum_k e^z_k) - z_y` | `p_k - [k = y]` | `p_k ([k = l] - p_l)` |
//!
//! All three are convex in `z`, and all three have the derivative "prediction minus truth".
//!
//! Source: Bishop, *Pattern Recognition and Machine Learning*, 4.3.2-4.3.4.

mod softmax;

use linalg_lite::{log1p_exp, sigmoid, sum};

pub use softmax::SoftmaxCrossEntropy;

/// The loss of one sample as a function of its logit, with two derivatives.
pub trait Loss {
    /// The target of a sample: a number, or yes and no.
    type Target: Copy;

    /// `l(y, z)`, at least 0.
    fn loss(y: Self::Target, z: f64) -> f64;

    /// `dl/dz`.
    fn derivative(y: Self::Target, z: f64) -> f64;

    /// `d2l/dz2`, at least 0.
    fn second_derivative(y: Self::Target, z: f64) -> f64;

    /// A block of samples: fills `r = dl/dz` and returns the sum of the losses. `losses` is room
    /// to work in. All slices have one length.
    fn block(y: &[Self::Target], z: &[f64], losses: &mut [f64], r: &mut [f64]) -> f64 {
        for i in 0..z.len() {
            losses[i] = Self::loss(y[i], z[i]);
        }
        for i in 0..z.len() {
            r[i] = Self::derivative(y[i], z[i]);
        }
        sum(losses)
    }

    /// A block of samples: fills `s = d2l/dz2`.
    fn block_second(y: &[Self::Target], z: &[f64], s: &mut [f64]) {
        for i in 0..z.len() {
            s[i] = Self::second_derivative(y[i], z[i]);
        }
    }
}

/// Half the squared error, for a target that is a number.
///
/// ```
/// use models::{Loss, SquaredError};
///
/// assert_eq!(SquaredError::loss(1.0, 3.0), 2.0);
/// assert_eq!(SquaredError::derivative(1.0, 3.0), 2.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SquaredError;

impl Loss for SquaredError {
    type Target = f64;

    fn loss(y: f64, z: f64) -> f64 {
        (z - y) * (z - y) / 2.0
    }

    fn derivative(y: f64, z: f64) -> f64 {
        z - y
    }

    fn second_derivative(_: f64, _: f64) -> f64 {
        1.0
    }
}

/// The cross-entropy of a label and the probability `p = s(z)`, in nats: `-ln p` when the label
/// is true, `-ln(1 - p)` when it is false. Taken from the logit, so that neither overflows.
///
/// ```
/// use models::{CrossEntropy, Loss};
///
/// assert_eq!(CrossEntropy::loss(true, 0.0), std::f64::consts::LN_2);
/// assert_eq!(CrossEntropy::derivative(true, 0.0), -0.5);
/// assert_eq!(CrossEntropy::loss(false, 1000.0), 1000.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CrossEntropy;

impl Loss for CrossEntropy {
    type Target = bool;

    fn loss(y: bool, z: f64) -> f64 {
        if y { log1p_exp(-z) } else { log1p_exp(z) }
    }

    fn derivative(y: bool, z: f64) -> f64 {
        if y { -sigmoid(-z) } else { sigmoid(z) }
    }

    fn second_derivative(_: bool, z: f64) -> f64 {
        sigmoid(z) * sigmoid(-z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Central differences of the loss and of its derivative, at every logit of a grid.
    fn derivatives_hold<L: Loss>(y: L::Target) {
        let step = 1e-4;
        for k in -80..=80 {
            let z = f64::from(k) * 0.1;
            let slope = (L::loss(y, z + step) - L::loss(y, z - step)) / (2.0 * step);
            assert!((slope - L::derivative(y, z)).abs() < 1e-8, "z = {z}");
            let curvature =
                (L::derivative(y, z + step) - L::derivative(y, z - step)) / (2.0 * step);
            assert!((curvature - L::second_derivative(y, z)).abs() < 1e-8, "z = {z}");
        }
    }

    #[test]
    fn finite_differences_agree() {
        derivatives_hold::<CrossEntropy>(true);
        derivatives_hold::<CrossEntropy>(false);
        derivatives_hold::<SquaredError>(1.5);
    }

    #[test]
    fn cross_entropy_by_hand() {
        let z = linalg_lite::ln(3.0); // p = 3/4
        assert!((CrossEntropy::loss(true, z) - linalg_lite::ln(4.0 / 3.0)).abs() < 1e-16);
        assert!((CrossEntropy::loss(false, z) - linalg_lite::ln(4.0)).abs() < 1e-15);
        assert_eq!(CrossEntropy::derivative(true, z), -0.25);
        assert_eq!(CrossEntropy::derivative(false, z), 0.75);
        assert!((CrossEntropy::second_derivative(true, z) - 0.1875).abs() < 1e-16);
    }

    #[test]
    fn a_flipped_label_is_a_flipped_logit() {
        for k in -200..=200 {
            let z = f64::from(k) * 0.25;
            assert_eq!(CrossEntropy::loss(true, z), CrossEntropy::loss(false, -z));
            assert_eq!(CrossEntropy::derivative(true, z), -CrossEntropy::derivative(false, -z));
        }
    }

    #[test]
    fn extreme_logits_stay_finite_and_keep_their_digits() {
        for z in [800.0, 1000.0, 1e300] {
            assert_eq!(CrossEntropy::loss(true, -z), z);
            assert_eq!(CrossEntropy::loss(true, z), 0.0);
            assert_eq!(CrossEntropy::derivative(true, -z), -1.0);
            assert_eq!(CrossEntropy::second_derivative(true, z), 0.0);
        }
        // Where p rounds to 1, the derivative is still the tiny number it should be.
        assert!(
            (CrossEntropy::derivative(true, 40.0) / -linalg_lite::exp(-40.0) - 1.0).abs() < 1e-15
        );
    }
}
