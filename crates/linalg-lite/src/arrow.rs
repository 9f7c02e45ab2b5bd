mod inverse;

use std::ops::Range;

use rayon::prelude::*;

use crate::error::check_length;
use crate::kernels::weighted_gram;
use crate::{Cholesky, Error, Mat, dot};

/// A symmetric matrix in which some consecutive rows and columns are diagonal among themselves, as the levels of
/// one category are in a Hessian: `[D B'; B C]`, where only the corner C is as large as a square of its size.
/// If there are none, it is the corner alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// C, of all others, in their order.
    pub corner: Mat<f64>,
    /// B, a row for each of the corner and a column for each of the wide.
    pub border: Mat<f64>,
    /// D.
    pub diagonal: Vec<f64>,
    /// The rows and columns of D.
    pub wide: Range<usize>,
}

impl Arrow {
    /// Zeros, `dim` rows and columns in all.
    #[must_use]
    pub fn zeros(dim: usize, wide: Range<usize>) -> Self {
        let rest = dim - wide.len();
        Self {
            corner: Mat::zeros(rest, rest),
            border: Mat::zeros(rest, wide.len()),
            diagonal: vec![0.0; wide.len()],
            wide,
        }
    }

    /// A symmetric matrix of which nothing is kept apart.
    #[must_use]
    pub fn whole(matrix: Mat<f64>) -> Self {
        Self { corner: matrix, border: Mat::new(), diagonal: Vec::new(), wide: 0..0 }
    }

    /// How many numbers it holds.
    #[must_use]
    pub fn n_values(dim: usize, wide: &Range<usize>) -> usize {
        let rest = dim - wide.len();
        rest * rest + rest * wide.len() + wide.len()
    }

    /// Rows and columns.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.corner.nrows() + self.wide.len()
    }

    /// Adds another of the same shape.
    pub fn add(&mut self, other: &Self) {
        self.corner += &other.corner;
        self.border += &other.border;
        self.diagonal.iter_mut().zip(&other.diagonal).for_each(|(sum, part)| *sum += part);
    }

    /// Divides by a number, and completes the corner, of which the part on and above the diagonal is there.
    pub fn divide(&mut self, by: f64) {
        for column in 0..self.corner.ncols() {
            for row in 0..=column {
                self.corner[(row, column)] /= by;
                self.corner[(column, row)] = self.corner[(row, column)];
            }
        }
        for column in 0..self.border.ncols() {
            (0..self.border.nrows()).for_each(|row| self.border[(row, column)] /= by);
        }
        self.diagonal.iter_mut().for_each(|entry| *entry /= by);
    }

    /// The rows and columns `kept`, in ascending order, alone.
    #[must_use]
    pub fn part(&self, kept: &[usize]) -> Self {
        let first = kept.partition_point(|j| *j < self.wide.start);
        let last = kept.partition_point(|j| *j < self.wide.end);
        let levels: Vec<usize> = kept[first..last].iter().map(|j| j - self.wide.start).collect();
        let others = kept[..first].iter().chain(&kept[last..]);
        let others: Vec<usize> = others.map(|j| self.place(*j)).collect();
        let size = others.len();
        Self {
            corner: Mat::from_fn(size, size, |i, j| self.corner[(others[i], others[j])]),
            border: Mat::from_fn(size, levels.len(), |i, k| self.border[(others[i], levels[k])]),
            diagonal: levels.iter().map(|k| self.diagonal[*k]).collect(),
            wide: first..last,
        }
    }

    /// The diagonal entry of a parameter.
    #[must_use]
    pub fn entry(&self, j: usize) -> f64 {
        if self.wide.contains(&j) {
            self.diagonal[j - self.wide.start]
        } else {
            let place = self.place(j);
            self.corner[(place, place)]
        }
    }

    /// Adds to the diagonal entry of a parameter.
    pub fn add_to_entry(&mut self, j: usize, value: f64) {
        if self.wide.contains(&j) {
            self.diagonal[j - self.wide.start] += value;
        } else {
            let place = self.place(j);
            self.corner[(place, place)] += value;
        }
    }

    /// Makes 0 of the row and the column of a parameter.
    pub fn clear(&mut self, j: usize) {
        if self.wide.contains(&j) {
            let level = j - self.wide.start;
            self.diagonal[level] = 0.0;
            self.border.col_mut(level).fill(0.0);
        } else {
            let place = self.place(j);
            self.corner.row_mut(place).fill(0.0);
            self.corner.col_mut(place).fill(0.0);
            (0..self.border.ncols()).for_each(|level| self.border[(place, level)] = 0.0);
        }
    }

    /// `A x`.
    ///
    /// # Errors
    /// [`Error::Length`] when `x` does not have one entry per column.
    pub fn times(&self, x: &[f64]) -> Result<Vec<f64>, Error> {
        check_length("the vector", self.dim(), x.len())?;
        let of_wide = &x[self.wide.clone()];
        let of_corner = [&x[..self.wide.start], &x[self.wide.end..]].concat();
        let rows = 0..of_corner.len();
        let mut corner: Vec<f64> =
            rows.map(|j| dot(column_of(&self.corner, j), &of_corner)).collect();
        let mut wide = Vec::with_capacity(of_wide.len());
        for (k, (d, x)) in self.diagonal.iter().zip(of_wide).enumerate() {
            let border = column_of(&self.border, k);
            corner.iter_mut().zip(border).for_each(|(c, b)| *c += b * x);
            wide.push(d * x + dot(border, &of_corner));
        }
        let (before, after) = corner.split_at(self.wide.start);
        Ok([before, &wide, after].concat())
    }

    /// Where a parameter that is not kept apart stands in the corner.
    #[must_use]
    pub fn place(&self, j: usize) -> usize {
        if j < self.wide.end { j } else { j - self.wide.len() }
    }
}

