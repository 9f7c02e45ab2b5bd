use models::inference::{Against, Covariance, Distribution, Estimate, Estimates, TestResult};
use serde_json::{Value, json};

use super::odds::Odds;
use super::profiles::Profiles;
use super::term_tests::{self, TermTest};
use crate::model_file::{CentredIntercept, ModelFile};
use crate::words::Words;

/// A model file has no covariance of more.
const MOST_PARAMETERS: usize = 2000;

/// What the data say about the parameters.
pub(super) struct Inference {
    pub(super) parameters: Parameters,
    pub(super) test_of_all_features: Option<TestResult>,
    pub(super) terms: Vec<TermTest>,
    /// Of ordered classes, whether their odds are proportional.
    pub(super) odds: Option<Odds>,
    /// Which sandwich standard errors come from, if they are not those of the model.
    pub(super) sandwich: Option<String>,
}

pub(super) enum Parameters {
    /// Of one logit, or prediction.
    One { estimates: Estimates, profiles: Option<Profiles> },
    /// Of the logit of each other class, less that of the first, and the covariance of all.
    Classes { first: String, classes: Vec<OfClass>, covariance: Covariance },
}

/// A class, its parameters less those of the first, and their profiles, where they were asked for.
pub(super) struct OfClass {
    pub(super) name: String,
    pub(super) estimates: Estimates,
    pub(super) profiles: Option<Profiles>,
}

impl Inference {
    /// Puts what is known of the errors into a model file: their covariance or, where that would be millions of numbers,
    /// its diagonal.
    pub(super) fn store_in(&self, file: &mut ModelFile) {
        let (covariance, estimates) = match &self.parameters {
            Parameters::One { estimates, .. } => (&estimates.covariance, Some(estimates)),
            Parameters::Classes { covariance, .. } => (covariance, None),
        };
        let of_classes = match &self.parameters {
            Parameters::One { .. } => None,
            Parameters::Classes { classes, .. } => classes.first().map(|class| &class.estimates),
        };
        file.sandwich = self.sandwich.is_some();
        match covariance.whole().filter(|_| covariance.dim() <= MOST_PARAMETERS) {
            Some(all) => {
                let row = |i: usize| (0..all.ncols()).map(|j| all[(i, j)]).collect();
                file.covariance = Some((0..all.nrows()).map(row).collect());
                file.centred_intercept = covariance.at_centres().map(|(centres, covariance)| {
                    CentredIntercept { centres: centres.to_vec(), covariance }
                });
            }
            None => {
                let error =
                    |estimate: &Option<Estimate>| estimate.map_or(0.0, |e| e.standard_error);
                let errors = |found: &Estimates| found.estimates.iter().map(error).collect();
                file.standard_errors = estimates.map(errors);
            }
        }
        file.degrees_of_freedom = match estimates.or(of_classes).map(|found| found.distribution) {
            Some(Distribution::Student(degrees)) => Some(degrees),
            _ => None,
        };
    }

    pub(super) fn to_json(&self, names: &[String]) -> Value {
        let test = self.test_of_all_features.map(of_test);
        let errors = if self.sandwich.is_some() { "sandwich" } else { "model" };
        let mut found = match &self.parameters {
            Parameters::One { estimates, profiles } => json!({
                "errors": errors,
                "sandwich": self.sandwich,
                "estimates": of_estimates(estimates, profiles.as_ref(), names),
                "test_of_all_features": test,
            }),
            Parameters::Classes { first, classes, .. } => {
                let of_class = |class: &OfClass| {
                    let estimates = of_estimates(&class.estimates, class.profiles.as_ref(), names);
                    json!({ "class": class.name, "against": first, "estimates": estimates })
                };
                let classes: Vec<Value> = classes.iter().map(of_class).collect();
                json!({
                    "errors": errors,
                    "sandwich": self.sandwich,
                    "classes": classes,
                    "test_of_all_features": test,
                })
            }
        };
        if let Some(odds) = &self.odds {
            found["proportional_odds"] = odds.to_json();
        }
        if !self.terms.is_empty() {
            found["tests_of_terms"] = term_tests::to_json(&self.terms).into();
        }
        found
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

pub(crate) fn of_test(test: TestResult) -> Value {
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
