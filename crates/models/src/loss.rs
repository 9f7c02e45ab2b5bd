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

use linalg_lite::{exp_neg_abs, ln_1p, log1p_exp, sigmoid, sum, sum_ln_1p};

use pulp::{Arch, Simd, WithSimd};

pub use softmax::SoftmaxCrossEntropy;

/// The loss of one sample as a function of its logit, with two derivatives.
pub trait Loss {
    /// The target of a sample: a number, or yes and no.
    type Target: Copy + Sync;

    /// The largest second derivative at any logit.
    const LARGEST_CURVATURE: f64;

    /// For `r = dl/dz`, `s = d2l/dz2` and `|t|` up to this, `r - t s` is a derivative that the loss
    /// has at some logit, and `l(y, z) + l*(y, r - t s) - z (r - t s) <= t^2 s`, where `l*` is the
    /// conjugate of the loss. 0 when nothing is known.
    const DUAL_REACH: f64 = 0.0;

    /// `l(y, z)`, at least 0.
    fn loss(y: Self::Target, z: f64) -> f64;

    /// `dl/dz`.
    fn derivative(y: Self::Target, z: f64) -> f64;

    /// `d2l/dz2`, at least 0.
    fn second_derivative(y: Self::Target, z: f64) -> f64;

    /// Fills `losses` with `l(y, z)`, one a sample.
    fn losses(y: &[Self::Target], z: &[f64], losses: &mut [f64]) {
        for i in 0..z.len() {
            losses[i] = Self::loss(y[i], z[i]);
        }
    }

    /// A block of samples: fills `r = dl/dz` and `s = d2l/dz2`, and returns the sum of the losses.
    /// `room` is there to work in. All slices have one length.
    fn block(y: &[Self::Target], z: &[f64], room: &mut [f64], r: &mut [f64], s: &mut [f64]) -> f64 {
        Self::losses(y, z, room);
        for i in 0..z.len() {
            r[i] = Self::derivative(y[i], z[i]);
        }
        for i in 0..z.len() {
            s[i] = Self::second_derivative(y[i], z[i]);
        }
        sum(room)
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

    const LARGEST_CURVATURE: f64 = 1.0;
    const DUAL_REACH: f64 = f64::INFINITY;

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

    const LARGEST_CURVATURE: f64 = 0.25;
    const DUAL_REACH: f64 = 1.0;

    fn loss(y: bool, z: f64) -> f64 {
        if y { log1p_exp(-z) } else { log1p_exp(z) }
    }

    fn derivative(y: bool, z: f64) -> f64 {
        if y { -sigmoid(-z) } else { sigmoid(z) }
    }

    fn second_derivative(_: bool, z: f64) -> f64 {
        sigmoid(z) * sigmoid(-z)
    }

    fn losses(y: &[bool], z: &[f64], losses: &mut [f64]) {
        exp_neg_abs(z, losses);
        for i in 0..z.len() {
            let towards = if y[i] { -z[i] } else { z[i] };
            losses[i] = towards.max(0.0) + ln_1p(losses[i]);
        }
    }

    fn block(y: &[bool], z: &[f64], e: &mut [f64], r: &mut [f64], s: &mut [f64]) -> f64 {
        exp_neg_abs(z, e);
        let logarithms = sum_ln_1p(e);
        Arch::new().dispatch(CrossEntropyBlock { y, z, e, r, s });
        sum(e) + logarithms
    }
}

/// The block from `e = e^-|z|`: the larger of `s(z)` and `s(-z)` is `1 / (1 + e)`, the smaller
/// `e / (1 + e)`. Leaves in `e` what the loss `max(z, 0) - y z + ln(1 + e)` has before its logarithm.
///
/// Plain loops; as a struct they are compiled for every instruction set.
struct CrossEntropyBlock<'a> {
    y: &'a [bool],
    z: &'a [f64],
    e: &'a mut [f64],
    r: &'a mut [f64],
    s: &'a mut [f64],
}

impl WithSimd for CrossEntropyBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { y, z, e, r, s } = self;
        let n = z.len();
        let (y, e, r, s) = (&y[..n], &mut e[..n], &mut r[..n], &mut s[..n]);
        for i in 0..n {
            let larger = 1.0 / (1.0 + e[i]);
            let smaller = e[i] * larger;
            let (p, not_p) = if z[i] < 0.0 { (smaller, larger) } else { (larger, smaller) };
            r[i] = if y[i] { -not_p } else { p };
            s[i] = larger * smaller;
        }
        for i in 0..n {
            let towards = if y[i] { -z[i] } else { z[i] };
            e[i] = if towards > 0.0 { towards } else { 0.0 };
        }
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
    fn a_block_is_its_samples_one_by_one() {
        let z: Vec<f64> = (-400..400).map(|k| f64::from(k) * 0.11).chain([800.0, -800.0]).collect();
        let y: Vec<bool> = (0..z.len()).map(|i| i % 3 == 0).collect();
        let [mut room, mut r, mut s] = [vec![0.0; z.len()], vec![0.0; z.len()], vec![0.0; z.len()]];
        let total = CrossEntropy::block(&y, &z, &mut room, &mut r, &mut s);
        let one_by_one: f64 = y.iter().zip(&z).map(|(y, z)| CrossEntropy::loss(*y, *z)).sum();
        assert!((total - one_by_one).abs() < 1e-15 * one_by_one * 10.0);
        for i in 0..z.len() {
            let (first, second) =
                (CrossEntropy::derivative(y[i], z[i]), CrossEntropy::second_derivative(y[i], z[i]));
            assert!((r[i] - first).abs() <= 1e-15 * first.abs(), "z = {}", z[i]);
            assert!((s[i] - second).abs() <= 1e-15 * second, "z = {}", z[i]);
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
