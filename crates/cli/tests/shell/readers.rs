//! The model file as others read it: the two readers of `model-file.md`, and onnxruntime.

use std::process::Command;

use crate::common::{Folder, real, text};
use crate::not_proved::not_proved;

const PAGE: &str = include_str!("../../model-file.md");

/// The code of a language in the page.
fn reader(language: &str) -> &'static str {
    PAGE.split_once(&format!("```{language}\n")).unwrap().1.split_once("```").unwrap().0
}

/// Fits of every kind: model file, table, and the flags they were made with.
fn models(folder: &Folder) -> Vec<&'static str> {
    let penguins = real("penguins.csv");
    let fit = |name: &str, flags: &[&str]| {
        folder.ok(&[&["fit", &penguins, "-q", "-o", name], flags].concat());
    };
    fit("binary.json", &["-t", "sex", "--missing", "drop"]);
    fit(
        "filled.json",
        &[
            "-t",
            "island",
            "--positive",
            "Dream",
            "--missing",
            "mean",
            "--l2",
            "0.1",
            "--baseline",
            "sex=female",
        ],
    );
    fit("numbers.json", &["-t", "body_mass_g", "--model", "linear", "--missing", "drop"]);
    fit(
        "level.json",
        &["-t", "island", "--positive", "Dream", "--missing", "level", "--l2", "0.1"],
    );
    let measures = "bill_length_mm,bill_depth_mm";
    let softmax = ["-t", "species", "--model", "softmax", "--missing", "drop", "--l2", "0.01"];
    fit("classes.json", &[&softmax[..], &["--features", measures]].concat());
    let ordered = ["-t", "species", "--model", "ordered", "--order", "Adelie,Chinstrap,Gentoo"];
    let few = ["--missing", "drop", "--l2", "0.001", "--features", "bill_length_mm,body_mass_g"];
    fit("ordered.json", &[&ordered[..], &few].concat());
    let offset = ["-t", "sex", "--missing", "drop", "--offset", "bill_depth_mm", "--no-intercept"];
    fit("offset.json", &offset);
    let offsets = ["--offset", "Chinstrap=bill_depth_mm", "--offset", "Gentoo=bill_length_mm"];
    fit("offsets.json", &[&softmax[..], &["--features", "body_mass_g"], &offsets].concat());
    vec![
        "binary.json",
        "filled.json",
        "numbers.json",
        "classes.json",
        "offset.json",
        "offsets.json",
        "level.json",
        "ordered.json",
    ]
}

/// For each row the answer and its numbers: the prediction, or the probabilities.
fn answers(folder: &Folder, model: &str) -> Vec<(String, Vec<f64>)> {
    let is_number = ["numbers.json", "terms.json"].contains(&model);
    let mut args = vec!["predict", model, table_of(model)];
    args.extend((!is_number).then_some("--proba"));
    let csv = folder.ok(&args);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let first = header.iter().position(|name| name.starts_with("predicted_")).unwrap();
    let answer = |record: csv::StringRecord| {
        let numbers = record.iter().skip(first + usize::from(!is_number));
        (record[first].to_owned(), numbers.map(|cell| cell.parse().unwrap()).collect())
    };
    reader.records().map(|record| answer(record.unwrap())).collect()
}

/// The penguins without gaps.
fn complete_table(folder: &Folder) {
    let penguins = std::fs::read_to_string(real("penguins.csv")).unwrap();
    let complete: Vec<&str> =
        penguins.lines().filter(|line| !line.contains(",,") && !line.contains("NA")).collect();
    folder.write("complete.csv", complete.join("\n") + "\n");
    folder.write("all.csv", penguins);
}

/// Gaps are for the model that fills them.
fn table_of(model: &str) -> &'static str {
    if model == "filled.json" { "all.csv" } else { "complete.csv" }
}

fn is_there(program: &str, args: &[&str], needed: &str) -> bool {
    let is_there = Command::new(program).args(args).output().is_ok_and(|out| out.status.success());
    if !is_there {
        not_proved("model files are read alike by other languages", needed);
    }
    is_there
}

fn agrees(program: &str, language: &str, file: &str) {
    if !is_there(program, &["--version"], &format!("install {program}")) {
        return;
    }
    let folder = Folder::new();
    complete_table(&folder);
    folder.write(file, reader(language));
    for model in models(&folder) {
        let mut command = Command::new(program);
        command.args([file, model, table_of(model)]).current_dir(folder.path());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{model}: {}", text(&output.stderr));
        let ours = answers(&folder, model);
        let theirs = text(&output.stdout);
        assert_eq!(theirs.lines().count(), ours.len());
        let file: serde_json::Value = serde_json::from_str(&folder.read(model)).unwrap();
        let positive = file["target"]["positive"].as_str();
        for (line, (answer, numbers)) in theirs.lines().zip(&ours) {
            let found: f64 = line.rsplit(' ').next().unwrap().parse().unwrap();
            let number = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert!((found - number).abs() <= 1e-11 * number.abs(), "{model}: {line}, {number}");
            let name = line.split(' ').next().unwrap();
            let expected = match positive {
                Some(positive) if number >= 0.5 => positive,
                Some(_) => "other",
                None => answer,
            };
            assert!(model == "numbers.json" || name == expected, "{line}, {answer}");
            assert_eq!(Some(answer.as_str()) == positive, positive.is_some() && number >= 0.5);
        }
    }
}

#[test]
fn the_reader_in_python_agrees() {
    agrees("python3", "python", "reader.py");
}

#[test]
fn the_reader_in_javascript_agrees() {
    agrees("node", "javascript", "reader.mjs");
}

