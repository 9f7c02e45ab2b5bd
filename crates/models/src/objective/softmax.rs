use linalg_lite::{BLOCK_ROWS, Block, Design, Mat, MatMut, MatRef, check_length};

use super::sums::{Sums, check_room, check_sums, largest_row_sum, mean_squares};
use crate::error::check_penalty;
use crate::{
    Error, Objective, Penalty, SampleMean, SoftmaxCrossEntropy, TwiceDifferentiable, Weighting,
};

/// The mean of the [`SoftmaxCrossEntropy`] over all samples, with a penalty.
///
/// Adding the same vector to the weights of every class changes no probability, so one class can
/// be held at zero: the first. `w` holds a group of weights (coefficients, then the intercept) for
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
/// use models::{MeanSoftmaxLoss, Objective};
///
/// let x = matrix_from_columns(&[&[0.0, 1.0, 2.0]])?;
/// let objective = MeanSoftmaxLoss::new(x.as_ref(), &[0, 1, 2], 3, true, 0.0)?;
/// let mut gradient = [0.0; 4]; // (coefficient, intercept) of class 1, then of class 2
/// let loss = objective.gradient(&[0.0; 4], &mut gradient)?;
/// assert!((loss - linalg_lite::ln(3.0)).abs() < 1e-15);
/// # Ok::<(), models::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct MeanSoftmaxLoss<'a> {
    pub(super) design: Design<'a>,
    labels: &'a [usize],
    classes: usize,
    weighting: Weighting<'a>,
    pub(super) l2: f64,
}

impl<'a> MeanSoftmaxLoss<'a> {
    /// Holds the data by reference; `labels` are class numbers below `classes`.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad features or labels of another length, [`Error::Class`] for fewer
    /// than two classes, a label beyond them or a class without a sample, [`Error::Penalty`].
    pub fn new(
        features: MatRef<'a, f64>,
        labels: &'a [usize],
        classes: usize,
        intercept: bool,
        l2: f64,
    ) -> Result<Self, Error> {
        let design = Design::new(features, intercept)?;
        check_length("the target", design.n_samples(), labels.len())?;
        check_classes(labels, classes)?;
        check_penalty("l2", l2)?;
        Ok(Self { design, labels, classes, weighting: Weighting::default(), l2 })
    }

    /// The same with weights. (There is no offset: it would be one a class.)
    ///
    /// # Errors
    /// As [`MeanLoss::weighted`](crate::MeanLoss::weighted).
    pub fn weighted(self, weights: &'a [f64]) -> Result<Self, Error> {
        let weighting = Weighting { weights: Some(weights), ..Default::default() };
        weighting.check(self.design.n_samples())?;
        Ok(Self { weighting, ..self })
    }

    /// One sweep over the data: the loss, the gradient and, where asked for, the Hessian.
    fn sweep(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: Option<MatMut<'_, f64>>,
    ) -> Result<f64, Error> {
        check_room(self.dim(), w, gradient, hessian.as_mut())?;
        let with_hessian = hessian.is_some();
        let group = self.design.dim();
        let (mut total, _) = self.design.sweep(
            Sums::values(self.dim(), with_hessian),
            || (Sums::zero(self.dim(), with_hessian), vec![[0.0; BLOCK_ROWS]; self.classes]),
            |(sums, p), block| {
                let y = &self.labels[block.rows()];
                let weights = self.weighting.weights.map(|weights| &weights[block.rows()]);
                sums.weight += weights.map_or(block.len() as f64, linalg_lite::sum);
                sums.loss += probabilities(block, w, group, y, p, weights); // p = softmax(X w + b)
                if let Some(h) = &mut sums.hessian {
                    add_hessian(block, p, group, weights, h); // H_kl += X' diag(p_k ([k = l] - p_l)) X
                }
                // g_k += X' (p_k - [y = k])
                add_gradient(block, y, p, group, weights, &mut sums.gradient);
            },
            |(total, _), (sums, _)| total.add(&sums),
        );
        if let Some(h) = &mut total.hessian {
            complete_parts(h, group);
        }
        let loss = total.into_means(gradient, hessian.as_mut());
        check_sums(self.design, loss, gradient)?;
        Ok(loss + self.add_penalty(w, gradient, hessian))
    }

    fn add_penalty(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: Option<MatMut<'_, f64>>,
    ) -> f64 {
        let (group, classes) = (self.design.dim(), self.classes as f64);
        let mut penalty = 0.0;
        for j in 0..self.design.n_features() {
            let coefficients = w.iter().skip(j).step_by(group);
            let mean = coefficients.clone().sum::<f64>() / classes;
            let squares: f64 = coefficients.map(|c| (c - mean) * (c - mean)).sum();
            penalty += self.l2 / 2.0 * (squares + mean * mean); // class 0 has c = 0
            for k in (j..w.len()).step_by(group) {
                gradient[k] += self.l2 * (w[k] - mean);
                if let Some(h) = &mut hessian {
                    h[(k, k)] += self.l2;
                    for l in (j..w.len()).step_by(group) {
                        h[(k, l)] -= self.l2 / classes;
                    }
                }
            }
        }
        penalty
    }
}

