use std::collections::VecDeque;

use faer::ColRef;
use rayon::prelude::*;

use crate::error::check_length;
use crate::kernels::{add_columns, products};
use crate::{Error, Mat, MatRef, dot, fill_columns, ln};

/// The Cholesky factor `R` of a symmetric positive definite `A = R'R`, upper triangular, to solve
/// `A x = b`.
///
/// # Source
/// Golub and Van Loan, *Matrix Computations*, 4.2.
///
/// ```
/// use linalg_lite::{Cholesky, matrix_from_columns};
///
/// let a = matrix_from_columns(&[&[4.0, 2.0], &[2.0, 2.0]])?;
/// assert_eq!(Cholesky::new(a.as_ref())?.solve(&[8.0, 6.0])?, [1.0, 2.0]);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Cholesky {
    /// Column j of R, down to its diagonal.
    columns: Vec<Vec<f64>>,
}

impl Cholesky {
    /// Factorises `a`, of which only the lower triangle is read: column by column
    /// `r_kj = (a_jk - sum_i r_ik r_ij) / r_kk` for `k < j`, and `r_jj^2 = a_jj - sum_i r_ij^2`.
    ///
    /// # Errors
    /// [`Error::NotPositiveDefinite`] at the first pivot that is not above `dim * epsilon` times
    /// the diagonal entry it started from: below that, only rounding keeps it from zero.
    /// [`Error::Length`] when `a` is not square.
    pub fn new(a: MatRef<'_, f64>) -> Result<Self, Error> {
        let rounding = a.nrows() as f64 * f64::EPSILON;
        let mut remaining = Remaining::of(a)?;
        for pivot in 0..a.nrows() {
            let least = rounding * a[(pivot, pivot)];
            let left = remaining.take_next(least);
            if left.is_nan() || left <= least {
                return Err(Error::NotPositiveDefinite { pivot });
            }
        }
        Ok(Self { columns: remaining.columns })
    }

    /// The factor of a part of a positive semidefinite `a`, and the numbers of its columns: those are left
    /// out of whose squared length no more than `rounding` is left outside the columns before them.
    ///
    /// # Errors
    /// [`Error::Length`] when `a` is not square.
    pub fn skipping(a: MatRef<'_, f64>, rounding: f64) -> Result<(Self, Vec<usize>), Error> {
        let (factor, kept, _) = Self::skipping_below(a, |j| rounding * a[(j, j)])?;
        Ok((factor, kept))
    }

    /// The same with what has to be left of each column for it not to be left out, and what was left.
    pub(crate) fn skipping_below(
        a: MatRef<'_, f64>,
        least: impl Fn(usize) -> f64,
    ) -> Result<(Self, Vec<usize>, Vec<f64>), Error> {
        let mut remaining = Remaining::of(a)?;
        let (mut kept, mut left) = (Vec::new(), Vec::new());
        for j in 0..a.nrows() {
            let pivot = remaining.take_next(least(j));
            left.push(pivot);
            if pivot > least(j) {
                kept.push(j);
            }
        }
        Ok((Self { columns: remaining.columns }, kept, left))
    }

    /// Rows and columns.
    pub(crate) fn dim(&self) -> usize {
        self.columns.len()
    }

    /// What is left of a column outside those before it, as a part of its squared length: the
    /// smallest `r_jj^2 / a_jj`. 1 for a diagonal matrix, near 0 for a nearly singular one.
    #[must_use]
    pub fn smallest_remainder(&self) -> f64 {
        let remainder = |column: &Vec<f64>| {
            let pivot = column.last().copied().unwrap_or(1.0);
            pivot * pivot / dot(column, column)
        };
        self.columns.iter().map(remainder).fold(1.0, f64::min)
    }

    /// The diagonal of `A^-1`: the squared lengths of the columns of `R'^-1`.
    pub(crate) fn diagonal_of_inverse(&self) -> Vec<f64> {
        const AT_ONCE: usize = 8;
        let dim = self.columns.len();
        let of_some = |first: usize| self.squares_of_inverse::<AT_ONCE>(first);
        let firsts: Vec<usize> = (0..dim).step_by(AT_ONCE).collect();
        let squares: Vec<[f64; AT_ONCE]> = match dim {
            ..=64 => firsts.into_iter().map(of_some).collect(),
            _ => firsts.into_par_iter().map(of_some).collect(),
        };
        let mut diagonal = squares.concat();
        diagonal.truncate(dim);
        diagonal
    }

