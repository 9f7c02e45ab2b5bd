//! Penalties on absolute values: against scikit-learn, against the optimality conditions, and along
//! paths.

use crate::common::{assert_close, problem, samples};
use datasets::real;
use linalg_lite::Mat;
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::paths::PenaltyPath;
use models::report::Bound;
use models::solver::{Newton, Objective};
use models::{
    Error, LinearRegression, LogisticRegression, Penalty, Report, SampleWeights, Solver,
    StandardScaler, Status,
};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

#[test]
fn coefficients_agree_with_scikit_learn() {
    let data = real::breast_cancer().unwrap().dataset;
    let x = StandardScaler.fit(data.features.as_ref()).unwrap();
    let x = x.transform(data.features.as_ref()).unwrap().subcols(0, 10).to_owned();
    let worst_radius: Vec<f64> = (0..569).map(|i| data.features[(i, 20)]).collect();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/elastic_net.json");
    let figures: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut fits = 0;
    for figure in figures["worst_radius"].as_array().unwrap() {
        let [l1, l2] = ["l1", "l2"].map(|key| figure[key].as_f64().unwrap());
        let config = LinearRegression { penalty: Penalty { l1, l2 }, ..Default::default() };
        let model = config.fit(x.as_ref(), &worst_radius).unwrap();
        assert_close(&model.coefficients, &numbers(&figure["coef"]), 1e-7);
        assert_close(&[model.intercept], &[figure["intercept"].as_f64().unwrap()], 1e-9);
        fits += 1;
    }
    for figure in figures["malignant"].as_array().unwrap() {
        let [l1, l2] = ["l1", "l2"].map(|key| figure[key].as_f64().unwrap());
        let config = LogisticRegression { penalty: Penalty { l1, l2 }, ..Default::default() };
        let model = config.fit(x.as_ref(), data.labels().unwrap()).unwrap();
        assert_close(&model.coefficients, &numbers(&figure["coef"]), 1e-5);
        assert_close(&[model.intercept], &[figure["intercept"].as_f64().unwrap()], 1e-5);
        fits += 1;
    }
    assert_eq!(fits, 6);
}

fn proven(report: &Report, tolerance: f64) {
    assert_eq!(report.status, Status::Converged, "{report}");
    let certificate = report.certificate.unwrap();
    assert_eq!(certificate.bound, Bound::Proven);
    assert!(certificate.gap <= tolerance * (1.0 + report.objective.abs()), "{report}");
}

/// Where a coefficient is not 0, the gradient balances the penalty; where it is, it stays within.
fn is_optimal(gradient: &[f64], coefficients: &[f64], penalty: Penalty, tolerance: f64) {
    let Penalty { l1, l2 } = penalty;
    for (g, c) in gradient.iter().zip(coefficients) {
        let slope = g + l2 * c;
        let off =
            if *c == 0.0 { (slope.abs() - l1).max(0.0) } else { (slope + l1 * c.signum()).abs() };
        assert!(off <= tolerance, "{off:e} at {c}");
    }
}

#[test]
fn every_point_of_a_path_is_an_optimum() {
    let data = samples(400, 8, 51);
    let labels = problem(data.x.as_ref(), &data.labels, true);
    let numbers = problem(data.x.as_ref(), &data.numbers, true);
    let objective = MeanLoss::<CrossEntropy>::new(labels, Penalty::default()).unwrap();
    for l1_ratio in [1.0, 0.5, 0.01] {
        let path = PenaltyPath { l1_ratio, steps: 40, ..Default::default() };
        let fits = LogisticRegression::default().path(&labels, &path).unwrap();
        assert_eq!(fits.len(), 40);
        assert!(fits[0].coefficients.iter().all(|c| *c == 0.0));
        assert!(fits[39].coefficients.iter().all(|c| *c != 0.0));
        for fit in &fits {
            proven(&fit.report, 1e-10);
            let weights = [&fit.coefficients[..], &[fit.intercept]].concat();
            let mut gradient = vec![0.0; 9];
            objective.gradient(&weights, &mut gradient).unwrap();
            is_optimal(&gradient[..8], &fit.coefficients, fit.config.penalty, 1e-5);
            assert!(gradient[8].abs() < 1e-5);
        }
        let lines = LinearRegression::default().path(&numbers, &path).unwrap();
        assert!(lines[0].coefficients.iter().all(|c| *c == 0.0));
        for line in &lines {
            proven(&line.report, 1e-10);
            let z = line.predictions(data.x.as_ref()).unwrap();
            let gradient: Vec<f64> = (0..8)
                .map(|j| {
                    (0..400).map(|i| data.x[(i, j)] * (z[i] - data.numbers[i])).sum::<f64>() / 400.0
                })
                .collect();
            is_optimal(&gradient, &line.coefficients, line.config.penalty, 1e-5);
        }
        let alone = LogisticRegression { ..fits[20].config };
        let alone = alone.fit(data.x.as_ref(), &data.labels).unwrap();
        assert_close(&alone.coefficients, &fits[20].coefficients, 1e-5);
    }
}

