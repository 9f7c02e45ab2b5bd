//! Sandwich errors of rows and of clusters.

use super::influence::{all_errors, line, logits, sandwiches};
use crate::common::tables::{Table, draw};
use crate::common::{agree, shifted};
use linalg_lite::Mat;
use models::Problem;
use models::inference::{Contrasts, Distribution, Estimates, Sandwich};

#[test]
fn a_cluster_a_row_is_no_cluster() {
    for seed in 0..40 {
        let table = draw(seed);
        if table.is_frequency() && table.weights.is_some() {
            continue; // a count of two is a cluster of two
        }
        let alone: Vec<usize> = (0..table.x.nrows()).map(|i| 1_000_003 * i).collect();
        for found in all_errors(&table, &alone) {
            let dim = table.x.ncols() + 1;
            let [hc0, hc1, _, _, cr0, cr1] = found.chunks(dim).collect::<Vec<&[f64]>>()[..] else {
                panic!("six kinds")
            };
            agree("CR0 is HC0", cr0, hc0, 1e-12);
            agree("CR1 is HC1", cr1, hc1, 1e-12);
        }
    }
}

#[test]
fn few_clusters_have_no_joint_test() {
    let table = draw(2);
    let problem = Problem::new(table.x.as_ref(), &table.labels).unwrap();
    let fit = logits(&problem);
    let one = Sandwich::Clustered { clusters: &vec![3; table.x.nrows()], corrected: true };
    let error = fit.sandwich(&problem, one).unwrap_err().to_string();
    assert!(error.contains("one cluster"), "{error}");
    let table = (0..).map(draw).find(|table| table.x.ncols() > 2).unwrap();
    let problem = Problem::new(table.x.as_ref(), &table.labels).unwrap();
    let fit = logits(&problem);
    let two: Vec<usize> = (0..table.x.nrows()).map(|i| i % 2).collect();
    let few = Sandwich::Clustered { clusters: &two, corrected: true };
    let found = fit.sandwich(&problem, few).unwrap();
    let found = fit.inference_of(&problem).unwrap().with_errors(found).unwrap();
    assert!(found.estimates.estimates.iter().all(Option::is_some));
    assert_eq!(found.test_of_all_features, None, "two clusters have a covariance of rank one");
}

/// A test of one coefficient is the square of its t, whose degrees of freedom are those of the clusters, and a test of all is
/// that of the contrasts which say that each is 0.
#[test]
fn tests_of_clusters_count_clusters() {
    let mut tested = 0;
    for table in (0..60).map(draw).filter(|table| table.x.ncols() > 1) {
        let clusters: Vec<usize> = (0..table.x.nrows()).map(|i| i % 13).collect();
        let problem = table.problem(&table.numbers);
        let fit = line(&problem);
        let sandwich = Sandwich::Clustered { clusters: &clusters, corrected: true };
        let Ok(found) = fit.sandwich(&problem, sandwich) else { continue };
        let found = fit.inference_of(&problem).unwrap().with_errors(found).unwrap();
        let Estimates { estimates, covariance, distribution, .. } = &found.estimates;
        assert_eq!(*distribution, Distribution::Student(12.0));
        let Some(one) = estimates[0] else { continue };
        let alone = found.estimates.wald_test(&[0]).unwrap().unwrap();
        agree("F of one", &[alone.statistic], &[one.statistic * one.statistic], 1e-9);
        agree("p of one", &[alone.p_value], &[one.p_value], 1e-9);
        let parameters = crate::common::parameters(&fit.coefficients, fit.intercept);
        let parameters = &parameters[..estimates.len()];
        let free = (0..table.x.ncols()).filter(|j| estimates[*j].is_some());
        let unit = |j: usize| (0..estimates.len()).map(|k| f64::from(u8::from(j == k))).collect();
        let rows: Vec<Vec<f64>> = free.map(unit).collect();
        let contrasts = Contrasts { parameters, covariance, distribution: *distribution };
        let Some(all) = found.test_of_all_features else { continue };
        let Ok(expected) = contrasts.test(&rows, &vec![0.0; rows.len()]) else { continue };
        agree("F of all", &[all.statistic], &[expected.statistic], 1e-6);
        assert_eq!(all.against, expected.against);
        tested += 1;
    }
    assert!(tested > 20, "{tested}");
}

