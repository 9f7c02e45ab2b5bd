use pulp::{Arch, Simd, WithSimd};

use super::products::tile;
use super::weighted_gram::multiply;
use crate::MatMut;

/// `out[k][j] += sum_i s[i] a_k[i] b_j[i]`: all products of the slices `a`, a row each, with `b`, a column each.
pub(crate) fn weighted_products(s: &[f64], a: &[&[f64]], b: &[&[f64]], out: MatMut<'_, f64>) {
    Arch::new().dispatch(WeightedProducts { s, a, b, out });
}

struct WeightedProducts<'a> {
    s: &'a [f64],
    a: &'a [&'a [f64]],
    b: &'a [&'a [f64]],
    out: MatMut<'a, f64>,
}

impl WithSimd for WeightedProducts<'_> {
    type Output = ();

    /// With the largest tile whose partial sums fit into the registers, if there are so many slices.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match (S::F64_LANES, self.a.len(), self.b.len()) {
            (_, 0, _) | (_, _, 0) => {}
            (8, 4.., 4..) => self.rectangle::<S, 4, 4, 1>(simd),
            (8, 8.., _) => self.rectangle::<S, 1, 8, 1>(simd),
            (8, ..) => self.rectangle::<S, 1, 1, 1>(simd),
            (4, 2.., 3..) => self.rectangle::<S, 3, 2, 2>(simd),
            (4, 4.., _) => self.rectangle::<S, 1, 4, 2>(simd),
            (4, ..) => self.rectangle::<S, 1, 1, 2>(simd),
            (2, ..) => self.rectangle::<S, 1, 1, 4>(simd),
            _ => self.rectangle::<S, 1, 1, 8>(simd),
        }
    }
}

impl WeightedProducts<'_> {
    /// Panel by panel of rows that stay in the cache. The last tile is moved back until it fits; what it computes
    /// again is not added again.
    #[inline(always)]
    fn rectangle<S: Simd, const R: usize, const C: usize, const V: usize>(self, simd: S) {
        /// A multiple of each width of a tile.
        const PANEL: usize = 96;
        let Self { s, a, b, mut out } = self;
        let length = s.len();
        let mut weighted = vec![0.0; R * length];
        for panel in (0..a.len()).step_by(PANEL) {
            for left in (0..b.len()).step_by(R) {
                let first_column = left.min(b.len() - R);
                let mut columns: [&[f64]; R] = [&[]; R];
                for j in 0..R {
                    let room = &mut weighted[j * length..(j + 1) * length];
                    multiply(s, b[first_column + j], room);
                }
                for j in 0..R {
                    columns[j] = &weighted[j * length..(j + 1) * length];
                }
                for top in (panel..a.len().min(panel + PANEL)).step_by(C) {
                    let first_row = top.min(a.len() - C);
                    let mut rows: [&[f64]; C] = [&[]; C];
                    rows.copy_from_slice(&a[first_row..first_row + C]);
                    let mut products = [[0.0; C]; R];
                    tile::<S, R, C, V>(simd, columns, rows, &mut products);
                    for j in left..b.len().min(left + R) {
                        for k in top..a.len().min(top + C) {
                            out[(k, j)] += products[j - first_column][k - first_row];
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mat;
    use crate::kernels::products;

    #[test]
    fn every_tile_is_a_plain_product_to_the_bit() {
        let (length, most) = (83, 101);
        let column = |j: usize| -> Vec<f64> {
            (0..length).map(|i| ((i * 29 + j * 17) % 97) as f64 / 9.0 - 5.3).collect()
        };
        let slices: Vec<Vec<f64>> = (0..2 * most).map(column).collect();
        let slices: Vec<&[f64]> = slices.iter().map(Vec::as_slice).collect();
        let s: Vec<f64> = (0..length).map(|i| f64::from(i as u32 % 13) / 13.0 - 0.4).collect();
        for rows in [0, 1, 2, 3, 4, 5, 9, most] {
            for columns in [0, 1, 2, 3, 4, 7, 10] {
                let (a, b) = (&slices[..rows], &slices[most..most + columns]);
                let mut out = Mat::zeros(rows, columns);
                weighted_products(&s, a, b, out.as_mut());
                for j in 0..columns {
                    let weighted: Vec<f64> = s.iter().zip(b[j]).map(|(s, x)| s * x).collect();
                    for k in 0..rows {
                        let plain = products([&weighted], [a[k]])[0][0];
                        assert_eq!(out[(k, j)], plain, "{rows} x {columns}: {k}, {j}");
                    }
                }
            }
        }
    }
}
