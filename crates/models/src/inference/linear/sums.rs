use linalg_lite::ln;

use crate::error::Error;
use crate::inference::{Evidence, TOO_FEW_SAMPLES, Totals};
use crate::problem::Problem;
use crate::sample_weights::WeightKind;

const NOTHING_TO_EXPLAIN: &str =
    "the target is the same in every sample, so that there is nothing to explain";
const PERFECT: &str = "a perfect fit leaves no residual to estimate them from";

/// What a line leaves, and what it is compared with: the model that knows no feature, but the offset.
pub(crate) struct Sums {
    /// `sum w r^2`.
    pub(super) squares: f64,
    /// `sum w (y - o - mean)^2`, without an intercept `sum w (y - o)^2`.
    pub(super) total: f64,
    /// `sum w y^2`.
    sizes: f64,
    /// The largest `w/k (|y| + |o|)^2`.
    largest: f64,
    /// `sum ln w` of precisions: what they add to a normal log-likelihood, twice.
    of_precisions: f64,
    pub(super) totals: Totals,
}

impl Sums {
    pub(crate) fn of(problem: &Problem<'_, f64>, squares: f64) -> Self {
        let left = problem.target_less_offset();
        let mean = match problem.design.has_intercept() {
            true => problem.sum(|i| left[i]) / problem.total_weight(),
            false => 0.0,
        };
        let of_precisions = match problem.weight_kind() {
            WeightKind::Analytic => problem.counted_rows().map(|i| ln(problem.weight(i))).sum(),
            _ => 0.0,
        };
        Self {
            squares,
            total: problem.sum(|i| (left[i] - mean) * (left[i] - mean)),
            sizes: problem.sum(|i| problem.target[i] * problem.target[i]),
            largest: largest_target(problem),
            of_precisions,
            totals: Totals::of(problem),
        }
    }

    pub(super) fn of_evidence(evidence: &Evidence, has_intercept: bool) -> Self {
        Self {
            squares: 2.0 * evidence.loss * evidence.total_weight,
            total: 2.0 * evidence.null_loss * evidence.total_weight,
            sizes: evidence.squared_targets,
            largest: evidence.largest_target,
            of_precisions: match evidence.weights {
                WeightKind::Analytic => evidence.ln_weights,
                _ => 0.0,
            },
            totals: evidence.totals(has_intercept),
        }
    }

    /// Refuses where nothing is left to estimate errors from.
    pub(crate) fn check(&self, parameters: usize) -> Result<(), Error> {
        /// Residuals this small, in units of what the target is made of, are rounding.
        const ROUNDING: f64 = 16.0 * f64::EPSILON;
        let nothing = ROUNDING * ROUNDING * self.sizes;
        let reason = if self.total <= nothing {
            NOTHING_TO_EXPLAIN
        } else if self.totals.samples <= parameters as f64 {
            TOO_FEW_SAMPLES
        } else if self.squares <= nothing {
            PERFECT
        } else {
            return Ok(());
        };
        Err(Error::NoInference(reason))
    }

    /// The largest `w r^2` of residuals r that are nothing but rounding: a robust variance made of such squares is at most
    /// so many times that of the model with a dispersion of 1.
    pub(crate) fn rounding(&self) -> f64 {
        const FEW: f64 = 64.0 * f64::EPSILON;
        FEW * FEW * self.largest
    }

    pub(super) fn log_likelihood(&self, squares: f64) -> f64 {
        let n = self.totals.samples;
        let of_normal = n * (ln(2.0 * std::f64::consts::PI * squares / n) + 1.0);
        (self.of_precisions - of_normal) / 2.0
    }
}

/// The largest `w/k (|y| + |o|)^2` of rows that stand for k samples.
fn largest_target(problem: &Problem<'_, f64>) -> f64 {
    let size = |i: usize| {
        let size = problem.target[i].abs() + problem.offset.map_or(0.0, |offset| offset[i].abs());
        problem.weight(i) / problem.samples_of_row(i) * size * size
    };
    problem.counted_rows().map(size).fold(0.0, f64::max)
}
