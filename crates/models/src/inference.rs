//! How sure a fit can be of its weights: standard errors, tests, intervals, and how well it fits.
//!
//! From the Hessian at the optimum, the curvature of the log-likelihood, comes the covariance of the
//! weights: where it is sharply curved, other data would have led to much the same weights. All of
//! it holds for weights of maximum likelihood alone, and is refused for others: penalised ones,
//! those of separated classes, and those short of the optimum.
//!
//! p-values are right to 1e-10 of themselves down to 1e-300, and 0 below; they have the same bits
//! everywhere (`inference/tails.rs`).

mod distribution;
mod estimates;
mod leverage;
mod likelihood;
mod linear;
mod logistic;
mod profile;
mod softmax;
mod summary;
mod tails;

use std::borrow::Cow;

use linalg_lite::{Cholesky, Design, Mat};

use crate::independent::determined;
use crate::solver::Restricted;
use crate::{Error, Penalty, Report, Status, TwiceDifferentiable, WeightKind, Weighting};

pub use distribution::Distribution;
pub use estimates::{Estimate, Estimates};
pub use likelihood::Likelihood;
pub use linear::LinearInference;
pub use logistic::LogisticInference;
pub(crate) use profile::Profile;
pub use softmax::SoftmaxInference;
pub use summary::{p_value_text, significant};

/// A test statistic and how probable a larger one is when nothing is the matter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TestResult {
    /// The statistic.
    pub statistic: f64,
    /// Its degrees of freedom.
    pub degrees_of_freedom: f64,
    /// The probability of one at least as large; 0 below 1e-300.
    pub p_value: f64,
}

impl TestResult {
    pub(crate) fn chi_squared(statistic: f64, degrees_of_freedom: f64) -> Self {
        let p_value = tails::chi_squared(statistic, degrees_of_freedom);
        Self { statistic, degrees_of_freedom, p_value }
    }
}

const TOO_FEW_SAMPLES: &str = "there are as many weights as samples";

/// Refuses a fit whose weights are not those of maximum likelihood.
fn check_likelihood(report: &Report, penalty: Penalty) -> Result<(), Error> {
    let reason = match report.status {
        _ if penalty != Penalty::default() => {
            "the weights are penalised, and so biased by an unknown amount"
        }
        Status::Converged | Status::RankDeficient { .. } => return Ok(()),
        Status::Separated(_) => {
            "the classes are separated, so that the best weights are infinite; a profile of the \
             penalised likelihood (Firth's correction) has intervals"
        }
        _ => "the fit has not reached its optimum",
    };
    Err(Error::NoInference(reason))
}

/// Refuses data at whose optimum the weights are not: half the squared Newton decrement tells.
fn check_data(gradient: &[f64], newton_step: &[f64], objective: f64) -> Result<(), Error> {
    const FAR: f64 = 1e-6;
    let promise = linalg_lite::dot(gradient, newton_step) / 2.0;
    if promise <= FAR * (1.0 + objective.abs()) {
        Ok(())
    } else {
        Err(Error::NoInference("these are not the data that the model was fitted on"))
    }
}

/// The Fisher information of one sample, on the average, at weights of which some are free.
struct Information {
    loss: f64,
    gradient: Vec<f64>,
    factor: Cholesky,
}

impl Information {
    fn at(
        objective: impl TwiceDifferentiable,
        weights: &[f64],
        free: &[usize],
    ) -> Result<Self, Error> {
        let dim = free.len();
        let at: Vec<f64> = free.iter().map(|j| weights[*j]).collect();
        let restricted = Restricted::new(objective, weights.to_vec(), free.to_vec());
        let (mut gradient, mut hessian) = (vec![0.0; dim], Mat::zeros(dim, dim));
        let loss = restricted.hessian(&at, &mut gradient, hessian.as_mut())?;
        Ok(Self { loss, gradient, factor: Cholesky::new(hessian.as_ref())? })
    }

    /// As [`check_data`].
    fn check_data(&self) -> Result<(), Error> {
        check_data(&self.gradient, &self.factor.solve(&self.gradient)?, self.loss)
    }
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

/// `sum w r^2 x x'` from the squares `r^2`, both triangles, with the square of a precision weight.
fn scores(design: Design<'_>, squares: &[f64], weighting: Weighting<'_>) -> Mat<f64> {
    let weighted: Cow<'_, [f64]> = match (weighting.weights, weighting.kind) {
        (None, _) => squares.into(),
        (Some(weights), kind) => (0..squares.len())
            .map(|i| match kind {
                WeightKind::Frequency => weights[i] * squares[i],
                WeightKind::Precision => weights[i] * weights[i] * squares[i],
            })
            .collect(),
    };
    let dim = design.dim();
    let mut scores = design.sweep(
        dim * dim,
        || Mat::zeros(dim, dim),
        |scores: &mut Mat<f64>, block| {
            block.add_hessian(&weighted[block.rows()], scores.as_mut());
        },
        |scores, of_chunk| *scores += of_chunk,
    );
    for j in 0..design.dim() {
        for i in 0..j {
            scores[(j, i)] = scores[(i, j)];
        }
    }
    scores
}

/// `A M A` for symmetric `A` and `M`.
fn sandwich(bread: &Mat<f64>, filling: &Mat<f64>) -> Mat<f64> {
    let dim = bread.nrows();
    let product = |a: &Mat<f64>, b: &Mat<f64>| {
        Mat::from_fn(dim, dim, |i, j| (0..dim).map(|k| a[(i, k)] * b[(k, j)]).sum())
    };
    product(&product(bread, filling), bread)
}
