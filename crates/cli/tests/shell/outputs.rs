//! What goes where, in which form.

use crate::common::{Folder, regress, specimen, text};
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A table of two classes that overlap, and a model of it.
fn folder() -> Folder {
    let folder = Folder::new();
    let row = |i: usize| format!("{},{},{}\n", i % 7, i * 3 % 11, ["no", "yes"][i * 5 % 7 % 2]);
    folder.write("t.csv", format!("a,b,y\n{}", (0..60).map(row).collect::<String>()));
    folder.ok(&["fit", "t.csv", "-t", "y", "-o", "m.json", "-q"]);
    folder
}

#[test]
fn a_dash_is_standard_output() {
    let folder = folder();
    let names = folder.names();
    let fit = folder.run(&["fit", "t.csv", "-t", "y", "-o", "-"]);
    assert_eq!(text(&fit.stdout), folder.read("m.json"));
    let report = folder.ok(&["fit", "t.csv", "-t", "y"]);
    assert_eq!(text(&fit.stderr), report);
    let quiet = folder.run(&["fit", "t.csv", "-t", "y", "-o", "-", "-q"]);
    assert!(quiet.stdout == fit.stdout && quiet.stderr.is_empty());
    let svg = folder.ok(&["plot", "roc", "m.json", "t.csv", "-o", "-"]);
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    let exam = ["generate", "exam", "--rows", "5"];
    assert_eq!(folder.ok(&[&exam[..], &["-o", "-"]].concat()), folder.ok(&exam));
    let predict = ["predict", "m.json", "t.csv"];
    assert_eq!(folder.ok(&[&predict[..], &["-o", "-"]].concat()), folder.ok(&predict));
    let onnx = folder.run(&["export", "m.json", "--onnx", "-"]);
    folder.ok(&["export", "m.json", "--onnx", "m.onnx"]);
    assert_eq!(onnx.stdout, std::fs::read(folder.file("m.onnx")).unwrap());
    std::fs::remove_file(folder.file("m.onnx")).unwrap();
    assert_eq!(folder.names(), names);
}

#[test]
fn an_explanation_for_scripts_has_the_numbers_of_the_one_for_people() {
    let folder = folder();
    let found = json(&folder.ok(&["explain", "m.json", "--json"]));
    assert_eq!((&found["model"], &found["threshold"]), (&"logistic".into(), &0.5.into()));
    assert_eq!(found["target"]["positive"], "yes");
    let text = folder.ok(&["explain", "m.json"]);
    for part in ["formula", "digest"] {
        assert!(text.contains(found[part].as_str().unwrap()), "{part}: {text}");
    }
    let weights = &found["weights"][0]["features"];
    let file = json(&folder.read("m.json"));
    for j in 0..2 {
        let weight = &weights[j];
        assert_eq!(weight["per_unit"], file["model"]["coefficients"][j]);
        let c = weight["per_unit"].as_f64().unwrap();
        assert!((weight["odds_ratio"].as_f64().unwrap() - linalg_lite::exp(c)).abs() < 1e-12);
        let [low, high] = [0, 1].map(|end| weight["interval"][end].as_f64().unwrap());
        let error = file["covariance"][j][j].as_f64().unwrap().sqrt();
        assert!(((high - low) / 2.0 - 1.959963984540054 * error).abs() < 1e-9);
    }
    assert_eq!(found["weights"][0]["intercept"], file["model"]["intercept"]);
    folder.fit_iris("iris.json");
    let found = json(&folder.ok(&["explain", "iris.json", "--json"]));
    assert_eq!(found["weights"].as_array().unwrap().len(), 3);
    assert_eq!(found["weights"][2]["class"], "virginica");
}

