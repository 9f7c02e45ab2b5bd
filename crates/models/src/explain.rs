//! What a fit minimised, as a formula and as the calls by which other systems minimise the same.

mod calls;

use std::fmt;

use self::calls::{
    Calls, firth_calls, firth_softmax_calls, linear_calls, logistic_calls, ordered_calls,
    softmax_calls,
};
use crate::firth::{FittedFirth, FittedFirthSoftmax};
use crate::linear::FittedLinear;
use crate::logistic::FittedLogistic;
use crate::ordered::FittedOrdered;
use crate::penalty::Penalty;
use crate::samples::Samples;
use crate::softmax::FittedSoftmax;

/// An objective as a formula, and the calls of other systems for it.
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
    /// use models::{LogisticRegression, Penalty};
    ///
    /// let x = matrix_from_columns(&[&[1.0, 2.0, 3.0, 4.0]])?;
    /// let model = LogisticRegression { penalty: Penalty::l2(0.125), ..Default::default() };
    /// let explanation = model.fit(x.as_ref(), &[false, true, false, true])?.explain();
    /// assert!(explanation.call("scikit-learn").unwrap().starts_with("LogisticRegression(C=2, "));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let mut asked = Asked::new(self.config.penalty, self.config.standardise, self.samples);
        asked.bounds = self.report.has_bounds;
        Explanation {
            formula: asked.formula("ln(1 + e^z) - y z", ONE_LOGIT),
            calls: asked.calls(logistic_calls),
        }
    }
}

impl FittedFirth {
    /// What was minimised, and the same elsewhere.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let asked = Asked::new(Penalty::default(), false, self.samples);
        let formula = asked.formula_of_firth("ln(1 + e^z) - y z", ONE_LOGIT);
        Explanation { formula, calls: asked.calls(firth_calls) }
    }
}

impl FittedFirthSoftmax {
    /// What was minimised, and the same elsewhere.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let asked = Asked::new(Penalty::default(), false, self.samples);
        let formula = asked.formula_of_firth("ln(sum_k e^z_k) - z_y", SEVERAL_LOGITS);
        Explanation { formula, calls: asked.calls(firth_softmax_calls) }
    }
}

impl FittedLinear {
    /// What was minimised, and the same elsewhere.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let mut asked = Asked::new(self.config.penalty, self.config.standardise, self.samples);
        asked.bounds = self.report.has_bounds;
        Explanation {
            formula: asked.formula("(z - y)^2 / 2", ONE_LOGIT),
            calls: asked.calls(linear_calls),
        }
    }
}

impl FittedSoftmax {
    /// What was minimised, and the same elsewhere.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let penalty = self.config.penalty();
        let asked = Asked::new(penalty, self.config.standardise, self.samples);
        let loss = "ln(sum_k e^z_k) - z_y";
        Explanation {
            formula: asked.formula(loss, SEVERAL_LOGITS),
            calls: asked.calls(softmax_calls),
        }
    }
}

impl FittedOrdered {
    /// What was minimised, and the same elsewhere.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let penalty = Penalty::l2(self.config.l2);
        let mut asked = Asked::new(penalty, self.config.standardise, self.samples);
        asked.intercept = false;
        let formula = asked.formula("-ln(s(t_y+1 - z) - s(t_y - z))", ["z = X c", "", "o"]);
        let thresholds = match penalty.is_none() {
            true => "thresholds t, no penalty",
            false => "the thresholds t are not penalised",
        };
        Explanation {
            formula: formula.replace("no intercept", thresholds),
            calls: asked.calls(ordered_calls),
        }
    }
}

/// A logit (or prediction) without its intercept and offset, and these.
const ONE_LOGIT: [&str; 3] = ["z = X c", "b", "o"];
/// The same of several classes.
const SEVERAL_LOGITS: [&str; 3] = ["z_k = X c_k", "b_k", "o_k"];

/// What was asked for.
struct Asked {
    penalty: Penalty,
    /// Whether the penalty counts in units of the features' deviations.
    standardised: bool,
    intercept: bool,
    offset: bool,
    weighted: bool,
    /// Whether the penalty of each feature has a factor.
    factors: bool,
    /// Whether some coefficients may not be negative.
    bounds: bool,
    n: f64,
}

