use super::margins::Margins;
use super::search::Search;
use crate::error::Error;

/// Beyond so many weights, features are not left out one by one.
const MANY_WEIGHTS: usize = 200;

/// Leaves out features, those with small weights first, for as long as the others still separate in the
/// same way: half of them at once, then, where that is too many, half as many, down to single ones
/// (with many weights down to a quarter). Returns what is left, and their direction.
pub(super) fn fewest(
    search: &mut Search<'_>,
    margins: &Margins<'_>,
    complete: bool,
    mut used: Vec<usize>,
    mut direction: Vec<f64>,
) -> Result<(Vec<usize>, Vec<f64>), Error> {
    let least_at_once = if margins.dim(&used) > MANY_WEIGHTS { used.len() / 4 } else { 1 };
    let mut candidates = used.clone();
    let mut at_once = candidates.len().div_ceil(2);
    while !candidates.is_empty() && at_once >= least_at_once {
        at_once = at_once.clamp(1, candidates.len());
        let sizes = sizes(margins, &used, &direction);
        // Of equal ones the later first.
        candidates.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]).then(a.cmp(b)));
        let left_out = candidates.split_off(candidates.len() - at_once);
        let fewer: Vec<usize> = used.iter().copied().filter(|j| !left_out.contains(j)).collect();
        let found = if complete {
            search.completely(&fewer)?
        } else {
            search.widely(&fewer)?.map(|found| found.direction)
        };
        if let Some(found) = found {
            (used, direction) = (fewer, found);
            at_once = (candidates.len() / 2).max(1);
        } else {
            if at_once > 1 {
                candidates.extend(left_out);
            }
            at_once = (at_once / 2).max(1);
        }
    }
    Ok((used, direction))
}

/// For each feature the size of its largest weight.
fn sizes(margins: &Margins<'_>, used: &[usize], direction: &[f64]) -> Vec<f64> {
    let mut sizes = vec![0.0_f64; margins.scales.len()];
    for group in direction.chunks_exact(margins.group(used).max(1)) {
        for (&j, d) in used.iter().zip(group) {
            sizes[j] = sizes[j].max(d.abs());
        }
    }
    sizes
}
