use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::householder::{
    apply_block_householder_sequence_on_the_left_in_place_scratch,
    apply_block_householder_sequence_on_the_left_in_place_with_conj,
    apply_block_householder_sequence_transpose_on_the_left_in_place_scratch,
    apply_block_householder_sequence_transpose_on_the_left_in_place_with_conj,
};
use faer::linalg::qr::col_pivoting::factor::{qr_in_place, qr_in_place_scratch};
use faer::linalg::qr::no_pivoting::factor::recommended_block_size;
use faer::linalg::triangular_solve::solve_upper_triangular_in_place;
use faer::{Conj, Par};

use super::{InRange, add_product, largest, rounding};
use crate::error::{check_finite, check_length};
use crate::{Error, Mat, MatMut, MatRef, dot};

/// A QR factorisation with column pivoting, `A P = Q R`, by faer: the diagonal of `R` falls in size
/// and shows the rank. See the [module](super) for when to take
/// [`PivotedQr`](crate::PivotedQr) instead.
///
/// # Source
/// Businger and Golub, *Linear least squares solutions by Householder transformations* (1965).
///
/// ```
/// use linalg_lite::{factorisations::ColPivQr, matrix_from_columns};
///
/// let a = matrix_from_columns(&[&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]])?;
/// let qr = ColPivQr::new(a.as_ref())?;
/// let line = qr.solve(&[3.0, 5.0, 7.0], qr.rank(1e-14))?;
/// assert!((line[0] - 1.0).abs() < 1e-14 && (line[1] - 2.0).abs() < 1e-14);
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ColPivQr {
    /// A, in the range of `scale`.
    matrix: Mat<f64>,
    scale: f64,
    /// R on and above the diagonal, the vectors of the reflections below it.
    factors: Mat<f64>,
    /// Reflections act in blocks, with one triangle each; none for a matrix of zeros.
    blocks: Mat<f64>,
    order: Vec<usize>,
}

impl ColPivQr {
    /// Factorises `a`, of any shape.
    ///
    /// # Errors
    /// [`Error::NotFiniteMatrix`]; [`Error::Inaccurate`] when a factor is not finite.
    pub fn new(a: MatRef<'_, f64>) -> Result<Self, Error> {
        let InRange { matrix, scale } = InRange::of(a)?;
        let (rows, columns) = (a.nrows(), a.ncols());
        let size = rows.min(columns);
        let mut order: Vec<usize> = (0..columns).collect();
        let (mut factors, mut blocks) = (matrix.clone(), Mat::zeros(0, 0));
        let finite = |a: &Mat<f64>| (0..a.ncols()).all(|j| largest(a.col_as_slice(j)).is_finite());
        if (0..columns).any(|j| largest(matrix.col_as_slice(j)) > 0.0) {
            let block = recommended_block_size::<f64>(rows, columns);
            blocks = Mat::zeros(block, size);
            let mut place_of = order.clone();
            let needed = qr_in_place_scratch::<usize, f64>(
                rows,
                columns,
                block,
                Par::Seq,
                Default::default(),
            );
            qr_in_place(
                factors.as_mut(),
                blocks.as_mut(),
                &mut order,
                &mut place_of,
                Par::Seq,
                MemStack::new(&mut MemBuffer::new(needed)),
                Default::default(),
            );
        }
        if finite(&factors) {
            Ok(Self { matrix, scale, factors, blocks, order })
        } else {
            Err(Error::Inaccurate { what: "QR factorisation" })
        }
    }

    fn size(&self) -> usize {
        self.factors.nrows().min(self.factors.ncols())
    }

    /// The columns in the order in which they were chosen.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// `R`: `min(rows, columns)` x columns, in the chosen order.
    #[must_use]
    pub fn triangle(&self) -> Mat<f64> {
        Mat::from_fn(self.size(), self.order.len(), |i, j| match i <= j {
            true => self.factors[(i, j)] / self.scale,
            false => 0.0,
        })
    }

