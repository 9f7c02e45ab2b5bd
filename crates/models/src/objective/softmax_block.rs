//! The steps of a sweep for several classes.

use linalg_lite::{BLOCK_ROWS, Block, Mat, MatMut};

use crate::loss::{SoftmaxCrossEntropy, multiply};

/// `H_kl += X' diag(p_k ([k = l] - p_l)) X` for all classes `l <= k` but the first.
pub(super) fn add_hessian(
    block: Block<'_>,
    p: &[[f64; BLOCK_ROWS]],
    group: usize,
    weights: Option<&[f64]>,
    hessian: &mut Mat<f64>,
) {
    let mut s = [0.0; BLOCK_ROWS];
    let s = &mut s[..block.len()];
    for k in 1..p.len() {
        for l in 1..=k {
            for i in 0..s.len() {
                s[i] = SoftmaxCrossEntropy::second_derivative(k == l, p[k][i], p[l][i]);
            }
            multiply(s, weights);
            let (row, column) = ((l - 1) * group, (k - 1) * group);
            block.add_hessian(s, hessian.as_mut().submatrix_mut(row, column, group, group));
        }
    }
}

/// `g_k += X' (p_k - [y = k])` for all classes but the first.
pub(super) fn add_gradient(
    block: Block<'_>,
    y: &[usize],
    p: &mut [[f64; BLOCK_ROWS]],
    group: usize,
    weights: Option<&[f64]>,
    gradient: &mut [f64],
) {
    for k in 1..p.len() {
        let r = &mut p[k][..block.len()];
        for i in 0..r.len() {
            r[i] = SoftmaxCrossEntropy::derivative(y[i] == k, r[i]);
        }
        multiply(r, weights);
        block.add_gradient(r, &mut gradient[(k - 1) * group..k * group]);
    }
}

/// Each part `H_kl` is symmetric, and only its upper triangle was summed.
pub(super) fn complete_parts(hessian: &mut Mat<f64>, group: usize) {
    for column in (0..hessian.ncols()).step_by(group.max(1)) {
        for row in (0..column).step_by(group.max(1)) {
            mirror(hessian.as_mut().submatrix_mut(row, column, group, group));
        }
    }
}

/// Fills `p[k]` with the probabilities of class k and returns the weighted sum of the losses.
pub(super) fn probabilities(
    block: Block<'_>,
    w: &[f64],
    group: usize,
    y: &[usize],
    p: &mut [[f64; BLOCK_ROWS]],
    weights: Option<&[f64]>,
) -> f64 {
    let (n, classes) = (block.len(), p.len());
    let mut z = vec![0.0; classes];
    let mut sample = vec![0.0; classes];
    p[0].fill(0.0);
    for (logits, w) in p[1..].iter_mut().zip(w.chunks_exact(group.max(1))) {
        block.logits(w, &mut logits[..n]);
    }
    let mut loss = 0.0;
    for i in 0..n {
        for k in 0..classes {
            z[k] = p[k][i];
        }
        let weight = weights.map_or(1.0, |weights| weights[i]);
        if weight > 0.0 {
            loss += weight * SoftmaxCrossEntropy::loss(y[i], &z);
        }
        SoftmaxCrossEntropy::probabilities(&z, &mut sample);
        for k in 0..classes {
            p[k][i] = sample[k];
        }
    }
    loss
}

/// Copies the upper triangle into the lower one.
fn mirror(mut hessian: MatMut<'_, f64>) {
    for row in 0..hessian.nrows() {
        for column in 0..row {
            hessian[(row, column)] = hessian[(column, row)];
        }
    }
}
