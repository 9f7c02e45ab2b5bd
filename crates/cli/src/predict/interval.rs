//! How sure predictions are.

use std::path::Path;

use anyhow::{Result, bail};
use linalg_lite::{Columns, sigmoids};
use models::inference::{Covariance, LogOdds};

use crate::model_file::{Model, ModelFile, Scores, TargetColumn};

/// What intervals of a level need.
pub(super) struct Interval {
    covariance: Covariance,
    /// How many standard errors they reach to either side.
    critical: f64,
    /// Of a line, the variance of a target about it.
    residual: Option<f64>,
}

impl Interval {
    pub(super) fn of(model: &ModelFile, file: &Path, level: f64) -> Result<Self> {
        if let Model::Ordered(_) = model.model {
            let file = file.display();
            bail!(
                "{file} has ordered classes, for which there are no intervals: take --model softmax"
            );
        }
        Ok(Self {
            covariance: model.covariance_of(file)?,
            critical: model.critical_value(level),
            residual: model.residual_variance(),
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
            Some(Scores::Classes { logits, .. }) => return self.of_classes(x, logits),
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
    fn of_classes(&self, x: &Columns, logits: &[Vec<f64>]) -> Result<Vec<Vec<f64>>> {
        let mut all = Vec::new();
        for LogOdds { values, standard_errors } in LogOdds::of_classes(x, logits, &self.covariance)?
        {
            for side in [-1.0, 1.0] {
                let pairs = values.iter().zip(&standard_errors);
                let mut ends: Vec<f64> =
                    pairs.map(|(z, error)| z + side * self.critical * error).collect();
                sigmoids(&mut ends);
                all.push(ends);
            }
        }
        Ok(all)
    }
}
