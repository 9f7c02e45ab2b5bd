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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_different_length_are_refused() {
        let error = matrix_from_columns(&[&[1.0, 2.0], &[3.0]]).unwrap_err();
        assert_eq!(error.to_string(), "a column has length 1, but 2 was expected");
    }

    #[test]
    fn no_columns_make_an_empty_matrix() {
        let x = matrix_from_columns(&[]).unwrap();
        assert_eq!((x.nrows(), x.ncols()), (0, 0));
    }
}
