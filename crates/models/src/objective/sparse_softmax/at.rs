use linalg_lite::{BLOCK_ROWS, sum};
use rayon::prelude::*;

use super::SparseSoftmax;
use crate::loss::{SoftmaxCrossEntropy, multiply, softmax_block};
use crate::multiples::add_multiple;

/// What holds for each row at some parameters.
pub(super) struct At {
    /// For each class the probabilities, or the loss derivatives times the weights once they were taken.
    pub(super) by_class: Vec<Vec<f64>>,
    /// The mean loss.
    pub(super) loss: f64,
    /// The sum of the weights.
    pub(super) weight: f64,
}

impl SparseSoftmax<'_> {
    /// The probabilities at the members `w`: block by block, on all threads.
    pub(super) fn at(&self, w: &[f64]) -> At {
        let n = self.problem.n_rows();
        let mut by_class = vec![vec![0.0; n]; self.classes];
        let mut blocks: Vec<Vec<&mut [f64]>> = Vec::new();
        blocks.resize_with(n.div_ceil(BLOCK_ROWS), Vec::new);
        for of_class in &mut by_class {
            let chunks = of_class.chunks_mut(BLOCK_ROWS);
            blocks.iter_mut().zip(chunks).for_each(|(block, z)| block.push(z));
        }
        let mut nonzero: Vec<usize> = (0..w.len()).filter(|j| w[*j] != 0.0).collect();
        nonzero.sort_by_key(|j| self.members.place(*j)); // a column serves all classes while it is in the cache
        let of_block = |(place, z): (usize, &mut Vec<&mut [f64]>)| {
            let rows = place * BLOCK_ROWS..n.min((place + 1) * BLOCK_ROWS);
            for &j in &nonzero {
                let x = &self.members.column(j)[rows.clone()];
                add_multiple(w[j], x, z[self.members.all()[j].class]);
            }
            let weights = self.problem.weight_values().map(|weights| &weights[rows.clone()]);
            softmax_block(&self.problem.target[rows], z, weights)
        };
        let losses: Vec<f64> = blocks.par_iter_mut().enumerate().map(of_block).collect();
        let weight = self.problem.total_weight();
        At { by_class, loss: sum(&losses) / weight, weight }
    }
}

impl At {
    /// Turns probabilities into `r_k = p_k - [y = k]`, times the weights.
    pub(super) fn take_derivatives(&mut self, target: &[usize], weights: Option<&[f64]>) {
        for (i, &y) in target.iter().enumerate() {
            self.by_class[y][i] = SoftmaxCrossEntropy::derivative(true, self.by_class[y][i]);
        }
        self.by_class.par_iter_mut().for_each(|r| multiply(r, weights));
    }
}
