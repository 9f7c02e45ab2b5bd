//! How far `J(w)` can be above its minimum, proven by a point of the dual problem.
//!
//! With the penalty `h(c) = l1 |c| + l2/2 c^2` of each coefficient, any numbers `r'_i` in the domain of
//! the conjugate loss `l*` whose weighted sum is zero (because the intercept is free) give a bound by
//! Fenchel and Young, with `g' = mean r' x`:
//!
//! ```text
//! J(w) - min J <= mean [l(z) + l*(r') - z r']  +  sum_j [h(c_j) + h*(-g'_j) + c_j g'_j]
//! h*(v) = (|v| - l1)_+^2 / (2 l2),  or without l2: 0 for |v| <= l1, else infinite
//! ```
//!
//! With `r' = r`, the loss derivatives at `w`, the first part is 0; but their sum is only nearly 0, and
//! without l2 all `|g'_j|` must be within l1. So they are moved to `r' = f (r - t s)` with
//! `t = mean r / mean s`, to first order a step along the intercept, and `f <= 1` as large as l1 lets
//! it be. Without an intercept a constant feature may stand for one: then t is the same. For the
//! cross-entropy and `|t| <= 1` this stays among the probabilities, and the first part, a Kullback-Leibler
//! divergence, is below the chi-square `mean (r' - r)^2 / s`.
//!
//! Source: Boyd and Vandenberghe, *Convex Optimization*, 5.5.1; the divergence: Gibbs and Su, *On
//! choosing and bounding probability metrics* (2002).

use linalg_lite::{BLOCK_ROWS, Cholesky, Mat};

use super::softmax_block::{add_gradient, add_intercept_columns, probabilities};
use super::sums::{Sums, check_sums};
use super::{MeanLoss, MeanSoftmaxLoss};
use crate::error::Error;
use crate::loss::Loss;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::solver::Objective;

impl<L: Loss> MeanLoss<'_, L> {
    /// The bound above, in one sweep; none without a penalty, or too far from the optimum.
    pub(super) fn proven_gap(&self, w: &[f64]) -> Result<Option<f64>, Error> {
        let (dim, p) = (self.dim(), self.problem.n_features());
        let penalties: Vec<Penalty> = (0..p).map(|j| self.penalty(j)).collect();
        if p > 0 && penalties.iter().all(|penalty| penalty.is_none()) {
            return Ok(None);
        }
        let has_l1 = penalties.iter().any(|penalty| penalty.l1 > 0.0);
        let Problem { design, target, .. } = self.problem;
        let (total, _) = design.sweep(
            2 * dim,
            || ([Sums::zero(dim, None), Sums::zero(dim, None)], [[0.0; BLOCK_ROWS]; 4]),
            |([first, second], [z, scratch, r, s]), block| {
                let (rows, n) = (block.rows(), block.len());
                let (z, scratch, r, s) = (&mut z[..n], &mut scratch[..n], &mut r[..n], &mut s[..n]);
                let weights = self.problem.weight_values().map(|weights| &weights[rows.clone()]);
                block.logits(w, z);
                self.problem.add_offset(rows.clone(), z);
                L::block(&target[rows], z, weights, scratch, r, s);
                first.weight += weights.map_or(n as f64, linalg_lite::sum);
                first.loss += linalg_lite::sum(r);
                block.add_gradient(r, &mut first.gradient); // X' r, sum r
                block.add_gradient(s, &mut second.gradient); // X' s, sum s
                if has_l1 {
                    second.loss += chi_square(r, s);
                }
            },
            |(total, _), (sums, _)| total.iter_mut().zip(&sums).for_each(|(t, s)| t.add(s)),
        )?;
        let [of_r, of_s] = total;
        let weight = of_r.weight;
        let intercept = if design.has_intercept() { Some(p) } else { self.units.intercept() };
        let (t, sum_r) = match intercept {
            Some(b) => (of_r.gradient[b] / of_s.gradient[b], of_r.loss),
            None => (0.0, 0.0),
        };
        if t.is_nan() || t.abs() > L::DUAL_REACH {
            return Ok(None);
        }
        let stays = |j: usize| Some(j) == intercept || self.is_left_out(j);
        let moved = |j: usize| (of_r.gradient[j] - t * of_s.gradient[j]) / weight;
        let moved = (0..p).map(|j| if stays(j) { 0.0 } else { moved(j) });
        let moved: Vec<f64> = moved.collect();
        let gap_of = |f: f64| {
            // mean ((1 - f) r + f t s)^2 / s
            let squares = (1.0 - f) * (1.0 - f) * of_s.loss + f * (2.0 - f) * t * sum_r;
            let squares = if f == 1.0 { t * sum_r } else { squares };
            let of_feature = |j: usize| match self.is_nonnegative(j) {
                true => penalties[j].fenchel_gap_from_0(w[j], f * moved[j]),
                false => penalties[j].fenchel_gap(w[j], f * moved[j]),
            };
            squares / weight + (0..p).map(of_feature).sum::<f64>()
        };
        let gap = smallest_gap(&penalties, &steep(self, &moved), gap_of);
        Ok(gap.is_finite().then(|| gap.max(0.0)))
    }
}

