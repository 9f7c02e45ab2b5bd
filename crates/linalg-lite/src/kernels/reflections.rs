use pulp::{Arch, Simd, WithSimd};

use super::products::tile;
use crate::MatMut;

/// Takes further rows into the triangle `R` of a QR factorisation: afterwards `R'R` has grown by
/// their `B'B`, and `B` holds what is no longer of use.
///
/// For each column k a reflection turns `(r_kk, b_k)` into `(-+ length, 0)`, and is applied to the
/// columns right of it: with `v = (r_kk +- length, b_k)`, `x - v (v'x) / (v'v / 2)`. Only row k of
/// `R` and the rows of `B` take part. `rows` has `B` column by column; with `triangular`, column k
/// is zero beyond its first `k + 1` rows.
///
/// Reflections act in pairs, so that a column is loaded and stored once for two of them.
///
/// # Source
/// Golub and Van Loan, *Matrix Computations*, 5.1 (reflections) and 6.5.3 (appending a row);
/// Demmel et al., *Communication-optimal parallel and sequential QR* (2012).
pub(crate) fn take_rows(r: MatMut<'_, f64>, rows: &mut [f64], triangular: bool) {
    Arch::new().dispatch(TakeRows { r, rows, triangular });
}

struct TakeRows<'a> {
    r: MatMut<'a, f64>,
    rows: &'a mut [f64],
    triangular: bool,
}

impl WithSimd for TakeRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match S::F64_LANES {
            8 => self.reflect::<S, 1>(simd),
            4 => self.reflect::<S, 2>(simd),
            2 => self.reflect::<S, 4>(simd),
            _ => self.reflect::<S, 8>(simd),
        }
    }
}

impl TakeRows<'_> {
    #[inline(always)]
    fn reflect<S: Simd, const V: usize>(self, simd: S) {
        let Self { mut r, rows, triangular } = self;
        let columns = r.ncols();
        let count = rows.len() / columns.max(1);
        for k in (0..columns).step_by(2) {
            let used = if triangular { count.min(k + 2) } else { count };
            let (left, right) = rows.split_at_mut(columns.min(k + 2) * count);
            let (first, second) = left[k * count..].split_at_mut(count);
            let v = &first[..used];
            let one = Reflection::of::<S, V>(simd, v, &mut r[(k, k)]);
            if second.is_empty() {
                return; // no column is left
            }
            let w = &mut second[..used];
            let [[v_w]] = products::<S, 1, 1, V>(simd, [v], [w]);
            let times = one.times(v_w, &mut r[(k, k + 1)]);
            subtract([times, 0.0], [v, v], w);
            let two = Reflection::of::<S, V>(simd, w, &mut r[(k + 1, k + 1)]);
            let [[v_w]] = products::<S, 1, 1, V>(simd, [v], [w]);
            let pair = Pair { one, two, v, w, v_w };

            let mut j = k + 2;
            let (fours, rest) = right.split_at_mut((columns - j) / 4 * 4 * count);
            for four in fours.chunks_exact_mut(4 * count) {
                pair.reflect_columns::<S, 4, V>(simd, r.as_mut(), [k, j], four);
                j += 4;
            }
            for column in rest.chunks_exact_mut(count) {
                pair.reflect_columns::<S, 1, V>(simd, r.as_mut(), [k, j], column);
                j += 1;
            }
        }
    }
}

/// The reflection along `(head, v)`, with `v'v / 2` of both.
struct Reflection {
    head: f64,
    half_square: f64,
}

impl Reflection {
    /// The reflection that leaves of `(diagonal, v)` only a diagonal; none when `v` is zero.
    #[inline(always)]
    fn of<S: Simd, const V: usize>(simd: S, v: &[f64], diagonal: &mut f64) -> Self {
        let [[squares]] = products::<S, 1, 1, V>(simd, [v], [v]);
        if squares == 0.0 {
            return Self { head: 0.0, half_square: 1.0 };
        }
        let length = diagonal.mul_add(*diagonal, squares).sqrt().copysign(*diagonal);
        let head = *diagonal + length;
        *diagonal = -length;
        Self { head, half_square: length * head }
    }

