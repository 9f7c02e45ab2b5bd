use linalg_lite::{BLOCK_ROWS, Mat, MatMut, add_weighted_products};
use rayon::prelude::*;

use super::MeanLoss;
use super::members::Members;
use super::sums::check_room;
use crate::error::Error;
use crate::loss::Loss;
use crate::penalty::Penalty;
use crate::solver::{Objective, Overview, Selective, TwiceDifferentiable};

/// The mean loss of one logit or line with an l1, or with parameters that may not be negative, of more features than rows:
/// only those that may differ from 0 are in a Hessian, and their columns are kept.
pub(crate) struct SparseMean<'a, L: Loss> {
    whole: MeanLoss<'a, L>,
    members: Members,
}

impl<'a, L: Loss> SparseMean<'a, L> {
    /// With those members that have neither an l1 nor a bound: the intercept, and features without a penalty.
    pub(crate) fn new(whole: MeanLoss<'a, L>) -> Result<Self, Error> {
        let mut members = Members::none(whole.dim());
        let is_free = |j: &usize| {
            !whole.is_left_out(*j) && whole.penalty(*j).l1 == 0.0 && !whole.is_nonnegative(*j)
        };
        let free: Vec<usize> = (0..whole.dim()).filter(is_free).collect();
        members.admit(&free, whole.problem.design)?;
        Ok(Self { whole, members })
    }

    /// The l1 from which on all that have one are 0, by the slopes there.
    pub(crate) fn largest_l1(&self, slopes: &[f64]) -> f64 {
        self.whole.units.largest_l1(slopes.iter().enumerate())
    }

    /// All parameters, from those of the members.
    pub(crate) fn all(&self, w: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; self.whole.dim()];
        self.members.all().iter().zip(w).for_each(|(member, w)| all[member.feature] = *w);
        all
    }

    fn feature(&self, member: usize) -> usize {
        self.members.all()[member].feature
    }

    /// `w d2l/dz2` of each row.
    fn curvatures(&self, w: &[f64]) -> Result<Vec<f64>, Error> {
        let (problem, all) = (self.whole.problem, self.all(w));
        let mut curvatures = vec![0.0; problem.n_rows()];
        problem.design.fill(&mut curvatures, |block, s| {
            let (rows, n) = (block.rows(), block.len());
            let [mut z, mut scratch, mut r] = [[0.0; BLOCK_ROWS]; 3];
            let (z, scratch, r) = (&mut z[..n], &mut scratch[..n], &mut r[..n]);
            block.logits(&all, z);
            problem.add_offset(rows.clone(), z);
            let weights = problem.weight_values().map(|weights| &weights[rows.clone()]);
            L::block(&problem.target[rows], z, weights, scratch, r, s);
        })?;
        Ok(curvatures)
    }
}

impl<L: Loss> Objective for SparseMean<'_, L> {
    fn dim(&self) -> usize {
        self.members.all().len()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        check_room(self.dim(), w, gradient, None)?;
        let mut of_all = vec![0.0; self.whole.dim()];
        let value = self.whole.gradient(&self.all(w), &mut of_all)?;
        gradient.iter_mut().enumerate().for_each(|(j, g)| *g = of_all[self.feature(j)]);
        Ok(value)
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        self.whole.penalty(self.feature(parameter))
    }

    fn is_nonnegative(&self, parameter: usize) -> bool {
        self.whole.is_nonnegative(self.feature(parameter))
    }

    fn unit(&self) -> Result<f64, Error> {
        self.whole.unit()
    }
}

impl<L: Loss> TwiceDifferentiable for SparseMean<'_, L> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        check_room(self.dim(), w, gradient, Some(&hessian))?;
        hessian.copy_from(&self.hessian_columns(w, 0)?);
        self.gradient(w, gradient)
    }

    fn preconditioner(&self) -> Result<Vec<f64>, Error> {
        let of_all = self.whole.preconditioner()?;
        Ok((0..self.dim()).map(|j| of_all[self.feature(j)]).collect())
    }
}

impl<L: Loss> Selective for SparseMean<'_, L> {
    fn overview(&self, w: &[f64]) -> Result<Overview, Error> {
        let (all, mut slopes) = (self.all(w), vec![0.0; self.whole.dim()]);
        self.whole.gradient(&all, &mut slopes)?;
        Ok(Overview { slopes, gap: self.whole.gap_bound(&all)? })
    }

    fn is_member(&self, parameter: usize) -> bool {
        self.members.is_there(parameter)
    }

    /// (What is left out stays where it is.)
    fn is_steep(&self, parameter: usize, slope: f64) -> bool {
        let fall = if self.whole.is_nonnegative(parameter) { -slope } else { slope.abs() };
        !self.whole.is_left_out(parameter) && fall > self.whole.penalty(parameter).l1
    }

    fn set_penalty(&mut self, penalty: Penalty) -> Result<(), Error> {
        self.whole = self.whole.with_penalty(penalty)?;
        Ok(())
    }

    /// Hardly more than rows can have a coefficient.
    fn most_newcomers(&self) -> usize {
        (2 * self.whole.problem.n_rows()).clamp(50, 1000)
    }

    fn admit(&mut self, newcomers: &[usize]) -> Result<(), Error> {
        self.members.admit(newcomers, self.whole.problem.design)
    }

    /// Every entry is one sum over the rows in their order, so that threads can share the columns.
    fn hessian_columns(&self, w: &[f64], first: usize) -> Result<Mat<f64>, Error> {
        const PANEL: usize = 48;
        let (s, weight) = (self.curvatures(w)?, self.whole.problem.total_weight());
        let dim = self.dim();
        let x: Vec<&[f64]> = (0..dim).map(|j| self.members.column(j)).collect();
        let of = |newcomers: &[&[f64]]| -> Result<Mat<f64>, Error> {
            let mut products = Mat::zeros(dim, newcomers.len());
            add_weighted_products(&s, &x, newcomers, products.as_mut())?;
            Ok(products)
        };
        let panels: Vec<Mat<f64>> =
            x[first..].par_chunks(PANEL).map(of).collect::<Result<_, Error>>()?;
        let entry = |i: usize, j: usize| panels[j / PANEL][(i, j % PANEL)] / weight;
        let mut columns = Mat::from_fn(dim, dim - first, entry);
        (first..dim).for_each(|j| columns[(j, j - first)] += self.penalty(j).l2);
        Ok(columns)
    }
}
