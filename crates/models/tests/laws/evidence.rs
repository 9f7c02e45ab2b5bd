//! Inference from sums that plain loops take over the rows is that from the rows.

use linalg_lite::Mat;
use models::inference::{Covariance, Estimates, Evidence, Likelihood, LinearInference, TestResult};
use models::{
    Error, FittedLogistic, LinearRegression, LogisticRegression, Penalty, SoftmaxRegression,
    WeightKind,
};

use crate::common::evidence::{of_classes, of_line, of_logit};
use crate::common::tables::{Table, draw};
use crate::common::{agree, statistic};

const DIGITS: f64 = 1e-9;

/// A table with the last column a combination of others, at times, and without an intercept, at times.
fn table(seed: u64) -> Table {
    let drawn = draw(seed);
    let has_intercept = !seed.is_multiple_of(5);
    let p = drawn.x.ncols();
    let constant = if has_intercept { 3.0 } else { 0.0 };
    let replaced = |i: usize| 2.0 * drawn.x[(i, 0)] - drawn.x[(i, p - 1)] / 4.0 + constant;
    let columns = p + usize::from(seed % 7 > 3);
    let x =
        Mat::from_fn(
            drawn.x.nrows(),
            columns,
            |i, j| {
                if j < p { drawn.x[(i, j)] } else { replaced(i) }
            },
        );
    Table { x, has_intercept, ..drawn }
}

#[track_caller]
fn close(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (f, e) in found.iter().zip(expected) {
        assert!((f - e).abs() <= DIGITS * e.abs(), "{what}: {found:?} is not {expected:?}");
    }
}

fn same(what: &str, found: &Estimates, expected: &Estimates) {
    assert_eq!(found.distribution, expected.distribution, "{what}");
    assert_eq!(found.without_error, expected.without_error, "{what}");
    for (found, expected) in found.estimates.iter().zip(&expected.estimates) {
        assert_eq!(found.is_some(), expected.is_some(), "{what}");
        let (Some(found), Some(expected)) = (found, expected) else { continue };
        assert_eq!(found.value, expected.value, "{what}");
        close(what, &[found.standard_error], &[expected.standard_error]);
    }
    let (found, expected) = (&found.covariance, &expected.covariance);
    assert_eq!(found.dim(), expected.dim(), "{what}");
    for i in 0..found.dim() {
        for j in 0..found.dim() {
            let entry = |of: &Covariance| of.whole().unwrap()[(i, j)];
            let size = expected.variance(i).unwrap() * expected.variance(j).unwrap();
            let off = entry(found) - entry(expected);
            assert!(off.abs() <= DIGITS * size.sqrt(), "{what}: {i}, {j}");
        }
    }
}

fn same_likelihood(what: &str, found: &Likelihood, expected: &Likelihood) {
    let figures = |of: &Likelihood| {
        let dispersion = of.dispersion.unwrap_or(1.0);
        [of.log_likelihood, of.null_log_likelihood, of.samples, dispersion]
    };
    close(what, &figures(found), &figures(expected));
    let counts = |of: &Likelihood| (of.parameters, of.null_parameters, of.dispersion.is_some());
    assert_eq!(counts(found), counts(expected), "{what}");
}

fn same_test(what: &str, found: Option<TestResult>, expected: Option<TestResult>) {
    close(what, &statistic(found), &statistic(expected));
    let against = |test: Option<TestResult>| test.map(|test| test.against);
    assert_eq!(against(found), against(expected), "{what}");
}

#[test]
fn sums_say_of_logits_what_the_rows_do() {
    for seed in 0..84 {
        let (table, what) = (table(seed), format!("logit {seed}"));
        let problem = table.problem(&table.labels);
        let model = LogisticRegression::default().fit_problem(&problem).unwrap();
        let expected = model.inference_of(&problem).unwrap();
        let found = model.inference_from(&of_logit(&table, &model)).unwrap();
        same(&what, &found.estimates, &expected.estimates);
        same(&what, &found.robust, &expected.robust);
        same_likelihood(&what, &found.likelihood, &expected.likelihood);
        same_test(&what, found.test_of_all_features, expected.test_of_all_features);
        assert_eq!(found.weights, expected.weights);
    }
}

#[test]
fn sums_say_of_lines_what_the_rows_do() {
    let (mut aliased, mut without_error) = (0, 0);
    for seed in 0..84 {
        let (mut table, what) = (table(seed), format!("line {seed}"));
        if seed % 4 == 0 {
            let first = table.counts().iter().position(|count| *count > 0);
            let level = |i: usize, j: usize| f64::from(u8::from((Some(i) == first) == (j == 0)));
            table.x = Mat::from_fn(table.x.nrows(), 2, level); // one row alone, and all others
            table.has_intercept = false;
        }
        let problem = table.problem(&table.numbers);
        let model = LinearRegression::default().fit_problem(&problem).unwrap();
        let expected = model.inference_of(&problem).unwrap();
        let found = model.inference_from(&of_line(&table, &model)).unwrap();
        same(&what, &found.estimates, &expected.estimates);
        same(&what, &found.robust, &expected.robust);
        same_likelihood(&what, &found.likelihood, &expected.likelihood);
        same_test(&what, found.test_of_all_features, expected.test_of_all_features);
        aliased += model.report.combinations.len();
        without_error += found.robust.without_error.len();
        let figures = |of: &LinearInference| {
            [of.residual_standard_error, of.degrees_of_freedom, of.r_squared, of.adjusted_r_squared]
        };
        agree(&what, &figures(&found), &figures(&expected), DIGITS);
    }
    assert!(aliased > 10 && without_error > 10, "{aliased}, {without_error}");
}

