use linalg_lite::{DoubleDouble, check_length};

use super::Separation;
use super::margins::Margins;
use crate::error::Error;

/// A margin below this part of the terms it is the sum of is 0.
const ROUNDING: f64 = 1e-11;

impl Margins<'_> {
    /// Whether plain weights separate. With the centres c of the columns,
    /// `x'w + b = (x - c)'w + (b + c'w)`: the bracket, which may be a small difference of large
    /// numbers, has twice the digits.
    pub(super) fn separation_along(&self, weights: &[f64]) -> Result<Option<Separation>, Error> {
        let (group, p) = (self.design.dim(), self.design.n_features());
        check_length("the weight vector", (self.classes - 1) * group, weights.len())?;
        let all: Vec<usize> = (0..p).collect();
        let (mut logits, mut roundings) = (Vec::new(), Vec::new());
        for weights in weights.chunks_exact(group.max(1)) {
            let (slopes, intercept) = weights.split_at(p);
            let intercept = intercept.first().copied().unwrap_or(0.0);
            // Of columns in their units, whose centres are exact.
            let slopes: Vec<f64> =
                slopes.iter().zip(&self.scales).map(|(w, scale)| w / scale.unit).collect();
            let at_centre = slopes
                .iter()
                .zip(&self.scales)
                .map(|(w, scale)| DoubleDouble::of_product(*w, scale.centre))
                .fold(DoubleDouble::from(intercept), |sum, term| sum + term)
                .to_f64();
            logits.push(self.sums(&all, at_centre, |j, scale, x| {
                (x * scale.unit - scale.centre) * slopes[j]
            })?);
            let start = ROUNDING * at_centre.abs() + f64::EPSILON * intercept.abs();
            roundings.push(self.sums(&all, start, |j, scale, x| {
                ROUNDING * ((x * scale.unit - scale.centre) * slopes[j]).abs()
            })?);
        }
        let margins = self.combine(&logits, |own, other| own - other);
        let roundings = self.combine(&roundings, |own, other| own + other);
        let (mut any_positive, mut all_positive) = (false, true);
        for index in (0..self.len()).filter(|index| self.counts(self.pair(*index).0)) {
            if margins[index].is_nan() || margins[index] < -roundings[index] {
                return Ok(None);
            }
            any_positive |= margins[index] > roundings[index];
            all_positive &= margins[index] > roundings[index];
        }
        Ok(match (all_positive, any_positive) {
            (true, true) => Some(Separation::Complete),
            (false, true) => Some(Separation::QuasiComplete),
            (_, false) => None,
        })
    }

    /// A direction in terms of scaled columns as plain weights, 0 for columns not in use.
    pub(super) fn plain(&self, used: &[usize], direction: &[f64]) -> Vec<f64> {
        const SMALLER: f64 = 2.4e-181; // 2^-600
        let slope = |place: usize, d: f64| d / self.scales[used[place]].spread;
        let group = self.group(used).max(1);
        let fits = direction.chunks_exact(group).all(|d| {
            (0..used.len()).all(|k| (slope(k, d[k]) * self.scales[used[k]].unit).is_finite())
        });
        let factor = if fits { 1.0 } else { SMALLER };
        let mut plain = Vec::with_capacity((self.classes - 1) * self.design.dim());
        for direction in direction.chunks_exact(group) {
            let mut weights = vec![0.0; self.design.dim()];
            let start = direction.get(used.len()).map_or(0.0, |d| d * factor);
            let mut intercept = DoubleDouble::from(start);
            for (place, &j) in used.iter().enumerate() {
                let slope = slope(place, direction[place]) * factor;
                weights[j] = slope * self.scales[j].unit;
                intercept = intercept - DoubleDouble::of_product(slope, self.scales[j].centre);
            }
            if self.design.has_intercept() {
                weights[self.design.n_features()] = intercept.to_f64();
            }
            plain.extend(weights);
        }
        plain
    }
}
