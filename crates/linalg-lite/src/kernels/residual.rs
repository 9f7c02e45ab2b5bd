use pulp::{Arch, Simd, WithSimd};

use super::LANES;
use super::products::{lanes_of, padded_rest};
use crate::double_double::{DoubleDouble, two_sum};

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

/// The same numbers with all of their first digits in `high`: where large terms have cancelled, some
/// are in `low`.
pub(crate) fn renew(high: &mut [f64], low: &mut [f64]) {
    for (high, low) in high.iter_mut().zip(low) {
        (*high, *low) = two_sum(*high, *low);
    }
}

/// `r[i] *= weights[i]` for such numbers; a weight of 0 makes 0 of anything.
pub(crate) fn multiply(weights: &[f64], high: &mut [f64], low: &mut [f64]) {
    for (i, weight) in weights.iter().enumerate() {
        let product = weight * high[i];
        let error = weight.mul_add(high[i], -product);
        let is_none = *weight == 0.0;
        low[i] = if is_none { 0.0 } else { weight.mul_add(low[i], error) };
        high[i] = if is_none { 0.0 } else { product };
    }
}

/// `sum_i x[i] (high[i] + low[i])` with twice the digits, in eight lanes.
pub(crate) fn product_with_residual(x: &[f64], high: &[f64], low: &[f64]) -> DoubleDouble {
    let mut lanes = [[0.0; LANES]; 2];
    Arch::new().dispatch(ProductWithResidual { factors: [x, high, low], lanes: &mut lanes });
    let [sums, errors] = lanes;
    (0..LANES)
        .fold(DoubleDouble::default(), |sum, l| sum + DoubleDouble::of_sum(sums[l], errors[l]))
}

struct ProductWithResidual<'a> {
    factors: [&'a [f64]; 3],
    lanes: &'a mut [[f64; LANES]; 2],
}

impl WithSimd for ProductWithResidual<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match S::F64_LANES {
            8 => self.add_up::<S, 1>(simd),
            4 => self.add_up::<S, 2>(simd),
            2 => self.add_up::<S, 4>(simd),
            _ => self.add_up::<S, 8>(simd),
        }
    }
}

impl ProductWithResidual<'_> {
    #[inline(always)]
    fn add_up<S: Simd, const V: usize>(self, simd: S) {
        let whole = self.factors[0].len() / LANES;
        let mut sums = [[simd.splat_f64s(0.0); V]; 2];
        add_products(simd, lanes_of::<S, 3, V>(self.factors, whole), &mut sums);
        let rest = padded_rest(self.factors, whole);
        let rest = [&rest[0][..], &rest[1], &rest[2]];
        add_products(simd, lanes_of::<S, 3, V>(rest, 1), &mut sums);
        for part in 0..2 {
            let stored = S::as_mut_simd_f64s(&mut self.lanes[part]).0;
            stored[..V].copy_from_slice(&sums[part]);
        }
    }
}

/// Adds the products to the sums, and what each addition and multiplication rounds away to the
/// errors.
#[inline(always)]
fn add_products<S: Simd, const V: usize>(
    simd: S,
    [x, high, low]: [&[[S::f64s; V]]; 3],
    [sums, errors]: &mut [[S::f64s; V]; 2],
) {
    for i in 0..x.len() {
        for v in 0..V {
            let product = simd.mul_f64s(x[i][v], high[i][v]);
            let product_error = simd.mul_add_f64s(x[i][v], high[i][v], simd.neg_f64s(product));
            let sum = simd.add_f64s(sums[v], product);
            let part = simd.sub_f64s(sum, sums[v]);
            let sum_error = simd.add_f64s(
                simd.sub_f64s(sums[v], simd.sub_f64s(sum, part)),
                simd.sub_f64s(product, part),
            );
            sums[v] = sum;
            let error = simd.add_f64s(sum_error, product_error);
            errors[v] = simd.add_f64s(errors[v], simd.mul_add_f64s(x[i][v], low[i][v], error));
        }
    }
}
