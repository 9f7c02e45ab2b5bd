use linalg_lite::{exp, ln};

use crate::Error;
use crate::error::check_penalty;

/// What large coefficients cost: `l1 sum |c_j| + l2/2 sum c_j^2`, the elastic net. The first part makes
/// some of them exactly 0, the second shrinks all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Penalty {
    /// Per unit of a coefficient's size, at least 0.
    pub l1: f64,
    /// Per unit of half its square, at least 0.
    pub l2: f64,
}

impl Penalty {
    pub(crate) fn check(self) -> Result<Self, Error> {
        check_penalty("l1", self.l1)?;
        check_penalty("l2", self.l2)?;
        Ok(self)
    }

    /// `l1 |c| + l2/2 c^2`.
    pub(crate) fn of(self, c: f64) -> f64 {
        self.l1 * c.abs() + self.l2 / 2.0 * c * c
    }

    /// `h(c) + h*(-g) + c g`, at least 0, and 0 where `-g` is a slope of the penalty at c. Where there is
    /// no l2, `|g|` is taken to be within l1.
    pub(crate) fn fenchel_gap(self, c: f64, g: f64) -> f64 {
        let beyond = (g.abs() - self.l1).max(0.0);
        if self.l1 == 0.0 {
            let slope = self.l2 * c + g;
            return slope * slope / (2.0 * self.l2);
        }
        let conjugate = if self.l2 > 0.0 { beyond * beyond / (2.0 * self.l2) } else { 0.0 };
        self.of(c) + conjugate + c * g
    }
}

/// A row of penalties, each a constant part of the one before, from one so large that every coefficient
/// is 0.
///
/// ```
/// use models::PenaltyPath;
///
/// let path = PenaltyPath { ratio: 0.5, steps: 3, smallest: 0.01 };
/// let l1: Vec<f64> = path.penalties(0.8)?.iter().map(|penalty| penalty.l1).collect();
/// assert!((l1[0] - 0.8).abs() < 1e-15 && (l1[1] - 0.08).abs() < 1e-15);
/// # Ok::<(), models::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PenaltyPath {
    /// The share of l1, from 0 to 1: `l1 = ratio * lambda`, `l2 = (1 - ratio) * lambda`.
    pub ratio: f64,
    /// How many penalties there are.
    pub steps: usize,
    /// The last lambda in units of the first.
    pub smallest: f64,
}

impl Default for PenaltyPath {
    fn default() -> Self {
        Self { ratio: 1.0, steps: 100, smallest: 1e-3 }
    }
}

impl PenaltyPath {
    /// The penalties, when `largest` is the l1 from which on all coefficients are 0: the largest entry of
    /// the gradient where they are. With a ratio below a thousandth the first lambda is that of a
    /// thousandth: l2 alone makes no coefficient 0.
    ///
    /// # Errors
    /// [`Error::Share`] for a ratio outside [0, 1] or a smallest lambda outside (0, 1].
    pub fn penalties(&self, largest: f64) -> Result<Vec<Penalty>, Error> {
        const SMALLEST_RATIO: f64 = 1e-3;
        if !(0.0..=1.0).contains(&self.ratio) {
            return Err(Error::Share { what: "the ratio", share: self.ratio });
        }
        if !(self.smallest > 0.0 && self.smallest <= 1.0) {
            return Err(Error::Share { what: "the smallest lambda", share: self.smallest });
        }
        let step = ln(self.smallest) / (self.steps.max(2) - 1) as f64;
        let lambda = |k: usize| largest / self.ratio.max(SMALLEST_RATIO) * exp(step * k as f64);
        Ok((0..self.steps)
            .map(|k| Penalty { l1: self.ratio * lambda(k), l2: (1.0 - self.ratio) * lambda(k) })
            .collect())
    }
}