    /// The squared lengths of C columns of `R'^-1`, each of which begins at its diagonal.
    fn squares_of_inverse<const C: usize>(&self, first: usize) -> [f64; C] {
        let dim = self.columns.len();
        let mut inverse: [Vec<f64>; C] = std::array::from_fn(|_| Vec::with_capacity(dim - first));
        for k in first..dim {
            let known = &self.columns[k][first..k];
            let [products] = products([known], inverse.each_ref().map(|column| &column[..]));
            for (c, column) in inverse.iter_mut().enumerate() {
                let unit = if first + c == k { 1.0 } else { 0.0 };
                column.push((unit - products[c]) / self.columns[k][k]);
            }
        }
        inverse.each_ref().map(|column| dot(column, column))
    }

    /// `ln det A = 2 sum_j ln r_jj`.
    #[must_use]
    pub fn ln_determinant(&self) -> f64 {
        2.0 * self.columns.iter().filter_map(|column| column.last()).map(|r| ln(*r)).sum::<f64>()
    }

    /// The solution `x` of `A x = b`: `R'z = b` from the top, then `R x = z` from the bottom.
    ///
    /// # Errors
    /// [`Error::Length`] when `b` does not have one entry per row of `A`.
    pub fn solve(&self, b: &[f64]) -> Result<Vec<f64>, Error> {
        check_length("the right-hand side", self.columns.len(), b.len())?;
        Ok(self.solve_first(b))
    }

    /// The same of the first rows and columns of A alone, as many as `b` has entries.
    pub(crate) fn solve_first(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        self.solve_lower(&mut x);
        self.solve_upper(&mut x);
        x
    }

    /// `R'z = b`, from the top, of as many rows as `b` has.
    pub(crate) fn solve_lower(&self, b: &mut [f64]) {
        for (k, column) in self.columns.iter().take(b.len()).enumerate() {
            b[k] = (b[k] - dot(&column[..k], &b[..k])) / column[k];
        }
    }

    /// `A x = R'(R x)`.
    pub(crate) fn times(&self, x: &[f64]) -> Vec<f64> {
        let mut upper = vec![0.0; x.len()];
        for (k, (column, x)) in self.columns.iter().zip(x).enumerate() {
            add_columns([*x], [&column[..=k]], &mut upper[..=k]);
        }
        self.columns.iter().enumerate().map(|(k, column)| dot(column, &upper[..=k])).collect()
    }

    /// The lower triangle `L = R'`, with `A = L L'`.
    #[must_use]
    pub fn root(&self) -> Mat<f64> {
        let dim = self.columns.len();
        Mat::from_fn(dim, dim, |i, j| if j <= i { self.columns[i][j] } else { 0.0 })
    }

    /// The upper triangle `U = R^-1`, with `A^-1 = U U'`.
    ///
    /// ```
    /// use linalg_lite::{Cholesky, matrix_from_columns};
    ///
    /// let a = matrix_from_columns(&[&[4.0, 2.0], &[2.0, 2.0]])?; // R has 2 and 1, 1
    /// let u = Cholesky::new(a.as_ref())?.inverse_root();
    /// assert_eq!((u[(0, 0)], u[(0, 1)], u[(1, 1)]), (0.5, -0.5, 1.0));
    /// # Ok::<(), linalg_lite::Error>(())
    /// ```
    #[must_use]
    pub fn inverse_root(&self) -> Mat<f64> {
        let dim = self.columns.len();
        let mut inverse = Mat::zeros(dim, dim);
        fill_columns(inverse.as_mut(), |j, column| {
            column[j] = 1.0;
            self.solve_upper(&mut column[..=j]);
        });
        inverse
    }

    /// `R x = z`, from the bottom; rows below the end of `z` are 0 in both.
    fn solve_upper(&self, z: &mut [f64]) {
        for (k, column) in self.columns[..z.len()].iter().enumerate().rev() {
            z[k] /= column[k];
            let value = z[k];
            add_columns([-value], [&column[..k]], &mut z[..k]);
        }
    }
}

/// A factorisation under way, by some columns at a time, which stay in the cache while the finished ones pass by once:
/// whatever the order, each entry is the same sum.
struct Remaining<'a> {
    a: MatRef<'a, f64>,
    /// Finished columns, each down to its diagonal.
    columns: Vec<Vec<f64>>,
    /// Their numbers in A.
    kept: Vec<usize>,
    /// The next ones, down to the row of the last finished one.
    others: VecDeque<Vec<f64>>,
    next: usize,
}

