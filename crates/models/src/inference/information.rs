//! The Fisher information at the optimum, and the covariances derived from it.

use std::ops::Range;

use linalg_lite::{BLOCK_ROWS, Cholesky, Design, LeastSquares, Mat, dot};

use crate::error::Error;
use crate::loss::CrossEntropy;
use crate::objective::MeanLoss;
use crate::problem::{Problem, Target};
use crate::solver::{Objective, Restricted, TwiceDifferentiable};

/// Below this, what is left of a column beside others, squared, has lost digits in a Hessian that a
/// triangle keeps.
const NEARLY_COLLINEAR: f64 = 1e-6;

/// The Fisher information of one sample, on the average, of the parameters that are free.
pub(crate) struct Information {
    pub(crate) loss: f64,
    gradient: Vec<f64>,
    /// Its inverse.
    pub(crate) inverse: Mat<f64>,
    pub(crate) free: Vec<usize>,
    smallest_remainder: f64,
}

impl Information {
    pub(crate) fn at(
        objective: &(impl TwiceDifferentiable + Clone),
        w: &[f64],
        free: Vec<usize>,
    ) -> Result<Self, Error> {
        let dim = free.len();
        let of_free: Vec<f64> = free.iter().map(|j| w[*j]).collect();
        let restricted = Restricted::new(objective.clone(), w.to_vec(), free.clone());
        let (mut gradient, mut hessian) = (vec![0.0; dim], Mat::zeros(dim, dim));
        let loss = restricted.hessian(&of_free, &mut gradient, hessian.as_mut())?;
        let factor = Cholesky::new(hessian.as_ref()).map_err(|_| Error::NoInference(NO_DIGIT))?;
        let smallest_remainder = factor.smallest_remainder();
        Ok(Self { loss, gradient, inverse: inverse(&factor, dim)?, free, smallest_remainder })
    }

    /// As [`at`](Self::at); where columns are nearly collinear the inverse comes from a triangle, whose
    /// condition number is the root of the Hessian's.
    ///
    /// Parameters far from zero are handed out in fewer digits than their columns have: where that shows, a
    /// Newton step leads back to the optimum.
    pub(crate) fn of_logits(
        objective: &MeanLoss<'_, CrossEntropy>,
        w: &[f64],
        free: Vec<usize>,
    ) -> Result<Self, Error> {
        const SHOWS: f64 = 1e-10;
        let found = Self::at_parameters(objective, w, free)?;
        found.check_data()?;
        let missing = times(&found.inverse, &found.gradient);
        let mut step = vec![0.0; w.len()];
        found.free.iter().zip(&missing).for_each(|(j, d)| step[*j] = -d);
        if objective.curvature_change(&step)? <= SHOWS {
            return Ok(found);
        }
        let nearer: Vec<f64> = w.iter().zip(&step).map(|(w, d)| w + d).collect();
        Self::at_parameters(objective, &nearer, found.free)
    }

    fn at_parameters(
        objective: &MeanLoss<'_, CrossEntropy>,
        w: &[f64],
        free: Vec<usize>,
    ) -> Result<Self, Error> {
        let found = match Self::at(objective, w, free.clone()) {
            Ok(found) if found.smallest_remainder >= NEARLY_COLLINEAR => return Ok(found),
            Err(Error::Numbers(of_data)) => return Err(of_data.into()),
            found => found,
        };
        let aliased: Vec<usize> = (0..w.len()).filter(|j| !free.contains(j)).collect();
        let Some(line) = crate::irls::working_line(objective, w, &aliased)? else { return found };
        let Some(all) = line.inverse_gram()? else { return found };
        let of_free = Mat::from_fn(free.len(), free.len(), |i, j| all[(free[i], free[j])]);
        let moved = recentred(&of_free, &free, &moves_from(&line, objective.problem.design));
        let inverse = scaled(&moved, objective.problem.total_weight());
        let mut of_all = vec![0.0; w.len()];
        let loss = objective.gradient(w, &mut of_all)?;
        let gradient = free.iter().map(|j| of_all[*j]).collect();
        Ok(Self { loss, gradient, inverse, free, smallest_remainder: 1.0 })
    }

    /// Refuses data at whose optimum the parameters are not: half the squared Newton decrement tells.
    pub(crate) fn check_data(&self) -> Result<(), Error> {
        let step = times(&self.inverse, &self.gradient);
        check_data(&self.gradient, &step, 1.0 + self.loss.abs())
    }

    /// The covariance of the free parameters of features that count from 0, for a sandwich or as it is.
    pub(crate) fn covariance<T: Target>(
        &self,
        of_centred: &Mat<f64>,
        problem: &Problem<'_, T>,
    ) -> Mat<f64> {
        let centres: Vec<f64> =
            (0..problem.n_features()).map(|j| problem.design.centre(j)).collect();
        recentred(of_centred, &self.free, &centres)
    }
}

