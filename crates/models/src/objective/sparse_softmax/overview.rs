//! A look at all parameters: their slopes, and a proven bound.
//!
//! With the loss derivatives `r_ik` moved to `r' = f (r - S_i t)`, where `S_i = diag(p_i) - p_i p_i'` and
//! `mean S t = mean r`, so that they sum to zero in each class, and `f <= 1` as large as l1 lets it be:
//!
//! ```text
//! J(w) - min J <= (1 - f)^2 mean (1 - p_y) / p_y + f (2 - f) t' mean r
//!                 + sum_kj [h(c_kj) + h*(-g'_kj) + c_kj g'_kj]        g'_k = mean r'_k x
//! ```
//!
//! For `max t - min t <= 1` this stays among the probabilities; the first line is the chi-square that bounds the
//! divergence, as for two classes.

use linalg_lite::{Cholesky, Mat, check_length, dot, sum};

use super::SparseSoftmax;
use super::at::At;
use crate::error::Error;
use crate::loss::SoftmaxCrossEntropy;
use crate::objective::gap::smallest_gap;
use crate::objective::sums::check_sums;
use crate::penalty::Penalty;
use crate::solver::{Overview, Selective};

impl Selective for SparseSoftmax<'_> {
    fn overview(&self, w: &[f64]) -> Result<Overview, Error> {
        check_length("the parameters", self.members.all().len(), w.len())?;
        let mut at = self.at(w);
        let squares = self.mean_square(&at);
        let shift = self.move_derivatives(&mut at)?;
        let slopes = self.slopes(&at)?;
        let gap = match shift {
            Some(product) => self.gap(w, &slopes, squares, product),
            None => None,
        };
        Ok(Overview { slopes, gap })
    }

    fn is_member(&self, parameter: usize) -> bool {
        self.members.is_there(parameter)
    }

    fn is_steep(&self, parameter: usize, slope: f64) -> bool {
        slope.abs() > self.penalty_of_feature(parameter % self.group().max(1)).l1
    }

    fn set_penalty(&mut self, penalty: Penalty) -> Result<(), Error> {
        self.penalty = penalty.check()?;
        Ok(())
    }

    fn most_newcomers(&self) -> usize {
        usize::MAX
    }

    fn admit(&mut self, newcomers: &[usize]) -> Result<(), Error> {
        self.members.admit(newcomers, self.problem.design)
    }

    fn hessian_columns(&self, w: &[f64], first: usize) -> Result<Mat<f64>, Error> {
        self.curvature(&self.at(w), first)
    }
}

impl SparseSoftmax<'_> {
    /// `mean (1 - p_y) / p_y`.
    fn mean_square(&self, at: &At) -> f64 {
        let of = |i: usize| {
            let p = at.by_class[self.problem.target[i]][i];
            (1.0 - p) / p
        };
        self.problem.sum(of) / at.weight
    }

    /// Turns probabilities into `r - S t`, times the weights, and returns `t' mean r`; none where `t` is too far.
    fn move_derivatives(&self, at: &mut At) -> Result<Option<f64>, Error> {
        let (target, weights) = (self.problem.target, self.problem.weight_values());
        if self.free().is_none() {
            at.take_derivatives(target, weights);
            return Ok(Some(0.0));
        }
        let p = at.by_class.clone();
        at.take_derivatives(target, weights);
        let right_side: Vec<f64> = at.by_class[1..].iter().map(|r| sum(r) / at.weight).collect();
        let of_intercepts = self.mean_curvature(&p, at.weight);
        let Ok(factor) = Cholesky::new(of_intercepts.as_ref()) else { return Ok(None) };
        let t = [vec![0.0], factor.solve(&right_side)?].concat();
        let extreme = |pick: fn(f64, f64) -> f64| t.iter().copied().fold(0.0, pick);
        let reach = extreme(f64::max) - extreme(f64::min);
        if reach.is_nan() || reach > 1.0 {
            return Ok(None);
        }
        for i in 0..target.len() {
            let weight = weights.map_or(1.0, |weights| weights[i]);
            if weight > 0.0 {
                let mean: f64 = p.iter().zip(&t).map(|(p, t)| p[i] * t).sum();
                for (k, r) in at.by_class.iter_mut().enumerate() {
                    r[i] -= weight * p[k][i] * (t[k] - mean);
                }
            }
        }
        Ok(Some(dot(&t[1..], &right_side)))
    }

    /// `mean S` of all classes but the first.
    fn mean_curvature(&self, p: &[Vec<f64>], weight: f64) -> Mat<f64> {
        let others = self.classes - 1;
        let mut mean = Mat::zeros(others, others);
        for k in 0..others {
            for l in 0..=k {
                let of = |i: usize| {
                    let (p_k, p_l) = (p[k + 1][i], p[l + 1][i]);
                    SoftmaxCrossEntropy::second_derivative(k == l, p_k, p_l)
                };
                mean[(k, l)] = self.problem.sum(of) / weight;
                mean[(l, k)] = mean[(k, l)];
            }
        }
        mean
    }

    /// The means of the features times the derivatives, by class; 0 for what is free or left out.
    fn slopes(&self, at: &At) -> Result<Vec<f64>, Error> {
        let (design, group) = (self.problem.design, self.group());
        let dim = self.classes * group;
        let mut slopes = design.sweep(
            dim,
            || vec![0.0; dim],
            |sums: &mut Vec<f64>, block| {
                for (r, sums) in at.by_class.iter().zip(sums.chunks_exact_mut(group.max(1))) {
                    block.add_gradient(&r[block.rows()], sums);
                }
            },
            |total, sums| total.iter_mut().zip(&sums).for_each(|(t, s)| *t += s),
        )?;
        slopes.iter_mut().for_each(|slope| *slope /= at.weight);
        check_sums(design, at.loss, &slopes)?;
        for j in self.units.left_out().chain(self.free()) {
            slopes.iter_mut().skip(j).step_by(group).for_each(|slope| *slope = 0.0);
        }
        Ok(slopes)
    }

    fn gap(&self, w: &[f64], slopes: &[f64], squares: f64, product: f64) -> Option<f64> {
        let (group, p) = (self.group(), self.problem.n_features());
        let by_class = self.by_class(w);
        let counts = |j: &usize| !self.units.is_left_out(*j) && Some(*j) != self.free();
        let features: Vec<usize> = (0..p).filter(counts).collect();
        let each = || (0..self.classes).flat_map(|k| features.iter().map(move |j| (k, *j)));
        let penalties: Vec<Penalty> = each().map(|(_, j)| self.penalty_of_feature(j)).collect();
        let slopes: Vec<f64> = each().map(|(k, j)| slopes[k * group + j]).collect();
        let coefficients: Vec<f64> = each().map(|(k, j)| by_class[k][j]).collect();
        let gap_of = |f: f64| {
            let beside = (1.0 - f) * (1.0 - f);
            let beside = if beside > 0.0 { beside * squares } else { 0.0 };
            let of = |j: usize| penalties[j].fenchel_gap(coefficients[j], f * slopes[j]);
            beside + f * (2.0 - f) * product + (0..slopes.len()).map(of).sum::<f64>()
        };
        let gap = smallest_gap(&penalties, &slopes, gap_of);
        gap.is_finite().then(|| gap.max(0.0))
    }
}