/// A logit of -1293 (and of 1293) is a probability of 0 (and of 1), and no overflow.
fn survives_far_logits(program: &str, language: &str, file: &str) {
    if !is_there(program, &["--version"], &format!("install {program}")) {
        return;
    }
    let folder = Folder::new();
    folder.write(file, reader(language));
    let row = |i: usize| format!("{i},{}\n", ["no", "yes"][usize::from((i * 5) % 8 < i / 5)]);
    folder.write("t.csv", format!("x,y\n{}", (0..40).map(row).collect::<String>()));
    folder.ok(&["fit", "t.csv", "-t", "y", "-o", "m.json", "-q"]);
    let softmax = ["-m", "softmax", "--l2", "0.1", "-o", "classes.json", "-q"];
    folder.ok(&[&["fit", "t.csv", "-t", "y"], &softmax[..]].concat());
    let model: serde_json::Value = serde_json::from_str(&folder.read("m.json")).unwrap();
    let (c, b) = (&model["model"]["coefficients"][0], &model["model"]["intercept"]);
    let (c, b) = (c.as_f64().unwrap(), b.as_f64().unwrap());
    let at = |z: f64| (z - b) / c;
    folder.write("far.csv", format!("x\n{}\n{}\n", at(-1293.0), at(1293.0)));
    for (model, expected) in [("m.json", ["other 0", "yes 1"]), ("classes.json", ["no 1", "yes 1"])]
    {
        let mut command = Command::new(program);
        let output = command.args([file, model, "far.csv"]).current_dir(folder.path()).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{model}: {}", text(&output.stderr));
        let found = text(&output.stdout).replace(".0", "");
        assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{model}");
    }
    assert_eq!(
        folder.ok(&["predict", "m.json", "far.csv", "--proba"]).matches(",no,0\n").count(),
        1
    );
}

#[test]
fn the_reader_in_python_survives_far_logits() {
    survives_far_logits("python3", "python", "reader.py");
}

#[test]
fn the_reader_in_javascript_survives_far_logits() {
    survives_far_logits("node", "javascript", "reader.mjs");
}

#[test]
fn the_readers_are_short() {
    for language in ["python", "javascript"] {
        assert!(reader(language).lines().filter(|line| !line.trim().is_empty()).count() <= 50);
    }
}

#[test]
fn onnxruntime_scores_the_same() {
    const SCORES: &str = "
import json, sys
import numpy, onnxruntime
inputs = {name: numpy.array(rows) for name, rows in json.load(sys.stdin).items()}
session = onnxruntime.InferenceSession(sys.argv[1])
scores = session.run(None, inputs)[0]
print(json.dumps(scores.tolist()))
";
    if !is_there("python3", &["-c", "import onnxruntime"], "pip install onnxruntime") {
        return;
    }
    let folder = Folder::new();
    complete_table(&folder);
    let terms =
        "island * sex + species:ns(bill_length_mm, 3) + poly(body_mass_g, 2) + I(-log(year)^2 / 7)";
    let flags = ["-t", "flipper_length_mm", "-m", "linear", "--missing", "drop", "--terms", terms];
    let penguins = real("penguins.csv");
    folder.ok(&[&["fit", &penguins, "-q", "-o", "terms.json"], &flags[..]].concat());
    for model in models(&folder).into_iter().chain(["terms.json"]) {
        let table = folder.file(table_of(model));
        let table = datasets::Table::open(table, &Default::default()).unwrap();
        let rows: Vec<usize> = (0..table.n_rows()).collect();
        let file: serde_json::Value = serde_json::from_str(&folder.read(model)).unwrap();
        let offset = file.get("offset").cloned();
        let encoder: datasets::Encoder = serde_json::from_value(file).unwrap();
        let encoder = datasets::Encoder { terms: None, ..encoder }; // (the graph makes them)
        let x = encoder.encode(&table, &rows, datasets::Unseen::Refuse).unwrap().features;
        let values: Vec<Vec<f64>> = (0..x.n_features()).map(|j| x.feature(j)).collect();
        let features: Vec<Vec<f64>> =
            rows.iter().map(|i| values.iter().map(|values| values[*i]).collect()).collect();
        folder.ok(&["export", model, "--onnx", "model.onnx"]);
        let mut inputs = serde_json::json!({ "features": features });
        if let Some(names) = offset {
            let names = names.as_array().cloned().unwrap_or_else(|| vec![names]);
            let of_column = |name: &serde_json::Value| match name.as_str() {
                Some(name) => table.numbers(name).unwrap(),
                None => vec![0.0; rows.len()],
            };
            let columns: Vec<Vec<f64>> = names.iter().map(of_column).collect();
            let row = |i: &usize| columns.iter().map(|column| column[*i]).collect();
            let by_row: Vec<Vec<f64>> = rows.iter().map(row).collect();
            inputs["offset"] = by_row.into();
        }
        folder.write("inputs.json", inputs.to_string());
        let output = Command::new("python3")
            .args(["-c", SCORES, "model.onnx"])
            .stdin(std::fs::File::open(folder.file("inputs.json")).unwrap())
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{model}: {}", text(&output.stderr));
        let theirs: Vec<Vec<f64>> = serde_json::from_str(&text(&output.stdout)).unwrap();
        assert_eq!(theirs.len(), rows.len());
        for (found, (_, expected)) in theirs.iter().zip(answers(&folder, model)) {
            assert_eq!(found.len(), expected.len(), "{model}");
            let close = |(f, e): (&f64, &f64)| (f - e).abs() <= 1e-6 * e.abs();
            assert!(found.iter().zip(&expected).all(close), "{model}: {found:?}, {expected:?}");
        }
    }
}
