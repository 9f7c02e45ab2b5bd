use std::fmt;

use crate::Separation;

/// How a fit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// At the optimum, as near as the tolerance asks.
    Converged,
    /// The iterations ran out: the weights are an early stop, not the optimum.
    IterationLimit,
    /// No step along the search direction lowered the objective.
    Stalled,
    /// The objective grew or overflowed: the learning rate is too large.
    Diverged,
    /// The objective has flattened out, yet the weights still grow at full pace: its minimum
    /// lies at infinity.
    NoFiniteOptimum,
    /// As `NoFiniteOptimum`, and the reason is found: a direction separates the classes.
    Separated(Separation),
    /// Some features are combinations of others, and got the coefficient 0.
    RankDeficient {
        /// Rank of the design matrix, the column of ones included.
        rank: usize,
    },
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Converged => f.write_str("converged"),
            Self::IterationLimit => f.write_str("stopped at the iteration limit"),
            Self::Stalled => f.write_str("stalled: no step lowers the objective"),
            Self::Diverged => f.write_str("diverged: lower the learning rate"),
            Self::NoFiniteOptimum => f.write_str("no finite optimum: the weights grow for ever"),
            Self::Separated(Separation::Complete) => {
                f.write_str("no finite optimum: the classes are completely separated")
            }
            Self::Separated(Separation::QuasiComplete) => {
                f.write_str("no finite optimum: the classes are quasi-completely separated")
            }
            Self::RankDeficient { rank } => write!(f, "rank {rank}: some features are redundant"),
        }
    }
}

/// How an optimum is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// Directly, by a QR factorisation.
    LeastSquares,
    /// [`GradientDescent`](crate::GradientDescent).
    GradientDescent,
    /// [`Newton`](crate::Newton).
    Newton,
    /// [`Lbfgs`](crate::Lbfgs).
    Lbfgs,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LeastSquares => "least squares by QR",
            Self::GradientDescent => "gradient descent",
            Self::Newton => "Newton",
            Self::Lbfgs => "L-BFGS",
        })
    }
}

/// What a fit says about itself.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a fit may have ended anywhere: look at its status"]
pub struct Report {
    /// How it ended.
    pub status: Status,
    /// What it was reached with.
    pub method: Method,
    /// Why with that, when [`Solver::Auto`](crate::Solver::Auto) had the choice.
    pub reason: Option<String>,
    /// Steps taken: epochs of gradient descent, iterations of Newton, 1 for a direct solution.
    pub iterations: usize,
    /// How often the data were read: once for each evaluation of the objective, or as often as
    /// least squares does. Looks at a part of the samples to begin with are not counted.
    pub sweeps: usize,
    /// The objective at the weights returned, in nats (or half squared target units) per sample.
    pub objective: f64,
    /// The largest absolute entry of the gradient at the weights returned.
    pub gradient_norm: f64,
    /// The objective before each step.
    pub history: Vec<f64>,
}
