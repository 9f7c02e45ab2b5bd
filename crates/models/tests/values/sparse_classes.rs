//! Several classes with penalties on absolute values: against the optimality conditions, two classes, and
//! scikit-learn, glmnet and a refit in 80-bit arithmetic.

use crate::common::reference::{data_folder, reference};
use crate::common::{assert_close, problem, samples};
use datasets::real;
use linalg_lite::{Mat, matrix_from_columns};
use models::objective::MeanSoftmaxLoss;
use models::paths::PenaltyPath;
use models::report::Bound;
use models::solver::{Newton, Objective};
use models::{
    Error, FittedSoftmax, LogisticRegression, Penalty, Problem, SampleWeights, SoftmaxRegression,
    Solver, StandardScaler, Status,
};
use serde_json::Value;

fn with(l1: f64, l2: f64) -> SoftmaxRegression {
    SoftmaxRegression { l1, l2, ..Default::default() }
}

#[track_caller]
fn proven(fit: &FittedSoftmax, gap: f64) {
    assert_eq!(fit.report.status, Status::Converged, "{}", fit.report);
    let certificate = fit.report.certificate.unwrap();
    assert_eq!(certificate.bound, Bound::Proven);
    assert!(certificate.gap <= gap * (1.0 + fit.report.objective), "{}", fit.report);
}

/// The slopes of the mean loss by class and feature, and by intercept, from the probabilities.
fn slopes(fit: &FittedSoftmax, x: &Mat<f64>, classes: &[usize]) -> (Vec<Vec<f64>>, Vec<f64>) {
    let (n, p) = fit.probabilities(x.as_ref()).map(|p| (classes.len() as f64, p)).unwrap();
    let r = |k: usize, i: usize| p[k][i] - f64::from(u8::from(classes[i] == k));
    let rows = 0..classes.len();
    let of = |k: usize, j: usize| rows.clone().map(|i| r(k, i) * x[(i, j)]).sum::<f64>() / n;
    let of_class = |k: usize| (0..x.ncols()).map(|j| of(k, j)).collect();
    let of_intercept = |k: usize| rows.clone().map(|i| r(k, i)).sum::<f64>() / n;
    ((0..p.len()).map(of_class).collect(), (0..p.len()).map(of_intercept).collect())
}

/// Where a coefficient is not 0, the slope balances the penalty; where it is, it stays within.
#[track_caller]
fn is_optimal(fit: &FittedSoftmax, x: &Mat<f64>, classes: &[usize], tolerance: f64) {
    let Penalty { l1, l2 } = fit.config.penalty();
    let (slopes, of_intercepts) = slopes(fit, x, classes);
    for (slope, c) in slopes.iter().flatten().zip(fit.coefficients.iter().flatten()) {
        let slope = slope + l2 * c;
        let off =
            if *c == 0.0 { (slope.abs() - l1).max(0.0) } else { (slope + l1 * c.signum()).abs() };
        assert!(off <= tolerance, "{off:e} at {c}");
    }
    assert!(of_intercepts.iter().all(|slope| slope.abs() <= tolerance), "{of_intercepts:?}");
}

#[test]
fn three_classes_by_hand() {
    // Two rows at x = 1 of class 0, two at -1 of class 1, one at 0 of class 2. By symmetry c = (c, -c, 0) and
    // b = (-b/2, -b/2, b). Intercepts: p_2 = 1/5 on the mean; slope of c: 4/5 p - 2/5 = -l1 with
    // p = p_0(1) - p_1(1) + ... worked out below from the probabilities that the model gives.
    let x = matrix_from_columns(&[&[1.0, 1.0, -1.0, -1.0, 0.0]]).unwrap();
    let classes = [0, 0, 1, 1, 2];
    let nothing = with(0.401, 0.0).fit(x.as_ref(), &classes, 3).unwrap();
    assert_eq!(nothing.coefficients.concat(), [0.0; 3]);
    let share = linalg_lite::ln(2.0);
    assert_close(&nothing.intercepts, &[share / 3.0, share / 3.0, -2.0 * share / 3.0], 1e-12);
    let some = with(0.1, 0.0).fit(x.as_ref(), &classes, 3).unwrap();
    let [a, b, c] = [0, 1, 2].map(|k: usize| some.coefficients[k][0]);
    assert!(a > 0.0 && c == 0.0);
    assert_close(&[b, some.intercepts[1]], &[-a, some.intercepts[0]], 1e-9);
    let p = some.probabilities(x.as_ref()).unwrap();
    // slope of class 0: (2 (p_0(1) - 1) - 2 p_0(-1)) / 5 = -l1
    assert_close(&[(2.0 * (p[0][0] - 1.0) - 2.0 * p[0][2]) / 5.0], &[-0.1], 1e-10);
    assert_close(&[4.0 * p[2][0] + p[2][4]], &[1.0], 1e-10);
}

