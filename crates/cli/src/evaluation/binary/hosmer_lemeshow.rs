use anyhow::Result;
use metrics::{Error, RiskGroup, hosmer_lemeshow};
use models::inference::{TestResult, p_value_text};
use pictures::numbers::significant;
use serde::Serialize;

use super::BinaryRows;

const GROUPS: usize = 10;
/// In groups of fewer rows the statistic is not near its distribution.
const FEWEST_IN_A_GROUP: f64 = 5.0;

/// Whether the positives among rows of similar probabilities are as many as these say.
#[derive(Debug, Serialize)]
pub(super) struct HosmerLemeshow {
    /// None where a certain probability is wrong, which makes it infinite.
    statistic: f64,
    /// For rows that the model was not trained on: with as many degrees of freedom as groups that vary.
    p_value: f64,
    /// For those that it was trained on: with two fewer.
    p_value_if_trained_on: Option<f64>,
    groups: Vec<RiskGroup>,
    /// The degrees of freedom and the p-value that are printed.
    #[serde(skip)]
    told: (usize, f64),
}

impl HosmerLemeshow {
    /// None for weights that are no counts, and for too few rows or groups.
    pub(super) fn new(rows: &BinaryRows<'_>, is_trained_on: bool) -> Result<Option<Self>> {
        let found = match hosmer_lemeshow(rows.actual, rows.p, rows.weights, GROUPS) {
            Err(Error::NotCounts { .. }) => return Ok(None),
            found => found?,
        };
        let varying = found.varying_groups();
        let test = |degrees: usize| {
            let test = TestResult::chi_squared(found.statistic, degrees as f64);
            (degrees > 0).then_some((degrees, test.p_value))
        };
        let (new, fitted) = (test(varying), test(varying.saturating_sub(2)));
        let rows: f64 = found.groups.iter().map(|group| group.count).sum();
        let has_enough = rows >= FEWEST_IN_A_GROUP * GROUPS as f64;
        let told = if is_trained_on { fitted } else { new };
        Ok(new.zip(told).filter(|_| has_enough).map(|(new, told)| Self {
            statistic: found.statistic,
            p_value: new.1,
            p_value_if_trained_on: fitted.map(|fitted| fitted.1),
            groups: found.groups,
            told,
        }))
    }

    pub(super) fn describe(&self) -> String {
        let statistic = match self.statistic {
            finite if finite.is_finite() => significant(finite),
            _ => "infinite".to_owned(),
        };
        let (degrees_of_freedom, p_value) = self.told;
        format!(
            "Hosmer-Lemeshow {statistic} in {} groups, {degrees_of_freedom} degrees of freedom, p {}\n  \
             (other groups give another p, and among many rows any deviation is significant)\n",
            self.groups.len(),
            p_value_text(p_value),
        )
    }
}
