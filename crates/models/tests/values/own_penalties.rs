//! Lists of penalties, and cross-validation by other losses: against the definition, and against glmnet.

use crate::common::reference::reference;
use crate::common::{assert_close, samples};
use datasets::real;
use linalg_lite::{Mat, sigmoid};
use models::paths::{CrossValidation, HeldOut, PenaltyPath};
use models::{
    Error, LinearRegression, LogisticRegression, Penalty, Problem, SoftmaxRegression,
    StandardScaler, Status,
};
use serde_json::Value;

#[test]
fn a_list_of_the_penalties_of_a_path_is_that_path() {
    let data = samples(150, 4, 72);
    let (x, folds) = (data.x.as_ref(), (0..150).map(|i| i * 7 % 3).collect::<Vec<usize>>());
    let labels = Problem::new(x, &data.labels).unwrap();
    let numbers: Vec<f64> = (0..150).map(|i| 1e3 * data.x[(i, 0)] - data.x[(i, 2)]).collect();
    let numbers = Problem::new(x, &numbers).unwrap();
    let classes: Vec<usize> = (0..150).map(|i| usize::from(data.labels[i]) + i % 2).collect();
    let classes = Problem::new(x, &classes).unwrap();
    let (logit, line) = (LogisticRegression::default(), LinearRegression::default());
    let softmax = SoftmaxRegression::default();
    for l1_ratio in [1.0, 0.4, 0.0] {
        let path = PenaltyPath { l1_ratio, steps: 6, smallest: 0.01 };
        let found = logit.cross_validate(&labels, &folds, &path).unwrap();
        let own = &*found.penalties;
        assert_eq!(logit.cross_validate(&labels, &folds, own).unwrap(), found);
        assert_eq!(logit.path(&labels, &own[..6]).unwrap(), logit.path(&labels, &path).unwrap());
        let found = line.cross_validate(&numbers, &folds, &path).unwrap();
        assert_eq!(line.cross_validate(&numbers, &folds, &*found.penalties).unwrap(), found);
        let found = softmax.cross_validate(&classes, 3, &folds, &path).unwrap();
        assert_eq!(softmax.cross_validate(&classes, 3, &folds, &*found.penalties).unwrap(), found);
    }
}

#[test]
fn no_penalty_at_the_end_is_the_plain_fit() {
    let data = samples(90, 3, 73);
    let (x, folds) = (data.x.as_ref(), (0..90).map(|i| i % 3).collect::<Vec<usize>>());
    let own = [0.1, 0.01, 0.0].map(Penalty::l2);
    let problem = Problem::new(x, &data.labels).unwrap();
    let model = LogisticRegression::default();
    let fits = model.path(&problem, &own).unwrap();
    assert_eq!(fits[2], model.fit_problem(&problem).unwrap());
    let held_out = model.held_out_losses(&problem, &folds).unwrap();
    let mean = held_out.iter().sum::<f64>() / 90.0;
    let found = model.cross_validate(&problem, &folds, &own).unwrap();
    assert_close(&[found.losses[2]], &[mean], 1e-12);

    // Separated classes have a fit with a penalty, and none without.
    let labels: Vec<bool> = (0..90).map(|i| data.x[(i, 1)] > 0.1).collect();
    let problem = Problem::new(x, &labels).unwrap();
    let found = model.cross_validate(&problem, &folds, &own).unwrap();
    assert!(found.losses[2].is_infinite() && found.best == 1, "{found:?}");
    let status = model.path(&problem, &own).unwrap()[2].report.status;
    assert!(matches!(status, Status::Separated(_)), "{status}");
}

#[test]
fn lists_that_do_not_fall_are_refused() {
    let data = samples(30, 2, 74);
    let problem = Problem::new(data.x.as_ref(), &data.labels).unwrap();
    let refused = |own: &[f64]| {
        let own: Vec<Penalty> = own.iter().map(|l2| Penalty::l2(*l2)).collect();
        LogisticRegression::default().path(&problem, &*own).unwrap_err()
    };
    assert!(matches!(refused(&[]), Error::NotPositive { .. }));
    assert!(matches!(refused(&[1.0, 1.0]), Error::PenaltyOrder { place: 1 }));
    assert!(matches!(refused(&[1.0, 0.1, 0.2]), Error::PenaltyOrder { place: 2 }));
    assert!(matches!(refused(&[1.0, -0.1]), Error::Penalty { .. }));
    assert!(matches!(refused(&[f64::INFINITY, 0.1]), Error::Penalty { .. }));
    let undefined = |_: &HeldOut<'_, bool>| f64::NAN;
    let folds: Vec<usize> = (0..30).map(|i| i % 2).collect();
    let found = LogisticRegression::default().cross_validate_by(
        &problem,
        &folds,
        &[Penalty::l2(1.0)],
        undefined,
    );
    assert!(matches!(found, Err(Error::NoFiniteLoss)));
}

