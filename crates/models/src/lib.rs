//! Linear, logistic and softmax regression, from the loss of one sample to a fitted model.
//!
//! Three layers, each ignorant of the next:
//!
//! | layer | knows | here |
//! |---|---|---|
//! | [`loss`] | one sample: a label and a logit | [`SquaredError`], [`CrossEntropy`], [`SoftmaxCrossEntropy`] |
//! | [`objective`] | all samples: the mean loss and its derivatives | [`MeanLoss`], [`MeanSoftmaxLoss`] |
//! | [`solver`] | a weight vector and a trait | [`GradientDescent`], [`Newton`], [`Lbfgs`] |
//!
//! On top of them the models: a configuration with public fields ([`LogisticRegression`]) whose
//! `fit` gives another type ([`FittedLogistic`]) with coefficients, an intercept, and a
//! [`Report`] that says whether the numbers can be trusted.
//!
//! # Conventions
//!
//! - `X` is `n_samples x n_features`, column-major. The intercept is a virtual last weight.
//! - The objective is `J(w) = mean loss + l2/2 * |coefficients|^2`; the intercept is never
//!   penalised, and there is no penalty unless asked for. The same `l2` in other words: with n
//!   samples, scikit-learn's `C = 1 / (n l2)`, liblinear's `-c` the same (but it penalises its
//!   intercept), glmnet's `lambda = l2` with `alpha = 0` (`standardize = FALSE`), and in R a
//!   penalty `n l2 / 2 * sum(coef^2)` on the negative log-likelihood.
//! - Labels of a binary model are `bool`; a probability is compared with a threshold by `>=`.
//! - Losses and objectives are in nats per sample.
//!
//! # Example
//!
//! ```
//! use linalg_lite::matrix_from_columns;
//! use models::{LogisticRegression, Status};
//!
//! let hours = matrix_from_columns(&[&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])?;
//! let passed = [false, false, true, false, true, true];
//! let model = LogisticRegression::default().fit(hours.as_ref(), &passed)?;
//! assert_eq!(model.report.status, Status::Converged);
//! assert!((model.boundary().solve_for(0, &[0.0])? - 3.5).abs() < 1e-12); // half pass at 3.5 hours
//! let p = model.probabilities(hours.as_ref())?;
//! assert!((p.iter().sum::<f64>() - 3.0).abs() < 1e-12); // as many expected as did pass
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod boundary;
mod cross_validation;
mod diagnosis;
mod error;
mod explain;
mod firth;
mod gradient_check;
mod independent;
pub mod inference;
mod linear;
mod logistic;
pub mod loss;
mod minimum_norm;
pub mod objective;
mod one_vs_rest;
mod penalty;
mod polynomial;
mod report;
mod scaler;
mod separation;
mod softmax;
pub mod solver;
mod sparse;
mod weighting;
mod weights;

pub use boundary::Boundary;
pub use cross_validation::CrossValidation;
pub use diagnosis::Finding;
pub use error::Error;
pub use explain::Explanation;
pub use firth::{FirthRegression, FittedFirth};
pub use gradient_check::{GradientCheck, gradient_check};
pub use inference::{
    Distribution, Estimate, Estimates, Likelihood, LinearInference, LogisticInference,
    SoftmaxInference, TestResult, p_value_text, significant,
};
pub use linalg_lite::Combination;
pub use linear::{FittedLinear, LinearRegression, LinearSolver};
pub use logistic::{FittedLogistic, LogisticRegression};
pub use loss::{CrossEntropy, Loss, SoftmaxCrossEntropy, SquaredError};
pub use objective::{FirthLoss, MeanLoss, MeanSoftmaxLoss};
pub use one_vs_rest::{FittedOneVsRest, OneVsRest};
pub use penalty::{Penalty, PenaltyPath};
pub use polynomial::{FittedPolynomial, PolynomialRegression};
pub use report::{Bound, Certificate, Divergence, Iteration, Method, Report, Status};
pub use scaler::{FittedScaler, StandardScaler};
pub use separation::{
    SeparatingDirection, Separation, find_separation, find_separation_of_classes, separation_along,
};
pub use softmax::{FittedSoftmax, SoftmaxRegression};
pub use solver::{
    GradientDescent, Lbfgs, Metric, Newton, Objective, ProximalNewton, SampleMean, Solution,
    Solver, TwiceDifferentiable,
};
pub use weighting::{WeightKind, Weighting, balanced_weights};
