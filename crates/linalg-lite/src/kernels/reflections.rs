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
        for k in 0..columns {
            let (until_k, right) = rows.split_at_mut((k + 1) * count);
            let used = if triangular { count.min(k + 1) } else { count };
            let v = &until_k[k * count..][..used];
            let mut squares = [[0.0]];
            tile::<S, 1, 1, V>(simd, [v], [v], &mut squares);
            if squares == [[0.0]] {
                continue;
            }
            let diagonal = r[(k, k)];
            let length = diagonal.mul_add(diagonal, squares[0][0]).sqrt().copysign(diagonal);
            let head = diagonal + length;
            let half_square = length * head; // v'v / 2
            r[(k, k)] = -length;

            let mut j = k + 1;
            let (fours, rest) = right.split_at_mut((columns - j) / 4 * 4 * count);
            for four in fours.chunks_exact_mut(4 * count) {
                reflect_columns::<S, 4, V>(simd, head, half_square, v, &mut r, k, j, four);
                j += 4;
            }
            for one in rest.chunks_exact_mut(count) {
                reflect_columns::<S, 1, V>(simd, head, half_square, v, &mut r, k, j, one);
                j += 1;
            }
        }
    }
}

/// The reflection along `(head, v)` of C columns from column j on.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "one reflection and where it acts")]
fn reflect_columns<S: Simd, const C: usize, const V: usize>(
    simd: S,
    head: f64,
    half_square: f64,
    v: &[f64],
    r: &mut MatMut<'_, f64>,
    k: usize,
    j: usize,
    columns: &mut [f64],
) {
    let (count, used) = (columns.len() / C, v.len());
    let mut b: [&[f64]; C] = [&[]; C];
    for c in 0..C {
        b[c] = &columns[c * count..][..used];
    }
    let mut products = [[0.0; C]];
    tile::<S, 1, C, V>(simd, [v], b, &mut products);
    for c in 0..C {
        let times = head.mul_add(r[(k, j + c)], products[0][c]) / half_square;
        r[(k, j + c)] = head.mul_add(-times, r[(k, j + c)]);
        let b = &mut columns[c * count..][..used];
        for i in 0..used {
            b[i] = v[i].mul_add(-times, b[i]);
        }
    }
}
