//! How sure predictions are.

use std::path::Path;

use anyhow::Result;
use linalg_lite::{Columns, sigmoids};
use models::inference::{Covariance, LogOdds};

use crate::model_file::{ModelFile, Scores, TargetColumn};

/// What intervals of a level need.
pub(super) struct Interval<'a> {
    covariance: Covariance,
    /// How many standard errors they reach to either side.
    critical: f64,
    /// Of a line, the variance of a target about it.
    residual: Option<f64>,
    /// Between ordered classes.
    thresholds: &'a [f64],
}

impl<'a> Interval<'a> {
    pub(super) fn of(model: &'a ModelFile, file: &Path, level: f64) -> Result<Self> {
        Ok(Self {
            covariance: model.covariance_of(file)?,
            critical: model.critical_value(level),
            residual: model.residual_variance(),
            thresholds: model.model.thresholds(),
        })
    }

    /// The names of the columns: the ends for the mean of such rows and, of numbers, for one such row.
    pub(super) fn heads(&self, target: &TargetColumn) -> Vec<String> {
        match target {
            TargetColumn::Binary { positive, .. } => {
                vec![format!("p_{positive}_low"), format!("p_{positive}_high")]
            }
            TargetColumn::Classes { classes, .. } => {
                let ends = |class: &String| [format!("p_{class}_low"), format!("p_{class}_high")];
                classes.iter().flat_map(ends).collect()
            }
            other @ TargetColumn::Number { .. } => {
                let name = other.name();
                let ends = ["mean", "one"]
                    .map(|of| [format!("{of}_{name}_low"), format!("{of}_{name}_high")]);
                ends[..if self.residual.is_some() { 2 } else { 1 }].concat()
            }
        }
    }

    /// A column for each head.
    pub(super) fn cells(&self, x: &Columns, scores: Option<&Scores>) -> Result<Vec<Vec<f64>>> {
        let (numbers, is_logit) = match scores {
            Some(Scores::Numbers(numbers)) => (numbers, false),
            Some(Scores::Positive { logits, .. }) => (logits, true),
            Some(Scores::Classes { logits, divided, .. }) => {
                let odds = match divided {
                    Some(z) => LogOdds::of_ordered(x, z, self.thresholds, &self.covariance),
                    None => LogOdds::of_classes(x, logits, &self.covariance),
                };
                return Ok(self.of_classes(&odds?));
            }
            None => return Ok(Vec::new()),
        };
        let errors = self.covariance.standard_errors(x)?;
        let ends = |reach: &dyn Fn(f64) -> f64| {
            [-1.0, 1.0].map(|side| {
                let pairs = numbers.iter().zip(&errors);
                let mut ends: Vec<f64> = pairs.map(|(z, error)| z + side * reach(*error)).collect();
                if is_logit {
                    sigmoids(&mut ends);
                }
                ends
            })
        };
        let mut all = ends(&|error| self.critical * error).to_vec();
        if let Some(residual) = self.residual {
            all.extend(ends(&|error| self.critical * (error * error + residual).sqrt()));
        }
        Ok(all)
    }

    /// Of the probability of each class, from the logarithm of its odds.
    fn of_classes(&self, odds: &[LogOdds]) -> Vec<Vec<f64>> {
        let end = |of_class: &LogOdds, side: f64| {
            let pairs = of_class.values.iter().zip(&of_class.standard_errors);
            let mut ends: Vec<f64> =
                pairs.map(|(z, error)| z + side * self.critical * error).collect();
            sigmoids(&mut ends);
            ends
        };
        odds.iter().flat_map(|of_class| [end(of_class, -1.0), end(of_class, 1.0)]).collect()
    }
}
