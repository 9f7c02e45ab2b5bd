use std::collections::BTreeSet;

use microlp::{ComparisonOp, OptimizationDirection, Problem};

use super::margins::Margins;
use crate::error::Error;

/// The linear programmes over the margins, in standardised weights: of
/// `(x_j - centre_j) / scale_j` instead of `x_j`. It remembers the margins that mattered.
pub(super) struct Programme<'a> {
    margins: &'a Margins<'a>,
    centres: Vec<f64>,
    /// 0 for a constant feature, which is left out.
    scales: Vec<f64>,
    sum: Vec<f64>,
    rows: BTreeSet<usize>,
}

/// What is maximised.
#[derive(Clone, Copy, PartialEq)]
enum Goal {
    /// The sum of all margins.
    Sum,
    /// The smallest margin.
    Smallest,
}

/// A cone meets the box `|d_j| <= 1` in 0 alone, or it reaches a wall. Between lies rounding.
const OFF_ZERO: f64 = 1e-3;
/// A weight below this part of what it is the difference of is 0.
const ROUNDING: f64 = 1e-11;
/// A margin is negative below this, in standardised units.
const NEGATIVE: f64 = -1e-9;
/// The smallest margin is positive above this.
const POSITIVE: f64 = 1e-7;

impl<'a> Programme<'a> {
    pub(super) fn new(margins: &'a Margins<'a>) -> Result<Self, Error> {
        let design = margins.design;
        let (centred, p) = (design.has_intercept(), design.n_features());
        let mut centres = vec![0.0; p];
        let mut scales = vec![0.0; p];
        for j in 0..p {
            let values = design.column(j);
            let (low, high) = values
                .iter()
                .fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(*x), high.max(*x)));
            let deviations = |centre: f64, unit: f64| {
                let squares: f64 =
                    values.iter().map(|x| x / unit - centre / unit).map(|x| x * x).sum();
                unit * (squares / values.len() as f64).sqrt()
            };
            let size = low.abs().max(high.abs());
            if size > 0.0 && (low < high || !centred) {
                let mean =
                    size * (values.iter().map(|x| x / size).sum::<f64>() / values.len() as f64);
                centres[j] = if centred { mean } else { 0.0 };
                scales[j] = deviations(centres[j], size);
            }
        }
        let mut programme =
            Self { margins, centres, scales, sum: Vec::new(), rows: BTreeSet::new() };
        programme.sum = programme.standardised(margins.sum_of_factors());
        Ok(programme)
    }

    /// Factors of the weights as factors of the standardised weights.
    fn standardised(&self, mut factors: Vec<f64>) -> Vec<f64> {
        let (group, p) = (self.margins.design.dim(), self.scales.len());
        for factors in factors.chunks_exact_mut(group) {
            let of_intercept = factors.get(p).copied().unwrap_or(0.0);
            for j in 0..p {
                factors[j] = match self.scales[j] {
                    0.0 => 0.0,
                    scale => factors[j] / scale - self.centres[j] / scale * of_intercept,
                };
            }
        }
        factors
    }

    /// Standardised weights as weights, and 0 where only rounding keeps them from it.
    fn plain(&self, mut weights: Vec<f64>) -> Vec<f64> {
        let (group, p) = (self.margins.design.dim(), self.scales.len());
        let largest = weights.iter().fold(0.0_f64, |most, w| most.max(w.abs()));
        let rounded = |w: f64, size: f64| if w.abs() > ROUNDING * size { w } else { 0.0 };
        weights.iter_mut().for_each(|w| *w = rounded(*w, largest));
        for weights in weights.chunks_exact_mut(group) {
            for j in 0..p {
                weights[j] = if self.scales[j] > 0.0 { weights[j] / self.scales[j] } else { 0.0 };
            }
            let shift: f64 = (0..p).map(|j| weights[j] * self.centres[j]).sum();
            let size: f64 = (0..p).map(|j| (weights[j] * self.centres[j]).abs()).sum();
            weights[p..].iter_mut().for_each(|b| *b = rounded(*b - shift, b.abs() + size));
        }
        weights
    }

    /// The size of each feature's standardised weights.
    pub(super) fn sizes(&self, weights: &[f64]) -> Vec<f64> {
        let of_group = |j: usize| weights.iter().skip(j).step_by(self.margins.design.dim());
        let largest = |j: usize| of_group(j).fold(0.0_f64, |most, w| most.max(w.abs()));
        (0..self.scales.len()).map(|j| largest(j) * self.scales[j]).collect()
    }

    /// Weights of the features in use with the largest sum of margins, all of them at least 0; None if
    /// that is 0.
    pub(super) fn widest_sum(&mut self, in_use: &[bool]) -> Result<Option<Vec<f64>>, Error> {
        self.widest(Goal::Sum, in_use)
    }

    /// Weights of the features in use with the largest smallest margin; None if that is 0.
    pub(super) fn widest_margin(&mut self, in_use: &[bool]) -> Result<Option<Vec<f64>>, Error> {
        self.widest(Goal::Smallest, in_use)
    }

    /// Solves the programme over the margins known so far, and adds those that its solution breaks,
    /// until it breaks none.
    fn widest(&mut self, goal: Goal, in_use: &[bool]) -> Result<Option<Vec<f64>>, Error> {
        loop {
            let (direction, smallest) = self.solve(goal, in_use)?;
            let reach = direction.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
            if reach < OFF_ZERO || (goal == Goal::Smallest && smallest < POSITIVE) {
                return Ok(None);
            }
            let plain = self.plain(direction);
            if !self.add_broken(&plain, smallest)? {
                let separates = self.margins.separation_along(&plain)?.is_some();
                return Ok(separates.then_some(plain));
            }
        }
    }

    /// Takes the margins most below what they should be into the programme; false if there are none.
    fn add_broken(&mut self, weights: &[f64], smallest: f64) -> Result<bool, Error> {
        let margins = self.margins.values(weights)?;
        let bound = smallest / 2.0 + NEGATIVE;
        let mut broken: Vec<usize> =
            (0..margins.len()).filter(|i| margins[*i] < bound && !self.rows.contains(i)).collect();
        let worst = (2 * weights.len()).min(broken.len());
        if worst == 0 {
            self.rows.retain(|i| margins[*i] <= 1.5 * smallest - NEGATIVE); // the others had no say
            return Ok(false);
        }
        broken.select_nth_unstable_by(worst - 1, |a, b| margins[*a].total_cmp(&margins[*b]));
        self.rows.extend(&broken[..worst]);
        Ok(true)
    }

    /// The standardised weights and the smallest margin (0 when it is not the goal).
    fn solve(&self, goal: Goal, in_use: &[bool]) -> Result<(Vec<f64>, f64), Error> {
        let (group, n) = (self.margins.design.dim(), self.margins.design.n_samples() as f64);
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let is_used = |k: usize| match in_use.get(k % group) {
            Some(used) => *used && self.scales[k % group] > 0.0,
            None => true, // an intercept
        };
        let variables: Vec<_> = (0..self.margins.dim())
            .map(|k| {
                let gain = if goal == Goal::Sum { tidy(self.sum[k] / n) } else { 0.0 };
                is_used(k).then(|| problem.add_var(gain, (-1.0, 1.0)))
            })
            .collect();
        let smallest = (goal == Goal::Smallest).then(|| problem.add_var(1.0, (0.0, f64::INFINITY)));
        for row in &self.rows {
            let factors = self.standardised(self.margins.factors(*row));
            let mut terms: Vec<_> = (0..factors.len())
                .filter_map(|k| variables[k].map(|variable| (variable, tidy(factors[k]))))
                .filter(|(_, factor)| *factor != 0.0)
                .collect();
            terms.extend(smallest.map(|t| (t, -1.0)));
            problem.add_constraint(&terms, ComparisonOp::Ge, 0.0);
        }
        if self.rows.is_empty() && smallest.is_some() {
            let terms: Vec<_> = smallest.map(|t| (t, 1.0)).into_iter().collect();
            problem.add_constraint(&terms, ComparisonOp::Le, 1.0);
        }
        let solution = problem
            .solve()
            .map_err(|error| Error::Undecided(error.to_string()))?
            .into_solution()
            .map_err(|_| Error::Undecided("the linear programme was not solved".to_owned()))?;
        let value = |variable: &Option<_>| variable.map_or(0.0, |v| solution.var_value(v));
        Ok((variables.iter().map(value).collect(), smallest.map_or(0.0, |t| solution.var_value(t))))
    }
}

/// Factors of mere rounding only make the programme hard to solve.
fn tidy(factor: f64) -> f64 {
    if factor.abs() < 1e-12 { 0.0 } else { factor }
}
