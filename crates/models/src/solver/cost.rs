use super::Objective;

/// What a solver for corners knows of a parameter's cost.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cost {
    pub(super) l1: f64,
    pub(super) l2: f64,
    /// Whether it may not be negative.
    pub(super) is_nonnegative: bool,
}

impl Cost {
    /// That of each parameter.
    pub(super) fn all(objective: &impl Objective) -> Vec<Self> {
        let of = |j: usize| {
            let penalty = objective.penalty(j);
            let is_nonnegative = objective.is_nonnegative(j);
            Self { l1: penalty.l1, l2: penalty.l2, is_nonnegative }
        };
        (0..objective.dim()).map(of).collect()
    }

    /// What minimises `x^2/2 - v x + l1 |x|`: the soft threshold of v, or 0 where that may not be.
    pub(super) fn threshold(self, v: f64) -> f64 {
        if v > self.l1 {
            v - self.l1
        } else if v < -self.l1 && !self.is_nonnegative {
            v + self.l1
        } else {
            0.0
        }
    }

    /// How far minus a slope is from those that the cost has at `w`: at 0 from `-l1` to `l1`, or any below where w may not
    /// be negative.
    pub(super) fn distance(self, w: f64, slope: f64) -> f64 {
        match w == 0.0 {
            true if self.is_nonnegative => (-slope - self.l1).max(0.0),
            true => (slope.abs() - self.l1).max(0.0),
            false => (slope + self.l1 * w.signum()).abs(),
        }
    }

    /// Whether a parameter may not pass 0 without a look at what it costs there.
    pub(super) fn has_corner(self) -> bool {
        self.l1 > 0.0 || self.is_nonnegative
    }
}
