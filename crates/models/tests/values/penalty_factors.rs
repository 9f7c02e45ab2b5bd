//! Penalty factors: against glmnet.

use super::own_penalties::{iris, penguins, wdbc};
use crate::common::assert_close;
use crate::common::reference::reference;
use linalg_lite::matrix_from_columns;
use models::{
    Error, LinearRegression, LogisticRegression, Penalty, Problem, SoftmaxRegression, Status,
};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// Coefficients by class, and intercepts less their mean.
fn expected(fit: &Value) -> (Vec<Vec<f64>>, Vec<f64>) {
    let by_class = fit["coef"].as_array().unwrap().iter().map(numbers).collect();
    let intercepts = match &fit["intercept"] {
        Value::Array(_) => numbers(&fit["intercept"]),
        one => vec![one.as_f64().unwrap()],
    };
    (by_class, intercepts)
}

#[test]
fn factors_are_those_of_glmnet() {
    const DIGITS: f64 = 1e-8;
    let all = reference("penalties.json");
    let mut compared = 0;
    for fit in all["factors"].as_array().unwrap() {
        let of = |key: &str| fit[key].as_f64().unwrap();
        let (penalty, factors) = (Penalty { l1: of("l1"), l2: of("l2") }, numbers(&fit["factors"]));
        let (coefficients, intercepts) = expected(fit);
        match fit["table"].as_str().unwrap() {
            "wdbc" => {
                let (x, y) = wdbc();
                let problem = Problem::new(x.as_ref(), &y).unwrap();
                let problem = problem.with_penalty_factors(&factors).unwrap();
                let config = LogisticRegression { penalty, ..Default::default() };
                let found = config.fit_problem(&problem).unwrap();
                assert_close(&found.coefficients, &coefficients[0], DIGITS);
                assert_close(&[found.intercept], &intercepts, DIGITS);
            }
            "penguins" => {
                let (x, y) = penguins();
                let problem = Problem::new(x.as_ref(), &y).unwrap();
                let problem = problem.with_penalty_factors(&factors).unwrap();
                let config = LinearRegression { penalty, ..Default::default() };
                let found = config.fit_problem(&problem).unwrap();
                assert_close(&found.coefficients, &coefficients[0], DIGITS);
            }
            _ => {
                let (x, y) = iris();
                let problem = Problem::new(x.as_ref(), &y).unwrap();
                let problem = problem.with_penalty_factors(&factors).unwrap();
                let Penalty { l1, l2 } = penalty;
                let config = SoftmaxRegression { l1, l2, ..Default::default() };
                let found = config.fit_problem(&problem, 3);
                if l1 > 0.0 && factors.contains(&0.0) {
                    assert!(matches!(found, Err(Error::FreeBesideL1)));
                    continue;
                }
                let found = found.unwrap();
                if factors == [1.0, 0.0, 0.0, 4.0] {
                    // Width and length alone tell setosa from the others: glmnet stops somewhere on the way.
                    assert!(matches!(found.report.status, Status::Separated(_)));
                    continue;
                }
                for (found, expected) in found.coefficients.iter().zip(&coefficients) {
                    assert_close(found, expected, 1e-7); // as far as glmnet goes
                }
            }
        }
        compared += 1;
    }
    assert_eq!(compared, 22);
}

#[test]
fn factors_that_are_none_are_refused() {
    let x = matrix_from_columns(&[&[0.0, 1.0, 2.0], &[1.0, 0.0, 2.0]]).unwrap();
    let problem = Problem::new(x.as_ref(), &[1.0, 2.0, 4.0]).unwrap();
    assert!(matches!(problem.with_penalty_factors(&[1.0]), Err(Error::Numbers(_))));
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        let factors = [1.0, bad];
        let refused = problem.with_penalty_factors(&factors);
        assert!(matches!(refused, Err(Error::Penalty { .. })), "{bad}");
    }
}