#[test]
fn every_point_of_a_path_is_an_optimum() {
    let data = samples(300, 6, 61);
    let of_classes = problem(data.x.as_ref(), &data.classes, true);
    for l1_ratio in [1.0, 0.5, 0.01] {
        let path = PenaltyPath { l1_ratio, steps: 40, ..Default::default() };
        let fits = SoftmaxRegression::default().path(&of_classes, 3, &path).unwrap();
        assert_eq!(fits.len(), 40);
        assert!(fits[0].coefficients.iter().flatten().all(|c| *c == 0.0));
        assert!(fits[1].coefficients.iter().flatten().any(|c| *c != 0.0));
        for fit in &fits {
            proven(fit, 1e-8);
            is_optimal(fit, &data.x, &data.classes, 1e-5);
        }
        let alone = fits[20].config.fit(data.x.as_ref(), &data.classes, 3).unwrap();
        proven(&alone, 1e-10);
        is_optimal(&alone, &data.x, &data.classes, 1e-9);
        assert_close(&alone.coefficients.concat(), &fits[20].coefficients.concat(), 1e-4);
        let zeros = |fit: &FittedSoftmax| -> Vec<bool> {
            fit.coefficients.iter().flatten().map(|c| *c == 0.0).collect()
        };
        assert_eq!(zeros(&alone), zeros(&fits[20]));
    }
}

/// With |a - b| = l1 (|c_0| + |c_1|) and (c_0 - c_1)^2 / 4 = (c_0^2 + c_1^2) / 2 where they cost least, two classes
/// are a logit of the same l1 and half the l2.
#[test]
fn two_classes_are_a_logit() {
    let data = samples(200, 5, 62);
    let classes: Vec<usize> = data.labels.iter().map(|label| usize::from(*label)).collect();
    for (l1, l2) in [(0.05, 0.0), (0.01, 0.0), (0.02, 0.03), (1e-4, 1e-3)] {
        let softmax = with(l1, l2).fit(data.x.as_ref(), &classes, 2).unwrap();
        proven(&softmax, 1e-10);
        let penalty = Penalty { l1, l2: l2 / 2.0 };
        let logit = LogisticRegression { penalty, ..Default::default() };
        let logit = logit.fit(data.x.as_ref(), &data.labels).unwrap();
        let [first, second] = [&softmax.coefficients[0], &softmax.coefficients[1]];
        let beside: Vec<f64> = second.iter().zip(first).map(|(b, a)| b - a).collect();
        assert_close(&beside, &logit.coefficients, 1e-9);
        assert_close(&[softmax.intercepts[1] - softmax.intercepts[0]], &[logit.intercept], 1e-9);
        assert!((softmax.report.objective - logit.report.objective).abs() < 1e-13);
        let is_there = |c: &f64| *c != 0.0;
        if l2 == 0.0 {
            assert!(!first.iter().any(is_there)); // among equals the first class is at 0
        }
    }
}

#[test]
fn an_almost_absent_corner_leaves_the_smooth_fit() {
    let data = samples(300, 4, 63);
    let smooth = with(0.0, 0.05).fit(data.x.as_ref(), &data.classes, 3).unwrap();
    let nearly = with(1e-10, 0.05).fit(data.x.as_ref(), &data.classes, 3).unwrap();
    assert_close(&nearly.coefficients.concat(), &smooth.coefficients.concat(), 1e-7);
    assert_close(&nearly.intercepts, &smooth.intercepts, 1e-7);
}

