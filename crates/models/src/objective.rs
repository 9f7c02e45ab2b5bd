//! All samples: `J(w) = mean_i l(y_i, z_i) + l2/2 * |coefficients|^2` with `z = X w + b`.
//! The only place that knows how logits come from parameters.

mod gap;
mod members;
mod ordered;
mod ordered_block;
mod quadratic;
mod softmax;
mod softmax_block;
mod sparse;
mod sparse_softmax;
mod sums;
mod unequal_odds;

use std::ops::Range;

use linalg_lite::{Arrow, BLOCK_ROWS, MatMut, check_length};

use self::sums::{Sums, check_room, check_sums, largest_row_sum, mean_squares};
use crate::error::Error;
use crate::loss::Loss;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::solver::{FiniteSum, MANY_PARAMETERS, Objective, TwiceDifferentiable};
use crate::units::Units;

pub(crate) use crate::problem::check_classes;
pub use ordered::MeanOrderedLoss;
pub(crate) use ordered_block::weights_of_classes;
pub(crate) use quadratic::{Quadratic, gram_of};
pub use softmax::MeanSoftmaxLoss;
pub(crate) use softmax_block::{complete_parts, mean_softmax_loss};
pub(crate) use sparse::SparseMean;
pub(crate) use sparse_softmax::SparseSoftmax;
pub(crate) use unequal_odds::UnequalOdds;

/// The mean of a [`Loss`] over all samples of a [`Problem`], and a [`Penalty`]: `w` holds one
/// coefficient per feature and, with an intercept, the intercept last.
///
/// With `r_i = dl/dz` and `s_i = d2l/dz2` at sample i, and `X` extended by a column of ones:
///
/// ```text
/// J(w)    = 1/n sum_i l(y_i, z_i)  + l2/2 |coefficients|^2
/// dJ/dw   = 1/n X' r               + l2 coefficients
/// d2J/dw2 = 1/n X' diag(s) X       + l2 I      (no l2 for the intercept)
/// ```
///
/// Samples count in the means by their weights, and `n` is the sum of the weights. An l1 is not
/// part of these three, as it has no derivative: see [`Objective::penalty`].
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::loss::CrossEntropy;
/// use models::objective::MeanLoss;
/// use models::solver::Objective;
/// use models::{Penalty, Problem};
///
/// let x = matrix_from_columns(&[&[-1.0, 1.0]])?;
/// let problem = Problem::new(x.as_ref(), &[false, true])?;
/// let objective = MeanLoss::<CrossEntropy>::new(problem, Penalty::default())?;
/// let mut gradient = [0.0; 2];
/// assert_eq!(objective.gradient(&[0.0, 0.0], &mut gradient)?, std::f64::consts::LN_2);
/// assert_eq!(gradient, [-0.5, 0.0]);
/// # Ok::<(), models::Error>(())
/// ```
///
/// # Source
/// Bishop, *Pattern Recognition and Machine Learning*, 4.3.2-4.3.3; Hastie, Tibshirani and
/// Friedman, *The Elements of Statistical Learning*, 4.4.1.
#[derive(Clone, Copy, Debug)]
pub struct MeanLoss<'a, L: Loss> {
    pub(crate) problem: Problem<'a, L::Target>,
    penalty: Penalty,
    units: Units<'a>,
}

impl<'a, L: Loss> MeanLoss<'a, L> {
    /// Holds the data by reference; nothing is copied.
    ///
    /// # Errors
    /// [`Error::Penalty`].
    pub fn new(problem: Problem<'a, L::Target>, penalty: Penalty) -> Result<Self, Error> {
        Ok(Self { problem, penalty: penalty.check()?, units: Units::default() })
    }

    /// The same, with coefficients penalised in these units.
    pub(crate) fn in_units(self, units: Units<'a>) -> Self {
        Self { units, ..self }
    }

    /// Whether the coefficient of a feature stays 0.
    pub(crate) fn is_left_out(&self, feature: usize) -> bool {
        self.units.is_left_out(feature)
    }