#[test]
fn without_its_corner_the_penalty_is_the_old_one() {
    let data = samples(300, 4, 52);
    let penalty = Penalty { l1: 1e-12, l2: 0.05 };
    let smooth = LogisticRegression { penalty: Penalty::l2(0.05), ..Default::default() };
    let smooth = smooth.fit(data.x.as_ref(), &data.labels).unwrap();
    let nearly = LogisticRegression { penalty, ..Default::default() };
    let nearly = nearly.fit(data.x.as_ref(), &data.labels).unwrap();
    assert_close(&nearly.coefficients, &smooth.coefficients, 1e-4);
    let smooth = LinearRegression { penalty: Penalty::l2(0.05), ..Default::default() };
    let smooth = smooth.fit(data.x.as_ref(), &data.numbers).unwrap();
    let nearly = LinearRegression { penalty, ..Default::default() };
    let nearly = nearly.fit(data.x.as_ref(), &data.numbers).unwrap();
    assert_close(&nearly.coefficients, &smooth.coefficients, 1e-4);
}

#[test]
fn hard_tables_have_their_optimum_too() {
    // More features than samples, a twin, a constant, classes that are separated.
    let data = samples(30, 50, 53);
    let x = Mat::from_fn(30, 52, |i, j| match j {
        50 => data.x[(i, 0)],
        51 => 3.0,
        _ => data.x[(i, j)],
    });
    for (l1, l2) in [(0.05, 0.0), (0.01, 0.01), (1e-3, 0.0)] {
        let model = LogisticRegression { penalty: Penalty { l1, l2 }, ..Default::default() };
        let model = model.fit(x.as_ref(), &data.labels).unwrap();
        proven(&model.report, 1e-10);
        assert_eq!(model.coefficients[51], 0.0);
        let line = LinearRegression { penalty: Penalty { l1, l2 }, ..Default::default() };
        let line = line.fit(x.as_ref(), &data.numbers).unwrap();
        proven(&line.report, 1e-10);
        assert_eq!(line.coefficients[51], 0.0);
    }
    let none = Mat::zeros(30, 0);
    let model = LogisticRegression { penalty: Penalty { l1: 0.1, l2: 0.0 }, ..Default::default() };
    proven(&model.fit(none.as_ref(), &data.labels).unwrap().report, 1e-10);
}

#[test]
fn weights_offsets_and_no_intercept_are_counted() {
    let data = samples(200, 3, 54);
    let counts: Vec<f64> = (0..200).map(|i| f64::from(i % 3)).collect();
    let rows: Vec<usize> = (0..200).flat_map(|i| std::iter::repeat_n(i, i % 3)).collect();
    let repeated = Mat::from_fn(rows.len(), 3, |i, j| data.x[(rows[i], j)]);
    let labels: Vec<bool> = rows.iter().map(|i| data.labels[*i]).collect();
    let numbers: Vec<f64> = rows.iter().map(|i| data.numbers[*i]).collect();
    let penalty = Penalty { l1: 0.02, l2: 0.0 };
    let counts = SampleWeights::frequency(&counts);
    for intercept in [true, false] {
        let config = LogisticRegression { penalty, ..Default::default() };
        let counted = problem(data.x.as_ref(), &data.labels, intercept).weighted(counts).unwrap();
        let weighted = config.fit_problem(&counted).unwrap();
        let plain = config.fit_problem(&problem(repeated.as_ref(), &labels, intercept)).unwrap();
        assert_close(&weighted.coefficients, &plain.coefficients, 1e-5);
        let config = LinearRegression { penalty, ..Default::default() };
        let counted = problem(data.x.as_ref(), &data.numbers, intercept).weighted(counts).unwrap();
        let weighted = config.fit_problem(&counted).unwrap();
        let plain = config.fit_problem(&problem(repeated.as_ref(), &numbers, intercept)).unwrap();
        assert_close(&weighted.coefficients, &plain.coefficients, 1e-9);
        assert_close(&[weighted.intercept], &[plain.intercept], 1e-9);
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let data = samples(20, 2, 55);
    let fit = |config: LogisticRegression| config.fit(data.x.as_ref(), &data.labels).unwrap_err();
    let solver = Solver::Newton(Newton::default());
    let penalty = Penalty { l1: 0.1, l2: 0.0 };
    let error = fit(LogisticRegression { solver, penalty, ..Default::default() });
    assert!(error.to_string().contains("Newton's method cannot minimise"), "{error}");
    for l1 in [-1.0, f64::NAN, f64::INFINITY] {
        let penalty = Penalty { l1, l2: 0.0 };
        let error = fit(LogisticRegression { penalty, ..Default::default() });
        assert!(matches!(error, Error::Penalty { what: "l1", .. }), "{error}");
        let line = LinearRegression { penalty, ..Default::default() };
        assert!(line.fit(data.x.as_ref(), &data.numbers).is_err());
    }
    let numbers = problem(data.x.as_ref(), &data.numbers, true);
    for l1_ratio in [-1.0, 1.5, f64::NAN] {
        let path = PenaltyPath { l1_ratio, ..Default::default() };
        let error = LinearRegression::default().path(&numbers, &path);
        assert!(matches!(error, Err(Error::Share { .. })));
    }
}
