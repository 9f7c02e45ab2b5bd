use std::ops::Range;

use linalg_lite::BLOCK_ROWS;

use super::inverse::Inverse;
use super::linear::inverse_gram;
use super::{Information, check_likelihood};
use crate::aliased::determined;
use crate::error::Error;
use crate::linear::FittedLinear;
use crate::logistic::FittedLogistic;
use crate::loss::{CrossEntropy, Loss};
use crate::objective::MeanLoss;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::solver::Objective;

/// A fit at its optimum, from which follows what single rows have to do with it.
pub(crate) struct Optimum {
    /// All parameters, of features that count from their centres.
    pub(crate) w: Vec<f64>,
    /// The numbers of those that the data determine.
    pub(crate) free: Vec<usize>,
    /// `per (X' diag(w s) X)^-1` of them.
    pub(crate) inverse: Inverse,
    pub(crate) per: f64,
    /// Of all parameters, those that it keeps apart.
    pub(crate) wide: Range<usize>,
}

impl FittedLogistic {
    pub(crate) fn optimum(&self, centred: &Problem<'_, bool>) -> Result<Optimum, Error> {
        check_likelihood(&self.report, self.config.penalty)?;
        let objective = MeanLoss::<CrossEntropy>::new(*centred, Penalty::default())?;
        let w = centred.parameters(&self.coefficients, self.intercept)?;
        let free = determined(&self.report.combinations, w.len(), w.len());
        let found = Information::of_logits(&objective, &w, free)?;
        let Information { inverse, free, wide, .. } = found;
        Ok(Optimum { w, free, inverse, per: centred.total_weight(), wide })
    }
}

impl FittedLinear {
    pub(crate) fn optimum(&self, centred: &Problem<'_, f64>) -> Result<Optimum, Error> {
        check_likelihood(&self.report, self.config.penalty)?;
        let w = self.at_optimum(centred)?;
        let free = determined(&self.report.combinations, w.len(), w.len());
        let (inverse, wide) = inverse_gram(centred, &w, &free)?;
        Ok(Optimum { w, free, inverse, per: 1.0, wide })
    }
}

impl Optimum {
    /// A last step of Newton's: scores that add up to 0, as those of a cluster do that nothing tells of, then have no digit
    /// of what the fit left.
    pub(super) fn nearer(mut self, centred: &Problem<'_, bool>) -> Result<Self, Error> {
        let mut gradient = vec![0.0; self.w.len()];
        MeanLoss::<CrossEntropy>::new(*centred, Penalty::default())?
            .gradient(&self.w, &mut gradient)?;
        let of_free: Vec<f64> = self.free.iter().map(|j| gradient[*j]).collect();
        let step = self.inverse.times(&of_free)?;
        self.free.iter().zip(step).for_each(|(j, step)| self.w[*j] -= step);
        Ok(self)
    }

    /// Fills in what follows from the logit `z` and the leverage `w s x' (X' diag(w s) X)^-1 x` of each row, in one
    /// sweep; a row of weight 0, which is no row, has none.
    pub(crate) fn of_rows<L: Loss, T: Send>(
        &self,
        centred: &Problem<'_, L::Target>,
        out: &mut [T],
        of_row: impl Fn(usize, f64, f64) -> T + Sync,
    ) -> Result<(), Error> {
        let forms = self.inverse.forms(&self.free, self.w.len());
        let weights = centred.weight_values();
        centred.design.fill(out, |block, out| {
            let (rows, n) = (block.rows(), block.len());
            let [mut z, mut scratch, mut r, mut s, mut h] = [[0.0; BLOCK_ROWS]; 5];
            let (z, scratch, r, s) = (&mut z[..n], &mut scratch[..n], &mut r[..n], &mut s[..n]);
            let h = &mut h[..n];
            block.logits(&self.w, z);
            centred.add_offset(rows.clone(), z);
            let weights = weights.map(|weights| &weights[rows.clone()]);
            L::block(&centred.target[rows.clone()], z, weights, scratch, r, s);
            forms.fill(block, h);
            for (k, i) in rows.enumerate() {
                let leverage = if s[k] == 0.0 { 0.0 } else { s[k] * h[k] / self.per };
                out[k] = of_row(i, z[k], leverage.clamp(0.0, 1.0));
            }
        })?;
        Ok(())
    }

    /// How much of a parameter each row determines by itself, with its full weight.
    pub(crate) fn leverages<L: Loss>(
        &self,
        centred: &Problem<'_, L::Target>,
    ) -> Result<Vec<f64>, Error> {
        let mut leverages = vec![0.0; centred.n_rows()];
        self.of_rows::<L, f64>(centred, &mut leverages, |_, _, leverage| leverage)?;
        Ok(leverages)
    }
}
