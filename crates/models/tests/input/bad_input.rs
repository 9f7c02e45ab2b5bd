//! What a user can get wrong: each a clear error or the right answer, never a panic.

use crate::common::samples;
use linalg_lite::{Mat, matrix_from_columns};
use models::loss::CrossEntropy;
use models::objective::{MeanLoss, MeanSoftmaxLoss};
use models::separation::Separation;
use models::solver::{GradientDescent, Objective, TwiceDifferentiable};
use models::{
    Error, LinearRegression, LogisticRegression, OneVsRest, Penalty, Problem, SampleWeights,
    SoftmaxRegression, Solver, StandardScaler, Status,
};

fn logistic() -> LogisticRegression {
    LogisticRegression::default()
}

#[test]
fn wrong_shapes_and_values_are_refused_with_their_place() {
    let x = matrix_from_columns(&[&[1.0, 2.0, 3.0]]).unwrap();
    let message = |error: Error| error.to_string();
    assert_eq!(
        message(logistic().fit(x.as_ref(), &[true, false]).unwrap_err()),
        "the target has length 2, but 3 was expected"
    );
    assert_eq!(
        message(logistic().fit(Mat::zeros(0, 2).as_ref(), &[]).unwrap_err()),
        "the matrix has no rows: at least one sample is needed"
    );
    let bad = matrix_from_columns(&[&[1.0, f64::NAN, 3.0]]).unwrap();
    let labels = [true, false, true];
    assert_eq!(
        message(logistic().fit(bad.as_ref(), &labels).unwrap_err()),
        "the feature in row 1, column 0 is NaN: features must be finite"
    );
    let error = LinearRegression::default().fit(x.as_ref(), &[1.0, f64::NAN, 2.0]).unwrap_err();
    assert_eq!(message(error), "the target is NaN at position 1: it must be finite");
    for l2 in [-1.0, f64::NAN, f64::INFINITY] {
        let penalised = LogisticRegression { penalty: Penalty::l2(l2), ..logistic() };
        assert!(matches!(penalised.fit(x.as_ref(), &labels), Err(Error::Penalty { .. })));
        let penalised = LinearRegression { penalty: Penalty::l2(l2), ..Default::default() };
        assert!(matches!(penalised.fit(x.as_ref(), &[1.0, 2.0, 3.0]), Err(Error::Penalty { .. })));
        let penalised = SoftmaxRegression { l2, ..Default::default() };
        assert!(matches!(penalised.fit(x.as_ref(), &[0, 1, 2], 3), Err(Error::Penalty { .. })));
    }
}

#[test]
fn an_objective_checks_the_room_it_is_given() {
    let data = samples(20, 2, 1);
    let labels = Problem::new(data.x.as_ref(), &data.labels).unwrap();
    let entropy = MeanLoss::<CrossEntropy>::new(labels, Penalty::default()).unwrap();
    let classes = labels.with_target(&data.classes).unwrap();
    let softmax = MeanSoftmaxLoss::new(classes, 3, 0.0).unwrap();
    assert!(entropy.gradient(&[0.0; 2], &mut [0.0; 3]).is_err());
    assert!(entropy.gradient(&[0.0; 3], &mut [0.0; 4]).is_err());
    let mut small: Mat<f64> = Mat::zeros(2, 3);
    let error = entropy.hessian(&[0.0; 3], &mut [0.0; 3], small.as_mut()).unwrap_err();
    assert_eq!(error.to_string(), "a column of the Hessian has length 2, but 3 was expected");
    assert!(softmax.hessian(&[0.0; 6], &mut [0.0; 6], small.as_mut()).is_err());
}

#[test]
fn the_proof_of_several_classes_names_a_gap_among_the_features() {
    let x = matrix_from_columns(&[&[1.0, f64::NAN, 3.0, 4.0]]).unwrap();
    let problem = Problem::new(x.as_ref(), &[0, 1, 2, 1]).unwrap();
    let softmax = MeanSoftmaxLoss::new(problem, 3, 0.1).unwrap();
    assert!(matches!(softmax.gap_bound(&[0.0; 4]), Err(Error::Numbers(_))));
}

