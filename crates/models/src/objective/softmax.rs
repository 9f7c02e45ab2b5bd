use linalg_lite::{BLOCK_ROWS, Block, MatMut, check_length};

use super::check_classes;
use super::softmax_block::{add_gradient, add_hessian, complete_parts, probabilities_beside};
use super::sums::{Sums, check_room, check_sums, largest_row_sum, mean_squares};
use crate::error::{Error, check_penalty};
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::solver::{FiniteSum, MANY_PARAMETERS, Objective, TwiceDifferentiable};
use crate::units::Units;

/// The mean of the [`SoftmaxCrossEntropy`](crate::loss::SoftmaxCrossEntropy) over all samples, with a penalty on squares.
///
/// Adding the same vector to the parameters of every class changes no probability, so one class can
/// be held at zero: the first. `w` holds a group of parameters (coefficients, then the intercept) for
/// each class after the first, one group after the other. With `p_k` the probabilities,
/// `r_k = p_k - [y = k]`, and the coefficients `c_k` of class k (`c_0 = 0`, mean `c`):
///
/// ```text
/// J(w)             = 1/n sum_i l(y_i, z_i)                   + l2/2 sum_k |c_k - c|^2
/// dJ/dw_k          = 1/n X' r_k                              + l2 (c_k - c)
/// d2J/(dw_k dw_l)  = 1/n X' diag(p_k ([k = l] - p_l)) X      + l2 ([k = l] - 1/K) I
/// ```
///
/// The penalty is that of the K coefficient vectors whose mean is zero: the usual symmetric one.
///
/// # Source
/// Agresti, *Categorical Data Analysis*, 8.1 (baseline-category logits); Bishop, *Pattern
/// Recognition and Machine Learning*, 4.3.4.
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::Problem;
/// use models::objective::MeanSoftmaxLoss;
/// use models::solver::Objective;
///
/// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0]])?;
/// let objective = MeanSoftmaxLoss::new(Problem::new(x.as_ref(), &[0, 1, 2])?, 3, 0.0)?;
/// let mut gradient = [0.0; 4]; // (coefficient, intercept) of class 1, then of class 2
/// let loss = objective.gradient(&[0.0; 4], &mut gradient)?;
/// assert!((loss - linalg_lite::ln(3.0)).abs() < 1e-15);
/// # Ok::<(), models::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct MeanSoftmaxLoss<'a> {
    pub(super) problem: Problem<'a, usize>,
    classes: usize,
    l2: f64,
    units: Units<'a>,
}

impl<'a> MeanSoftmaxLoss<'a> {
    /// Holds the data by reference; the target has class numbers below `classes`.
    ///
    /// # Errors
    /// [`Error::Class`] for fewer than two classes, a label beyond them or a class without a sample that
    /// counts, [`Error::Penalty`], [`Error::Offset`]: it would have to be one per class; [`Error::Numbers`] for offsets
    /// of another number of classes.
    pub fn new(problem: Problem<'a, usize>, classes: usize, l2: f64) -> Result<Self, Error> {
        check_penalty("l2", l2)?;
        check_classes(&problem, classes)?;
        problem.refuse_bounds()?;
        check_length(
            "the offsets of classes",
            classes,
            problem.class_offsets.map_or(classes, <[_]>::len),
        )?;
        match problem.offset {
            Some(_) => Err(Error::Offset),
            None => Ok(Self { problem, classes, l2, units: Units::default() }),
        }
    }

    /// The same, with coefficients penalised in these units.
    pub(crate) fn in_units(self, units: Units<'a>) -> Self {
        Self { units, ..self }
    }

    /// The parameters of every class, the first among them, such that over the classes they sum to zero.
    pub(crate) fn classes(&self, w: &[f64]) -> Vec<Vec<f64>> {
        let group = self.problem.design.dim();
        let mut classes = vec![vec![0.0; group]]; // the first was held at zero
        classes.extend((1..self.classes).map(|k| w[(k - 1) * group..k * group].to_vec()));
        for j in 0..group {
            let mean = classes.iter().map(|w| w[j]).sum::<f64>() / self.classes as f64;
            classes.iter_mut().for_each(|w| w[j] -= mean);
        }
        classes
    }

