//! Firth's correction against published estimates and exact counts.

use crate::common::{assert_close, samples};
use datasets::{Dataset, Reading, Table};
use linalg_lite::{Mat, ln, matrix_from_columns};
use models::firth::{FirthLoss, FirthRegression};
use models::separation::Separation;
use models::{Error, LogisticRegression, Problem, SampleWeights, Status, gradient_check};

/// The endometrial cancer study of Heinze and Schemper (2002): all patients with neovasculation (NV)
/// are of a high grade. Estimates and errors as brglm2 0.9 computes them (`type = "AS_mean"`).
fn endometrial_study() -> Dataset {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/endometrial.csv");
    Table::open(file, &Reading::default()).unwrap().dataset("HG").unwrap()
}

#[test]
fn the_endometrial_study_is_quasi_completely_separated() {
    let data = endometrial_study();
    let plain = LogisticRegression::default();
    let plain = plain.fit(data.features.as_ref(), data.labels().unwrap()).unwrap();
    assert_eq!(plain.report.status, Status::Separated(Separation::QuasiComplete));
    assert_eq!(plain.report.separating, [0]);
}

#[test]
fn the_endometrial_study_agrees_with_published_figures() {
    let data = endometrial_study();
    let (x, labels) = (data.features.as_ref(), data.labels().unwrap());
    let model = FirthRegression::default().fit(x, labels).unwrap();
    assert_eq!(model.report.status, Status::Converged);
    let expected = [2.929273353197119, -0.034751759870436, -2.604163925293681];
    assert_close(&model.coefficients, &expected, 1e-9);
    assert_close(&[model.intercept], &[3.774559713647112], 1e-9);
    let problem = Problem::new(x, labels).unwrap();
    let estimates = model.estimates(&problem).unwrap().estimates;
    let errors: Vec<f64> = estimates.iter().map(|e| e.unwrap().standard_error).collect();
    let expected = [1.550763729453049, 0.039578147347763, 0.776017642501566, 1.48869166343567];
    assert_close(&errors, &expected, 1e-8);
    let profile = |j| model.profile_interval(&problem, j, 0.95).unwrap();
    assert_close(&profile(0), &[0.6097, 7.8546], 1e-4); // as the paper prints them
    assert_close(&profile(1), &[-0.1245, 0.0405], 1e-4);
    assert_close(&profile(2), &[-4.3652, -1.2327], 1e-4);
    let test = model.test(&problem, 0).unwrap();
    assert!((test.p_value - 0.0091).abs() < 1e-4);
}

/// For a saturated model the correction adds half a sample to each cell of the table.
#[test]
fn counts_get_half_a_sample_each() {
    let x = matrix_from_columns(&[&[0.0, 0.0, 1.0, 1.0]]).unwrap();
    for counts in [[7.0, 3.0, 2.0, 9.0], [5.0, 0.0, 4.0, 6.0], [8.0, 0.0, 0.0, 8.0]] {
        let problem = Problem::new(x.as_ref(), &[false, true, false, true]).unwrap();
        let problem = problem.weighted(SampleWeights::frequency(&counts)).unwrap();
        let model = FirthRegression::default().fit_problem(&problem).unwrap();
        let [a, b, c, d] = counts.map(|count| count + 0.5);
        assert_close(&[model.intercept], &[ln(b / a)], 1e-9);
        assert_close(&[model.coefficients[0]], &[ln(d / c) - ln(b / a)], 1e-9);
    }
}

#[test]
fn the_gradient_is_that_of_the_penalised_likelihood() {
    let data = samples(40, 3, 61);
    let weights: Vec<f64> = (0..40).map(|i| f64::from(i % 3)).collect();
    let plain = Problem::new(data.x.as_ref(), &data.labels).unwrap();
    let weighted = plain.weighted(SampleWeights::frequency(&weights)).unwrap();
    for problem in [plain, weighted] {
        let objective = FirthLoss::new(problem).unwrap();
        for check in gradient_check(&objective, &[0.4, -0.8, 0.3, 0.1], 1e-5).unwrap() {
            assert!(check.difference() < 1e-9, "{check:?}");
        }
    }
}

#[test]
fn many_samples_need_no_correction_and_collinear_ones_get_none() {
    let data = samples(20_000, 2, 62);
    let plain = LogisticRegression::default().fit(data.x.as_ref(), &data.labels).unwrap();
    let model = FirthRegression::default().fit(data.x.as_ref(), &data.labels).unwrap();
    assert_close(&model.coefficients, &plain.coefficients, 1e-3);
    let twin = Mat::from_fn(20_000, 3, |i, j| data.x[(i, j % 2)]);
    let error = FirthRegression::default().fit(twin.as_ref(), &data.labels).unwrap_err();
    assert!(matches!(&error, Error::Aliased { features } if *features == [2]), "{error}");
    let error = FirthRegression::default().fit(data.x.as_ref(), &[true; 20_000]).unwrap_err();
    assert!(matches!(error, Error::OneClass { .. }));
}
