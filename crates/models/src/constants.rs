//! Constant features under a standardised penalty. Their deviation is 0, and so is their penalty; but what one of
//! them adds to every prediction, the intercept can add as well, or without an intercept another one of them. One
//! parameter stays, and the others are left out.

use linalg_lite::{Combination, Moments};

use crate::error::Error;
use crate::problem::{Problem, Target};

/// What standardising makes of the penalty of each feature.
pub(crate) struct Constants {
    /// Deviations; 0 for a constant that stands for an intercept, infinite for those that are left out.
    pub(crate) units: Vec<f64>,
    /// What is left out, as a multiple of what stays.
    pub(crate) left_out: Vec<Combination>,
}

impl Constants {
    pub(crate) fn among<T: Target>(
        problem: &Problem<'_, T>,
        moments: &Moments,
    ) -> Result<Self, Error> {
        let mut units: Vec<f64> = moments.variances.iter().map(|v| v.sqrt()).collect();
        let mut left_out = Vec::new();
        let mut all = units.iter().zip(&moments.means);
        if all.all(|(unit, mean)| is_sound(*unit) && !may_be_rounding(*unit, *mean)) {
            return Ok(Self { units, left_out });
        }
        let mut kept = None;
        for (feature, value) in problem.constant_features()?.into_iter().enumerate() {
            let Some(value) = value else {
                if is_sound(units[feature]) {
                    continue;
                }
                return Err(Error::Overflow);
            };
            let stays = !problem.design.has_intercept() && kept.is_none() && value != 0.0;
            units[feature] = if stays { 0.0 } else { f64::INFINITY };
            if stays {
                kept = Some((feature, value));
            } else {
                left_out.push(combination(feature, value, kept));
            }
        }
        Ok(Self { units, left_out })
    }
}

/// Whether its square neither overflows nor vanishes.
fn is_sound(unit: f64) -> bool {
    (unit * unit).is_normal()
}

/// Whether the deviation is no larger than what sums of equal numbers are off by.
fn may_be_rounding(unit: f64, mean: f64) -> bool {
    const FEW_DIGITS: f64 = 1e-12;
    unit <= FEW_DIGITS * mean.abs()
}

/// A constant in terms of the one that is kept, if that is no intercept.
fn combination(feature: usize, value: f64, kept: Option<(usize, f64)>) -> Combination {
    match kept {
        Some((other, of_other)) if value != 0.0 => {
            Combination { feature, terms: vec![(other, value / of_other)], constant: 0.0 }
        }
        _ => Combination { feature, terms: Vec::new(), constant: value },
    }
}