    /// `Q`: rows x `min(rows, columns)`, with orthonormal columns.
    #[must_use]
    pub fn orthogonal(&self) -> Mat<f64> {
        let (rows, size) = (self.factors.nrows(), self.size());
        let mut q = Mat::identity(rows, size);
        let block = self.blocks.nrows();
        let needed =
            apply_block_householder_sequence_on_the_left_in_place_scratch::<f64>(rows, block, size);
        if block > 0 {
            apply_block_householder_sequence_on_the_left_in_place_with_conj(
                self.factors.as_ref().subcols(0, size),
                self.blocks.as_ref(),
                Conj::No,
                q.as_mut(),
                Par::Seq,
                MemStack::new(&mut MemBuffer::new(needed)),
            );
        }
        q
    }

    /// How many diagonal entries of `R` are above `tolerance` times the first one.
    #[must_use]
    pub fn rank(&self, tolerance: f64) -> usize {
        let entry = |k: usize| self.factors[(k, k)].abs();
        (0..self.size()).take_while(|k| entry(*k) > tolerance * entry(0)).count()
    }

    /// The `x` that minimises `|A x - b|` among those that use only the first `rank` columns of
    /// [`order`](Self::order), or as many as are not zero; the others get 0.
    ///
    /// # Errors
    /// [`Error::Length`] when `b` does not have one entry per row of `A`, [`Error::NotFiniteEntry`];
    /// [`Error::Inaccurate`] when what `A x` leaves of `b` is not orthogonal to the columns used, as
    /// far as rounding goes.
    pub fn solve(&self, b: &[f64], rank: usize) -> Result<Vec<f64>, Error> {
        let (rows, size) = (self.factors.nrows(), self.size());
        check_length("the right-hand side", rows, b.len())?;
        check_finite("the right-hand side", b)?;
        let rank = rank.min(self.rank(0.0));
        let mut x = vec![0.0; self.order.len()];
        if rank == 0 {
            return Ok(x);
        }
        let mut rotated = b.to_vec();
        let needed = apply_block_householder_sequence_transpose_on_the_left_in_place_scratch::<f64>(
            rows,
            self.blocks.nrows(),
            1,
        );
        apply_block_householder_sequence_transpose_on_the_left_in_place_with_conj(
            self.factors.as_ref().subcols(0, size),
            self.blocks.as_ref(),
            Conj::No,
            MatMut::from_column_major_slice_mut(&mut rotated, rows, 1),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(needed)),
        );
        solve_upper_triangular_in_place(
            self.factors.as_ref().submatrix(0, 0, rank, rank),
            MatMut::from_column_major_slice_mut(&mut rotated[..rank], rank, 1),
            Par::Seq,
        );
        for (k, value) in rotated[..rank].iter().enumerate() {
            x[self.order[k]] = *value;
        }
        self.check(&x, b, rank)?;
        x.iter_mut().for_each(|x| *x *= self.scale);
        Ok(x)
    }

    /// `|a_j'(b - A x)|` against the rounding of `|a_j| (|A| |x| + |b|)`, for the columns used.
    fn check(&self, x: &[f64], b: &[f64], rank: usize) -> Result<(), Error> {
        let length = |v: &[f64]| dot(v, v).sqrt();
        let column = |j: usize| self.matrix.col_as_slice(j);
        let mut rest = b.to_vec();
        add_product(&self.matrix, |j| -x[j], &mut rest);
        let size: f64 =
            length(b) + (0..x.len()).map(|j| length(column(j)) * x[j].abs()).sum::<f64>();
        let bound = rounding(&self.matrix) * size;
        let left: Vec<f64> = self.order[..rank]
            .iter()
            .map(|j| dot(column(*j), &rest) / length(column(*j)))
            .collect();
        if largest(&left) <= bound && x.iter().all(|x| (x * self.scale).is_finite()) {
            Ok(())
        } else {
            Err(Error::Inaccurate { what: "least-squares solution by QR" })
        }
    }
}
