use linalg_lite::{Design, Mat, MatMut, check_length};

use crate::Error;

/// What a sweep adds up; of the Hessian the part on and above the diagonal.
pub(super) struct Sums {
    pub(super) loss: f64,
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
        Self { loss: 0.0, gradient: vec![0.0; dim], hessian }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.loss += other.loss;
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
        n_samples: usize,
        gradient: &mut [f64],
        hessian: Option<&mut MatMut<'_, f64>>,
    ) -> f64 {
        let n = n_samples as f64;
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

/// Refuses weights, a gradient or a Hessian of another size than `dim`.
pub(super) fn check_room(
    dim: usize,
    w: &[f64],
    gradient: &[f64],
    hessian: Option<&mut MatMut<'_, f64>>,
) -> Result<(), Error> {
    check_length("the weight vector", dim, w.len())?;
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
pub(super) fn mean_squares(design: Design<'_>) -> Result<Vec<f64>, Error> {
    let moments = design.moments();
    let squares = moments.means.iter().zip(&moments.variances).map(|(m, v)| m * m + v);
    let mut diagonal: Vec<f64> = squares.map(|s| if s == 0.0 { 1.0 } else { s }).collect();
    check_sums(design, 0.0, &diagonal)?;
    diagonal.extend(design.has_intercept().then_some(1.0));
    Ok(diagonal)
}
