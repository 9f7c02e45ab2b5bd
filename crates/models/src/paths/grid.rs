use linalg_lite::{exp, ln};

use crate::error::Error;
use crate::penalty::Penalty;

/// The penalties that are tried one after the other: those of a [`PenaltyPath`], or a list of your own.
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::{LinearRegression, Penalty, Problem};
///
/// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0]])?;
/// let problem = Problem::new(x.as_ref(), &[1.0, 2.9, 5.1, 7.0])?;
/// let own = [1.0, 0.1, 0.0].map(Penalty::l2);
/// let fits = LinearRegression::default().path(&problem, &own)?;
/// assert!(fits[0].coefficients[0] < fits[1].coefficients[0]);
/// assert_eq!(fits[2], LinearRegression::default().fit_problem(&problem)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Penalties<'a> {
    /// Those of a path, and in cross-validation further ones where the last is the best.
    Path(PenaltyPath),
    /// These alone, as they are (the deviation of a line's target is not in them): from the largest to the smallest, so
    /// that none has more l1 or l2 than the one before. The last may be no penalty at all.
    Own(&'a [Penalty]),
}

impl From<&PenaltyPath> for Penalties<'_> {
    fn from(path: &PenaltyPath) -> Self {
        Self::Path(*path)
    }
}

impl<'a> From<&'a [Penalty]> for Penalties<'a> {
    fn from(own: &'a [Penalty]) -> Self {
        Self::Own(own)
    }
}

impl<'a, const N: usize> From<&'a [Penalty; N]> for Penalties<'a> {
    fn from(own: &'a [Penalty; N]) -> Self {
        Self::Own(own)
    }
}

impl Penalties<'_> {
    /// The penalties; for `largest` and `unit` see [`PenaltyPath::penalties`].
    pub(super) fn all(&self, largest: f64, unit: f64) -> Result<Vec<Penalty>, Error> {
        self.check()?;
        Ok((0..self.len()).map(|place| self.at(place, largest, unit)).collect())
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let own = match self {
            Self::Path(path) => return path.check(),
            Self::Own(own) => own,
        };
        if own.is_empty() {
            return Err(Error::NotPositive { what: "the number of penalties", value: 0.0 });
        }
        own.iter().try_for_each(|penalty| penalty.check().map(|_| ()))?;
        let falls = |pair: &[Penalty]| {
            pair[1].l1 <= pair[0].l1 && pair[1].l2 <= pair[0].l2 && pair[1] != pair[0]
        };
        match own.windows(2).position(|pair| !falls(pair)) {
            Some(place) => Err(Error::PenaltyOrder { place: place + 1 }),
            None => Ok(()),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Path(path) => path.steps,
            Self::Own(own) => own.len(),
        }
    }

    /// The penalty at a place of the row, which goes on beyond the last of a path.
    pub(super) fn at(&self, place: usize, largest: f64, unit: f64) -> Penalty {
        match self {
            Self::Path(path) => path.at(place, largest, unit),
            Self::Own(own) => own[place],
        }
    }
}

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
    /// where `u` is 1, or for a line the standard deviation of its target (of what features without a penalty leave of it).
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

    fn check(&self) -> Result<(), Error> {
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

    fn at(&self, place: usize, largest: f64, unit: f64) -> Penalty {
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
