//! How sure the predictions of a model are.

use std::path::Path;

use anyhow::{Result, bail};
use linalg_lite::Mat;
use models::inference::Covariance;

use super::{CentredIntercept, Model, ModelFile};

impl ModelFile {
    /// The covariance of its parameters, or why there is none.
    pub(crate) fn covariance_of(&self, file: &Path) -> Result<Covariance> {
        let file = file.display();
        let Some(rows) = &self.covariance else {
            bail!("{file} has no standard errors{}", self.without_errors());
        };
        let size = rows.len();
        let whole = Mat::from_fn(size, size, |i, j| rows[i].get(j).copied().unwrap_or(0.0));
        let features = self.features.len();
        let (centres, of_intercept) = match &self.centred_intercept {
            Some(CentredIntercept { centres, covariance }) => (centres.clone(), covariance.clone()),
            None if self.model.thresholds().is_empty()
                && !self.model.has_intercept()
                && size % features.max(1) == 0 =>
            {
                return Ok(Covariance::without_intercept(whole));
            }
            None => bail!(
                "{file} was written by an earlier version, which did not keep all that errors of predictions need: fit it again"
            ),
        };
        Ok(match self.model.thresholds().is_empty() {
            true => Covariance::written(whole, centres, &of_intercept)?,
            false => Covariance::written_of_thresholds(whole, centres, &of_intercept)?,
        })
    }

    fn without_errors(&self) -> String {
        let report = self.model.report();
        let reason = match &self.model {
            _ if !report.is_optimum() => return format!(": {}", report.status),
            Model::Softmax(fit) if fit.config.penalty().is_none() => {
                ": it was written by an earlier version, which kept none of several classes, or has too many parameters"
            }
            _ if self.standard_errors.is_some() => {
                " of predictions: of so many parameters it keeps no covariance"
            }
            _ if report.has_bounds => ": some of its coefficients may not be negative",
            _ if self.model.is_penalised() => ": its coefficients are penalised",
            _ => ", for the reason that its fit gave",
        };
        reason.to_owned()
    }

    /// The variance of a target about the line, per weight: `s^2`; none where errors come from a sandwich, which may
    /// allow for one that differs from row to row, and counts clusters.
    pub(crate) fn residual_variance(&self) -> Option<f64> {
        match (&self.model, self.degrees_of_freedom.filter(|_| !self.sandwich)) {
            (Model::Linear(line), Some(degrees)) => {
                Some(2.0 * line.report.objective * line.samples.total_weight / degrees)
            }
            _ => None,
        }
    }
}