/// The mean of a loss over the samples, each of weight 1.
fn mean<T>(held_out: &HeldOut<'_, T>, of: impl Fn(usize) -> f64) -> f64 {
    assert!(held_out.weights.iter().all(|weight| *weight == 1.0));
    (0..held_out.target.len()).map(of).sum::<f64>() / held_out.target.len() as f64
}

fn brier(held_out: &HeldOut<'_, bool>) -> f64 {
    let off = |i: usize| sigmoid(held_out.logits[0][i]) - f64::from(u8::from(held_out.target[i]));
    mean(held_out, |i| off(i) * off(i))
}

fn wrong(held_out: &HeldOut<'_, bool>) -> f64 {
    mean(held_out, |i| f64::from(u8::from((held_out.logits[0][i] > 0.0) != held_out.target[i])))
}

/// 1 less the share of pairs in the right order.
fn area_above(held_out: &HeldOut<'_, bool>) -> f64 {
    let of = |label: bool| -> Vec<f64> {
        let scores = held_out.logits[0].iter().zip(held_out.target);
        scores.filter(|(_, y)| **y == label).map(|(z, _)| *z).collect()
    };
    let (positive, negative) = (of(true), of(false));
    let order = |a: f64, b: f64| if a == b { 0.5 } else { f64::from(u8::from(a > b)) };
    let pairs = positive.iter().flat_map(|a| negative.iter().map(move |b| order(*a, *b)));
    1.0 - pairs.sum::<f64>() / (positive.len() * negative.len()) as f64
}

fn wrong_of_classes(held_out: &HeldOut<'_, usize>) -> f64 {
    let is_wrong = |i: usize| {
        let own = held_out.logits[held_out.target[i]][i];
        held_out.logits.iter().any(|z| z[i] > own)
    };
    mean(held_out, |i| f64::from(u8::from(is_wrong(i))))
}

/// Some columns of some rows, with mean 0 and deviation 1.
pub(super) fn standardised(x: &Mat<f64>, columns: &[usize], rows: usize) -> Mat<f64> {
    let chosen = Mat::from_fn(rows, columns.len(), |i, j| x[(i, columns[j])]);
    StandardScaler.fit(chosen.as_ref()).unwrap().transform(chosen.as_ref()).unwrap()
}

/// The features that `penalties.R` takes of each table.
pub(super) fn wdbc() -> (Mat<f64>, Vec<bool>) {
    let data = real::breast_cancer().unwrap().dataset;
    let labels = data.labels().unwrap()[..565].to_vec();
    (standardised(&data.features, &[0, 1, 4, 5, 8, 9], 565), labels)
}

pub(super) fn iris() -> (Mat<f64>, Vec<usize>) {
    let data = real::iris().unwrap().dataset;
    (standardised(&data.features, &[0, 1, 2, 3], 150), data.classes().unwrap().0.to_vec())
}

pub(super) fn penguins() -> (Mat<f64>, Vec<f64>) {
    let text =
        std::fs::read_to_string(crate::common::reference::data_folder().join("real/penguins.csv"));
    let text = text.unwrap();
    let rows = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<&str>>());
    let whole = rows.filter(|cells| cells.iter().all(|cell| !["", "NA"].contains(cell)));
    let number = |cells: &[&str], j: usize| cells[j].parse::<f64>().unwrap();
    let rows: Vec<Vec<f64>> =
        whole.map(|cells| [2, 3, 4, 7, 5].map(|j| number(&cells, j)).to_vec()).collect();
    let all = Mat::from_fn(rows.len(), 5, |i, j| rows[i][j]);
    let x = standardised(&all, &[0, 1, 2, 3], 330);
    let target = standardised(&all, &[4], 330);
    (x, (0..330).map(|i| target[(i, 0)]).collect())
}

#[track_caller]
fn same(found: &CrossValidation, expected: &Value) {
    let numbers = |key: &str| -> Vec<f64> {
        expected[key].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
    };
    assert_close(&found.losses, &numbers("losses"), 1e-6);
    assert_close(&found.standard_errors, &numbers("errors"), 1e-6);
    let place = |key: &str| expected[key].as_u64().unwrap() as usize;
    assert_eq!(found.best, place("best"));
    assert_eq!(found.within_one_standard_error, place("simplest"));
}

