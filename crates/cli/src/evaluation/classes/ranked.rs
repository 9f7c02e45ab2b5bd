//! What only rows can tell of several classes: how well scores rank them.

use anyhow::Result;
use linalg_lite::{exp, ln};
use metrics::{ClassAreas, brier_score_of_classes};
use rayon::prelude::*;
use serde::Serialize;

use crate::evaluation::{rate, score};

#[derive(Debug, Serialize)]
pub(super) struct Ranked {
    brier_score: f64,
    /// Each class against the rest.
    macro_roc_auc: Option<f64>,
    weighted_roc_auc: Option<f64>,
    macro_average_precision: Option<f64>,
    weighted_average_precision: Option<f64>,
    /// Any two classes.
    macro_roc_auc_of_pairs: Option<f64>,
    weighted_roc_auc_of_pairs: Option<f64>,
    roc_auc_by_class: Vec<Option<f64>>,
    average_precision_by_class: Vec<Option<f64>>,
}

impl Ranked {
    pub(super) fn new(
        actual: &[usize],
        logits: &[Vec<f64>],
        probabilities: &[Vec<f64>],
        weights: Option<&[f64]>,
    ) -> Result<Self> {
        let classes = (0..logits.len()).into_par_iter();
        let scores: Vec<Vec<f64>> = classes.map(|k| log_odds(logits, k)).collect();
        let areas = ClassAreas::new(actual, &scores, weights)?;
        let each = &areas.against_the_rest;
        Ok(Self {
            brier_score: brier_score_of_classes(actual, probabilities, weights)?,
            macro_roc_auc: areas.roc_auc(),
            weighted_roc_auc: areas.weighted_roc_auc(),
            macro_average_precision: areas.average_precision(),
            weighted_average_precision: areas.weighted_average_precision(),
            macro_roc_auc_of_pairs: areas.roc_auc_of_pairs(),
            weighted_roc_auc_of_pairs: areas.weighted_roc_auc_of_pairs(),
            roc_auc_by_class: each.iter().map(|areas| areas.roc_auc).collect(),
            average_precision_by_class: each.iter().map(|areas| areas.average_precision).collect(),
        })
    }

    /// Those that are of no single class.
    pub(super) fn figures(&self) -> [(&'static str, Option<f64>); 7] {
        [
            ("brier_score", Some(self.brier_score)),
            ("macro_roc_auc", self.macro_roc_auc),
            ("weighted_roc_auc", self.weighted_roc_auc),
            ("macro_average_precision", self.macro_average_precision),
            ("weighted_average_precision", self.weighted_average_precision),
            ("macro_roc_auc_of_pairs", self.macro_roc_auc_of_pairs),
            ("weighted_roc_auc_of_pairs", self.weighted_roc_auc_of_pairs),
        ]
    }

    /// Area and average precision of each class, of their mean, and of their weighted mean.
    pub(super) fn cells(&self) -> Vec<[Option<f64>; 2]> {
        let areas = self.roc_auc_by_class.iter().zip(&self.average_precision_by_class);
        let means = [
            [self.macro_roc_auc, self.macro_average_precision],
            [self.weighted_roc_auc, self.weighted_average_precision],
        ];
        areas.map(|(area, precision)| [*area, *precision]).chain(means).collect()
    }

    pub(super) fn describe(&self) -> String {
        format!(
            "ROC AUC of pairs of classes {}, weighted by their rows {}; Brier score {}\n",
            rate(self.macro_roc_auc_of_pairs),
            rate(self.weighted_roc_auc_of_pairs),
            score(self.brier_score),
        )
    }
}

/// `ln(p_k / (1 - p_k))`, from the logits of all classes: `z_k - ln(sum_(l != k) e^z_l)`.
pub(crate) fn log_odds(logits: &[Vec<f64>], k: usize) -> Vec<f64> {
    let of_row = |i: usize| {
        let others = || (0..logits.len()).filter(|l| *l != k).map(|l| logits[l][i]);
        let top = others().fold(f64::NEG_INFINITY, f64::max);
        logits[k][i] - top - ln(others().map(|z| exp(z - top)).sum())
    };
    (0..logits[k].len()).map(of_row).collect()
}