    pub(crate) fn problem(&self) -> &Problem<'a, usize> {
        &self.problem
    }

    /// Fills `p[k]` with the probabilities of class k in the samples of a block.
    pub(crate) fn probabilities(&self, block: Block<'_>, w: &[f64], p: &mut [[f64; BLOCK_ROWS]]) {
        let y = &self.problem.target[block.rows()];
        probabilities_beside(self.problem.class_offsets, block, (w, self.group()), y, p, None);
    }

    pub(crate) fn n_classes(&self) -> usize {
        self.classes
    }

    /// From a parameter of a class to the same of the next: 1 where there are none.
    pub(super) fn group(&self) -> usize {
        self.problem.design.dim().max(1)
    }

    /// The penalty of the coefficients of feature j.
    pub(super) fn l2(&self, j: usize) -> f64 {
        self.units.penalty(j, Penalty::l2(self.l2)).l2
    }

    /// Whether the coefficients of a feature stay 0.
    pub(super) fn is_left_out(&self, feature: usize) -> bool {
        self.units.is_left_out(feature)
    }

    fn leave_out(&self, gradient: &mut [f64], hessian: Option<MatMut<'_, f64>>) {
        let of_classes = |j| (j..self.dim()).step_by(self.group());
        self.units.left_out().flat_map(of_classes).for_each(|j| gradient[j] = 0.0);
        let Some(mut hessian) = hessian else { return };
        for j in self.units.left_out().flat_map(of_classes) {
            hessian.as_mut().row_mut(j).fill(0.0);
            hessian.as_mut().col_mut(j).fill(0.0);
        }
    }

    /// One sweep over the data: the loss, the gradient and, where asked for, the Hessian.
    fn sweep(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: Option<MatMut<'_, f64>>,
    ) -> Result<f64, Error> {
        check_room(self.dim(), w, gradient, hessian.as_ref())?;
        let whole = hessian.as_ref().map(|_| &(0..0));
        let Problem { design, target, .. } = self.problem;
        let group = self.group();
        let (mut total, _) = design.sweep(
            Sums::values(self.dim(), whole),
            || (Sums::zero(self.dim(), whole), vec![[0.0; BLOCK_ROWS]; self.classes]),
            |(sums, p), block| {
                let y = &target[block.rows()];
                let weights = self.problem.weight_values().map(|weights| &weights[block.rows()]);
                sums.weight += weights.map_or(block.len() as f64, linalg_lite::sum);
                let offsets = self.problem.class_offsets;
                sums.loss += probabilities_beside(offsets, block, (w, group), y, p, weights); // p = softmax(X w + b)
                if let Some(h) = &mut sums.hessian {
                    add_hessian(block, p, group, weights, &mut h.corner); // H_kl += X' diag(p_k ([k = l] - p_l)) X
                }
                // g_k += X' (p_k - [y = k])
                add_gradient(block, y, p, group, weights, &mut sums.gradient);
            },
            |(total, _), (sums, _)| total.add(&sums),
        )?;
        if let Some(h) = &mut total.hessian {
            complete_parts(&mut h.corner, group);
        }
        let (loss, mean) = total.into_means(gradient);
        if let (Some(hessian), Some(mean)) = (&mut hessian, mean) {
            hessian.copy_from(&mean.corner);
        }
        check_sums(design, loss, gradient)?;
        self.leave_out(gradient, hessian.as_mut().map(|hessian| hessian.as_mut()));
        Ok(loss + self.add_penalty(w, gradient, hessian))
    }

    pub(super) fn add_penalty(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: Option<MatMut<'_, f64>>,
    ) -> f64 {
        let (group, classes) = (self.group(), self.classes as f64);
        let mut penalty = 0.0;
        for j in 0..self.problem.n_features() {
            let l2 = self.l2(j);
            let coefficients = w.iter().skip(j).step_by(group);
            let mean = coefficients.clone().sum::<f64>() / classes;
            let squares: f64 = coefficients.map(|c| (c - mean) * (c - mean)).sum();
            penalty += l2 / 2.0 * (squares + mean * mean); // class 0 has c = 0
            for k in (j..w.len()).step_by(group) {
                gradient[k] += l2 * (w[k] - mean);
                if let Some(h) = &mut hessian {
                    h[(k, k)] += l2;
                    for l in (j..w.len()).step_by(group) {
                        h[(k, l)] -= l2 / classes;
                    }
                }
            }
        }
        penalty
    }
}