#[test]
fn predictions_check_their_input() {
    let data = samples(50, 2, 1);
    let model = logistic().fit(data.x.as_ref(), &data.labels).unwrap();
    let wide: Mat<f64> = Mat::zeros(3, 5);
    assert!(model.probabilities(wide.as_ref()).is_err());
    assert!(model.probabilities(Mat::from_fn(1, 2, |_, _| f64::INFINITY).as_ref()).is_err());
    for threshold in [-0.1, 1.1, f64::NAN] {
        let error = model.labels(data.x.as_ref(), threshold).unwrap_err();
        assert!(matches!(error, Error::Threshold(_)), "{error}");
    }
    assert!(model.labels(data.x.as_ref(), 0.0).unwrap().iter().all(|label| *label));
}

#[test]
fn one_class_is_refused() {
    let x = matrix_from_columns(&[&[1.0, 2.0, 3.0]]).unwrap();
    let error = logistic().fit(x.as_ref(), &[true; 3]).unwrap_err();
    assert!(error.to_string().starts_with("all 3 labels are true"));
    let one_row = matrix_from_columns(&[&[1.0]]).unwrap();
    assert!(matches!(logistic().fit(one_row.as_ref(), &[false]), Err(Error::OneClass { .. })));
    let softmax = SoftmaxRegression::default();
    for (labels, classes) in [([0, 0, 1], 3), ([0, 1, 5], 3), ([0, 0, 0], 1), ([0, 0, 0], 0)] {
        assert!(matches!(softmax.fit(x.as_ref(), &labels, classes), Err(Error::Class { .. })));
    }
    let rest = OneVsRest::default();
    for labels in [[0, 0, 1], [0, 1, 5]] {
        assert!(matches!(rest.fit(x.as_ref(), &labels, 3), Err(Error::Class { .. })));
    }
}

#[test]
fn collinear_columns_are_named_unless_penalised() {
    let data = samples(60, 2, 2);
    let twin = Mat::from_fn(60, 3, |i, j| data.x[(i, j % 2)]);
    let model = logistic().fit(twin.as_ref(), &data.labels).unwrap();
    let alone = logistic().fit(data.x.as_ref(), &data.labels).unwrap();
    assert_eq!(model.report.status, Status::RankDeficient { rank: 3 });
    assert_eq!(model.report.combinations[0].describe(&[]), "feature 2 = feature 0");
    crate::common::assert_close(&model.coefficients[..2], &alone.coefficients, 1e-13);
    let shared = model.minimum_norm();
    crate::common::assert_close(&[shared.coefficients[0]], &[model.coefficients[0] / 2.0], 1e-13);
    crate::common::assert_close(&[shared.coefficients[2]], &[model.coefficients[0] / 2.0], 1e-13);
    crate::common::assert_close(
        &shared.probabilities(twin.as_ref()).unwrap(),
        &model.probabilities(twin.as_ref()).unwrap(),
        1e-14,
    );
    let constant = Mat::from_fn(60, 2, |i, j| if j == 0 { data.x[(i, 0)] } else { 7.0 });
    let model = logistic().fit(constant.as_ref(), &data.labels).unwrap();
    assert_eq!(model.report.status, Status::RankDeficient { rank: 2 });
    assert_eq!(model.report.combinations[0].describe(&[]), "feature 1 = 7");
    let softmax = SoftmaxRegression::default().fit(twin.as_ref(), &data.classes, 3).unwrap();
    assert_eq!(softmax.report.status, Status::RankDeficient { rank: 3 });
    assert!(softmax.coefficients.iter().all(|class| class[2] == 0.0));

    let penalised = LogisticRegression { penalty: Penalty::l2(0.1), ..logistic() };
    let model = penalised.fit(twin.as_ref(), &data.labels).unwrap();
    assert_eq!(model.report.status, Status::Converged);
    assert!((model.coefficients[0] - model.coefficients[2]).abs() < 1e-12);

    let line = LinearRegression::default().fit(twin.as_ref(), &data.numbers).unwrap();
    assert_eq!(line.report.status, Status::RankDeficient { rank: 3 });
    assert_eq!(line.report.combinations[0].describe(&[]), "feature 2 = feature 0");
    crate::common::assert_close(
        &line.minimum_norm().predictions(twin.as_ref()).unwrap(),
        &line.predictions(twin.as_ref()).unwrap(),
        1e-12,
    );
    let line = LinearRegression::default().fit(constant.as_ref(), &data.numbers).unwrap();
    assert_eq!(line.report.status, Status::RankDeficient { rank: 2 });
    assert_eq!(line.report.combinations[0].feature, 1);
}

