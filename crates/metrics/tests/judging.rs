//! Predictions for real tables and random ones, against scikit-learn, pROC and performance.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use metrics::{
    ClassAreas, Confusion, Disagreement, MultiConfusion, Ranking, brier_score_of_classes,
    compare_roc_aucs, confusion_at, hosmer_lemeshow, largest_error, mean_absolute_percentage_error,
    median_absolute_error, pinball_loss,
};
use serde_json::Value;

fn figures(file: &str) -> Value {
    let file = format!("{}/../../data/reference/{file}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// The cases of real tables by their names, and the random ones by their numbers.
fn cases(kind: &str) -> Vec<(String, Value)> {
    let figures = figures("judging.json");
    let real = figures["real"][kind].as_object().unwrap().clone().into_iter();
    let random = figures["random"][kind].as_array().unwrap().clone();
    let random = random.into_iter().enumerate().map(|(k, case)| (format!("random {k}"), case));
    real.chain(random).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn weights(case: &Value) -> Option<Vec<f64>> {
    (!case["weights"].is_null()).then(|| numbers(&case["weights"]))
}

fn labels(case: &Value) -> Vec<bool> {
    numbers(&case["actual"]).iter().map(|y| *y == 1.0).collect()
}

#[track_caller]
fn agree(what: &str, case: &str, found: Option<f64>, expected: &Value) {
    let expected = expected.as_f64();
    let close = match (found, expected) {
        (Some(f), Some(e)) => (f - e).abs() <= 1e-12 * e.abs().max(1e-3),
        (None, None) => true,
        _ => false,
    };
    assert!(close, "{what} of {case}: {found:?} is not {expected:?}");
}

#[test]
fn two_classes_are_judged_alike() {
    let cases = cases("binary");
    assert_eq!(cases.len(), 85);
    for (name, case) in &cases {
        let (actual, p, weights) = (labels(case), numbers(&case["probabilities"]), weights(case));
        let weights = weights.as_deref();
        let table = confusion_at(&actual, &p, weights, 0.5).unwrap();
        agree("Jaccard", name, table.jaccard(), &case["jaccard"]);
        agree("kappa", name, table.cohens_kappa(), &case["kappa"]);
        let ratios = &case["likelihood_ratios"];
        agree("LR+", name, table.positive_likelihood_ratio(), &ratios[0]);
        agree("LR-", name, table.negative_likelihood_ratio(), &ratios[1]);
        let ranking = Ranking::new(&actual, &p, weights).unwrap();
        for (k, end) in [0.05, 0.1, 0.3, 0.8, 1.0].into_iter().enumerate() {
            let expected = case.get("partial_auc").map_or(&Value::Null, |areas| &areas[k]);
            agree("partial area", name, ranking.partial_roc_auc(end), expected);
        }
        let curve = ranking.detection_error_tradeoff();
        assert_eq!(curve.is_none(), case.get("det").is_none(), "{name}");
        let Some(curve) = curve else { continue };
        // scikit-learn leaves some of the points out, and begins with the last one.
        let mut points = curve.iter().rev();
        for expected in case["det"].as_array().unwrap() {
            let expected = numbers(expected);
            let close = |point: &&[f64; 2]| (0..2).all(|k| (point[k] - expected[k]).abs() < 1e-12);
            assert!(points.any(|point| close(&point)), "DET of {name}: no {expected:?}");
        }
    }
}

#[test]
fn several_classes_are_judged_alike() {
    let cases = cases("several");
    assert_eq!(cases.len(), 43);
    for (name, case) in &cases {
        let actual: Vec<usize> = numbers(&case["actual"]).iter().map(|y| *y as usize).collect();
        let by_class: Vec<Vec<f64>> =
            case["by_class"].as_array().unwrap().iter().map(numbers).collect();
        let (classes, weights) = (by_class.len(), weights(case));
        let weights = weights.as_deref();
        let best = |i: usize| {
            (0..classes).fold(0, |a, b| if by_class[b][i] > by_class[a][i] { b } else { a })
        };
        let called: Vec<usize> = (0..actual.len()).map(best).collect();
        let table = MultiConfusion::new(&actual, &called, weights, classes).unwrap();
        agree("MCC", name, table.matthews_correlation(), &case["mcc"]);
        let kappas = [Disagreement::Equal, Disagreement::Linear, Disagreement::Quadratic];
        for (k, disagreement) in kappas.into_iter().enumerate() {
            agree("kappa", name, table.cohens_kappa(disagreement), &case["kappa"][k]);
        }
        let rates: [fn(&Confusion) -> Option<f64>; 3] =
            [Confusion::precision, Confusion::recall, |table| table.f_beta(1.0)];
        for (k, rate) in rates.into_iter().enumerate() {
            agree("weighted rate", name, table.weighted_average(rate), &case["weighted"][k]);
        }
        let brier = brier_score_of_classes(&actual, &by_class, weights).unwrap();
        agree("Brier score", name, Some(brier), &case["brier"]);
        if case.get("rest").is_none() {
            continue;
        }
        let areas = ClassAreas::new(&actual, &by_class, weights).unwrap();
        agree("one-vs-rest", name, areas.roc_auc(), &case["rest"][0]);
        agree("weighted one-vs-rest", name, areas.weighted_roc_auc(), &case["rest"][1]);
        agree("one-vs-one", name, areas.roc_auc_of_pairs(), &case["pairs"][0]);
        agree("weighted one-vs-one", name, areas.weighted_roc_auc_of_pairs(), &case["pairs"][1]);
        let precisions = case["average_precision"].as_array().unwrap();
        agree("average precision", name, areas.average_precision(), &precisions[0]);
        for expected in &precisions[1..] {
            agree("weighted precision", name, areas.weighted_average_precision(), expected);
        }
    }
}

#[test]
fn numbers_are_judged_alike() {
    let cases = cases("numbers");
    assert_eq!(cases.len(), 43);
    for (name, case) in &cases {
        let (y, z, weights) =
            (numbers(&case["actual"]), numbers(&case["predicted"]), weights(case));
        let weights = weights.as_deref();
        let median = median_absolute_error(&y, &z, weights).unwrap();
        agree("median error", name, Some(median), &case["median"]);
        let largest = largest_error(&y, &z, weights).unwrap();
        agree("largest error", name, Some(largest), &case["largest"]);
        let percentage = mean_absolute_percentage_error(&y, &z, weights).unwrap();
        agree("MAPE", name, percentage, &case["percentage"]);
        for (k, share) in [0.1, 0.5, 0.8].into_iter().enumerate() {
            let loss = pinball_loss(&y, &z, weights, share).unwrap();
            agree("pinball loss", name, Some(loss), &case["pinball"][k]);
        }
    }
}

#[test]
fn areas_vary_as_in_proc() {
    let (cases, of_r) = (figures("judging.json"), figures("judging_r.json"));
    for (name, case) in cases["real"]["binary"].as_object().unwrap() {
        let (actual, weights, expected) = (labels(case), weights(case), &of_r[name]);
        let scores = ["logits", "other_logits"].map(|part| numbers(&case[part]));
        let [one, other] = &scores;
        let compared = compare_roc_aucs(&actual, [one, other], weights.as_deref()).unwrap();
        for (k, scores) in scores.iter().enumerate() {
            let ranking = Ranking::new(&actual, scores, weights.as_deref()).unwrap();
            agree("AUC", name, ranking.roc_auc(), &expected["auc"][k]);
            agree("AUC", name, Some(compared.areas[k]), &expected["auc"][k]);
            agree("variance", name, ranking.roc_auc_variance(), &expected["variance"][k]);
            agree("variance", name, Some(compared.variances[k]), &expected["variance"][k]);
        }
        agree("covariance", name, Some(compared.covariance), &expected["covariance"]);
        agree("z", name, compared.z(), &expected["z"]);
    }
}

#[test]
fn groups_are_as_far_off_as_in_performance() {
    let (cases, of_r) = (figures("judging.json"), figures("judging_r.json"));
    for (name, case) in cases["real"]["binary"].as_object().unwrap() {
        let (actual, p, weights) = (labels(case), numbers(&case["probabilities"]), weights(case));
        for expected in of_r[name]["hosmer"].as_array().unwrap() {
            let groups = expected["asked"].as_u64().unwrap() as usize;
            let found = hosmer_lemeshow(&actual, &p, weights.as_deref(), groups).unwrap();
            assert_eq!(found.varying_groups() as u64, expected["groups"], "{name}, {groups}");
            agree("statistic", name, Some(found.statistic), &expected["statistic"]);
        }
        if let Some(package) = of_r[name].get("package") {
            let found = hosmer_lemeshow(&actual, &p, weights.as_deref(), 10).unwrap();
            agree("statistic", name, Some(found.statistic), &package["statistic"]);
        }
    }
}
