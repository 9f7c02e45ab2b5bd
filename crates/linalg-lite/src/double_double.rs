use std::ops::{Add, Mul, Neg, Sub};

/// A double-double, a number with twice the digits of an `f64`, about 32: the unevaluated sum of two
/// of them, of which the second is at most half a unit in the last place of the first.
///
/// # Source
/// Dekker, *A floating-point technique for extending the available precision* (1971); Ogita, Rump
/// and Oishi, *Accurate sum and dot product* (2005).
///
/// ```
/// use linalg_lite::DoubleDouble;
///
/// let third = DoubleDouble::from(1.0) + DoubleDouble::from(1e-20);
/// assert_eq!((third - DoubleDouble::from(1.0)).to_f64(), 1e-20);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DoubleDouble {
    pub(crate) high: f64,
    pub(crate) low: f64,
}

impl DoubleDouble {
    /// The nearest `f64`.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.high
    }

    /// A sum whose parts need not be in order of size.
    pub(crate) fn of_sum(a: f64, b: f64) -> Self {
        let (high, low) = two_sum(a, b);
        Self { high, low }
    }

    /// `a b`, exactly.
    #[must_use]
    pub fn of_product(a: f64, b: f64) -> Self {
        let high = a * b;
        Self { high, low: a.mul_add(b, -high) }
    }
}

/// `a + b = sum + error`, exactly.
#[inline(always)]
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

impl From<f64> for DoubleDouble {
    fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }
}

impl Add for DoubleDouble {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (sum, error) = two_sum(self.high, other.high);
        let (lows, low_error) = two_sum(self.low, other.low);
        let first = Self::of_sum(sum, error + lows);
        Self::of_sum(first.high, first.low + low_error)
    }
}

impl Neg for DoubleDouble {
    type Output = Self;

    fn neg(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }
}

impl Sub for DoubleDouble {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for DoubleDouble {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let product = Self::of_product(self.high, other.high);
        let cross = self.high.mul_add(other.low, self.low * other.high);
        Self::of_sum(product.high, product.low + cross)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (1 + 2^-40)^4 by hand: 1 + 4 e + 6 e^2 + 4 e^3 + e^4.
    #[test]
    fn products_keep_twice_the_digits() {
        let e = f64::from_bits((1023 - 40) << 52);
        let x = DoubleDouble::from(1.0 + e);
        let fourth = (x * x) * (x * x);
        let rest = fourth - DoubleDouble::from(1.0) - DoubleDouble::from(4.0 * e);
        let exact = 6.0 * e * e + 4.0 * e * e * e;
        assert!((rest.to_f64() - exact).abs() < 1e-30);
    }

    #[test]
    fn sums_lose_nothing_that_an_f64_would() {
        let parts = [1.0, 1e-17, -1e-25, -1.0];
        let sum = parts.iter().fold(DoubleDouble::default(), |sum, x| sum + DoubleDouble::from(*x));
        assert!((sum.to_f64() - (1e-17 - 1e-25)).abs() < 1e-31);
    }
}
