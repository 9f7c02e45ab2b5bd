use std::collections::HashMap;
use std::ops::Range;

use linalg_lite::check_length;

use super::filling::Root;
use super::inverse::Inverse;
use super::{Filling, Optimum};
use crate::error::Error;
use crate::problem::{Problem, Target};

/// Sums of scores within clusters.
pub(super) struct Clusters {
    /// The products of these.
    pub(super) filling: Filling,
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
        let Inverse::Dense(square) = &optimum.inverse else {
            return Err(Error::NoInference(TOO_MANY));
        };
        let mut r = vec![0.0; centred.n_rows()];
        centred.design.fill(&mut r, |block, r| {
            block.logits(&optimum.w, r);
            centred.add_offset(block.rows(), r);
            residuals(block.rows(), r);
            for (i, r) in block.rows().zip(r) {
                *r = if centred.weight(i) == 0.0 { 0.0 } else { centred.weight(i) * *r };
            }
        })?;
        let root = Root::of(&square.root, &optimum.free, (1, centred.design.dim()));
        Self::of_residuals(centred, &[r], clusters, &root)
    }

    /// Of one or several logits, from the residuals of all rows, times their weights, for each of them.
    ///
    /// # Errors
    /// [`Error::NoInference`] for one cluster; [`Error::Numbers`] for another number of clusters than rows.
    pub(super) fn of_residuals<T: Target>(
        centred: &Problem<'_, T>,
        residuals: &[Vec<f64>],
        clusters: &[usize],
        root: &Root,
    ) -> Result<Self, Error> {
        const ONE: &str =
            "all rows are in one cluster, whose scores add up to 0: at least two are needed";
        check_length("the list of clusters", centred.n_rows(), clusters.len())?;
        let (places, sizes) = numbered(centred, clusters);
        if sizes.len() < 2 {
            return Err(Error::NoInference(ONE));
        }
        let clusters = (&*places, sizes.len());
        let filling = Filling::Sums(root.sums(centred.design, residuals, clusters)?);
        let largest = sizes.iter().copied().fold(0.0, f64::max);
        Ok(Self { filling, number: sizes.len(), largest })
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
