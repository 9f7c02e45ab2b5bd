//! Several classes with weights that are no counts, against formulas: `data/reference/multinomial_weights.json`.

use models::inference::{ClassEstimates, Distribution, Sandwich};
use models::{SampleWeights, SoftmaxRegression, Status};

use super::influence::{Compared, numbers};
use super::several_classes::{Data, all};
use crate::common::reference::reference;

#[test]
fn precisions_and_survey_weights_have_their_errors() {
    let mut compared = Compared(0);
    for (name, entry) in &reference("multinomial_weights.json") {
        let (data, classes) = (Data::of(entry), entry["classes"].as_array().unwrap().len());
        let weights = numbers(&entry["weights"]);
        let of = |key: &str| entry[key].as_f64().unwrap();
        let of_kind = |weights| data.problem().weighted(weights).unwrap();
        let precise = of_kind(SampleWeights::analytic(&weights));
        let survey = of_kind(SampleWeights::sampling(&weights));
        let model = SoftmaxRegression::default().fit_problem(&precise, classes).unwrap();
        assert_eq!(model.report.status, Status::Converged, "{name}");

        let found = model.inference_of(&precise).unwrap();
        let likelihood = found.likelihood;
        let degrees = likelihood.residual_degrees_of_freedom;
        assert_eq!(found.estimates[0].distribution, Distribution::Student(degrees));
        let own = [
            likelihood.log_likelihood,
            likelihood.null_log_likelihood,
            likelihood.dispersion.unwrap(),
            degrees,
        ];
        let keys = ["log_likelihood", "null_log_likelihood", "dispersion", "degrees_of_freedom"];
        compared.agree(name, &own, &keys.map(of));
        let estimates = ClassEstimates { estimates: found.estimates, covariance: found.covariance };
        let values = all(&estimates, |e| e.value);
        compared.agree(name, &values, &numbers(&entry["coefficients"]));
        let errors = all(&estimates, |e| e.standard_error);
        let expected = numbers(&entry["errors_of_precisions"]);
        compared.agree(&format!("{name}, precisions"), &errors, &expected);

        let model = SoftmaxRegression::default().fit_problem(&survey, classes).unwrap();
        let found = model.inference_of(&survey).unwrap();
        let wald = found.test_of_all_features.unwrap().statistic;
        compared.agree(&format!("{name}, Wald"), &[wald], &[of("wald")]);
        let estimates = ClassEstimates { estimates: found.estimates, covariance: found.covariance };
        let errors = all(&estimates, |e| e.standard_error);
        compared.agree(&format!("{name}, survey"), &errors, &numbers(&entry["hc0"]));
        let clusters: Vec<usize> = (0..weights.len()).map(|i| i % 7).collect();
        let clustered = Sandwich::Clustered { clusters: &clusters, corrected: false };
        let kinds = [Sandwich::Hc0, Sandwich::Hc2, Sandwich::Hc3, clustered];
        for (kind, key) in kinds.into_iter().zip(["hc0", "hc2", "hc3", "cr0"]) {
            let errors = all(&model.sandwich(&survey, kind).unwrap(), |e| e.standard_error);
            compared.agree(&format!("{name}, {key}"), &errors, &numbers(&entry[key]));
        }
    }
    assert!(compared.0 > 130, "{}", compared.0);
}
