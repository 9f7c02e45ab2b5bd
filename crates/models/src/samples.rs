use serde::{Deserialize, Serialize};

use crate::problem::{Problem, Target};

/// What a fitted model remembers of its samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Samples {
    /// The weight of all samples together: their number, if they had no weights.
    pub total_weight: f64,
    /// Whether they had weights.
    #[serde(default)]
    pub weighted: bool,
    /// Whether there was an intercept.
    #[serde(default = "yes")]
    pub has_intercept: bool,
    /// Whether a number that was not fitted was added to each logit (or prediction).
    #[serde(default, skip_serializing_if = "is_no")]
    pub has_offset: bool,
    /// Whether the penalty of each feature had a factor.
    #[serde(default, skip_serializing_if = "is_no")]
    pub has_penalty_factors: bool,
}

fn yes() -> bool {
    true
}

fn is_no(answer: &bool) -> bool {
    !answer
}

impl Samples {
    pub(crate) fn of<T: Target>(problem: &Problem<'_, T>) -> Self {
        Self {
            total_weight: problem.total_weight(),
            weighted: problem.weights.is_some(),
            has_intercept: problem.design.has_intercept(),
            has_offset: problem.offset.is_some() || problem.class_offsets.is_some(),
            has_penalty_factors: problem.penalty_factors.is_some(),
        }
    }
}
