//! Orthogonal polynomials of a column: as many features as powers would be, none of which resembles another.
//!
//! ```text
//! u    = (x - c) / s                                    c near the mean, s a power of 2
//! p_0  = 1,  p_1 = u - a_0
//! p_k+1 = (u - a_k) p_k - (n_k / n_k-1) p_k-1
//! n_k  = sum w p_k^2,  a_k = sum w u p_k^2 / n_k        over the rows that are learned from
//! feature k: p_k / sqrt(n_k),  k = 1 … degree
//! ```
//!
//! Source: Kennedy and Gentle, *Statistical Computing* (1980), 8.3.

use serde::{Deserialize, Serialize};

use super::expression::{Expression, Operator};

/// What was learned of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Polynomial {
    /// c.
    centre: f64,
    /// s.
    scale: f64,
    /// `a_k`, from k = 0.
    centres: Vec<f64>,
    /// `n_k`, from k = 0: one more.
    norms: Vec<f64>,
}

impl Polynomial {
    /// From numbers and their weights; None where there are no more different numbers than the degree.
    pub(super) fn learn(x: &[f64], weights: &[f64], degree: usize) -> Option<Self> {
        let mut different: Vec<u64> = Vec::new();
        for x in x.iter().map(|x| (x + 0.0).to_bits()) {
            if different.len() <= degree && !different.contains(&x) {
                different.push(x);
            }
        }
        if different.len() <= degree {
            return None;
        }
        let total: f64 = weights.iter().sum();
        let centre = x.iter().zip(weights).map(|(x, w)| w * (x / total)).sum::<f64>();
        let largest = x.iter().map(|x| (x - centre).abs()).fold(0.0, f64::max);
        let scale = power_of_two(largest);
        let mut learned = Self { centre, scale, centres: Vec::new(), norms: vec![total] };
        let u: Vec<f64> = x.iter().map(|x| learned.unit(*x)).collect();
        let (mut before, mut now) = (vec![0.0; u.len()], vec![1.0; u.len()]);
        for k in 0..degree {
            let squares = now.iter().zip(weights).map(|(p, w)| w * p * p);
            let moment: f64 = squares.zip(&u).map(|(square, u)| square * u).sum();
            learned.centres.push(moment / learned.norms[k]);
            for ((u, now), before) in u.iter().zip(&mut now).zip(&mut before) {
                (*before, *now) = (*now, learned.next(k, *u, *now, *before));
            }
            learned.norms.push(now.iter().zip(weights).map(|(p, w)| w * p * p).sum());
        }
        Some(learned)
    }

    pub(super) fn is_whole(&self) -> bool {
        self.norms.len() == self.centres.len() + 1
    }

    fn unit(&self, x: f64) -> f64 {
        (x - self.centre) / self.scale
    }

    fn next(&self, k: usize, u: f64, now: f64, before: f64) -> f64 {
        (u - self.centres[k]) * now - self.ratio(k) * before
    }

    fn ratio(&self, k: usize) -> f64 {
        if k == 0 { 0.0 } else { self.norms[k] / self.norms[k - 1] }
    }

    pub(super) fn degree(&self) -> usize {
        self.centres.len()
    }

    /// A column for each degree from 1.
    pub(super) fn columns(&self, x: &[f64]) -> Vec<Vec<f64>> {
        let mut columns = vec![Vec::with_capacity(x.len()); self.degree()];
        let roots: Vec<f64> = self.norms.iter().map(|norm| norm.sqrt()).collect();
        for u in x.iter().map(|x| self.unit(*x)) {
            let (mut before, mut now) = (0.0, 1.0);
            for (k, column) in columns.iter_mut().enumerate() {
                (before, now) = (now, self.next(k, u, now, before));
                column.push(now / roots[k + 1]);
            }
        }
        columns
    }

    /// The same as expressions.
    pub(super) fn expressions(&self, x: &Expression) -> Vec<Expression> {
        use Operator::{Minus, Over, Times};
        let number = Expression::Number;
        let unit = x.clone().joined(Minus, number(self.centre)).joined(Over, number(self.scale));
        let (mut before, mut now) = (number(0.0), number(1.0));
        let mut all = Vec::new();
        for k in 0..self.degree() {
            let factor = unit.clone().joined(Minus, number(self.centres[k]));
            let mut next = if k == 0 { factor } else { factor.joined(Times, now.clone()) };
            if k > 0 {
                next = next.joined(Minus, number(self.ratio(k)).joined(Times, before));
            }
            (before, now) = (now, next);
            all.push(now.clone().joined(Over, number(self.norms[k + 1].sqrt())));
        }
        all
    }
}

/// The largest power of 2 that is no larger; 1 for 0.
pub(super) fn power_of_two(x: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    let power = f64::from_bits(x.to_bits() & EXPONENT);
    if power > 0.0 && power.is_finite() { power } else { 1.0 }
}
