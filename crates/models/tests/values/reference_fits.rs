//! Every finite binary and multinomial fit of `data/reference` on the tables of this repository:
//! coefficients to 1e-9 (relative, each), log-likelihoods to 1e-12.

use crate::common::reference::{counted_table, names, reference, table};
use datasets::real;
use linalg_lite::Mat;
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::separation::{SeparatingDirection, Separation, find_separation};
use models::solver::Objective;
use models::{
    LogisticRegression, Penalty, Problem, SampleWeights, SoftmaxRegression, StandardScaler, Status,
};

/// `l2_lambda_0.1` penalises the summed loss: divided by n it penalises the mean.
fn l2(fit: &str, n: usize) -> f64 {
    fit.rsplit_once("lambda_").map_or(0.0, |(_, lambda)| lambda.parse::<f64>().unwrap() / n as f64)
}

fn relative(found: f64, expected: f64) -> f64 {
    (found - expected).abs() / expected.abs()
}

#[test]
fn every_finite_binary_fit_agrees() {
    let (mut fits, mut worst_coefficient, mut worst_likelihood) = (0, 0.0_f64, 0.0_f64);
    for (name, entry) in reference("logistic.json") {
        if name.ends_with("_weighted") {
            continue;
        }
        let (mut x, labels) = table(&name, &entry);
        let n = labels.len();
        assert_eq!(n as u64, entry["n"].as_u64().unwrap(), "{name}");
        let positives = labels.iter().filter(|label| **label).count() as f64;
        assert_eq!(positives, entry["positives"].as_f64().unwrap(), "{name}");
        if entry["standardised"].as_bool().unwrap() {
            x = StandardScaler.fit(x.as_ref()).unwrap().transform(x.as_ref()).unwrap();
        }
        for (fit, expected) in entry["fits"].as_object().unwrap() {
            let penalty = Penalty::l2(l2(fit, n));
            let config = LogisticRegression { penalty, ..Default::default() };
            let model = config.fit(x.as_ref(), &labels).unwrap();
            assert_eq!(model.report.status, Status::Converged, "{name} {fit}");

            let coef = expected["coef"].as_object().unwrap();
            assert_eq!(coef.len(), model.coefficients.len() + 1);
            let found = names(&entry).into_iter().zip(model.coefficients.iter().copied());
            for (feature, found) in found.chain([("intercept", model.intercept)]) {
                let off = relative(found, coef[feature].as_f64().unwrap());
                assert!(off <= 1e-9, "{name} {fit} {feature}: {off:e}");
                worst_coefficient = worst_coefficient.max(off);
            }

            let problem = Problem::new(x.as_ref(), &labels).unwrap();
            let plain = MeanLoss::<CrossEntropy>::new(problem, Penalty::default()).unwrap();
            let weights = [&model.coefficients[..], &[model.intercept]].concat();
            let loss = plain.gradient(&weights, &mut vec![0.0; weights.len()]).unwrap();
            let off = relative(-loss * n as f64, expected["loglik"].as_f64().unwrap());
            assert!(off <= 1e-12, "{name} {fit} log-likelihood: {off:e}");
            worst_likelihood = worst_likelihood.max(off);

            let right = model.labels(x.as_ref(), 0.5).unwrap();
            let right = right.iter().zip(&labels).filter(|(a, b)| a == b).count();
            let accuracy = expected["accuracy_at_half"].as_f64().unwrap();
            assert!((right as f64 / n as f64 - accuracy).abs() < 1e-12, "{name} {fit} accuracy");
            fits += 1;
        }
    }
    println!(
        "{fits} fits; coefficients {worst_coefficient:.1e}, likelihoods {worst_likelihood:.1e}"
    );
    assert_eq!(fits, 52);
}

/// Standard errors to 1e-8, z and all criteria to 1e-9, for every fit without a penalty, those with
/// frequency weights among them.
#[test]
fn every_inference_agrees() {
    let (mut fits, mut worst) = (0, [0.0_f64; 4]);
    for (name, entry) in reference("logistic.json") {
        let Some(expected) = entry["fits"].get("mle") else { continue };
        let (mut x, labels, counts) = if name.ends_with("_weighted") {
            counted_table(&name)
        } else {
            let (x, labels) = table(&name, &entry);
            (x, labels, None)
        };
        if entry["standardised"].as_bool().unwrap() {
            x = StandardScaler.fit(x.as_ref()).unwrap().transform(x.as_ref()).unwrap();
        }
        let mut problem = Problem::new(x.as_ref(), &labels).unwrap();
        if let Some(counts) = &counts {
            problem = problem.weighted(SampleWeights::frequency(counts)).unwrap();
        }
        let model = LogisticRegression::default().fit_problem(&problem).unwrap();
        let found = model.inference_of(&problem).unwrap();
        let features = [names(&entry), vec!["intercept"]].concat();
        assert_eq!(features.len(), found.estimates.estimates.len(), "{name}");
        for (feature, estimate) in features.into_iter().zip(&found.estimates.estimates) {
            let (estimate, z) = (estimate.unwrap(), expected["z"][feature].as_f64().unwrap());
            let off = [
                relative(estimate.value, expected["coef"][feature].as_f64().unwrap()),
                relative(estimate.standard_error, expected["se"][feature].as_f64().unwrap()),
                relative(estimate.statistic, z),
            ];
            assert!(
                off[0] <= 1e-9 && off[1] <= 1e-8 && off[2] <= 1e-9,
                "{name} {feature}: {off:?}"
            );
            (0..3).for_each(|k| worst[k] = worst[k].max(off[k]));
        }
        let of = |key: &str| expected[key].as_f64().unwrap();
        for (key, value) in [
            ("loglik", found.likelihood.log_likelihood),
            ("deviance", found.likelihood.deviance()),
            ("null_deviance", found.likelihood.null_deviance()),
            ("aic", found.likelihood.aic()),
            ("bic", found.likelihood.bic()),
            ("mcfadden_r2", found.likelihood.mcfadden_r2()),
        ] {
            let off = relative(value, of(key));
            assert!(off <= 1e-9, "{name} {key}: {value} is not {}", of(key));
            worst[3] = worst[3].max(off);
        }
        fits += 1;
    }
    println!("{fits} fits; coefficients, standard errors, z, criteria: {worst:?}");
    assert_eq!(fits, 20);
}