/// The Cholesky factor of an [`Arrow`]: the wide part is eliminated, which leaves the Schur complement
/// `S = C - B D^-1 B'` of the corner.
///
/// # Source
/// Boyd and Vandenberghe, *Convex Optimization*, C.4.
///
/// ```
/// use linalg_lite::{Arrow, ArrowCholesky};
///
/// let mut a = Arrow::zeros(3, 0..2); // [2 0 1; 0 4 2; 1 2 3]
/// (a.diagonal[0], a.diagonal[1], a.corner[(0, 0)]) = (2.0, 4.0, 3.0);
/// (a.border[(0, 0)], a.border[(0, 1)]) = (1.0, 2.0);
/// let x = ArrowCholesky::new(&a)?.solve(&[3.0, 6.0, 6.0])?;
/// assert!(x.iter().all(|x| (x - 1.0).abs() < 1e-15));
/// # Ok::<(), linalg_lite::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ArrowCholesky {
    schur: Cholesky,
    smallest_remainder: f64,
    border: Mat<f64>,
    diagonal: Vec<f64>,
    wide: Range<usize>,
}

impl ArrowCholesky {
    /// Factorises `a`.
    ///
    /// # Errors
    /// [`Error::NotPositiveDefinite`] as [`Cholesky::new`], the wide columns being the first.
    pub fn new(a: &Arrow) -> Result<Self, Error> {
        let Arrow { corner, border, diagonal, wide } = a;
        if wide.is_empty() {
            let schur = Cholesky::new(corner.as_ref())?;
            let smallest_remainder = schur.smallest_remainder();
            let (border, diagonal, wide) = (Mat::new(), Vec::new(), 0..0);
            return Ok(Self { schur, smallest_remainder, border, diagonal, wide });
        }
        if let Some(k) = diagonal.iter().position(|d| d.is_nan() || *d <= 0.0) {
            return Err(Error::NotPositiveDefinite { pivot: wide.start + k });
        }
        let reduced = schur_complement(a);
        let schur = Cholesky::new(reduced.as_ref())?;
        let part = |j: usize| reduced[(j, j)] / corner[(j, j)];
        let left = (0..corner.nrows()).map(part).fold(1.0, f64::min);
        let rounding = corner.nrows() as f64 * f64::EPSILON;
        if left.is_nan() || left <= rounding {
            return Err(Error::NotPositiveDefinite { pivot: 0 });
        }
        let smallest_remainder = schur.smallest_remainder() * left;
        let (border, diagonal, wide) = (border.clone(), diagonal.clone(), wide.clone());
        Ok(Self { schur, smallest_remainder, border, diagonal, wide })
    }

    /// As [`Cholesky::smallest_remainder`], or less.
    #[must_use]
    pub fn smallest_remainder(&self) -> f64 {
        self.smallest_remainder
    }

    /// The solution of `A x = b`: `S x_c = b_c - B D^-1 b_d`, and then `D x_d = b_d - B' x_c`.
    ///
    /// # Errors
    /// [`Error::Length`] when `b` does not have one entry per row of `A`.
    pub fn solve(&self, b: &[f64]) -> Result<Vec<f64>, Error> {
        if self.wide.is_empty() {
            return self.schur.solve(b);
        }
        check_length("the right-hand side", self.border.nrows() + self.wide.len(), b.len())?;
        let of_wide = &b[self.wide.clone()];
        let mut of_corner = [&b[..self.wide.start], &b[self.wide.end..]].concat();
        for (k, d) in self.diagonal.iter().enumerate() {
            let part = of_wide[k] / d;
            of_corner.iter_mut().zip(self.column(k)).for_each(|(c, b)| *c -= b * part);
        }
        let x_corner = self.schur.solve(&of_corner)?;
        let of_level = |(k, d): (usize, &f64)| (of_wide[k] - dot(self.column(k), &x_corner)) / d;
        let x_wide: Vec<f64> = self.diagonal.iter().enumerate().map(of_level).collect();
        let (before, after) = x_corner.split_at(self.wide.start);
        Ok([before, &x_wide, after].concat())
    }