#[test]
fn hard_tables_have_their_optimum_too() {
    // More features than samples, a twin, a constant, classes that are separated.
    let data = samples(30, 50, 64);
    let classes: Vec<usize> = (0..30).map(|i| i * i % 7 % 3).collect();
    let x = Mat::from_fn(30, 52, |i, j| match j {
        50 => data.x[(i, 0)],
        51 => 3.0,
        _ => data.x[(i, j)],
    });
    for (l1, l2) in [(0.05, 0.0), (0.01, 0.01), (1e-3, 0.0)] {
        for standardise in [false, true] {
            let model = SoftmaxRegression { standardise, ..with(l1, l2) };
            let model = model.fit(x.as_ref(), &classes, 3).unwrap();
            let gap = model.report.certificate.unwrap().gap;
            assert!(model.report.is_optimum() && gap < 1e-9, "{}", model.report);
            assert!(model.coefficients.iter().all(|of_class| of_class[51] == 0.0));
        }
    }
    let none = Mat::zeros(30, 0);
    proven(&with(0.1, 0.0).fit(none.as_ref(), &classes, 3).unwrap(), 1e-10);
    let without = problem(none.as_ref(), &classes, false);
    assert!(with(0.1, 0.0).fit_problem(&without, 3).unwrap().report.is_optimum());
}

#[test]
fn what_makes_no_sense_is_refused() {
    let data = samples(30, 2, 65);
    let fit =
        |config: SoftmaxRegression| config.fit(data.x.as_ref(), &data.classes, 3).unwrap_err();
    let solver = Solver::Newton(Newton::default());
    let error = fit(SoftmaxRegression { solver, ..with(0.1, 0.0) });
    assert!(error.to_string().contains("Newton's method cannot minimise"), "{error}");
    for l1 in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(fit(with(l1, 0.0)), Error::Penalty { what: "l1", .. }));
    }
    let error = with(0.1, 0.0).fit(data.x.as_ref(), &data.classes, 4).unwrap_err();
    assert!(matches!(error, Error::Class { class: 3, .. }), "{error}");
    let model = with(0.1, 0.0).fit(data.x.as_ref(), &data.classes, 3).unwrap();
    let of_classes = problem(data.x.as_ref(), &data.classes, true);
    assert!(matches!(model.inference_of(&of_classes), Err(Error::NoInference(_))));
}

/// The duality gap of the same parameters, from an objective that has only the l2.
#[test]
fn the_report_has_the_objective_of_the_parameters() {
    let data = samples(150, 4, 66);
    let fit = with(0.02, 0.01).fit(data.x.as_ref(), &data.classes, 3).unwrap();
    let of_classes = problem(data.x.as_ref(), &data.classes, true);
    let objective = MeanSoftmaxLoss::new(of_classes, 3, 0.0).unwrap();
    let beside = |k: usize| {
        let c = fit.coefficients[k].iter().zip(&fit.coefficients[0]).map(|(a, b)| a - b);
        c.chain([fit.intercepts[k] - fit.intercepts[0]]).collect::<Vec<f64>>()
    };
    let w = [beside(1), beside(2)].concat();
    let loss = objective.gradient(&w, &mut vec![0.0; w.len()]).unwrap();
    let penalty: f64 =
        fit.coefficients.iter().flatten().map(|c| 0.02 * c.abs() + 0.005 * c * c).sum();
    assert!((fit.report.objective - loss - penalty).abs() < 1e-14);
}

/// A table of `sparse_softmax.json`: features, classes and counts.
fn table(name: &str) -> (Mat<f64>, Vec<usize>, Vec<f64>) {
    let standardised = |data: datasets::Dataset| {
        let x = StandardScaler.fit(data.features.as_ref()).unwrap();
        let x = x.transform(data.features.as_ref()).unwrap();
        let classes = data.classes().unwrap().0.to_vec();
        let counts = vec![1.0; classes.len()];
        (x, classes, counts)
    };
    match name {
        "iris" => standardised(real::iris().unwrap().dataset),
        "penguins" => standardised(real::penguins().unwrap().dataset),
        _ => counted(name),
    }
}

