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

/// Calls `fill` with the number and the entries of every column, on all threads of the pool.
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
        for (j, column) in matrix.col_iter_mut().enumerate() {
            if let Some(column) = column.try_as_col_major_mut() {
                fill(first + j, column.as_slice_mut());
            }
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
    fn no_columns_make_an_empty_matrix() {
        let x = matrix_from_columns(&[]).unwrap();
        assert_eq!((x.nrows(), x.ncols()), (0, 0));
    }
}
