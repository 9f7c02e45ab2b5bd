use linalg_lite::dot;

use super::Influence;
use super::measures::Row;
use crate::error::Error;
use crate::problem::Target;

/// How far one sample moves a parameter: the parameter with it, less that without it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// In units of the parameter.
    pub value: f64,
    /// In standard errors, whose dispersion does not know the sample; none where the others leave none.
    pub standard_errors: Option<f64>,
}

impl<T: Target> Influence<'_, T> {
    /// How far one sample of a row moves each parameter, the intercept last: of a line exactly, of logits by one step
    /// of Newton's method. None for an aliased feature; none at all for a row of weight 0, or one that determines a
    /// parameter alone.
    ///
    /// # Errors
    /// [`Error::Numbers`] when the row cannot be read.
    ///
    /// # Source
    /// R's `dfbeta` and `dfbetas`, with Pearson's residual.
    pub fn changes(&self, row: usize) -> Result<Option<Vec<Option<Change>>>, Error> {
        let Some((found, rest)) = self.row(row).and_then(|found| Some((found, found.rest()?)))
        else {
            return Ok(None);
        };
        let x = self.centred_row(row)?;
        let of_free: Vec<f64> = self.optimum.free.iter().map(|j| x[*j]).collect();
        let direction = self.optimum.inverse.times(&of_free)?;
        let offset = self.problem.offset.map_or(0.0, |offset| offset[row]);
        let z = dot(&x, &self.optimum.w) + offset;
        let weight = self.problem.weight(row) / self.problem.samples_of_row(row);
        let residual = -weight * (self.derivative)(self.problem.target[row], z); // u r
        let by = residual / rest / self.optimum.per;
        let mut moved = vec![0.0; x.len()];
        self.optimum.free.iter().zip(&direction).for_each(|(j, d)| moved[*j] = by * d);
        Ok(Some(self.as_changes(moved, &found)))
    }

    /// The features of a row, counted from their centres, and 1 for an intercept.
    fn centred_row(&self, row: usize) -> Result<Vec<f64>, Error> {
        let centred = self.problem.centred(&self.centres)?;
        let features = self.problem.n_features();
        let mut x: Vec<f64> = (0..features).map(|j| -centred.design.centre(j)).collect();
        for (j, value) in centred.design.sample(row)? {
            x[j] += value;
        }
        x.resize(self.optimum.w.len(), 1.0);
        Ok(x)
    }

    /// Of all parameters, from those of features that count from their centres.
    pub(super) fn as_changes(&self, mut moved: Vec<f64>, row: &Row) -> Vec<Option<Change>> {
        let features = self.problem.n_features();
        if moved.len() > features {
            moved[features] -= dot(self.centres.values(), &moved[..features]);
        }
        let error = self.dispersion_without(row).map(f64::sqrt);
        let change = |j: usize| {
            let (value, scale) = (moved[j], self.scales[j]);
            let standard_errors = error.map(|error| value / (error * scale));
            Change { value, standard_errors: standard_errors.filter(|x| x.is_finite()) }
        };
        let mut changes = vec![None; moved.len()];
        self.optimum.free.iter().for_each(|j| changes[*j] = Some(change(*j)));
        changes
    }
}
