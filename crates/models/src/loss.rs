//! The loss of one sample, from its target `y` and its logit `z`. No matrix, no parameters.
//!
//! | loss | `l(y, z)` | `dl/dz` | `d2l/dz2` |
//! |---|---|---|---|
//! | [`SquaredError`] | `(z - y)^2 / 2` | `z - y` | `1` |
//! | [`CrossEntropy`] | `ln(1 + e^z) - y z` | `s(z) - y` | `s(z) (1 - s(z))` |
//! | [`SoftmaxCrossEntropy`] | `ln(sum_k e^z_k) - z_y` | `p_k - [k = y]` | `p_k ([k = l] - p_l)` |
//!
//! All three are convex in `z`, and all three have the derivative "prediction minus truth". Where classes have an
//! order, [`OrderedCrossEntropy`] is made of two binary ones.
//!
//! Source: Bishop, *Pattern Recognition and Machine Learning*, 4.3.2-4.3.4.

mod ordered;
mod softmax;

use linalg_lite::{exp_neg_abs, ln_1p_of_parts, log1p_exp, sigmoid, sum, sum_ln_1p};
use pulp::{Arch, Simd, WithSimd};

use crate::problem::Target;

pub use ordered::OrderedCrossEntropy;
pub(crate) use ordered::TwoLabels;
pub(crate) use softmax::softmax_block;
pub use softmax::{SoftmaxCrossEntropy, most_likely};

/// The loss of one sample as a function of its logit, with two derivatives.
pub trait Loss {
    /// The target of a sample: a number, or yes and no.
    type Target: Target;

    /// The largest second derivative at any logit.
    const LARGEST_CURVATURE: f64;

    /// What is a large loss, whatever the data: 1 nat; 0 where the target's unit decides.
    const UNIT: f64;

    /// The logarithm of the second derivative changes by at most this for each unit of the logit.
    const CURVATURE_CHANGE: f64;

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

    /// A block of samples: fills `r = dl/dz` and `s = d2l/dz2`, and returns the sum of the losses, all of
    /// them times the weight of their sample if there are weights; one of weight 0 gives 0, whatever
    /// its logit. `scratch` is there to work in. All slices have one length.
    fn block(
        y: &[Self::Target],
        z: &[f64],
        weights: Option<&[f64]>,
        scratch: &mut [f64],
        r: &mut [f64],
        s: &mut [f64],
    ) -> f64 {
        for i in 0..z.len() {
            scratch[i] = Self::loss(y[i], z[i]);
            r[i] = Self::derivative(y[i], z[i]);
            s[i] = Self::second_derivative(y[i], z[i]);
        }
        for values in [&mut *scratch, r, s] {
            multiply(values, weights);
        }
        sum(scratch)
    }
}

/// Each value times its weight: 0 where that is 0.
pub(crate) fn multiply(values: &mut [f64], weights: Option<&[f64]>) {
    Arch::new().dispatch(Multiply { values, weights: weights.unwrap_or_default() });
}

struct Multiply<'a> {
    values: &'a mut [f64],
    weights: &'a [f64],
}

impl WithSimd for Multiply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (value, weight) in self.values.iter_mut().zip(self.weights) {
            let product = weight * *value;
            *value = if *weight == 0.0 { 0.0 } else { product };
        }
    }
}

/// Half the squared error, for a target that is a number.
///
/// ```
/// use models::loss::{Loss, SquaredError};
///
/// assert_eq!(SquaredError::loss(1.0, 3.0), 2.0);
/// assert_eq!(SquaredError::derivative(1.0, 3.0), 2.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SquaredError;

impl Loss for SquaredError {
    type Target = f64;

    const LARGEST_CURVATURE: f64 = 1.0;
    const UNIT: f64 = 0.0;
    const CURVATURE_CHANGE: f64 = 0.0;
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
/// use models::loss::{CrossEntropy, Loss};
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
    const UNIT: f64 = 1.0;
    const CURVATURE_CHANGE: f64 = 1.0;
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

