use pulp::{Arch, Simd, WithSimd};

use super::products::tile;
use crate::{MatMut, sum};

/// `gram[k][j] += sum_i s[i] x_j[i] x_k[i]` for `k <= j`, and `sums[j] += sum_i s[i] x_j[i]`.
///
/// Above the diagonal, because a row of tiles then runs down along the columns of `gram`.
pub(crate) fn weighted_gram(s: &[f64], x: &[&[f64]], gram: MatMut<'_, f64>, sums: &mut [f64]) {
    Gram { s: Some((s, sums)), x, first: 0, gram }.on_all_threads();
}

/// The same where every sample counts once, without the sums.
pub(crate) fn plain_gram(x: &[&[f64]], gram: MatMut<'_, f64>) {
    Gram { s: None, x, first: 0, gram }.on_all_threads();
}

/// The columns of the matrix from `first` on, as many as `gram` has.
struct Gram<'a> {
    s: Option<(&'a [f64], &'a mut [f64])>,
    x: &'a [&'a [f64]],
    first: usize,
    gram: MatMut<'a, f64>,
}

impl WithSimd for Gram<'_> {
    type Output = ();

    /// With the largest tile whose partial sums fit into the registers.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match (S::F64_LANES, self.x.len()) {
            (_, 0) => {}
            (8, MANY..) => self.triangle::<S, 6, 4, 1>(simd),
            (8, 4..) => self.triangle::<S, 4, 4, 1>(simd),
            (8, _) => self.triangle::<S, 1, 1, 1>(simd),
            (4, 3..) => self.triangle::<S, 3, 2, 2>(simd),
            (4, _) => self.triangle::<S, 1, 1, 2>(simd),
            (2, _) => self.triangle::<S, 1, 1, 4>(simd),
            _ => self.triangle::<S, 1, 1, 8>(simd),
        }
    }
}

/// So many columns have little waste in larger tiles, and no longer fit into the first cache.
const MANY: usize = 48;

impl Gram<'_> {
    /// By halves of equal work, which two threads can share, down to little work.
    fn on_all_threads(self) {
        const WORTH_A_THREAD: usize = 1 << 24; // multiply-adds
        let Self { s, x, first, gram } = self;
        let end = first + gram.ncols();
        let rows = x.first().map_or(0, |x| x.len());
        if rows * (end * end - first * first) / 2 < WORTH_A_THREAD {
            return Arch::new().dispatch(Gram { s, x, first, gram });
        }
        let middle = ((first * first + end * end) / 2).isqrt();
        let (left, right) = gram.split_at_col_mut(middle - first);
        let (s_left, s_right) = match s {
            None => (None, None),
            Some((s, sums)) => {
                let (left, right) = sums.split_at_mut(middle - first);
                (Some((s, left)), Some((s, right)))
            }
        };
        let left = Gram { s: s_left, x, first, gram: left };
        let right = Gram { s: s_right, x, first: middle, gram: right };
        rayon::join(|| left.on_all_threads(), || right.on_all_threads());
    }

    /// All tiles with a pair `k <= j`, panel by panel of columns that stay in the cache, and in each row
    /// by row of tiles. The last tile of a row or column is moved back until it fits; what it computes
    /// again is not added again.
    #[inline(always)]
    fn triangle<S: Simd, const R: usize, const C: usize, const V: usize>(self, simd: S) {
        /// A multiple of each height of a tile.
        const PANEL: usize = 96;
        let Self { mut s, x, first, mut gram } = self;
        let (p, end, rows) = (x.len(), first + gram.ncols(), x[0].len());
        let mut weighted = vec![0.0; if s.is_some() { R * rows } else { 0 }];
        for panel in (0..end).step_by(PANEL) {
            for top in (first.max(panel / R * R)..end).step_by(R) {
                let first_row = top.min(p - R);
                let mut a: [&[f64]; R] = [&[]; R];
                if let Some((s, sums)) = &mut s {
                    for j in 0..R {
                        let s_x = &mut weighted[j * rows..(j + 1) * rows];
                        multiply(s, x[first_row + j], s_x);
                    }
                    for j in 0..R {
                        a[j] = &weighted[j * rows..(j + 1) * rows];
                    }
                    for j in top..if panel == 0 { end.min(top + R) } else { top } {
                        sums[j - first] += sum(a[j - first_row]);
                    }
                } else {
                    a.copy_from_slice(&x[first_row..first_row + R]);
                }
                for left in (panel..(first_row + R).min(panel + PANEL)).step_by(C) {
                    let first_column = left.min(p - C);
                    let mut b: [&[f64]; C] = [&[]; C];
                    b.copy_from_slice(&x[first_column..first_column + C]);
                    let mut products = [[0.0; C]; R];
                    tile::<S, R, C, V>(simd, a, b, &mut products);
                    for j in top..end.min(top + R) {
                        let column = gram.as_mut().col_mut(j - first).try_as_col_major_mut();
                        let Some(column) = column.map(|column| column.as_slice_mut()) else {
                            return;
                        };
                        let products = &products[j - first_row];
                        for k in left..(j + 1).min(left + C) {
                            column[k] += products[k - first_column];
                        }
                    }
                }
            }
        }
    }
}

#[inline(always)]
pub(super) fn multiply(s: &[f64], x: &[f64], s_x: &mut [f64]) {
    for i in 0..s_x.len() {
        s_x[i] = s[i] * x[i];
    }
}