/// The residuals of each cluster add up to 0 where it has a coefficient of its own.
#[test]
fn coefficients_of_the_clusters_themselves_have_no_error() {
    let data = crate::common::samples(300, 1, 5);
    let clusters: Vec<usize> = (0..300).map(|i| i % 4).collect();
    let x = Mat::from_fn(300, 3, |i, j| f64::from(u8::from(clusters[i] == j + 1)));
    let clustered = Sandwich::Clustered { clusters: &clusters, corrected: true };
    let problem = Problem::new(x.as_ref(), &data.numbers).unwrap();
    let found = line(&problem).sandwich(&problem, clustered).unwrap();
    assert_eq!(found.without_error.len(), 4, "{found:?}");
    let problem = Problem::new(x.as_ref(), &data.labels).unwrap();
    let found = logits(&problem).sandwich(&problem, clustered).unwrap();
    assert_eq!(found.without_error.len(), 4, "{found:?}");
}

/// A level that is a cluster has a mean without an error: all that is known of the level elsewhere is the slope.
#[test]
fn a_level_that_is_a_cluster_is_as_sure_as_the_slope_away_from_its_mean() {
    for seed in 0..20 {
        let data = crate::common::samples(300, 1, seed);
        let clusters: Vec<usize> = (0..300).map(|i| i * 7 % 5).collect();
        let of_level = || (0..300).filter(|i| clusters[*i] == 4);
        let mean = of_level().map(|i| data.x[(i, 0)]).sum::<f64>() / of_level().count() as f64;
        for compared_with_it in [false, true] {
            let entry = |i: usize, j: usize| match j {
                0 => data.x[(i, 0)],
                _ => f64::from(u8::from((clusters[i] == 4) != compared_with_it)),
            };
            let x = Mat::from_fn(300, 2, entry);
            let level = if compared_with_it { 0.0 } else { 1.0 };
            let problem = Problem::new(x.as_ref(), &data.numbers).unwrap();
            let clustered = Sandwich::Clustered { clusters: &clusters, corrected: false };
            let found = line(&problem).sandwich(&problem, clustered).unwrap();
            assert_eq!(found.without_error, []);
            let covariance = &found.covariance;
            let error = covariance.form(&[mean, level, 1.0]).unwrap_err().to_string();
            assert!(error.contains("no digit of its standard error"), "{error}");
            let slope = found.estimates[0].unwrap().standard_error;
            let of_rows = covariance.standard_errors(x.as_ref()).unwrap();
            for i in of_level() {
                let away = (x[(i, 0)] - mean).abs();
                let expected = away * slope;
                assert!((of_rows[i] - expected).abs() < 1e-9 * slope, "{} {expected}", of_rows[i]);
            }
        }
    }
}

#[test]
fn a_shift_moves_no_error_but_that_of_the_intercept() {
    for pair in shifted::pairs(0..80) {
        let clusters: Vec<usize> = (0..pair.near.x.nrows()).map(|i| i % 13).collect();
        for sandwich in sandwiches(&clusters) {
            let of = |table: &Table| {
                let problem = table.problem(&table.numbers);
                line(&problem).sandwich(&problem, sandwich).unwrap()
            };
            pair.same_estimates("line", &of(&pair.near), &of(&pair.far));
            let of = |table: &Table| {
                let problem = table.problem(&table.labels);
                logits(&problem).sandwich(&problem, sandwich).unwrap()
            };
            pair.same_estimates("logits", &of(&pair.near), &of(&pair.far));
        }
    }
}
