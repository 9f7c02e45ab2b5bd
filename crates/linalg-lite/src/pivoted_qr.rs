use crate::error::check_length;
use crate::kernels::add_columns;
use crate::{Error, Mat, dot, fill_columns};

/// A QR factorisation with column pivoting, `A P = Q R`: the next column is always the one with
/// the longest part outside the columns chosen before it, so that the diagonal of `R` falls and
/// shows the rank.
///
/// # Source
/// Businger and Golub, *Linear least squares solutions by Householder transformations* (1965).
///
/// ```
/// use linalg_lite::{PivotedQr, matrix_from_columns};
///
/// let twice = matrix_from_columns(&[&[1.0, 2.0, 2.0], &[2.0, 4.0, 4.0]])?;
/// let qr = PivotedQr::new(&twice);
/// assert_eq!(qr.rank(1e-14), 1);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PivotedQr {
    rows: usize,
    /// In the chosen order: R above the diagonal, on and below it the vector of the reflection.
    columns: Vec<Vec<f64>>,
    /// The diagonal of R.
    diagonal: Vec<f64>,
    order: Vec<usize>,
}

impl PivotedQr {
    /// Factorises `a`, of any shape.
    #[must_use]
    pub fn new(a: &Mat<f64>) -> Self {
        Self::choosing(a, longest)
    }

    /// As [`new`](Self::new), but the next column is the first that is at least a tenth as long as
    /// the longest: so of columns that can replace each other the first ones are kept.
    #[must_use]
    pub fn preferring_first(a: &Mat<f64>) -> Self {
        Self::choosing(a, first_of_the_long)
    }

