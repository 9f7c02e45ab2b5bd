use linalg_lite::{BLOCK_ROWS, Block, Centres};

use super::{ClassEstimates, ClassForms, Groups};
use crate::aliased::determined;
use crate::error::Error;
use crate::inference::inverse::scaled;
use crate::inference::{Estimates, Information, Spread, check_likelihood};
use crate::objective::MeanSoftmaxLoss;
use crate::problem::Problem;
use crate::softmax::FittedSoftmax;

/// A softmax regression at its optimum.
pub(crate) struct ClassOptimum<'a> {
    pub(crate) objective: MeanSoftmaxLoss<'a>,
    /// Of all classes but the first, of features that count from their centres.
    pub(crate) w: Vec<f64>,
    /// The same of features that count from 0.
    pub(crate) plain: Vec<f64>,
    pub(crate) information: Information,
}

impl FittedSoftmax {
    pub(crate) fn optimum<'a>(
        &self,
        centred: &Problem<'a, usize>,
    ) -> Result<ClassOptimum<'a>, Error> {
        check_likelihood(&self.report, self.config.penalty())?;
        let objective = MeanSoftmaxLoss::new(*centred, self.coefficients.len(), 0.0)?;
        let (plain, mut w) = (self.differences(), Vec::new());
        let group = centred.design.dim();
        for of_class in plain.chunks_exact(group.max(1)) {
            w.extend(centred.parameters_from_plain(of_class)?);
        }
        let free = determined(&self.report.combinations, group, w.len());
        let mut information = Information::at(&objective, &w, free)?;
        information.check_data()?;
        if let Some(nearer) = information.nearer(&objective, &w)? {
            information = Information::at(&objective, &nearer, information.free)?;
            w = nearer;
        }
        Ok(ClassOptimum { objective, w, plain, information })
    }
}

impl<'a> ClassOptimum<'a> {
    pub(crate) fn problem(&self) -> &Problem<'a, usize> {
        self.objective.problem()
    }

    /// The parameters with their errors, as the weights have them, and how these came about.
    pub(crate) fn estimates(&self, centres: &Centres) -> Result<(ClassEstimates, Spread), Error> {
        let spread = self.spread()?;
        let share = 1.0 / self.problem().total_weight();
        let bread = self.information.inverse.dense()?;
        let groups = self.groups(centres);
        let found = if spread.is_robust {
            let filled = scaled(&bread.sandwich(&self.scores(None)?, 0.0)?, share * share);
            groups.estimates(&filled, spread.distribution, Estimates::of_sandwich)?
        } else {
            let covariance = scaled(&bread.whole, share * spread.dispersion.unwrap_or(1.0));
            groups.estimates(&covariance, spread.distribution, Estimates::new)?
        };
        Ok((found, spread))
    }

    pub(crate) fn spread(&self) -> Result<Spread, Error> {
        Spread::of(self.problem().weight_kind(), self.degrees_of_freedom(), || self.pearson())
    }

    /// The samples, once for each class but the first, less the parameters.
    pub(crate) fn degrees_of_freedom(&self) -> f64 {
        let logits = (self.objective.n_classes() - 1) as f64;
        self.problem().n_samples() * logits - self.information.free.len() as f64
    }

    /// Pearson's statistic, `sum w sum_k ([y = k] - p_k)^2 / p_k = sum w (1 - p_y) / p_y`.
    fn pearson(&self) -> Result<f64, Error> {
        let (problem, classes) = (self.problem(), self.objective.n_classes());
        let mut of_rows = vec![0.0; problem.n_rows()];
        problem.design.fill(&mut of_rows, |block, of_rows| {
            let mut p = vec![[0.0; BLOCK_ROWS]; classes];
            self.objective.probabilities(block, &self.w, &mut p);
            for (i, (row, of_row)) in block.rows().zip(of_rows).enumerate() {
                let (weight, y) = (problem.weight(row), problem.target[row]);
                let others: f64 = (0..classes).filter(|k| *k != y).map(|k| p[k][i]).sum();
                *of_row = if weight == 0.0 { 0.0 } else { weight * (others / p[y][i]) };
            }
        })?;
        Ok(linalg_lite::sum(&of_rows))
    }

    pub(crate) fn groups<'b>(&'b self, centres: &'b Centres) -> Groups<'b> {
        Groups {
            plain: &self.plain,
            free: &self.information.free,
            centres: centres.values(),
            has_intercept: self.problem().design.has_intercept(),
        }
    }

    /// `x' A_kl x` of samples, for the inverse A of the information of all of them.
    pub(crate) fn forms(&self) -> Result<ClassForms, Error> {
        let scale = 1.0 / self.problem().total_weight().sqrt();
        let root = scaled(&self.information.inverse.dense()?.root, scale);
        let shape = (self.objective.n_classes() - 1, self.problem().design.dim());
        Ok(ClassForms::of(&root, &self.information.free, shape))
    }

    /// Fills `r[k]` with `[y = k] - p_k` from the probabilities of a block, where k counts from the second class.
    pub(crate) fn residuals(
        &self,
        block: Block<'_>,
        p: &[[f64; BLOCK_ROWS]],
        r: &mut [[f64; BLOCK_ROWS]],
    ) {
        for (r, p) in r.iter_mut().zip(&p[1..]) {
            r[..block.len()].iter_mut().zip(p).for_each(|(r, p)| *r = -p);
        }
        for (i, y) in self.problem().target[block.rows()].iter().enumerate() {
            if *y > 0 {
                r[y - 1][i] = 1.0 - p[*y][i];
            }
        }
    }
}
