//! Sums with twice the digits that cost little more than sums: an *anchor* is a power of two and a half
//! so large that a sum which begins at it never leaves the numbers with one exponent. Of such a sum
//! each fused multiply-add rounds off exactly `a b - (after - before)`, in one more operation, because
//! `after - before` is exact; and taking off the anchor at the end is exact, too.
//!
//! # Source
//! Sterbenz, *Floating-Point Computation* (1974), 4.3; Rump, Ogita and Oishi, *Accurate floating-point
//! summation* (2008), for sums that begin at a large power of two.

use pulp::{Arch, Simd, WithSimd};

use super::products::{lanes_of, padded_rest};
use super::{LANES, add_lanes};
use crate::double_double::{DoubleDouble, two_sum};

/// From where sums stay among numbers of one exponent that never grow beyond `bound`.
pub(crate) fn anchor(bound: f64) -> f64 {
    const MANTISSA_BITS: u32 = 52;
    const LARGEST_EXPONENT: u64 = 2046;
    if bound == 0.0 {
        return 0.0;
    }
    let exponent = ((bound.to_bits() >> MANTISSA_BITS) + 2).min(LARGEST_EXPONENT);
    1.5 * f64::from_bits(exponent << MANTISSA_BITS)
}

/// `high[i] + low[i] -= w_0 x_0[i] + w_1 x_1[i] + ...`, for `high` that began at an anchor.
pub(crate) fn subtract_columns<const C: usize>(
    w: [f64; C],
    x: [&[f64]; C],
    high: &mut [f64],
    low: &mut [f64],
) {
    Arch::new().dispatch(SubtractColumns { w, x, high, low });
}

struct SubtractColumns<'a, const C: usize> {
    w: [f64; C],
    x: [&'a [f64]; C],
    high: &'a mut [f64],
    low: &'a mut [f64],
}

impl<const C: usize> WithSimd for SubtractColumns<'_, C> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { w, mut x, high, low } = self;
        let n = high.len();
        let low = &mut low[..n];
        for column in &mut x {
            *column = &column[..n];
        }
        for i in 0..n {
            let (mut sum, mut rest) = (high[i], low[i]);
            for j in 0..C {
                let next = (-w[j]).mul_add(x[j][i], sum);
                rest += (-w[j]).mul_add(x[j][i], sum - next);
                sum = next;
            }
            high[i] = sum;
            low[i] = rest;
        }
    }
}

/// Takes off the anchor, and puts all of the first digits into `high`: where large terms have cancelled,
/// some are in `low`.
pub(crate) fn weigh_anchor(anchor: f64, high: &mut [f64], low: &mut [f64]) {
    Arch::new().dispatch(WeighAnchor { anchor, high, low });
}

struct WeighAnchor<'a> {
    anchor: f64,
    high: &'a mut [f64],
    low: &'a mut [f64],
}

impl WithSimd for WeighAnchor<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { anchor, high, low } = self;
        let low = &mut low[..high.len()];
        for i in 0..high.len() {
            (high[i], low[i]) = two_sum(high[i] - anchor, low[i]);
        }
    }
}

/// `r[i] *= weights[i]` for numbers `r[i] = high[i] + low[i]`; a weight of 0 makes 0 of anything.
pub(crate) fn multiply(weights: &[f64], high: &mut [f64], low: &mut [f64]) {
    for (i, weight) in weights.iter().enumerate() {
        let product = weight * high[i];
        let error = weight.mul_add(high[i], -product);
        let is_none = *weight == 0.0;
        low[i] = if is_none { 0.0 } else { weight.mul_add(low[i], error) };
        high[i] = if is_none { 0.0 } else { product };
    }
}

/// `sum_i x_j[i] (high[i] + low[i])` with twice the digits, in eight lanes, for C columns; of column j no
/// part of the sum may be larger than `bounds[j]`.
pub(crate) fn products_with_residual<const C: usize>(
    x: [&[f64]; C],
    bounds: [f64; C],
    high: &[f64],
    low: &[f64],
) -> [DoubleDouble; C] {
    let anchors = bounds.map(anchor);
    let mut lanes = [[[0.0; LANES]; 2]; C];
    Arch::new().dispatch(ProductsWithResidual { x, anchors, high, low, lanes: &mut lanes });
    std::array::from_fn(|j| {
        let [sums, errors] = lanes[j];
        DoubleDouble::of_sum(add_lanes(sums.map(|sum| sum - anchors[j])), add_lanes(errors))
    })
}

struct ProductsWithResidual<'a, const C: usize> {
    x: [&'a [f64]; C],
    anchors: [f64; C],
    high: &'a [f64],
    low: &'a [f64],
    lanes: &'a mut [[[f64; LANES]; 2]; C],
}

impl<const C: usize> WithSimd for ProductsWithResidual<'_, C> {
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

impl<const C: usize> ProductsWithResidual<'_, C> {
    #[inline(always)]
    fn add_up<S: Simd, const V: usize>(self, simd: S) {
        let Self { x, anchors, high, low, lanes } = self;
        let whole = high.len() / LANES;
        let mut sums = [[[simd.splat_f64s(0.0); V]; 2]; C];
        for j in 0..C {
            sums[j][0] = [simd.splat_f64s(anchors[j]); V];
        }
        let r = lanes_of::<S, 2, V>([high, low], whole);
        add_products(simd, lanes_of::<S, C, V>(x, whole), r, &mut sums);
        if whole * LANES < high.len() {
            let (x, r) = (padded_rest(x, whole), padded_rest([high, low], whole));
            let (x, r) = (x.each_ref().map(|x| &x[..]), r.each_ref().map(|r| &r[..]));
            let r = lanes_of::<S, 2, V>(r, 1);
            add_products(simd, lanes_of::<S, C, V>(x, 1), r, &mut sums);
        }
        for j in 0..C {
            for part in 0..2 {
                let stored = S::as_mut_simd_f64s(&mut lanes[j][part]).0;
                stored[..V].copy_from_slice(&sums[j][part]);
            }
        }
    }
}

/// Adds the products to the sums, and what that rounds off to the errors.
#[inline(always)]
fn add_products<S: Simd, const C: usize, const V: usize>(
    simd: S,
    x: [&[[S::f64s; V]]; C],
    [high, low]: [&[[S::f64s; V]]; 2],
    sums: &mut [[[S::f64s; V]; 2]; C],
) {
    for i in 0..high.len() {
        for v in 0..V {
            for j in 0..C {
                let [before, errors] = [sums[j][0][v], sums[j][1][v]];
                let after = simd.mul_add_f64s(x[j][i][v], high[i][v], before);
                let change = simd.sub_f64s(before, after);
                let error = simd.mul_add_f64s(x[j][i][v], high[i][v], change);
                let error = simd.mul_add_f64s(x[j][i][v], low[i][v], error);
                sums[j][0][v] = after;
                sums[j][1][v] = simd.add_f64s(errors, error);
            }
        }
    }
}
