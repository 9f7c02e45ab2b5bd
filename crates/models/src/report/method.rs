use std::fmt;

use serde::{Deserialize, Serialize};

/// How an optimum is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Method {
    /// Directly, by a QR factorisation.
    LeastSquares,
    /// [`GradientDescent`](crate::solver::GradientDescent).
    GradientDescent,
    /// [`Newton`](crate::solver::Newton).
    Newton,
    /// [`Lbfgs`](crate::solver::Lbfgs).
    Lbfgs,
    /// [`ProximalNewton`](crate::solver::ProximalNewton).
    ProximalNewton,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LeastSquares => "least squares by QR",
            Self::GradientDescent => "gradient descent",
            Self::Newton => "Newton",
            Self::Lbfgs => "L-BFGS",
            Self::ProximalNewton => "proximal Newton",
        })
    }
}
