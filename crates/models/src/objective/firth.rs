use linalg_lite::{Cholesky, Mat, MatMut, MatRef, dot};

use super::MeanLoss;
use crate::{CrossEntropy, Error, Objective, TwiceDifferentiable, Weighting};

/// The mean cross-entropy, less the logarithm of the root of the Fisher information's determinant:
///
/// ```text
/// J(w)  = 1/n [sum_i l(y_i, z_i) - 1/2 ln det I(w)],    I(w) = X' diag(s) X
/// dJ/dw = 1/n X' [p - y - h (1/2 - p)],                 h_i = s_i x_i' I^-1 x_i
/// ```
///
/// The determinant grows with the information, which is largest where probabilities are near one
/// half: so weights do not run off to infinity, even where the classes are separated. The Hessian given
/// is `I / n`, its main part.
///
/// # Source
/// Firth, *Bias reduction of maximum likelihood estimates*, Biometrika 80 (1993).
#[derive(Clone, Copy, Debug)]
pub struct FirthLoss<'a> {
    loss: MeanLoss<'a, CrossEntropy>,
}

impl<'a> FirthLoss<'a> {
    /// # Errors
    /// As [`MeanLoss::new`] and [`MeanLoss::weighted`].
    pub fn new(
        features: MatRef<'a, f64>,
        labels: &'a [bool],
        intercept: bool,
        weighting: Weighting<'a>,
    ) -> Result<Self, Error> {
        Ok(Self { loss: MeanLoss::new(features, labels, intercept, 0.0)?.weighted(weighting)? })
    }

    fn total_weight(&self) -> f64 {
        self.loss.weighting.total(self.loss.targets.len())
    }

    /// Adds `-1/n X' [h (1/2 - p)]`, and returns `-1/(2n) ln det I`.
    fn add_correction(
        &self,
        w: &[f64],
        mean_information: &Cholesky,
        gradient: &mut [f64],
    ) -> Result<f64, Error> {
        let (design, n) = (self.loss.design, self.total_weight());
        let mut p = design.logits(w)?;
        self.loss.weighting.shift(0..p.len(), &mut p);
        linalg_lite::sigmoids(&mut p);
        let mut correction = vec![0.0; p.len()];
        for i in 0..p.len() {
            let weight = self.loss.weighting.weights.map_or(1.0, |weights| weights[i]);
            let mut x: Vec<f64> = (0..design.n_features()).map(|j| design.column(j)[i]).collect();
            x.resize(w.len(), 1.0);
            let leverage = dot(&x, &mean_information.solve(&x)?) / n;
            correction[i] = -weight * p[i] * (1.0 - p[i]) * leverage * (0.5 - p[i]);
        }
        let mut sums = vec![0.0; w.len()];
        for block in design.blocks() {
            block.add_gradient(&correction[block.rows()], &mut sums);
        }
        gradient.iter_mut().zip(&sums).for_each(|(g, sum)| *g += sum / n);
        let of_n = w.len() as f64 * linalg_lite::ln(n);
        Ok(-(mean_information.ln_determinant() + of_n) / (2.0 * n))
    }
}

impl Objective for FirthLoss<'_> {
    fn dim(&self) -> usize {
        self.loss.dim()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        let mut information = Mat::zeros(w.len(), w.len());
        self.hessian(w, gradient, information.as_mut())
    }
}

impl TwiceDifferentiable for FirthLoss<'_> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        let loss = self.loss.hessian(w, gradient, hessian.as_mut())?;
        let information = match Cholesky::new(hessian.as_ref()) {
            Ok(factor) => factor,
            // No information is left: infinitely far from the optimum.
            Err(_) if w.iter().any(|w| *w != 0.0) => return Ok(f64::INFINITY),
            Err(linalg_lite::Error::NotPositiveDefinite { pivot }) => {
                return Err(Error::Collinear { weight: pivot });
            }
            Err(other) => return Err(other.into()),
        };
        Ok(loss + self.add_correction(w, &information, gradient)?)
    }
}
