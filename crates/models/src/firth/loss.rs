use linalg_lite::{BLOCK_ROWS, Cholesky};

use super::corrected::{Correctable, Corrected};
use crate::error::Error;
use crate::inference::Forms;
use crate::loss::CrossEntropy;
use crate::objective::MeanLoss;
use crate::penalty::Penalty;
use crate::problem::Problem;

/// The mean cross-entropy, less the logarithm of the root of the Fisher information's determinant:
///
/// ```text
/// J(w)  = 1/n [sum_i l(y_i, z_i) - 1/2 ln det I(w)],    I(w) = X' diag(s) X
/// dJ/dw = 1/n X' [p - y - h (1/2 - p)],                 h_i = s_i x_i' I^-1 x_i
/// ```
///
/// The determinant grows with the information, which is largest where probabilities are near one
/// half: so parameters do not run off to infinity, even where the classes are separated. The Hessian given
/// is `I / n`, its main part.
///
/// # Source
/// Firth, *Bias reduction of maximum likelihood estimates*, Biometrika 80 (1993).
pub type FirthLoss<'a> = Corrected<MeanLoss<'a, CrossEntropy>>;

impl<'a> FirthLoss<'a> {
    /// # Errors
    /// [`Error::Bounds`].
    pub fn new(problem: Problem<'a, bool>) -> Result<Self, Error> {
        problem.refuse_bounds()?;
        Ok(Self { plain: MeanLoss::new(problem, Penalty::default())? })
    }
}

impl Correctable for MeanLoss<'_, CrossEntropy> {
    /// Adds `-1/n X' [h (1/2 - p)]`.
    fn add_correction(
        &self,
        w: &[f64],
        mean_information: &Cholesky,
        gradient: &mut [f64],
    ) -> Result<(), Error> {
        let problem = &self.problem;
        let (n, dim) = (problem.n_samples(), w.len());
        let free: Vec<usize> = (0..dim).collect();
        let forms = Forms::of(&mean_information.inverse_root(), &free, dim);
        let total = problem.total_weight();
        let (sums, _) = problem.design.sweep(
            dim,
            || (vec![0.0; dim], [[0.0; BLOCK_ROWS]; 2]),
            |(sums, [p, correction]), block| {
                let (p, correction) = (&mut p[..block.len()], &mut correction[..block.len()]);
                block.logits(w, p);
                problem.add_offset(block.rows(), p);
                linalg_lite::sigmoids(p);
                forms.fill(block, correction);
                for (i, (p, c)) in block.rows().zip(p.iter().zip(&mut *correction)) {
                    let leverage = problem.weight(i) / total * *c;
                    let is_counted = problem.weight(i) > 0.0;
                    *c = if is_counted { -p * (1.0 - p) * leverage * (0.5 - p) } else { 0.0 };
                }
                block.add_gradient(correction, sums);
            },
            |(total, _), (sums, _)| total.iter_mut().zip(&sums).for_each(|(t, s)| *t += s),
        )?;
        gradient.iter_mut().zip(&sums).for_each(|(g, sum)| *g += sum / n);
        Ok(())
    }

    fn n_samples(&self) -> f64 {
        self.problem.n_samples()
    }
}
