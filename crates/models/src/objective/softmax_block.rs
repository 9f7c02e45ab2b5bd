//! The steps of a sweep for several classes.

use linalg_lite::{BLOCK_ROWS, Block, Mat, MatMut};
use pulp::{Arch, Simd, WithSimd};

use crate::error::Error;
use crate::loss::{SoftmaxCrossEntropy, multiply, softmax_block};
use crate::problem::Problem;

/// The mean loss alone, at the parameters of each class.
pub(crate) fn mean_softmax_loss(
    problem: &Problem<'_, usize>,
    by_class: &[Vec<f64>],
) -> Result<f64, Error> {
    let beside_the_first =
        |w: &Vec<f64>| w.iter().zip(&by_class[0]).map(|(own, first)| own - first).collect();
    let others: Vec<Vec<f64>> = by_class[1..].iter().map(beside_the_first).collect();
    let (w, group) = (others.concat(), problem.design.dim().max(1));
    let (loss, weight, _) = problem.design.sweep(
        2,
        || (0.0, 0.0, vec![[0.0; BLOCK_ROWS]; by_class.len()]),
        |(loss, weight, p), block| {
            let weights = problem.weight_values().map(|weights| &weights[block.rows()]);
            if weights.is_some_and(|weights| weights.iter().all(|weight| *weight == 0.0)) {
                return;
            }
            *loss += probabilities(block, &w, group, &problem.target[block.rows()], p, weights);
            *weight += weights.map_or(block.len() as f64, linalg_lite::sum);
        },
        |total, part| (total.0, total.1) = (total.0 + part.0, total.1 + part.1),
    )?;
    Ok(loss / weight)
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
    probabilities_beside(None, block, (w, group), y, p, weights)
}

/// The same of logits with offsets, for each class one per row of the table.
pub(super) fn probabilities_beside(
    offsets: Option<&[Vec<f64>]>,
    block: Block<'_>,
    (w, group): (&[f64], usize),
    y: &[usize],
    p: &mut [[f64; BLOCK_ROWS]],
    weights: Option<&[f64]>,
) -> f64 {
    let mut p: Vec<&mut [f64]> = p.iter_mut().map(|p| &mut p[..block.len()]).collect();
    p.iter_mut().for_each(|z| z.fill(0.0));
    for (z, w) in p[1..].iter_mut().zip(w.chunks_exact(group)) {
        block.logits(w, z);
    }
    for (z, offset) in p.iter_mut().zip(offsets.unwrap_or_default()) {
        z.iter_mut().zip(&offset[block.rows()]).for_each(|(z, o)| *z += o);
    }
    softmax_block(y, &mut p, weights)
}

/// `H_kl += X' diag(p_k ([k = l] - p_l)) X` for all classes `l <= k` but the first.
pub(super) fn add_hessian(
    block: Block<'_>,
    p: &[[f64; BLOCK_ROWS]],
    group: usize,
    weights: Option<&[f64]>,
    hessian: &mut Mat<f64>,
) {
    if hessian.nrows() == 0 {
        return; // neither features nor an intercept
    }
    for_each_pair(block.len(), p, weights, |k, l, s| {
        let (row, column) = ((l - 1) * group, (k - 1) * group);
        block.add_hessian(s, hessian.as_mut().submatrix_mut(row, column, group, group));
    });
}

/// Of the same parts only the columns of the intercepts, `X' s_kl`, one after the other.
pub(super) fn add_intercept_columns(
    block: Block<'_>,
    p: &[[f64; BLOCK_ROWS]],
    group: usize,
    weights: Option<&[f64]>,
    columns: &mut [f64],
) {
    let mut columns = columns.chunks_exact_mut(group);
    for_each_pair(block.len(), p, weights, |_, _, s| {
        columns.next().into_iter().for_each(|column| block.add_gradient(s, column));
    });
}

/// Calls `with(k, l, s_kl)` for all classes `l <= k` but the first; `s_kl` has one entry per sample.
fn for_each_pair(
    n: usize,
    p: &[[f64; BLOCK_ROWS]],
    weights: Option<&[f64]>,
    mut with: impl FnMut(usize, usize, &[f64]),
) {
    let mut s = [0.0; BLOCK_ROWS];
    let s = &mut s[..n];
    for k in 1..p.len() {
        for l in 1..=k {
            Arch::new().dispatch(SecondDerivatives { k_is_l: k == l, p_k: &p[k], p_l: &p[l], s });
            multiply(s, weights);
            with(k, l, s);
        }
    }
}

struct SecondDerivatives<'a> {
    k_is_l: bool,
    p_k: &'a [f64],
    p_l: &'a [f64],
    s: &'a mut [f64],
}

impl WithSimd for SecondDerivatives<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for ((s, p_k), p_l) in self.s.iter_mut().zip(self.p_k).zip(self.p_l) {
            *s = SoftmaxCrossEntropy::second_derivative(self.k_is_l, *p_k, *p_l);
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
    for (i, y) in y.iter().enumerate() {
        p[*y][i] = SoftmaxCrossEntropy::derivative(true, p[*y][i]);
    }
    for (r, gradient) in p[1..].iter_mut().zip(gradient.chunks_exact_mut(group)) {
        let r = &mut r[..block.len()];
        multiply(r, weights);
        block.add_gradient(r, gradient);
    }
}

/// Each part `H_kl` is symmetric, and only its upper triangle was summed.
pub(crate) fn complete_parts(hessian: &mut Mat<f64>, group: usize) {
    for column in (0..hessian.ncols()).step_by(group) {
        for row in (0..column).step_by(group) {
            mirror(hessian.as_mut().submatrix_mut(row, column, group, group));
        }
    }
}

/// Copies the upper triangle into the lower one.
fn mirror(mut hessian: MatMut<'_, f64>) {
    for row in 0..hessian.nrows() {
        for column in 0..row {
            hessian[(row, column)] = hessian[(column, row)];
        }
    }
}
