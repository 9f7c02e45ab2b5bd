use pulp::{Arch, Simd, WithSimd};

use super::products::tile;
use crate::{MatMut, sum};

/// `gram[k][j] += sum_i s[i] x_j[i] x_k[i]` for `k <= j`, and `sums[j] += sum_i s[i] x_j[i]`.
///
/// Above the diagonal, because a row of tiles then runs down along the columns of `gram`.
pub(crate) fn weighted_gram(s: &[f64], x: &[&[f64]], gram: MatMut<'_, f64>, sums: &mut [f64]) {
    Arch::new().dispatch(WeightedGram { s, x, gram, sums });
}

struct WeightedGram<'a> {
    s: &'a [f64],
    x: &'a [&'a [f64]],
    gram: MatMut<'a, f64>,
    sums: &'a mut [f64],
}

impl WithSimd for WeightedGram<'_> {
    type Output = ();

    /// With the largest tile whose partial sums fit into the registers.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match (S::F64_LANES, self.x.len()) {
            (_, 0) => {}
            (8, 4..) => self.triangle::<S, 4, 4, 1>(simd),
            (8, _) => self.triangle::<S, 1, 1, 1>(simd),
            (4, 3..) => self.triangle::<S, 3, 2, 2>(simd),
            (4, _) => self.triangle::<S, 1, 1, 2>(simd),
            (2, _) => self.triangle::<S, 1, 1, 4>(simd),
            _ => self.triangle::<S, 1, 1, 8>(simd),
        }
    }
}

impl WeightedGram<'_> {
    /// All tiles with a pair `k <= j`, row by row of tiles. The last tile of a row or column
    /// is moved back until it fits; what it computes again is not added again.
    #[inline(always)]
    fn triangle<S: Simd, const R: usize, const C: usize, const V: usize>(self, simd: S) {
        let Self { s, x, mut gram, sums } = self;
        let (p, rows) = (x.len(), s.len());
        let mut weighted = vec![0.0; R * rows];
        for top in (0..p).step_by(R) {
            let first_row = top.min(p - R);
            for j in 0..R {
                let column = &x[first_row + j][..rows];
                let s_x = &mut weighted[j * rows..(j + 1) * rows];
                for i in 0..rows {
                    s_x[i] = s[i] * column[i];
                }
            }
            let mut a: [&[f64]; R] = [&[]; R];
            for j in 0..R {
                a[j] = &weighted[j * rows..(j + 1) * rows];
            }
            for j in top..p.min(top + R) {
                sums[j] += sum(a[j - first_row]);
            }
            for left in (0..first_row + R).step_by(C) {
                let first_column = left.min(p - C);
                let mut b: [&[f64]; C] = [&[]; C];
                for k in 0..C {
                    b[k] = &x[first_column + k][..rows];
                }
                let mut products = [[0.0; C]; R];
                tile::<S, R, C, V>(simd, a, b, &mut products);
                for j in top..p.min(top + R) {
                    for k in left..(j + 1).min(left + C) {
                        gram[(k, j)] += products[j - first_row][k - first_column];
                    }
                }
            }
        }
    }
}
