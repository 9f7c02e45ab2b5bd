//! The cross-entropy of several classes with an l1, of which only the parameters that may differ from 0 are looked at.

mod at;
mod by_features;
mod curvature;
mod overview;

use linalg_lite::{Mat, MatMut, add_weighted_products, dot};
use rayon::prelude::*;

use self::at::At;
use super::check_classes;
use super::members::Members;
use super::sums::check_room;
use crate::error::Error;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::solver::{Objective, TwiceDifferentiable};
use crate::units::Units;

/// With a group of parameters (coefficients, then the intercept) for each class, numbered one group after the other:
///
/// ```text
/// J(w) + l1    = 1/n sum_i l(y_i, z_i) + sum_k sum_j (l1 |c_kj| + l2/2 c_kj^2)     z_k = X c_k + b_k
/// dJ/dw_kj     = 1/n x_j' r_k + l2 c_kj                                            r_k = p_k - [y = k]
/// d2J/(dw_kj dw_lh) = 1/n x_j' diag(p_k ([k = l] - p_l)) x_h + l2 [kj = lh]
/// ```
///
/// The same constant added to all intercepts changes nothing, so that of the first class is 0 and never a member.
/// Coefficients need no such rule: their penalty decides.
///
/// # Source
/// Friedman, Hastie and Tibshirani, *Regularization paths for generalized linear models via coordinate descent*,
/// Journal of Statistical Software 33 (2010), 4.
pub(crate) struct SparseSoftmax<'a> {
    problem: Problem<'a, usize>,
    classes: usize,
    penalty: Penalty,
    units: Units<'a>,
    members: Members,
}

impl<'a> SparseSoftmax<'a> {
    /// Without a penalty, and with those members that never have one: the intercepts, or what stands for them.
    pub(crate) fn new(
        problem: Problem<'a, usize>,
        classes: usize,
        units: Units<'a>,
    ) -> Result<Self, Error> {
        check_classes(&problem, classes)?;
        problem.refuse_bounds()?;
        if problem.offset.is_some() {
            return Err(Error::Offset);
        }
        if problem.class_offsets.is_some() {
            return Err(Error::OffsetsBesideL1);
        }
        if !units.factors.is_empty() && units.factors.contains(&0.0) {
            return Err(Error::FreeBesideL1);
        }
        let penalty = Penalty::default();
        let members = Members::none(problem.design.dim());
        let mut objective = Self { problem, classes, penalty, units, members };
        let group = objective.group();
        let free: Vec<usize> = objective
            .free()
            .iter()
            .flat_map(|j| (1..classes).map(move |k| k * group + j))
            .collect();
        objective.members.admit(&free, problem.design)?;
        Ok(objective)
    }

    /// The parameters of each class, from those of the members.
    pub(crate) fn by_class(&self, w: &[f64]) -> Vec<Vec<f64>> {
        let mut by_class = vec![vec![0.0; self.group()]; self.classes];
        for (member, w) in self.members.all().iter().zip(w) {
            by_class[member.class][member.feature] = *w;
        }
        by_class
    }

    fn group(&self) -> usize {
        self.problem.design.dim()
    }

    /// The intercept, or the feature that stands for it.
    fn free(&self) -> Option<usize> {
        let design = self.problem.design;
        if design.has_intercept() { Some(design.n_features()) } else { self.units.intercept() }
    }

    /// What a coefficient of this feature costs, in any class.
    fn penalty_of_feature(&self, feature: usize) -> Penalty {
        if feature < self.problem.n_features() {
            self.units.penalty(feature, self.penalty)
        } else {
            Penalty::default()
        }
    }

    /// `J` and its gradient.
    fn value(&self, at: &mut At, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        at.take_derivatives(self.problem.target, self.problem.weight_values());
        let sums = self.sums(&at.by_class)?;
        for (j, g) in gradient.iter_mut().enumerate() {
            let sum = sums[self.members.place(j)][self.members.all()[j].class];
            *g = sum / at.weight + self.penalty(j).l2 * w[j];
        }
        let squares = |(j, w): (usize, &f64)| self.penalty(j).l2 / 2.0 * w * w;
        Ok(at.loss + w.iter().enumerate().map(squares).sum::<f64>())
    }

    /// `x_j' r_k` for the column of each feature of members, and each class.
    fn sums(&self, r: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, Error> {
        const PANEL: usize = 16;
        let r: Vec<&[f64]> = r.iter().map(Vec::as_slice).collect();
        let once = vec![1.0; self.problem.n_rows()];
        let of = |columns: &[Vec<f64>]| -> Result<Vec<Vec<f64>>, Error> {
            let x: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let mut sums = Mat::zeros(x.len(), r.len());
            add_weighted_products(&once, &x, &r, sums.as_mut())?;
            Ok((0..x.len()).map(|j| sums.row(j).iter().copied().collect()).collect())
        };
        let found: Vec<_> = self.members.columns().par_chunks(PANEL).map(of).collect();
        Ok(found.into_iter().collect::<Result<Vec<_>, Error>>()?.concat())
    }
}

impl Objective for SparseSoftmax<'_> {
    fn dim(&self) -> usize {
        self.members.all().len()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        check_room(self.dim(), w, gradient, None)?;
        self.value(&mut self.at(w), w, gradient)
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        self.penalty_of_feature(self.members.all()[parameter].feature)
    }
}

impl TwiceDifferentiable for SparseSoftmax<'_> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        check_room(self.dim(), w, gradient, Some(&hessian))?;
        let mut at = self.at(w);
        hessian.copy_from(&self.curvature(&at, 0)?);
        self.value(&mut at, w, gradient)
    }

    fn preconditioner(&self) -> Result<Vec<f64>, Error> {
        const LARGEST_CURVATURE: f64 = 0.5;
        let weights = self.problem.weight_values();
        let of = |j: usize| {
            let x = self.members.column(j);
            let square = match weights {
                None => dot(x, x),
                Some(weights) => dot(
                    &x.iter().zip(weights).map(|(x, weight)| weight * x).collect::<Vec<f64>>(),
                    x,
                ),
            };
            LARGEST_CURVATURE * square / self.problem.total_weight() + self.penalty(j).l2
        };
        let or_one = |square: f64| if square > 0.0 { square } else { 1.0 };
        Ok((0..self.dim()).map(|j| or_one(of(j))).collect())
    }
}
