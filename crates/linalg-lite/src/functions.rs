//! Functions of one number, the same bits on every machine.
//!
//! `ln`, `ln_1p` and, but for subnormal results, `exp` are correctly rounded (crate `pxfm`): there is
//! one right answer, and every machine gives it. The three below them are built so that no logit overflows.

use rayon::prelude::*;

use crate::kernels::exp_of_negative;

/// `e^x`, correctly rounded where the result is a normal number; where it is subnormal
/// (`x < -708`), at most one unit in the last place away.
///
/// ```
/// assert_eq!(linalg_lite::exp(1.0), std::f64::consts::E);
/// ```
#[must_use]
pub fn exp(x: f64) -> f64 {
    // pxfm 0.1.30 is wrong in every digit for some arguments from -711.4 to -708.4.
    if x < -708.0 { exp_of_negative(x) } else { pxfm::f_exp(x) }
}

/// `ln(x)`, correctly rounded; NaN for `x < 0`, minus infinity for 0.
///
/// ```
/// assert_eq!(linalg_lite::ln(2.0), std::f64::consts::LN_2);
/// ```
#[must_use]
pub fn ln(x: f64) -> f64 {
    pxfm::f_log(x)
}

/// `ln(1 + x)`, correctly rounded, exact where `1 + x` would lose the digits of a small `x`.
///
/// ```
/// assert_eq!(linalg_lite::ln_1p(1e-20), 1e-20);
/// ```
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    pxfm::f_log1p(x)
}

/// The logarithm to base 2, correctly rounded; NaN for `x < 0`, minus infinity for 0.
///
/// ```
/// assert_eq!(linalg_lite::log2(8.0), 3.0);
/// ```
#[must_use]
pub fn log2(x: f64) -> f64 {
    pxfm::f_log2(x)
}

/// The logarithm to base 10, correctly rounded; NaN for `x < 0`, minus infinity for 0.
///
/// ```
/// assert_eq!(linalg_lite::log10(1000.0), 3.0);
/// ```
#[must_use]
pub fn log10(x: f64) -> f64 {
    pxfm::f_log10(x)
}

/// `x^y`, within half a unit in the last place; NaN for a negative `x` and a fraction `y`.
///
/// ```
/// assert_eq!(linalg_lite::pow(-2.0, 3.0), -8.0);
/// assert_eq!(linalg_lite::pow(9.0, 0.5), 3.0);
/// ```
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    pxfm::f_pow(x, y)
}

/// Fills `e` with `e^-|z|`, one for each logit: what sigmoid and cross-entropy are made of. Many at
/// once, as fast as the machine can; at most 1 unit in the last place from [`exp`], and the same
/// bits on every machine. Logits beyond the length of `e` do not count, and entries of `e` beyond that
/// of `z` stay as they are.
///
/// ```
/// let mut e = [0.0; 2];
/// linalg_lite::exp_neg_abs(&[0.0, -800.0], &mut e);
/// assert_eq!(e, [1.0, 0.0]);
/// ```
pub fn exp_neg_abs(z: &[f64], e: &mut [f64]) {
    crate::kernels::exp_neg_abs(z, e);
}

/// Fills `out` with `ln(1 + e)` for numbers `e` in [0, 1], one each: what is left of the cross-entropy
/// after [`exp_neg_abs`]. At most 2 units in the last place from [`ln_1p`], and the same bits on every
/// machine.
///
/// ```
/// let mut out = [0.0; 2];
/// linalg_lite::ln_1p_of_parts(&[0.0, 1.0], &mut out);
/// assert_eq!(out, [0.0, std::f64::consts::LN_2]);
/// ```
pub fn ln_1p_of_parts(e: &[f64], out: &mut [f64]) {
    crate::kernels::ln_1p_of_parts(e, out);
}

/// Fills `out` with `ln(x)` for numbers `x` from 1 to 1e300, one each: sums of exponentials of which the
/// largest is 1. At most 2 units in the last place from [`ln`], and the same bits on every machine.
///
/// ```
/// let mut out = [0.0; 2];
/// linalg_lite::ln_from_one(&[1.0, 2.0], &mut out);
/// assert_eq!(out, [0.0, std::f64::consts::LN_2]);
/// ```
pub fn ln_from_one(x: &[f64], out: &mut [f64]) {
    crate::kernels::ln_from_one(x, out);
}

/// The sigmoid `s(z) = 1 / (1 + e^-z)`, a probability in [0, 1].
///
/// For negative `z` it is taken as `e^z / (1 + e^z)`: neither form ever computes `e^|z|`, so a
/// logit of -1000 gives 0 and not 1/infinity.
///
/// # Source
/// Bishop, *Pattern Recognition and Machine Learning*, eq. 4.59.
///
/// ```
/// assert_eq!(linalg_lite::sigmoid(0.0), 0.5);
/// assert_eq!(linalg_lite::sigmoid(-1000.0), 0.0);
/// ```
#[must_use]
pub fn sigmoid(z: f64) -> f64 {
    let e = exp(-z.abs());
    if z < 0.0 { e / (1.0 + e) } else { 1.0 / (1.0 + e) }
}

