use super::margins::Margins;
use super::programme::Programme;
use super::{SeparatingDirection, Separation};
use crate::error::Error;

/// Beyond so many weights, features are not left out one by one.
const MANY_WEIGHTS: usize = 200;
/// A weight below this part of the largest is rounding.
const NOTHING: f64 = 1e-9;

/// Leaves out features, those with small weights first, for as long as the others still separate in the
/// same way: half of them at once, then, where that is too many, half as many, down to single ones.
pub(super) fn fewest(
    programme: &mut Programme<'_>,
    margins: &Margins<'_>,
    separation: Separation,
    mut weights: Vec<f64>,
) -> Result<SeparatingDirection, Error> {
    let mut sizes = programme.sizes(&weights);
    let largest = sizes.iter().fold(0.0_f64, |most, size| most.max(*size));
    let mut in_use: Vec<bool> = sizes.iter().map(|size| *size > NOTHING * largest).collect();
    let mut candidates: Vec<usize> = (0..in_use.len()).filter(|j| in_use[*j]).collect();
    if margins.dim() > MANY_WEIGHTS {
        candidates.clear();
    }
    let mut at_once = candidates.len() / 2;
    while !candidates.is_empty() {
        at_once = at_once.clamp(1, candidates.len());
        // Of equal ones the later first.
        candidates.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]).then(a.cmp(b)));
        let left_out = candidates.split_off(candidates.len() - at_once);
        left_out.iter().for_each(|j| in_use[*j] = false);
        let without = match separation {
            Separation::Complete => programme.widest_margin(&in_use)?,
            Separation::QuasiComplete => programme.widest_sum(&in_use)?,
        };
        if let Some(fewer) = without {
            weights = fewer;
            sizes = programme.sizes(&weights);
            at_once = candidates.len() / 2;
        } else {
            left_out.iter().for_each(|j| in_use[*j] = true);
            if at_once > 1 {
                candidates.extend(left_out);
            }
            at_once /= 2;
        }
    }
    let features = (0..in_use.len()).filter(|j| in_use[*j]).collect();
    Ok(SeparatingDirection { separation, weights, features })
}
