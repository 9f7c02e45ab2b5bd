use std::ops::Range;

use linalg_lite::{Arrow, BLOCK_ROWS, Design, Mat, MatMut, check_length, sum};

use crate::error::Error;
use crate::problem::{Problem, Target};

/// What a sweep adds up; of the Hessian the part on and above the diagonal.
pub(super) struct Sums {
    pub(super) loss: f64,
    pub(super) weight: f64,
    pub(super) gradient: Vec<f64>,
    pub(super) hessian: Option<Arrow>,
}

impl Sums {
    /// How many numbers it holds.
    pub(super) fn values(dim: usize, hessian: Option<&Range<usize>>) -> usize {
        dim + hessian.map_or(0, |wide| Arrow::n_values(dim, wide))
    }

    /// With a Hessian that keeps some parameters apart, or none.
    pub(super) fn zero(dim: usize, hessian: Option<&Range<usize>>) -> Self {
        let hessian = hessian.map(|wide| Arrow::zeros(dim, wide.clone()));
        Self { loss: 0.0, weight: 0.0, gradient: vec![0.0; dim], hessian }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.loss += other.loss;
        self.weight += other.weight;
        for (sum, value) in self.gradient.iter_mut().zip(&other.gradient) {
            *sum += value;
        }
        if let (Some(sum), Some(value)) = (&mut self.hessian, &other.hessian) {
            sum.add(value);
        }
    }

    /// Fills `gradient` with means, and returns the mean loss and the mean Hessian, both triangles.
    pub(super) fn into_means(self, gradient: &mut [f64]) -> (f64, Option<Arrow>) {
        let n = self.weight;
        for (mean, sum) in gradient.iter_mut().zip(&self.gradient) {
            *mean = sum / n;
        }
        let mut hessian = self.hessian;
        if let Some(hessian) = &mut hessian {
            hessian.divide(n);
        }
        (self.loss / n, hessian)
    }
}

/// Refuses parameters, a gradient or a Hessian of another size than `dim`.
pub(super) fn check_room(
    dim: usize,
    w: &[f64],
    gradient: &[f64],
    hessian: Option<&MatMut<'_, f64>>,
) -> Result<(), Error> {
    check_length("the parameters", dim, w.len())?;
    check_length("the gradient", dim, gradient.len())?;
    if let Some(h) = hessian {
        check_length("a column of the Hessian", dim, h.nrows())?;
        check_length("a row of the Hessian", dim, h.ncols())?;
    }
    Ok(())
}

/// A NaN or an infinity among the features reaches the loss or the gradient: only if one of them is
/// not finite, the features are searched for it.
pub(super) fn check_sums(design: Design<'_>, loss: f64, gradient: &[f64]) -> Result<(), Error> {
    if !loss.is_finite() || gradient.iter().any(|g| !g.is_finite()) {
        design.check_finite()?;
    }
    Ok(())
}

/// The mean square of each feature and, for the intercept, 1; a column of zeros counts as 1 too.
pub(super) fn mean_squares<T: Target>(problem: &Problem<'_, T>) -> Result<Vec<f64>, Error> {
    let (design, moments) = (problem.design, problem.design.moments(problem.weight_values())?);
    let squares = moments.means.iter().zip(&moments.variances).enumerate().map(|(j, (m, v))| {
        let mean = m - design.centre(j);
        mean * mean + v
    });
    let mut diagonal: Vec<f64> = squares.map(|s| if s == 0.0 { 1.0 } else { s }).collect();
    check_sums(design, 0.0, &diagonal)?;
    diagonal.extend(design.has_intercept().then_some(1.0));
    Ok(diagonal)
}

/// The largest row sum of `1/n X' X` in absolute values, with so large a share of each column: no eigenvalue is
/// larger.
pub(super) fn largest_row_sum<T: Target>(
    problem: &Problem<'_, T>,
    share: impl Fn(usize) -> f64,
) -> Result<f64, Error> {
    let (design, dim) = (problem.design, problem.design.dim());
    let (gram, _) = design.sweep(
        dim * dim,
        || (Sums::zero(dim, Some(&(0..0))), [0.0; BLOCK_ROWS]),
        |(sums, s), block| {
            let s = &mut s[..block.len()];
            match problem.weight_values() {
                Some(weights) => s.copy_from_slice(&weights[block.rows()]),
                None => s.fill(1.0),
            }
            sums.weight += sum(s);
            if let Some(h) = &mut sums.hessian {
                block.add_arrow(s, h);
            }
        },
        |(total, _), (sums, _)| total.add(&sums),
    )?;
    let (_, mean) = gram.into_means(&mut vec![0.0; dim]);
    let mean = mean.map_or_else(Mat::new, |mean| mean.corner);
    let row_sum =
        |i: usize| (0..dim).map(|j| mean[(i, j)].abs() * share(i) * share(j)).sum::<f64>();
    let largest = (0..dim).map(row_sum).fold(0.0, f64::max);
    check_sums(design, largest, &[])?;
    Ok(largest)
}
