use pulp::{Arch, Simd, WithSimd};

/// `out[i] = ln(1 + e[i])` for `e[i]` in [0, 1]: at most 2 units in the last place from the correctly
/// rounded value, and the same bits for every instruction set.
pub(crate) fn ln_1p_of_parts(e: &[f64], out: &mut [f64]) {
    Arch::new().dispatch(Ln1p { e, out });
}

struct Ln1p<'a> {
    e: &'a [f64],
    out: &'a mut [f64],
}

impl WithSimd for Ln1p<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (out, e) in self.out.iter_mut().zip(self.e) {
            *out = ln_1p_of_part(*e);
        }
    }
}

/// `out[i] = ln(x[i])` for `x[i]` from 1 to 1e300: at most 2 units in the last place from the correctly rounded value,
/// and the same bits for every instruction set.
pub(crate) fn ln_from_one(x: &[f64], out: &mut [f64]) {
    Arch::new().dispatch(LnFromOne { x, out });
}

struct LnFromOne<'a> {
    x: &'a [f64],
    out: &'a mut [f64],
}

impl WithSimd for LnFromOne<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (out, x) in self.out.iter_mut().zip(self.x) {
            *out = ln_of_at_least_one(*x);
        }
    }
}

/// `x = 2^n (1 + e)`: n stands in the exponent bits.
#[inline(always)]
fn ln_of_at_least_one(x: f64) -> f64 {
    /// 2^52: a whole number below that, in its lowest bits, is the number that is added to it.
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    const BIAS: u64 = 1023;
    let exponent = x.to_bits() >> 52;
    let n = f64::from_bits(WHOLE.to_bits() | exponent) - (WHOLE + BIAS as f64);
    let two_to_minus_n = f64::from_bits((2 * BIAS).wrapping_sub(exponent) << 52);
    ln_of_parts(n, x * two_to_minus_n - 1.0)
}

#[inline(always)]
fn ln_1p_of_part(e: f64) -> f64 {
    ln_of_parts(0.0, e)
}

/// `ln(2^n (1 + e))` for `e` in [0, 1]. With `t = e / (2 + e)`, `ln(1 + e) = 2 artanh t =
/// 2 (t + t^3/3 + t^5/5 + ...)`. Above `sqrt(2) - 1` it is `ln 2` more than that of `(1 + e) / 2`, so that
/// `|t| <= 0.172` always (what the series leaves out is below 1e-17 of it).
#[inline(always)]
fn ln_of_parts(n: f64, e: f64) -> f64 {
    const MIDDLE: f64 = std::f64::consts::SQRT_2 - 1.0;
    let is_large = e > MIDDLE;
    let (over, under) = if is_large { (e - 1.0, 3.0 + e) } else { (e, 2.0 + e) };
    let t = over / under;
    let square = t * t;
    let mut series = ARTANH[0];
    for coefficient in &ARTANH[1..] {
        series = series.mul_add(square, *coefficient);
    }
    let odd = 2.0 * t;
    let logarithm = (odd * square).mul_add(series, odd);
    let twos = if is_large { n + 1.0 } else { n };
    twos.mul_add(std::f64::consts::LN_2, logarithm)
}

/// `1/21, 1/19, ..., 1/3`.
const ARTANH: [f64; 10] = [
    1.0 / 21.0,
    1.0 / 19.0,
    1.0 / 17.0,
    1.0 / 15.0,
    1.0 / 13.0,
    1.0 / 11.0,
    1.0 / 9.0,
    1.0 / 7.0,
    1.0 / 5.0,
    1.0 / 3.0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_within_two_units_in_the_last_place() {
        let tiny = (1..1000).map(|k| crate::exp(-f64::from(k) * 0.7));
        let spread = (0..200_000).map(|k| f64::from(k) / 199_999.0);
        for e in tiny.chain(spread).chain([0.0, 5e-324, 1.0]) {
            let (fast, exact) = (ln_1p_of_part(e), crate::ln_1p(e));
            let ulp = exact.next_up() - exact;
            assert!((fast - exact).abs() <= 2.0 * ulp, "e = {e}: {fast:e}, not {exact:e}");
        }
    }

    #[test]
    fn so_it_is_from_one_upwards() {
        let near_one = (0..60).map(|k| 1.0 + crate::exp(-f64::from(k) * 0.7));
        let spread = (0..200_000).map(|k| 1.0 + f64::from(k) / 4_000.0);
        let huge = (0..980).map(|k| crate::exp(f64::from(k) * 0.7));
        for x in near_one.chain(spread).chain(huge).chain([1.0, 2.0]) {
            let (fast, exact) = (ln_of_at_least_one(x), crate::ln(x));
            let ulp = exact.next_up() - exact;
            assert!((fast - exact).abs() <= 2.0 * ulp, "x = {x}: {fast:e}, not {exact:e}");
        }
        assert!(ln_of_at_least_one(f64::NAN).is_nan());
    }
}
