use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::householder::{
    apply_block_householder_sequence_transpose_on_the_left_in_place_scratch as transpose_scratch,
    apply_block_householder_sequence_transpose_on_the_left_in_place_with_conj as apply_transpose,
};
use faer::linalg::qr::{col_pivoting, no_pivoting};
use faer::linalg::triangular_solve::solve_upper_triangular_in_place;
use faer::{Conj, Par};

use crate::error::check_length;
use crate::{Error, Mat, MatMut};

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
/// let qr = PivotedQr::new(twice);
/// assert_eq!(qr.rank(1e-14), 1);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct PivotedQr {
    /// R on and above the diagonal, the Householder vectors below it.
    packed: Mat<f64>,
    householder: Mat<f64>,
    /// `order[k]` is the column of A that stands at place k of A P.
    order: Vec<usize>,
}

impl PivotedQr {
    /// Factorises `a`, of any shape.
    #[must_use]
    pub fn new(a: Mat<f64>) -> Self {
        let (rows, columns) = (a.nrows(), a.ncols());
        let block_size = no_pivoting::factor::recommended_block_size::<f64>(rows, columns);
        let mut packed = a;
        let mut householder = Mat::zeros(block_size, rows.min(columns));
        let (mut order, mut inverse) = (vec![0; columns], vec![0; columns]);
        let scratch = col_pivoting::factor::qr_in_place_scratch::<usize, f64>(
            rows,
            columns,
            block_size,
            Par::Seq,
            Default::default(),
        );
        col_pivoting::factor::qr_in_place(
            packed.as_mut(),
            householder.as_mut(),
            &mut order,
            &mut inverse,
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(scratch)),
            Default::default(),
        );
        Self { packed, householder, order }
    }

    /// How many diagonal entries of `R` are above `tolerance` times the first one.
    #[must_use]
    pub fn rank(&self, tolerance: f64) -> usize {
        let diagonal = |k: usize| self.packed[(k, k)].abs();
        let size = self.packed.nrows().min(self.packed.ncols());
        (0..size).take_while(|&k| diagonal(k) > tolerance * diagonal(0)).count()
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
    /// [`Error::Length`] when `b` does not have one entry a row of `A`.
    pub fn solve(&self, b: &[f64], rank: usize) -> Result<Vec<f64>, Error> {
        let rows = self.packed.nrows();
        check_length("the right-hand side", rows, b.len())?;
        let rank = rank.min(rows).min(self.order.len());
        let mut q_b = b.to_vec();
        let scratch = transpose_scratch::<f64>(rows, self.householder.nrows(), 1);
        apply_transpose(
            self.packed.get(.., ..self.householder.ncols()),
            self.householder.as_ref(),
            Conj::No,
            MatMut::from_column_major_slice_mut(&mut q_b, rows, 1),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(scratch)),
        );
        solve_upper_triangular_in_place(
            self.packed.get(..rank, ..rank),
            MatMut::from_column_major_slice_mut(&mut q_b[..rank], rank, 1),
            Par::Seq,
        );
        let mut x = vec![0.0; self.order.len()];
        for (&column, &value) in self.order[..rank].iter().zip(&q_b) {
            x[column] = value;
        }
        Ok(x)
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
            let qr = PivotedQr::new(a.clone());
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
        let x = PivotedQr::new(a.clone()).solve(&b, columns).unwrap();
        let residual: Vec<f64> =
            (0..rows).map(|i| b[i] - (0..columns).map(|j| a[(i, j)] * x[j]).sum::<f64>()).collect();
        for j in 0..columns {
            let product: f64 = (0..rows).map(|i| a[(i, j)] * residual[i]).sum();
            assert!(product.abs() < 1e-9, "column {j}: {product}");
        }
    }

    #[test]
    fn wide_and_empty_matrices_have_their_rank() {
        assert_eq!(PivotedQr::new(hilbert(2, 5)).rank(1e-14), 2);
        assert_eq!(PivotedQr::new(Mat::zeros(3, 2)).rank(1e-14), 0);
        assert_eq!(PivotedQr::new(Mat::zeros(3, 0)).rank(1e-14), 0);
        assert_eq!(PivotedQr::new(Mat::zeros(3, 2)).solve(&[1.0; 3], 0).unwrap(), [0.0, 0.0]);
        assert_eq!(PivotedQr::new(Mat::zeros(3, 0)).solve(&[1.0; 3], 0).unwrap(), [0.0; 0]);
        let wide = PivotedQr::new(hilbert(2, 5));
        assert_eq!(wide.solve(&[1.0, 1.0], 2).unwrap().iter().filter(|x| **x != 0.0).count(), 2);
    }

    #[test]
    fn a_right_hand_side_of_another_length_is_refused() {
        assert!(PivotedQr::new(hilbert(3, 2)).solve(&[1.0], 2).is_err());
    }
}