#[test]
fn every_separated_table_without_penalty_is_said_to_be() {
    let mut found = Vec::new();
    for (name, entry) in reference("logistic.json") {
        if name.ends_with("_weighted") || entry["separation"] == "overlap (finite MLE)" {
            continue;
        }
        let (mut x, labels) = table(&name, &entry);
        if entry["standardised"].as_bool().unwrap() {
            x = StandardScaler.fit(x.as_ref()).unwrap().transform(x.as_ref()).unwrap();
        }
        let model = LogisticRegression::default().fit(x.as_ref(), &labels).unwrap();
        let Status::Separated(separation) = model.report.status else {
            panic!("{name}: {:?}", model.report.status);
        };
        let kind = match separation {
            Separation::Complete => "complete separation",
            Separation::QuasiComplete => "quasi-complete separation",
        };
        assert_eq!(entry["separation"], kind, "{name}");
        let exact = find_separation(&Problem::new(x.as_ref(), &labels).unwrap()).unwrap().unwrap();
        assert_eq!((exact.separation, &exact.features), (separation, &model.report.separating));
        needs_each(&x, &labels, &exact);
        found.push(name);
    }
    assert_eq!(found.len(), 5, "{found:?}");
}

/// The features separate, and none of them can be left out.
fn needs_each(x: &Mat<f64>, labels: &[bool], found: &SeparatingDirection) {
    let of = |columns: &[usize]| {
        let x = Mat::from_fn(x.nrows(), columns.len(), |i, j| x[(i, columns[j])]);
        let found = find_separation(&Problem::new(x.as_ref(), labels).unwrap()).unwrap();
        found.map(|found| found.separation)
    };
    assert_eq!(of(&found.features), Some(found.separation));
    for feature in &found.features {
        let others: Vec<usize> =
            found.features.iter().copied().filter(|other| other != feature).collect();
        assert_ne!(of(&others), Some(found.separation), "{feature} is not needed");
    }
}

#[test]
fn no_table_with_a_finite_fit_is_called_separated() {
    let mut tables = 0;
    for (name, entry) in reference("logistic.json") {
        if name.ends_with("_weighted") || entry["separation"] != "overlap (finite MLE)" {
            continue;
        }
        let (x, labels) = table(&name, &entry);
        assert_eq!(
            find_separation(&Problem::new(x.as_ref(), &labels).unwrap()).unwrap(),
            None,
            "{name}"
        );
        tables += 1;
    }
    assert_eq!(tables, 18);
}

#[test]
fn every_multinomial_fit_agrees() {
    let (mut fits, mut worst_coefficient, mut worst_likelihood) = (0, 0.0_f64, 0.0_f64);
    for (name, entry) in reference("multinomial.json") {
        let loaded = if name.starts_with("iris") { real::iris() } else { real::penguins() };
        let data = loaded.unwrap().dataset.select_features(&names(&entry)).unwrap();
        let (labels, classes) = data.classes().unwrap();
        let n = labels.len();
        let mut x = data.features.clone();
        if entry["standardised"].as_bool().unwrap() {
            x = StandardScaler.fit(x.as_ref()).unwrap().transform(x.as_ref()).unwrap();
        }
        for (fit, expected) in entry["fits"].as_object().unwrap() {
            let config = SoftmaxRegression { l2: l2(fit, n), ..Default::default() };
            let model = config.fit(x.as_ref(), labels, classes.len()).unwrap();
            assert_eq!(model.report.status, Status::Converged, "{name} {fit}");
            for (k, class) in classes.iter().enumerate() {
                let coef = &expected["coef"][class];
                let found = names(&entry).into_iter().zip(model.coefficients[k].iter().copied());
                for (feature, found) in found.chain([("intercept", model.intercepts[k])]) {
                    let off = relative(found, coef[feature].as_f64().unwrap());
                    assert!(off <= 1e-9, "{name} {fit} {class} {feature}: {off:e}");
                    worst_coefficient = worst_coefficient.max(off);
                }
            }
            let p = model.probabilities(x.as_ref()).unwrap();
            let loglik: f64 = (0..n).map(|i| linalg_lite::ln(p[labels[i]][i])).sum();
            let off = relative(loglik, expected["loglik"].as_f64().unwrap());
            assert!(off <= 1e-12, "{name} {fit} log-likelihood: {off:e}");
            worst_likelihood = worst_likelihood.max(off);
            let chosen = model.classes(x.as_ref()).unwrap();
            let right = chosen.iter().zip(labels).filter(|(a, b)| a == b).count();
            let accuracy = expected["accuracy"].as_f64().unwrap();
            assert!((right as f64 / n as f64 - accuracy).abs() < 1e-12, "{name} {fit} accuracy");
            fits += 1;
        }
    }
    println!(
        "{fits} fits; coefficients {worst_coefficient:.1e}, likelihoods {worst_likelihood:.1e}"
    );
    assert_eq!(fits, 10);
}