/// The [`sigmoid`] of every logit, in place and on all threads of the pool: at most 2 units in the
/// last place from it, the same bits on every machine, and as fast as the machine can.
///
/// ```
/// let mut z = [0.0, -1000.0];
/// linalg_lite::sigmoids(&mut z);
/// assert_eq!(z, [0.5, 0.0]);
/// ```
pub fn sigmoids(z: &mut [f64]) {
    const AT_ONCE: usize = 1 << 14;
    if z.len() > AT_ONCE {
        z.par_chunks_mut(AT_ONCE).for_each(crate::kernels::sigmoids);
    } else {
        crate::kernels::sigmoids(z);
    }
}

/// The softplus `ln(1 + e^z) = max(z, 0) + ln(1 + e^-|z|)`: the loss, in nats, of a logit `z`
/// when the label is negative.
///
/// ```
/// assert_eq!(linalg_lite::log1p_exp(1000.0), 1000.0);
/// assert_eq!(linalg_lite::log1p_exp(-1000.0), 0.0);
/// ```
#[must_use]
pub fn log1p_exp(z: f64) -> f64 {
    z.max(0.0) + ln_1p(exp(-z.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sigmoid_by_hand() {
        assert_eq!(sigmoid(0.0), 0.5);
        assert_eq!(sigmoid(ln(3.0)), 0.75);
        assert_eq!(sigmoid(-ln(3.0)), 0.25);
    }

    #[test]
    fn sigmoid_of_minus_z_is_one_minus_sigmoid() {
        for step in -400..=400 {
            let z = f64::from(step) * 0.1;
            assert!((sigmoid(-z) - (1.0 - sigmoid(z))).abs() <= 2.0 * f64::EPSILON, "z = {z}");
        }
    }

    #[test]
    fn many_sigmoids_are_the_sigmoid_of_each() {
        for count in [1, 7, 100, 40_000] {
            let z: Vec<f64> = (0..count).map(|i| f64::from(i % 1601 - 800) * 0.97).collect();
            let mut p = z.clone();
            sigmoids(&mut p);
            for (z, p) in z.iter().zip(&p) {
                let exact = sigmoid(*z);
                assert!((p - exact).abs() <= 2.0 * (exact.next_up() - exact), "z = {z}");
            }
        }
        let mut extremes = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 745.0, -745.0];
        sigmoids(&mut extremes);
        assert!(extremes[0].is_nan());
        assert_eq!(extremes[1..], [1.0, 0.0, 0.5, 1.0, 5e-324]);
    }

    #[test]
    fn the_shorter_slice_decides() {
        for (logits, entries) in [(0, 9), (9, 0), (3, 20), (20, 3)] {
            let mut e = vec![7.0; entries];
            exp_neg_abs(&vec![0.0; logits], &mut e);
            let filled = e.iter().take_while(|e| **e == 1.0).count();
            assert_eq!(filled, logits.min(entries));
            assert!(e[filled..].iter().all(|e| *e == 7.0));
        }
    }

    #[test]
    fn no_logit_overflows() {
        for z in [40.0, 710.0, 745.0, 746.0, 1000.0, f64::MAX, f64::INFINITY] {
            assert!(sigmoid(z) <= 1.0 && sigmoid(z) > 0.999);
            assert!(sigmoid(-z) >= 0.0 && sigmoid(-z) < 1e-17);
            assert_eq!(log1p_exp(z), z);
            assert!(log1p_exp(-z) >= 0.0 && log1p_exp(-z) < 1e-17);
        }
        assert_eq!(sigmoid(-745.0), 5e-324);
        assert_eq!((exp(-746.0), exp(f64::NEG_INFINITY), exp(710.0)), (0.0, 0.0, f64::INFINITY));
        assert!((exp(-709.745_574_95) - 5.773_155_348_216_64e-309).abs() <= 5e-324);
        assert_eq!(sigmoid(-0.0), 0.5);
        assert!(sigmoid(f64::NAN).is_nan());
        assert!(log1p_exp(f64::NAN).is_nan());
    }

    #[test]
    fn softplus_is_the_logarithm_of_its_definition() {
        for step in -300..=300 {
            let z = f64::from(step) * 0.1;
            let plain = ln(1.0 + exp(z));
            assert!((log1p_exp(z) - plain).abs() <= 4e-16 * (1.0 + plain), "z = {z}");
            let likelihood = exp(-log1p_exp(-z)); // ln s(z) = -ln(1 + e^-z)
            assert!((likelihood - sigmoid(z)).abs() <= 1e-15 * sigmoid(z) * (1.0 + z.abs()));
        }
    }

    /// From 60-digit decimal arithmetic (Python's `decimal`), rounded once.
    #[test]
    fn literal_values_that_every_machine_must_give() {
        assert_eq!(exp(0.1).to_bits(), 0x3ff1_aec7_b35a_00d4);
        assert_eq!(exp(-20.5).to_bits(), 0x3e15_7a3a_feed_00ab);
        assert_eq!(ln(10.0).to_bits(), 0x4002_6bb1_bbb5_5516);
        assert_eq!(sigmoid(2.0).to_bits(), 0x3fec_2f7d_5a8a_79c9);
        assert_eq!(log1p_exp(0.3).to_bits(), 0x3feb_56e0_cf45_11b0);
    }
}
