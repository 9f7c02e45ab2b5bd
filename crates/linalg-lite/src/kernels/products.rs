use pulp::{Arch, Simd, WithSimd};

use super::LANES;

/// `out[j][k] = sum_i a_j[i] b_k[i]`: all products of R slices with C slices, of one length.
pub(crate) fn products<const R: usize, const C: usize>(
    a: [&[f64]; R],
    b: [&[f64]; C],
) -> [[f64; C]; R] {
    let mut out = [[0.0; C]; R];
    Arch::new().dispatch(Products { a, b, out: &mut out });
    out
}

struct Products<'a, const R: usize, const C: usize> {
    a: [&'a [f64]; R],
    b: [&'a [f64]; C],
    out: &'a mut [[f64; C]; R],
}

impl<const R: usize, const C: usize> WithSimd for Products<'_, R, C> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match S::F64_LANES {
            8 => tile::<S, R, C, 1>(simd, self.a, self.b, self.out),
            4 => tile::<S, R, C, 2>(simd, self.a, self.b, self.out),
            2 => tile::<S, R, C, 4>(simd, self.a, self.b, self.out),
            _ => tile::<S, R, C, 8>(simd, self.a, self.b, self.out),
        }
    }
}

/// The products of a tile, all partial sums in registers; V vectors hold the eight lanes.
///
/// Loops and no closures: a closure would not be compiled for the instruction set of `S`.
#[inline(always)]
pub(super) fn tile<S: Simd, const R: usize, const C: usize, const V: usize>(
    simd: S,
    a: [&[f64]; R],
    b: [&[f64]; C],
    out: &mut [[f64; C]; R],
) {
    let whole = a[0].len() / LANES;
    let mut sums = [[[simd.splat_f64s(0.0); V]; C]; R];
    add_products(simd, lanes_of::<S, R, V>(a, whole), lanes_of::<S, C, V>(b, whole), &mut sums);
    if whole * LANES < a[0].len() {
        let (a, b) = (padded_rest(a, whole), padded_rest(b, whole));
        let (a, b) = (a.each_ref().map(|a| &a[..]), b.each_ref().map(|b| &b[..]));
        add_products(simd, lanes_of::<S, R, V>(a, 1), lanes_of::<S, C, V>(b, 1), &mut sums);
    }
    for j in 0..R {
        for k in 0..C {
            out[j][k] = add_vectors(simd, sums[j][k]);
        }
    }
}

/// `sums[j][k] += a_j b_k`, lane by lane.
#[inline(always)]
fn add_products<S: Simd, const R: usize, const C: usize, const V: usize>(
    simd: S,
    a: [&[[S::f64s; V]]; R],
    b: [&[[S::f64s; V]]; C],
    sums: &mut [[[S::f64s; V]; C]; R],
) {
    for i in 0..a[0].len() {
        for v in 0..V {
            for j in 0..R {
                for k in 0..C {
                    sums[j][k][v] = simd.mul_add_f64s(a[j][i][v], b[k][i][v], sums[j][k][v]);
                }
            }
        }
    }
}

/// `out[j] = sum_i (a_j[i] - m_j) r[i]`: the products of R slices, each less its centre, with one.
pub(crate) fn centred_products<const R: usize>(a: [&[f64]; R], m: [f64; R], r: &[f64]) -> [f64; R] {
    let mut out = [0.0; R];
    Arch::new().dispatch(CentredProducts { a, m, r, out: &mut out });
    out
}

struct CentredProducts<'a, const R: usize> {
    a: [&'a [f64]; R],
    m: [f64; R],
    r: &'a [f64],
    out: &'a mut [f64; R],
}

impl<const R: usize> WithSimd for CentredProducts<'_, R> {
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

impl<const R: usize> CentredProducts<'_, R> {
    #[inline(always)]
    fn add_up<S: Simd, const V: usize>(self, simd: S) {
        let whole = self.r.len() / LANES;
        let mut sums = [[simd.splat_f64s(0.0); V]; R];
        let (a, [r]) = (lanes_of::<S, R, V>(self.a, whole), lanes_of::<S, 1, V>([self.r], whole));
        add_centred(simd, a, self.m, r, &mut sums);
        if whole * LANES < self.r.len() {
            let (a, r) = (padded_rest(self.a, whole), padded_rest([self.r], whole));
            let (a, [r]) = (a.each_ref().map(|a| &a[..]), r.each_ref().map(|r| &r[..]));
            let (a, [r]) = (lanes_of::<S, R, V>(a, 1), lanes_of::<S, 1, V>([r], 1));
            add_centred(simd, a, self.m, r, &mut sums); // what was filled up meets r = 0
        }
        for j in 0..R {
            self.out[j] = add_vectors(simd, sums[j]);
        }
    }
}

#[inline(always)]
fn add_centred<S: Simd, const R: usize, const V: usize>(
    simd: S,
    a: [&[[S::f64s; V]]; R],
    m: [f64; R],
    r: &[[S::f64s; V]],
    sums: &mut [[S::f64s; V]; R],
) {
    for i in 0..r.len() {
        for v in 0..V {
            for j in 0..R {
                let centred = simd.sub_f64s(a[j][i][v], simd.splat_f64s(m[j]));
                sums[j][v] = simd.mul_add_f64s(centred, r[i][v], sums[j][v]);
            }
        }
    }
}

/// The first `whole` groups of eight numbers of each slice, as V vectors each.
#[inline(always)]
pub(super) fn lanes_of<S: Simd, const N: usize, const V: usize>(
    slices: [&[f64]; N],
    whole: usize,
) -> [&[[S::f64s; V]]; N] {
    let mut lanes: [&[[S::f64s; V]]; N] = [&[]; N];
    for j in 0..N {
        lanes[j] = &S::as_simd_f64s(slices[j]).0.as_chunks::<V>().0[..whole];
    }
    lanes
}

/// What follows the first `whole` groups of eight, filled up with zeros.
#[inline(always)]
pub(super) fn padded_rest<const N: usize>(slices: [&[f64]; N], whole: usize) -> [[f64; LANES]; N] {
    let mut padded = [[0.0; LANES]; N];
    for j in 0..N {
        for (to, from) in padded[j].iter_mut().zip(&slices[j][whole * LANES..]) {
            *to = *from;
        }
    }
    padded
}

/// The eight lanes, added in pairs, as [`add_lanes`](super::add_lanes) does: upper half to lower
/// half, three times.
#[inline(always)]
fn add_vectors<S: Simd, const V: usize>(simd: S, mut lanes: [S::f64s; V]) -> f64 {
    let mut half = V;
    while half > 1 {
        half /= 2;
        for v in 0..half {
            lanes[v] = simd.add_f64s(lanes[v], lanes[v + half]);
        }
    }
    simd.reduce_sum_f64s(lanes[0])
}
