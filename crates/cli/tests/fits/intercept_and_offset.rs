//! Fits without an intercept, and fits with an offset.

use crate::common::cases::close;
use crate::common::{Folder, text};
use crate::drawn::Drawn;
use models::firth::FirthRegression;
use models::{LinearRegression, LogisticRegression, Penalty, Problem, SoftmaxRegression};
use serde_json::Value;

const X: [&str; 4] = ["fit", "t.csv", "--features", "x,z"];

/// The JSON of a fit on x and z.
fn fit(folder: &Folder, flags: &str) -> Value {
    let flags: Vec<&str> = flags.split(' ').chain(["--json", "-q"]).collect();
    serde_json::from_str(&folder.ok(&[&X[..], &flags].concat())).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn coefficients(json: &Value) -> Vec<f64> {
    numbers(&json["model"]["model"]["coefficients"])
}

/// The last cell of each row that `predict` writes.
fn predictions(folder: &Folder, table: &str, flags: &[&str]) -> Vec<String> {
    let csv = folder.ok(&[&["predict", "m.json", table, "-q"], flags].concat());
    csv.lines().skip(1).map(|row| row.rsplit(',').next().unwrap().to_owned()).collect()
}

/// Coefficients and intercept, to the bit.
#[track_caller]
fn is(json: &Value, coefficients: &[f64], intercept: f64) {
    let found = &json["model"]["model"];
    assert_eq!(numbers(&found["coefficients"]), coefficients);
    assert_eq!(found["intercept"].as_f64(), Some(intercept));
}

#[test]
fn without_an_intercept_and_with_an_offset_fits_are_the_librarys() {
    let folder = Folder::new();
    for seed in 0..3 {
        let t = Drawn::new(60, seed);
        t.write(&folder);
        let x = t.x.as_ref();
        for (flags, has_intercept, has_offset) in [
            (" --no-intercept", false, false),
            (" --offset o", true, true),
            (" --offset o --no-intercept", false, true),
        ] {
            let labels = Problem::new(x, &t.labels).unwrap();
            let targets = Problem::new(x, &t.numbers).unwrap();
            let labels = if has_offset { labels.with_offset(&t.offset).unwrap() } else { labels };
            let targets =
                if has_offset { targets.with_offset(&t.offset).unwrap() } else { targets };
            let labels = if has_intercept { labels } else { labels.without_intercept() };
            let targets = if has_intercept { targets } else { targets.without_intercept() };

            let json = fit(&folder, &format!("-t label{flags}"));
            let model = LogisticRegression::default().fit_problem(&labels).unwrap();
            is(&json, &model.coefficients, model.intercept);
            let estimates = model.inference_of(&labels).unwrap().estimates;
            let covariance = estimates.covariance.whole().unwrap();
            let stored = json["model"]["covariance"].as_array().unwrap();
            assert_eq!(stored.len(), covariance.nrows());
            for (i, row) in stored.iter().enumerate() {
                assert!(numbers(row).iter().enumerate().all(|(j, c)| *c == covariance[(i, j)]));
            }
            assert_eq!(json["model"]["model"]["has_intercept"], has_intercept);
            assert_eq!(json["model"].get("offset").is_some(), has_offset);

            let json = fit(&folder, &format!("-t label --l1 0.01{flags}"));
            let config =
                LogisticRegression { penalty: Penalty { l1: 0.01, l2: 0.0 }, ..Default::default() };
            let model = config.fit_problem(&labels).unwrap();
            is(&json, &model.coefficients, model.intercept);
            let json = fit(&folder, &format!("-t label --firth{flags}"));
            let model = FirthRegression::default().fit_problem(&labels).unwrap();
            is(&json, &model.coefficients, model.intercept);
            let json = fit(&folder, &format!("-t number -m linear{flags}"));
            let model = LinearRegression::default().fit_problem(&targets).unwrap();
            is(&json, &model.coefficients, model.intercept);
        }
        let json = fit(&folder, "-t class -m softmax --no-intercept");
        let problem = Problem::new(x, &t.classes).unwrap().without_intercept();
        let model = SoftmaxRegression::default().fit_problem(&problem, 3).unwrap();
        let found = json["model"]["model"]["coefficients"].as_array().unwrap();
        assert!(found.iter().zip(&model.coefficients).all(|(found, own)| numbers(found) == *own));
        assert_eq!(numbers(&json["model"]["model"]["intercepts"]), [0.0; 3]);
    }
}

#[test]
fn on_centred_data_a_line_needs_no_intercept() {
    let folder = Folder::new();
    let mut t = Drawn::new(50, 5);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let of_target = mean(&t.numbers);
    t.numbers.iter_mut().for_each(|y| *y -= of_target);
    for j in 0..2 {
        let of_column = mean(&t.x.as_ref().col(j).iter().copied().collect::<Vec<f64>>());
        (0..50).for_each(|i| t.x[(i, j)] -= of_column);
    }
    t.write(&folder);
    let with = coefficients(&fit(&folder, "-t number -m linear"));
    let without = coefficients(&fit(&folder, "-t number -m linear --no-intercept"));
    (0..2).for_each(|j| close(without[j], with[j], 1e-12));
}

#[test]
fn without_an_intercept_all_commands_know_of_none() {
    let folder = Folder::new();
    Drawn::new(60, 1).write(&folder);
    folder.write("zero.csv", "x,z\n0,0\n");
    let text =
        folder.ok(&[&X[..], &["-t", "label", "--no-intercept", "-o", "m.json", "-q"]].concat());
    assert!(!text.contains("\nintercept "), "{text}");
    assert_eq!(predictions(&folder, "zero.csv", &["--proba"]), ["0.5"]);
    let explained = folder.ok(&["explain", "m.json"]);
    for part in ["z = X c; no intercept", "glm(y ~ x - 1, family", "fit_intercept=False", " = 0\n"]
    {
        assert!(explained.contains(part), "{part}: {explained}");
    }
    assert!(!explained.contains("\nintercept "), "{explained}");
    folder.ok(&["plot", "boundary", "m.json", "t.csv"]);
    folder.ok(&["plot", "coefficients", "m.json"]);
    folder.ok(&["evaluate", "m.json", "t.csv"]);
    folder.ok(&[&X[..], &["-t", "label", "--no-intercept", "--firth", "-o", "m.json"]].concat());
    let explained = folder.ok(&["explain", "m.json"]);
    assert!(explained.contains("logistf(y ~ x - 1)") && explained.contains("no intercept"));
}

/// An offset that is c times a feature lowers its coefficient by c, and changes nothing else: neither
/// errors nor answers, whether on the rows of the fit or on others.
#[test]
fn a_feature_in_the_offset_is_taken_off_its_coefficient() {
    const C: f64 = 0.75;
    let folder = Folder::new();
    for (seed, model) in ["-t label", "-t label --firth", "-t number -m linear"].iter().enumerate()
    {
        let mut t = Drawn::new(80, seed as u64);
        t.offset = (0..80).map(|i| C * t.x[(i, 0)]).collect();
        t.write(&folder);
        for rest in ["", " --test 0.3", " --weights count", " --weights part", " --no-intercept"] {
            let without = fit(&folder, &format!("{model}{rest}"));
            let with = fit(&folder, &format!("{model}{rest} --offset o"));
            let (before, after) = (coefficients(&without), coefficients(&with));
            close(after[0] + C, before[0], 1e-8);
            close(after[1], before[1], 1e-8);
            let parts = |json: &Value| {
                let evaluation = &json["evaluation"];
                let loss = evaluation["log_loss"].as_f64();
                let error = json["model"]["covariance"][0][0].as_f64().unwrap();
                [error, loss.or(evaluation["root_mean_squared_error"].as_f64()).unwrap()]
            };
            let (with, without) = (parts(&with), parts(&without));
            (0..2).for_each(|k| close(with[k], without[k], 1e-7));
        }
    }
}

/// For a line an offset is taken off the target, whatever finds it.
#[test]
fn a_line_with_an_offset_is_that_of_the_rest() {
    let folder = Folder::new();
    let mut t = Drawn::new(70, 9);
    t.write(&folder);
    let ways = ["", " --l2 0.1 --standardise", " --l1 0.05", " --cv=0.5", " --solver gd"];
    let fits = |flags: &str| -> Vec<Value> {
        ways.iter().map(|way| fit(&folder, &format!("-t number -m linear{flags}{way}"))).collect()
    };
    let with = fits(" --offset o");
    (0..70).for_each(|i| t.numbers[i] -= t.offset[i]);
    t.write(&folder);
    for (with, rest) in with.iter().zip(&fits("")) {
        let (with, rest) = (coefficients(with), coefficients(rest));
        (0..2).for_each(|j| close(with[j], rest[j], 1e-9));
    }
}

#[test]
fn an_offset_is_added_wherever_the_model_answers() {
    let folder = Folder::new();
    let t = Drawn::new(60, 3);
    t.write(&folder);
    let fit = [&X[..], &["-t", "label", "--offset", "o", "-o", "m.json", "-q"]].concat();
    folder.ok(&fit);
    let model = LogisticRegression::default();
    let problem = Problem::new(t.x.as_ref(), &t.labels).unwrap().with_offset(&t.offset).unwrap();
    let mut p = model.fit_problem(&problem).unwrap().logits(t.x.as_ref()).unwrap();
    p.iter_mut().zip(&t.offset).for_each(|(z, o)| *z += o);
    linalg_lite::sigmoids(&mut p);
    let found = predictions(&folder, "t.csv", &["--proba"]);
    assert!(found.iter().zip(&p).all(|(found, own)| found.parse() == Ok(*own)));
    let loss = metrics::log_loss(&t.labels, &p, None).unwrap();
    let json: Value =
        serde_json::from_str(&folder.ok(&["evaluate", "m.json", "t.csv", "--json"])).unwrap();
    close(json["log_loss"].as_f64().unwrap(), loss, 1e-12);

    let explained = folder.ok(&["explain", "m.json"]);
    for part in [
        "z = X c + b + o; no penalty; o is the offset of a sample",
        "the offset o is the column \"o\", which has no coefficient",
        "glm(y ~ x, family = binomial, offset = o)",
        " * z + o = ",
    ] {
        assert!(explained.contains(part), "{part}: {explained}");
    }
    let picture = folder.ok(&["plot", "boundary", "m.json", "t.csv"]);
    assert!(picture.contains("Boundary of \"label\", \"o\" being 0"), "{picture}");
    let output = folder.run(&["export", "m.json", "--onnx", "m.onnx"]);
    assert!(text(&output.stderr).contains("its input \"offset\" takes the column \"o\""));
}

#[test]
fn an_offset_that_is_not_there_is_named_and_a_gap_in_it_is_a_gap() {
    let folder = Folder::new();
    Drawn::new(40, 4).write(&folder);
    let table = folder.read("t.csv");
    folder.write("other.csv", table.replacen(",o,", ",p,", 1));
    let mut rows: Vec<String> = table.lines().map(str::to_owned).collect();
    let mut cells: Vec<&str> = rows[2].split(',').collect();
    cells[2] = "";
    rows[2] = cells.join(",");
    folder.write("gap.csv", rows.join("\n"));
    let fit = |table: &str, gaps: &str| {
        let flags = ["--features", "x,z", "-t", "label", "--offset", "o", "--missing", gaps];
        folder.run(&[&["fit", table, "-o", "m.json"], &flags[..]].concat())
    };
    let output = fit("other.csv", "error");
    assert!(text(&output.stderr).contains("there is no column \"o\""));
    let names_the_gap = |message: &str| message.contains("gap.csv:3:") && message.contains("\"o\"");
    let output = fit("gap.csv", "error");
    assert!(names_the_gap(&text(&output.stderr)), "{output:?}");

    fit("t.csv", "error");
    for command in [["predict", "m.json", "other.csv"], ["evaluate", "m.json", "other.csv"]] {
        let (code, message) = folder.failure(&command);
        assert!(code == 1 && message.contains("missing: o (nearest: p)"), "{message}");
    }
    for command in ["predict", "evaluate"] {
        let message = text(&folder.run(&[command, "m.json", "gap.csv"]).stderr);
        assert!(names_the_gap(&message), "{message}");
    }
    for gaps in ["drop", "mean"] {
        let output = fit("gap.csv", gaps);
        assert!(text(&output.stderr).contains("1 row with missing cells was left out"));
        let answers = predictions(&folder, "gap.csv", &["--proba"]);
        assert!(answers[1].is_empty() && answers.iter().filter(|a| a.is_empty()).count() == 1);
        let message = text(&folder.run(&["evaluate", "m.json", "gap.csv"]).stderr);
        assert!(message.contains("1 row with missing cells was left out"), "{message}");
    }
}

#[test]
fn a_column_has_one_part() {
    let folder = Folder::new();
    Drawn::new(40, 4).write(&folder);
    for (flags, reason) in [
        ("-t label --offset label", "--offset and --target name the same column"),
        ("-t label --offset o --weights o", "--offset and --weights name the same column"),
        ("-t label --offset x", "an offset is no feature"),
    ] {
        let flags: Vec<&str> = flags.split(' ').collect();
        let (code, message) = folder.failure(&[&X[..], &flags].concat());
        assert!(code == 2 && message.contains(reason), "{message}");
    }
    let all = ["fit", "t.csv", "-t", "label", "--drop", "class,number,count,part"];
    let features = |flags: &[&str]| {
        let json = folder.ok(&[&all[..], &["--json", "-q"], flags].concat());
        serde_json::from_str::<Value>(&json).unwrap()["model"]["features"].clone()
    };
    assert_eq!(features(&[]), serde_json::json!(["x", "z", "o"]));
    assert_eq!(features(&["--offset", "o"]), serde_json::json!(["x", "z"]));
}
