use std::array;
use std::borrow::Cow;

use rayon::prelude::*;

use crate::error::check_length;
use crate::kernels::products;
use crate::{Error, Mat, MatRef};

/// Rows and columns whose products are taken together.
const TILE: usize = 4;

/// `A B`: each entry is the product of a row and a column in the order of every [`dot`](crate::dot()), on all threads of
/// the pool.
///
/// # Errors
/// [`Error::Length`] when A does not have as many columns as B has rows.
///
/// ```
/// use linalg_lite::{matrix_from_columns, product};
///
/// let (a, b) = (matrix_from_columns(&[&[1.0, 3.0], &[2.0, 4.0]])?, matrix_from_columns(&[&[1.0, -1.0]])?);
/// assert_eq!(product(a.as_ref(), b.as_ref())?, matrix_from_columns(&[&[-1.0, -1.0]])?);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn product(a: MatRef<'_, f64>, b: MatRef<'_, f64>) -> Result<Mat<f64>, Error> {
    const COLUMNS_IN_CACHE: usize = 4 * TILE;
    check_length("a column of the second matrix", a.ncols(), b.nrows())?;
    let (rows, columns) = (columns_of(a.transpose()), columns_of(b));
    let row = |i: usize| &*rows[i];
    let column = |j: usize| &*columns[j];
    let (last_row, last_column) = (a.nrows().saturating_sub(1), b.ncols().saturating_sub(1));

    let panel = |first: usize| {
        let width = COLUMNS_IN_CACHE.min(b.ncols() - first);
        let mut panel = Mat::zeros(a.nrows(), width);
        for top in (0..a.nrows()).step_by(TILE) {
            let rows: [_; TILE] = array::from_fn(|i| row(last_row.min(top + i)));
            for left in (0..width).step_by(TILE) {
                let columns: [_; TILE] =
                    array::from_fn(|j| column(last_column.min(first + left + j)));
                let tile = products(rows, columns);
                for j in left..width.min(left + TILE) {
                    for i in top..a.nrows().min(top + TILE) {
                        panel[(i, j)] = tile[i - top][j - left];
                    }
                }
            }
        }
        panel
    };
    let firsts: Vec<usize> = (0..b.ncols()).step_by(COLUMNS_IN_CACHE).collect();
    let panels: Vec<Mat<f64>> = firsts.into_par_iter().map(panel).collect();
    let of_column = |j: usize| (&panels[j / COLUMNS_IN_CACHE], j % COLUMNS_IN_CACHE);
    Ok(Mat::from_fn(a.nrows(), b.ncols(), |i, j| {
        let (panel, j) = of_column(j);
        panel[(i, j)]
    }))
}

/// The columns of a matrix, copied where their entries do not lie side by side.
fn columns_of(matrix: MatRef<'_, f64>) -> Vec<Cow<'_, [f64]>> {
    let columns = matrix.col_iter();
    columns
        .map(|column| match column.try_as_col_major() {
            Some(column) => Cow::Borrowed(column.as_slice()),
            None => Cow::Owned(column.iter().copied().collect()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dot;

    #[test]
    fn every_entry_is_the_product_of_a_row_and_a_column() {
        for (n, inner, p) in [(1, 1, 1), (0, 3, 2), (2, 0, 3), (3, 2, 0), (5, 9, 4), (13, 17, 35)] {
            let a = Mat::from_fn(n, inner, |i, j| ((7 * i + 5 * j) % 11) as f64 / 7.0 - 0.6);
            let b = Mat::from_fn(inner, p, |i, j| ((3 * i + 8 * j) % 13) as f64 / 9.0 - 0.7);
            let found = product(a.as_ref(), b.as_ref()).unwrap();
            assert_eq!((found.nrows(), found.ncols()), (n, p));
            for i in 0..n {
                let row: Vec<f64> = a.row(i).iter().copied().collect();
                for j in 0..p {
                    let column: Vec<f64> = b.col(j).iter().copied().collect();
                    assert_eq!(found[(i, j)], dot(&row, &column));
                }
            }
        }
        assert!(product(Mat::zeros(2, 3).as_ref(), Mat::zeros(2, 3).as_ref()).is_err());
    }
}