    fn column(&self, k: usize) -> &[f64] {
        column_of(&self.border, k)
    }
}

pub(crate) fn column_of(matrix: &Mat<f64>, k: usize) -> &[f64] {
    matrix.col(k).try_as_col_major().map_or(&[], |column| column.as_slice())
}

/// `C - B D^-1 B'`, both triangles; a wide column without an entry of its own has no border either.
pub(crate) fn schur_complement(a: &Arrow) -> Mat<f64> {
    let less = |d: &f64| if *d == 0.0 { 0.0 } else { -1.0 / d };
    with_products(&a.corner, &a.border, &a.diagonal.iter().map(less).collect::<Vec<f64>>())
}

/// `C + B diag(factors) B'`, both triangles.
fn with_products(corner: &Mat<f64>, border: &Mat<f64>, factors: &[f64]) -> Mat<f64> {
    const AT_ONCE: usize = 512;
    const CHUNKS: usize = 16;
    let (size, levels) = (corner.nrows(), factors.len());
    let per_chunk = levels.div_ceil(AT_ONCE).div_ceil(CHUNKS) * AT_ONCE;
    let of_chunk = |first: usize| {
        let (mut gram, mut sums) = (Mat::zeros(size, size), vec![0.0; size]);
        for from in (first..levels.min(first + per_chunk)).step_by(AT_ONCE) {
            let to = levels.min(first + per_chunk).min(from + AT_ONCE);
            let mut rows = vec![0.0; size * (to - from)];
            for k in from..to {
                for (j, b) in column_of(border, k).iter().enumerate() {
                    rows[j * (to - from) + k - from] = *b;
                }
            }
            let columns: Vec<&[f64]> = rows.chunks_exact(to - from).collect();
            weighted_gram(&factors[from..to], &columns, gram.as_mut(), &mut sums);
        }
        gram
    };
    let firsts: Vec<usize> = (0..levels).step_by(per_chunk.max(1)).collect();
    let parts: Vec<Mat<f64>> = firsts.into_par_iter().map(of_chunk).collect();
    let mut all = corner.clone();
    for part in parts {
        for column in 0..size {
            for row in 0..=column {
                all[(row, column)] += part[(row, column)];
            }
        }
    }
    for column in 0..size {
        (0..column).for_each(|row| all[(column, row)] = all[(row, column)]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// As the same matrix without a wide part.
    #[test]
    fn it_solves_what_the_whole_matrix_does() {
        let mut random = Random(7);
        for (before, wide, after) in [(0, 3, 2), (2, 700, 3), (4, 1, 0), (3, 0, 2), (1, 1200, 1)] {
            let dim = before + wide + after;
            let mut arrow = Arrow::zeros(dim, before..before + wide);
            let rest = before + after;
            for j in 0..rest {
                for k in 0..wide {
                    arrow.border[(j, k)] = random.vector(1)[0];
                }
                for i in 0..=j {
                    arrow.corner[(i, j)] = random.vector(1)[0];
                    arrow.corner[(j, i)] = arrow.corner[(i, j)];
                }
            }
            (0..dim).for_each(|j| arrow.add_to_entry(j, 3.0 + dim as f64));
            let at = |i: usize, j: usize| {
                let place = |k: usize| if k < before + wide { k } else { k - wide };
                let is_wide = |k: usize| arrow.wide.contains(&k);
                match (is_wide(i), is_wide(j)) {
                    (true, true) => {
                        if i == j {
                            arrow.diagonal[i - before]
                        } else {
                            0.0
                        }
                    }
                    (true, false) => arrow.border[(place(j), i - before)],
                    (false, true) => arrow.border[(place(i), j - before)],
                    (false, false) => arrow.corner[(place(i), place(j))],
                }
            };
            let whole = Mat::from_fn(dim, dim, at);
            let b = random.vector(dim);
            let expected = Cholesky::new(whole.as_ref()).unwrap().solve(&b).unwrap();
            let found = ArrowCholesky::new(&arrow).unwrap().solve(&b).unwrap();
            for (found, expected) in found.iter().zip(&expected) {
                assert!((found - expected).abs() < 1e-14, "{found} {expected}");
            }
        }
    }

    #[test]
    fn an_empty_level_is_singular() {
        let mut arrow = Arrow::zeros(3, 1..3);
        (arrow.corner[(0, 0)], arrow.diagonal[1]) = (1.0, 1.0);
        let error = ArrowCholesky::new(&arrow).unwrap_err();
        assert_eq!(error, Error::NotPositiveDefinite { pivot: 1 });
    }
}