/// Of more than 2,000 parameters a model file has the standard errors and no square of them, and all commands take it.
#[test]
fn a_model_of_thousands_of_levels_keeps_its_errors() {
    const LEVELS: usize = 2_100;
    let folder = Folder::new();
    let row = |i: usize| {
        let (x, round) = (i * 37 % 101, i / LEVELS);
        let is_ill = (round + i * i % 7 / 3).is_multiple_of(2);
        format!("{x},z{},{},{}\n", i % LEVELS, if is_ill { "yes" } else { "no" }, i * i % 1009)
    };
    let rows: String = (0..12 * LEVELS).map(row).collect();
    folder.write("t.csv", format!("x,zip,ill,cost\n{rows}"));
    let predictions = |target: &str, flags: &[&str]| {
        let args = ["fit", "t.csv", "-t", target, "-o", "m.json", "--json", "--drop"];
        let fit = folder.run(&[&args[..], flags].concat());
        let notes = text(&fit.stderr);
        assert!(notes.contains("it keeps the standard errors of the 2101 parameters"), "{notes}");
        let (found, file) = (json(&text(&fit.stdout)), json(&folder.read("m.json")));
        assert!(file["covariance"].is_null());
        let explained = json(&folder.ok(&["explain", "m.json", "--json"]));
        let estimates = found["inference"]["estimates"].as_array().unwrap();
        for (j, estimate) in estimates.iter().enumerate() {
            let error = &estimate["standard_error"];
            assert_eq!(error, &file["standard_errors"][j]);
            if let Some(weight) = explained["weights"][0]["features"].get(j) {
                let [low, high] = [0, 1].map(|end| weight["interval"][end].as_f64().unwrap());
                let reach = (high - low) / 2.0 / error.as_f64().unwrap();
                assert!((reach - 1.96).abs() < 1e-3, "{j}: {reach}");
            }
        }
        folder.ok(&["predict", "m.json", "t.csv"]).lines().count()
    };
    let found = [predictions("ill", &["cost"]), predictions("cost", &["ill", "--model", "linear"])];
    assert_eq!(found, [12 * LEVELS + 1; 2]);
}

#[test]
fn a_list_for_scripts_names_what_the_one_for_people_names() {
    let folder = Folder::new();
    let found = json(&folder.ok(&["list", "--json"]));
    let text = folder.ok(&["list"]);
    let listed = found.as_array().unwrap();
    assert_eq!(listed.len(), text.lines().count() - 3);
    for set in listed {
        let name = set["name"].as_str().unwrap();
        let line = text.lines().find(|line| line.starts_with(&format!("  {name} "))).unwrap();
        assert!(line.contains(&format!(" {} rows  ", set["rows"])), "{line}");
    }
    let penguins = listed.iter().find(|set| set["name"] == "penguins").unwrap();
    assert_eq!((&penguins["origin"], &penguins["dropped_rows"]), (&"real".into(), &11.into()));
}

#[test]
fn numbers_that_are_none_are_words_in_json() {
    let folder = Folder::new();
    folder
        .write("t.csv", "x,y\n0,0\n1,1\n2,2.5\n3,3\n")
        .write("far.csv", "x,y\n0,1e200\n1,-1e300\n");
    folder.ok(&["fit", "t.csv", "-t", "y", "-m", "linear", "-o", "m.json", "-q"]);
    let found = json(&folder.ok(&["evaluate", "m.json", "far.csv", "--json"]));
    assert_eq!(found["mean_squared_error"], "inf");
    assert!(found["root_mean_squared_error"].is_number());
    let target = specimen(&folder, "one-class");
    let found = folder.run(&["fit", "t.csv", "-t", &target, "-m", "linear", "--json"]);
    let found = json(&text(&found.stdout));
    assert!(found["inference"].is_null()); // what is not there is no number
}

