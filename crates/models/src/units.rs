use crate::penalty::Penalty;

/// What the penalty of each feature is counted in, none for 1, and which coefficients may not be negative.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Units<'a> {
    /// What the coefficients of features are multiplied by before they are penalised. Where it is 0, a feature stands for
    /// the intercept and has no penalty; where it is infinite, a feature is left out.
    pub(crate) deviations: &'a [f64],
    /// What penalties are multiplied by.
    pub(crate) factors: &'a [f64],
    /// Whether coefficients may not be negative; none for no.
    pub(crate) nonnegative: &'a [bool],
}

impl Units<'_> {
    /// What the coefficient of feature j costs. (What is left out keeps a penalty, so that its curvature is not 0.)
    pub(crate) fn penalty(self, j: usize, penalty: Penalty) -> Penalty {
        if self.is_left_out(j) {
            return penalty;
        }
        let penalty = self.factors.get(j).map_or(penalty, |factor| penalty.times(*factor));
        self.deviations.get(j).map_or(penalty, |unit| penalty.per(*unit))
    }

    /// The largest l1 that still leaves a coefficient, by the gradient where those with a penalty are 0.
    pub(crate) fn largest_l1<'g>(self, gradient: impl Iterator<Item = (usize, &'g f64)>) -> f64 {
        let of = |(j, g): (usize, &f64)| match self.penalty(j, Penalty { l1: 1.0, l2: 0.0 }).l1 {
            0.0 => 0.0,
            l1 if self.is_nonnegative(j) => (-g).max(0.0) / l1,
            l1 => g.abs() / l1,
        };
        gradient.map(of).fold(0.0, f64::max)
    }

    pub(crate) fn is_nonnegative(self, j: usize) -> bool {
        self.nonnegative.get(j) == Some(&true)
    }

    pub(crate) fn is_left_out(self, j: usize) -> bool {
        self.deviations.get(j).is_some_and(|unit| unit.is_infinite())
    }

    pub(crate) fn left_out(self) -> impl Iterator<Item = usize> {
        (0..self.deviations.len()).filter(move |j| self.is_left_out(*j))
    }

    /// The feature that is an intercept but for its unit.
    pub(crate) fn intercept(self) -> Option<usize> {
        self.deviations.iter().position(|unit| *unit == 0.0)
    }

    /// Of so many features those that have neither a penalty nor a bound.
    pub(crate) fn free(self, features: usize) -> Vec<usize> {
        let is_free =
            |j: &usize| self.deviations.get(*j) == Some(&0.0) || self.factors.get(*j) == Some(&0.0);
        let is_held = |j: usize| self.is_left_out(j) || self.is_nonnegative(j);
        (0..features).filter(|j| is_free(j) && !is_held(*j)).collect()
    }
}
