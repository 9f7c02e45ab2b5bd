use serde::{Deserialize, Serialize};

use crate::error::{Error, check_penalty};

/// What large coefficients cost: `l1 sum |c_j| + l2/2 sum c_j^2`, the elastic net. The first part makes
/// some of them exactly 0, the second shrinks them all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Penalty {
    /// Per unit of a coefficient's size, at least 0.
    pub l1: f64,
    /// Per unit of half its square, at least 0.
    pub l2: f64,
}

impl Penalty {
    /// A penalty on squares alone.
    #[must_use]
    pub fn l2(l2: f64) -> Self {
        Self { l1: 0.0, l2 }
    }

    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    pub(crate) fn check(self) -> Result<Self, Error> {
        check_penalty("l1", self.l1)?;
        check_penalty("l2", self.l2)?;
        Ok(self)
    }

    /// The same for a coefficient that is multiplied by `unit` before it is penalised: with the
    /// deviation of its feature, as if that had been standardised. What is beyond all numbers is the largest
    /// of them: the coefficient is 0 either way.
    pub(crate) fn per(self, unit: f64) -> Self {
        let Self { l1, l2 } = self;
        Self { l1: (l1 * unit).min(f64::MAX), l2: (l2 * unit * unit).min(f64::MAX) }
    }

    /// So many times as much.
    pub(crate) fn times(self, factor: f64) -> Self {
        Self { l1: (self.l1 * factor).min(f64::MAX), l2: (self.l2 * factor).min(f64::MAX) }
    }

    /// `l1 |c| + l2/2 c^2`.
    pub(crate) fn of(self, c: f64) -> f64 {
        self.l1 * c.abs() + self.l2 / 2.0 * c * c
    }

    /// `h(c) + h*(-g) + c g`, at least 0, and 0 where `-g` is a slope of the penalty at c. Where there is
    /// no l2, `|g|` is taken to be within l1.
    pub(crate) fn fenchel_gap(self, c: f64, g: f64) -> f64 {
        let beyond = (g.abs() - self.l1).max(0.0);
        if self.is_none() {
            return if g == 0.0 { 0.0 } else { f64::INFINITY };
        }
        if self.l1 == 0.0 {
            let slope = self.l2 * c + g;
            return slope * slope / (2.0 * self.l2);
        }
        let conjugate = if self.l2 > 0.0 { beyond * beyond / (2.0 * self.l2) } else { 0.0 };
        self.of(c) + conjugate + c * g
    }

    /// The same of a coefficient that may not be negative: `-g` is then a slope of the penalty at 0 wherever it is below
    /// l1.
    pub(crate) fn fenchel_gap_from_0(self, c: f64, g: f64) -> f64 {
        if g < -self.l1 && self.l2 > 0.0 {
            let slope = self.l2 * c + self.l1 + g;
            return slope * slope / (2.0 * self.l2);
        }
        if self.is_none() && g < 0.0 { f64::INFINITY } else { self.of(c) + c * g }
    }
}
