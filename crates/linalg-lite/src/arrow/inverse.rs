//! What is asked of the inverse of an arrow, of which no more is written out. With `e` for a column of `B D^-1`, what
//! its level has of the others on the average,
//!
//! ```text
//! A^-1 = T' [D^-1 0; 0 S^-1] T   with T = [I 0; -B D^-1 I]
//! ```

use rayon::prelude::*;

use super::{Arrow, ArrowCholesky, column_of, schur_complement, with_products};
use crate::error::check_length;
use crate::{Error, Mat, dot};

impl ArrowCholesky {
    /// The diagonal of `A^-1`: `1 / d + e' S^-1 e` for a wide column, and that of `S^-1` for the others.
    #[must_use]
    pub fn inverse_diagonal(&self) -> Vec<f64> {
        let of_level = |k: usize| {
            let mut e = shares(&self.border, &self.diagonal, k);
            self.schur.solve_lower(&mut e);
            1.0 / self.diagonal[k] + dot(&e, &e)
        };
        let of_levels: Vec<f64> = (0..self.wide.len()).into_par_iter().map(of_level).collect();
        self.in_order(self.schur.diagonal_of_inverse(), &of_levels)
    }

    /// The diagonal of `A^-1 M A^-1` for an M of the same shape, positive semidefinite. With its own averages f, and
    /// `Q = S_M + sum m (e - f) (e - f)'` over its wide columns, it is `S^-1 Q S^-1` in the corner, and with
    /// `u = S^-1 e` for a wide column `m/d^2 + 2 m/d (e - f)' u + u' Q u`.
    ///
    /// # Errors
    /// [`Error::Length`] for another shape.
    ///
    /// ```
    /// use linalg_lite::{Arrow, ArrowCholesky};
    ///
    /// let mut a = Arrow::zeros(2, 0..1); // [2 1; 1 1], whose inverse is [1 -1; -1 2]
    /// (a.diagonal[0], a.border[(0, 0)], a.corner[(0, 0)]) = (2.0, 1.0, 1.0);
    /// let mut m = Arrow::zeros(2, 0..1); // the identity
    /// (m.diagonal[0], m.corner[(0, 0)]) = (1.0, 1.0);
    /// let found = ArrowCholesky::new(&a)?.sandwich_diagonal(&m)?;
    /// assert!((found[0] - 2.0).abs() < 1e-15 && (found[1] - 5.0).abs() < 1e-14);
    /// # Ok::<(), linalg_lite::Error>(())
    /// ```
    pub fn sandwich_diagonal(&self, filling: &Arrow) -> Result<Vec<f64>, Error> {
        check_length("the wide part of the filling", self.wide.len(), filling.wide.len())?;
        check_length("the filling", self.dim(), filling.dim())?;
        let size = filling.corner.nrows();
        let mut apart = Mat::zeros(size, self.wide.len());
        for k in 0..self.wide.len() {
            let own = shares(&self.border, &self.diagonal, k);
            let others = shares(&filling.border, &filling.diagonal, k);
            own.iter().zip(others).enumerate().for_each(|(j, (e, f))| apart[(j, k)] = e - f);
        }
        let reduced = with_products(&schur_complement(filling), &apart, &filling.diagonal);
        let form = |v: &[f64]| -> f64 {
            let of_column = |(j, v_j): (usize, &f64)| v_j * dot(column_of(&reduced, j), v);
            v.iter().enumerate().map(of_column).sum()
        };
        let of_level = |k: usize| {
            let u = self.schur.solve_first(&shares(&self.border, &self.diagonal, k));
            let (m, d) = (filling.diagonal[k], self.diagonal[k]);
            m / d / d + 2.0 * m / d * dot(column_of(&apart, k), &u) + form(&u)
        };
        let of_corner = |j: usize| {
            let mut unit = vec![0.0; size];
            unit[j] = 1.0;
            form(&self.schur.solve_first(&unit))
        };
        let of_levels: Vec<f64> = (0..self.wide.len()).into_par_iter().map(of_level).collect();
        Ok(self.in_order((0..size).into_par_iter().map(of_corner).collect(), &of_levels))
    }

    /// `A x`.
    ///
    /// # Errors
    /// [`Error::Length`] when `x` does not have one entry per column.
    pub fn times(&self, x: &[f64]) -> Result<Vec<f64>, Error> {
        check_length("the vector", self.dim(), x.len())?;
        let of_corner = [&x[..self.wide.start], &x[self.wide.end..]].concat();
        let mut corner = self.schur.times(&of_corner);
        let mut of_levels = Vec::with_capacity(self.wide.len());
        for (k, (d, x)) in self.diagonal.iter().zip(&x[self.wide.clone()]).enumerate() {
            let border = column_of(&self.border, k);
            let value = d * x + dot(border, &of_corner);
            corner.iter_mut().zip(border).for_each(|(c, b)| *c += b * (value / d));
            of_levels.push(value);
        }
        Ok(self.in_order(corner, &of_levels))
    }