    /// The same with another penalty.
    pub(crate) fn with_penalty(&self, penalty: Penalty) -> Result<Self, Error> {
        Ok(Self { penalty: penalty.check()?, ..*self })
    }

    /// One sweep over the data: the loss, the gradient and, where asked for, the Hessian, with some parameters kept
    /// apart.
    fn sweep(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        hessian: Option<&Range<usize>>,
    ) -> Result<(f64, Option<Arrow>), Error> {
        let Problem { design, target, .. } = self.problem;
        let (total, _) = design.sweep(
            Sums::values(self.dim(), hessian),
            || (Sums::zero(self.dim(), hessian), [[0.0; BLOCK_ROWS]; 4]),
            |(sums, [z, scratch, r, s]), block| {
                let (rows, n) = (block.rows(), block.len());
                let (z, scratch, r, s) = (&mut z[..n], &mut scratch[..n], &mut r[..n], &mut s[..n]);
                let weights = self.problem.weight_values().map(|weights| &weights[rows.clone()]);
                block.logits(w, z); // z  = X w + b
                self.problem.add_offset(rows.clone(), z);
                sums.loss += L::block(&target[rows], z, weights, scratch, r, s);
                sums.weight += weights.map_or(n as f64, linalg_lite::sum);
                block.add_gradient(r, &mut sums.gradient); // g += X' r      with r = dl/dz
                if let Some(h) = &mut sums.hessian {
                    block.add_arrow(s, h); // H += X' diag(s) X   with s = d2l/dz2
                }
            },
            |(total, _), (sums, _)| total.add(&sums),
        )?;
        let (loss, mut hessian) = total.into_means(gradient);
        check_sums(design, loss, gradient)?;
        for j in self.units.left_out() {
            gradient[j] = 0.0;
            hessian.iter_mut().for_each(|hessian| hessian.clear(j));
        }
        Ok((loss + self.add_penalty(w, gradient, hessian.as_mut()), hessian))
    }

    /// Adds `l2 c` and `l2 I` for the coefficients `c`, and returns `l2/2 |c|^2`.
    fn add_penalty(&self, w: &[f64], gradient: &mut [f64], mut hessian: Option<&mut Arrow>) -> f64 {
        let mut penalty = 0.0;
        for j in 0..self.problem.n_features() {
            let l2 = self.penalty(j).l2;
            penalty += l2 / 2.0 * w[j] * w[j];
            gradient[j] += l2 * w[j];
            if let Some(h) = &mut hessian {
                h.add_to_entry(j, l2);
            }
        }
        penalty
    }

    /// The mean loss alone, without the penalty.
    pub(crate) fn mean_loss(&self, w: &[f64]) -> Result<f64, Error> {
        check_length("the parameters", self.dim(), w.len())?;
        let Problem { design, target, .. } = self.problem;
        let (loss, weight, _) = design.sweep(
            2,
            || (0.0, 0.0, [[0.0; BLOCK_ROWS]; 4]),
            |(loss, weight, [z, scratch, r, s]), block| {
                let (rows, n) = (block.rows(), block.len());
                let (z, scratch, r, s) = (&mut z[..n], &mut scratch[..n], &mut r[..n], &mut s[..n]);
                let weights = self.problem.weight_values().map(|weights| &weights[rows.clone()]);
                if weights.is_some_and(|weights| weights.iter().all(|weight| *weight == 0.0)) {
                    return;
                }
                block.logits(w, z);
                self.problem.add_offset(rows.clone(), z);
                *loss += L::block(&target[rows], z, weights, scratch, r, s);
                *weight += weights.map_or(n as f64, linalg_lite::sum);
            },
            |total, part| (total.0, total.1) = (total.0 + part.0, total.1 + part.1),
        )?;
        Ok(loss / weight)
    }
}

