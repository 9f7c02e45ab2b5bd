use std::ops::Range;

use linalg_lite::{MatMut, sum};

use super::check_classes;
use super::ordered_block::{Room, add_weights, weights_of_classes, without_features};
use super::sums::{Sums, check_room, check_sums, mean_squares};
use crate::error::{Error, check_penalty};
use crate::loss::OrderedCrossEntropy;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::solver::{FiniteSum, Objective, TwiceDifferentiable, max_norm};
use crate::units::Units;

/// The mean of the [`OrderedCrossEntropy`] over all samples, with a penalty on squares: one logit `z = X c + b`, and a
/// threshold between each two neighbours among the K classes.
///
/// `w` holds the coefficients, the intercept b, and one number for each threshold after the first. At `w = 0` the
/// thresholds `t` are those of the best model without features; the first stays there, because the intercept does its
/// work, and the others are moved by their number. With `r` and `s` the derivatives by the logit, `r_a`, `s_a`, `r_b` and
/// `s_b` their parts from the threshold below and above the class, and `P_k` the share of class k:
///
/// ```text
/// J(w)          = 1/n sum_i l(y_i, z_i)                     + l2/2 |c|^2
/// dJ/d(c,b)     = 1/n X' r                                  + l2 c
/// dJ/dt_k       = -1/n (sum r_b of class k-1 + sum r_a of class k)      + of the gaps
/// d2J/d(c,b)2   = 1/n X' diag(s) X                          + l2 I
/// d2J/d(c,b)dt_k = -1/n X' (s_b in class k-1, s_a in class k)
/// d2J/dt_k2     = 1/n (sum s_b of class k-1 + sum s_a of class k)       + of the gaps
/// the gaps      : sum_k P_k gap(t_k+1 - t_k), once for each class but the first and the last
/// ```
///
/// Where the thresholds are out of order, `J` is infinite. It is convex in `w`.
///
/// # Source
/// McCullagh, *Regression models for ordinal data*, JRSS B 42 (1980); that it is convex: Pratt, *Concavity of the log
/// likelihood*, JASA 76 (1981).
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::Problem;
/// use models::objective::MeanOrderedLoss;
/// use models::solver::Objective;
///
/// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0]])?;
/// let objective = MeanOrderedLoss::new(Problem::new(x.as_ref(), &[0, 1, 2])?, 3, 0.0)?;
/// let mut gradient = [0.0; 3]; // a coefficient, the intercept, the second threshold
/// let loss = objective.gradient(&[0.0; 3], &mut gradient)?;
/// assert!((loss - linalg_lite::ln(3.0)).abs() < 1e-15);
/// assert!(gradient[1].abs() < 1e-15 && gradient[2].abs() < 1e-15);
/// # Ok::<(), models::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct MeanOrderedLoss<'a> {
    pub(super) problem: Problem<'a, usize>,
    /// Those of the best model without features.
    thresholds: Vec<f64>,
    l2: f64,
    units: Units<'a>,
}

impl<'a> MeanOrderedLoss<'a> {
    /// Holds the data by reference; the target has class numbers below `classes`, in their order.
    ///
    /// # Errors
    /// [`Error::Class`] for fewer than two classes, a label beyond them or a class without a sample that counts,
    /// [`Error::Penalty`], [`Error::NoThresholds`] without an intercept.
    pub fn new(problem: Problem<'a, usize>, classes: usize, l2: f64) -> Result<Self, Error> {
        check_penalty("l2", l2)?;
        check_classes(&problem, classes)?;
        problem.refuse_bounds()?;
        if !problem.design.has_intercept() {
            return Err(Error::NoThresholds);
        }
        let thresholds = without_features(&weights_of_classes(&problem, classes));
        Ok(Self { problem, thresholds, l2, units: Units::default() })
    }

    /// The same, with coefficients penalised in these units.
    pub(crate) fn in_units(self, units: Units<'a>) -> Self {
        Self { units, ..self }
    }

    fn n_classes(&self) -> usize {
        self.thresholds.len() + 1
    }

    /// Where the numbers of the thresholds begin.
    pub(super) fn group(&self) -> usize {
        self.problem.design.dim()
    }