    fn choosing(a: &Mat<f64>, choice: fn(&[f64]) -> usize) -> Self {
        let (rows, n) = (a.nrows(), a.ncols());
        let mut columns: Vec<Vec<f64>> =
            (0..n).map(|j| (0..rows).map(|i| a[(i, j)]).collect()).collect();
        let mut order: Vec<usize> = (0..n).collect();
        let mut diagonal = Vec::new();
        for k in 0..rows.min(n) {
            let squares: Vec<f64> = columns[k..].iter().map(|c| dot(&c[k..], &c[k..])).collect();
            let chosen = k + choice(&squares);
            columns[k..=chosen].rotate_right(1);
            order[k..=chosen].rotate_right(1);
            let (chosen, others) = columns[k..].split_at_mut(1);
            let v = &mut chosen[0][k..];
            let entry = -dot(v, v).sqrt().copysign(v[0]);
            v[0] -= entry;
            diagonal.push(entry);
            for other in others {
                reflect(v, entry, &mut other[k..]);
            }
        }
        Self { rows, columns, diagonal, order }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// How many diagonal entries of `R` are above `tolerance` times the first one.
    #[must_use]
    pub fn rank(&self, tolerance: f64) -> usize {
        let first = self.diagonal.first().map_or(0.0, |entry| entry.abs());
        self.diagonal.iter().take_while(|entry| entry.abs() > tolerance * first).count()
    }

    /// The columns in the order in which they were chosen.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The `x` that minimises `|A x - b|` among those that use only the first `rank` columns of
    /// [`order`](Self::order); the others get 0.
    ///
    /// # Errors
    /// [`Error::Length`] when `b` does not have one entry per row of `A`.
    pub fn solve(&self, b: &[f64], rank: usize) -> Result<Vec<f64>, Error> {
        check_length("the right-hand side", self.rows, b.len())?;
        let rank = rank.min(self.diagonal.len());
        let mut b = b.to_vec();
        for k in 0..rank {
            reflect(&self.columns[k][k..], self.diagonal[k], &mut b[k..]);
        }
        Ok(self.solve_triangle(b, rank))
    }

    /// The `x` with `A'A x = b` that uses only the first `rank` columns of [`order`](Self::order),
    /// of whose equations alone it takes notice.
    ///
    /// # Errors
    /// [`Error::Length`] when `b` does not have one entry per column of `A`.
    pub fn solve_gram(&self, b: &[f64], rank: usize) -> Result<Vec<f64>, Error> {
        check_length("the right-hand side", self.order.len(), b.len())?;
        let rank = rank.min(self.diagonal.len());
        let mut z: Vec<f64> = Vec::with_capacity(rank);
        for k in 0..rank {
            let known = dot(&self.columns[k][..k], &z);
            z.push((b[self.order[k]] - known) / self.diagonal[k]);
        }
        Ok(self.solve_triangle(z, rank))
    }

    /// U with `U U' = (A'A)^-1`, of the first `rank` columns of [`order`](Self::order); a row for each column of A, 0 for
    /// the others.
    pub(crate) fn inverse_root(&self, rank: usize) -> Mat<f64> {
        let rank = rank.min(self.diagonal.len());
        let mut inverse = Mat::zeros(self.order.len(), rank);
        fill_columns(inverse.as_mut(), |k, column| {
            let mut unit = vec![0.0; rank];
            unit[k] = 1.0;
            column.copy_from_slice(&self.solve_triangle(unit, rank));
        });
        inverse
    }

    /// The factors with which the first `rank` columns of [`order`](Self::order) make up the one at
    /// `place` in that order, in that order.
    pub(crate) fn combination(&self, place: usize, rank: usize) -> Vec<f64> {
        let x = self.solve_triangle(self.columns[place][..rank].to_vec(), rank);
        self.order[..rank].iter().map(|j| x[*j]).collect()
    }

    /// What is left of the column at `place` outside those before it.
    pub(crate) fn remainder(&self, place: usize) -> f64 {
        self.diagonal[place].abs()
    }

    /// `R x = z` from the bottom, for the first `rank` columns.
    fn solve_triangle(&self, mut z: Vec<f64>, rank: usize) -> Vec<f64> {
        let mut x = vec![0.0; self.order.len()];
        for k in (0..rank).rev() {
            let value = z[k] / self.diagonal[k];
            add_columns([-value], [&self.columns[k][..k]], &mut z[..k]);
            x[self.order[k]] = value;
        }
        x
    }

    /// The last of the first `rank` diagonal entries of `R`, in units of the first: the inverse of
    /// a condition number, or 1 when there is none.
    #[must_use]
    pub fn inverse_condition(&self, rank: usize) -> f64 {
        match (self.diagonal.first(), self.diagonal[..rank.min(self.diagonal.len())].last()) {
            (Some(first), Some(last)) => (last / first).abs(),
            _ => 1.0,
        }
    }
}

/// The first of the largest.
fn longest(squares: &[f64]) -> usize {
    (1..squares.len()).fold(0, |best, j| if squares[j] > squares[best] { j } else { best })
}

/// The first that is at least a hundredth of the largest.
fn first_of_the_long(squares: &[f64]) -> usize {
    const LONG: f64 = 0.01;
    let largest = squares[longest(squares)];
    squares.iter().position(|square| *square >= LONG * largest).unwrap_or(0)
}

/// `x - v (v'x) / (v'v / 2)`, where `v` is a vector with `entry` taken off its first number, and
/// `entry` its length with the other sign: so `v'v / 2 = -entry v_0`.
fn reflect(v: &[f64], entry: f64, x: &mut [f64]) {
    if entry != 0.0 {
        let times = dot(v, x) / (entry * v[0]);
        add_columns([times], [v], x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hilbert(rows: usize, columns: usize) -> Mat<f64> {
        Mat::from_fn(rows, columns, |i, j| 1.0 / (1 + i + 2 * j) as f64)
    }

    #[test]
    fn a_square_system_is_solved() {
        for size in 1..7 {
            let a = hilbert(size, size);
            let truth: Vec<f64> = (0..size).map(|j| j as f64 + 1.0).collect();
            let b: Vec<f64> =
                (0..size).map(|i| (0..size).map(|j| a[(i, j)] * truth[j]).sum()).collect();
            let qr = PivotedQr::new(&a);
            assert_eq!(qr.rank(1e-14), size);
            let x = qr.solve(&b, size).unwrap();
            for i in 0..size {
                let row: f64 = (0..size).map(|j| a[(i, j)] * x[j]).sum();
                assert!((row - b[i]).abs() < 1e-13, "size {size}");
            }
        }
    }

    #[test]
    fn the_residual_is_orthogonal_to_every_column() {
        let (rows, columns) = (300, 60);
        let a = Mat::from_fn(rows, columns, |i, j| ((i * i + 7 * j * i + j) % 101) as f64 - 50.0);
        let b: Vec<f64> = (0..rows).map(|i| (i % 7) as f64).collect();
        let x = PivotedQr::new(&a).solve(&b, columns).unwrap();
        let residual: Vec<f64> =
            (0..rows).map(|i| b[i] - (0..columns).map(|j| a[(i, j)] * x[j]).sum::<f64>()).collect();
        for j in 0..columns {
            let product: f64 = (0..rows).map(|i| a[(i, j)] * residual[i]).sum();
            assert!(product.abs() < 1e-9, "column {j}: {product}");
        }
    }

    #[test]
    fn the_gram_matrix_is_solved_too() {
        let a = Mat::from_fn(9, 4, |i, j| ((i * i + 5 * j * i + j) % 17) as f64 - 8.0);
        let qr = PivotedQr::new(&a);
        let b = [1.0, -2.0, 0.5, 4.0];
        let x = qr.solve_gram(&b, 4).unwrap();
        for j in 0..4 {
            let gram = |k: usize| (0..9).map(|i| a[(i, j)] * a[(i, k)]).sum::<f64>();
            let row: f64 = (0..4).map(|k| gram(k) * x[k]).sum();
            assert!((row - b[j]).abs() < 1e-12);
        }
        let u = qr.inverse_root(4);
        for (j, x) in x.iter().enumerate() {
            let row: f64 = (0..4).map(|k| (&u * u.transpose())[(j, k)] * b[k]).sum();
            assert!((row - x).abs() < 1e-13);
        }
        assert!(qr.inverse_condition(4) > 0.01 && qr.inverse_condition(4) < 1.0);
        assert_eq!(qr.inverse_condition(0), 1.0);
    }

    #[test]
    fn wide_and_empty_matrices_have_their_rank() {
        assert_eq!(PivotedQr::new(&hilbert(2, 5)).rank(1e-14), 2);
        assert_eq!(PivotedQr::new(&Mat::zeros(3, 2)).rank(1e-14), 0);
        assert_eq!(PivotedQr::new(&Mat::zeros(3, 0)).rank(1e-14), 0);
        assert_eq!(PivotedQr::new(&Mat::zeros(3, 2)).solve(&[1.0; 3], 0).unwrap(), [0.0, 0.0]);
        assert_eq!(PivotedQr::new(&Mat::zeros(3, 0)).solve(&[1.0; 3], 0).unwrap(), [0.0; 0]);
        let wide = PivotedQr::new(&hilbert(2, 5));
        assert_eq!(wide.solve(&[1.0, 1.0], 2).unwrap().iter().filter(|x| **x != 0.0).count(), 2);
    }

    #[test]
    fn a_right_hand_side_of_another_length_is_refused() {
        assert!(PivotedQr::new(&hilbert(3, 2)).solve(&[1.0], 2).is_err());
    }
}
