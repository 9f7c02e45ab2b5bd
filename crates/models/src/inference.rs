//! How certain the parameters of a fit are: standard errors, tests, intervals, and how well it fits.
//!
//! From the Hessian at the optimum, the curvature of the log-likelihood, comes the covariance of the
//! parameters: where it is sharply curved, other data would have given much the same. All of
//! it is valid only for maximum-likelihood estimates, and is refused for others: penalised ones,
//! those of separated classes, and those short of the optimum.
//!
//! p-values are accurate to a relative 1e-10 down to 1e-300, and 0 below; they have the same bits
//! everywhere (`inference/tails.rs`).

mod classes;
mod clusters;
mod contrasts;
mod covariance;
mod distribution;
mod estimates;
mod evidence;
mod filling;
mod forms;
mod information;
mod inverse;
mod leverage;
mod likelihood;
mod linear;
mod logistic;
mod optimum;
mod ordered;
mod profile;
mod proportional;
mod robust;
mod sandwich;
mod softmax;
mod spread;
mod summary;
mod tails;
mod without;

use crate::error::Error;
use crate::penalty::Penalty;
use crate::report::{Report, Status};

pub use classes::{ClassEstimates, LogOdds};
pub use contrasts::Contrasts;
pub use covariance::Covariance;
pub use distribution::Distribution;
pub use estimates::{Estimate, Estimates};
pub use evidence::Evidence;
pub use likelihood::Likelihood;
pub use linear::LinearInference;
pub use logistic::LogisticInference;
pub use ordered::OrderedInference;
pub use proportional::OddsTest;
pub use sandwich::Sandwich;
pub use softmax::SoftmaxInference;
pub use summary::{p_value_text, threshold_names};

pub(crate) use classes::{ClassForms, ClassOptimum, ClassPairs, place};
pub(crate) use evidence::Totals;
pub(crate) use filling::Filling;
pub(crate) use forms::Forms;
pub(crate) use information::Information;
pub(crate) use inverse::Places;
pub(crate) use linear::Sums;
pub(crate) use logistic::Errors;
pub(crate) use optimum::Optimum;
pub(crate) use profile::{Profile, centres_beside, check_profile};
pub(crate) use spread::Spread;

/// A test statistic, and how probable a larger one is under the null hypothesis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TestResult {
    /// The statistic.
    pub statistic: f64,
    /// What it is compared with.
    pub against: Against,
    /// The probability of one at least as large; 0 below 1e-300.
    pub p_value: f64,
}

/// The distribution of a test statistic under the null hypothesis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Against {
    /// A sum of so many squares of standard normal numbers.
    ChiSquared {
        /// How many.
        degrees_of_freedom: f64,
    },
    /// A ratio of two mean squares.
    F {
        /// Of the upper one.
        degrees_of_freedom: f64,
        /// Of the lower one.
        residual_degrees_of_freedom: f64,
    },
}

impl TestResult {
    /// A statistic that is compared with a sum of so many squares of standard normal numbers; its p-value is right to ten
    /// digits down to 1e-300, and 0 below.
    ///
    /// ```
    /// use models::inference::TestResult;
    ///
    /// let test = TestResult::chi_squared(3.841_458_820_694_124, 1.0);
    /// assert!((test.p_value - 0.05).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn chi_squared(statistic: f64, degrees_of_freedom: f64) -> Self {
        let p_value = tails::chi_squared(statistic, degrees_of_freedom);
        Self { statistic, against: Against::ChiSquared { degrees_of_freedom }, p_value }
    }

    pub(crate) fn f(statistic: f64, degrees_of_freedom: f64, residual: f64) -> Self {
        let p_value = tails::f(statistic, degrees_of_freedom, residual);
        let against = Against::F { degrees_of_freedom, residual_degrees_of_freedom: residual };
        Self { statistic, against, p_value }
    }
}

const TOO_FEW_SAMPLES: &str = "there are as many parameters as samples";

/// Refuses a fit whose parameters are not those of maximum likelihood, so that nothing is asked of rows in vain.
///
/// # Errors
/// [`Error::NoInference`] with the reason.
pub fn check_likelihood(report: &Report, penalty: Penalty) -> Result<(), Error> {
    let reason = match report.status {
        _ if !penalty.is_none() => {
            "the coefficients are penalised, and therefore biased by an unknown amount"
        }
        _ if report.has_bounds => {
            "some coefficients may not be negative, and an estimate near its bound is not normally distributed"
        }
        Status::Converged | Status::RankDeficient { .. } => return Ok(()),
        Status::Separated(_) => {
            "the classes are separated, so that the best parameters are infinite; with Firth's correction (not \
             of ordered classes) profiles give intervals"
        }
        _ => "the fit has not reached its optimum",
    };
    Err(Error::NoInference(reason))
}
