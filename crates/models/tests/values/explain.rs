//! What `explain()` prints for scikit-learn was run there: the same call, the same coefficients.

use crate::common::{assert_close, problem};
use datasets::{Dataset, real};
use linalg_lite::Mat;
use models::firth::FirthRegression;
use models::{
    LinearRegression, LogisticRegression, Penalty, SampleWeights, SoftmaxRegression, StandardScaler,
};
use serde_json::{Value, json};

const PENALTIES: [[f64; 2]; 4] = [[0.0, 0.0], [0.0, 0.02], [0.01, 0.0], [0.01, 0.005]];

fn standardised(data: &Dataset, features: usize) -> Mat<f64> {
    let x = data.features.subcols(0, features).to_owned();
    StandardScaler.fit(x.as_ref()).unwrap().transform(x.as_ref()).unwrap()
}

/// Model, call, coefficients and intercepts of ours.
fn ours() -> Vec<(Value, Vec<f64>, Vec<f64>)> {
    let cancer = real::breast_cancer().unwrap().dataset;
    let x = standardised(&cancer, 10);
    let worst_radius: Vec<f64> = (0..569).map(|i| cancer.features[(i, 20)]).collect();
    let iris = real::iris().unwrap().dataset;
    let measures = standardised(&iris, 4);
    let mut fits = Vec::new();
    for intercept in [true, false] {
        for [l1, l2] in PENALTIES {
            let penalty = Penalty { l1, l2 };
            let config = LogisticRegression { penalty, ..Default::default() };
            let problem_of_labels = problem(x.as_ref(), cancer.labels().unwrap(), intercept);
            let model = config.fit_problem(&problem_of_labels).unwrap();
            let explanation = model.explain();
            let call = explanation.call("scikit-learn").unwrap();
            let entry = json!({ "model": "logistic", "call": call });
            fits.push((entry, model.coefficients, vec![model.intercept]));

            let config = LinearRegression { penalty, ..Default::default() };
            let model = config.fit_problem(&problem(x.as_ref(), &worst_radius, intercept)).unwrap();
            let explanation = model.explain();
            let call = explanation.call("scikit-learn").unwrap();
            let entry = json!({ "model": "linear", "call": call });
            fits.push((entry, model.coefficients, vec![model.intercept]));
        }
        let config = SoftmaxRegression { l2: 0.01, ..Default::default() };
        let species = problem(measures.as_ref(), iris.classes().unwrap().0, intercept);
        let model = config.fit_problem(&species, 3).unwrap();
        let explanation = model.explain();
        let call = explanation.call("scikit-learn").unwrap();
        let entry = json!({ "model": "softmax", "call": call });
        fits.push((entry, model.coefficients.concat(), model.intercepts));
    }
    fits
}

#[test]
fn every_call_was_run_and_gave_the_same() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/explained.json");
    let stored = std::fs::read_to_string(file).unwrap_or_else(|_| "{}".to_owned());
    let stored: Value = serde_json::from_str(&stored).unwrap();
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
    };
    let fits = ours();
    for (entry, _, _) in &fits {
        println!("{entry}");
    }
    assert_eq!(stored["fits"].as_array().map_or(0, Vec::len), fits.len());
    for (k, (entry, coefficients, intercepts)) in fits.iter().enumerate() {
        let theirs = &stored["fits"][k];
        assert_eq!(entry["call"], theirs["call"]);
        assert_close(coefficients, &numbers(&theirs["coef"]), 1e-5);
        let intercept = numbers(&theirs["intercept"]);
        let intercept =
            if intercept.len() == 1 { vec![intercept[0]; intercepts.len()] } else { intercept };
        assert_close(intercepts, &intercept, 1e-5);
    }
}

#[test]
fn an_explanation_reads_as_a_formula_and_calls() {
    let x = Mat::from_fn(4, 1, |i, _| i as f64);
    let config =
        LogisticRegression { penalty: Penalty { l1: 0.5, l2: 0.25 }, ..Default::default() };
    let model = config.fit(x.as_ref(), &[false, true, false, true]).unwrap();
    let text = model.explain().to_string();
    let formula = "minimise 1/4 * sum (ln(1 + e^z) - y z) + 0.5 * sum |c| + 0.25/2 * sum c^2, \
                   z = X c + b; the intercept b is not penalised; features as given\n";
    assert!(text.starts_with(formula), "{text}");
    assert!(text.contains("\nglmnet        glmnet(x, y, family = \"binomial\", alpha = 0.66666"));
    assert!(text.contains("\nliblinear     none: liblinear penalises the intercept"));
    assert_eq!(text.lines().count(), 8);
    let line = LinearRegression::default().fit(x.as_ref(), &[1.0, 2.0, 2.0, 4.0]).unwrap();
    assert_eq!(line.explain().call("R lm"), Some("lm(y ~ x)"));
}

