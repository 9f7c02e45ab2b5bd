use models::inference::{Against, Estimate, Estimates, TestResult};
use serde_json::{Value, json};

use crate::words::Words;

/// What the data say about the parameters.
pub(super) struct Inference {
    pub(super) estimates: Estimates,
    pub(super) test_of_all_features: Option<TestResult>,
}

impl Inference {
    pub(super) fn covariance(&self) -> Vec<Vec<f64>> {
        let covariance = &self.estimates.covariance;
        let row = |i: usize| (0..covariance.ncols()).map(|j| covariance[(i, j)]).collect();
        (0..covariance.nrows()).map(row).collect()
    }

    pub(super) fn to_json(&self, names: &[String]) -> Value {
        let of_parameter = |(j, estimate): (usize, &Option<Estimate>)| {
            let name = names.get(j).map_or("intercept", String::as_str);
            match estimate {
                None => json!({ "name": name, "aliased": true }),
                Some(e) => json!({
                    "name": name,
                    "value": Words(e.value),
                    "standard_error": Words(e.standard_error),
                    "statistic": Words(e.statistic),
                    "p_value": Words(e.p_value),
                }),
            }
        };
        let test = self.test_of_all_features.map(|test| {
            let (kind, degrees) = match test.against {
                Against::ChiSquared { degrees_of_freedom } => ("chi2", vec![degrees_of_freedom]),
                Against::F { degrees_of_freedom, residual_degrees_of_freedom } => {
                    ("F", vec![degrees_of_freedom, residual_degrees_of_freedom])
                }
            };
            json!({
                "kind": kind,
                "statistic": Words(test.statistic),
                "degrees_of_freedom": Words(degrees),
                "p_value": Words(test.p_value),
            })
        });
        let estimates: Vec<Value> =
            self.estimates.estimates.iter().enumerate().map(of_parameter).collect();
        json!({ "estimates": estimates, "test_of_all_features": test })
    }
}
