use linalg_lite::{Mat, PivotedQr, dot};

use super::frame::Frame;
use super::margins::Margins;
use super::search::{across_at_random, evenly};
use crate::error::Error;

/// Columns that no others replace: of those that can replace each other the first ones, the intercept
/// first of all.
///
/// The rows of few samples are taken into a frame. Where it has not the full rank, a random direction
/// across it has a logit of 0 for every other sample, or the sample is taken in, too. From the rows of
/// the frame the columns are chosen.
pub(super) fn independent(margins: &Margins<'_>) -> Result<Vec<usize>, Error> {
    let useful: Vec<usize> =
        (0..margins.scales.len()).filter(|j| margins.scales[*j].spread > 0.0).collect();
    let group = margins.group(&useful);
    let rows = row_space(margins, &useful)?;
    let rank = rows.len();
    if rank == group {
        return Ok(useful);
    }
    let first = usize::from(margins.design.has_intercept());
    let column = |k: usize| if k < first { group - 1 } else { k - first };
    let length = |k: usize| {
        let squares: f64 = rows.vectors().iter().map(|row| row[column(k)] * row[column(k)]).sum();
        squares.sqrt()
    };
    let longest = (0..group).map(length).fold(0.0, f64::max);
    let lengthened = |k: usize| if k < first { 100.0 * longest / length(k) } else { 1.0 };
    let factors: Vec<f64> = (0..group).map(lengthened).collect();
    let vectors = rows.vectors();
    let chosen = Mat::from_fn(rank, group, |i, k| factors[k] * vectors[i][column(k)]);
    let qr = PivotedQr::preferring_first(&chosen);
    let chosen = qr.order()[..rank].iter().filter(|k| **k >= first);
    let mut kept: Vec<usize> = chosen.map(|k| useful[k - first]).collect();
    kept.sort_unstable();
    Ok(kept)
}

/// The span of the samples' rows.
fn row_space(margins: &Margins<'_>, useful: &[usize]) -> Result<Frame, Error> {
    let group = margins.group(useful);
    let mut rows = Frame::default();
    let mut left: Vec<usize> =
        (0..margins.design.n_samples()).filter(|i| margins.counts(*i)).collect();
    let at_once = 2 * group + 16;
    let mut taken = evenly(&left, at_once);
    let mut roundings = Vec::new();
    loop {
        let of_taken = taken.iter().map(|i| row(margins, useful, *i));
        rows.push_all(of_taken.collect::<Result<_, Error>>()?);
        if rows.len() == group || taken.len() == left.len() {
            return Ok(rows);
        }
        if roundings.is_empty() {
            roundings = margins.roundings(useful)?;
        }
        let across = across_at_random(&rows, group, 1).pop().unwrap_or_default();
        let logits = margins.logits(useful, &across)?;
        left.retain(|i| logits[*i].abs() > roundings[*i]);
        if left.is_empty() {
            return Ok(rows);
        }
        taken = evenly(&left, at_once);
    }
}

/// The row of a sample at length 1, and what of it is rounding.
fn row(margins: &Margins<'_>, useful: &[usize], sample: usize) -> Result<(Vec<f64>, f64), Error> {
    let mut row = margins.sample(useful, sample)?;
    let length = dot(&row, &row).sqrt();
    if length > 0.0 {
        row.iter_mut().for_each(|x| *x /= length);
    }
    Ok((row, margins.rounding(useful, sample)? / length))
}
