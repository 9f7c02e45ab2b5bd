//! How far `J(w)` can be above its minimum, proven by a point of the dual problem.
//!
//! For any numbers `r'_i` in the domain of the conjugate `l*` whose weighted sum is zero (because
//! the intercept is free), and `g' = mean r' x`, the gap between `J(w)` and the dual value is
//!
//! ```text
//! mean [l(z) + l*(r') - z r']  +  1/(2 l2) |l2 c + g'|^2
//! ```
//!
//! With `r' = r`, the loss derivatives at `w`, the first part is 0 and the second the gradient's square;
//! but the sum of `r` is only nearly 0. So they are moved to `r' = r - t s` with `t = mean r / mean s`,
//! that is, to first order, along the intercept. For the cross-entropy and `|t| <= 1` this stays
//! among the probabilities, and the first part, a Kullback-Leibler divergence, is below the
//! chi-square `mean (t s)^2 / s`:
//!
//! ```text
//! J(w) - min J <= t^2 mean s  +  1/(2 l2) |gradient_c - t mean s x|^2
//! ```
//!
//! Source: Boyd and Vandenberghe, *Convex Optimization*, 5.5.1; the divergence: Gibbs and Su, *On
//! choosing and bounding probability metrics* (2002).

use linalg_lite::{BLOCK_ROWS, Cholesky, Mat};

use super::sums::Sums;
use super::{MeanLoss, MeanSoftmaxLoss};
use crate::solver::TwiceDifferentiable;
use crate::{Error, Loss, Objective};

impl<L: Loss> MeanLoss<'_, L> {
    /// The bound above, in one sweep; none without a penalty, or too far from the optimum.
    pub(super) fn proven_gap(&self, w: &[f64]) -> Option<f64> {
        if self.l2 == 0.0 {
            return None;
        }
        let (dim, p) = (self.dim(), self.design.n_features());
        let (total, _) = self.design.sweep(
            2 * dim,
            || ([Sums::zero(dim, false), Sums::zero(dim, false)], [[0.0; BLOCK_ROWS]; 4]),
            |([first, second], [z, room, r, s]), block| {
                let (y, n) = (&self.targets[block.rows()], block.len());
                let (z, room, r, s) = (&mut z[..n], &mut room[..n], &mut r[..n], &mut s[..n]);
                block.logits(w, z);
                self.weighting.shift(block.rows(), z);
                first.weight += self.weighting.block::<L>(block.rows(), y, z, room, r, s).1;
                block.add_gradient(r, &mut first.gradient); // X' r, sum r
                block.add_gradient(s, &mut second.gradient); // X' s, sum s
            },
            |(total, _), (sums, _)| total.iter_mut().zip(&sums).for_each(|(t, s)| t.add(s)),
        );
        let [Sums { gradient: of_r, weight, .. }, Sums { gradient: of_s, .. }] = total;
        let (t, of_intercept) = match (of_r.get(p), of_s.get(p)) {
            (Some(r), Some(s)) => (r / s, r * r / s / weight),
            _ => (0.0, 0.0),
        };
        let squares: f64 = (0..p)
            .map(|j| self.l2 * w[j] + (of_r[j] - t * of_s[j]) / weight)
            .map(|gradient| gradient * gradient)
            .sum();
        (t.abs() <= L::DUAL_REACH).then(|| of_intercept + squares / (2.0 * self.l2))
    }
}

impl MeanSoftmaxLoss<'_> {
    /// The same with a shift `t_k` for the intercept of each class but the first, whose shift is 0:
    /// `J(w) - min J <= t' H_bb t + 1/2 u' P^-1 u` where `t = H_bb^-1 gradient_b`,
    /// `u = gradient_c - H_cb t` and `P = l2 (I - 1/K)` is the penalty of the classes' coefficients.
    pub(super) fn proven_gap(&self, w: &[f64]) -> Result<Option<f64>, Error> {
        if self.l2 == 0.0 {
            return Ok(None);
        }
        let (dim, group, p) = (w.len(), self.design.dim(), self.design.n_features());
        let (mut gradient, mut hessian) = (vec![0.0; dim], Mat::zeros(dim, dim));
        self.hessian(w, &mut gradient, hessian.as_mut())?;
        let intercepts: Vec<usize> = if self.design.has_intercept() {
            (p..dim).step_by(group).collect()
        } else {
            Vec::new()
        };
        let size = intercepts.len();
        let of_b = Mat::from_fn(size, size, |k, l| hessian[(intercepts[k], intercepts[l])]);
        let right_side: Vec<f64> = intercepts.iter().map(|b| gradient[*b]).collect();
        let Ok(factor) = Cholesky::new(of_b.as_ref()) else { return Ok(None) };
        let t = factor.solve(&right_side)?;
        let reach =
            t.iter().fold(0.0_f64, |m, t| m.max(*t)) - t.iter().fold(0.0_f64, |m, t| m.min(*t));
        let mut gap: f64 = t.iter().zip(&right_side).map(|(t, g)| t * g).sum();
        for j in 0..p {
            let u = (j..dim).step_by(group).map(|row| {
                let shift =
                    intercepts.iter().zip(&t).map(|(b, t)| hessian[(row, *b)] * t).sum::<f64>();
                gradient[row] - shift
            });
            let (sum, squares) = u.fold((0.0, 0.0), |(sum, squares), u| (sum + u, squares + u * u));
            gap += (squares + sum * sum) / (2.0 * self.l2);
        }
        Ok((reach <= 1.0).then_some(gap))
    }
}