pub(super) const NO_DIGIT: &str =
    "the features are so nearly collinear that no digit would be right";

/// `A v`.
pub(super) fn times(a: &Mat<f64>, v: &[f64]) -> Vec<f64> {
    (0..v.len()).map(|i| (0..v.len()).map(|j| a[(i, j)] * v[j]).sum()).collect()
}

/// Refuses a step that would gain much of an objective of that size.
pub(super) fn check_data(gradient: &[f64], step: &[f64], size: f64) -> Result<(), Error> {
    const FAR: f64 = 1e-6;
    if dot(gradient, step) / 2.0 <= FAR * size {
        Ok(())
    } else {
        Err(Error::NoInference(
            "these are not the data that the model was fitted to, or rounding hides its optimum in them",
        ))
    }
}

/// From where the columns of a line count to where those of a design do.
pub(super) fn moves_from(line: &LeastSquares, design: Design<'_>) -> Vec<f64> {
    line.centres().iter().enumerate().map(|(j, m)| m - design.centre(j)).collect()
}

/// The covariance of parameters when columns that count from somewhere are moved by `moves`: of the
/// intercept `b - m'c` instead of b. `free` are the numbers of the parameters; those of the intercepts, one
/// a group of features, are theirs that no feature has.
pub(super) fn recentred(covariance: &Mat<f64>, free: &[usize], moves: &[f64]) -> Mat<f64> {
    let (dim, group) = (free.len(), moves.len() + 1);
    let share = |i: usize, k: usize| {
        let (row, column) = (free[i], free[k]);
        let is_intercept = row % group == moves.len() && row / group == column / group;
        match column % group {
            _ if i == k => 1.0,
            j if is_intercept && j < moves.len() => -moves[j],
            _ => 0.0,
        }
    };
    if moves.iter().all(|m| *m == 0.0) {
        return covariance.clone();
    }
    let t = Mat::from_fn(dim, dim, share);
    let half = product(&t, covariance);
    Mat::from_fn(dim, dim, |i, j| (0..dim).map(|k| half[(i, k)] * t[(j, k)]).sum())
}

/// The inverse of a symmetric positive definite matrix.
pub(crate) fn inverse(factor: &Cholesky, dim: usize) -> Result<Mat<f64>, Error> {
    let mut inverse = Mat::zeros(dim, dim);
    for j in 0..dim {
        let mut unit = vec![0.0; dim];
        unit[j] = 1.0;
        for (i, value) in factor.solve(&unit)?.into_iter().enumerate() {
            inverse[(i, j)] = value;
        }
    }
    Ok(inverse)
}

/// `sum w^2 r^2 x x'` over the samples, both triangles: a row of n samples that count w together is n of them
/// that count w/n. `residuals` fills in the r of a block, from its logits.
pub(crate) fn scores<T: Target>(
    problem: &Problem<'_, T>,
    w: &[f64],
    residuals: impl Fn(Range<usize>, &mut [f64]) + Sync,
) -> Result<Mat<f64>, Error> {
    let dim = problem.design.dim();
    let (mut scores, _) = problem.design.sweep(
        dim * dim,
        || (Mat::zeros(dim, dim), [0.0; BLOCK_ROWS]),
        |(scores, r): &mut (Mat<f64>, _), block| {
            let r = &mut r[..block.len()];
            block.logits(w, r);
            problem.add_offset(block.rows(), r);
            residuals(block.rows(), r);
            for (i, r) in block.rows().zip(&mut *r) {
                *r = match problem.weight(i) {
                    0.0 => 0.0,
                    weight => weight / problem.samples_of_row(i) * weight * (*r * *r),
                };
            }
            block.add_hessian(r, scores.as_mut());
        },
        |(scores, _), (of_chunk, _)| *scores += of_chunk,
    )?;
    for j in 0..dim {
        for i in 0..j {
            scores[(j, i)] = scores[(i, j)];
        }
    }
    Ok(scores)
}

/// `A M A` for symmetric `A` and `M`.
pub(crate) fn sandwich(bread: &Mat<f64>, filling: &Mat<f64>) -> Mat<f64> {
    product(&product(bread, filling), bread)
}

fn product(a: &Mat<f64>, b: &Mat<f64>) -> Mat<f64> {
    let dim = a.nrows();
    Mat::from_fn(dim, dim, |i, j| (0..dim).map(|k| a[(i, k)] * b[(k, j)]).sum())
}

/// The rows and columns of the free parameters.
pub(crate) fn of_free(all: &Mat<f64>, free: &[usize]) -> Mat<f64> {
    Mat::from_fn(free.len(), free.len(), |i, j| all[(free[i], free[j])])
}

/// `A` times a number.
pub(crate) fn scaled(a: &Mat<f64>, factor: f64) -> Mat<f64> {
    Mat::from_fn(a.nrows(), a.ncols(), |i, j| factor * a[(i, j)])
}
