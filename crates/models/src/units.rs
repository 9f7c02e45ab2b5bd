use crate::penalty::Penalty;

/// What the coefficients of features are multiplied by before they are penalised; none for 1. Where it is 0, a
/// feature stands for the intercept and has no penalty; where it is infinite, a feature is left out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Units<'a>(pub(crate) &'a [f64]);

impl Units<'_> {
    /// What the coefficient of feature j costs. (What is left out keeps a penalty, so that its curvature is not 0.)
    pub(crate) fn penalty(self, j: usize, penalty: Penalty) -> Penalty {
        match self.0.get(j) {
            Some(unit) if unit.is_finite() => penalty.per(*unit),
            _ => penalty,
        }
    }

    pub(crate) fn is_left_out(self, j: usize) -> bool {
        self.0.get(j).is_some_and(|unit| unit.is_infinite())
    }

    pub(crate) fn left_out(self) -> impl Iterator<Item = usize> {
        (0..self.0.len()).filter(move |j| self.is_left_out(*j))
    }

    /// The feature that is an intercept but for its unit.
    pub(crate) fn intercept(self) -> Option<usize> {
        self.0.iter().position(|unit| *unit == 0.0)
    }
}
