//! How exactly a fit in an engine can equal that of a file.

use linalg_lite::{Cholesky, Mat};
use serde_json::Value;

use super::agreement::numbers;
use super::places::Ended;

/// More than so much of a coefficient's variance comes from other features: sums lose six digits of it.
const INFLATED: f64 = 1e6;
/// Below such a mean loss, in nats, classes are separated but for a few rows.
const SEPARATED: f64 = 0.05;

/// How exactly two fits have to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// In everything.
    Good,
    /// In what they predict: features replace each other, nearly, or the classes are separated, nearly.
    Poor,
    /// In how they ended: there is no optimum.
    NoOptimum,
}

/// From the fit of the file alone: `design` is that of a line through its row numbers.
pub(crate) fn condition(file: &Ended, design: &Ended) -> Condition {
    if file.code == 3 {
        return Condition::NoOptimum;
    }
    let (own, of_design) = (&file.json["model"]["covariance"], &design.json["model"]["covariance"]);
    let is_softmax = file.json["model"]["model"]["kind"] == "softmax"; // (it has an intercept for each class)
    let is_unpenalised = !own.is_null() && !is_softmax;
    let has_copies = |report: &Value| {
        let combinations = report["combinations"].as_array().into_iter().flatten();
        let mut terms = combinations.filter_map(|combination| combination["terms"].as_array());
        terms.any(|terms| !terms.is_empty())
    };
    let is_nearly_separated =
        file.json["evaluation"]["log_loss"].as_f64().is_some_and(|loss| loss < SEPARATED);
    let is_lasso = file.json["model"]["model"]["config"]["l1"].as_f64().is_some_and(|l1| l1 > 0.0);
    if is_lasso && is_nearly_separated {
        return Condition::Poor; // the gap that it ends on is large beside such a loss
    }
    let has_errors = file.json["inference"]["errors"] == "model";
    let is_penalised = !(is_unpenalised || is_softmax && has_errors);
    if is_penalised && has_copies(&design.json["model"]["model"]["report"]) {
        return Condition::Poor; // a penalty alone, perhaps a small one, decides between them
    }
    match inflation(if is_unpenalised { own } else { of_design }) {
        Some(largest) if largest <= INFLATED => Condition::Good,
        _ => Condition::Poor,
    }
}

/// By how much other features inflate the variance of a coefficient, at most.
fn inflation(covariance: &Value) -> Option<f64> {
    let rows: Vec<Vec<f64>> = covariance.as_array()?.iter().map(numbers).collect();
    let kept: Vec<usize> = (0..rows.len()).filter(|j| rows[*j][*j] > 0.0).collect();
    let deviation = |j: usize| rows[j][j].sqrt();
    let correlation = |i: usize, j: usize| {
        let (i, j) = (kept[i], kept[j]);
        rows[i][j] / (deviation(i) * deviation(j))
    };
    let correlations = Mat::from_fn(kept.len(), kept.len(), correlation);
    let factor = Cholesky::new(correlations.as_ref()).ok()?;
    let of = |j: usize| {
        let unit: Vec<f64> = (0..kept.len()).map(|i| f64::from(u8::from(i == j))).collect();
        Some(factor.solve(&unit).ok()?[j])
    };
    let intercept = rows.len().checked_sub(1)?; // whose variance is large wherever features are far from 0
    let of_features = (0..kept.len()).filter(|j| kept[*j] != intercept).map(of);
    of_features.collect::<Option<Vec<f64>>>().map(|all| all.into_iter().fold(0.0, f64::max))
}