/// A table of counts, with zeros and ones for its words.
fn counted(name: &str) -> (Mat<f64>, Vec<usize>, Vec<f64>) {
    let text = std::fs::read_to_string(data_folder().join("real").join(format!("{name}.csv")));
    let text = text.unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let head = lines.next().unwrap();
    let rows: Vec<Vec<&str>> = lines.collect();
    let column = |name: &str| head.iter().position(|head| *head == name).unwrap();
    let is = |name: &str, word: &str| -> Vec<f64> {
        let column = column(name);
        rows.iter().map(|row| f64::from(u8::from(row[column] == word))).collect()
    };
    let (target, columns) = match name {
        "titanic_table" => {
            ("class", vec![is("sex", "male"), is("age", "child"), is("survived", "1")])
        }
        _ => {
            let (admit, man) = (is("admit", "1"), is("gender", "male"));
            let both = admit.iter().zip(&man).map(|(a, m)| a * m).collect();
            ("dept", vec![admit, man, both])
        }
    };
    let words: Vec<&str> = rows.iter().map(|row| row[column(target)]).collect();
    let mut names = words.clone();
    names.sort_unstable();
    names.dedup();
    let classes = words.iter().map(|word| names.binary_search(word).unwrap()).collect();
    let counts = rows.iter().map(|row| row[column("count")].parse().unwrap()).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    (matrix_from_columns(&columns).unwrap(), classes, counts)
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        number => vec![number.as_f64().unwrap()],
    }
}

/// All coefficients, feature by feature less their mean over the classes, then the intercepts.
fn less_mean(fit: &FittedSoftmax) -> Vec<f64> {
    let classes = fit.coefficients.len() as f64;
    let mean = |j: usize| fit.coefficients.iter().map(|c| c[j]).sum::<f64>() / classes;
    let coefficients = fit.coefficients.iter().flat_map(|of_class| {
        of_class.iter().enumerate().map(|(j, c)| c - mean(j)).collect::<Vec<f64>>()
    });
    coefficients.chain(fit.intercepts.iter().copied()).collect()
}

#[test]
fn real_tables_agree_with_others() {
    let figures = reference("sparse_softmax.json");
    let of_glmnet = reference("sparse_softmax_r.json");
    let (mut compared, mut worst) = (0, [0.0_f64; 3]);
    for (name, entry) in figures["tables"].as_object().unwrap() {
        let (x, classes, counts) = table(name);
        let k = entry["classes"].as_array().unwrap().len();
        let of_classes = Problem::new(x.as_ref(), &classes).unwrap();
        let of_classes = of_classes.weighted(SampleWeights::frequency(&counts)).unwrap();
        let fits = entry["fits"].as_array().unwrap();
        for (place, figure) in fits.iter().enumerate() {
            let [l1, l2] = ["l1", "l2"].map(|key| figure[key].as_f64().unwrap());
            let fit = with(l1, l2).fit_problem(&of_classes, k).unwrap();
            proven(&fit, 1e-10);
            let zeros = fit.coefficients.iter().flatten().filter(|c| **c == 0.0).count();
            assert_eq!(zeros as u64, figure["zeros"].as_u64().unwrap(), "{name} {l1} {l2}");
            let found = less_mean(&fit);
            let glmnet = &of_glmnet["tables"][name][place];
            for (other, figures) in [&figure["refit"], &figure["saga"], glmnet].iter().enumerate() {
                let mut expected = numbers(&figures["coef"]);
                if other != 1 {
                    expected.extend(numbers(&figures["intercept"])); // saga stops once no coefficient moves
                }
                let found = &found[..expected.len()];
                let tolerance = [1e-8, 2e-5, 2e-5][other]; // the last two stop earlier themselves
                assert_close(found, &expected, tolerance);
                let off =
                    found.iter().zip(&expected).map(|(a, b)| (a - b).abs() / b.abs().max(1.0));
                worst[other] = off.fold(worst[other], f64::max);
                compared += found.len();
            }
        }
    }
    println!("{compared} figures; refit, saga and glmnet within {worst:?}");
    assert!(compared > 900, "{compared}");
}
