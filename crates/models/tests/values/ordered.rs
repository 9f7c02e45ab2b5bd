//! Proportional odds against R's `ordinal`, in `data/reference/ordered.json`.

use crate::common::agree;
use linalg_lite::{Mat, matrix_from_columns};
use models::effects::OrderedEffects;
use models::inference::{Against, Covariance, LogOdds};
use models::{FittedOrdered, OrderedRegression, Problem, SampleWeights, Status};
use serde::Deserialize;

const DIGITS: f64 = 1e-8;

#[derive(Deserialize)]
struct Figures {
    name: String,
    classes: Vec<String>,
    columns: Vec<Vec<f64>>,
    labels: Vec<usize>,
    counts: Vec<f64>,
    coefficients: Vec<f64>,
    thresholds: Vec<f64>,
    standard_errors: Vec<f64>,
    log_likelihood: f64,
    null_log_likelihood: f64,
    aic: f64,
    shown: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
    proportional: Vec<Ratio>,
    /// Of each feature, the mean slopes of the probabilities of all classes, and their errors.
    effects: Vec<Vec<f64>>,
    effect_errors: Vec<Vec<f64>>,
    /// Of each row shown, those of all classes.
    log_odds_errors: Vec<Vec<f64>>,
}

/// The likelihood-ratio test of proportional odds of some features.
#[derive(Deserialize)]
struct Ratio {
    term: String,
    features: Vec<usize>,
    statistic: f64,
    degrees_of_freedom: f64,
    p_value: f64,
}

#[test]
fn five_real_tables() {
    let all: Vec<Figures> =
        serde_json::from_str(include_str!("../../../../data/reference/ordered.json")).unwrap();
    assert_eq!(all.len(), 5);
    for figures in &all {
        let columns: Vec<&[f64]> = figures.columns.iter().map(Vec::as_slice).collect();
        let x = matrix_from_columns(&columns).unwrap();
        let counts = SampleWeights::frequency(&figures.counts);
        let problem = Problem::new(x.as_ref(), &figures.labels).unwrap().weighted(counts).unwrap();
        let model =
            OrderedRegression::default().fit_problem(&problem, figures.classes.len()).unwrap();
        let name = &figures.name;
        assert_eq!(model.report.status, Status::Converged, "{name}");
        agree(name, &model.coefficients, &figures.coefficients, DIGITS);
        agree(name, &model.thresholds, &figures.thresholds, DIGITS);
        let found = model.inference_of(&problem).unwrap();
        let errors: Vec<f64> =
            found.estimates.estimates.iter().flatten().map(|e| e.standard_error).collect();
        agree(name, &errors, &figures.standard_errors, DIGITS);
        let likelihood = found.likelihood;
        let own = [likelihood.log_likelihood, likelihood.null_log_likelihood, likelihood.aic()];
        let theirs = [figures.log_likelihood, figures.null_log_likelihood, figures.aic];
        agree(name, &own, &theirs, DIGITS);
        let p = model.probabilities(x.as_ref()).unwrap();
        for (row, theirs) in figures.shown.iter().zip(&figures.probabilities) {
            let own: Vec<f64> = p.iter().map(|of_class| of_class[*row]).collect();
            agree(name, &own, theirs, DIGITS);
            assert!((own.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        }
        delta_method_agrees(figures, &x, (&model, &found.estimates.covariance));
        for ratio in &figures.proportional {
            let name = format!("{name}, {}", ratio.term);
            let test = model.test_of_proportional_odds(&problem, &ratio.features);
            let test = test.unwrap().test;
            agree(&name, &[test.statistic], &[ratio.statistic], DIGITS);
            agree(&name, &[test.p_value], &[ratio.p_value], DIGITS);
            let degrees_of_freedom = ratio.degrees_of_freedom;
            assert_eq!(test.against, Against::ChiSquared { degrees_of_freedom }, "{name}");
        }
    }
}

/// Of each feature as a number.
fn delta_method_agrees(
    figures: &Figures,
    x: &Mat<f64>,
    (model, covariance): (&FittedOrdered, &Covariance),
) {
    let (name, counts) = (&figures.name, Some(&*figures.counts));
    let effects = OrderedEffects::new(model, covariance);
    for j in 0..x.ncols() {
        let along = Mat::from_fn(x.nrows(), x.ncols(), |_, k| f64::from(u8::from(j == k)));
        let slopes = effects.mean_slopes(x.as_ref(), along.as_ref(), counts, None).unwrap();
        let found: Vec<_> = slopes.iter().map(|slope| effects.estimate(slope).unwrap()).collect();
        let values: Vec<f64> = found.iter().map(|e| e.value).collect();
        let errors: Vec<f64> = found.iter().map(|e| e.standard_error).collect();
        agree(&format!("{name}, effects"), &values, &figures.effects[j], DIGITS);
        agree(&format!("{name}, errors"), &errors, &figures.effect_errors[j], DIGITS);
    }
    let logits = model.logits(x.as_ref()).unwrap();
    let odds = LogOdds::of_ordered(x.as_ref(), &logits, &model.thresholds, covariance).unwrap();
    for (row, errors) in figures.shown.iter().zip(&figures.log_odds_errors) {
        let own: Vec<f64> = odds.iter().map(|of_class| of_class.standard_errors[*row]).collect();
        agree(&format!("{name}, odds"), &own, errors, DIGITS);
    }
}
