use linalg_lite::{BLOCK_ROWS, Features};

use super::{Information, check_likelihood};
use crate::aliased::determined;
use crate::error::Error;
use crate::logistic::FittedLogistic;
use crate::loss::{CrossEntropy, Loss};
use crate::objective::MeanLoss;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::solver::Objective;

impl FittedLogistic {
    /// As [`leverages_of`](Self::leverages_of), for samples without weights.
    ///
    /// # Errors
    /// As [`leverages_of`](Self::leverages_of).
    pub fn leverages<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [bool],
    ) -> Result<Vec<f64>, Error> {
        self.leverages_of(&Problem::new(features, labels)?)
    }

    /// How much of a parameter each row determines by itself, with its full weight:
    /// `h_i = w_i s_i x_i' (X' diag(w s) X)^-1 x_i` in [0, 1]. They sum to the number of
    /// parameters; a row near 1 determines a parameter almost alone.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad shapes, [`Error::NoInference`] short of the optimum or with a penalty.
    ///
    /// # Source
    /// Pregibon, *Logistic regression diagnostics*, Annals of Statistics 9 (1981).
    pub fn leverages_of(&self, problem: &Problem<'_, bool>) -> Result<Vec<f64>, Error> {
        check_likelihood(&self.report, self.config.penalty)?;
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let objective = MeanLoss::<CrossEntropy>::new(centred, Penalty::default())?;
        let w = centred.parameters(&self.coefficients, self.intercept)?;
        let free = determined(&self.report.combinations, objective.dim(), objective.dim());
        let information = Information::of_logits(&objective, &w, free)?;
        let forms = information.inverse.forms(&information.free, w.len())?;

        let (total, weights) = (centred.total_weight(), centred.weight_values());
        let mut leverages = vec![0.0; centred.n_rows()];
        centred.design.fill(&mut leverages, |block, h| {
            let (rows, n) = (block.rows(), block.len());
            let [mut z, mut scratch, mut r, mut s] = [[0.0; BLOCK_ROWS]; 4];
            let (z, scratch, r, s) = (&mut z[..n], &mut scratch[..n], &mut r[..n], &mut s[..n]);
            block.logits(&w, z);
            centred.add_offset(rows.clone(), z);
            let weights = weights.map(|weights| &weights[rows.clone()]);
            CrossEntropy::block(&centred.target[rows], z, weights, scratch, r, s);
            forms.fill(block, h);
            for (h, s) in h.iter_mut().zip(&*s) {
                // (A row of weight 0 is no row, whatever stands in it.)
                *h = if *s == 0.0 { 0.0 } else { (s * *h / total).clamp(0.0, 1.0) };
            }
        })?;
        Ok(leverages)
    }
}