impl<'a> Remaining<'a> {
    fn of(a: MatRef<'a, f64>) -> Result<Self, Error> {
        let dim = a.nrows();
        check_length("a row of the matrix", dim, a.ncols())?;
        let (columns, kept) = (Vec::with_capacity(dim), Vec::with_capacity(dim));
        Ok(Self { a, columns, kept, others: VecDeque::new(), next: 0 })
    }

    /// Finishes the next column and a row of the others, or leaves it out, if no more than `least` is left of its
    /// squared length. Returns what was left.
    fn take_next(&mut self, least: f64) -> f64 {
        if self.others.is_empty() {
            self.begin_others();
        }
        let j = self.next;
        let Some(mut column) = self.others.pop_front() else { return f64::NAN };
        self.next += 1;
        let pivot = self.a[(j, j)] - dot(&column, &column);
        if pivot.is_nan() || pivot <= least {
            return pivot;
        }
        let root = pivot.sqrt();
        add_row(self.a.col(j), (&column, root), self.next, self.others.make_contiguous());
        column.push(root);
        self.columns.push(column);
        self.kept.push(j);
        pivot
    }

    /// The next columns, down to the row of the last finished one.
    fn begin_others(&mut self) {
        const AT_ONCE: usize = 24;
        let end = self.a.nrows().min(self.next + AT_ONCE);
        self.others = (self.next..end).map(|j| Vec::with_capacity(j + 1)).collect();
        for (column, j) in self.columns.iter().zip(&self.kept) {
            if let Some((root, above)) = column.split_last() {
                let others = self.others.make_contiguous();
                add_row(self.a.col(*j), (above, *root), self.next, others);
            }
        }
    }
}

