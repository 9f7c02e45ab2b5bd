use super::margins::Margins;
use super::programme::Programme;
use super::{SeparatingDirection, Separation};
use crate::Error;

/// Beyond so many weights, features are not left out one by one.
const MANY_WEIGHTS: usize = 200;
/// A weight below this part of the largest is rounding.
const NOTHING: f64 = 1e-9;

/// Leaves out one feature after another, those with small weights first, for as long as the others
/// still separate in the same way.
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
    while let Some(place) = smallest(&candidates, &sizes) {
        let feature = candidates.swap_remove(place);
        in_use[feature] = false;
        let without = match separation {
            Separation::Complete => programme.widest_margin(&in_use)?,
            Separation::QuasiComplete => programme.widest_sum(&in_use)?,
        };
        match without {
            Some(fewer) => {
                weights = fewer;
                sizes = programme.sizes(&weights);
            }
            None => in_use[feature] = true,
        }
    }
    let features = (0..in_use.len()).filter(|j| in_use[*j]).collect();
    Ok(SeparatingDirection { separation, weights, features })
}

fn smallest(candidates: &[usize], sizes: &[f64]) -> Option<usize> {
    (0..candidates.len()).min_by(|a, b| {
        let size = |place: usize| (sizes[candidates[place]], candidates[place]);
        let ((size_a, a), (size_b, b)) = (size(*a), size(*b));
        size_a.total_cmp(&size_b).then(b.cmp(&a))
    })
}
