use pulp::{Arch, Simd, WithSimd};

use super::{LANES, add_lanes};

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
    let length = a[0].len();
    let whole = length / LANES;
    let nothing: &[S::f64s] = &[];
    let (mut a_vectors, mut b_vectors) = ([nothing; R], [nothing; C]);
    for j in 0..R {
        a_vectors[j] = &S::as_simd_f64s(a[j]).0[..whole * V];
    }
    for k in 0..C {
        b_vectors[k] = &S::as_simd_f64s(b[k]).0[..whole * V];
    }
    let mut sums = [[[simd.splat_f64s(0.0); V]; C]; R];
    let mut i = 0;
    while i + V <= whole * V {
        for v in 0..V {
            for j in 0..R {
                for k in 0..C {
                    let (x, y) = (a_vectors[j][i + v], b_vectors[k][i + v]);
                    sums[j][k][v] = simd.mul_add_f64s(x, y, sums[j][k][v]);
                }
            }
        }
        i += V;
    }
    for j in 0..R {
        for k in 0..C {
            let mut lanes = [0.0; LANES];
            let stored = S::as_mut_simd_f64s(&mut lanes).0;
            stored[..V].copy_from_slice(&sums[j][k]);
            for i in whole * LANES..length {
                let lane = &mut lanes[i - whole * LANES];
                *lane = a[j][i].mul_add(b[k][i], *lane);
            }
            out[j][k] = add_lanes(lanes);
        }
    }
}
