//! Laws that hold for every data set.

use crate::common::{assert_close, converged, problem, samples, weights};
use linalg_lite::Mat;
use models::loss::{CrossEntropy, SquaredError};
use models::objective::MeanLoss;
use models::solver::{GradientDescent, Newton, Objective};
use models::{
    FittedLogistic, LinearRegression, LinearSolver, LogisticRegression, OneVsRest, Penalty,
    SoftmaxRegression, Solver, StandardScaler, Status,
};

fn rows_repeated(x: &Mat<f64>, times: usize) -> Mat<f64> {
    Mat::from_fn(x.nrows() * times, x.ncols(), |i, j| x[(i / times, j)])
}

#[test]
fn flipped_labels_flip_the_weights() {
    let data = samples(300, 3, 1);
    let flipped: Vec<bool> = data.labels.iter().map(|label| !label).collect();
    for l2 in [0.0, 0.1] {
        let model = converged(data.x.as_ref(), &data.labels, l2);
        let mirror = converged(data.x.as_ref(), &flipped, l2);
        let negated: Vec<f64> = weights(&mirror).iter().map(|w| -w).collect();
        assert_close(&negated, &weights(&model), 1e-13);
    }
}

#[test]
fn repeated_rows_change_nothing_but_the_count() {
    let data = samples(100, 2, 2);
    let x = rows_repeated(&data.x, 3);
    let labels: Vec<bool> = data.labels.iter().flat_map(|label| [*label; 3]).collect();
    for l2 in [0.0, 0.1] {
        let once = converged(data.x.as_ref(), &data.labels, l2);
        let thrice = converged(x.as_ref(), &labels, l2);
        assert_close(&weights(&thrice), &weights(&once), 1e-12);
        assert!((thrice.report.objective - once.report.objective).abs() < 1e-14);
    }
}

#[test]
fn the_intercept_is_a_column_of_ones_without_its_penalty() {
    let data = samples(200, 2, 3);
    let ones = Mat::from_fn(200, 3, |i, j| if j < 2 { data.x[(i, j)] } else { 1.0 });
    let without = problem(ones.as_ref(), &data.labels, false);
    let stored = LogisticRegression::default().fit_problem(&without).unwrap();
    let model = converged(data.x.as_ref(), &data.labels, 0.0);
    assert_close(&stored.coefficients, &weights(&model), 1e-13);
    assert_eq!(stored.intercept, 0.0);
}

#[test]
fn the_gradient_is_zero_at_the_optimum() {
    let data = samples(300, 3, 4);
    let model = converged(data.x.as_ref(), &data.labels, 0.0);
    assert!(model.report.gradient_norm < 1e-15);
    // In particular the probabilities add up to the number of positives.
    let expected: f64 = model.probabilities(data.x.as_ref()).unwrap().iter().sum();
    let positives = data.labels.iter().filter(|label| **label).count() as f64;
    assert!((expected - positives).abs() < 1e-11);
}

#[test]
fn two_solvers_agree() {
    let data = samples(300, 3, 5);
    for l2 in [0.0, 0.2] {
        let newton = converged(data.x.as_ref(), &data.labels, l2);
        let descent = GradientDescent { rate: 2.0, epochs: 3000, tolerance: 1e-12 };
        let solver = Solver::GradientDescent(descent);
        let descent = LogisticRegression { solver, penalty: Penalty::l2(l2), ..Default::default() }
            .fit(data.x.as_ref(), &data.labels)
            .unwrap();
        assert_eq!(descent.report.status, Status::Converged);
        assert_close(&weights(&descent), &weights(&newton), 1e-10);
    }
}

#[test]
fn least_squares_newton_and_descent_find_one_line() {
    let data = samples(300, 3, 6);
    for l2 in [0.0, 0.3] {
        for intercept in [false, true] {
            let (penalty, problem) =
                (Penalty::l2(l2), problem(data.x.as_ref(), &data.numbers, intercept));
            let direct = LinearRegression { penalty, ..Default::default() };
            let direct = direct.fit_problem(&problem).unwrap();
            assert!(direct.report.gradient_norm < 1e-14);
            let solver = LinearSolver::GradientDescent(GradientDescent {
                rate: 0.5,
                epochs: 500,
                tolerance: 1e-10,
            });
            let descent = LinearRegression { solver, penalty, ..Default::default() };
            let descent = descent.fit_problem(&problem).unwrap();
            assert_eq!(descent.report.status, Status::Converged);
            assert_close(&descent.coefficients, &direct.coefficients, 1e-10);
            let objective = MeanLoss::<SquaredError>::new(problem, penalty).unwrap();
            let mut gradient = vec![0.0; 3 + usize::from(intercept)];
            let weights = [&direct.coefficients[..], &[direct.intercept]].concat();
            let value = objective.gradient(&weights[..gradient.len()], &mut gradient).unwrap();
            assert!((direct.report.objective - value).abs() < 1e-14 * value);
            assert!(gradient.iter().all(|g| g.abs() < 1e-14));
            let newton = Newton::default().minimise(&objective).unwrap();
            assert_eq!(newton.report.status, Status::Converged);
            assert!(newton.report.iterations <= 2);
            assert_close(&newton.parameters[..3], &direct.coefficients, 1e-13);
        }
    }
}