#[test]
fn sums_say_of_classes_what_the_rows_do() {
    for table in (0..84).map(|seed| table(seed).without_offset()).filter(Table::is_frequency) {
        let problem = table.problem(&table.classes);
        let model = SoftmaxRegression::default().fit_problem(&problem, 3).unwrap();
        let expected = model.inference_of(&problem).unwrap();
        let found = model.inference_from(&of_classes(&table, &model)).unwrap();
        for (found, expected) in found.estimates.iter().zip(&expected.estimates) {
            same("classes", found, expected);
        }
        same_likelihood("classes", &found.likelihood, &expected.likelihood);
    }
}

#[test]
fn what_is_refused_of_rows_is_refused_of_sums() {
    let table = table(1);
    let problem = table.problem(&table.labels);
    let fit = |penalty| {
        let config = LogisticRegression { penalty, ..Default::default() };
        config.fit_problem(&problem).unwrap()
    };
    let model = fit(Penalty::default());
    let sums = of_logit(&table, &model);
    let refusal = |model: &FittedLogistic, sums: &Evidence| {
        model.inference_from(sums).unwrap_err().to_string()
    };
    let penalised = fit(Penalty::l2(0.1));
    let expected = penalised.inference_of(&problem).unwrap_err().to_string();
    assert_eq!(refusal(&penalised, &of_logit(&table, &penalised)), expected);
    let mut elsewhere = sums.clone();
    elsewhere.gradient[0] += 0.1;
    assert!(refusal(&model, &elsewhere).contains("not the data"));
    let few = Evidence { samples: 2.0, weights: WeightKind::Analytic, ..sums.clone() };
    assert!(refusal(&model, &few).contains("as many parameters as samples"));
    let mut collinear = sums.clone();
    let last = collinear.gradient.len() - 1;
    for (j, off) in [(0, 0.0), (last, 1e-11)] {
        for i in [0, last] {
            collinear.hessian[(i, j)] =
                sums.hessian[(0, 0)] * (1.0 + if i > 0 { off } else { 0.0 });
        }
    }
    assert!(refusal(&model, &collinear).contains("no digit"));
    let short = Evidence { centres: Vec::new(), ..sums.clone() };
    assert!(matches!(model.inference_from(&short), Err(Error::Numbers(_))));
    let of_others = Evidence { scores: Some(Mat::new()), ..sums };
    assert!(matches!(model.inference_from(&of_others), Err(Error::Numbers(_))));
}

/// Without squared scores all else is the same, and robust errors are refused.
#[test]
fn without_squared_scores_there_is_no_sandwich() {
    for seed in 0..84 {
        let (table, what) = (table(seed), format!("{seed}"));
        let (labels, numbers) = (table.problem(&table.labels), table.problem(&table.numbers));
        let logit = LogisticRegression::default().fit_problem(&labels).unwrap();
        let line = LinearRegression::default().fit_problem(&numbers).unwrap();
        let sums = of_logit(&table, &logit);
        let (of_logit, of_line) = (
            Evidence { scores: None, ..sums.clone() },
            Evidence { scores: None, ..of_line(&table, &line) },
        );
        let (found, of_line) = (logit.inference_from(&of_logit), line.inference_from(&of_line));
        if sums.weights == WeightKind::Sampling {
            assert!(found.unwrap_err().to_string().contains("squared scores"));
            assert!(of_line.unwrap_err().to_string().contains("squared scores"));
            continue;
        }
        let (found, of_line) = (found.unwrap(), of_line.unwrap());
        same(&what, &found.estimates, &logit.inference_of(&labels).unwrap().estimates);
        same(&what, &of_line.estimates, &line.inference_of(&numbers).unwrap().estimates);
        let refusals = [found.with_robust_errors().err(), of_line.with_robust_errors().err()];
        assert!(refusals.into_iter().all(|refusal| {
            refusal.is_some_and(|error| error.to_string().contains("squared scores"))
        }));
    }
}

#[test]
fn lines_and_classes_refuse_as_they_do_of_rows() {
    let table = table(1).without_offset();
    let line = LinearRegression::default().fit_problem(&table.problem(&table.numbers)).unwrap();
    let sums = of_line(&table, &line);
    let refusal = |sums: &Evidence| line.inference_from(sums).unwrap_err().to_string();
    let constant = Evidence { null_loss: 0.0, ..sums.clone() };
    assert!(refusal(&constant).contains("nothing to explain"));
    assert!(refusal(&Evidence { loss: 0.0, ..sums.clone() }).contains("perfect fit"));
    assert!(refusal(&Evidence { samples: 2.0, ..sums }).contains("as many parameters"));

    let problem = table.problem(&table.classes);
    let model = SoftmaxRegression::default().fit_problem(&problem, 3).unwrap();
    let sums = of_classes(&table, &model);
    let weighed = Evidence { weights: WeightKind::Sampling, ..sums };
    let refusal = model.inference_from(&weighed).unwrap_err().to_string();
    assert!(refusal.contains("weights must be counts"));
}
