//! All samples: `J(w) = mean_i l(y_i, z_i) + l2/2 * |coefficients|^2` with `z = X w + b`.
//! The only place that knows how logits come from weights.

mod softmax;

use linalg_lite::{BLOCK_ROWS, Design, MatMut, MatRef, check_length};

use crate::error::check_penalty;
use crate::{Error, Loss, Objective, TwiceDifferentiable};

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
        check_penalty(l2)?;
        Ok(Self { design, targets, l2 })
    }

    /// One sweep over the data: the loss, the gradient and, where asked for, the Hessian.
    fn sweep(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: Option<MatMut<'_, f64>>,
    ) -> Result<f64, Error> {
        begin(self.design.dim(), w, gradient, hessian.as_mut())?;
        let [mut z, mut losses, mut r, mut s] = [[0.0; BLOCK_ROWS]; 4];
        let mut loss = 0.0;

        for block in self.design.blocks() {
            let (y, n) = (&self.targets[block.rows()], block.len());
            block.logits(w, &mut z[..n]); // z  = X w + b
            loss += L::block(y, &z[..n], &mut losses[..n], &mut r[..n]); // r = dl/dz
            block.add_gradient(&r[..n], gradient); // g += X' r
            if let Some(h) = &mut hessian {
                L::block_second(y, &z[..n], &mut s[..n]); // s = d2l/dz2
                block.add_hessian(&s[..n], h.as_mut()); // H += X' diag(s) X
            }
        }

        let n = self.design.n_samples() as f64;
        divide(n, gradient, hessian.as_mut());
        Ok(loss / n + self.add_penalty(w, gradient, hessian))
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

/// Checks the shapes at the beginning of a sweep, and sets its sums to zero.
fn begin(
    dim: usize,
    w: &[f64],
    gradient: &mut [f64],
    hessian: Option<&mut MatMut<'_, f64>>,
) -> Result<(), Error> {
    check_length("the weight vector", dim, w.len())?;
    check_length("the gradient", dim, gradient.len())?;
    gradient.fill(0.0);
    if let Some(h) = hessian {
        check_length("a column of the Hessian", dim, h.nrows())?;
        check_length("a row of the Hessian", dim, h.ncols())?;
        h.fill(0.0);
    }
    Ok(())
}

/// Turns the sums of a sweep into means.
fn divide(n: f64, gradient: &mut [f64], hessian: Option<&mut MatMut<'_, f64>>) {
    gradient.iter_mut().for_each(|g| *g /= n);
    if let Some(h) = hessian {
        for column in 0..h.ncols() {
            for row in 0..h.nrows() {
                h[(row, column)] /= n;
            }
        }
    }
}
