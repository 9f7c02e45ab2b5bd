//! The shell and the library give the same bits.

use crate::common::{Folder, real, regress};
use datasets::real as tables;
use linalg_lite::MatRef;
use models::firth::FirthRegression;
use models::paths::PenaltyPath;
use models::{
    LinearRegression, LogisticRegression, Penalty, Problem, SampleWeights, SoftmaxRegression,
    balanced_weights,
};
use serde_json::Value;

fn model(folder: &Folder, args: &[&str]) -> Value {
    let output = folder.run(&[&["fit"], args, &["-o", "model.json"]].concat());
    assert!(matches!(output.status.code(), Some(0 | 3)), "{output:?}");
    serde_json::from_str(&folder.read("model.json")).unwrap()
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// Coefficients and intercept of a model file.
fn weights(file: &Value) -> Vec<u64> {
    let mut weights = numbers(&file["model"]["coefficients"]);
    weights.push(file["model"]["intercept"].as_f64().unwrap());
    bits(&weights)
}

fn joined(coefficients: &[f64], intercept: f64) -> Vec<u64> {
    bits(&[coefficients, &[intercept]].concat())
}

fn spambase() -> (datasets::Dataset, Vec<bool>) {
    let spam = tables::spambase().unwrap().dataset;
    let labels = spam.labels().unwrap().to_vec();
    (spam, labels)
}

#[test]
fn logistic_regression_has_the_same_bits_by_either_route() {
    let folder = Folder::new();
    let (spam, labels) = spambase();
    let x = spam.features.as_ref();
    let csv = real("spambase.csv");
    for (flags, l1, l2) in [
        (&["--l2", "0.01"][..], 0.0, 0.01),
        (&["--l1", "0.02"], 0.02, 0.0),
        (&["--elastic", "0.04:0.25"], 0.01, 0.03),
        (&[], 0.0, 0.0),
    ] {
        let config = LogisticRegression { penalty: Penalty { l1, l2 }, ..Default::default() };
        let ours = config.fit(x, &labels).unwrap();
        let file = model(&folder, &[&[csv.as_str(), "-t", "spam"], flags].concat());
        assert_eq!(weights(&file), joined(&ours.coefficients, ours.intercept), "{flags:?}");
        assert_eq!(file["model"]["report"], serde_json::to_value(&ours.report).unwrap());
    }
}

#[test]
fn standardised_and_weighted_fits_too() {
    let folder = Folder::new();
    let (spam, labels) = spambase();
    let csv = real("spambase.csv");
    let problem = Problem::new(spam.features.as_ref(), &labels).unwrap();
    let balanced = balanced_weights(&problem);
    let problem = problem.weighted(SampleWeights::sampling(&balanced)).unwrap();
    let penalty = Penalty::l2(0.1);
    let config = LogisticRegression { penalty, standardise: true, ..Default::default() };
    let ours = config.fit_problem(&problem).unwrap();
    let flags = ["-t", "spam", "--l2", "0.1", "--standardise", "--class-weight", "balanced"];
    let file = model(&folder, &[&[csv.as_str()], &flags[..]].concat());
    assert_eq!(weights(&file), joined(&ours.coefficients, ours.intercept));
}

#[test]
fn cross_validation_chooses_the_same() {
    let folder = Folder::new();
    let (spam, labels) = spambase();
    let x = spam.features.as_ref();
    let classes: Vec<usize> = labels.iter().map(|label| usize::from(*label)).collect();
    let mut stream = datasets::Stream::new(datasets::Source::ChaCha8, 7).unwrap();
    let folds = datasets::stratified_folds(&classes, 5, &mut stream).unwrap();
    let config = LogisticRegression::default();
    let path = PenaltyPath { l1_ratio: 0.5, ..Default::default() };
    let problem = Problem::new(x, &labels).unwrap();
    let found = config.cross_validate(&problem, &folds, &path).unwrap();
    let penalty = found.penalties[found.best];
    let ours = LogisticRegression { penalty, ..config }.fit(x, &labels).unwrap();
    let file = model(&folder, &[&real("spambase.csv"), "-t", "spam", "--cv=0.5", "--seed", "7"]);
    assert_eq!(weights(&file), joined(&ours.coefficients, ours.intercept));
}

#[test]
fn other_models_too() {
    let folder = Folder::new();
    let iris = tables::iris().unwrap().dataset;
    let x: MatRef<'_, f64> = iris.features.as_ref();
    let csv = real("iris.csv");
    let (classes, names) = iris.classes().unwrap();
    let softmax = SoftmaxRegression { l2: 0.01, ..Default::default() }.fit(x, classes, 3).unwrap();
    let file = model(&folder, &[&csv, "-t", "species", "-m", "softmax", "--l2", "0.01"]);
    for k in 0..3 {
        let found = numbers(&file["model"]["coefficients"][k]);
        assert_eq!(bits(&found), bits(&softmax.coefficients[k]), "{}", names[k]);
    }
    let is_versicolor = iris.is_class("versicolor").unwrap();
    let firth = FirthRegression::default().fit(x, &is_versicolor).unwrap();
    let flags = ["-t", "species", "--positive", "versicolor", "--firth"];
    let file = model(&folder, &[&[csv.as_str()], &flags[..]].concat());
    assert_eq!(weights(&file), joined(&firth.coefficients, firth.intercept));

    let names: Vec<&str> = iris.feature_names[1..].iter().map(String::as_str).collect();
    let rest = iris.select_features(&names).unwrap();
    let target = iris.feature(&iris.feature_names[0]).unwrap();
    let line = LinearRegression::default().fit(rest.features.as_ref(), target).unwrap();
    let flags = ["-t", &iris.feature_names[0], "-m", "linear", "--drop", "species"];
    let file = model(&folder, &[&[csv.as_str()], &flags[..]].concat());
    assert_eq!(weights(&file), joined(&line.coefficients, line.intercept));
}

#[test]
fn a_stored_model_predicts_the_same_bits() {
    let folder = Folder::new();
    let (spam, labels) = spambase();
    let x = spam.features.as_ref();
    let csv = real("spambase.csv");
    let config = LogisticRegression { penalty: Penalty::l2(0.01), ..Default::default() };
    let ours = config.fit(x, &labels).unwrap();
    model(&folder, &[&csv, "-t", "spam", "--l2", "0.01"]);
    let answers = folder.ok(&["predict", "model.json", &csv, "--proba"]);
    let found: Vec<f64> = answers
        .lines()
        .skip(1)
        .map(|row| row.rsplit(',').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(bits(&found), bits(&ours.probabilities(x).unwrap()));
}

#[test]
fn permuted_rows_and_columns_are_answered_alike() {
    let folder = Folder::new();
    let csv = std::fs::read_to_string(real("penguins.csv")).unwrap();
    folder.write("penguins.csv", &csv);
    model(&folder, &["penguins.csv", "-t", "sex", "--missing", "drop"]);
    let answer = |table: &str| folder.ok(&["predict", "model.json", table, "--proba"]);
    let straight: Vec<String> = answer("penguins.csv").lines().map(str::to_owned).collect();

    let (header, rows) = csv.trim_end().split_once('\n').unwrap();
    let reversed: Vec<&str> = rows.lines().rev().collect();
    folder.write("reversed.csv", format!("{header}\n{}\n", reversed.join("\n")));
    let backwards: Vec<String> = answer("reversed.csv").lines().map(str::to_owned).collect();
    assert_eq!(backwards[0], straight[0]);
    assert!(backwards[1..].iter().eq(straight[1..].iter().rev()));

    let turned = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",");
    let columns: Vec<String> = csv.lines().map(turned).collect();
    folder.write("turned.csv", columns.join("\r\n"));
    for (line, expected) in answer("turned.csv").lines().zip(&straight).skip(1) {
        let answer = |line: &str| line.split(',').skip(8).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(answer(line), answer(expected));
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = Folder::new();
    let csv = real("spambase.csv");
    let run = |threads: &str| {
        let mut command = regress();
        command.env("RAYON_NUM_THREADS", threads).current_dir(folder.path());
        command.args(["fit", &csv, "-t", "spam", "--test", "0.2", "-o", "model.json"]);
        let output = command.output().unwrap();
        (output.stdout, folder.read("model.json"))
    };
    let one = run("1");
    assert!(one == run("2") && one == run("7"));
}
