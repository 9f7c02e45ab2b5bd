//! Coefficients that may not be negative: against glmnet.

use super::own_penalties::{penguins, wdbc};
use crate::common::assert_close;
use crate::common::reference::reference;
use models::{LinearRegression, LogisticRegression, Penalty, Problem, Status};

#[test]
fn bounds_are_those_of_glmnet() {
    const DIGITS: f64 = 1e-8;
    let all = reference("penalties.json");
    for fit in all["bounds"].as_array().unwrap() {
        let of = |key: &str| fit[key].as_f64().unwrap();
        let penalty = Penalty { l1: of("l1"), l2: of("l2") };
        let bounded = fit["bounded"].as_array().unwrap();
        let bounded: Vec<bool> = bounded.iter().map(|of| of.as_bool().unwrap()).collect();
        let expected = fit["coef"][0].as_array().unwrap();
        let expected: Vec<f64> = expected.iter().map(|c| c.as_f64().unwrap()).collect();
        let (found, intercept, report) = if fit["table"] == "wdbc" {
            let (x, y) = wdbc();
            let problem = Problem::new(x.as_ref(), &y).unwrap().with_nonnegative(&bounded).unwrap();
            let config = LogisticRegression { penalty, ..Default::default() };
            let found = config.fit_problem(&problem).unwrap();
            (found.coefficients, found.intercept, found.report)
        } else {
            let (x, y) = penguins();
            let problem = Problem::new(x.as_ref(), &y).unwrap().with_nonnegative(&bounded).unwrap();
            let config = LinearRegression { penalty, ..Default::default() };
            let found = config.fit_problem(&problem).unwrap();
            (found.coefficients, found.intercept, found.report)
        };
        assert_eq!(report.status, Status::Converged, "{report}");
        assert_close(&found, &expected, DIGITS);
        assert_close(&[intercept], &[of("intercept")], DIGITS);
    }
}
