//! The model file: all that predictions need, and how the model was obtained.

mod check;
mod errors;
mod model;
mod read;
mod sql;
mod target;

use std::path::Path;

use anyhow::{Result, ensure};
use datasets::{EncodedColumn, Encoder, Encoding, Error, Gaps, Table};
use models::inference::{Distribution, threshold_names};
use models::{FittedScaler, digest};
use pictures::shown;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_128;

pub(crate) use model::{Model, Scores};
pub(crate) use target::TargetColumn;

use crate::of_features::OfFeatures;
use crate::offset::OffsetColumns;
use crate::output;
use crate::weights::WeightKindArg;

const FORMAT: &str = "regress model";
const VERSION: u64 = 1;

/// What `regress fit` writes and all others read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ModelFile {
    pub(crate) format: String,
    pub(crate) version: u64,
    /// The program that wrote it.
    pub(crate) written_by: String,
    pub(crate) target: TargetColumn,
    /// A probability from here on is called positive.
    pub(crate) threshold: f64,
    /// The column that says how often each row counts, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) weights: Option<String>,
    /// What they were said to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) weight_kind: Option<WeightKindArg>,
    /// The column that is added to the logit (or prediction) of each row, or one for each class, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) offset: Option<OffsetColumns>,
    /// The words for missing cells, if they are not the usual ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) na: Option<Vec<String>>,
    /// From columns to features.
    #[serde(flatten)]
    pub(crate) encoder: Encoder,
    /// The names of the features, one per coefficient.
    pub(crate) features: Vec<String>,
    /// Mean and deviation of each feature in the training rows; the deviation of a constant is 0.
    pub(crate) scaler: FittedScaler,
    /// Whether the penalty counted in units of the features' deviations. The coefficients are for plain
    /// features in any case.
    pub(crate) standardised: bool,
    #[serde(flatten)]
    pub(crate) of_features: OfFeatures,
    pub(crate) model: Model,
    /// The covariance of the coefficients, the intercept last, where it is known; of several classes that of the parameters of
    /// each class less those of the first, one class after the other.
    pub(crate) covariance: Option<Vec<Vec<f64>>>,
    /// What the covariance says of the intercept of features that count from near their means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) centred_intercept: Option<CentredIntercept>,
    /// The roots of its diagonal, where they are known and it is too large; 0 where others replace a feature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) standard_errors: Option<Vec<f64>>,
    /// Whether it is a sandwich, and not that of the model.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) sandwich: bool,
    /// Those of Student's distribution, which ratios of coefficients and errors have; none where it is the
    /// normal one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) degrees_of_freedom: Option<f64>,
    pub(crate) training: Training,
}

/// The covariances of the intercept with all parameters, its own variance last, where features count from `centres`; of
/// several classes one intercept after the other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CentredIntercept {
    pub(crate) centres: Vec<f64>,
    pub(crate) covariance: Vec<f64>,
}

/// What the model was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Training {
    /// Rows that it was fitted on; those with counts, repeated.
    pub(crate) rows: usize,
    /// Rows held out, likewise.
    pub(crate) held_out: usize,
    /// Rows left out because of gaps.
    pub(crate) dropped: usize,
    /// XXH3-128 of the features and targets that it was fitted on.
    pub(crate) fingerprint: String,
}

