//! Standard errors, tests and intervals against statsmodels, and the laws of weights.

use crate::common::{assert_close, samples};
use datasets::{Table, real};
use linalg_lite::Mat;
use models::inference::{Against, Estimates, LinearInference, LogisticInference, TestResult};
use models::solver::Newton;
use models::{
    Error, FittedLinear, LinearRegression, LogisticRegression, Penalty, Problem, SampleWeights,
    SoftmaxRegression, Solver, StandardScaler, Status,
};
use serde_json::Value;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/");

fn reference() -> Value {
    let text = std::fs::read_to_string(format!("{DATA}reference/inference.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn errors(estimates: &Estimates) -> Vec<f64> {
    estimates.estimates.iter().map(|e| e.unwrap().standard_error).collect()
}

/// Relative to each number itself.
pub(super) fn agree(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (f, e) in found.iter().zip(expected) {
        assert!((f - e).abs() <= tolerance * e.abs(), "{what}: {found:?} is not {expected:?}");
    }
}

fn estimates_agree(what: &str, found: &Estimates, expected: &Value) {
    let values: Vec<f64> = found.estimates.iter().map(|e| e.unwrap().value).collect();
    let p: Vec<f64> = found.estimates.iter().map(|e| e.unwrap().p_value).collect();
    let ends: Vec<f64> =
        found.intervals(0.95).unwrap().into_iter().flat_map(Option::unwrap).collect();
    let expected_ends: Vec<f64> =
        expected["interval"].as_array().unwrap().iter().flat_map(numbers).collect();
    agree(what, &values, &numbers(&expected["value"]), 1e-9);
    agree(what, &errors(found), &numbers(&expected["standard_error"]), 1e-8);
    agree(what, &p, &numbers(&expected["p_value"]), 1e-7);
    agree(what, &ends, &expected_ends, 1e-7);
}

fn degrees_of_freedom(test: TestResult) -> f64 {
    match test.against {
        Against::ChiSquared { degrees_of_freedom } | Against::F { degrees_of_freedom, .. } => {
            degrees_of_freedom
        }
    }
}

fn test_agrees(found: Option<TestResult>, expected: &Value) {
    let found = found.unwrap();
    let figures = [found.statistic, degrees_of_freedom(found), found.p_value];
    let expected = ["statistic", "degrees", "p_value"].map(|key| expected[key].as_f64().unwrap());
    agree("test", &figures, &expected, 1e-8);
}

#[test]
fn a_logistic_model_agrees_with_statsmodels() {
    let flights = real::challenger().unwrap().dataset;
    let (x, labels) = (flights.features.as_ref(), flights.labels().unwrap());
    let model = LogisticRegression::default().fit(x, labels).unwrap();
    let found = model.inference(x, labels).unwrap();
    let expected = &reference()["challenger"];
    estimates_agree("model", &found.estimates, &expected["model"]);
    estimates_agree("robust", &found.robust, &expected["robust"]);
    test_agrees(found.likelihood.test_of_all_features(), &expected["all_features"]);
    assert_eq!(found.test_of_all_features, found.likelihood.test_of_all_features());

    let alone = x.subcols(0, 1);
    let smaller = LogisticRegression::default().fit(alone, labels).unwrap();
    let smaller = smaller.inference(alone, labels).unwrap();
    let test = found.likelihood.ratio_test(&smaller.likelihood).unwrap();
    assert_eq!(degrees_of_freedom(test), 1.0);
    assert!(
        (test.statistic - (smaller.likelihood.deviance() - found.likelihood.deviance())).abs()
            < 1e-12
    );
    assert!(smaller.likelihood.ratio_test(&found.likelihood).is_err());
}

#[test]
fn several_classes_agree_with_statsmodels() {
    let penguins = real::penguins().unwrap().dataset;
    let mass = penguins.select_features(&["body_mass_g", "flipper_length_mm"]).unwrap();
    let x = StandardScaler.fit(mass.features.as_ref()).unwrap();
    let x = x.transform(mass.features.as_ref()).unwrap();
    let (labels, _) = mass.classes().unwrap();
    let model = SoftmaxRegression::default().fit(x.as_ref(), labels, 3).unwrap();
    assert_eq!(model.report.status, Status::Converged);
    let found = model.inference(x.as_ref(), labels).unwrap();
    let expected = &reference()["penguins"];
    for (k, estimates) in found.estimates.iter().enumerate() {
        let p: Vec<f64> = estimates.estimates.iter().map(|e| e.unwrap().p_value).collect();
        let values: Vec<f64> = estimates.estimates.iter().map(|e| e.unwrap().value).collect();
        agree("value", &values, &numbers(&expected["value"][k]), 1e-9);
        agree("error", &errors(estimates), &numbers(&expected["standard_error"][k]), 1e-8);
        agree("p", &p, &numbers(&expected["p_value"][k]), 1e-7);
    }
    for (key, value) in [
        ("loglik", found.likelihood.log_likelihood),
        ("null_loglik", found.likelihood.null_log_likelihood),
        ("aic", found.likelihood.aic()),
        ("bic", found.likelihood.bic()),
    ] {
        agree(key, &[value], &[expected[key].as_f64().unwrap()], 1e-9);
    }
    let twice = vec![2.0; labels.len()];
    let problem = Problem::new(x.as_ref(), labels).unwrap();
    let problem = problem.weighted(SampleWeights::frequency(&twice)).unwrap();
    let weighted = SoftmaxRegression::default().fit_problem(&problem, 3).unwrap();
    let doubled = weighted.inference_of(&problem).unwrap();
    let root: Vec<f64> = errors(&found.estimates[0]).iter().map(|e| e / 2.0_f64.sqrt()).collect();
    agree("weights", &errors(&doubled.estimates[0]), &root, 1e-11);
    let penalised = SoftmaxRegression { l2: 0.1, ..Default::default() };
    let penalised = penalised.fit(x.as_ref(), labels, 3).unwrap();
    assert!(penalised.inference(x.as_ref(), labels).is_err());
}

fn iris_measures() -> (Mat<f64>, Vec<f64>) {
    let data = real::iris().unwrap().dataset;
    let petal_width = (0..150).map(|i| data.features[(i, 3)]).collect();
    (data.features.subcols(0, 3).to_owned(), petal_width)
}

fn linear_agrees(found: &LinearInference, expected: &Value) {
    estimates_agree("model", &found.estimates, &expected["model"]);
    agree("HC0", &errors(&found.robust), &numbers(&expected["robust_standard_error"]), 1e-8);
    test_agrees(found.test_of_all_features, &expected["f"]);
    for (key, value) in [
        ("residual_standard_error", found.residual_standard_error),
        ("degrees", found.degrees_of_freedom),
        ("r_squared", found.r_squared),
        ("adjusted_r_squared", found.adjusted_r_squared),
        ("loglik", found.likelihood.log_likelihood),
        ("aic", found.likelihood.aic()),
        ("bic", found.likelihood.bic()),
    ] {
        agree(key, &[value], &[expected[key].as_f64().unwrap()], 1e-9);
    }
}

#[test]
fn a_line_agrees_with_statsmodels_with_and_without_weights() {
    let (x, y) = iris_measures();
    let line = LinearRegression::default().fit(x.as_ref(), &y).unwrap();
    linear_agrees(&line.inference(x.as_ref(), &y).unwrap(), &reference()["iris_linear"]);

    let lengths: Vec<f64> = (0..150).map(|i| x[(i, 0)]).collect();
    let problem = Problem::new(x.as_ref(), &y).unwrap();
    let problem = problem.weighted(SampleWeights::analytic(&lengths)).unwrap();
    let line = LinearRegression::default().fit_problem(&problem).unwrap();
    let found = line.inference_of(&problem).unwrap();
    linear_agrees(&found, &reference()["iris_linear_precision"]);
}

#[test]
fn counts_as_precisions_agree_with_statsmodels() {
    let file = std::fs::File::open(format!("{DATA}real/titanic_table.csv")).unwrap();
    let table = Table::read("titanic_table.csv", file).unwrap();
    let is = |column: &str, value: &str| -> Vec<f64> {
        let (classes, names) = table.classes(column).unwrap();
        classes.iter().map(|class| f64::from(u8::from(names[*class] == value))).collect()
    };
    let class = ["2nd", "3rd", "crew"].map(|class| is("class", class));
    let columns = [&class[..], &[is("sex", "female"), is("age", "child")]].concat();
    let x = Mat::from_fn(columns[0].len(), 5, |i, j| columns[j][i]);
    let labels: Vec<bool> = table.numbers("survived").unwrap().iter().map(|y| *y == 1.0).collect();
    let counts = table.numbers("count").unwrap();
    let problem = Problem::new(x.as_ref(), &labels).unwrap();
    let problem = problem.weighted(SampleWeights::analytic(&counts)).unwrap();
    let model = LogisticRegression::default().fit_problem(&problem).unwrap();
    let found = model.inference_of(&problem).unwrap();
    let expected = &reference()["titanic_precision"];
    agree("errors", &errors(&found.estimates), &numbers(&expected["standard_error"]), 1e-8);
    let dispersion = found.likelihood.dispersion.unwrap();
    agree("dispersion", &[dispersion], &[expected["dispersion"].as_f64().unwrap()], 1e-8);
}

/// At the ends of the interval the likelihood has fallen by half the quantile of chi-squared.
#[test]
fn a_profile_interval_ends_where_the_likelihood_says() {
    let data = samples(60, 3, 43);
    let config = LogisticRegression::default();
    let model = config.fit(data.x.as_ref(), &data.labels).unwrap();
    let best = model.inference(data.x.as_ref(), &data.labels).unwrap().likelihood.log_likelihood;
    for weight in 0..3 {
        let problem = Problem::new(data.x.as_ref(), &data.labels).unwrap();
        let ends = model.profile_interval(&problem, weight, 0.95).unwrap();
        assert!(ends[0] < model.coefficients[weight] && model.coefficients[weight] < ends[1]);
        for end in ends {
            // Holding a weight is an offset by its feature.
            let offset: Vec<f64> = (0..60).map(|i| end * data.x[(i, weight)]).collect();
            let others = Mat::from_fn(60, 2, |i, j| data.x[(i, (weight + 1 + j) % 3)]);
            let held = Problem::new(others.as_ref(), &data.labels).unwrap();
            let fit = config.fit_problem(&held.with_offset(&offset).unwrap()).unwrap();
            let fall = 2.0 * (best + 60.0 * fit.report.objective);
            assert!((fall - 3.841_458_820_694_124).abs() < 1e-8, "{fall}");
        }
    }
}

#[test]
fn what_would_be_invalid_is_refused_with_the_reason() {
    let data = samples(50, 2, 45);
    let x = data.x.as_ref();
    let refused = |result: Result<LogisticInference, Error>| result.unwrap_err().to_string();
    let penalised = LogisticRegression { penalty: Penalty::l2(0.1), ..Default::default() };
    let model = penalised.fit(x, &data.labels).unwrap();
    assert!(refused(model.inference(x, &data.labels)).contains("penalised"));
    let split: Vec<bool> = (0..50).map(|i| data.x[(i, 0)] > 0.0).collect();
    let model = LogisticRegression::default().fit(x, &split).unwrap();
    assert!(matches!(model.report.status, Status::Separated(_)));
    assert!(refused(model.inference(x, &split)).contains("separated"));
    let solver = Solver::Newton(Newton { iterations: 1, ..Default::default() });
    let model = LogisticRegression { solver, ..Default::default() }.fit(x, &data.labels).unwrap();
    assert!(refused(model.inference(x, &data.labels)).contains("not reached its optimum"));
    let model = LogisticRegression::default().fit(x, &data.labels).unwrap();
    let other: Vec<bool> = data.labels.iter().map(|label| !label).collect();
    assert!(refused(model.inference(x, &other)).contains("not the data"));
    let found = model.inference(x, &data.labels).unwrap();
    assert!(matches!(found.estimates.intervals(1.0), Err(Error::Level(_))));

    let line: FittedLinear = LinearRegression::default().fit(x, &data.numbers).unwrap();
    let other: Vec<f64> = data.numbers.iter().map(|y| -y).collect();
    assert!(line.inference(x, &other).unwrap_err().to_string().contains("not the data"));
    let three = data.x.subrows(0, 3);
    let line = LinearRegression::default().fit(three, &data.numbers[..3]).unwrap();
    let error = line.inference(three, &data.numbers[..3]).unwrap_err();
    assert!(error.to_string().contains("as many parameters as samples"), "{error}");
}

/// Where nothing is left to estimate errors from, it is said which nothing.
#[test]
fn a_constant_target_and_a_perfect_fit_have_no_errors() {
    let data = samples(50, 2, 47);
    let refused = |y: &[f64]| {
        let line = LinearRegression::default().fit(data.x.as_ref(), y).unwrap();
        line.inference(data.x.as_ref(), y).unwrap_err().to_string()
    };
    for constant in [0.0, 3.0, -0.1] {
        let error = refused(&[constant; 50]);
        assert!(error.contains("the target is the same in every sample"), "{constant}: {error}");
    }
    for size in [1e-3, 1.0, 1e6] {
        let line = |i: usize| size * (data.x[(i, 0)] - 2.0 * data.x[(i, 1)] + 0.1);
        let error = refused(&(0..50).map(line).collect::<Vec<f64>>());
        assert!(error.contains("a perfect fit"), "{size:e}: {error}");
    }
}

#[test]
fn redundant_features_have_no_estimate_and_change_no_other() {
    let data = samples(70, 2, 46);
    let twin = Mat::from_fn(70, 3, |i, j| data.x[(i, j % 2)]);
    let config = LogisticRegression::default();
    let plain = config.fit(data.x.as_ref(), &data.labels).unwrap();
    let plain = plain.inference(data.x.as_ref(), &data.labels).unwrap();
    let model = config.fit(twin.as_ref(), &data.labels).unwrap();
    let found = model.inference(twin.as_ref(), &data.labels).unwrap();
    assert_eq!((found.likelihood.parameters, found.estimates.estimates[2]), (3, None));
    for (k, j) in [(0, 0), (1, 1), (3, 2)] {
        let (a, b) = (found.estimates.estimates[k].unwrap(), plain.estimates.estimates[j].unwrap());
        assert_close(&[a.standard_error], &[b.standard_error], 1e-12);
    }
    let names = ["a", "b", "c"].map(str::to_owned);
    let summary = found.summary(&names, 0.95).unwrap();
    assert!(summary.contains("\nc        ") && summary.contains("aliased"), "{summary}");
    let line = LinearRegression::default().fit(twin.as_ref(), &data.numbers).unwrap();
    assert_eq!(line.inference(twin.as_ref(), &data.numbers).unwrap().likelihood.parameters, 3);
}
