use pulp::{Arch, Simd, WithSimd};

/// `e[i] = exp(-|z[i]|)`, in (0, 1] until it underflows: at most 1 unit in the last place from the
/// correctly rounded value, and the same bits for every instruction set.
pub(crate) fn exp_neg_abs(z: &[f64], e: &mut [f64]) {
    Arch::new().dispatch(ExpNegAbs { z, e });
}

struct ExpNegAbs<'a> {
    z: &'a [f64],
    e: &'a mut [f64],
}

impl WithSimd for ExpNegAbs<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (e, z) in self.e.iter_mut().zip(self.z) {
            *e = exp_of_negative(-z.abs());
        }
    }
}

/// `z[i] = 1 / (1 + exp(-z[i]))`, by way of `exp(-|z[i]|)`.
pub(crate) fn sigmoids(z: &mut [f64]) {
    Arch::new().dispatch(Sigmoids { z });
}

struct Sigmoids<'a> {
    z: &'a mut [f64],
}

impl WithSimd for Sigmoids<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for z in self.z {
            let e = exp_of_negative(-z.abs());
            let larger = 1.0 / (1.0 + e);
            *z = if *z < 0.0 { e * larger } else { larger };
        }
    }
}

/// `e^x` for `x <= 0`: `x = n ln 2 + r` with `|r| <= ln 2 / 2`, and `e^x = 2^n e^r`, `e^r` by its
/// Taylor polynomial of degree 13 (what it leaves out is below 1e-17).
///
/// # Source
/// Muller et al., *Handbook of Floating-Point Arithmetic*, 11.2 (two-part reduction).
#[inline(always)]
pub(crate) fn exp_of_negative(x: f64) -> f64 {
    const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    /// Adding it rounds to a whole number, which then stands in the lowest bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const SUBNORMAL: f64 = -700.0;
    const UNDERFLOW: f64 = -746.0;
    const BIAS: u64 = 1023;
    const RAISE: u64 = 128;

    let x = if x < UNDERFLOW { UNDERFLOW } else { x };
    let rounded = x.mul_add(std::f64::consts::LOG2_E, ROUND);
    let n = rounded - ROUND;
    let r = n.mul_add(-LN2_LOW, n.mul_add(-LN2_HIGH, x));

    let mut q = TAYLOR[0];
    for coefficient in &TAYLOR[1..] {
        q = q.mul_add(r, *coefficient);
    }
    let e_r = (r * r).mul_add(q, r) + 1.0;

    // 2^n is built in its exponent bits; below the normal numbers by way of 2^(n + 128).
    let (raise, lower) =
        if x < SUBNORMAL { (RAISE, f64::from_bits((BIAS - RAISE) << 52)) } else { (0, 1.0) };
    let two_to_n = f64::from_bits(rounded.to_bits().wrapping_add(BIAS + raise) << 52);
    e_r * two_to_n * lower
}

/// `1/13!, 1/12!, ..., 1/2!`.
const TAYLOR: [f64; 12] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest distance from the correctly rounded value, in units in the last place.
    fn worst_ulp(from: f64, to: f64, count: u32) -> f64 {
        let width = (to - from) / f64::from(count);
        (0..count).fold(0.0, |worst, k| {
            let x = from + width * (f64::from(k) + 0.37);
            let (fast, exact) = (exp_of_negative(x), pxfm::f_exp(x));
            let off = (fast - exact).abs() / (exact.next_up() - exact);
            if off <= worst { worst } else { off } // a NaN stays
        })
    }

    #[test]
    fn it_is_within_one_unit_in_the_last_place() {
        assert!(worst_ulp(-1.0, 0.0, 200_000) <= 1.0);
        assert!(worst_ulp(-40.0, 0.0, 200_000) <= 1.0);
        assert!(worst_ulp(-708.0, 0.0, 400_000) <= 1.0);
        assert!(worst_ulp(-1e-8, 0.0, 10_000) <= 1.0);
    }

    /// `cargo test --release -p regress-linalg-lite -- --ignored --nocapture` shows what it finds.
    #[test]
    #[ignore = "takes a minute"]
    fn it_is_within_one_unit_for_a_hundred_million_arguments() {
        for (from, to) in [(-1.0, 0.0), (-40.0, 0.0), (-708.0, 0.0), (-1e-3, 0.0)] {
            let worst = worst_ulp(from, to, 25_000_000);
            println!("exp on [{from}, {to}]: {worst} units in the last place");
            assert!(worst <= 1.0);
        }
    }

    /// Subnormal results against 60-digit arithmetic (Python's `decimal`), rounded once: two of
    /// them are arguments for which pxfm 0.1.30 is wrong in every digit.
    #[test]
    fn subnormal_results() {
        for (x, exact) in [
            (-709.745_574_95, 5.773_155_348_216_64e-309),
            (-709.148_774_95, 1.048_576_669_968_427_5e-308),
            (-720.0, 2.032_230_802_4e-313),
            (-740.0, 4.2e-322),
        ] {
            let difference: f64 = exp_of_negative(x) - exact;
            assert!(difference.abs() <= f64::from_bits(1), "x = {x}: {:e}", exp_of_negative(x));
        }
    }

    #[test]
    fn extremes() {
        for (z, expected) in [
            (0.0, 1.0),
            (-0.0, 1.0),
            (5e-324, 1.0),
            (-745.0, 5e-324),
            (745.0, 5e-324),
            (746.0, 0.0),
            (f64::MAX, 0.0),
            (f64::NEG_INFINITY, 0.0),
        ] {
            let mut e = [f64::NAN];
            exp_neg_abs(&[z], &mut e);
            assert_eq!(e, [expected], "z = {z}");
        }
        let mut e = [0.0];
        exp_neg_abs(&[f64::NAN], &mut e);
        assert!(e[0].is_nan());
    }
}