/// The slopes as far as penalties have to allow them.
pub(super) fn steep(objective: &impl Objective, slopes: &[f64]) -> Vec<f64> {
    let of = |(j, g): (usize, &f64)| if objective.is_nonnegative(j) { g.min(0.0) } else { *g };
    slopes.iter().enumerate().map(of).collect()
}

/// The gap where the gradient `g` of the loss is as it is, if the penalties allow it, or smaller by the
/// one factor that brings it within all of them; the smaller of the two if both are bounds.
pub(super) fn smallest_gap(penalties: &[Penalty], g: &[f64], gap_of: impl Fn(f64) -> f64) -> f64 {
    let pairs = || penalties.iter().zip(g);
    let within = pairs()
        .filter(|(penalty, g)| penalty.l1 > 0.0 && g.abs() > penalty.l1)
        .map(|(penalty, g)| penalty.l1 / g.abs())
        .fold(1.0, f64::min);
    let needs_it = pairs().any(|(penalty, g)| penalty.l2 == 0.0 && g.abs() > penalty.l1);
    if needs_it { gap_of(within) } else { gap_of(1.0).min(gap_of(within)) }
}

/// `sum r^2 / s`.
fn chi_square(r: &[f64], s: &[f64]) -> f64 {
    r.iter().zip(s).filter(|(r, _)| **r != 0.0).map(|(r, s)| r / s * r).sum()
}

impl MeanSoftmaxLoss<'_> {
    /// The same with a shift `t_k` for the intercept of each class but the first, whose shift is 0:
    /// `J(w) - min J <= t' H_bb t + 1/2 u' P^-1 u` where `t = H_bb^-1 gradient_b`,
    /// `u = gradient_c - H_cb t` and `P = l2 (I - 1/K)` is the penalty of the classes' coefficients.
    pub(super) fn proven_gap(&self, w: &[f64]) -> Result<Option<f64>, Error> {
        let design = self.problem.design;
        let (dim, group, p) = (w.len(), self.group(), design.n_features());
        if (0..p).any(|j| self.l2(j) == 0.0) {
            return Ok(None);
        }
        let (gradient, columns) = self.intercept_columns(w)?;
        let intercepts: Vec<usize> =
            if design.has_intercept() { (p..dim).step_by(group).collect() } else { Vec::new() };
        let size = intercepts.len();
        let of_b = Mat::from_fn(size, size, |k, l| columns[(intercepts[k], l)]);
        let right_side: Vec<f64> = intercepts.iter().map(|b| gradient[*b]).collect();
        let Ok(factor) = Cholesky::new(of_b.as_ref()) else { return Ok(None) };
        let t = factor.solve(&right_side)?;
        let reach =
            t.iter().fold(0.0_f64, |m, t| m.max(*t)) - t.iter().fold(0.0_f64, |m, t| m.min(*t));
        let mut gap: f64 = t.iter().zip(&right_side).map(|(t, g)| t * g).sum();
        for j in 0..p {
            let u = (j..dim).step_by(group).map(|row| {
                let shift = t.iter().enumerate().map(|(b, t)| columns[(row, b)] * t).sum::<f64>();
                gradient[row] - shift
            });
            let (sum, squares) = u.fold((0.0, 0.0), |(sum, squares), u| (sum + u, squares + u * u));
            if !self.is_left_out(j) {
                gap += (squares + sum * sum) / (2.0 * self.l2(j));
            }
        }
        Ok((reach <= 1.0 && gap.is_finite()).then_some(gap.max(0.0)))
    }

    /// The gradient, and the columns of the Hessian that belong to the intercepts, in one sweep.
    fn intercept_columns(&self, w: &[f64]) -> Result<(Vec<f64>, Mat<f64>), Error> {
        let (dim, group, others) = (self.dim(), self.group(), self.n_classes() - 1);
        let pairs = others * (others + 1) / 2;
        let Problem { design, target, .. } = self.problem;
        let zero = || [Sums::zero(dim, None), Sums::zero(pairs * group, None)];
        let (total, _) = design.sweep(
            dim + pairs * group,
            || (zero(), vec![[0.0; BLOCK_ROWS]; others + 1]),
            |([first, second], p), block| {
                let y = &target[block.rows()];
                let weights = self.problem.weight_values().map(|weights| &weights[block.rows()]);
                first.weight += weights.map_or(block.len() as f64, linalg_lite::sum);
                first.loss += probabilities(block, w, group, y, p, weights);
                add_intercept_columns(block, p, group, weights, &mut second.gradient);
                add_gradient(block, y, p, group, weights, &mut first.gradient);
            },
            |(total, _), (sums, _)| total.iter_mut().zip(&sums).for_each(|(t, s)| t.add(s)),
        )?;
        let [of_r, of_s] = total;
        let weight = of_r.weight;
        let mut gradient = vec![0.0; dim];
        let (loss, _) = of_r.into_means(&mut gradient);
        check_sums(design, loss, &gradient)?;
        self.add_penalty(w, &mut gradient, None);
        let entry = |row: usize, l: usize| {
            let (k, j) = (row / group, row % group);
            let pair = k.max(l) * (k.max(l) + 1) / 2 + k.min(l);
            of_s.gradient[pair * group + j] / weight
        };
        Ok((gradient, Mat::from_fn(dim, others, entry)))
    }
}
