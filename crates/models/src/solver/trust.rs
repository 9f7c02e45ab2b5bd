use super::Objective;
use super::point::Sweeps;
use crate::report::{Bound, Certificate};

/// A decrease that is nothing where `J` has no noise but rounding, in units of `1 + |J|`.
const NOTHING: f64 = 1e-26;

/// How far the Hessian at hand is to be believed.
#[derive(Clone, Copy)]
pub(super) struct Trust {
    /// Whether it was taken where the point is.
    pub(super) is_new: bool,
    /// What the last step was to gain.
    pub(super) decrease_before: f64,
    /// What a step from the last new Hessian was to gain, where that was next to nothing.
    pub(super) decrease_when_new: f64,
    /// How much of the preconditioner was added to it.
    pub(super) damping: f64,
    /// A decrease that is nothing, in units of `1 + |J|`.
    pub(super) nothing: f64,
}

impl Trust {
    pub(super) fn over<O: Objective>(sweeps: &Sweeps<'_, O>) -> Self {
        let nothing = sweeps.at_least_noise_of_steps(NOTHING);
        let (decrease_before, decrease_when_new) = (f64::INFINITY, f64::INFINITY);
        Self { is_new: false, decrease_before, decrease_when_new, damping: 0.0, nothing }
    }

    pub(super) fn renewed(self) -> Self {
        Self { is_new: true, decrease_before: f64::INFINITY, damping: 0.0, ..self }
    }

    /// A kept Hessian must cut the predicted decrease to a tenth.
    pub(super) fn is_used_up(&self, decrease: f64) -> bool {
        const CUT: f64 = 0.1;
        !self.is_new && decrease > CUT * self.decrease_before
    }

    /// Whether a new Hessian predicts next to nothing, and no less than the one before it.
    pub(super) fn meets_rounding(&mut self, decrease: f64, rounding: f64) -> bool {
        if !self.is_new || decrease > rounding {
            return false;
        }
        let no_progress = decrease > self.decrease_when_new / 2.0;
        self.decrease_when_new = decrease;
        no_progress
    }

    /// That of an end where next to nothing is left to gain: a duality gap worth its name or, where no
    /// step makes it one, the decrease that a new Hessian predicts.
    pub(super) fn certificate(
        &mut self,
        proven: Option<f64>,
        decrease: f64,
        size: f64,
    ) -> Option<Certificate> {
        const GAP: f64 = 1e-10;
        if let Some(gap) = proven.filter(|gap| *gap <= GAP * size) {
            return Some(Certificate::proven(gap));
        }
        let is_nothing = decrease <= self.nothing * size;
        if !self.is_new {
            if is_nothing {
                self.decrease_before = f64::NEG_INFINITY; // the parabola is looked at once more where it touches
            }
            return None;
        }
        let no_progress = is_nothing || decrease > self.decrease_when_new / 2.0;
        self.decrease_when_new = decrease;
        let gap = decrease.max(0.0);
        no_progress.then_some(Certificate { gap, bound: Bound::Local })
    }
}
