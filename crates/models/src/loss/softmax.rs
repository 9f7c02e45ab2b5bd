mod block;

use linalg_lite::{BLOCK_ROWS, exp, ln};
use rayon::prelude::*;

use block::probabilities;
pub(crate) use block::softmax_block;

/// The cross-entropy of a class and the probabilities `p_k = e^z_k / sum_l e^z_l`, in nats:
/// `l(y, z) = ln(sum_k e^z_k) - z_y`, from one logit per class.
///
/// The largest logit of the sample is subtracted first, so that nothing overflows.
///
/// ```
/// use models::loss::SoftmaxCrossEntropy;
///
/// assert_eq!(SoftmaxCrossEntropy::loss(0, &[1000.0, 0.0, 0.0]), 0.0);
/// let mut p = [0.0; 2];
/// SoftmaxCrossEntropy::probabilities(&[0.0, 0.0], &mut p);
/// assert_eq!(p, [0.5, 0.5]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SoftmaxCrossEntropy;

impl SoftmaxCrossEntropy {
    /// Fills `p` with the probabilities of the classes; they sum to 1.
    pub fn probabilities(z: &[f64], p: &mut [f64]) {
        let largest = largest(z);
        let mut total = 0.0;
        for (p, z) in p.iter_mut().zip(z) {
            *p = exp(z - largest);
            total += *p;
        }
        for p in p.iter_mut() {
            *p /= total;
        }
    }

    /// The same of all samples: from the logits of each class to its probabilities, one entry per sample.
    ///
    /// ```
    /// let logits = vec![vec![0.0, 800.0], vec![0.0, -800.0]];
    /// let p = models::loss::SoftmaxCrossEntropy::probabilities_of(logits);
    /// assert_eq!(p, [[0.5, 1.0], [0.5, 0.0]]);
    /// ```
    #[must_use]
    pub fn probabilities_of(mut logits: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
        let n_samples = logits.first().map_or(0, Vec::len);
        let mut blocks: Vec<Vec<&mut [f64]>> = Vec::new();
        blocks.resize_with(n_samples.div_ceil(BLOCK_ROWS), Vec::new);
        for of_class in &mut logits {
            let parts = of_class.chunks_mut(BLOCK_ROWS);
            blocks.iter_mut().zip(parts).for_each(|(block, z)| block.push(z));
        }
        blocks.par_iter_mut().for_each(|by_class| probabilities(by_class));
        logits
    }

    /// `l(y, z)`, at least 0; `y` is a class, counted from 0.
    #[must_use]
    pub fn loss(y: usize, z: &[f64]) -> f64 {
        let largest = largest(z);
        let total: f64 = z.iter().map(|z| exp(z - largest)).sum();
        ln(total) - (z[y] - largest)
    }

    /// `dl/dz_k = p_k - [k = y]`.
    #[must_use]
    pub fn derivative(k_is_y: bool, p_k: f64) -> f64 {
        if k_is_y { p_k - 1.0 } else { p_k }
    }

    /// `d2l/(dz_k dz_l) = p_k ([k = l] - p_l)`.
    #[must_use]
    pub fn second_derivative(k_is_l: bool, p_k: f64, p_l: f64) -> f64 {
        if k_is_l { p_k * (1.0 - p_k) } else { -p_k * p_l }
    }
}

fn largest(z: &[f64]) -> f64 {
    z.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// The class with the highest score (a logit, or a probability); in a tie the first.
///
/// ```
/// assert_eq!(models::loss::most_likely([0.2, 0.5, 0.3]), 1);
/// ```
#[must_use]
pub fn most_likely(scores: impl IntoIterator<Item = f64>) -> usize {
    let of_two = |best: (usize, f64), next: (usize, f64)| if next.1 > best.1 { next } else { best };
    scores.into_iter().enumerate().reduce(of_two).map_or(0, |(class, _)| class)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::{CrossEntropy, Loss};

    fn probabilities(z: &[f64]) -> Vec<f64> {
        let mut p = vec![0.0; z.len()];
        SoftmaxCrossEntropy::probabilities(z, &mut p);
        p
    }

    #[test]
    fn by_hand() {
        let z = [ln(1.0), ln(2.0), ln(5.0)];
        for (p, expected) in probabilities(&z).iter().zip([0.125, 0.25, 0.625]) {
            assert!((p - expected).abs() < 1e-15);
        }
        assert!((SoftmaxCrossEntropy::loss(1, &z) - ln(4.0)).abs() < 1e-15);
    }

    #[test]
    fn finite_differences_agree() {
        let (z, step) = ([0.3, -1.2, 2.0, 0.0], 1e-4);
        for k in 0..4 {
            let shifted = |by: f64| {
                let mut z = z;
                z[k] += by;
                z
            };
            let p = probabilities(&z);
            let (p_up, p_down) = (probabilities(&shifted(step)), probabilities(&shifted(-step)));
            for y in 0..4 {
                let loss = |by| SoftmaxCrossEntropy::loss(y, &shifted(by));
                let slope = (loss(step) - loss(-step)) / (2.0 * step);
                assert!((slope - SoftmaxCrossEntropy::derivative(k == y, p[k])).abs() < 1e-8);
            }
            for l in 0..4 {
                let curvature = (p_up[l] - p_down[l]) / (2.0 * step);
                let exact = SoftmaxCrossEntropy::second_derivative(k == l, p[k], p[l]);
                assert!((curvature - exact).abs() < 1e-8);
            }
        }
    }

    #[test]
    fn two_classes_are_the_binary_loss_of_their_difference() {
        for k in -40..=40 {
            let z = f64::from(k) * 0.5;
            let softmax = SoftmaxCrossEntropy::loss(1, &[0.7, 0.7 + z]);
            assert!((softmax - CrossEntropy::loss(true, z)).abs() <= 1e-15 * (1.0 + softmax));
        }
    }

    #[test]
    fn a_constant_added_to_all_logits_changes_nothing() {
        let p = probabilities(&[1.0, 2.0, 3.0]);
        assert_eq!(probabilities(&[1001.0, 1002.0, 1003.0]), p);
        assert_eq!(SoftmaxCrossEntropy::loss(2, &[0.0, 800.0, 0.0]), 800.0);
        assert_eq!(probabilities(&[-800.0, 800.0]), [0.0, 1.0]);
    }
}
