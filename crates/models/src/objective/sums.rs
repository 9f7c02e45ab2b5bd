use linalg_lite::{BLOCK_ROWS, Design, Mat, MatMut, check_length, sum};

use crate::error::Error;
use crate::problem::{Problem, Target};

/// What a sweep adds up; of the Hessian the part on and above the diagonal.
pub(super) struct Sums {
    pub(super) loss: f64,
    pub(super) weight: f64,
    pub(super) gradient: Vec<f64>,
    pub(super) hessian: Option<Mat<f64>>,
}

impl Sums {
    /// How many numbers it holds.
    pub(super) fn values(dim: usize, with_hessian: bool) -> usize {
        if with_hessian { dim * dim + dim } else { dim }
    }

    pub(super) fn zero(dim: usize, with_hessian: bool) -> Self {
        let hessian = with_hessian.then(|| Mat::zeros(dim, dim));
        Self { loss: 0.0, weight: 0.0, gradient: vec![0.0; dim], hessian }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.loss += other.loss;
        self.weight += other.weight;
        for (sum, value) in self.gradient.iter_mut().zip(&other.gradient) {
            *sum += value;
        }
        if let (Some(sum), Some(value)) = (&mut self.hessian, &other.hessian) {
            *sum += value;
        }
    }

    /// Fills `gradient` and both triangles of `hessian` with means, and returns the mean loss.
    pub(super) fn into_means(
        self,
        gradient: &mut [f64],
        hessian: Option<&mut MatMut<'_, f64>>,
    ) -> f64 {
        let n = self.weight;
        for (mean, sum) in gradient.iter_mut().zip(&self.gradient) {
            *mean = sum / n;
        }
        if let (Some(mean), Some(sum)) = (hessian, &self.hessian) {
            for column in 0..sum.ncols() {
                for row in 0..=column {
                    mean[(row, column)] = sum[(row, column)] / n;
                    mean[(column, row)] = mean[(row, column)];
                }
            }
        }
        self.loss / n
    }
}

/// Refuses parameters, a gradient or a Hessian of another size than `dim`.
pub(super) fn check_room(
    dim: usize,
    w: &[f64],
    gradient: &[f64],
    hessian: Option<&mut MatMut<'_, f64>>,
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
    let (design, moments) = (problem.design, problem.design.moments(problem.weight_values()));
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
        || (Sums::zero(dim, true), [0.0; BLOCK_ROWS]),
        |(sums, s), block| {
            let s = &mut s[..block.len()];
            match problem.weight_values() {
                Some(weights) => s.copy_from_slice(&weights[block.rows()]),
                None => s.fill(1.0),
            }
            sums.weight += sum(s);
            if let Some(h) = &mut sums.hessian {
                block.add_hessian(s, h.as_mut());
            }
        },
        |(total, _), (sums, _)| total.add(&sums),
    );
    let (mut gradient, mut mean) = (vec![0.0; dim], Mat::zeros(dim, dim));
    gram.into_means(&mut gradient, Some(&mut mean.as_mut()));
    let row_sum =
        |i: usize| (0..dim).map(|j| mean[(i, j)].abs() * share(i) * share(j)).sum::<f64>();
    let largest = (0..dim).map(row_sum).fold(0.0, f64::max);
    check_sums(design, largest, &[])?;
    Ok(largest)
}
