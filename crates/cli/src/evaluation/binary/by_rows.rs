//! What only rows can tell: how sure the area is, and whether logits are right.

use metrics::RankingAreas;
use models::inference::{Distribution, Estimate};
use models::recalibration::{in_the_large, line};
use models::{Error, SampleWeights};
use pictures::numbers::{fixed, significant};
use serde::Serialize;

use super::BinaryRows;

const LEVEL: f64 = 0.95;

/// Each figure is none where it is undefined.
#[derive(Debug, Serialize)]
pub(super) struct ByRows {
    roc_auc_standard_error: Option<f64>,
    roc_auc_interval: Option<[f64; 2]>,
    calibration_slope: Option<Figure>,
    calibration_intercept: Option<Figure>,
    calibration_in_the_large: Option<Figure>,
    /// Why there is no slope.
    #[serde(skip)]
    no_slope: Option<String>,
}

#[derive(Debug, Serialize)]
struct Figure {
    value: f64,
    standard_error: f64,
    /// Of a distance from what it is for logits that are right: 1 for the slope, 0 for the others.
    p_value: f64,
    interval: [f64; 2],
}

impl From<Estimate> for Figure {
    fn from(Estimate { value, standard_error, p_value, .. }: Estimate) -> Self {
        let reach = Distribution::Normal.critical_value(LEVEL) * standard_error;
        Self { value, standard_error, p_value, interval: [value - reach, value + reach] }
    }
}

impl Figure {
    fn describe(&self, number: fn(f64) -> String) -> String {
        let [value, low, high] = [self.value, self.interval[0], self.interval[1]].map(number);
        format!("{value} (95%: {low} to {high})")
    }
}

impl Figure {
    /// Logits beyond all odds tell nothing of a shift that is small beside them.
    fn in_the_large(&self) -> String {
        const BEYOND_ALL_ODDS: f64 = 700.0; // e^700
        match self.standard_error < BEYOND_ALL_ODDS {
            true => format!(", in the large {}", self.describe(four)),
            false => ", in the large unknown: all probabilities are close to 0 or 1".to_owned(),
        }
    }
}

impl ByRows {
    pub(super) fn new(rows: &BinaryRows<'_>, areas: &RankingAreas) -> Self {
        let BinaryRows { actual, logits, weights, kind, .. } = *rows;
        let weights = weights.map(|values| SampleWeights { values, kind, counts: None });
        let (line, large) =
            rayon::join(|| line(actual, logits, weights), || in_the_large(actual, logits, weights));
        let no_slope = line.as_ref().err().and_then(reason);
        let line = line.ok();
        let error = areas.roc_auc_variance.map(f64::sqrt);
        Self {
            roc_auc_standard_error: error,
            roc_auc_interval: areas.roc_auc.zip(error).and_then(interval_of_area),
            calibration_slope: line.map(|line| line.slope.into()),
            calibration_intercept: line.map(|line| line.intercept.into()),
            calibration_in_the_large: large.ok().map(Figure::from),
            no_slope,
        }
    }

    pub(super) fn figures(&self) -> [(&'static str, Option<f64>); 3] {
        let value = |figure: &Option<Figure>| figure.as_ref().map(|figure| figure.value);
        [
            ("calibration_slope", value(&self.calibration_slope)),
            ("calibration_intercept", value(&self.calibration_intercept)),
            ("calibration_in_the_large", value(&self.calibration_in_the_large)),
        ]
    }

    /// What stands behind the area, if anything is known.
    pub(super) fn interval_of_area(&self) -> String {
        let text = |[low, high]: [f64; 2]| format!(" (95%: {low:.4} to {high:.4})");
        self.roc_auc_interval.map_or_else(String::new, text)
    }

    /// A line on the logits; empty for those of a fit on the rows that it was fitted to, which solves for a slope of 1
    /// and for 0 in the large.
    pub(super) fn calibration(&self) -> String {
        let large = self.calibration_in_the_large.as_ref();
        let large_text = large.map_or_else(String::new, Figure::in_the_large);
        match (&self.calibration_slope, &self.no_slope) {
            (Some(slope), _)
                if four(slope.value) == four(1.0)
                    && large.is_some_and(|large| four(large.value) == four(0.0)) =>
            {
                String::new()
            }
            (Some(slope), _) => {
                format!("calibration slope {}{large_text}\n", slope.describe(four_or_more))
            }
            (None, Some(why)) => format!("calibration slope undefined ({why}){large_text}\n"),
            (None, None) => String::new(),
        }
    }
}

/// None for an area that nothing is known about, or that is 0 or 1.
fn interval_of_area((area, error): (f64, f64)) -> Option<[f64; 2]> {
    let reach = Distribution::Normal.critical_value(LEVEL) * error;
    (error > 0.0).then(|| [(area - reach).max(0.0), (area + reach).min(1.0)])
}

/// Of what is told nowhere else.
fn reason(error: &Error) -> Option<String> {
    match error {
        Error::OneClass { .. } => None,
        Error::NoInference(reason) => Some((*reason).to_owned()),
        Error::TooLarge { .. } => Some("the logits are too large".to_owned()),
        other => Some(other.to_string()),
    }
}

fn four(value: f64) -> String {
    fixed(value, 4)
}

fn four_or_more(value: f64) -> String {
    const SMALL: f64 = 1e-3;
    if value.abs() < SMALL { significant(value) } else { four(value) }
}