    /// Coefficients, and the thresholds of features that count from 0: class k or a lower one has the probability
    /// `s(t_k - X c)`.
    pub(crate) fn coefficients_and_thresholds(
        &self,
        w: &[f64],
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        let (with_intercept, moves) = w.split_at(self.group());
        let (coefficients, intercept) =
            self.problem.coefficients_and_intercept(with_intercept.to_vec())?;
        let moves = [0.0].into_iter().chain(moves.iter().copied());
        let thresholds = self.thresholds.iter().zip(moves).map(|(t, d)| t + d - intercept);
        Ok((coefficients, thresholds.collect()))
    }

    /// The other way round.
    pub(crate) fn parameters(
        &self,
        coefficients: &[f64],
        thresholds: &[f64],
    ) -> Result<Vec<f64>, Error> {
        let (Some(first), Some(own)) = (thresholds.first(), self.thresholds.first()) else {
            return Err(Error::NoThresholds);
        };
        let mut w = self.problem.parameters(coefficients, own - first)?;
        let pairs = thresholds.iter().zip(&self.thresholds).skip(1);
        w.extend(pairs.map(|(t, start)| (t - first) - (start - own)));
        Ok(w)
    }

    /// What bounds the classes: minus infinity, the thresholds, infinity.
    pub(super) fn bounds(&self, w: &[f64]) -> Vec<f64> {
        let moves = [0.0].into_iter().chain(w[self.group()..].iter().copied());
        let moved = self.thresholds.iter().zip(moves).map(|(t, d)| t + d);
        [f64::NEG_INFINITY].into_iter().chain(moved).chain([f64::INFINITY]).collect()
    }

    /// One sweep over the data: the loss, the gradient and, where asked for, the Hessian.
    fn sweep(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: Option<MatMut<'_, f64>>,
    ) -> Result<f64, Error> {
        check_room(self.dim(), w, gradient, hessian.as_ref())?;
        let bounds = self.bounds(w);
        if !bounds.is_sorted_by(|a, b| a < b) {
            return Ok(f64::INFINITY);
        }
        let whole = hessian.as_ref().map(|_| &(0..0));
        let Problem { design, target, .. } = self.problem;
        let group = self.group();
        let (mut total, of_classes, _) = design.sweep(
            Sums::values(self.dim(), whole) + self.n_classes(),
            || (Sums::zero(self.dim(), whole), vec![0.0; self.n_classes()], Room::new()),
            |(sums, of_classes, room), block| {
                let y = &target[block.rows()];
                let weights = self.problem.weight_values().map(|weights| &weights[block.rows()]);
                add_weights(y, weights, of_classes);
                sums.weight += weights.map_or(block.len() as f64, sum);
                room.logits(&self.problem, block, w, group); // z = X c + b
                sums.loss += room.differentiate(y, &bounds, weights); // r = dl/dz, s = d2l/dz2
                room.add_to_logit(block, &mut sums.gradient[..group]); // g += X' r
                room.add_to_thresholds(y, &mut sums.gradient[group..]);
                if let Some(h) = &mut sums.hessian {
                    room.add_to_corner(block, group, &mut h.corner); // H += X' diag(s) X
                    room.add_to_columns(block, y, group, &mut h.corner);
                }
            },
            |(total, weights, _), (sums, more, _)| {
                total.add(&sums);
                weights.iter_mut().zip(&more).for_each(|(weight, more)| *weight += more);
            },
        )?;
        let of_gaps = self.add_gaps(&bounds, &of_classes, &mut total);
        total.loss += of_gaps;
        let (loss, mean) = total.into_means(gradient);
        if let (Some(hessian), Some(mean)) = (&mut hessian, mean) {
            hessian.copy_from(&mean.corner);
        }
        check_sums(design, loss, gradient)?;
        self.leave_out(gradient, hessian.as_mut().map(|hessian| hessian.as_mut()));
        Ok(loss + self.add_penalty(w, gradient, hessian))
    }

