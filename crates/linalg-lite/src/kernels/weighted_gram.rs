use pulp::{Arch, Simd, WithSimd};

use super::products::tile;

/// `out[j * p + k] = sum_i s[i] x_j[i] x_k[i]` for `k <= j`, of `p` columns; above the diagonal
/// `out` holds whatever it holds. `weighted` has room for all columns.
pub(crate) fn weighted_gram(s: &[f64], x: &[&[f64]], weighted: &mut [f64], out: &mut [f64]) {
    Arch::new().dispatch(WeightedGram { s, x, weighted, out });
}

struct WeightedGram<'a> {
    s: &'a [f64],
    x: &'a [&'a [f64]],
    weighted: &'a mut [f64],
    out: &'a mut [f64],
}

impl WithSimd for WeightedGram<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { s, x, weighted, out } = self;
        let (rows, p) = (s.len(), x.len());
        for j in 0..p {
            let (column, weighted) = (&x[j][..rows], &mut weighted[j * rows..(j + 1) * rows]);
            for i in 0..rows {
                weighted[i] = s[i] * column[i];
            }
        }
        // The largest tile whose sums fit into the registers.
        match (S::F64_LANES, p) {
            (8, 4..) => lower_triangle::<S, 4, 4, 1>(simd, weighted, x, out),
            (8, _) => lower_triangle::<S, 1, 1, 1>(simd, weighted, x, out),
            (4, 3..) => lower_triangle::<S, 3, 2, 2>(simd, weighted, x, out),
            (4, _) => lower_triangle::<S, 1, 1, 2>(simd, weighted, x, out),
            (2, _) => lower_triangle::<S, 1, 1, 4>(simd, weighted, x, out),
            _ => lower_triangle::<S, 1, 1, 8>(simd, weighted, x, out),
        }
    }
}

/// All tiles on and below the diagonal. The last tile of a row or column is moved back until it
/// fits; what it computes again comes out the same.
#[inline(always)]
fn lower_triangle<S: Simd, const R: usize, const C: usize, const V: usize>(
    simd: S,
    weighted: &[f64],
    x: &[&[f64]],
    out: &mut [f64],
) {
    let p = x.len();
    if p == 0 {
        return;
    }
    let rows = weighted.len() / p;
    let mut top = 0;
    while top < p {
        let first_row = top.min(p - R);
        let mut a: [&[f64]; R] = [&[]; R];
        for j in 0..R {
            a[j] = &weighted[(first_row + j) * rows..(first_row + j + 1) * rows];
        }
        let mut left = 0;
        while left < first_row + R {
            let first_column = left.min(p - C);
            let mut b: [&[f64]; C] = [&[]; C];
            for k in 0..C {
                b[k] = &x[first_column + k][..rows];
            }
            let mut sums = [[0.0; C]; R];
            tile::<S, R, C, V>(simd, a, b, &mut sums);
            for j in 0..R {
                let start = (first_row + j) * p + first_column;
                out[start..start + C].copy_from_slice(&sums[j]);
            }
            left += C;
        }
        top += R;
    }
}