impl Asked {
    fn new(penalty: Penalty, standardise: bool, samples: Samples) -> Self {
        Self {
            penalty,
            standardised: standardise && !penalty.is_none(),
            intercept: samples.has_intercept,
            offset: samples.has_offset,
            weighted: samples.weighted,
            factors: samples.has_penalty_factors && !penalty.is_none(),
            bounds: false,
            n: samples.total_weight,
        }
    }

    /// With Firth's correction of a loss.
    fn formula_of_firth(&self, loss: &str, logit: [&str; 3]) -> String {
        let weight = if self.weighted { "w " } else { "" };
        let mut formula = format!(
            "minimise 1/n * (sum {weight}({loss}) - 1/2 ln det I), {}, where I is the Fisher information",
            self.logit(logit)
        );
        if !self.intercept {
            formula += "; no intercept";
        }
        formula + &self.legend(logit)
    }

    /// The calls, with what they have to be given beside their arguments.
    fn calls(&self, of: impl Fn(&Self) -> Calls) -> Calls {
        let Penalty { l1, l2 } = self.penalty;
        let in_sums = self.n * (l1 + l2);
        let is_said = (1.0 / in_sums).is_normal() && in_sums.is_normal();
        let mut calls = of(self);
        for (system, call) in calls.iter_mut().filter(|(_, call)| !call.starts_with("none")) {
            if !self.penalty.is_none() && !is_said {
                *call = "none: n times the penalty, or its inverse, is beyond double precision"
                    .to_owned();
                continue;
            }
            if self.bounds {
                *call = match *system {
                    "glmnet" => format!("{call}, with lower.limits = 0 for these c_j"),
                    "scikit-learn" if !call.starts_with("LogisticRegression") => {
                        let call = call.replace("cholesky", "lbfgs");
                        format!("{call}, with positive=True, if every c_j is bounded")
                    }
                    _ => "none: it has no bounds".to_owned(),
                };
            }
            if self.factors {
                *call = match call.contains("glmnet(") {
                    true => format!("{call}, with penalty.factor = f and lambda times mean(f)"),
                    false => "none: it takes no penalty factors".to_owned(),
                };
                if call.starts_with("none") {
                    continue;
                }
            }
            if self.standardised {
                *call += ", x in units of standard deviations (with divisor n)";
            }
            if self.weighted {
                *call += ", with sample weights w";
            }
        }
        calls
    }

    fn formula(&self, loss: &str, logit: [&str; 3]) -> String {
        let (l1, l2) = (Number(self.penalty.l1), Number(self.penalty.l2));
        let weight = if self.weighted { "w " } else { "" };
        let mut formula = format!("minimise 1/{} * sum {weight}({loss})", Number(self.n));
        let c = if self.standardised { "d c" } else { "c" };
        let f = if self.factors { "f " } else { "" };
        if l1.0 > 0.0 {
            formula += &format!(" + {l1} * sum {f}|{c}|");
        }
        if l2.0 > 0.0 {
            formula += &match self.standardised {
                true => format!(" + {l2}/2 * sum {f}({c})^2"),
                false => format!(" + {l2}/2 * sum {f}{c}^2"),
            };
        }
        formula += &format!(", {}; ", self.logit(logit));
        if self.bounds {
            formula += "some c_j >= 0; ";
        }
        formula += &match (self.intercept, self.penalty.is_none()) {
            (true, true) => "no penalty".to_owned(),
            (true, false) => format!("the intercept {} is not penalised", logit[1]),
            (false, _) => "no intercept".to_owned(),
        };
        formula + &self.legend(logit)
    }

    /// `z = X c + b + o`, of what there is.
    fn logit(&self, [of_features, intercept, offset]: [&str; 3]) -> String {
        let intercept = if self.intercept { format!(" + {intercept}") } else { String::new() };
        let offset = if self.offset { format!(" + {offset}") } else { String::new() };
        format!("{of_features}{intercept}{offset}")
    }

    /// What the letters mean.
    fn legend(&self, logit: [&str; 3]) -> String {
        let mut legend = String::new();
        if self.offset {
            legend += &format!("; {} is the offset of a sample", logit[2]);
        }
        if self.weighted {
            legend += "; w is the weight of a sample";
        }
        if self.factors {
            legend += "; f is the penalty factor of a feature";
        }
        legend += "; features as given";
        if self.standardised {
            legend += ", d their standard deviations";
        }
        legend
    }
}

/// A number as all systems read it, without a row of zeros.
#[derive(Clone, Copy)]
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = format!("{:?}", self.0);
        f.write_str(number.strip_suffix(".0").unwrap_or(&number))
    }
}
