//! The laws of weights and offsets.

use crate::common::{assert_close, problem, samples};
use linalg_lite::Mat;
use models::inference::Estimates;
use models::loss::SquaredError;
use models::objective::MeanLoss;
use models::solver::Objective;
use models::{
    LinearRegression, LogisticRegression, Penalty, Problem, SampleWeights, SoftmaxRegression,
    WeightKind,
};

fn errors(estimates: &Estimates) -> Vec<f64> {
    estimates.estimates.iter().map(|e| e.unwrap().standard_error).collect()
}

/// Relative to each number itself.
fn agree(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (f, e) in found.iter().zip(expected) {
        assert!((f - e).abs() <= tolerance * e.abs(), "{what}: {found:?} is not {expected:?}");
    }
}

/// A weight of k is k equal rows, a weight of 0 none.
#[test]
fn frequency_weights_are_repeated_rows() {
    let data = samples(90, 3, 41);
    let counts: Vec<f64> = (0..90).map(|i| f64::from(i % 4)).collect();
    let rows: Vec<usize> = (0..90).flat_map(|i| std::iter::repeat_n(i, i % 4)).collect();
    let repeated = Mat::from_fn(rows.len(), 3, |i, j| data.x[(rows[i], j)]);
    let labels: Vec<bool> = rows.iter().map(|i| data.labels[*i]).collect();
    let numbers: Vec<f64> = rows.iter().map(|i| data.numbers[*i]).collect();
    let classes: Vec<usize> = rows.iter().map(|i| data.classes[*i]).collect();
    let counts = SampleWeights::frequency(&counts);
    let of_labels = problem(data.x.as_ref(), &data.labels, true).weighted(counts).unwrap();
    let of_numbers = problem(data.x.as_ref(), &data.numbers, true).weighted(counts).unwrap();
    let of_classes = problem(data.x.as_ref(), &data.classes, true).weighted(counts).unwrap();

    for l2 in [0.0, 0.1] {
        let config = LogisticRegression { penalty: Penalty::l2(l2), ..Default::default() };
        let weighted = config.fit_problem(&of_labels).unwrap();
        let plain = config.fit(repeated.as_ref(), &labels).unwrap();
        assert_close(&weighted.coefficients, &plain.coefficients, 1e-12);
        let config = LinearRegression { penalty: Penalty::l2(l2), ..Default::default() };
        let weighted = config.fit_problem(&of_numbers).unwrap();
        let plain = config.fit(repeated.as_ref(), &numbers).unwrap();
        assert_close(&weighted.coefficients, &plain.coefficients, 1e-12);
        assert_close(&[weighted.report.objective], &[plain.report.objective], 1e-12);
    }
    let softmax = SoftmaxRegression::default();
    let weighted = softmax.fit_problem(&of_classes, 3).unwrap().coefficients;
    let plain = softmax.fit(repeated.as_ref(), &classes, 3).unwrap().coefficients;
    assert_close(&weighted.concat(), &plain.concat(), 1e-11);

    let config = LogisticRegression::default();
    let model = config.fit_problem(&of_labels).unwrap();
    let of_weighted = model.inference_of(&of_labels).unwrap();
    let plain = config.fit(repeated.as_ref(), &labels).unwrap();
    let of_plain = plain.inference(repeated.as_ref(), &labels).unwrap();
    agree("errors", &errors(&of_weighted.estimates), &errors(&of_plain.estimates), 1e-11);
    agree("robust", &errors(&of_weighted.robust), &errors(&of_plain.robust), 1e-11);
    agree("bic", &[of_weighted.likelihood.bic()], &[of_plain.likelihood.bic()], 1e-12);
    let intervals = [
        model.profile_interval(&of_labels, 1, 0.9).unwrap(),
        plain.profile_interval(&problem(repeated.as_ref(), &labels, true), 1, 0.9).unwrap(),
    ];
    agree("profile", &intervals[0], &intervals[1], 1e-8);
}

#[test]
fn only_the_ratio_of_precisions_matters() {
    let data = samples(120, 2, 42);
    let once: Vec<f64> = (0..120).map(|i| 1.0 + f64::from(i % 3)).collect();
    let thrice: Vec<f64> = once.iter().map(|w| 3.0 * w).collect();
    let of = |values: &[f64], kind| {
        let problem = Problem::new(data.x.as_ref(), &data.labels).unwrap();
        let problem = problem.weighted(SampleWeights { values, kind, counts: None }).unwrap();
        let model = LogisticRegression::default().fit_problem(&problem).unwrap();
        let found = model.inference_of(&problem).unwrap();
        (errors(&found.estimates), errors(&found.robust))
    };
    let (once_precise, thrice_precise) =
        (of(&once, WeightKind::Analytic), of(&thrice, WeightKind::Analytic));
    agree("model", &once_precise.0, &thrice_precise.0, 1e-12);
    agree("robust", &once_precise.1, &thrice_precise.1, 1e-12);
    let frequent = of(&thrice, WeightKind::Frequency).0;
    let root: Vec<f64> = frequent.iter().map(|e| 3.0_f64.sqrt() * e).collect();
    agree("more data", &of(&once, WeightKind::Frequency).0, &root, 1e-12);
}

#[test]
fn an_offset_is_a_feature_whose_weight_is_one() {
    let data = samples(80, 2, 44);
    let offset: Vec<f64> = (0..80).map(|i| 0.5 * data.x[(i, 1)] - 0.2).collect();
    let alone = data.x.subcols(0, 1).to_owned();
    let problem = Problem::new(alone.as_ref(), &data.numbers).unwrap();
    let problem = problem.with_offset(&offset).unwrap();
    let line = LinearRegression::default().fit_problem(&problem).unwrap();
    let rest: Vec<f64> = data.numbers.iter().zip(&offset).map(|(y, o)| y - o).collect();
    let plain = LinearRegression::default().fit(alone.as_ref(), &rest).unwrap();
    assert_close(&line.coefficients, &plain.coefficients, 1e-12);
    assert_close(&[line.intercept], &[plain.intercept], 1e-12);
    // The squared error of the objective, too, begins at the offset.
    let objective = MeanLoss::<SquaredError>::new(problem, Penalty::default()).unwrap();
    let (w, mut gradient) = ([line.coefficients[0], line.intercept], [0.0; 2]);
    let value = objective.gradient(&w, &mut gradient).unwrap();
    assert_close(&[value], &[plain.report.objective], 1e-12);
}
