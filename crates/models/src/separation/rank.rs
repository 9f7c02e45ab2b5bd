use linalg_lite::{Cholesky, Mat, PivotedQr, dot, product};

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
    if are_plainly_independent(margins, &useful)? {
        return Ok(useful);
    }
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

/// Whether no column is a combination of others beyond doubt, which is told much faster than which one is: with G
/// the products of columns, of n rows of length 1,
///
/// ```text
/// |X d|^2 >= |d|^2 / trace(G^-1)
/// ```
///
/// is more than what rounding makes of it, in the rows and in the products.
fn are_plainly_independent(margins: &Margins<'_>, useful: &[usize]) -> Result<bool, Error> {
    let group = margins.group(useful);
    let counted = (0..margins.design.n_samples()).filter(|i| margins.counts(*i));
    let taken = evenly(&counted.collect::<Vec<usize>>(), at_once(group));
    if taken.len() < group {
        return Ok(false);
    }
    let mut rows = Mat::zeros(taken.len(), group);
    let mut rounding = 0.0_f64;
    for (i, sample) in taken.iter().enumerate() {
        let (row, of_row) = row(margins, useful, *sample)?;
        (0..group).for_each(|j| rows[(i, j)] = row[j]);
        rounding = rounding.max(of_row);
    }
    let products = product(rows.transpose(), rows.as_ref())?;
    let Ok(factor) = Cholesky::new(products.as_ref()) else { return Ok(false) };
    let root = factor.inverse_root();
    let trace: f64 = root.col_iter().flat_map(|column| column.iter()).map(|u| u * u).sum();
    let (n, p) = (taken.len() as f64, group as f64);
    Ok(1.0 / trace > n * (2.0 * p * f64::EPSILON + rounding * rounding))
}

/// Rows that are looked at together.
fn at_once(group: usize) -> usize {
    2 * group + 16
}

/// The span of the samples' rows.
fn row_space(margins: &Margins<'_>, useful: &[usize]) -> Result<Frame, Error> {
    let group = margins.group(useful);
    let mut rows = Frame::default();
    let mut left: Vec<usize> =
        (0..margins.design.n_samples()).filter(|i| margins.counts(*i)).collect();
    let at_once = at_once(group);
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

#[cfg(test)]
mod tests {
    use super::super::margins;
    use super::*;
    use crate::Problem;

    /// Columns of which the last is a combination of the others but for a part of it.
    #[test]
    fn what_is_plain_is_found_the_long_way_too() {
        let (mut plain, mut unclear) = (0, 0);
        for seed in 0..400 {
            let (n, p) = (6 + seed % 30, 2 + seed % 5);
            let part = [1.0, 1e-3, 1e-6, 1e-9, 1e-12, 0.0][seed / 5 % 6];
            let entry =
                |i: usize, j: usize| ((i * i * (j + 3) + 7 * seed * i + 5 * j) % 101) as f64 - 50.0;
            let x = Mat::from_fn(n, p, |i, j| match j + 1 < p {
                true => entry(i, j),
                false => entry(i, 0) + part * entry(i, j),
            });
            let classes: Vec<usize> = (0..n).map(|i| i % 2).collect();
            let problem = Problem::new(x.as_ref(), &classes).unwrap();
            let margins = margins(&problem, 2).unwrap();
            let all: Vec<usize> = (0..p).collect();
            match are_plainly_independent(&margins, &all).unwrap() {
                true => {
                    assert_eq!(row_space(&margins, &all).unwrap().len(), p + 1, "{seed}");
                    plain += 1;
                }
                false => unclear += 1,
            }
        }
        assert!(plain > 100 && unclear > 100, "{plain} plain, {unclear} not");
    }
}
