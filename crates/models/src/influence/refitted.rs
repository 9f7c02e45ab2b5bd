use super::{Change, Influence};
use crate::error::Error;
use crate::logistic::check_two_classes;
use crate::loss::CrossEntropy;
use crate::objective::MeanLoss;
use crate::penalty::Penalty;
use crate::problem::Problem;
use crate::report::Status;
use crate::sample_weights::{SampleWeights, WeightKind};
use crate::separation;
use crate::solver::{Newton, Restricted};

impl Influence<'_, f64> {
    /// As [`changes`](Self::changes), which are exact for a line.
    ///
    /// # Errors
    /// As there.
    pub fn refitted(&self, row: usize) -> Result<Option<Vec<Option<Change>>>, Error> {
        self.changes(row)
    }
}

impl Influence<'_, bool> {
    /// As [`changes`](Self::changes), but exactly: by a fit without the sample that starts at the optimum. None also where
    /// there is no such fit, because without the sample the classes are separated.
    ///
    /// # Errors
    /// [`Error::Numbers`] when rows cannot be read; those of [`Newton::minimise`].
    pub fn refitted(&self, row: usize) -> Result<Option<Vec<Option<Change>>>, Error> {
        let Some(found) = self.row(row) else { return Ok(None) };
        let mut values: Vec<f64> = (0..self.n_rows()).map(|i| self.problem.weight(i)).collect();
        values[row] -= values[row] / self.problem.samples_of_row(row);
        let weights = SampleWeights { values: &values, kind: WeightKind::Sampling, counts: None };
        let without = Problem { weights: Some(weights), ..self.problem };
        match check_two_classes(&without) {
            Err(Error::OneClass { .. }) => return Ok(None),
            other => other?,
        }
        let centred = without.centred(&self.centres)?;
        let objective = MeanLoss::<CrossEntropy>::new(centred, Penalty::default())?;
        let (w, free) = (&self.optimum.w, &self.optimum.free);
        let start: Vec<f64> = free.iter().map(|j| w[*j]).collect();
        let restricted = Restricted::new(objective, w.clone(), free.clone());
        let mut fit = Newton::default().minimise_from(&start, &restricted)?;
        separation::explain_end(&mut fit.report, fit.is_singular, &without, 2, usize::from)?;
        if fit.report.status != Status::Converged {
            return Ok(None);
        }
        let left = restricted.all(&fit.parameters);
        let moved = w.iter().zip(&left).map(|(w, left)| w - left).collect();
        Ok(Some(self.as_changes(moved, &found)))
    }
}
