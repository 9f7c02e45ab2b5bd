//! Several classes against statsmodels and formulas: `data/reference/multinomial_inference.json`.

use datasets::Table;
use linalg_lite::Mat;
use models::effects::ClassEffects;
use models::firth::FirthSoftmax;
use models::inference::{ClassEstimates, Contrasts, Distribution, LogOdds, Sandwich};
use models::{FittedSoftmax, Problem, SampleWeights, SoftmaxRegression, Status};
use serde_json::Value;

use super::influence::{Compared, numbers};
use crate::common::reference::{data_folder, names, reference};

/// The columns of an entry, its classes and counts, and for each row its cluster.
pub(super) struct Data {
    pub(super) x: Mat<f64>,
    pub(super) labels: Vec<usize>,
    pub(super) counts: Option<Vec<f64>>,
    clusters: Vec<usize>,
}

impl Data {
    pub(super) fn of(entry: &Value) -> Self {
        let file = data_folder().join("real").join(entry["table"].as_str().unwrap());
        let mut table = Table::open(file, &datasets::Reading::default()).unwrap();
        table.drop_incomplete();
        let target = entry["target"].as_str().unwrap();
        let texts = |name: &str| -> Vec<String> {
            match table.classes(name) {
                Ok((codes, names)) => codes.iter().map(|code| names[*code].clone()).collect(),
                Err(_) => table.numbers(name).unwrap().iter().map(f64::to_string).collect(),
            }
        };
        let classes: Vec<&str> =
            entry["classes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
        let own = texts(target);
        let rows: Vec<usize> =
            (0..own.len()).filter(|i| classes.contains(&own[*i].as_str())).collect();
        let is = |column: &str, level: &str| -> Vec<f64> {
            texts(column).iter().map(|text| f64::from(u8::from(text == level))).collect()
        };
        let column = |feature: &str| match feature {
            "female" if target == "class" => is("sex", "female"),
            "female" => is("gender", "female"),
            "male" => is("sex", "male"),
            "child" => is("age", "child"),
            _ => table.numbers(feature).unwrap(),
        };
        let columns: Vec<Vec<f64>> = names(entry).into_iter().map(column).collect();
        let place = |i: &usize| classes.iter().position(|class| *class == own[*i]).unwrap();
        let counts = table.numbers("count").ok();
        Self {
            x: Mat::from_fn(rows.len(), columns.len(), |i, j| columns[j][rows[i]]),
            labels: rows.iter().map(place).collect(),
            counts: counts.map(|counts| rows.iter().map(|i| counts[*i]).collect()),
            clusters: (0..rows.len()).map(|i| i % 7).collect(),
        }
    }

    pub(super) fn problem(&self) -> Problem<'_, usize> {
        let problem = Problem::new(self.x.as_ref(), &self.labels).unwrap();
        match &self.counts {
            Some(counts) => problem.weighted(SampleWeights::frequency(counts)).unwrap(),
            None => problem,
        }
    }
}

pub(super) fn all(
    estimates: &ClassEstimates,
    of: fn(&models::inference::Estimate) -> f64,
) -> Vec<f64> {
    let of_classes = estimates.estimates.iter().flat_map(|found| &found.estimates);
    of_classes.map(|estimate| of(&estimate.unwrap())).collect()
}

fn matrix(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().flat_map(numbers).collect()
}

