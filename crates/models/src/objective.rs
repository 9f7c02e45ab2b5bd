//! All samples: `J(w) = mean_i l(y_i, z_i) + l2/2 * |coefficients|^2` with `z = X w + b`.
//! The only place that knows how logits come from weights.

mod firth;
mod gap;
mod quadratic;
mod softmax;
mod sums;

use linalg_lite::{BLOCK_ROWS, Design, MatMut, MatRef, check_length};

use self::sums::{Sums, check_room, check_sums, largest_row_sum, mean_squares};
use crate::error::check_penalty;
use crate::{Error, Loss, Objective, Penalty, SampleMean, TwiceDifferentiable, Weighting};

pub use firth::FirthLoss;
pub(crate) use quadratic::Quadratic;
pub use softmax::MeanSoftmaxLoss;

/// The mean of a [`Loss`] over all samples, with a penalty: `w` holds one coefficient a feature
/// and, with an intercept, the intercept last.
///
/// With `r_i = dl/dz` and `s_i = d2l/dz2` at sample i, and `X` extended by a column of ones:
///
/// ```text
/// J(w)    = 1/n sum_i l(y_i, z_i)  + l2/2 |coefficients|^2
/// dJ/dw   = 1/n X' r               + l2 coefficients
/// d2J/dw2 = 1/n X' diag(s) X       + l2 I      (no l2 for the intercept)
/// ```
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::{CrossEntropy, MeanLoss, Objective};
///
/// let x = matrix_from_columns(&[&[-1.0, 1.0]])?;
/// let objective = MeanLoss::<CrossEntropy>::new(x.as_ref(), &[false, true], true, 0.0)?;
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
    design: Design<'a>,
    targets: &'a [L::Target],
    weighting: Weighting<'a>,
    l2: f64,
}

impl<'a, L: Loss> MeanLoss<'a, L> {
    /// Holds the data by reference; nothing is copied.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad features or a target of another length, [`Error::Penalty`].
    pub fn new(
        features: MatRef<'a, f64>,
        targets: &'a [L::Target],
        intercept: bool,
        l2: f64,
    ) -> Result<Self, Error> {
        let design = Design::new(features, intercept)?;
        check_length("the target", design.n_samples(), targets.len())?;
        check_penalty("l2", l2)?;
        Ok(Self { design, targets, weighting: Weighting::default(), l2 })
    }

    /// The same with weights and an offset: means are then weighted means.
    ///
    /// # Errors
    /// [`Error::Numbers`] for another length than there are samples, or values that are not finite;
    /// [`Error::Weight`] for a negative weight, [`Error::NoWeight`] when all are zero.
    pub fn weighted(self, weighting: Weighting<'a>) -> Result<Self, Error> {
        weighting.check(self.design.n_samples())?;
        Ok(Self { weighting, ..self })
    }

    /// The features, checked already.
    pub(crate) fn design(&self) -> Design<'a> {
        self.design
    }

    /// One sweep over the data: the loss, the gradient and, where asked for, the Hessian.
    fn sweep(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: Option<MatMut<'_, f64>>,
    ) -> Result<f64, Error> {
        check_room(self.design.dim(), w, gradient, hessian.as_mut())?;
        let with_hessian = hessian.is_some();
        let total = self.design.sweep(
            Sums::values(self.dim(), with_hessian),
            || (Sums::zero(self.dim(), with_hessian), [[0.0; BLOCK_ROWS]; 4]),
            |(sums, [z, room, r, s]), block| {
                let (y, n) = (&self.targets[block.rows()], block.len());
                let (z, room, r, s) = (&mut z[..n], &mut room[..n], &mut r[..n], &mut s[..n]);
                block.logits(w, z); // z  = X w + b
                self.weighting.shift(block.rows(), z); // + offset
                let (loss, weight) = self.weighting.block::<L>(block.rows(), y, z, room, r, s);
                sums.loss += loss; // and r = dl/dz, s = d2l/dz2
                sums.weight += weight;
                block.add_gradient(r, &mut sums.gradient); // g += X' r
                if let Some(h) = &mut sums.hessian {
                    block.add_hessian(s, h.as_mut()); // H += X' diag(s) X
                }
            },
            |(total, _), (sums, _)| total.add(&sums),
        );
        let loss = total.0.into_means(gradient, hessian.as_mut());
        check_sums(self.design, loss, gradient)?;
        Ok(loss + self.add_penalty(w, gradient, hessian))
    }

    /// Adds `l2 c` and `l2 I` for the coefficients `c`, and returns `l2/2 |c|^2`.
    fn add_penalty(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: Option<MatMut<'_, f64>>,
    ) -> f64 {
        let mut penalty = 0.0;
        for j in 0..self.design.n_features() {
            penalty += self.l2 / 2.0 * w[j] * w[j];
            gradient[j] += self.l2 * w[j];
            if let Some(h) = &mut hessian {
                h[(j, j)] += self.l2;
            }
        }
        penalty
    }
}

impl<L: Loss> Objective for MeanLoss<'_, L> {
    fn dim(&self) -> usize {
        self.design.dim()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        self.sweep(w, gradient, None)
    }

    fn gap_bound(&self, w: &[f64], penalty: Penalty) -> Result<Option<f64>, Error> {
        check_length("the weight vector", self.dim(), w.len())?;
        Ok(self.proven_gap(w, Penalty { l2: self.l2 + penalty.l2, ..penalty }))
    }

    fn is_penalised(&self, weight: usize) -> bool {
        weight < self.design.n_features()
    }
}

impl<L: Loss> TwiceDifferentiable for MeanLoss<'_, L> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        self.sweep(w, gradient, Some(hessian))
    }
}

impl<L: Loss> SampleMean for MeanLoss<'_, L> {
    fn n_samples(&self) -> usize {
        self.design.n_visited()
    }

    fn thinned(&self, every: usize) -> Self {
        Self { design: self.design.thinned(every), ..*self }
    }

    fn diagonal(&self) -> Result<Vec<f64>, Error> {
        mean_squares(self.design)
    }

    fn curvature_bound(&self) -> Result<f64, Error> {
        Ok(L::LARGEST_CURVATURE * largest_row_sum(self.design, self.weighting)? + self.l2)
    }
}