impl Objective for MeanSoftmaxLoss<'_> {
    fn dim(&self) -> usize {
        (self.classes - 1) * self.problem.design.dim()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        self.sweep(w, gradient, None)
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        let feature = parameter % self.group();
        if feature < self.problem.n_features() {
            Penalty::l2(self.l2(feature))
        } else {
            Penalty::default()
        }
    }

    fn gap_bound(&self, w: &[f64]) -> Result<Option<f64>, Error> {
        check_length("the parameters", self.dim(), w.len())?;
        if self.problem.class_offsets.is_some() {
            return Ok(None);
        }
        self.proven_gap(w)
    }

    fn rounded(&self, w: &[f64]) -> Result<Vec<f64>, Error> {
        let classes = self.classes(w);
        let rounded: Result<Vec<_>, Error> =
            classes.iter().map(|w| self.problem.rounded(w)).collect();
        let rounded = rounded?;
        let difference = |of: &Vec<f64>| -> Vec<f64> {
            of.iter().zip(&rounded[0]).map(|(own, first)| own - first).collect()
        };
        Ok(rounded[1..].iter().flat_map(difference).collect())
    }

    /// Twice the largest logit of the step: probabilities of two classes change their ratio by the
    /// difference of two logits.
    fn curvature_change(&self, step: &[f64]) -> Result<f64, Error> {
        let mut largest = 0.0_f64;
        for step in step.chunks_exact(self.group()) {
            largest = largest.max(self.problem.largest_logit(step)?);
        }
        Ok(2.0 * largest)
    }
}

impl TwiceDifferentiable for MeanSoftmaxLoss<'_> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        self.sweep(w, gradient, Some(hessian))
    }

    fn preconditioner(&self) -> Result<Vec<f64>, Error> {
        let squares = mean_squares(&self.problem)?;
        let penalty = |j| if j < self.problem.n_features() { self.l2(j) } else { 0.0 };
        let of = |(j, square): (usize, &f64)| LARGEST_CURVATURE * square + penalty(j);
        Ok(squares.iter().enumerate().map(of).collect::<Vec<f64>>().repeat(self.classes - 1))
    }

    /// The scales are those of the first group.
    fn scaled_lipschitz_constant(&self, scales: &[f64]) -> Result<Option<f64>, Error> {
        if self.dim() > MANY_PARAMETERS {
            return Ok(None);
        }
        let share = |j: usize| 1.0 / scales.get(j).copied().unwrap_or(1.0);
        let of_feature = |j: usize| self.l2(j) * share(j) * share(j);
        let penalty = (0..self.problem.n_features()).map(of_feature).fold(0.0, f64::max);
        Ok(Some(LARGEST_CURVATURE * largest_row_sum(&self.problem, share)? + penalty))
    }
}

/// Of `diag(p) - p p'`, where two classes share all probability.
const LARGEST_CURVATURE: f64 = 0.5;

impl FiniteSum for MeanSoftmaxLoss<'_> {
    fn n_terms(&self) -> usize {
        self.problem.design.n_visited()
    }

    fn subsample(&self, every: usize) -> Self {
        let design = self.problem.design.thinned(every);
        Self { problem: Problem { design, ..self.problem }, ..*self }
    }
}
