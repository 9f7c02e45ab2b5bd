//! The examples print what NumPy computes: their words are held against the digits of `data/reference`.

use std::env::consts::EXE_EXTENSION;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/tutorial.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What an example prints, its blanks made one.
fn printed(name: &str) -> String {
    let mut program: PathBuf = std::env::current_exe().unwrap();
    program.pop();
    program.pop();
    program.push("examples");
    let output = Command::new(program.join(name).with_extension(EXE_EXTENSION)).output();
    let output = output.unwrap_or_else(|error| {
        panic!("{error}: `cargo build --package regress-models --examples` makes what this test runs alone")
    });
    assert!(output.status.success(), "{name}: {output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// An example's text and the facts it has to state.
fn states(name: &str, facts: &[String]) {
    let text = printed(name);
    for fact in facts {
        assert!(text.contains(fact.as_str()), "{name} does not say \"{fact}\":\n{text}");
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn fixed(value: &Value, digits: usize) -> String {
    format!("{:.digits$}", number(value))
}

#[test]
fn the_line_the_sigmoid_the_loss_and_the_gradient() {
    let all = reference();
    let line = &all["spam_linear"]["exact"];
    let (slope, intercept) = (fixed(&line["slope_f64"], 4), fixed(&line["intercept_f64"], 4));
    let boundary = fixed(&line["boundary_f64"], 4);
    states(
        "01_the_line_that_fails",
        &[
            format!("prediction = {slope} * marks + {intercept}"),
            "12 of 13 right; 2 predictions outside [0, 1]".to_owned(),
            format!("crosses 0.5 at {boundary} marks"),
        ],
    );
    let sigmoid = &all["sigmoid_table"];
    let rows = sigmoid["z"].as_array().unwrap().iter().zip(sigmoid["sigmoid"].as_array().unwrap());
    let rows: Vec<String> = rows.map(|(z, s)| format!("{} {}", number(z), fixed(s, 6))).collect();
    states("02_the_sigmoid", &rows);
    let loss = &all["bce_vs_mse"];
    let row = |i: usize| {
        let [p, mse, bce] = ["predicted", "mse", "bce"].map(|name| &loss[name][i]);
        format!("{} {} {}", number(p), fixed(mse, 4), fixed(bce, 4))
    };
    states("03_the_loss", &(0..7).map(row).collect::<Vec<String>>());
    let check = &all["gradient_check"];
    let row =
        |i: usize| fixed(&check["analytical"][i], 6) + " " + &fixed(&check["numerical"][i], 6);
    states("04_the_gradient_check", &(0..3).map(row).collect::<Vec<String>>());
}

#[test]
fn the_class_learns() {
    let text = printed("05_the_class");
    assert!(text.starts_with("loss 0.6931 at first"), "{text}");
    assert!(text.contains("labels [false, false, false, true, true, true]"), "{text}");
}

#[test]
fn the_exam() {
    let all = reference();
    let exam = &all["exam"];
    let mut facts: Vec<String> = ["0", "10", "50", "100", "200", "499"]
        .map(|epoch| format!("epoch {epoch} loss {}", fixed(&exam["checkpoints"][epoch], 6)))
        .to_vec();
    let [study, sleep, bias] =
        ["study_hours", "sleep_hours", "bias"].map(|name| fixed(&exam["weights"][name], 4));
    facts.push(format!("weights: study {study}, sleep {sleep}, bias {bias}"));
    facts.push("115 of 200 pass; 160 train, 40 test".to_owned());
    facts.push("training: 146 of 160 right\ntest: 35 of 40 right".to_owned());
    states("06_training_on_the_exam", &facts);

    let plain = &exam["boundary_original_units"];
    let mut facts: Vec<String> = exam["boundary_points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| fixed(&at["study_hours"], 2) + " " + &fixed(&at["sleep_hours"], 2))
        .collect();
    let [study, sleep] = ["study_coef", "sleep_coef"].map(|name| fixed(&plain[name], 4));
    facts.push(format!("{study} study + {sleep} sleep {} = 0", fixed(&plain["bias"], 4)));
    facts.push(format!("worth {} hours", fixed(&plain["study_over_sleep_ratio"], 2)));
    states("07_the_boundary", &facts);

    let sorted = exam["sorted_predictions"].as_array().unwrap();
    let student = |row: &Value| {
        let [study, sleep] = ["study", "sleep"].map(|name| fixed(&row[name], 2));
        let word = |name: &str| if number(&row[name]) == 1.0 { "pass" } else { "fail" };
        let p = fixed(&row["p_pass"], 4);
        format!("{study} {sleep} {p} {} {}", word("predicted"), word("actual"))
    };
    let facts: Vec<String> = sorted.iter().step_by(4).map(student).collect();
    assert_eq!(facts.len(), 10);
    states("08_sorted_predictions", &facts);

    let row = |row: &Value| {
        let accuracy = 100.0 * number(&row["accuracy"]);
        let counts = ["pred_pass", "pred_fail", "fp", "fn"].map(|name| row[name].to_string());
        format!("{} {accuracy:.1}% {}", row["threshold"], counts.join(" "))
    };
    let table = exam["threshold_table"].as_array().unwrap();
    states("09_thresholds", &table.iter().map(row).collect::<Vec<String>>());
}

#[test]
fn the_screening() {
    let all = reference();
    let medical = &all["medical"];
    let weight = |name: &str| format!("{name} {}", fixed(&medical["weights"][name], 4));
    let mut facts = ["age", "blood_pressure", "cholesterol", "exercise"].map(weight).to_vec();
    facts.push(format!("loss {}", fixed(&medical["final_loss_history_last"], 6)));
    facts.push("training: 203 of 240 right; \"always low\": 178".to_owned());
    facts.push("test: 51 of 60 right; \"always low\": 44".to_owned());
    states("10_medical_screening", &facts);
}

/// As README says.
#[test]
fn programs_are_short() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let programs = std::fs::read_dir(folder).unwrap();
    let texts = programs.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let lengths: Vec<usize> = texts.map(|text| text.lines().count()).collect();
    assert!(lengths.len() == 12 && lengths.iter().all(|lines| *lines <= 60), "{lengths:?}");
    let class = include_str!("../../examples/05_the_class.rs").lines();
    let class = class.skip_while(|line| !line.starts_with("struct"));
    let class = class.take_while(|line| !line.starts_with("fn main"));
    assert!((20..=40).contains(&class.filter(|line| !line.is_empty()).count()));
}

#[test]
fn yours() {
    states("your_own_csv", &["pet=dog 1.2571".to_owned(), "p(adopted) = 0.7067".to_owned()]);
    states("your_own_objective", &["w = [0.6574, 0.2057], converged".to_owned()]);
}
