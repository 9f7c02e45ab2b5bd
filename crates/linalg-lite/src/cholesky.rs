use crate::error::check_length;
use crate::kernels::add_columns;
use crate::{Error, Mat, MatRef, dot, ln};

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
#[derive(Clone, Debug)]
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
        let dim = a.nrows();
        check_length("a row of the matrix", dim, a.ncols())?;
        let rounding = dim as f64 * f64::EPSILON;
        let mut columns: Vec<Vec<f64>> = Vec::with_capacity(dim);
        for j in 0..dim {
            let (mut column, pivot) = next_column(&columns, |k| a[(j, k)], a[(j, j)]);
            if pivot.is_nan() || pivot <= rounding * a[(j, j)] {
                return Err(Error::NotPositiveDefinite { pivot: j });
            }
            column.push(pivot.sqrt());
            columns.push(column);
        }
        Ok(Self { columns })
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
        let dim = a.nrows();
        check_length("a row of the matrix", dim, a.ncols())?;
        let (mut columns, mut kept): (Vec<Vec<f64>>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut left = Vec::with_capacity(dim);
        for j in 0..dim {
            let (mut column, pivot) = next_column(&columns, |k| a[(j, kept[k])], a[(j, j)]);
            left.push(pivot);
            if pivot > least(j) {
                column.push(pivot.sqrt());
                columns.push(column);
                kept.push(j);
            }
        }
        Ok((Self { columns }, kept, left))
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
        for (k, column) in self.columns.iter().take(b.len()).enumerate() {
            x[k] = (x[k] - dot(&column[..k], &x[..k])) / column[k];
        }
        self.solve_upper(&mut x);
        x
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
        for j in 0..dim {
            let mut unit = vec![0.0; j + 1];
            unit[j] = 1.0;
            self.solve_upper(&mut unit);
            unit.iter().enumerate().for_each(|(i, value)| inverse[(i, j)] = *value);
        }
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

/// The next column of R above its diagonal, and the square of that.
fn next_column(
    columns: &[Vec<f64>],
    entry: impl Fn(usize) -> f64,
    diagonal: f64,
) -> (Vec<f64>, f64) {
    let mut column: Vec<f64> = Vec::with_capacity(columns.len() + 1);
    for (k, other) in columns.iter().enumerate() {
        column.push((entry(k) - dot(&other[..k], &column)) / other[k]);
    }
    let pivot = diagonal - dot(&column, &column);
    (column, pivot)
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