    /// How many times `(head, v)` is to be taken off a column `(top, b)`, and takes it off the top.
    #[inline(always)]
    fn times(&self, v_b: f64, top: &mut f64) -> f64 {
        let times = self.head.mul_add(*top, v_b) / self.half_square;
        *top = self.head.mul_add(-times, *top);
        times
    }
}

/// Two reflections, the first along `v` and the second along `w`, and the product of the two.
struct Pair<'a> {
    one: Reflection,
    two: Reflection,
    v: &'a [f64],
    w: &'a [f64],
    v_w: f64,
}

impl Pair<'_> {
    /// Reflects C columns of B, and of R rows k and k + 1 from column j on.
    #[inline(always)]
    fn reflect_columns<S: Simd, const C: usize, const V: usize>(
        &self,
        simd: S,
        mut r: MatMut<'_, f64>,
        [k, j]: [usize; 2],
        columns: &mut [f64],
    ) {
        let (count, used) = (columns.len() / C, self.v.len());
        let mut b: [&[f64]; C] = [&[]; C];
        for c in 0..C {
            b[c] = &columns[c * count..][..used];
        }
        let [v_b, w_b] = products::<S, 2, C, V>(simd, [self.v, self.w], b);
        for c in 0..C {
            let times_v = self.one.times(v_b[c], &mut r[(k, j + c)]);
            let w_rest = self.v_w.mul_add(-times_v, w_b[c]); // w'(b - times_v v)
            let times_w = self.two.times(w_rest, &mut r[(k + 1, j + c)]);
            subtract([times_v, times_w], [self.v, self.w], &mut columns[c * count..][..used]);
        }
    }
}

#[inline(always)]
fn products<S: Simd, const R: usize, const C: usize, const V: usize>(
    simd: S,
    a: [&[f64]; R],
    b: [&[f64]; C],
) -> [[f64; C]; R] {
    let mut products = [[0.0; C]; R];
    tile::<S, R, C, V>(simd, a, b, &mut products);
    products
}

/// `b - times_v v - times_w w`.
#[inline(always)]
fn subtract([times_v, times_w]: [f64; 2], [v, w]: [&[f64]; 2], b: &mut [f64]) {
    let (v, w) = (&v[..b.len()], &w[..b.len()]);
    for i in 0..b.len() {
        b[i] = w[i].mul_add(-times_w, v[i].mul_add(-times_v, b[i]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mat;

    fn gram(a: &Mat<f64>) -> Mat<f64> {
        a.transpose() * a
    }

    /// Whatever the shape, `R'R` is the sum of the `B'B`, and `R` is a triangle.
    #[test]
    fn the_triangle_has_the_gram_matrix_of_all_rows() {
        for columns in 1..12 {
            let mut r: Mat<f64> = Mat::zeros(columns, columns);
            let mut all = gram(&r);
            for (block, count) in [40, 1, 8, 13].into_iter().enumerate() {
                let b = Mat::from_fn(count, columns, |i, j| {
                    ((i * 31 + j * 17 + block * 7) % 23) as f64 - 9.5
                });
                let mut rows: Vec<f64> = b.col_iter().flat_map(|c| c.iter().copied()).collect();
                take_rows(r.as_mut(), &mut rows, false);
                all += gram(&b);
            }
            let mut triangle: Vec<f64> = r.col_iter().flat_map(|c| c.iter().copied()).collect();
            let mut twice = r.clone();
            take_rows(twice.as_mut(), &mut triangle, true);
            for j in 0..columns {
                for i in 0..columns {
                    assert!((gram(&r)[(i, j)] - all[(i, j)]).abs() < 1e-10, "{columns}: {i} {j}");
                    assert!((gram(&twice)[(i, j)] - 2.0 * all[(i, j)]).abs() < 1e-10);
                    assert!(i <= j || r[(i, j)] == 0.0);
                }
            }
        }
    }

    #[test]
    fn columns_of_zeros_stay_zero() {
        let mut r: Mat<f64> = Mat::zeros(3, 3);
        take_rows(r.as_mut(), &mut [3.0, 4.0, 0.0, 0.0, 1.0, 0.0], false);
        assert_eq!((r[(0, 0)].abs(), r[(0, 1)], r[(1, 1)]), (5.0, 0.0, 0.0));
        assert!((r[(0, 2)].abs() - 0.6).abs() < 1e-15 && (r[(2, 2)].abs() - 0.8).abs() < 1e-15);
    }
}
