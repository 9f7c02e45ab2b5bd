pub use faer::{Mat, MatMut, MatRef};

use crate::Error;
use crate::error::check_length;

/// A matrix from its columns: one slice a feature, all of one length.
///
/// # Errors
/// [`Error::Length`] when a column is longer or shorter than the first.
///
/// ```
/// let x = linalg_lite::matrix_from_columns(&[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]])?;
/// assert_eq!((x.nrows(), x.ncols(), x[(2, 0)]), (3, 2, 3.0));
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn matrix_from_columns(columns: &[&[f64]]) -> Result<Mat<f64>, Error> {
    let rows = columns.first().map_or(0, |column| column.len());
    for column in columns {
        check_length("a column", rows, column.len())?;
    }
    Ok(Mat::from_fn(rows, columns.len(), |i, j| columns[j][i]))
}

/// A view of `rows x columns` numbers that lie column after column in a slice; it copies nothing, and
/// takes nothing of faer but what this crate hands out.
///
/// # Errors
/// [`Error::Length`] when there are not `rows * columns` values.
///
/// ```
/// use linalg_lite::{Design, matrix_view};
///
/// let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
/// let x = matrix_view(&values, 3, 2)?;
/// assert_eq!((x[(0, 1)], x[(2, 1)]), (4.0, 6.0));
/// assert_eq!(Design::new(x, true)?.logits(&[1.0, 1.0, 0.5])?, [5.5, 7.5, 9.5]);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn matrix_view(values: &[f64], rows: usize, columns: usize) -> Result<MatRef<'_, f64>, Error> {
    check_length("a matrix", rows.saturating_mul(columns), values.len())?;
    Ok(MatRef::from_column_major_slice(values, rows, columns))
}

/// Calls `fill` with the number and the entries of every column, on all threads of the pool. Of a view
/// whose columns do not lie in one piece, such as a transposed one, each is copied out and back.
///
/// ```
/// use linalg_lite::{Mat, fill_columns};
///
/// let mut table = Mat::zeros(2, 3);
/// fill_columns(table.as_mut(), |j, column| column.fill(j as f64));
/// assert_eq!(table[(1, 2)], 2.0);
/// ```
pub fn fill_columns(matrix: MatMut<'_, f64>, fill: impl Fn(usize, &mut [f64]) + Sync) {
    fill_from(0, matrix, &fill);
}

/// By halves, which two threads can share, down to single columns or little work.
fn fill_from(first: usize, matrix: MatMut<'_, f64>, fill: &(impl Fn(usize, &mut [f64]) + Sync)) {
    const WORTH_A_THREAD: usize = 1 << 16;
    if matrix.ncols() < 2 || matrix.nrows() * matrix.ncols() < WORTH_A_THREAD {
        for (j, mut column) in matrix.col_iter_mut().enumerate() {
            if let Some(column) = column.as_mut().try_as_col_major_mut() {
                fill(first + j, column.as_slice_mut());
                continue;
            }
            let mut values: Vec<f64> = column.as_ref().iter().copied().collect();
            fill(first + j, &mut values);
            column.iter_mut().zip(values).for_each(|(to, from)| *to = from);
        }
    } else {
        let half = matrix.ncols() / 2;
        let (left, right) = matrix.split_at_col_mut(half);
        rayon::join(|| fill_from(first, left, fill), || fill_from(first + half, right, fill));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_different_length_are_refused() {
        let error = matrix_from_columns(&[&[1.0, 2.0], &[3.0]]).unwrap_err();
        assert_eq!(error.to_string(), "a column has length 1, but 2 was expected");
    }

    #[test]
    fn every_column_is_filled_once() {
        for (rows, columns) in [(0, 3), (3, 0), (5, 4), (10_000, 13)] {
            let mut matrix = Mat::zeros(rows, columns);
            fill_columns(matrix.as_mut(), |j, column| {
                column.iter_mut().enumerate().for_each(|(i, x)| *x += (10 * i + j) as f64);
            });
            assert_eq!(matrix, Mat::from_fn(rows, columns, |i, j| (10 * i + j) as f64));
        }
    }

    #[test]
    fn so_is_every_column_of_a_view_in_pieces() {
        for (rows, columns) in [(1, 1), (5, 4), (4, 5), (300, 400)] {
            let mut matrix = Mat::from_fn(columns, rows, |i, j| (i + j) as f64);
            fill_columns(matrix.as_mut().transpose_mut(), |j, column| {
                assert_eq!(column.len(), rows);
                column.iter_mut().enumerate().for_each(|(i, x)| *x += (1000 * i) as f64);
                column[0] += 0.25 * j as f64;
            });
            let first = |i: usize, j: usize| if i == 0 { 0.25 * j as f64 } else { 0.0 };
            let filled = |j: usize, i: usize| (1001 * i + j) as f64 + first(i, j);
            assert_eq!(matrix, Mat::from_fn(columns, rows, filled));
        }
    }

    #[test]
    fn a_view_has_as_many_values_as_its_shape_says() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let x = matrix_view(&values, 2, 3).unwrap();
        assert_eq!(x, Mat::from_fn(2, 3, |i, j| (1 + i + 2 * j) as f64));
        for (rows, columns) in [(0, 0), (0, 4), (4, 0)] {
            assert!(matrix_view(&[], rows, columns).is_ok());
        }
        let error = matrix_view(&values, 2, 2).unwrap_err();
        assert_eq!(error.to_string(), "a matrix has length 6, but 4 was expected");
        assert!(matrix_view(&values, usize::MAX, 2).is_err());
        assert!(matrix_view(&values, 1 << 63, 2).is_err());
    }

    #[test]
    fn no_columns_make_an_empty_matrix() {
        let x = matrix_from_columns(&[]).unwrap();
        assert_eq!((x.nrows(), x.ncols()), (0, 0));
    }
}
