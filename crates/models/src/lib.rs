#![doc = include_str!("../README.md")]
//!
//! The ladder, each rung ignorant of the next:
//!
//! | rung | knows | here |
//! |---|---|---|
//! | [`loss`] | one sample: a target and a logit | [`SquaredError`](loss::SquaredError), [`CrossEntropy`](loss::CrossEntropy), [`SoftmaxCrossEntropy`](loss::SoftmaxCrossEntropy), [`OrderedCrossEntropy`](loss::OrderedCrossEntropy) |
//! | [`objective`] | all samples: the mean loss and its derivatives | [`MeanLoss`](objective::MeanLoss), [`MeanSoftmaxLoss`](objective::MeanSoftmaxLoss), [`MeanOrderedLoss`](objective::MeanOrderedLoss) |
//! | [`solver`] | a vector of parameters and a trait | [`GradientDescent`](solver::GradientDescent), [`Newton`](solver::Newton), [`Lbfgs`](solver::Lbfgs) |
//! | the regressions | a [`Problem`] | [`LinearRegression`], [`LogisticRegression`], [`SoftmaxRegression`], [`OneVsRest`], [`OrderedRegression`], [`PolynomialRegression`] |
//! | [`report`] | how a fit ended | [`Report`] |
//!
//! A regression is a configuration with public fields, whose `fit` returns another type with coefficients,
//! an intercept, and a [`Report`] that says whether the numbers can be trusted. In modules of their
//! own: [`inference`] (standard errors, tests, intervals), [`influence`] of single rows, [`separation`], [`paths`] of
//! penalties and cross-validation, [`firth`]'s correction, [`explain`] (the same in other systems), [`recalibration`]
//! (are the logits of any model right?).
//!
//! # Conventions
//!
//! - `X` is `n_samples x n_features`, column-major. The intercept is a virtual last parameter.
//! - The objective is `J(w) = mean loss + l1 sum |c_j| + l2/2 sum c_j^2` for the coefficients c; the
//!   intercept is never penalised, and there is no penalty unless asked for. The same `l2` in other words:
//!   with n samples, scikit-learn's `C = 1 / (n l2)`, liblinear's `-c` the same (but it penalises its
//!   intercept), glmnet's `lambda = l2` with `alpha = 0` (`standardize = FALSE`), and in R a
//!   penalty `n l2 / 2 * sum(coef^2)` on the negative log-likelihood.
//! - Labels of a binary model are `bool`; a probability is compared with a threshold by `>=`.
//! - Losses and objectives are in nats per sample.
//! - A *weight* says how much a sample counts; what is learned are *parameters*: coefficients and intercept.

pub mod loss;
pub mod objective;
pub mod solver;

mod linear;
mod logistic;
mod one_vs_rest;
mod ordered;
mod penalty;
mod polynomial;
mod problem;
mod sample_weights;
mod samples;
mod softmax;

pub mod report;

mod aliased;
mod balance;
mod boundary;
mod constants;
mod coordinates;
mod diagnosis;
mod digest;
pub mod effects;
mod error;
pub mod explain;
pub mod firth;
mod gradient_check;
pub mod inference;
pub mod influence;
mod irls;
mod logits;
mod multiples;
pub mod paths;
pub mod recalibration;
mod scaler;
pub mod separation;
mod units;
mod wide;

pub use balance::{Class, balanced_weights};
pub use boundary::Boundary;
pub use diagnosis::Finding;
pub use digest::digest;
pub use error::Error;
pub use gradient_check::{GradientCheck, gradient_check};
pub use linalg_lite::Combination;
pub use linear::{FittedLinear, LinearRegression, LinearSolver};
pub use logistic::{FittedLogistic, LogisticRegression};
pub use one_vs_rest::{FittedOneVsRest, OneVsRest};
pub use ordered::{FittedOrdered, OrderedRegression};
pub use penalty::Penalty;
pub use polynomial::{FittedPolynomial, PolynomialRegression};
pub use problem::{Problem, Target};
pub use report::{Report, Status};
pub use sample_weights::{SampleWeights, WeightKind};
pub use samples::Samples;
pub use scaler::{FittedScaler, StandardScaler};
pub use softmax::{FittedSoftmax, SoftmaxRegression};
pub use solver::Solver;
