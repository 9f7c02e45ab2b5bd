//! The steps of a sweep for ordered classes.

use linalg_lite::{BLOCK_ROWS, Block, Mat};

use crate::loss::TwoLabels;
use crate::problem::Problem;

/// What one block is worked on in.
pub(super) struct Room {
    labels: TwoLabels,
    z: [f64; BLOCK_ROWS],
    both: [f64; BLOCK_ROWS],
}

impl Room {
    pub(super) fn new() -> Self {
        Self { labels: TwoLabels::room(), z: [0.0; BLOCK_ROWS], both: [0.0; BLOCK_ROWS] }
    }

    pub(super) fn logits(
        &mut self,
        problem: &Problem<'_, usize>,
        block: Block<'_>,
        w: &[f64],
        group: usize,
    ) {
        let z = &mut self.z[..block.len()];
        block.logits(&w[..group], z);
        problem.add_offset(block.rows(), z);
    }

    pub(super) fn differentiate(
        &mut self,
        y: &[usize],
        bounds: &[f64],
        weights: Option<&[f64]>,
    ) -> f64 {
        for (i, (y, z)) in y.iter().zip(&self.z).enumerate() {
            self.labels.below[i] = z - bounds[*y];
            self.labels.above[i] = z - bounds[*y + 1];
        }
        self.labels.differentiate(y.len(), weights)
    }

    pub(super) fn add_gradient(&mut self, block: Block<'_>, y: &[usize], gradient: &mut [f64]) {
        let group = block.n_features() + 1;
        block
            .add_gradient(added(&self.labels.r, &mut self.both[..y.len()]), &mut gradient[..group]);
        for (i, y) in y.iter().enumerate() {
            for (threshold, r) in [(*y, self.labels.r[0][i]), (*y + 1, self.labels.r[1][i])] {
                if let Some(sum) =
                    threshold.checked_sub(2).and_then(|k| gradient.get_mut(group + k))
                {
                    *sum -= r;
                }
            }
        }
    }

    pub(super) fn add_hessian(
        &mut self,
        block: Block<'_>,
        y: &[usize],
        group: usize,
        hessian: &mut Mat<f64>,
    ) {
        let both = &mut self.both[..y.len()];
        let corner = hessian.as_mut().submatrix_mut(0, 0, group, group);
        block.add_hessian(added(&self.labels.s, both), corner);
        let mut column = vec![0.0; group];
        for j in group..hessian.ncols() {
            let threshold = j - group + 2;
            for (i, y) in y.iter().enumerate() {
                both[i] = match *y {
                    y if y == threshold => self.labels.s[0][i],
                    y if y + 1 == threshold => self.labels.s[1][i],
                    _ => 0.0,
                };
            }
            column.fill(0.0);
            block.add_gradient(both, &mut column);
            column.iter().enumerate().for_each(|(i, sum)| hessian[(i, j)] -= sum);
            hessian[(j, j)] += column[group - 1];
        }
    }
}

/// The sum of two columns.
fn added<'a>(two: &[[f64; BLOCK_ROWS]; 2], both: &'a mut [f64]) -> &'a [f64] {
    for ((both, first), second) in both.iter_mut().zip(&two[0]).zip(&two[1]) {
        *both = first + second;
    }
    both
}

/// Adds what samples count to the sum of their class.
pub(super) fn add_weights(y: &[usize], weights: Option<&[f64]>, of_classes: &mut [f64]) {
    for (i, y) in y.iter().enumerate() {
        of_classes[*y] += weights.map_or(1.0, |weights| weights[i]);
    }
}
