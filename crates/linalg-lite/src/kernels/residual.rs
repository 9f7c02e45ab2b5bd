use pulp::{Arch, Simd, WithSimd};

use super::LANES;
use crate::double::{Double, two_sum};

/// `r[i] -= w x[i]` for numbers `r[i] = high[i] + low[i]` of twice the digits.
pub(crate) fn subtract_column(w: f64, x: &[f64], high: &mut [f64], low: &mut [f64]) {
    Arch::new().dispatch(SubtractColumn { w, x, high, low });
}

struct SubtractColumn<'a> {
    w: f64,
    x: &'a [f64],
    high: &'a mut [f64],
    low: &'a mut [f64],
}

impl WithSimd for SubtractColumn<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { w, x, high, low } = self;
        let n = x.len();
        let (high, low) = (&mut high[..n], &mut low[..n]);
        for i in 0..n {
            let product = -w * x[i];
            let product_error = (-w).mul_add(x[i], -product);
            let (sum, sum_error) = two_sum(high[i], product);
            high[i] = sum;
            low[i] += sum_error + product_error;
        }
    }
}

/// `sum_i x[i] (high[i] + low[i])` with twice the digits, in eight lanes.
pub(crate) fn product_with_residual(x: &[f64], high: &[f64], low: &[f64]) -> Double {
    let mut lanes = [[0.0; LANES]; 2];
    Arch::new().dispatch(ProductWithResidual { x, high, low, lanes: &mut lanes });
    let [sums, errors] = lanes;
    (0..LANES).fold(Double::default(), |sum, l| sum + Double::of_sum(sums[l], errors[l]))
}

struct ProductWithResidual<'a> {
    x: &'a [f64],
    high: &'a [f64],
    low: &'a [f64],
    lanes: &'a mut [[f64; LANES]; 2],
}

impl WithSimd for ProductWithResidual<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let [mut sums, mut errors] = *self.lanes;
        let (x, x_rest) = self.x.as_chunks::<LANES>();
        let (high, high_rest) = self.high.as_chunks::<LANES>();
        let (low, low_rest) = self.low.as_chunks::<LANES>();
        for ((x, high), low) in x.iter().zip(high).zip(low) {
            for l in 0..LANES {
                add_product(x[l], high[l], low[l], &mut sums[l], &mut errors[l]);
            }
        }
        for l in 0..x_rest.len() {
            add_product(x_rest[l], high_rest[l], low_rest[l], &mut sums[l], &mut errors[l]);
        }
        *self.lanes = [sums, errors];
    }
}

#[inline(always)]
fn add_product(x: f64, high: f64, low: f64, sum: &mut f64, error: &mut f64) {
    let product = x * high;
    let product_error = x.mul_add(high, -product);
    let (next, sum_error) = two_sum(*sum, product);
    *sum = next;
    *error += x.mul_add(low, sum_error + product_error);
}
