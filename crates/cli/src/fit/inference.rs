use models::inference::{Against, Distribution, Estimate, Estimates, TestResult};
use serde_json::{Value, json};

use super::profiles::Profiles;
use crate::words::Words;

/// What the data say about the parameters.
pub(super) struct Inference {
    pub(super) parameters: Parameters,
    pub(super) test_of_all_features: Option<TestResult>,
    /// Whether standard errors are those of a sandwich, and not of the model.
    pub(super) is_sandwich: bool,
}

pub(super) enum Parameters {
    /// Of one logit, or prediction.
    One { estimates: Estimates, profiles: Option<Profiles> },
    /// Of the logit of each other class, less that of the first.
    Classes { first: String, classes: Vec<(String, Estimates)> },
}

impl Inference {
    /// The covariance of the parameters of one logit, and the degrees of freedom of Student's distribution,
    /// if that is theirs.
    pub(super) fn covariance(&self) -> Option<(Vec<Vec<f64>>, Option<f64>)> {
        let Parameters::One { estimates, .. } = &self.parameters else { return None };
        let covariance = &estimates.covariance;
        let row = |i: usize| (0..covariance.ncols()).map(|j| covariance[(i, j)]).collect();
        let degrees = match estimates.distribution {
            Distribution::Student(degrees) => Some(degrees),
            Distribution::Normal => None,
        };
        Some(((0..covariance.nrows()).map(row).collect(), degrees))
    }

    pub(super) fn to_json(&self, names: &[String]) -> Value {
        let test = self.test_of_all_features.map(of_test);
        let errors = if self.is_sandwich { "sandwich" } else { "model" };
        match &self.parameters {
            Parameters::One { estimates, profiles } => json!({
                "errors": errors,
                "estimates": of_estimates(estimates, profiles.as_ref(), names),
                "test_of_all_features": test,
            }),
            Parameters::Classes { first, classes } => {
                let of_class = |(class, estimates): &(String, Estimates)| {
                    let estimates = of_estimates(estimates, None, names);
                    json!({ "class": class, "against": first, "estimates": estimates })
                };
                let classes: Vec<Value> = classes.iter().map(of_class).collect();
                json!({ "errors": errors, "classes": classes, "test_of_all_features": test })
            }
        }
    }
}

fn of_estimates(
    estimates: &Estimates,
    profiles: Option<&Profiles>,
    names: &[String],
) -> Vec<Value> {
    let of_parameter = |(j, estimate): (usize, &Option<Estimate>)| {
        let name = names.get(j).map_or("intercept", String::as_str);
        let Some(e) = estimate else {
            let found = estimates.without_error.iter().find(|(other, _)| *other == j);
            return match found {
                Some((_, value)) => json!({
                    "name": name,
                    "value": Words(*value),
                    "standard_error": null,
                    "statistic": null,
                    "p_value": null,
                }),
                None => json!({ "name": name, "aliased": true }),
            };
        };
        let mut value = json!({
            "name": name,
            "value": Words(e.value),
            "standard_error": Words(e.standard_error),
            "statistic": Words(e.statistic),
            "p_value": Words(e.p_value),
        });
        if let Some(profiles) = profiles {
            value["profile_interval"] = profiles.to_json(j);
        }
        value
    };
    estimates.estimates.iter().enumerate().map(of_parameter).collect()
}

fn of_test(test: TestResult) -> Value {
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
}
