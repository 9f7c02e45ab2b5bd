//! 240 cases of random predictions, with ties, weights and one class only, against scikit-learn.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use metrics::{
    Confusion, MultiConfusion, Ranking, brier_parts, brier_score, calibration,
    expected_calibration_error, log_loss, log_loss_of_classes, regression_errors,
};
use serde_json::Value;

fn cases(kind: &str) -> Vec<Value> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/metrics.json");
    let figures: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    figures[kind].as_array().unwrap().clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn weights(case: &Value) -> Option<Vec<f64>> {
    (!case["weights"].is_null()).then(|| numbers(&case["weights"]))
}

fn agree(what: &str, case: usize, found: Option<f64>, expected: &Value) {
    let expected = expected.as_f64();
    let close = match (found, expected) {
        (Some(f), Some(e)) => (f - e).abs() <= 1e-12 * e.abs().max(1.0),
        (None, None) => true,
        _ => false,
    };
    assert!(close, "{what} of case {case}: {found:?} is not {expected:?}");
}

fn curves_agree(what: &str, case: usize, found: &[[f64; 2]], expected: &Value) {
    let expected = expected.as_array().unwrap();
    assert_eq!(found.len(), expected.len(), "{what} of case {case}");
    for (found, expected) in found.iter().zip(expected) {
        for k in 0..2 {
            agree(what, case, Some(found[k]), &expected[k]);
        }
    }
}

/// The mean of `|p - rate|` over the points that scikit-learn has on its curve, one a bin of fifths that holds
/// samples, each weighted by the samples that are counted into its bin.
fn mean_distance(p: &[f64], curve: &Value) -> Value {
    let of_bin = |k: usize| {
        let (low, high) = (k as f64 / 5.0, (k + 1) as f64 / 5.0);
        p.iter().filter(|p| (k == 0 || **p > low) && **p <= high).count()
    };
    let counts = (0..5).map(of_bin).filter(|count| *count > 0);
    let points = curve.as_array().unwrap().iter().map(numbers);
    let distances =
        counts.zip(points).map(|(count, point)| count as f64 * (point[0] - point[1]).abs());
    (distances.sum::<f64>() / p.len() as f64).into()
}

#[test]
fn probabilities_are_judged_alike() {
    let cases = cases("binary");
    assert_eq!(cases.len(), 160);
    for (k, case) in cases.iter().enumerate() {
        let actual: Vec<bool> = numbers(&case["actual"]).iter().map(|y| *y == 1.0).collect();
        let p = numbers(&case["probabilities"]);
        let weights = weights(case);
        let weights = weights.as_deref();
        agree("log loss", k, Some(log_loss(&actual, &p, weights).unwrap()), &case["log_loss"]);
        let brier = brier_score(&actual, &p, weights).unwrap();
        agree("Brier score", k, Some(brier), &case["brier"]);
        let parts = brier_parts(&actual, &p, weights).unwrap();
        agree("Brier parts", k, Some(parts.reliability + parts.refinement), &case["brier"]);
        let ranking = Ranking::new(&actual, &p, weights).unwrap();
        agree("AUC", k, ranking.roc_auc(), &case["auc"]);
        agree("average precision", k, ranking.average_precision(), &case["average_precision"]);
        if weights.is_none() {
            let bins = calibration(&actual, &p, None, 5).unwrap();
            let curve: Vec<[f64; 2]> =
                bins.iter().map(|bin| [bin.mean_probability, bin.rate]).collect();
            curves_agree("calibration", k, &curve, &case["calibration"]);
            let error = expected_calibration_error(&bins);
            agree("calibration error", k, Some(error), &mean_distance(&p, &case["calibration"]));
            let curve = ranking.roc_curve();
            assert_eq!(curve.is_none(), case["auc"].is_null(), "{k}");
            curve.iter().for_each(|curve| curves_agree("ROC", k, curve, &case["roc"]));
        }
    }
}

#[test]
fn several_classes_are_judged_alike() {
    let cases = cases("several");
    assert_eq!(cases.len(), 40);
    for (k, case) in cases.iter().enumerate() {
        let actual: Vec<usize> = numbers(&case["actual"]).iter().map(|y| *y as usize).collect();
        let by_class: Vec<Vec<f64>> =
            case["probabilities"].as_array().unwrap().iter().map(numbers).collect();
        let loss = log_loss_of_classes(&actual, &by_class, weights(case).as_deref()).unwrap();
        agree("log loss", k, Some(loss), &case["log_loss"]);
        let chosen: Vec<usize> = (0..actual.len())
            .map(|i| (0..3).fold(0, |a, b| if by_class[b][i] > by_class[a][i] { b } else { a }))
            .collect();
        let table = MultiConfusion::new(&actual, &chosen, None, 3).unwrap();
        let rates: [fn(&Confusion) -> Option<f64>; 2] = [Confusion::precision, Confusion::recall];
        for (place, rate) in rates.into_iter().enumerate() {
            agree("macro", k, table.macro_average(rate), &case["macro"][place]);
            agree("micro", k, table.micro_average(rate), &case["micro"][place]);
        }
    }
}

#[test]
fn numbers_are_judged_alike() {
    let cases = cases("regression");
    assert_eq!(cases.len(), 40);
    for (k, case) in cases.iter().enumerate() {
        let weights = weights(case);
        let (actual, predicted) = (numbers(&case["actual"]), numbers(&case["predicted"]));
        let errors = regression_errors(&actual, &predicted, weights.as_deref()).unwrap();
        agree("MSE", k, Some(errors.mean_squared_error), &case["mse"]);
        agree("RMSE", k, Some(errors.root_mean_squared_error), &case["rmse"]);
        agree("MAE", k, Some(errors.mean_absolute_error), &case["mae"]);
        agree("R2", k, errors.r_squared, &case["r2"]);
    }
}