#[test]
fn softmax_with_two_classes_is_logistic_regression() {
    let data = samples(300, 3, 7);
    let classes: Vec<usize> = data.labels.iter().map(|label| usize::from(*label)).collect();
    let binary = converged(data.x.as_ref(), &data.labels, 0.0);
    let softmax = SoftmaxRegression::default().fit(data.x.as_ref(), &classes, 2).unwrap();
    let difference: Vec<f64> =
        (0..3).map(|j| softmax.coefficients[1][j] - softmax.coefficients[0][j]).collect();
    assert_close(&difference, &binary.coefficients, 1e-12);
    let p = softmax.probabilities(data.x.as_ref()).unwrap();
    assert_close(&p[1], &binary.probabilities(data.x.as_ref()).unwrap(), 1e-12);
}

#[test]
fn softmax_weights_sum_to_zero_and_probabilities_to_one() {
    let data = samples(300, 2, 8);
    for l2 in [0.0, 0.05] {
        let config = SoftmaxRegression { l2, ..Default::default() };
        let model = config.fit(data.x.as_ref(), &data.classes, 3).unwrap();
        assert_eq!(model.report.status, Status::Converged);
        assert!(model.intercepts.iter().sum::<f64>().abs() < 1e-14);
        for feature in 0..2 {
            let sum: f64 = model.coefficients.iter().map(|class| class[feature]).sum();
            assert!(sum.abs() < 1e-14, "{sum:e}");
        }
        let p = model.probabilities(data.x.as_ref()).unwrap();
        for i in 0..300 {
            assert!((p.iter().map(|class| class[i]).sum::<f64>() - 1.0).abs() < 1e-15);
        }
    }
}

#[test]
fn renamed_classes_permute_the_softmax_model() {
    let data = samples(300, 2, 9);
    let renamed: Vec<usize> = data.classes.iter().map(|class| (class + 1) % 3).collect();
    let config = SoftmaxRegression { l2: 0.1, ..Default::default() };
    let model = config.fit(data.x.as_ref(), &data.classes, 3).unwrap();
    let other = config.fit(data.x.as_ref(), &renamed, 3).unwrap();
    for class in 0..3 {
        assert_close(&other.coefficients[(class + 1) % 3], &model.coefficients[class], 1e-12);
    }
}

#[test]
fn scaling_the_features_leaves_the_probabilities() {
    let data = samples(200, 3, 10);
    let x = Mat::from_fn(200, 3, |i, j| data.x[(i, j)] * [1e-6, 1.0, 1e6][j] + 2.0);
    let scaler = StandardScaler.fit(x.as_ref()).unwrap();
    let scaled = converged(scaler.transform(x.as_ref()).unwrap().as_ref(), &data.labels, 0.0);
    let raw = converged(x.as_ref(), &data.labels, 0.0);
    let (coefficients, intercept) =
        scaler.plain_parameters(&scaled.coefficients, scaled.intercept).unwrap();
    let plain = FittedLogistic { coefficients, intercept, ..scaled };
    assert_close(
        &plain.probabilities(x.as_ref()).unwrap(),
        &raw.probabilities(x.as_ref()).unwrap(),
        1e-9,
    );
}

#[test]
fn each_of_the_rest_is_a_binary_model() {
    let data = samples(300, 2, 11);
    let model = OneVsRest::default().fit(data.x.as_ref(), &data.classes, 3).unwrap();
    let is_two: Vec<bool> = data.classes.iter().map(|class| *class == 2).collect();
    assert_eq!(model.models[2], converged(data.x.as_ref(), &is_two, 0.0));
    let p = model.probabilities(data.x.as_ref()).unwrap();
    let chosen = model.classes(data.x.as_ref()).unwrap();
    for i in 0..300 {
        assert!((0..3).all(|class| p[class][i] <= p[chosen[i]][i]));
    }
}

#[test]
fn the_boundary_is_where_the_probability_is_a_half() {
    let data = samples(200, 2, 12);
    let model = converged(data.x.as_ref(), &data.labels, 0.0);
    for first in [-2.0, 0.0, 3.0] {
        let second = model.boundary().solve_for(1, &[first, 0.0]).unwrap();
        let point = Mat::from_fn(1, 2, |_, j| [first, second][j]);
        assert!((model.probabilities(point.as_ref()).unwrap()[0] - 0.5).abs() < 1e-15);
    }
}

#[test]
fn gradient_descent_lowers_the_loss_step_by_step() {
    let data = samples(200, 2, 13);
    let problem = problem(data.x.as_ref(), &data.labels, true);
    let objective = MeanLoss::<CrossEntropy>::new(problem, Penalty::default()).unwrap();
    let run = |epochs| {
        GradientDescent { rate: 0.5, epochs, ..Default::default() }.minimise(&objective).unwrap()
    };
    let long = run(100);
    assert!(long.report.objectives().windows(2).all(|pair| pair[1] < pair[0]));
    assert_eq!(long.report.objectives()[..40], run(40).report.objectives());
    assert_eq!(long.report.objectives()[40], run(40).report.objective);
}

#[test]
fn every_number_of_threads_gives_the_same_bits() {
    let data = samples(30_011, 3, 15);
    let x = data.x.as_ref();
    let fits = || {
        let binary = LogisticRegression::default().fit(x, &data.labels).unwrap();
        let softmax = SoftmaxRegression::default().fit(x, &data.classes, 3).unwrap();
        let line = LinearRegression::default().fit(x, &data.numbers).unwrap();
        let p = binary.probabilities(x).unwrap();
        (binary, softmax, line, p)
    };
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let alone = pool(1).install(fits);
    for threads in [2, 3, 5, 8] {
        assert_eq!(pool(threads).install(fits), alone, "{threads} threads");
    }
}
