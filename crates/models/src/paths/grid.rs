use linalg_lite::{exp, ln};

use crate::error::Error;
use crate::penalty::Penalty;

/// A row of penalties, each a constant part of the one before, from one so large that every coefficient
/// is 0.
///
/// ```
/// use models::paths::PenaltyPath;
///
/// let path = PenaltyPath { l1_ratio: 0.5, steps: 3, smallest: 0.01 };
/// let l1: Vec<f64> = path.penalties(0.8, 1.0)?.iter().map(|penalty| penalty.l1).collect();
/// assert!((l1[0] - 0.8).abs() < 1e-9 && (l1[1] - 0.08).abs() < 1e-10);
/// # Ok::<(), models::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PenaltyPath {
    /// The share of l1, from 0 to 1: `l1 = l1_ratio * lambda * u` and `l2 = (1 - l1_ratio) * lambda`,
    /// where `u` is 1, or for a line the standard deviation of its target.
    pub l1_ratio: f64,
    /// How many penalties there are, at least 1.
    pub steps: usize,
    /// The last lambda in units of the first.
    pub smallest: f64,
}

impl Default for PenaltyPath {
    fn default() -> Self {
        Self { l1_ratio: 1.0, steps: 100, smallest: 1e-3 }
    }
}

impl PenaltyPath {
    /// The penalties, when `largest` is the l1 from which on all coefficients are 0 (the largest entry of
    /// the gradient where they are) and `unit` the deviation of the target. With a ratio below a
    /// thousandth the first lambda is that of a thousandth: l2 alone makes no coefficient 0.
    ///
    /// # Errors
    /// [`Error::Share`] for a ratio outside [0, 1] or a smallest lambda outside (0, 1];
    /// [`Error::NotPositive`] without steps.
    pub fn penalties(&self, largest: f64, unit: f64) -> Result<Vec<Penalty>, Error> {
        self.check()?;
        Ok((0..self.steps).map(|place| self.at(place, largest, unit)).collect())
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if !(0.0..=1.0).contains(&self.l1_ratio) {
            return Err(Error::Share { what: "the l1 ratio", share: self.l1_ratio });
        }
        if !(self.smallest > 0.0 && self.smallest <= 1.0) {
            return Err(Error::Share { what: "the smallest lambda", share: self.smallest });
        }
        if self.steps == 0 {
            return Err(Error::NotPositive { what: "the number of penalties", value: 0.0 });
        }
        Ok(())
    }

    /// The penalty at a place of the row, which goes on beyond its last.
    pub(super) fn at(&self, place: usize, largest: f64, unit: f64) -> Penalty {
        const SMALLEST_RATIO: f64 = 1e-3;
        const HAIR: f64 = 1.0 + 1e-10; // more, lest rounding leave a coefficient
        let step = ln(self.smallest) / (self.steps.max(2) - 1) as f64;
        let first = if unit > 0.0 {
            HAIR * largest / unit / self.l1_ratio.max(SMALLEST_RATIO)
        } else {
            0.0
        };
        let lambda = first * exp(step * place as f64);
        Penalty { l1: self.l1_ratio * lambda * unit, l2: (1.0 - self.l1_ratio) * lambda }
    }
}