#[test]
fn scores_are_those_of_glmnet() {
    let all = reference("penalties.json");
    let own: Vec<Penalty> = all["lambdas"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lambda| lambda.as_f64().unwrap())
        .map(|l1| Penalty { l1, l2: 0.0 })
        .collect();
    let own = &*own;
    let folds = |n: usize| (0..n).map(|i| i % 5).collect::<Vec<usize>>();
    let cv = &all["cv"];

    let (x, y) = wdbc();
    let (problem, of) = (Problem::new(x.as_ref(), &y).unwrap(), folds(565));
    let model = LogisticRegression::default();
    same(&model.cross_validate(&problem, &of, own).unwrap(), &cv["log_loss"]);
    same(&model.cross_validate_by(&problem, &of, own, brier).unwrap(), &cv["brier"]);
    same(&model.cross_validate_by(&problem, &of, own, wrong).unwrap(), &cv["wrong"]);
    same(&model.cross_validate_by(&problem, &of, own, area_above).unwrap(), &cv["auc"]);

    let (x, y) = penguins();
    let (problem, of) = (Problem::new(x.as_ref(), &y).unwrap(), folds(330));
    let model = LinearRegression::default();
    let absolute = |held_out: &HeldOut<'_, f64>| {
        mean(held_out, |i| (held_out.logits[0][i] - held_out.target[i]).abs())
    };
    same(&model.cross_validate(&problem, &of, own).unwrap(), &cv["squared"]);
    same(&model.cross_validate_by(&problem, &of, own, absolute).unwrap(), &cv["absolute"]);

    let (x, y) = iris();
    let (problem, of) = (Problem::new(x.as_ref(), &y).unwrap(), folds(150));
    let model = SoftmaxRegression::default();
    same(&model.cross_validate(&problem, 3, &of, own).unwrap(), &cv["log_loss_of_classes"]);
    let found = model.cross_validate_by(&problem, 3, &of, own, wrong_of_classes).unwrap();
    let of_glmnet = cv["wrong_of_classes"]["losses"].as_array().unwrap();
    let of_glmnet: Vec<f64> = of_glmnet.iter().map(|loss| loss.as_f64().unwrap()).collect();
    assert_close(&found.losses[1..], &of_glmnet[1..], 1e-12); // the first has classes that are equally likely
}

/// The same loss by the other way, of weights, an offset and folds of counts.
#[test]
fn a_loss_that_is_asked_for_is_the_usual_one() {
    let data = samples(120, 3, 75);
    let counts: Vec<f64> = (0..120).map(|i| f64::from(i % 4)).collect();
    let offset: Vec<f64> = (0..120).map(|i| f64::from(i % 5) / 4.0 - 0.5).collect();
    let weights = models::SampleWeights::frequency(&counts);
    let folds: Vec<usize> = (0..180).map(|i| i % 4).collect();
    let path = PenaltyPath { l1_ratio: 0.5, steps: 5, smallest: 0.01 };
    let close = |found: &CrossValidation, other: &CrossValidation| {
        assert_close(&found.losses, &other.losses, 1e-10);
        assert_close(&found.standard_errors, &other.standard_errors, 1e-8);
    };
    let total = |weights: &[f64]| weights.iter().sum::<f64>();

    let problem = Problem::new(data.x.as_ref(), &data.labels).unwrap();
    let problem = problem.weighted(weights).unwrap().with_offset(&offset).unwrap();
    let log_loss = |held_out: &HeldOut<'_, bool>| {
        let of = |i: usize| {
            let z = held_out.logits[0][i];
            let z = if held_out.target[i] { z } else { -z };
            -held_out.weights[i] * linalg_lite::ln(sigmoid(z))
        };
        (0..held_out.target.len()).map(of).sum::<f64>() / total(held_out.weights)
    };
    let model = LogisticRegression { standardise: true, ..Default::default() };
    let usual = model.cross_validate(&problem, &folds, &path).unwrap();
    close(&model.cross_validate_by(&problem, &folds, &path, log_loss).unwrap(), &usual);
    let best = |found: &CrossValidation| found.penalties[found.best];
    let usual = model.nested_cross_validation(&problem, &folds, &path, best).unwrap();
    let asked = model.nested_cross_validation_by(&problem, &folds, &path, log_loss, best).unwrap();
    assert_eq!(usual.penalties, asked.penalties);
    assert_close(&usual.losses, &asked.losses, 1e-10);

    let numbers: Vec<f64> = (0..120).map(|i| data.x[(i, 0)] + f64::from(i as u8 % 3)).collect();
    let problem = Problem::new(data.x.as_ref(), &numbers).unwrap();
    let problem = problem.weighted(weights).unwrap().with_offset(&offset).unwrap();
    let half_squares = |held_out: &HeldOut<'_, f64>| {
        let of = |i: usize| {
            let off = held_out.logits[0][i] - held_out.target[i];
            held_out.weights[i] * off * off / 2.0
        };
        (0..held_out.target.len()).map(of).sum::<f64>() / total(held_out.weights)
    };
    let model = LinearRegression::default();
    let usual = model.cross_validate(&problem, &folds, &path).unwrap();
    close(&model.cross_validate_by(&problem, &folds, &path, half_squares).unwrap(), &usual);
}