#[test]
fn errors_of_several_classes_agree() {
    let mut compared = Compared(0);
    for (name, entry) in &reference("multinomial_inference.json") {
        let (data, classes) = (Data::of(entry), entry["classes"].as_array().unwrap().len());
        let problem = data.problem();
        let fit = SoftmaxRegression::default().fit_problem(&problem, classes).unwrap();
        assert_eq!(fit.report.status, Status::Converged, "{name}");
        let found = fit.inference_of(&problem).unwrap();
        let likelihood = [found.likelihood.log_likelihood, found.likelihood.null_log_likelihood];
        let expected =
            ["log_likelihood", "null_log_likelihood"].map(|key| entry[key].as_f64().unwrap());
        compared.agree(name, &likelihood, &expected);
        let whole = found.covariance.whole().unwrap();
        let columns: Vec<f64> =
            whole.col_iter().flat_map(|column| column.iter().copied()).collect();
        compared.agree(&format!("{name}, covariance"), &columns, &matrix(&entry["covariance"]));
        let estimates = ClassEstimates { estimates: found.estimates, covariance: found.covariance };
        let values = all(&estimates, |e| e.value);
        compared.agree(name, &values, &matrix(&entry["coefficients"]));
        contrasts_agree(name, entry, (&values, &estimates), &mut compared);
        let sandwich = |kind| all(&fit.sandwich(&problem, kind).unwrap(), |e| e.standard_error);
        let clusters = &data.clusters;
        let clustered = |corrected| Sandwich::Clustered { clusters, corrected };
        let (n, k) = (problem.n_samples(), values.len() as f64);
        let hc0 = numbers(&entry["hc0"]);
        let hc1: Vec<f64> = hc0.iter().map(|error| error * (n / (n - k)).sqrt()).collect();
        compared.agree(&format!("{name}, HC1"), &sandwich(Sandwich::Hc1), &hc1);
        let kinds =
            [Sandwich::Hc0, Sandwich::Hc2, Sandwich::Hc3, clustered(false), clustered(true)];
        for (kind, key) in kinds.into_iter().zip(["hc0", "hc2", "hc3", "cr0", "cr1"]) {
            compared.agree(&format!("{name}, {key}"), &sandwich(kind), &numbers(&entry[key]));
        }
        log_odds_agree(name, entry, &data, (&fit, &estimates), &mut compared);
        effects_agree(name, entry, &data, (&fit, &estimates), &mut compared);
    }
    assert!(compared.0 > 700, "{}", compared.0);
}

/// Of the second class less the third, their first features and their intercepts, and a sum of three parameters.
fn contrasts_agree(
    name: &str,
    entry: &Value,
    (values, estimates): (&[f64], &ClassEstimates),
    compared: &mut Compared,
) {
    let p = estimates.estimates[0].estimates.len();
    let row = |entries: &[(usize, f64)]| {
        let mut row = vec![0.0; values.len()];
        entries.iter().for_each(|(j, x)| row[*j] = *x);
        row
    };
    let rows = [
        row(&[(0, 1.0), (p, -1.0)]),
        row(&[(p - 1, 1.0), (2 * p - 1, -1.0)]),
        row(&[(0, 2.0), (p, 1.0), (p - 1, 0.5)]),
    ];
    let contrasts = Contrasts {
        parameters: values,
        covariance: &estimates.covariance,
        distribution: Distribution::Normal,
    };
    let found: Vec<_> = rows.iter().map(|row| contrasts.estimate(row, 0.0).unwrap()).collect();
    let sums: Vec<f64> = found.iter().map(|e| e.value).collect();
    let errors: Vec<f64> = found.iter().map(|e| e.standard_error).collect();
    compared.agree(&format!("{name}, contrasts"), &sums, &numbers(&entry["contrasts"]));
    let expected = numbers(&entry["contrast_errors"]);
    compared.agree(&format!("{name}, errors of contrasts"), &errors, &expected);
    let wald = contrasts.test(&rows[..2], &[0.0, 0.0]).unwrap().statistic;
    compared.agree(&format!("{name}, Wald"), &[wald], &[entry["wald"].as_f64().unwrap()]);
}

fn log_odds_agree(
    name: &str,
    entry: &Value,
    data: &Data,
    (fit, estimates): (&FittedSoftmax, &ClassEstimates),
    compared: &mut Compared,
) {
    let logits = fit.logits(data.x.as_ref()).unwrap();
    let found = LogOdds::of_classes(data.x.as_ref(), &logits, &estimates.covariance).unwrap();
    let p = fit.probabilities(data.x.as_ref()).unwrap();
    let rows = entry["log_odds_rows"].as_array().unwrap();
    for (row, expected) in rows.iter().zip(entry["log_odds_errors"].as_array().unwrap()) {
        let i = row.as_u64().unwrap() as usize;
        let errors: Vec<f64> = found.iter().map(|of_class| of_class.standard_errors[i]).collect();
        compared.agree(&format!("{name}, odds of row {i}"), &errors, &numbers(expected));
        for (of_class, p) in found.iter().zip(&p) {
            let expected = linalg_lite::ln(p[i] / (1.0 - p[i]));
            assert!((of_class.values[i] - expected).abs() < 1e-12 * (1.0 + expected.abs()));
        }
    }
}