#[test]
fn fewer_samples_than_features() {
    let data = samples(4, 9, 3);
    let labels = [true, false, true, false];
    let model = logistic().fit(data.x.as_ref(), &labels).unwrap();
    assert_eq!(model.report.status, Status::Separated(Separation::Complete));
    assert_eq!(model.report.combinations.len(), 6);
    let penalised = LogisticRegression { penalty: Penalty::l2(0.1), ..logistic() };
    assert_eq!(penalised.fit(data.x.as_ref(), &labels).unwrap().report.status, Status::Converged);
    let line = LinearRegression::default().fit(data.x.as_ref(), &data.numbers).unwrap();
    assert_eq!(line.report.status, Status::RankDeficient { rank: 4 });
    let fitted = line.predictions(data.x.as_ref()).unwrap();
    crate::common::assert_close(&fitted, &data.numbers, 1e-12);
}

#[test]
fn no_features_leave_the_base_rate() {
    let x: Mat<f64> = Mat::zeros(4, 0);
    let model = logistic().fit(x.as_ref(), &[true, false, true, true]).unwrap();
    assert!((model.intercept - linalg_lite::ln(3.0)).abs() < 1e-14);
    let line = LinearRegression::default().fit(x.as_ref(), &[1.0, 2.0, 3.0, 6.0]).unwrap();
    assert_eq!(line.intercept, 3.0);
}

#[test]
fn separated_classes_are_said_to_be() {
    let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]]).unwrap();
    let split = [false, false, false, true, true, true];
    let model = logistic().fit(x.as_ref(), &split).unwrap();
    assert_eq!(model.report.status, Status::Separated(Separation::Complete));

    let solver = Solver::GradientDescent(GradientDescent::default());
    let descent = LogisticRegression { solver, ..logistic() }.fit(x.as_ref(), &split).unwrap();
    assert_eq!(descent.report.status, Status::Separated(Separation::Complete));

    let penalised = LogisticRegression { penalty: Penalty::l2(1e-3), ..logistic() };
    let model = penalised.fit(x.as_ref(), &split).unwrap();
    assert_eq!(model.report.status, Status::Converged);
}

#[test]
fn classes_that_touch_are_said_to_be_separated_but_for_that() {
    let touching = matrix_from_columns(&[&[0.0, 1.0, 3.0, 3.0, 4.0, 5.0]]).unwrap();
    let split = [false, false, false, true, true, true];
    let penalised = LogisticRegression { penalty: Penalty::l2(1e-3), ..logistic() };
    let model = penalised.fit(touching.as_ref(), &split).unwrap();
    assert_eq!(model.report.status, Status::Converged);
    let model = logistic().fit(touching.as_ref(), &split).unwrap();
    assert_eq!(model.report.status, Status::Separated(Separation::QuasiComplete));
    // The loss falls to that of the two that cannot be told apart, and no further.
    let infimum = 2.0 * std::f64::consts::LN_2 / 6.0;
    assert!((model.report.objective - infimum).abs() < 1e-12);
}

#[test]
fn separated_classes_among_several_have_no_optimum_either() {
    let x = matrix_from_columns(&[&[0.0, 1.0, 5.0, 6.0, 10.0, 11.0]]).unwrap();
    let model = SoftmaxRegression::default().fit(x.as_ref(), &[0, 0, 1, 1, 2, 2], 3).unwrap();
    assert_eq!(model.report.status, Status::Separated(Separation::Complete));
    assert_eq!(model.report.separating, [0]);
    assert!(model.report.objective < 1e-6);
}

#[test]
fn overlapping_classes_are_never_called_separated() {
    for seed in 0..1000 {
        let data = samples(40 + seed as usize, 3, seed);
        let model = logistic().fit(data.x.as_ref(), &data.labels).unwrap();
        assert_eq!(model.report.status, Status::Converged, "seed {seed}");
        assert!(model.report.gradient_norm < 1e-12, "seed {seed}: {:?}", model.report);
    }
}

