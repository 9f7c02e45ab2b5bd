//! What each feature does.

use linalg_lite::exp;
use pictures::TextTable;
use pictures::numbers::significant;
use serde::Serialize;

use crate::coefficients::coefficient_table;
use crate::model_file::{Model, ModelFile};

const LEVEL: f64 = 0.95;

/// A coefficient, and what is known of it.
#[derive(Debug, Serialize)]
pub(super) struct Weight<'a> {
    name: &'a str,
    per_unit: f64,
    per_deviation: f64,
    /// Of 95 %, for `per_unit`; none where no error is known, or the feature is aliased.
    interval: Option<[f64; 2]>,
    #[serde(flatten)]
    odds: Option<Odds>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Odds {
    odds_ratio: f64,
    odds_ratio_interval: Option<[f64; 2]>,
}

/// The weights of a class; of a model without classes those of the one there is.
#[derive(Debug, Serialize)]
pub(super) struct Weights<'a> {
    class: Option<String>,
    intercept: Option<f64>,
    features: Vec<Weight<'a>>,
}

pub(super) fn all_weights(file: &ModelFile) -> Vec<Weights<'_>> {
    let of_model = file.model.weights();
    let classes = file.target.class_names();
    let is_of_classes = of_model.len() > 1;
    let has_intercept = file.model.has_intercept();
    let weights = |(k, (coefficients, intercept)): (usize, (&[f64], f64))| Weights {
        class: if is_of_classes { classes.get(k).cloned() } else { None },
        intercept: has_intercept.then_some(intercept),
        features: of_features(file, coefficients),
    };
    of_model.into_iter().enumerate().map(weights).collect()
}

fn of_features<'a>(file: &'a ModelFile, coefficients: &[f64]) -> Vec<Weight<'a>> {
    let has_odds = has_odds(file);
    let critical = file.critical_value(LEVEL);
    let errors = file.standard_errors();
    let reach = |j: usize| {
        let error = errors.as_ref().and_then(|errors| errors.get(j));
        error.map(|error| critical * error).filter(|reach| *reach > 0.0)
    };
    let weight = |(j, (name, c)): (usize, (&'a String, &f64))| {
        let interval = reach(j).map(|reach| [c - reach, c + reach]);
        let odds =
            Odds { odds_ratio: exp(*c), odds_ratio_interval: interval.map(|ends| ends.map(exp)) };
        let per_deviation = c * file.scaler.deviations[j];
        Weight { name, per_unit: *c, per_deviation, interval, odds: has_odds.then_some(odds) }
    };
    file.features.iter().zip(coefficients).enumerate().map(weight).collect()
}

fn has_odds(file: &ModelFile) -> bool {
    matches!(file.model, Model::Logistic(_) | Model::Firth(_) | Model::Ordered(_))
}

/// Coefficients per unit and per standard deviation, with intervals where errors are known.
pub(super) fn weights_table(file: &ModelFile) -> TextTable {
    let all = all_weights(file);
    let [Weights { intercept, features, .. }] = all.as_slice() else {
        return coefficient_table(&file.model, &file.target.class_names(), &file.features);
    };
    let has_odds = has_odds(file);
    let has_errors = file.standard_errors().is_some();
    let mut heads = vec!["", "per unit", "per deviation"];
    heads.extend(has_odds.then_some("odds ratio"));
    let of_what = if has_odds { "95% interval for it" } else { "95% interval" };
    heads.extend(has_errors.then_some(of_what));
    let mut table = TextTable::new(heads);
    for weight in features {
        let Weight { name, per_unit, per_deviation, interval, odds } = weight;
        let shown_interval = odds.map_or(*interval, |odds| odds.odds_ratio_interval);
        let interval = shown_interval
            .map(|[low, high]| format!("{} to {}", significant(low), significant(high)));
        let mut cells =
            vec![(*name).to_owned(), significant(*per_unit), significant(*per_deviation)];
        cells.extend(odds.map(|odds| significant(odds.odds_ratio)));
        cells.extend(has_errors.then(|| interval.unwrap_or_else(|| "aliased".to_owned())));
        table.row(cells);
    }
    if let Some(intercept) = intercept {
        table.row(["intercept".to_owned(), significant(*intercept)]);
    }
    let names = file.parameter_names();
    for (name, threshold) in names[file.features.len()..].iter().zip(file.model.thresholds()) {
        table.row([name.clone(), significant(*threshold)]);
    }
    table
}