#[test]
fn a_threshold_that_was_chosen_is_the_one_that_predicts() {
    let folder = folder();
    let positives = |model: &str, flags: &[&str]| {
        let answers = folder.ok(&[&["predict", model, "t.csv"], flags].concat());
        answers.lines().filter(|line| line.ends_with(",yes")).count()
    };
    let fit = ["fit", "t.csv", "-t", "y", "--threshold", "0.3", "-o", "low.json"];
    let output = folder.run(&fit);
    assert!(text(&output.stdout).contains("at threshold 0.3"));
    let note = text(&output.stderr);
    assert!(note.contains("it calls a row positive from the probability 0.3 upwards"), "{note}");
    assert_eq!(positives("low.json", &[]), positives("m.json", &["--threshold", "0.3"]));
    assert!(positives("low.json", &[]) > positives("m.json", &[]));
    assert!(folder.ok(&["explain", "low.json"]).contains("from the probability 0.3 upwards"));
    let (code, message) =
        folder.failure(&["fit", "t.csv", "-t", "a", "-m", "linear", "--threshold", "0.3"]);
    assert!(code == 2 && message.contains("--threshold is for --model logistic"), "{message}");

    let evaluate = ["evaluate", "m.json", "t.csv", "--cost", "1:10", "--json"];
    let before = folder.read("m.json");
    let cheapest = json(&folder.ok(&evaluate))["cheapest"]["found"]["threshold"].as_f64().unwrap();
    assert_eq!(folder.read("m.json"), before);
    let output = folder.run(&[&evaluate[..], &["--save"]].concat());
    let note = format!("wrote the threshold {cheapest} into m.json: `regress predict` uses it");
    assert!(text(&output.stderr).contains(&note), "{}", text(&output.stderr));
    let [mut before, mut after] = [before, folder.read("m.json")].map(|text| json(&text));
    assert_eq!(after["threshold"].as_f64(), Some(cheapest));
    for file in [&mut before, &mut after] {
        file.as_object_mut().unwrap().retain(|key, _| key != "threshold" && key != "checksum");
    }
    assert_eq!(before, after);
    let flags = ["--threshold", &cheapest.to_string()];
    assert_eq!(positives("m.json", &[]), positives("m.json", &flags));
}

#[cfg(unix)]
#[test]
fn a_threshold_goes_where_a_link_points_and_leaves_nothing_beside_it() {
    let folder = folder();
    std::fs::create_dir(folder.file("sub")).unwrap();
    std::fs::rename(folder.file("m.json"), folder.file("sub/m.json")).unwrap();
    let before = folder.read("sub/m.json");
    std::fs::create_dir(folder.file("link")).unwrap();
    std::os::unix::fs::symlink("../sub/m.json", folder.file("link/m.json")).unwrap();
    folder.ok(&["evaluate", "link/m.json", "t.csv", "--cost", "1:10", "--save"]);
    assert!(std::fs::symlink_metadata(folder.file("link/m.json")).unwrap().is_symlink());
    assert_ne!(folder.read("sub/m.json"), before);
    assert_eq!(std::fs::read_dir(folder.file("sub")).unwrap().count(), 1);
}

#[test]
fn errors_have_colours_where_a_terminal_wants_them() {
    let folder = Folder::new();
    folder.write("t.csv", "a,y\n1,no\n,yes\n");
    let said = |variables: &[(&str, &str)]| {
        let mut command = regress();
        command.args(["fit", "t.csv", "-t", "y"]).current_dir(folder.path());
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("CLICOLOR");
        command.envs(variables.iter().copied());
        text(&command.output().unwrap().stderr)
    };
    let plain = said(&[]);
    assert!(plain.starts_with("error: t.csv:3: ") && plain.contains("\nhint: "), "{plain}");
    assert!(!plain.contains('\u{1b}'));
    let coloured = said(&[("CLICOLOR_FORCE", "1")]);
    assert!(coloured.starts_with("\u{1b}[1m\u{1b}[31merror:\u{1b}[0m t.csv:3"), "{coloured:?}");
    assert!(coloured.contains("\n\u{1b}[32mhint:\u{1b}[0m "), "{coloured:?}");
    assert_eq!(said(&[("NO_COLOR", "1")]), plain);
}

/// Whoever has read enough closes the pipe; the program ends without a word, and as it would have.
#[test]
fn closed_pipes_are_no_error_on_either_side() {
    let folder = folder();
    for (args, code) in [
        (&["completions", "bash"][..], 0),
        (&["explain", "m.json"], 0),
        (&["list"], 0),
        (&["fit", "t.csv", "-t", "y", "-o", "-"], 0),
        (&["plot", "roc", "m.json", "t.csv", "-o", "new.svg"], 0),
        (&["fit", "nowhere.csv", "-t", "y"], 1),
        (&["fit", "t.csv"], 2),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = regress();
        command.args(args).current_dir(folder.path());
        command.stdout(writer.try_clone().unwrap()).stderr(writer);
        assert_eq!(command.status().unwrap().code(), Some(code), "{args:?}");
    }
}