impl<L: Loss> Objective for MeanLoss<'_, L> {
    fn dim(&self) -> usize {
        self.problem.design.dim()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        check_room(self.dim(), w, gradient, None)?;
        Ok(self.sweep(w, gradient, None)?.0)
    }

    fn is_nonnegative(&self, parameter: usize) -> bool {
        self.units.is_nonnegative(parameter)
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        if parameter < self.problem.n_features() {
            self.units.penalty(parameter, self.penalty)
        } else {
            Penalty::default()
        }
    }

    fn gap_bound(&self, w: &[f64]) -> Result<Option<f64>, Error> {
        check_length("the parameters", self.dim(), w.len())?;
        self.proven_gap(w)
    }

    fn unit(&self) -> Result<f64, Error> {
        if L::UNIT > 0.0 { Ok(L::UNIT) } else { self.mean_loss(&vec![0.0; self.dim()]) }
    }

    fn rounded(&self, w: &[f64]) -> Result<Vec<f64>, Error> {
        self.problem.rounded(w)
    }

    /// The largest logit of the step, in a sample that counts.
    fn curvature_change(&self, step: &[f64]) -> Result<f64, Error> {
        if L::CURVATURE_CHANGE == 0.0 {
            return Ok(0.0);
        }
        check_length("the step", self.dim(), step.len())?;
        Ok(L::CURVATURE_CHANGE * self.problem.largest_logit(step)?)
    }
}

impl<L: Loss> TwiceDifferentiable for MeanLoss<'_, L> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        check_room(self.dim(), w, gradient, Some(&hessian))?;
        let (value, found) = self.sweep(w, gradient, Some(&(0..0)))?;
        if let Some(found) = found {
            hessian.copy_from(&found.corner);
        }
        Ok(value)
    }

    /// The widest category, if without it there are few enough parameters for a Hessian, and not otherwise.
    fn wide(&self) -> Range<usize> {
        const MOST_NUMBERS: usize = 1 << 25; // 256 MiB
        let dim = self.dim();
        let widest = self.problem.design.features().categories().max_by_key(Range::len);
        let serves = |wide: &Range<usize>| {
            let rest = dim - wide.len();
            rest <= MANY_PARAMETERS && rest * wide.len() <= MOST_NUMBERS
        };
        let is_needed = dim > MANY_PARAMETERS && self.problem.design.has_plain_levels();
        widest.filter(|wide| is_needed && serves(wide)).unwrap_or(0..0)
    }

    fn arrow(&self, w: &[f64], gradient: &mut [f64]) -> Result<(f64, Arrow), Error> {
        check_room(self.dim(), w, gradient, None)?;
        let (value, hessian) = self.sweep(w, gradient, Some(&self.wide()))?;
        Ok((value, hessian.unwrap_or_else(|| Arrow::zeros(self.dim(), 0..0))))
    }

    fn preconditioner(&self) -> Result<Vec<f64>, Error> {
        let squares = mean_squares(&self.problem)?;
        let of = |(j, square): (usize, &f64)| L::LARGEST_CURVATURE * square + self.penalty(j).l2;
        Ok(squares.iter().enumerate().map(of).collect())
    }

    fn scaled_lipschitz_constant(&self, scales: &[f64]) -> Result<Option<f64>, Error> {
        if self.dim() > MANY_PARAMETERS {
            return Ok(None);
        }
        let share = |j: usize| 1.0 / scales.get(j).copied().unwrap_or(1.0);
        let penalty = |j: usize| self.penalty(j).per(share(j)).l2;
        let largest = (0..self.dim()).map(penalty).fold(0.0, f64::max);
        Ok(Some(L::LARGEST_CURVATURE * largest_row_sum(&self.problem, share)? + largest))
    }
}

impl<L: Loss> FiniteSum for MeanLoss<'_, L> {
    fn n_terms(&self) -> usize {
        self.problem.design.n_visited()
    }

    fn subsample(&self, every: usize) -> Self {
        let design = self.problem.design.thinned(every);
        Self { problem: Problem { design, ..self.problem }, ..*self }
    }
}
