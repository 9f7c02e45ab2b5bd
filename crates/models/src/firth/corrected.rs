use linalg_lite::{Cholesky, Mat, MatMut};

use crate::error::Error;
use crate::solver::{Objective, TwiceDifferentiable};

/// A mean loss `L` that knows what Firth's correction adds to its gradient.
pub trait Correctable: TwiceDifferentiable {
    /// Adds the gradient of `-1/(2n) ln det I(w)`.
    fn add_correction(
        &self,
        w: &[f64],
        mean_information: &Cholesky,
        gradient: &mut [f64],
    ) -> Result<(), Error>;

    /// n.
    fn n_samples(&self) -> f64;
}

/// `L(w) - 1/(2n) ln det I(w)`, with the mean loss L and its Fisher information I.
#[derive(Clone, Copy, Debug)]
pub struct Corrected<L> {
    pub(super) plain: L,
}

impl<L: Correctable> Objective for Corrected<L> {
    fn dim(&self) -> usize {
        self.plain.dim()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        let mut information = Mat::zeros(w.len(), w.len());
        self.hessian(w, gradient, information.as_mut())
    }

    fn curvature_change(&self, step: &[f64]) -> Result<f64, Error> {
        self.plain.curvature_change(step)
    }

    fn rounded(&self, w: &[f64]) -> Result<Vec<f64>, Error> {
        self.plain.rounded(w)
    }
}

impl<L: Correctable> TwiceDifferentiable for Corrected<L> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        let loss = self.plain.hessian(w, gradient, hessian.as_mut())?;
        match Cholesky::new(hessian.as_ref()) {
            Ok(information) => {
                self.plain.add_correction(w, &information, gradient)?;
                let n = self.plain.n_samples();
                let of_n = w.len() as f64 * linalg_lite::ln(n);
                Ok(loss - (information.ln_determinant() + of_n) / (2.0 * n))
            }
            Err(linalg_lite::Error::NotPositiveDefinite { .. }) => Ok(f64::INFINITY), // no information
            Err(other) => Err(other.into()),
        }
    }

    fn preconditioner(&self) -> Result<Vec<f64>, Error> {
        self.plain.preconditioner()
    }
}
