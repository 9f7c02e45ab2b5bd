//! Many samples at once: one slice per class, with one entry per sample.

use linalg_lite::{BLOCK_ROWS, exp_neg_abs, ln_from_one, sum};
use pulp::{Arch, Simd, WithSimd};

use crate::loss::multiply;

/// A block of samples: turns the logits `z[k]` into the probabilities of class k, and returns the sum of the
/// losses, each times the weight of its sample if there are weights; one of weight 0 gives 0, whatever
/// its logits. At most [`BLOCK_ROWS`] samples.
pub(crate) fn softmax_block(y: &[usize], z: &mut [&mut [f64]], weights: Option<&[f64]>) -> f64 {
    let [mut own, mut largest, mut total] = [[0.0; BLOCK_ROWS]; 3];
    let n = y.len();
    let (own, largest, total) = (&mut own[..n], &mut largest[..n], &mut total[..n]);
    for i in 0..n {
        own[i] = z[y[i]][i];
    }
    exponentials(z, largest, total);
    divide(z, total);

    let losses = own; // ln(sum_k e^z_k) - z_y
    losses.iter_mut().zip(&*largest).for_each(|(loss, largest)| *loss = largest - *loss);
    let logarithms = largest;
    ln_from_one(total, logarithms);
    losses.iter_mut().zip(&*logarithms).for_each(|(loss, logarithm)| *loss += logarithm);
    multiply(losses, weights);
    sum(losses)
}

/// Turns logits into probabilities. At most [`BLOCK_ROWS`] samples.
pub(crate) fn probabilities(z: &mut [&mut [f64]]) {
    let [mut largest, mut total] = [[0.0; BLOCK_ROWS]; 2];
    let n = z.first().map_or(0, |z| z.len());
    exponentials(z, &mut largest[..n], &mut total[..n]);
    divide(z, &total[..n]);
}

/// With the largest logit of each sample, turns `z[k]` into `e^(z_k - largest)` and adds them up: nothing
/// overflows, and `total >= 1`.
fn exponentials(z: &mut [&mut [f64]], largest: &mut [f64], total: &mut [f64]) {
    let arch = Arch::new();
    let Some((first, others)) = z.split_first() else { return };
    largest.copy_from_slice(first);
    for z in others {
        arch.dispatch(Raise { z, largest });
    }
    let mut below = [0.0; BLOCK_ROWS];
    let below = &mut below[..largest.len()];
    for z in z {
        arch.dispatch(Below { z, largest, below });
        exp_neg_abs(below, z);
        arch.dispatch(Add { e: z, total });
    }
}

fn divide(e: &mut [&mut [f64]], total: &[f64]) {
    let arch = Arch::new();
    for e in e {
        arch.dispatch(Divide { e, total });
    }
}

/// `largest = max(largest, z)`.
struct Raise<'a> {
    z: &'a [f64],
    largest: &'a mut [f64],
}

impl WithSimd for Raise<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (largest, z) in self.largest.iter_mut().zip(self.z) {
            *largest = if *z > *largest { *z } else { *largest };
        }
    }
}

/// `below = z - largest`.
struct Below<'a> {
    z: &'a [f64],
    largest: &'a [f64],
    below: &'a mut [f64],
}

impl WithSimd for Below<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for ((below, z), largest) in self.below.iter_mut().zip(self.z).zip(self.largest) {
            *below = z - largest;
        }
    }
}

/// `total += e`.
struct Add<'a> {
    e: &'a [f64],
    total: &'a mut [f64],
}

impl WithSimd for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (total, e) in self.total.iter_mut().zip(self.e) {
            *total += e;
        }
    }
}

/// `e /= total`.
struct Divide<'a> {
    e: &'a mut [f64],
    total: &'a [f64],
}

impl WithSimd for Divide<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (e, total) in self.e.iter_mut().zip(self.total) {
            *e /= total;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::SoftmaxCrossEntropy;

    /// One logit a class and sample, with some as large as they come.
    fn logits(classes: usize, n: usize, scale: f64) -> Vec<Vec<f64>> {
        let logit = |k: usize, i: usize| match (7 * k + i) % 41 {
            0 => 800.0,
            1 => -800.0,
            place => scale * ((place * 31 + 11 * k) % 37) as f64 / 37.0 - scale / 2.0,
        };
        (0..classes).map(|k| (0..n).map(|i| logit(k, i)).collect()).collect()
    }

    fn softmax(z: &mut [Vec<f64>], y: &[usize], weights: Option<&[f64]>) -> f64 {
        let mut slices: Vec<&mut [f64]> = z.iter_mut().map(Vec::as_mut_slice).collect();
        softmax_block(y, &mut slices, weights)
    }

    #[test]
    fn a_block_is_its_samples_one_by_one() {
        for (classes, n, scale) in [(2, 1, 1.0), (3, 512, 5.0), (7, 509, 60.0), (10, 64, 1e-9)] {
            let z = logits(classes, n, scale);
            let y: Vec<usize> = (0..n).map(|i| (i * i) % classes).collect();
            let weights: Vec<f64> = (0..n).map(|i| (i % 4) as f64).collect();
            for weights in [None, Some(&weights[..])] {
                let mut p = z.clone();
                let total = softmax(&mut p, &y, weights);
                let mut one_by_one = 0.0;
                let mut exact = vec![0.0; classes];
                for i in 0..n {
                    let sample: Vec<f64> = z.iter().map(|z| z[i]).collect();
                    let weight = weights.map_or(1.0, |weights| weights[i]);
                    one_by_one += weight * SoftmaxCrossEntropy::loss(y[i], &sample);
                    SoftmaxCrossEntropy::probabilities(&sample, &mut exact);
                    for k in 0..classes {
                        assert!((p[k][i] - exact[k]).abs() <= 1e-15 * exact[k], "{sample:?}");
                    }
                }
                assert!((total - one_by_one).abs() <= 1e-14 * one_by_one, "{classes} x {n}");
            }
        }
    }

    #[test]
    fn extreme_logits_stay_finite_and_keep_their_digits() {
        let mut z = [vec![0.0, 0.0, 0.0, 0.0], vec![800.0, -800.0, 1e300, f64::NEG_INFINITY]];
        assert_eq!(softmax(&mut z, &[1, 0, 1, 0], None), 0.0);
        assert_eq!(z, [[0.0, 1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 0.0]]);
        let mut z = [vec![0.0, 0.0], vec![800.0, -1000.0]];
        assert_eq!(softmax(&mut z, &[0, 1], None), 1800.0);
    }

    #[test]
    fn a_weight_of_zero_takes_a_sample_away() {
        for extreme in [f64::INFINITY, f64::NAN] {
            let mut z = [vec![0.0; 2], vec![extreme, 0.0]];
            let total = softmax(&mut z, &[0, 1], Some(&[0.0, 2.0]));
            assert_eq!(total, 2.0 * std::f64::consts::LN_2);
        }
    }

    #[test]
    fn what_is_not_a_number_is_not_hidden() {
        for y in 0..3 {
            let mut z = [vec![0.0], vec![f64::NAN], vec![1.0]];
            assert!(softmax(&mut z, &[y], None).is_nan());
            assert!(z.iter().all(|p| p[0].is_nan()));
        }
    }
}