    /// What the gaps between thresholds cost, once for each sample of the class between them.
    fn add_gaps(&self, bounds: &[f64], of_classes: &[f64], total: &mut Sums) -> f64 {
        let number = |threshold: usize| (threshold >= 2).then(|| self.group() + threshold - 2);
        let mut loss = 0.0;
        for (k, weight) in of_classes.iter().enumerate().take(self.n_classes() - 1).skip(1) {
            let gap = bounds[k + 1] - bounds[k];
            loss += weight * OrderedCrossEntropy::of_gap(gap);
            let slope = weight * OrderedCrossEntropy::derivative_of_gap(gap);
            let curvature = weight * OrderedCrossEntropy::second_derivative_of_gap(gap);
            let (below, above) = (number(k), number(k + 1));
            for (number, sign) in [(below, -1.0), (above, 1.0)] {
                let Some(j) = number else { continue };
                total.gradient[j] += sign * slope;
                if let Some(h) = &mut total.hessian {
                    h.corner[(j, j)] += curvature;
                }
            }
            if let (Some(i), Some(j), Some(h)) = (below, above, &mut total.hessian) {
                h.corner[(i, j)] -= curvature;
            }
        }
        loss
    }

    fn leave_out(&self, gradient: &mut [f64], mut hessian: Option<MatMut<'_, f64>>) {
        for j in self.units.left_out() {
            gradient[j] = 0.0;
            if let Some(hessian) = &mut hessian {
                hessian.as_mut().row_mut(j).fill(0.0);
                hessian.as_mut().col_mut(j).fill(0.0);
            }
        }
    }

    fn add_penalty(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: Option<MatMut<'_, f64>>,
    ) -> f64 {
        let mut penalty = 0.0;
        for j in 0..self.problem.n_features() {
            let l2 = self.penalty(j).l2;
            penalty += l2 / 2.0 * w[j] * w[j];
            gradient[j] += l2 * w[j];
            if let Some(h) = &mut hessian {
                h[(j, j)] += l2;
            }
        }
        penalty
    }
}

impl Objective for MeanOrderedLoss<'_> {
    fn dim(&self) -> usize {
        self.group() + self.n_classes() - 2
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        self.sweep(w, gradient, None)
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        if parameter < self.problem.n_features() {
            self.units.penalty(parameter, Penalty::l2(self.l2))
        } else {
            Penalty::default()
        }
    }

    fn rounded(&self, w: &[f64]) -> Result<Vec<f64>, Error> {
        let (coefficients, thresholds) = self.coefficients_and_thresholds(w)?;
        self.parameters(&coefficients, &thresholds)
    }

    /// The largest logit of the step and the largest move of a threshold.
    fn curvature_change(&self, step: &[f64]) -> Result<f64, Error> {
        let (of_logit, moves) = step.split_at(self.group());
        Ok(self.problem.largest_logit(of_logit)? + max_norm(moves))
    }
}

impl TwiceDifferentiable for MeanOrderedLoss<'_> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        self.sweep(w, gradient, Some(hessian))
    }

    /// That of two labels a sample; of the gaps, what they have at the start.
    fn preconditioner(&self) -> Result<Vec<f64>, Error> {
        const LARGEST_CURVATURE: f64 = 0.5;
        let mut diagonal: Vec<f64> = mean_squares(&self.problem)?;
        for (j, square) in diagonal.iter_mut().enumerate() {
            *square = LARGEST_CURVATURE * *square + self.penalty(j).l2;
        }
        let of_gap = |k: Range<usize>| {
            let gap =
                self.thresholds.get(k.end).map_or(f64::INFINITY, |t| t - self.thresholds[k.start]);
            OrderedCrossEntropy::second_derivative_of_gap(gap)
        };
        let of_threshold = |k| LARGEST_CURVATURE + of_gap(k - 1..k) + of_gap(k..k + 1);
        diagonal.extend((1..self.thresholds.len()).map(of_threshold));
        Ok(diagonal)
    }
}

impl FiniteSum for MeanOrderedLoss<'_> {
    fn n_terms(&self) -> usize {
        self.problem.design.n_visited()
    }

    fn subsample(&self, every: usize) -> Self {
        let design = self.problem.design.thinned(every);
        Self { problem: Problem { design, ..self.problem }, ..self.clone() }
    }
}
