//! The optimum by another way: damped Newton on standardised columns, all classes with parameters of
//! their own, as a check on how fits say they ended.

use linalg_lite::{Cholesky, DoubleDouble, Mat, exp, ln, log1p_exp};
use models::Penalty;

/// What is minimised: `mean (ln sum_k e^z_k - z_y) + l2/2 sum_k |c_k|^2` in weighted samples.
pub(crate) struct Exact<'a> {
    pub(crate) x: &'a Mat<f64>,
    pub(crate) classes: &'a [usize],
    pub(crate) weights: &'a [f64],
    /// Whether there is an intercept.
    pub(crate) intercept: bool,
    /// Added to the logit of class 1.
    pub(crate) offset: &'a [f64],
    pub(crate) k: usize,
    /// For each feature, in its own units.
    pub(crate) l2: Vec<f64>,
}

impl Exact<'_> {
    /// The value at coefficients and intercepts, the logits with twice the digits.
    pub(crate) fn value(&self, coefficients: &[Vec<f64>], intercepts: &[f64]) -> f64 {
        let row = |i: usize| {
            let mut z: Vec<f64> = (0..self.k)
                .map(|k| {
                    let start = DoubleDouble::from(intercepts[k]);
                    let offset = if k == 1 { self.offset[i] } else { 0.0 };
                    let terms = coefficients[k].iter().enumerate();
                    let sum = terms.fold(start, |sum, (j, c)| {
                        sum + DoubleDouble::of_product(self.x[(i, j)], *c)
                    });
                    (sum + DoubleDouble::from(offset)).to_f64()
                })
                .collect();
            if !z.iter().all(|z| z.is_finite()) {
                return f64::INFINITY;
            }
            let own = z[self.classes[i]];
            z.iter_mut().for_each(|z| *z -= own);
            self.weights[i] * log_sum_exp(&z)
        };
        let counted = (0..self.classes.len()).filter(|i| self.weights[*i] > 0.0);
        let loss = linalg_lite::sum(&counted.map(row).collect::<Vec<f64>>());
        let squares = coefficients.iter().flat_map(|c| c.iter().zip(&self.l2));
        let penalty: f64 = squares.map(|(c, l2)| l2 / 2.0 * c * c).sum();
        loss / linalg_lite::sum(self.weights) + penalty
    }

    /// Where columns count from, and in what.
    fn frame(&self) -> (Vec<f64>, Vec<f64>) {
        let (means, deviations) = moments(self.x, self.weights);
        (means.iter().map(|m| if self.intercept { *m } else { 0.0 }).collect(), deviations)
    }

    /// The smallest value there is; None where Newton's steps do not come to rest.
    #[allow(clippy::too_many_lines, reason = "value, gradient, Hessian and the steps in one place")]
    pub(crate) fn lowest(&self) -> Option<f64> {
        let (means, deviations) = self.frame();
        let (n, p, k) = (self.x.nrows(), self.x.ncols(), self.k);
        let x = Mat::from_fn(n, p + 1, |i, j| match j {
            _ if j == p => f64::from(u8::from(self.intercept)),
            _ if self.weights[i] == 0.0 => 0.0,
            _ => (self.x[(i, j)] - means[j]) / deviations[j],
        });
        let l2 = |j: usize| if j < p { self.l2[j] / (deviations[j] * deviations[j]) } else { 0.0 };
        let dim = k * (p + 1);
        let total = linalg_lite::sum(self.weights);
        let at = |w: &[f64]| {
            let (mut g, mut h) = (vec![0.0; dim], Mat::<f64>::zeros(dim, dim));
            let mut losses = Vec::new();
            for i in (0..n).filter(|i| self.weights[*i] > 0.0) {
                let of_class = |k: usize| {
                    let z: f64 = (0..=p).map(|j| w[k * (p + 1) + j] * x[(i, j)]).sum();
                    z + if k == 1 { self.offset[i] } else { 0.0 }
                };
                let z: Vec<f64> = (0..k).map(of_class).collect();
                let own = z[self.classes[i]];
                let relative: Vec<f64> = z.iter().map(|z| z - own).collect();
                let weight = self.weights[i] / total;
                let loss = log_sum_exp(&relative);
                losses.push(weight * loss);
                let probability: Vec<f64> = relative.iter().map(|z| exp(z - loss)).collect();
                for a in 0..k {
                    let is = f64::from(u8::from(a == self.classes[i]));
                    let others: f64 = (0..k).filter(|l| *l != a).map(|l| probability[l]).sum();
                    let r = if is == 1.0 { -others } else { probability[a] };
                    for j in 0..=p {
                        g[a * (p + 1) + j] += weight * r * x[(i, j)];
                    }
                    for b in 0..=a {
                        let s = if a == b { others } else { -probability[b] };
                        let s = weight * probability[a] * s;
                        for j in 0..=p {
                            for l in 0..=p {
                                h[(a * (p + 1) + j, b * (p + 1) + l)] += s * x[(i, j)] * x[(i, l)];
                            }
                        }
                    }
                }
            }
            let mut value = linalg_lite::sum(&losses);
            for a in 0..dim {
                let l2 = l2(a % (p + 1));
                value += l2 / 2.0 * w[a] * w[a];
                g[a] += l2 * w[a];
                h[(a, a)] += l2;
            }
            (value, g, h)
        };
        let mut w = vec![0.0; dim];
        let (mut value, mut g, mut h) = at(&w);
        let mut damping = 1e-3;
        for _ in 0..500 {
            let mut damped = h.clone();
            for a in 0..dim {
                damped[(a, a)] += damping * h[(a, a)] + 1e-13;
            }
            let Ok(step) = Cholesky::new(damped.as_ref()).and_then(|f| f.solve(&g)) else {
                damping *= 10.0;
                continue;
            };
            let decrease = linalg_lite::dot(&g, &step);
            let next: Vec<f64> = w.iter().zip(&step).map(|(w, d)| w - d).collect();
            let (to, next_g, next_h) = at(&next);
            if to <= value + 1e-15 * (1.0 + value.abs()) {
                (w, value, g, h) = (next, value.min(to), next_g, next_h);
                damping = (damping / 10.0).max(1e-16);
                if decrease <= 1e-22 * (1.0 + value.abs()) {
                    return Some(value);
                }
            } else if damping > 1e12 {
                return None;
            } else {
                damping *= 10.0;
            }
        }
        None
    }

    /// The smallest value of two classes with an l1 on the coefficients of the second beside the first:
    /// one coordinate after the other. Their l2 is `self.l2`.
    pub(crate) fn lowest_with_l1(&self, l1: &[f64]) -> Option<f64> {
        let (means, deviations) = self.frame();
        let (n, p) = (self.x.nrows(), self.x.ncols());
        let rows: Vec<usize> = (0..n).filter(|i| self.weights[*i] > 0.0).collect();
        let x = Mat::from_fn(rows.len(), p + 1, |i, j| match j {
            _ if j == p => 1.0,
            _ => (self.x[(rows[i], j)] - means[j]) / deviations[j],
        });
        let total = linalg_lite::sum(self.weights);
        let penalty = |j: usize| match deviations.get(j) {
            Some(d) => Penalty { l1: l1[j] / d, l2: self.l2[j] / (d * d) },
            None => Penalty::default(),
        };
        let mut w = vec![0.0; p + 1];
        let sign = |i: usize| if self.classes[rows[i]] == 1 { -1.0 } else { 1.0 };
        for _ in 0..1_000 {
            let logit = |i: usize| (0..=p).map(|j| w[j] * x[(i, j)]).sum::<f64>();
            let mut z: Vec<f64> =
                (0..rows.len()).map(|i| logit(i) + self.offset[rows[i]]).collect();
            let mut furthest = 0.0_f64;
            for j in (0..=p).filter(|j| *j < p || self.intercept) {
                let (mut g, mut s, mut most) = (0.0, 0.0, 0.0);
                for i in 0..rows.len() {
                    let probability = linalg_lite::sigmoid(sign(i) * z[i]);
                    let weight = self.weights[rows[i]] / total;
                    g += weight * sign(i) * probability * x[(i, j)];
                    s += weight * probability * (1.0 - probability) * x[(i, j)] * x[(i, j)];
                    most += weight * 0.25 * x[(i, j)] * x[(i, j)];
                }
                let s = f64::max(s, 0.01 * most); // where steps end, there is the optimum, for any s
                let Penalty { l1, l2 } = penalty(j);
                let target = s * w[j] - g;
                let shrunk = (target.abs() - l1).max(0.0) * target.signum();
                let step = shrunk / (s + l2) - w[j];
                w[j] += step;
                furthest = furthest.max(step.abs());
                (0..rows.len()).for_each(|i| z[i] += step * x[(i, j)]);
            }
            if furthest < 1e-11 * (1.0 + linalg_lite::sum(&w).abs()) {
                let of_row = |i: usize| self.weights[rows[i]] * log1p_exp(sign(i) * z[i]);
                let losses: Vec<f64> = (0..rows.len()).map(of_row).collect();
                let of = |j: usize| {
                    let Penalty { l1, l2 } = penalty(j);
                    l1 * w[j].abs() + l2 / 2.0 * w[j] * w[j]
                };
                return Some(linalg_lite::sum(&losses) / total + (0..p).map(of).sum::<f64>());
            }
        }
        None
    }
}

