use std::fmt;

use serde::{Deserialize, Serialize};

/// How an optimum is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Directly: by the products of centred columns, or by a QR factorisation.
    #[serde(alias = "LeastSquares")]
    LeastSquares,
    /// [`GradientDescent`](crate::solver::GradientDescent).
    #[serde(alias = "GradientDescent")]
    GradientDescent,
    /// [`Newton`](crate::solver::Newton).
    #[serde(alias = "Newton")]
    Newton,
    /// [`Lbfgs`](crate::solver::Lbfgs).
    #[serde(alias = "Lbfgs")]
    Lbfgs,
    /// [`ProximalNewton`](crate::solver::ProximalNewton).
    #[serde(alias = "ProximalNewton")]
    ProximalNewton,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LeastSquares => "least squares",
            Self::GradientDescent => "gradient descent",
            Self::Newton => "Newton",
            Self::Lbfgs => "L-BFGS",
            Self::ProximalNewton => "proximal Newton",
        })
    }
}
