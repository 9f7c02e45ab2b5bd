use std::fmt;

use serde::{Deserialize, Serialize};

/// How a fit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// At the optimum, as near as the tolerance asks for.
    #[serde(alias = "Converged")]
    Converged,
    /// The iterations ran out: the parameters are an early stop, not the optimum.
    #[serde(alias = "IterationLimit")]
    IterationLimit,
    /// No step along the search direction lowered the objective.
    #[serde(alias = "Stalled")]
    Stalled,
    /// The objective grew or overflowed: the learning rate is too large.
    #[serde(alias = "Diverged")]
    Diverged,
    /// The objective has flattened out, yet the parameters still grow at full pace: its minimum
    /// lies at infinity.
    #[serde(alias = "NoFiniteOptimum")]
    NoFiniteOptimum,
    /// As `NoFiniteOptimum`, and the reason is known: a direction separates the classes.
    #[serde(alias = "Separated")]
    Separated(Separation),
    /// Some features are combinations of others: the optimum is not one point but many.
    #[serde(alias = "RankDeficient")]
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
            Self::Stalled => f.write_str("stalled: no step lowers the objective any further"),
            Self::Diverged => f.write_str("diverged: the learning rate is too large"),
            Self::NoFiniteOptimum => {
                f.write_str("no finite optimum: the parameters grow without bound")
            }
            Self::Separated(Separation::Complete) => {
                f.write_str("no finite optimum: the classes are completely separated")
            }
            Self::Separated(Separation::QuasiComplete) => {
                f.write_str("no finite optimum: the classes are quasi-completely separated")
            }
            Self::RankDeficient { rank } => {
                write!(f, "converged with rank {rank}: some features are combinations of others")
            }
        }
    }
}

/// Whether a direction among the parameters separates the classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Separation {
    /// Every sample lies on the side of its own class.
    #[serde(alias = "Complete")]
    Complete,
    /// None lies on the wrong side, but some lie on the boundary itself.
    #[serde(alias = "QuasiComplete")]
    QuasiComplete,
}
