use models::inference::{Against, Estimate, Estimates, TestResult};
use serde_json::{Value, json};

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
                    "value": e.value,
                    "standard_error": e.standard_error,
                    "statistic": e.statistic,
                    "p_value": e.p_value,
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
                "statistic": test.statistic,
                "degrees_of_freedom": degrees,
                "p_value": test.p_value,
            })
        });
        let estimates: Vec<Value> =
            self.estimates.estimates.iter().enumerate().map(of_parameter).collect();
        json!({ "estimates": estimates, "test_of_all_features": test })
    }
}