/// Another unit is another coefficient, and nothing else, as far as squares are numbers; beyond that an end
/// that is called an optimum still has to be one.
#[test]
fn extreme_features_neither_panic_nor_lie() {
    let data = samples(50, 2, 4);
    let near_one = logistic().fit(data.x.as_ref(), &data.labels).unwrap().coefficients;
    let line_near_one = LinearRegression::default().fit(data.x.as_ref(), &data.numbers).unwrap();
    for size in [1e-300, 1e-200, 1e-150, 1e-30, 1e30, 1e150, 1e200, 1e300] {
        let x = Mat::from_fn(50, 2, |i, j| data.x[(i, j)] * size);
        let in_units =
            |coefficients: &[f64]| -> Vec<f64> { coefficients.iter().map(|c| c * size).collect() };
        let squares_are_numbers = (1e-150..=1e150).contains(&size);
        match logistic().fit(x.as_ref(), &data.labels) {
            Ok(model) if squares_are_numbers || model.report.is_optimum() => {
                assert_eq!(model.report.status, Status::Converged, "{size:e}: {}", model.report);
                crate::common::assert_close(&in_units(&model.coefficients), &near_one, 1e-9);
            }
            Ok(model) => assert!(model.coefficients.iter().all(|c| c.is_finite()), "{size:e}"),
            Err(error) => {
                assert!(matches!(error, Error::TooLarge { .. }), "{size:e}: {error}");
                assert!(!squares_are_numbers, "{size:e}");
            }
        }
        let line = LinearRegression::default().fit(x.as_ref(), &data.numbers).unwrap();
        assert_eq!(line.report.status, Status::Converged, "{size:e}: {}", line.report);
        crate::common::assert_close(
            &in_units(&line.coefficients),
            &line_near_one.coefficients,
            1e-12,
        );
        let scaled = StandardScaler.fit(x.as_ref()).unwrap().transform(x.as_ref()).unwrap();
        let model = logistic().fit(scaled.as_ref(), &data.labels).unwrap();
        assert_eq!(model.report.status, Status::Converged, "size {size:e}");
    }
}

#[test]
fn a_rate_that_is_too_large_is_called_divergence() {
    let data = samples(50, 2, 5);
    let solver = Solver::GradientDescent(GradientDescent { rate: 1e6, ..Default::default() });
    let model = LogisticRegression { solver, ..logistic() }.fit(data.x.as_ref(), &data.labels);
    assert_eq!(model.unwrap().report.status, Status::Diverged);
}

#[test]
fn weights_and_offsets_that_make_no_sense_are_refused_with_their_row() {
    let data = samples(10, 2, 4);
    let problem = Problem::new(data.x.as_ref(), &data.labels).unwrap();
    let fit = |weights: &[f64]| {
        let weighted = problem.weighted(SampleWeights::frequency(weights));
        weighted.and_then(|weighted| logistic().fit_problem(&weighted)).unwrap_err().to_string()
    };
    let with = |row: usize, weight: f64| {
        let mut weights = [1.0; 10];
        weights[row] = weight;
        fit(&weights)
    };
    assert_eq!(with(3, -0.5), "the weight of row 3 is -0.5: a weight cannot be negative");
    assert_eq!(with(7, f64::NAN), "the weight is NaN at position 7: it must be finite");
    assert_eq!(fit(&[0.0; 10]), "all weights are 0: no sample counts");
    assert_eq!(fit(&[1.0; 9]), "the list of weights has length 9, but 10 was expected");
    assert_eq!(
        with(2, 1.5),
        "the weight of row 2 is 1.5, which is not a number of samples: weights that are not counts are \
         analytic or sampling weights"
    );
    let positives: Vec<f64> = data.labels.iter().map(|label| f64::from(u8::from(*label))).collect();
    assert!(fit(&positives).contains("labels are true"), "{}", fit(&positives));
    let offset = [f64::INFINITY; 10];
    let error = problem.with_offset(&offset).unwrap_err();
    assert_eq!(error.to_string(), "the offset is inf at position 0: it must be finite");
    let error = problem.with_offset(&[0.0; 9]).unwrap_err();
    assert_eq!(error.to_string(), "the list of offsets has length 9, but 10 was expected");
    let classes = problem.with_target(&data.classes).unwrap();
    assert!(classes.weighted(SampleWeights::frequency(&[-1.0; 10])).is_err());
    let classes = classes.with_offset(&[1.0; 10]).unwrap();
    let error = SoftmaxRegression::default().fit_problem(&classes, 3).unwrap_err();
    assert!(matches!(error, Error::Offset), "{error}");
}