    /// Columns U and a diagonal V, which has entries at the wide places alone, of which `A^-1 = U U' + V`.
    #[must_use]
    pub fn inverse_root(&self) -> (Vec<Vec<f64>>, Vec<f64>) {
        let root = self.schur.inverse_root();
        let of_column = |c: usize| {
            let own = column_of(&root, c);
            let of_level = |(k, d): (usize, &f64)| -dot(column_of(&self.border, k), own) / d;
            let of_levels: Vec<f64> = self.diagonal.iter().enumerate().map(of_level).collect();
            self.in_order(own.to_vec(), &of_levels)
        };
        let columns = (0..root.ncols()).into_par_iter().map(of_column).collect();
        let of_levels: Vec<f64> = self.diagonal.iter().map(|d| 1.0 / d).collect();
        (columns, self.in_order(vec![0.0; root.ncols()], &of_levels))
    }

    /// Rows and columns.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.schur.dim() + self.wide.len()
    }

    fn in_order(&self, corner: Vec<f64>, of_levels: &[f64]) -> Vec<f64> {
        let mut all = corner;
        all.splice(self.wide.start..self.wide.start, of_levels.iter().copied());
        all
    }
}

/// Column k of `B D^-1`; zeros where there is nothing to divide by.
fn shares(border: &Mat<f64>, diagonal: &[f64], k: usize) -> Vec<f64> {
    let d = if diagonal[k] == 0.0 { f64::INFINITY } else { diagonal[k] };
    column_of(border, k).iter().map(|b| b / d).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cholesky;
    use crate::random::Random;

    /// `X' diag(s) X` of rows of which each has one of the levels, or none.
    fn arrow(random: &mut Random, dim: usize, wide: std::ops::Range<usize>) -> Arrow {
        let mut arrow = Arrow::zeros(dim, wide.clone());
        let size = arrow.corner.nrows();
        for row in 0..20 * dim {
            let s = random.vector(1)[0].abs() + 0.01;
            let x = random.vector(size);
            for j in 0..size {
                (0..size).for_each(|i| arrow.corner[(i, j)] += s * x[i] * x[j]);
            }
            let level = row % (wide.len() + 1);
            if level < wide.len() {
                arrow.diagonal[level] += s;
                (0..size).for_each(|j| arrow.border[(j, level)] += s * x[j]);
            }
        }
        arrow
    }

    fn whole(arrow: &Arrow) -> Mat<f64> {
        let mut whole = Mat::zeros(arrow.dim(), arrow.dim());
        for j in 0..arrow.dim() {
            let mut unit = vec![0.0; arrow.dim()];
            unit[j] = 1.0;
            let column = arrow.times(&unit).unwrap();
            column.into_iter().enumerate().for_each(|(i, value)| whole[(i, j)] = value);
        }
        whole
    }

    fn inverse(a: &Mat<f64>) -> Mat<f64> {
        let root = Cholesky::new(a.as_ref()).unwrap().inverse_root();
        &root * root.transpose()
    }

    fn near(what: &str, found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            let apart = (found - expected).abs() / expected.abs().max(1e-3);
            assert!(apart < 1e-12, "{what}: {found} {expected}");
        }
    }

    #[test]
    fn it_says_what_the_whole_matrices_do() {
        let mut random = Random(11);
        for (before, levels, after) in [(0, 3, 2), (2, 40, 3), (4, 1, 0), (3, 0, 2), (1, 17, 1)] {
            let (dim, wide) = (before + levels + after, before..before + levels);
            let a = arrow(&mut random, dim, wide.clone());
            let mut filling = arrow(&mut random, dim, wide);
            if let Some(first) = filling.diagonal.first_mut() {
                *first = 0.0; // no sample of the level counts
                (0..before + after).for_each(|j| filling.border[(j, 0)] = 0.0);
            }
            let factor = ArrowCholesky::new(&a).unwrap();
            let (all, of_inverse) = (whole(&a), inverse(&whole(&a)));
            let diagonal = |m: &Mat<f64>| (0..dim).map(|j| m[(j, j)]).collect::<Vec<f64>>();
            near("inverse", &factor.inverse_diagonal(), &diagonal(&of_inverse));
            let sandwich = &of_inverse * whole(&filling) * &of_inverse;
            near("sandwich", &factor.sandwich_diagonal(&filling).unwrap(), &diagonal(&sandwich));
            let x = random.vector(dim);
            let product: Vec<f64> =
                (0..dim).map(|i| (0..dim).map(|j| all[(i, j)] * x[j]).sum()).collect();
            near("times", &factor.times(&x).unwrap(), &product);
            let (columns, plain) = factor.inverse_root();
            let square = |j: usize| columns.iter().map(|u| u[j] * u[j]).sum::<f64>() + plain[j];
            near("root", &(0..dim).map(square).collect::<Vec<f64>>(), &diagonal(&of_inverse));
        }
    }
}