    fn block(
        y: &[bool],
        z: &[f64],
        weights: Option<&[f64]>,
        e: &mut [f64],
        r: &mut [f64],
        s: &mut [f64],
    ) -> f64 {
        exp_neg_abs(z, e);
        let arch = Arch::new();
        let Some(weights) = weights else {
            let logarithms = sum_ln_1p(e);
            arch.dispatch(Derivatives { y, z, e, r, s });
            arch.dispatch(BeforeLogarithm { y, z, out: e });
            return sum(e) + logarithms;
        };
        ln_1p_of_parts(e, s);
        arch.dispatch(BeforeLogarithm { y, z, out: r });
        r.iter_mut().zip(&*s).for_each(|(loss, logarithm)| *loss += logarithm);
        multiply(r, Some(weights));
        let total = sum(r);
        arch.dispatch(Derivatives { y, z, e, r, s });
        multiply(r, Some(weights));
        multiply(s, Some(weights));
        total
    }
}

/// From `e = e^-|z|`: the larger of `s(z)` and `s(-z)` is `1 / (1 + e)`, the smaller `e / (1 + e)`.
///
/// Plain loops; as structs they are compiled for every instruction set.
struct Derivatives<'a> {
    y: &'a [bool],
    z: &'a [f64],
    e: &'a [f64],
    r: &'a mut [f64],
    s: &'a mut [f64],
}

impl WithSimd for Derivatives<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { y, z, e, r, s } = self;
        let n = z.len();
        let (y, e, r, s) = (&y[..n], &e[..n], &mut r[..n], &mut s[..n]);
        for i in 0..n {
            let larger = 1.0 / (1.0 + e[i]);
            let smaller = e[i] * larger;
            let (p, not_p) = if z[i] < 0.0 { (smaller, larger) } else { (larger, smaller) };
            r[i] = if y[i] { -not_p } else { p };
            s[i] = larger * smaller;
        }
    }
}

/// What the loss `max(z, 0) - y z + ln(1 + e)` has before its logarithm.
struct BeforeLogarithm<'a> {
    y: &'a [bool],
    z: &'a [f64],
    out: &'a mut [f64],
}

impl WithSimd for BeforeLogarithm<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { y, z, out } = self;
        let n = z.len();
        let (y, out) = (&y[..n], &mut out[..n]);
        for i in 0..n {
            let towards = if y[i] { -z[i] } else { z[i] };
            out[i] = if towards > 0.0 { towards } else { 0.0 };
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
        let weights: Vec<f64> = (0..z.len()).map(|i| (i % 4) as f64).collect();
        for weights in [None, Some(&weights[..])] {
            let weight = |i: usize| weights.map_or(1.0, |weights| weights[i]);
            let [mut scratch, mut r, mut s] = [(); 3].map(|()| vec![0.0; z.len()]);
            let total = CrossEntropy::block(&y, &z, weights, &mut scratch, &mut r, &mut s);
            let one_by_one: f64 =
                (0..z.len()).map(|i| weight(i) * CrossEntropy::loss(y[i], z[i])).sum();
            assert!((total - one_by_one).abs() < 1e-15 * one_by_one * 10.0);
            for i in 0..z.len() {
                let first = weight(i) * CrossEntropy::derivative(y[i], z[i]);
                let second = weight(i) * CrossEntropy::second_derivative(y[i], z[i]);
                assert!((r[i] - first).abs() <= 1e-15 * first.abs(), "z = {}", z[i]);
                assert!((s[i] - second).abs() <= 1e-15 * second, "z = {}", z[i]);
            }
        }
    }

    #[test]
    fn a_weight_of_zero_takes_a_sample_away() {
        let [mut scratch, mut r, mut s] = [[0.0; 2]; 3];
        let z = [f64::INFINITY, 0.0];
        let total =
            CrossEntropy::block(&[false; 2], &z, Some(&[0.0, 2.0]), &mut scratch, &mut r, &mut s);
        assert_eq!((total, r, s), (2.0 * std::f64::consts::LN_2, [0.0, 1.0], [0.0, 0.5]));
        let total =
            SquaredError::block(&[0.0; 2], &z, Some(&[0.0, 2.0]), &mut scratch, &mut r, &mut s);
        assert_eq!((total, r, s), (0.0, [0.0, 0.0], [0.0, 2.0]));
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