/// At all rows and at the mean row, of each feature as a number.
fn effects_agree(
    name: &str,
    entry: &Value,
    data: &Data,
    (fit, estimates): (&FittedSoftmax, &ClassEstimates),
    compared: &mut Compared,
) {
    let (n, p) = (data.x.nrows(), data.x.ncols());
    let counts = data.counts.clone().unwrap_or_else(|| vec![1.0; n]);
    let total: f64 = counts.iter().sum();
    let mean = |j: usize| (0..n).map(|i| counts[i] * data.x[(i, j)]).sum::<f64>() / total;
    let mean = Mat::from_fn(1, p, |_, j| mean(j));
    let effects = ClassEffects::new(fit, &estimates.covariance, Distribution::Normal);
    for (at, x, weights) in [("overall", &data.x, Some(&counts[..])), ("mean", &mean, None)] {
        let expected = |key: &str| entry[&format!("{key}_{at}")].as_array().unwrap().clone();
        for (j, (effect, error)) in
            expected("effects").iter().zip(expected("effect_errors")).enumerate()
        {
            let along = Mat::from_fn(x.nrows(), p, |_, other| f64::from(u8::from(other == j)));
            let slopes = effects.mean_slopes(x.as_ref(), along.as_ref(), weights, None).unwrap();
            let found: Vec<_> = slopes.iter().map(|s| effects.estimate(s).unwrap()).collect();
            let what = format!("{name}, effects {at} of feature {j}");
            compared.agree(
                &what,
                &found.iter().map(|e| e.value).collect::<Vec<_>>(),
                &numbers(effect),
            );
            let errors: Vec<f64> = found.iter().map(|e| e.standard_error).collect();
            compared.agree(&format!("{what}, errors"), &errors, &numbers(&error));
        }
    }
}

/// Firth's correction, profiles and offsets: `data/reference/multinomial_firth.json`.
#[test]
fn firth_profiles_and_offsets_of_several_classes_agree() {
    let mut compared = Compared(0);
    for (name, entry) in &reference("multinomial_firth.json") {
        let (data, classes) = (Data::of(entry), entry["classes"].as_array().unwrap().len());
        let offsets: Option<Vec<Vec<f64>>> =
            entry.get("offsets").map(|all| all.as_array().unwrap().iter().map(numbers).collect());
        let mut problem = data.problem();
        if let Some(offsets) = &offsets {
            problem = problem.with_class_offsets(offsets).unwrap();
        }
        let is_firth = entry.get("firth").is_some_and(|firth| *firth == true);
        let mut ends: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
        let profiles = entry.get("profiles").and_then(Value::as_array).cloned().unwrap_or_default();
        let place = |profile: &Value| {
            let of = |key: &str| profile[key].as_u64().unwrap() as usize;
            (of("class"), of("feature"))
        };
        let estimates = if is_firth {
            let fit = FirthSoftmax::default().fit_problem(&problem, classes).unwrap();
            assert_eq!(fit.report.status, Status::Converged, "{name}");
            for profile in &profiles {
                let found = fit.profile_interval(&problem, place(profile), 0.95).unwrap();
                ends.push((found.to_vec(), numbers(&profile["ends"])));
            }
            fit.estimates(&problem).unwrap()
        } else {
            let fit = SoftmaxRegression::default().fit_problem(&problem, classes).unwrap();
            for profile in &profiles {
                let found = fit.profile_interval(&problem, place(profile), 0.95).unwrap();
                ends.push((found.to_vec(), numbers(&profile["ends"])));
            }
            let found = fit.inference_of(&problem).unwrap();
            ClassEstimates { estimates: found.estimates, covariance: found.covariance }
        };
        compared.agree(name, &all(&estimates, |e| e.value), &numbers(&entry["coefficients"]));
        let errors = all(&estimates, |e| e.standard_error);
        compared.agree(&format!("{name}, errors"), &errors, &numbers(&entry["errors"]));
        for (found, expected) in ends {
            compared.agree(&format!("{name}, profile"), &found, &expected);
        }
    }
    assert!(compared.0 > 150, "{}", compared.0);
}
