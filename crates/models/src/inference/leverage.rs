use linalg_lite::{Design, MatRef, dot};

use super::{Information, determined};
use crate::objective::MeanLoss;
use crate::{CrossEntropy, Error, FittedLogistic, Objective};

impl FittedLogistic {
    /// How much of a weight each sample takes up: `h_i = s_i x_i' (X' diag(s) X)^-1 x_i` in [0, 1]. Together
    /// they are as many as there are weights; a sample near 1 has a weight all to itself.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad shapes, [`Error::Collinear`] where no information is left.
    ///
    /// # Source
    /// Pregibon, *Logistic regression diagnostics*, Annals of Statistics 9 (1981).
    pub fn leverages(&self, features: MatRef<'_, f64>, labels: &[bool]) -> Result<Vec<f64>, Error> {
        let intercept = self.config.intercept;
        let objective = MeanLoss::<CrossEntropy>::new(features, labels, intercept, 0.0)?;
        let (weights, n) = (self.weights(), labels.len() as f64);
        let free = determined(&self.report.combinations, objective.dim(), objective.dim());
        let factor = Information::at(objective, &weights, &free)?.factor;

        let design = Design::new(features, intercept)?;
        let mut p = design.logits(&weights)?;
        linalg_lite::sigmoids(&mut p);
        (0..labels.len())
            .map(|i| {
                let value = |&j: &usize| {
                    if j < design.n_features() { design.column(j)[i] } else { 1.0 }
                };
                let x: Vec<f64> = free.iter().map(value).collect();
                Ok(p[i] * (1.0 - p[i]) * dot(&x, &factor.solve(&x)?) / n)
            })
            .collect()
    }
}