#[test]
fn an_offset_and_a_missing_intercept_are_in_the_formula_and_in_the_calls() {
    let x = Mat::from_fn(6, 1, |i, _| i as f64);
    let (labels, numbers) =
        ([false, true, false, true, false, true], [1.0, 2.0, 2.0, 4.0, 3.0, 7.0]);
    let offset = [0.5, -0.25, 0.0, 1.0, 0.125, -1.0];
    let of_labels = problem(x.as_ref(), &labels, false).with_offset(&offset).unwrap();
    let of_numbers = problem(x.as_ref(), &numbers, false).with_offset(&offset).unwrap();

    let explanation = LogisticRegression::default().fit_problem(&of_labels).unwrap().explain();
    let formula = "z = X c + o; no intercept; o is the offset of a sample; features as given";
    assert!(explanation.formula.ends_with(formula), "{}", explanation.formula);
    let call = |system: &str| explanation.call(system).unwrap();
    assert_eq!(call("R glm"), "glm(y ~ x - 1, family = binomial, offset = o)");
    assert_eq!(call("statsmodels"), "sm.Logit(y, x, offset=o).fit(method=\"newton\")");
    assert_eq!(call("scikit-learn"), "none: LogisticRegression takes no offset");
    assert_eq!(call("linfa"), "none: linfa takes no offset");

    let penalty = Penalty::l2(0.5);
    let config = LogisticRegression { penalty, ..Default::default() };
    let explanation = config.fit_problem(&of_labels).unwrap().explain();
    let call = |system: &str| explanation.call(system).unwrap();
    assert!(call("glmnet").contains("intercept = FALSE, offset = o, thresh"));
    assert!(call("statsmodels").contains("sm.families.Binomial(), offset=o).fit_regularized"));
    assert_eq!(call("liblinear"), "none: liblinear takes no offset");

    let line = LinearRegression { penalty, ..Default::default() };
    let explanation = line.fit_problem(&of_numbers).unwrap().explain();
    assert!(explanation.formula.contains(" z = X c + o; no intercept;"));
    for (system, call) in &explanation.calls {
        assert!(
            call.starts_with("none") || call.ends_with(", with y - o in place of y"),
            "{system}"
        );
    }
    let glmnet = explanation.call("glmnet").unwrap();
    assert!(glmnet.starts_with("s <- sqrt(mean(y^2));"), "{glmnet}");

    let explanation = FirthRegression::default().fit_problem(&of_labels).unwrap().explain();
    assert_eq!(explanation.call("R logistf"), Some("logistf(y ~ x - 1, offset = o)"));
    let plain = FirthRegression::default().fit(x.as_ref(), &labels).unwrap().explain();
    let formula = "minimise 1/n * (sum (ln(1 + e^z) - y z) - 1/2 ln det I), z = X c + b, where I is the \
                   Fisher information; features as given\n\nR logistf     logistf(y ~ x)";
    assert_eq!(plain.to_string(), formula);
}

/// `Logit`, `OLS` and `MNLogit` take no weights.
#[test]
fn calls_for_weighted_samples_are_of_what_takes_weights() {
    let x = Mat::from_fn(6, 1, |i, _| i as f64);
    let (labels, classes) = ([false, true, false, true, false, true], [0, 1, 0, 1, 2, 1]);
    let numbers = [1.0, 2.0, 2.0, 4.0, 3.0, 7.0];
    let weights = SampleWeights::frequency(&[1.0, 2.0, 3.0, 1.0, 2.0, 2.0]);
    let of_labels = problem(x.as_ref(), &labels, true).weighted(weights).unwrap();
    let of_numbers = problem(x.as_ref(), &numbers, true).weighted(weights).unwrap();
    let of_classes = problem(x.as_ref(), &classes, true).weighted(weights).unwrap();
    let logistic = LogisticRegression::default().fit_problem(&of_labels).unwrap().explain();
    let linear = LinearRegression::default().fit_problem(&of_numbers).unwrap().explain();
    let softmax = SoftmaxRegression::default().fit_problem(&of_classes, 3).unwrap().explain();
    for (explanation, call) in [
        (
            logistic,
            "sm.GLM(y, sm.add_constant(x), sm.families.Binomial()).fit(tol=1e-14), with sample weights w",
        ),
        (linear, "sm.WLS(y, sm.add_constant(x)).fit(), with sample weights w"),
        (softmax, "none: MNLogit takes no weights"),
    ] {
        assert_eq!(explanation.call("statsmodels"), Some(call));
    }
}
