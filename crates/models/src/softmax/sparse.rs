//! Softmax regression with an l1, whose fits go from large penalties to smaller ones.

use std::cmp::Ordering;

use super::{FittedSoftmax, SoftmaxRegression};
use crate::coordinates::Coordinates;
use crate::error::{Error, check_overflow};
use crate::objective::SparseSoftmax;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::report::Report;
use crate::samples::Samples;
use crate::solver::{Aim, Selective, Solution, Solver, WorkingSet, certify_rounded};
use crate::units::Units;

/// Fits for one penalty after the other, each from where the one before ended.
pub(crate) struct SparseFits<'a> {
    objective: SparseSoftmax<'a>,
    set: WorkingSet,
    units: Units<'a>,
    n_features: usize,
    /// The l1 from which on all coefficients are 0.
    pub(crate) largest_l1: f64,
}

impl<'a> SparseFits<'a> {
    /// From coefficients of 0, and the intercepts that go with them.
    pub(crate) fn new(
        seen: Problem<'a, usize>,
        classes: usize,
        units: Units<'a>,
    ) -> Result<Self, Error> {
        let objective = SparseSoftmax::new(seen, classes, units)?;
        let set = WorkingSet::at_start(&objective)?;
        let group = seen.design.dim().max(1);
        let slopes = set.slopes().iter().enumerate().map(|(i, slope)| (i % group, slope));
        let largest_l1 = units.largest_l1(slopes);
        Ok(Self { objective, set, units, n_features: seen.n_features(), largest_l1 })
    }

    /// The parameters of each class that are best for a penalty with an l1.
    pub(crate) fn advance(
        &mut self,
        penalty: Penalty,
        aim: Aim,
    ) -> Result<(Vec<Vec<f64>>, Report), Error> {
        self.objective.set_penalty(penalty)?;
        let Solution { parameters, report, .. } = self.set.advance(&mut self.objective, aim)?;
        let mut by_class = self.objective.by_class(&parameters);
        if penalty.l2 == 0.0 {
            (0..self.n_features).for_each(|j| choose_among_equals(&mut by_class, j));
        }
        if let Some(j) = self.units.intercept() {
            sum_to_zero(&mut by_class, j);
        }
        Ok((by_class, report))
    }

    /// The same for a single penalty.
    fn approach(&mut self, penalty: Penalty) -> Result<(Vec<Vec<f64>>, Report), Error> {
        self.set.approach(&mut self.objective, penalty, self.largest_l1)?;
        self.advance(penalty, Aim::OPTIMUM)
    }
}

/// Without an l2 an even number of classes leaves the coefficients of a feature undetermined by a constant: any
/// between the two in the middle, less which all are as good. It is the one of these two that leaves more zeros, or
/// else the smaller squares, or that of the earlier class.
fn choose_among_equals(by_class: &mut [Vec<f64>], j: usize) {
    let values: Vec<f64> = by_class.iter().map(|w| w[j]).collect();
    let mut sorted = values.clone();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    let (low, high) = (sorted[half - 1], sorted[half]);
    if sorted.len() % 2 == 1 || low == high {
        return;
    }
    let zeros = |less: f64| values.iter().filter(|value| **value == less).count();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let apart = (low - mean).abs() - (high - mean).abs();
    let is_rounding = apart.abs() <= 8.0 * f64::EPSILON * (low.abs() + high.abs());
    let place = |of: f64| values.iter().position(|value| *value == of);
    let order = zeros(high)
        .cmp(&zeros(low))
        .then(if is_rounding { Ordering::Equal } else { apart.total_cmp(&0.0) })
        .then(place(low).cmp(&place(high)));
    let less = if order.is_le() { low } else { high };
    by_class.iter_mut().for_each(|w| w[j] -= less);
}

/// Takes from a parameter of each class the mean over the classes.
fn sum_to_zero(by_class: &mut [Vec<f64>], j: usize) {
    let mean = by_class.iter().map(|w| w[j]).sum::<f64>() / by_class.len() as f64;
    by_class.iter_mut().for_each(|w| w[j] -= mean);
}

impl SoftmaxRegression {
    pub(super) fn minimise_with_l1(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
    ) -> Result<FittedSoftmax, Error> {
        let penalty = self.penalty().check()?;
        if self.solver != Solver::Auto {
            return Err(Error::NotSmooth { l1: self.l1, solver: self.solver.name() });
        }
        let coordinates = Coordinates::for_any_penalty(problem, self.standardise)?;
        let seen = coordinates.seen(problem)?;
        let mut fits = SparseFits::new(seen, classes, coordinates.units())?;
        let (by_class, report) = fits.approach(penalty)?;
        self.sparse(problem, &coordinates, &seen, by_class, report)
    }

    /// The model of the parameters that a solver saw.
    pub(crate) fn sparse(
        &self,
        problem: &Problem<'_, usize>,
        coordinates: &Coordinates,
        seen: &Problem<'_, usize>,
        by_class: Vec<Vec<f64>>,
        report: Report,
    ) -> Result<FittedSoftmax, Error> {
        const LARGEST_CURVATURE: f64 = 0.5;
        let plain = by_class.into_iter().map(|w| coordinates.plain(seen, w));
        let plain: Vec<(Vec<f64>, f64)> = plain.collect::<Result<_, _>>()?;
        let (coefficients, mut intercepts): (Vec<Vec<f64>>, Vec<f64>) = plain.into_iter().unzip();
        let mean = intercepts.iter().sum::<f64>() / intercepts.len() as f64;
        intercepts.iter_mut().for_each(|b| *b -= mean);
        check_overflow(&intercepts)?;
        let largest = intercepts.iter().fold(mean.abs(), |most, b| most.max(b.abs()));
        let rounded = 2.0 * (intercepts.len() as f64).sqrt() * largest;
        let mut report = certify_rounded(report, rounded, LARGEST_CURVATURE, 1.0);
        coordinates.name_left_out(problem, &mut report);
        let samples = Samples::of(problem);
        Ok(FittedSoftmax { coefficients, intercepts, config: *self, samples, report })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(values: &[f64]) -> Vec<f64> {
        let mut by_class: Vec<Vec<f64>> = values.iter().map(|value| vec![*value]).collect();
        choose_among_equals(&mut by_class, 0);
        by_class.into_iter().flatten().collect()
    }

    #[test]
    fn among_equals_the_one_with_most_zeros_by_hand() {
        assert_eq!(chosen(&[0.5, 2.0]), [0.0, 1.5]); // two classes: the first is at 0
        assert_eq!(chosen(&[2.0, 0.5]), [0.0, -1.5]);
        assert_eq!(chosen(&[-0.1, 0.2])[0], 0.0); // also where their mean is rounded
        assert_eq!(chosen(&[0.0, 1.0, 0.0, 3.0]), [0.0, 1.0, 0.0, 3.0]);
        assert_eq!(chosen(&[1.0, 2.0, 1.0, 4.0]), [0.0, 1.0, 0.0, 3.0]);
        assert_eq!(chosen(&[0.0, 1.0, 3.0, 10.0]), [-3.0, -2.0, 0.0, 7.0]); // nearer to the mean of 3.5
        assert_eq!(chosen(&[-1.0, 0.0, 5.0]), [-1.0, 0.0, 5.0]); // three have one in the middle
    }
}
