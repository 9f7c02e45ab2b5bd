#![doc = include_str!("../README.md")]
//!
//! Everything here works on plain slices, so it evaluates the predictions of any library.
//!
//! | question | answer |
//! |---|---|
//! | which labels were predicted for which? | [`Confusion`], [`confusion`], [`confusion_at`] |
//! | how often right, how often wrong, and which way? | the methods of [`Confusion`] |
//! | what does each threshold do? | [`threshold_sweep`] |
//! | which threshold is cheapest? | [`Costs`], [`cheapest_threshold`], [`resampled_thresholds`] |
//! | is it worth acting on? | [`decision_curve`] |
//! | does it put positives before negatives? | [`Ranking`]: ROC and precision-recall curves and areas; these alone: [`RankingAreas`] |
//! | and better than another does? | [`compare_roc_aucs`] |
//! | are its probabilities any good? | [`log_loss_from_logits`], [`log_loss`], [`brier_score`], [`calibration`], [`hosmer_lemeshow`] |
//! | and with more than two classes? | [`MultiConfusion`], [`log_loss_of_classes_from_logits`], [`brier_score_of_classes`], [`ClassAreas`] |
//! | how sure is a figure? | [`bootstrap`] |
//! | how far off are predicted numbers? | [`regression_errors`], [`quantiles`], [`median_absolute_error`], [`pinball_loss`] |
//!
//! # Conventions
//!
//! - A label is `bool`; `true` is the positive class. Classes are numbers from 0.
//! - A sample is called positive when its probability is `>=` the threshold.
//! - A rate whose denominator is zero does not exist: it is `None`, never 0 or NaN.
//! - A weight counts its sample so many times, and 0 not at all: counts give the figures of the table whose
//!   rows are repeated. Weights need not be whole numbers.
//! - What ranks or costs can take logits: probabilities near 0 and 1 are rounded, logits are not.

mod absolute_errors;
mod agreement;
mod bootstrap;
mod calibration;
mod chunks;
mod class_areas;
mod compared_areas;
mod confusion;
mod cost;
mod decision_curve;
mod error;
mod hosmer_lemeshow;
mod logit_scores;
mod multi_confusion;
mod partial_area;
mod power_of_two;
mod probability_scores;
mod quantile;
mod ranking;
mod rates;
mod regression;
mod resampling;
mod threshold;
mod weights;

pub use absolute_errors::{
    largest_error, mean_absolute_percentage_error, median_absolute_error, pinball_loss,
};
pub use agreement::Disagreement;
pub use bootstrap::{Bootstrap, bootstrap};
pub use calibration::{
    CalibrationBin, calibration, expected_calibration_error, reliability_and_refinement,
};
pub use class_areas::{ClassAreas, PairArea};
pub use compared_areas::{ComparedAreas, compare_roc_aucs};
pub use confusion::{Confusion, confusion, confusion_at};
pub use cost::{CheapestThreshold, Costs, between, cheapest_threshold, resampled_thresholds};
pub use decision_curve::{NetBenefit, decision_curve};
pub use error::Error;
pub use hosmer_lemeshow::{HosmerLemeshow, RiskGroup, hosmer_lemeshow};
pub use logit_scores::{log_loss_from_logits, log_loss_of_classes_from_logits};
pub use multi_confusion::MultiConfusion;
pub use probability_scores::{
    BrierParts, brier_parts, brier_score, brier_score_of_classes, log_loss, log_loss_of_classes,
    ranked_probability_score,
};
pub use quantile::quantiles;
pub use ranking::{Ranking, RankingAreas, RankingPoint};
pub use regression::{RegressionErrors, regression_errors};
pub(crate) use resampling::MOST_RESAMPLED;
pub use resampling::{Resampling, Units};
pub use threshold::{ThresholdRow, threshold_sweep};