impl ModelFile {
    /// `species=Adelie, sex=male`: what the levels of categories are compared with, if there are some.
    pub(crate) fn baselines(&self) -> Option<String> {
        let names = self.encoder.baselines();
        let names: Vec<String> =
            names.map(|(column, level)| shown(&format!("{column}={level}"))).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    pub(crate) fn new(
        target: TargetColumn,
        encoder: Encoder,
        model: Model,
        training: Training,
    ) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            written_by: concat!("regress ", env!("CARGO_PKG_VERSION")).to_owned(),
            target,
            threshold: 0.5,
            weights: None,
            weight_kind: None,
            offset: None,
            na: None,
            features: encoder.feature_names(),
            encoder,
            scaler: FittedScaler { means: Vec::new(), deviations: Vec::new() },
            standardised: false,
            of_features: OfFeatures::default(),
            model,
            covariance: None,
            centred_intercept: None,
            standard_errors: None,
            sandwich: false,
            degrees_of_freedom: None,
            training,
        }
    }

    /// The text of the file, with a checksum of all the rest.
    pub(crate) fn to_json(&self) -> Result<String> {
        let mut value = serde_json::to_value(self)?;
        let is_whole =
            serde_json::from_value::<Self>(value.clone()).is_ok_and(|same| same == *self);
        ensure!(
            is_whole,
            "the model has weights that are not finite, so it cannot be stored; see its status"
        );
        value["checksum"] = checksum(&value)?.into();
        Ok(serde_json::to_string_pretty(&value)? + "\n")
    }

    /// Whole or not at all.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        output::write(path, self.to_json()?.as_bytes())
    }

    /// The features that are columns of numbers.
    pub(crate) fn numbers(&self) -> Vec<&str> {
        let is_number =
            |column: &&EncodedColumn| matches!(column.encoding, Encoding::Number { .. });
        self.encoder.columns.iter().filter(is_number).map(|column| column.name.as_str()).collect()
    }

    /// Of each parameter, where they are known; 0 where others replace a feature. None of several classes, of which only
    /// differences have errors.
    pub(crate) fn standard_errors(&self) -> Option<Vec<f64>> {
        if self.model.is_of_classes() {
            return None;
        }
        let of_row = |(j, row): (usize, &Vec<f64>)| row.get(j).copied().unwrap_or(0.0).sqrt();
        match &self.covariance {
            Some(covariance) => Some(covariance.iter().enumerate().map(of_row).collect()),
            None => self.standard_errors.clone(),
        }
    }

    /// The columns that are added to logits (or predictions).
    pub(crate) fn offset_columns(&self) -> Vec<&str> {
        self.offset.as_ref().map_or(Vec::new(), OffsetColumns::names)
    }

    /// Whether the features and the offsets of each row are known, or may be missing.
    pub(crate) fn usable_rows(&self, table: &Table) -> Result<Vec<bool>, Error> {
        let mut usable = self.encoder.usable_rows(table)?;
        for name in self.offset_columns() {
            let cells = &table.column(name)?.cells;
            for row in 0..usable.len() {
                if cells.is_missing(row) && self.encoder.gaps == Gaps::Refuse {
                    return Err(table.missing_cell(row, name));
                }
                usable[row] &= !cells.is_missing(row);
            }
        }
        Ok(usable)
    }

    /// How many parameters of its one logit, or line, the data determine.
    fn n_free(&self) -> usize {
        let aliased = self.model.report().combinations.len();
        (self.features.len() + usize::from(self.model.has_intercept())).saturating_sub(aliased)
    }

    /// How many standard errors an interval reaches to either side.
    pub(crate) fn critical_value(&self, level: f64) -> f64 {
        let distribution = match (&self.model, self.degrees_of_freedom) {
            (_, Some(degrees)) => Distribution::Student(degrees),
            (Model::Linear(model), None) => {
                Distribution::Student(model.samples.total_weight - self.n_free() as f64)
            }
            _ => Distribution::Normal,
        };
        distribution.critical_value(level)
    }

    /// What it is, how the fit ended, and a digest of its weights.
    pub(crate) fn description(&self) -> String {
        let names: Vec<String> = self.parameter_names().iter().map(|name| shown(name)).collect();
        format!(
            "{}\n\n{}\ndigest of the weights {}",
            self.heading(),
            self.model.report().describe(&names),
            self.digest(),
        )
    }

    /// The features, and after them the thresholds of ordered classes.
    pub(crate) fn parameter_names(&self) -> Vec<String> {
        let thresholds = match self.model {
            Model::Ordered(_) => threshold_names(&self.target.class_names()),
            _ => Vec::new(),
        };
        [&*self.features, &thresholds].concat()
    }

    pub(crate) fn digest(&self) -> String {
        let weights = self.model.weights().into_iter();
        let numbers: Vec<f64> =
            weights.flat_map(|(c, intercept)| [c, &[intercept]].concat()).collect();
        digest(&[&numbers, self.model.thresholds()].concat())
    }

    /// What it is, in a line.
    pub(crate) fn heading(&self) -> String {
        let kind = match &self.model {
            Model::Linear(_) => "linear regression",
            Model::Logistic(_) => "logistic regression",
            Model::Firth(_) => "logistic regression with Firth's correction",
            Model::Softmax(_) => "softmax regression",
            Model::FirthSoftmax(_) => "softmax regression with Firth's correction",
            Model::Ordered(_) => "ordered regression (proportional odds)",
        };
        let of = match (&self.target, self.target.shown_names().as_slice()) {
            (TargetColumn::Binary { .. }, [negative, positive]) => {
                format!(": {positive} (positive) or {negative}")
            }
            (TargetColumn::Number { .. }, _) => String::new(),
            (_, classes) if !self.model.thresholds().is_empty() => {
                format!(": {}", classes.join(" < "))
            }
            (_, classes) => format!(": {}", classes.join(", ")),
        };
        let scaled = if self.standardised { "; standardised" } else { "" };
        format!("{kind} of \"{}\"{of}{scaled}", shown(self.target.name()))
    }
}

fn checksum(value: &Value) -> Result<String> {
    Ok(format!("xxh3-128:{:032x}", xxh3_128(serde_json::to_string(value)?.as_bytes())))
}
