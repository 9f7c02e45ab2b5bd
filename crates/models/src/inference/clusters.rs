use std::collections::HashMap;
use std::ops::Range;

use linalg_lite::{Column, Design, Mat, check_length};

use super::Optimum;
use crate::error::Error;
use crate::problem::{Problem, Target};

/// Sums of scores within clusters.
pub(super) struct Clusters {
    /// s of each cluster, a row each, of the parameters that are free.
    pub(super) scores: Mat<f64>,
    /// How many there are, at least two.
    pub(super) number: usize,
    /// How many samples the largest has.
    pub(super) largest: f64,
}

impl Clusters {
    /// `residuals` fills in the r of a block, from its logits.
    ///
    /// # Errors
    /// [`Error::NoInference`] for one cluster, and where a category is kept apart; [`Error::Numbers`] for another number
    /// of clusters than rows.
    pub(super) fn of<T: Target>(
        optimum: &Optimum,
        centred: &Problem<'_, T>,
        clusters: &[usize],
        residuals: impl Fn(Range<usize>, &mut [f64]) + Sync,
    ) -> Result<Self, Error> {
        const TOO_MANY: &str =
            "clusters need a square of the parameters, and there are too many of them";
        if !optimum.inverse.is_dense() {
            return Err(Error::NoInference(TOO_MANY));
        }
        let mut r = vec![0.0; centred.n_rows()];
        centred.design.fill(&mut r, |block, r| {
            block.logits(&optimum.w, r);
            centred.add_offset(block.rows(), r);
            residuals(block.rows(), r);
            for (i, r) in block.rows().zip(r) {
                *r = if centred.weight(i) == 0.0 { 0.0 } else { centred.weight(i) * *r };
            }
        })?;
        Self::of_residuals(centred, &[r], clusters, &optimum.free)
    }

    /// Of one or several logits, from the residuals of all rows, times their weights, for each of them.
    ///
    /// # Errors
    /// [`Error::NoInference`] for one cluster; [`Error::Numbers`] for another number of clusters than rows.
    pub(super) fn of_residuals<T: Target>(
        centred: &Problem<'_, T>,
        residuals: &[Vec<f64>],
        clusters: &[usize],
        free: &[usize],
    ) -> Result<Self, Error> {
        const ONE: &str =
            "all rows are in one cluster, whose scores add up to 0: at least two are needed";
        check_length("the list of clusters", centred.n_rows(), clusters.len())?;
        let (places, sizes) = numbered(centred, clusters);
        if sizes.len() < 2 {
            return Err(Error::NoInference(ONE));
        }
        let sums = sums(centred.design, residuals, &places, sizes.len())?;
        let scores = Mat::from_fn(sums.nrows(), free.len(), |g, place| sums[(g, free[place])]);
        let largest = sizes.iter().copied().fold(0.0, f64::max);
        Ok(Self { scores, number: sizes.len(), largest })
    }
}

/// For each row the place of its cluster among those that have a sample, and how many samples each has.
fn numbered<T: Target>(problem: &Problem<'_, T>, clusters: &[usize]) -> (Vec<usize>, Vec<f64>) {
    let (mut places, mut sizes, mut known) = (vec![0; clusters.len()], Vec::new(), HashMap::new());
    for i in problem.counted_rows() {
        places[i] = *known.entry(clusters[i]).or_insert(sizes.len());
        if places[i] == sizes.len() {
            sizes.push(0.0);
        }
        sizes[places[i]] += problem.samples_of_row(i);
    }
    (places, sizes)
}

/// `sum r x` over the rows of each cluster, in their order: a row a cluster, a column a parameter.
fn sums(
    design: Design<'_>,
    residuals: &[Vec<f64>],
    places: &[usize],
    clusters: usize,
) -> Result<Mat<f64>, Error> {
    let mut all = Vec::new();
    for r in residuals {
        let mut sums = vec![vec![0.0; clusters]; design.dim()];
        add_sums(design, r, places, &mut sums)?;
        all.extend(sums);
    }
    Ok(Mat::from_fn(clusters, all.len(), |g, j| all[j][g]))
}

/// Of one logit.
fn add_sums(
    design: Design<'_>,
    r: &[f64],
    places: &[usize],
    sums: &mut [Vec<f64>],
) -> Result<(), Error> {
    let features = design.n_features();
    design.for_each_block(|block| {
        let (r, places) = (&r[block.rows()], &places[block.rows()]);
        let counted = || places.iter().zip(r).filter(|(_, r)| **r != 0.0);
        for (feature, column) in block.columns() {
            match column {
                Column::Numbers(values) => {
                    let (centre, sums) = (design.centre(feature), &mut sums[feature]);
                    let of_rows = places.iter().zip(r).zip(values).filter(|((_, r), _)| **r != 0.0);
                    of_rows.for_each(|((place, r), x)| sums[*place] += r * (x - centre));
                }
                Column::Category(levels) => {
                    levels.for_each(|i, level| sums[feature + level][places[i]] += r[i]);
                }
            }
        }
        if let Some(sums) = sums.get_mut(features) {
            counted().for_each(|(place, r)| sums[*place] += r);
        }
    })?;
    Ok(())
}