/// `H_kl += X' diag(p_k ([k = l] - p_l)) X` for all classes `l <= k` but the first.
fn add_hessian(
    block: Block<'_>,
    p: &[[f64; BLOCK_ROWS]],
    group: usize,
    weights: Option<&[f64]>,
    hessian: &mut Mat<f64>,
) {
    let mut s = [0.0; BLOCK_ROWS];
    let s = &mut s[..block.len()];
    for k in 1..p.len() {
        for l in 1..=k {
            for i in 0..s.len() {
                s[i] = SoftmaxCrossEntropy::second_derivative(k == l, p[k][i], p[l][i]);
            }
            multiply(s, weights);
            let (row, column) = ((l - 1) * group, (k - 1) * group);
            block.add_hessian(s, hessian.as_mut().submatrix_mut(row, column, group, group));
        }
    }
}

/// `g_k += X' (p_k - [y = k])` for all classes but the first.
fn add_gradient(
    block: Block<'_>,
    y: &[usize],
    p: &mut [[f64; BLOCK_ROWS]],
    group: usize,
    weights: Option<&[f64]>,
    gradient: &mut [f64],
) {
    for k in 1..p.len() {
        let r = &mut p[k][..block.len()];
        for i in 0..r.len() {
            r[i] = SoftmaxCrossEntropy::derivative(y[i] == k, r[i]);
        }
        multiply(r, weights);
        block.add_gradient(r, &mut gradient[(k - 1) * group..k * group]);
    }
}

fn multiply(values: &mut [f64], weights: Option<&[f64]>) {
    if let Some(weights) = weights {
        values.iter_mut().zip(weights).for_each(|(value, weight)| *value *= weight);
    }
}

/// Each part `H_kl` is symmetric, and only its upper triangle was summed.
fn complete_parts(hessian: &mut Mat<f64>, group: usize) {
    for column in (0..hessian.ncols()).step_by(group) {
        for row in (0..column).step_by(group) {
            mirror(hessian.as_mut().submatrix_mut(row, column, group, group));
        }
    }
}

/// Fills `p[k]` with the probabilities of class k and returns the weighted sum of the losses.
fn probabilities(
    block: Block<'_>,
    w: &[f64],
    group: usize,
    y: &[usize],
    p: &mut [[f64; BLOCK_ROWS]],
    weights: Option<&[f64]>,
) -> f64 {
    let (n, classes) = (block.len(), p.len());
    let mut z = vec![0.0; classes];
    let mut sample = vec![0.0; classes];
    p[0].fill(0.0);
    for (logits, w) in p[1..].iter_mut().zip(w.chunks_exact(group)) {
        block.logits(w, &mut logits[..n]);
    }
    let mut loss = 0.0;
    for i in 0..n {
        for k in 0..classes {
            z[k] = p[k][i];
        }
        loss += weights.map_or(1.0, |weights| weights[i]) * SoftmaxCrossEntropy::loss(y[i], &z);
        SoftmaxCrossEntropy::probabilities(&z, &mut sample);
        for k in 0..classes {
            p[k][i] = sample[k];
        }
    }
    loss
}

/// Copies the upper triangle into the lower one.
fn mirror(mut hessian: MatMut<'_, f64>) {
    for row in 0..hessian.nrows() {
        for column in 0..row {
            hessian[(row, column)] = hessian[(column, row)];
        }
    }
}

fn check_classes(labels: &[usize], classes: usize) -> Result<(), Error> {
    let refuse = |class, problem| Err(Error::Class { class, classes, problem });
    if classes < 2 {
        return refuse(0, "stands alone: at least two classes are needed");
    }
    let mut seen = vec![false; classes];
    for &label in labels {
        match seen.get_mut(label) {
            Some(seen) => *seen = true,
            None => return refuse(label, "is not there: classes are counted from 0"),
        }
    }
    match seen.iter().position(|seen| !seen) {
        Some(class) => refuse(class, "has no sample: leave it out"),
        None => Ok(()),
    }
}

impl Objective for MeanSoftmaxLoss<'_> {
    fn dim(&self) -> usize {
        (self.classes - 1) * self.design.dim()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        self.sweep(w, gradient, None)
    }

    fn gap_bound(&self, w: &[f64], penalty: Penalty) -> Result<Option<f64>, Error> {
        check_length("the weight vector", self.dim(), w.len())?;
        if penalty == Penalty::default() { self.proven_gap(w) } else { Ok(None) }
    }

    fn is_penalised(&self, weight: usize) -> bool {
        weight % self.design.dim() < self.design.n_features()
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
}

impl SampleMean for MeanSoftmaxLoss<'_> {
    fn n_samples(&self) -> usize {
        self.design.n_visited()
    }

    fn thinned(&self, every: usize) -> Self {
        Self { design: self.design.thinned(every), ..*self }
    }

    fn diagonal(&self) -> Result<Vec<f64>, Error> {
        Ok(mean_squares(self.design)?.repeat(self.classes - 1))
    }

    fn curvature_bound(&self) -> Result<f64, Error> {
        const LARGEST: f64 = 0.5; // of diag(p) - p p', where two classes share all probability
        Ok(LARGEST * largest_row_sum(self.design, self.weighting)? + self.l2)
    }
}