/// Adds to columns, of which the first has the number `first` in A, their entries in the row of a finished one, of which
/// the numbers above the root and the column of A are given.
fn add_row(
    a: ColRef<'_, f64>,
    (above, root): (&[f64], f64),
    first: usize,
    columns: &mut [Vec<f64>],
) {
    let (eights, rest) = columns.as_chunks_mut::<8>();
    let mut i = first;
    for eight in eights {
        let [products] = products([above], eight.each_ref().map(|column| &column[..]));
        for (column, product) in eight.iter_mut().zip(products) {
            column.push((a[i] - product) / root);
            i += 1;
        }
    }
    for column in rest {
        let product = dot(column, above);
        column.push((a[i] - product) / root);
        i += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mat;

    /// The Hilbert-like matrix `1 / (1 + i + j)` plus the identity.
    fn well_conditioned(dim: usize) -> Mat<f64> {
        Mat::from_fn(dim, dim, |i, j| f64::from(u8::from(i == j)) + 1.0 / (1 + i + j) as f64)
    }

    #[test]
    fn the_solution_gives_back_the_right_hand_side() {
        for dim in 1..40 {
            let a = well_conditioned(dim);
            let b: Vec<f64> = (0..dim).map(|i| i as f64 - 3.0).collect();
            let x = Cholesky::new(a.as_ref()).unwrap().solve(&b).unwrap();
            for i in 0..dim {
                let row: f64 = (0..dim).map(|j| a[(i, j)] * x[j]).sum();
                assert!((row - b[i]).abs() < 1e-12, "dim {dim}, row {i}");
            }
        }
    }

    #[test]
    fn the_roots_squared_are_the_matrix_and_its_inverse() {
        for dim in 1..20 {
            let a = well_conditioned(dim);
            let factor = Cholesky::new(a.as_ref()).unwrap();
            let (root, inverse_root) = (factor.root(), factor.inverse_root());
            for j in 0..dim {
                let square = |m: &Mat<f64>, i: usize| -> f64 {
                    (0..dim).map(|k| m[(i, k)] * m[(j, k)]).sum()
                };
                let mut unit = vec![0.0; dim];
                unit[j] = 1.0;
                let of_inverse = factor.solve(&unit).unwrap();
                for i in 0..dim {
                    assert!((square(&root, i) - a[(i, j)]).abs() < 1e-14);
                    assert!((square(&inverse_root, i) - of_inverse[i]).abs() < 1e-14);
                }
            }
        }
    }

    #[test]
    fn the_determinant_by_hand() {
        let a = Mat::from_fn(2, 2, |i, j| [[4.0, 2.0], [2.0, 3.0]][i][j]); // 12 - 4
        let found = Cholesky::new(a.as_ref()).unwrap().ln_determinant();
        assert!((found - ln(8.0)).abs() < 1e-15);
    }

    #[test]
    fn only_the_lower_triangle_is_read() {
        let mut a = well_conditioned(3);
        let b = [1.0, 2.0, 3.0];
        let x = Cholesky::new(a.as_ref()).unwrap().solve(&b).unwrap();
        (a[(0, 1)], a[(0, 2)], a[(1, 2)]) = (f64::NAN, 9.0, -9.0);
        assert_eq!(Cholesky::new(a.as_ref()).unwrap().solve(&b).unwrap(), x);
    }

    #[test]
    fn the_failing_pivot_is_named() {
        let mut a: Mat<f64> = Mat::identity(3, 3);
        a[(1, 1)] = -1.0;
        let error = Cholesky::new(a.as_ref()).unwrap_err();
        assert_eq!(error, Error::NotPositiveDefinite { pivot: 1 });
        assert!(error.to_string().contains("pivot 1 is not positive"));
    }

    #[test]
    fn a_combination_of_columns_is_found_though_rounding_hides_it() {
        // Gram matrix of the columns u, v, u + v / 3: exactly singular, but not after rounding.
        let (u, v) = ([0.1, 0.7, 0.3, 0.9], [0.2, 0.5, 1.1, 0.3]);
        let columns = [u, v, std::array::from_fn(|i| u[i] + v[i] / 3.0)];
        let gram = Mat::from_fn(3, 3, |j, k| (0..4).map(|i| columns[j][i] * columns[k][i]).sum());
        assert_eq!(
            Cholesky::new(gram.as_ref()).unwrap_err(),
            Error::NotPositiveDefinite { pivot: 2 }
        );
    }

    #[test]
    fn scales_far_apart_are_no_singularity() {
        let a = Mat::from_fn(2, 2, |i, j| if i != j { 0.0 } else { [1e-9, 1e9][i] });
        let x = Cholesky::new(a.as_ref()).unwrap().solve(&[1e-9, 1e9]).unwrap();
        assert!(x.iter().all(|x| (x - 1.0).abs() < 1e-15));
    }

    #[test]
    fn what_is_a_combination_is_left_out() {
        let (u, v) = ([1.0, 2.0, 0.5], [0.0, 1.0, 3.0]);
        let columns = [u, u.map(|x| 2.0 * x), v, [0.0; 3], u];
        let gram = Mat::from_fn(5, 5, |j, k| (0..3).map(|i| columns[j][i] * columns[k][i]).sum());
        let (factor, kept) = Cholesky::skipping(gram.as_ref(), 1e-14).unwrap();
        assert_eq!(kept, [0, 2]);
        let x = factor.solve(&[gram[(0, 0)] + gram[(0, 2)], gram[(2, 0)] + gram[(2, 2)]]).unwrap();
        assert!(x.iter().all(|x| (x - 1.0).abs() < 1e-14));
    }

    #[test]
    fn the_remainder_by_hand() {
        // Columns (1, 0) and (1, e): of the second, e^2 / (1 + e^2) is left.
        for e in [1.0_f64, 1e-3] {
            let a = Mat::from_fn(2, 2, |i, j| if (i, j) == (1, 1) { 1.0 + e * e } else { 1.0 });
            let left = Cholesky::new(a.as_ref()).unwrap().smallest_remainder();
            assert!((left / (e * e / (1.0 + e * e)) - 1.0).abs() < 1e-9);
        }
        let identity: Mat<f64> = Mat::identity(3, 3);
        assert_eq!(Cholesky::new(identity.as_ref()).unwrap().smallest_remainder(), 1.0);
    }

    #[test]
    fn wrong_shapes_zeros_and_nan_are_refused() {
        let error = Cholesky::new(Mat::<f64>::zeros(2, 3).as_ref()).unwrap_err();
        assert!(matches!(error, Error::Length { expected: 2, found: 3, .. }));
        let error = Cholesky::new(Mat::<f64>::zeros(2, 2).as_ref()).unwrap_err();
        assert_eq!(error, Error::NotPositiveDefinite { pivot: 0 });
        let nan = Mat::from_fn(2, 2, |_, _| f64::NAN);
        assert!(Cholesky::new(nan.as_ref()).is_err());
        let identity: Mat<f64> = Mat::identity(2, 2);
        assert!(Cholesky::new(identity.as_ref()).unwrap().solve(&[1.0]).is_err());
    }
}
