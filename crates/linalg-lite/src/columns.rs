use std::ops::Index;

use crate::{MatMut, MatRef};

/// A large matrix that all threads fill at once. A [`Mat`](crate::Mat) is written with zeros by one of them
/// first; here the system gives pages of zeros when they are touched.
///
/// ```
/// use linalg_lite::{Columns, fill_columns};
///
/// let mut x = Columns::zeros(3, 2);
/// fill_columns(x.as_mut(), |j, column| column.fill(j as f64));
/// assert_eq!((x[(2, 0)], x[(2, 1)], x.column(1)), (0.0, 1.0, &[1.0; 3][..]));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    values: Vec<f64>,
    rows: usize,
    columns: usize,
}

impl Columns {
    /// `rows x columns` zeros.
    #[must_use]
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { values: vec![0.0; rows * columns], rows, columns }
    }

    /// Number of rows.
    #[must_use]
    pub fn nrows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    #[must_use]
    pub fn ncols(&self) -> usize {
        self.columns
    }

    /// The values of column j. (One that is not there panics, as for a slice.)
    #[must_use]
    pub fn column(&self, j: usize) -> &[f64] {
        &self.values[j * self.rows..(j + 1) * self.rows]
    }

    /// A view for all that takes a matrix.
    #[must_use]
    pub fn as_ref(&self) -> MatRef<'_, f64> {
        MatRef::from_column_major_slice(&self.values, self.rows, self.columns)
    }

    /// A view to be written to.
    pub fn as_mut(&mut self) -> MatMut<'_, f64> {
        MatMut::from_column_major_slice_mut(&mut self.values, self.rows, self.columns)
    }
}

impl Index<(usize, usize)> for Columns {
    type Output = f64;

    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.column(j)[i]
    }
}
