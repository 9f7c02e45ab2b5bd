//! The steps of a sweep for ordered classes.

use linalg_lite::{BLOCK_ROWS, Block, Mat, ln};

use crate::loss::TwoLabels;
use crate::problem::Problem;

/// What one block is worked on in.
pub(super) struct Room {
    pub(super) labels: TwoLabels,
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
        for (i, y) in y.iter().enumerate() {
            self.place(i, bounds[*y], bounds[*y + 1]);
        }
        self.labels.differentiate(y.len(), weights)
    }

    /// A sample between the thresholds a and b.
    pub(super) fn place(&mut self, i: usize, a: f64, b: f64) {
        self.labels.below[i] = self.z[i] - a;
        self.labels.above[i] = self.z[i] - b;
    }

    /// `g += X' r`, of coefficients and intercept.
    pub(super) fn add_to_logit(&mut self, block: Block<'_>, gradient: &mut [f64]) {
        block.add_gradient(added(&self.labels.r, &mut self.both[..block.len()]), gradient);
    }

    /// Of each threshold after the first.
    pub(super) fn add_to_thresholds(&self, y: &[usize], gradient: &mut [f64]) {
        for (i, y) in y.iter().enumerate() {
            for (threshold, r) in [(*y, self.labels.r[0][i]), (*y + 1, self.labels.r[1][i])] {
                if let Some(sum) = threshold.checked_sub(2).and_then(|k| gradient.get_mut(k)) {
                    *sum -= r;
                }
            }
        }
    }

    /// `H += X' diag(s) X`, of coefficients and intercept.
    pub(super) fn add_to_corner(&mut self, block: Block<'_>, group: usize, hessian: &mut Mat<f64>) {
        let corner = hessian.as_mut().submatrix_mut(0, 0, group, group);
        block.add_hessian(added(&self.labels.s, &mut self.both[..block.len()]), corner);
    }

    /// The columns of the thresholds after the first, on and above the diagonal, without the gaps.
    pub(super) fn add_to_columns(
        &mut self,
        block: Block<'_>,
        y: &[usize],
        group: usize,
        hessian: &mut Mat<f64>,
    ) {
        let beside = &mut self.both[..y.len()];
        let mut column = vec![0.0; group];
        for j in group..hessian.ncols() {
            let threshold = j - group + 2;
            for (i, y) in y.iter().enumerate() {
                beside[i] = match *y {
                    y if y == threshold => self.labels.s[0][i],
                    y if y + 1 == threshold => self.labels.s[1][i],
                    _ => 0.0,
                };
            }
            column.fill(0.0);
            block.add_gradient(beside, &mut column);
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

/// What the samples of each class count.
pub(crate) fn weights_of_classes(problem: &Problem<'_, usize>, classes: usize) -> Vec<f64> {
    let mut of_classes = vec![0.0; classes];
    add_weights(problem.target, problem.weight_values(), &mut of_classes);
    of_classes
}

/// The thresholds where each class has its share: the logarithm of what is below to what is above.
pub(super) fn without_features(of_classes: &[f64]) -> Vec<f64> {
    let threshold = |k: usize| {
        let (below, above) = of_classes.split_at(k);
        ln(below.iter().sum::<f64>()) - ln(above.iter().sum::<f64>())
    };
    (1..of_classes.len()).map(threshold).collect()
}
