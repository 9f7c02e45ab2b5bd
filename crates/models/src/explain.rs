//! What a fit minimised, as a formula and as calls of other systems that minimise the same.

mod calls;

use std::fmt;

use self::calls::{linear_calls, logistic_calls, softmax_calls};
use crate::{FittedLinear, FittedLogistic, FittedSoftmax, Penalty};

/// An objective in words, and how others are asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The exact formula, with its numbers.
    pub formula: String,
    /// For each system the call that minimises the same, or why there is none.
    pub calls: Vec<(&'static str, String)>,
}

impl Explanation {
    /// The call of the system of that name.
    #[must_use]
    pub fn call(&self, system: &str) -> Option<&str> {
        self.calls.iter().find(|(name, _)| *name == system).map(|(_, call)| call.as_str())
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.formula)?;
        for (system, call) in &self.calls {
            write!(f, "\n{system:<14}{call}")?;
        }
        Ok(())
    }
}

impl FittedLogistic {
    /// What was minimised, and the same elsewhere.
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::LogisticRegression;
    ///
    /// let x = matrix_from_columns(&[&[1.0, 2.0, 3.0, 4.0]])?;
    /// let model = LogisticRegression { l2: 0.125, ..Default::default() };
    /// let explanation = model.fit(x.as_ref(), &[false, true, false, true])?.explain();
    /// assert!(explanation.call("scikit-learn").unwrap().starts_with("LogisticRegression(C=2, "));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let asked = Asked {
            penalty: self.config.penalty(),
            intercept: self.config.intercept,
            n: self.total_weight,
        };
        let loss = "ln(1 + e^z) - y z";
        Explanation { formula: asked.formula(loss, "z = X c"), calls: logistic_calls(&asked) }
    }
}

impl FittedLinear {
    /// What was minimised, and the same elsewhere.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let asked = Asked {
            penalty: self.config.penalty(),
            intercept: self.config.intercept,
            n: self.total_weight,
        };
        Explanation {
            formula: asked.formula("(z - y)^2 / 2", "z = X c"),
            calls: linear_calls(&asked),
        }
    }
}

impl FittedSoftmax {
    /// What was minimised, and the same elsewhere.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let penalty = Penalty { l1: 0.0, l2: self.config.l2 };
        let asked = Asked { penalty, intercept: self.config.intercept, n: self.total_weight };
        let loss = "ln(sum_k e^z_k) - z_y";
        Explanation { formula: asked.formula(loss, "z_k = X c_k"), calls: softmax_calls(&asked) }
    }
}

/// What was asked for.
struct Asked {
    penalty: Penalty,
    intercept: bool,
    n: f64,
}

impl Asked {
    fn formula(&self, loss: &str, logit: &str) -> String {
        let Penalty { l1, l2 } = self.penalty;
        let mut formula = format!("minimise 1/{} * sum ({loss})", self.n);
        if l1 > 0.0 {
            formula += &format!(" + {l1} * sum |c|");
        }
        if l2 > 0.0 {
            formula += &format!(" + {l2}/2 * sum c^2");
        }
        formula += &match (self.intercept, self.penalty == Penalty::default()) {
            (true, true) => format!(", {logit} + b; no penalty"),
            (true, false) => format!(", {logit} + b; the intercept b is not penalised"),
            (false, _) => format!(", {logit}; no intercept"),
        };
        formula + "; features as they were given"
    }
}
