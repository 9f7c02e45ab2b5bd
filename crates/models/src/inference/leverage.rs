use linalg_lite::{Features, dot};
use rayon::prelude::*;

use super::information::times;
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

        let (design, total) = (centred.design, problem.total_weight());
        let mut z = design.logits(&w)?;
        problem.add_offset(0..z.len(), &mut z);
        let of_row = |i: usize| {
            if problem.weight(i) == 0.0 {
                return Ok(0.0); // no row, whatever stands in it
            }
            let mut all: Vec<f64> = (0..design.n_features()).map(|j| -design.centre(j)).collect();
            design.sample(i)?.into_iter().for_each(|(j, value)| all[j] += value);
            all.resize(design.dim(), 1.0);
            let x: Vec<f64> = information.free.iter().map(|j| all[*j]).collect();
            let square = dot(&x, &times(&information.inverse, &x));
            let s = CrossEntropy::second_derivative(problem.target[i], z[i]);
            Ok((problem.weight(i) * s * square / total).clamp(0.0, 1.0))
        };
        (0..z.len()).into_par_iter().map(of_row).collect()
    }
}