fn log_sum_exp(z: &[f64]) -> f64 {
    let largest = z.iter().fold(f64::NEG_INFINITY, |most, z| most.max(*z));
    let place = z.iter().position(|z| *z == largest).unwrap();
    let others: f64 =
        z.iter().enumerate().filter(|(k, _)| *k != place).map(|(_, z)| exp(z - largest)).sum();
    largest + if others < 0.5 { linalg_lite::ln_1p(others) } else { ln(1.0 + others) }
}

/// Means and deviations of columns, in samples that count.
pub(crate) fn moments(x: &Mat<f64>, weights: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let total = linalg_lite::sum(weights);
    let counted: Vec<usize> = (0..x.nrows()).filter(|i| weights[*i] > 0.0).collect();
    let of = |j: usize| {
        let first = x[(counted[0], j)];
        let sum: f64 = counted.iter().map(|i| weights[*i] * (x[(*i, j)] - first)).sum();
        let mean = first + sum / total;
        let rest = sum / total - (mean - first);
        let off = |i: &usize| (x[(*i, j)] - mean) - rest;
        let squares: f64 = counted.iter().map(|i| weights[*i] * off(i) * off(i)).sum();
        (mean, (squares / total).sqrt())
    };
    (0..x.ncols()).map(of).unzip()
}
