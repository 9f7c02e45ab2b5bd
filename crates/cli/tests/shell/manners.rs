//! Exit codes, what goes where, and what the commands say.

use crate::common::{Folder, real, regress, specimen, text};
use datasets::Stream;
use serde_json::Value;

#[test]
fn a_fit_that_is_not_to_be_trusted_ends_with_three() {
    let folder = Folder::new();
    for (name, flags, reason) in [
        ("separated", &[][..], "completely separated; try --l2 or --firth"),
        ("quasi-separated", &[], "quasi-completely separated; try --l2 or --firth"),
        ("ties", &["--solver", "gd", "--epochs", "3"], "iteration limit; try --standardise"),
        ("ties", &["--solver", "gd", "--rate", "50"], "diverged: the learning rate is too large"),
    ] {
        let target = specimen(&folder, name);
        let args = [&["fit", "t.csv", "-t", &target, "-o", "m.json"], flags].concat();
        let output = folder.run(&args);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{name}: {message}");
        assert!(message.contains("not to be trusted: ") && message.contains(reason), "{message}");
        assert!(text(&output.stdout).contains("logistic regression of"));
        assert!(folder.file("m.json").exists());
        let quiet = folder.run(&[&args[..], &["--quiet"]].concat());
        assert!(quiet.status.code() == Some(3) && quiet.stderr.is_empty());
    }
    for (name, flags) in
        [("ties", &[][..]), ("separated", &["--firth"]), ("separated", &["--l2", "1"])]
    {
        let target = specimen(&folder, name);
        folder.ok(&[&["fit", "t.csv", "-t", &target], flags].concat());
    }
}

#[test]
fn wrong_usage_ends_with_two() {
    let folder = Folder::new();
    let penguins = real("penguins.csv");
    folder.ok(&[
        "fit",
        &penguins,
        "-t",
        "year",
        "-m",
        "linear",
        "--missing",
        "drop",
        "-o",
        "m.json",
    ]);
    for (args, part) in [
        (&["fit"][..], "<DATA>"),
        (&["fit", "t.csv"], "--target"),
        (&["fit", "t.csv", "-t", "y", "--modle", "linear"], "'--model'"),
        (&["fit", "t.csv", "-t", "y", "--model", "ridge"], "[possible values: logistic"),
        (&["fit", "t.csv", "-t", "y", "--l1", "1", "--l2", "1"], "cannot be used with"),
        (&["fit", "t.csv", "-t", "y", "--elastic", "1"], "as in 0.01:0.5"),
        (
            &["fit", "t.csv", "-t", "y", "-m", "linear", "--firth"],
            "--firth is for --model logistic",
        ),
        (&["fit", "t.csv", "-t", "y", "--rate", "1"], "for --solver gd"),
        (
            &["fit", "t.csv", "-t", "y", "--delimiter", "::"],
            "[possible values: comma, semicolon, bar, tab, space]",
        ),
        (&["evaluate", "m.json", "t.csv", "--cost", "1"], "as in 1:10"),
        (&["evaluate", "m.json", &penguins, "--threshold", "0.3"], "models of two classes"),
        (&["predict", "m.json", &penguins, "--proba"], "models of classes"),
        (
            &["plot", "rocs", "m.json", &penguins],
            "[possible values: boundary, roc, pr, calibration, decision, coefficients, effect, loss, residuals]",
        ),
        (&["plot", "residuals", "m.json"], "residuals needs a table with the target"),
        (&["plot", "residuals", "m.json", "t.csv", "-o", "a.png"], "does not end in .svg"),
    ] {
        let (code, message) = folder.failure(args);
        assert_eq!(code, 2, "{args:?}: {message}");
        assert!(message.contains(part), "{args:?}: {message}");
    }
    assert_eq!(folder.names(), ["m.json"]);
}

/// Predictions do not depend on which of the columns is left out.
#[test]
fn aliased_columns_are_said_to_be_and_do_no_harm() {
    let folder = Folder::new();
    for (name, combination, either) in [
        (
            "duplicate-column",
            "aliased: weight_lb = 2.20462 * weight_kg",
            &["weight_lb", "weight_kg"][..],
        ),
        ("constant-column", "aliased: sensor = 21.5", &["sensor"]),
    ] {
        let target = specimen(&folder, name);
        let fit = ["fit", "t.csv", "-t", &target, "--standardise", "-o", "m.json"];
        let probabilities = || -> Vec<f64> {
            let answers = folder.ok(&["predict", "m.json", "t.csv", "--proba"]);
            let last = |line: &str| line.rsplit(',').next().unwrap().parse().unwrap();
            answers.lines().skip(1).map(last).collect()
        };
        let text = folder.ok(&fit);
        assert!(text.contains(combination), "{text}");
        let all = probabilities();
        for left_out in either {
            folder.ok(&[&fit[..], &["--drop", left_out]].concat());
            let others = probabilities();
            assert!(all.len() == others.len() && !all.is_empty());
            let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-12;
            assert!(all.iter().zip(&others).all(close), "{left_out}: {all:?} {others:?}");
        }
    }
}

#[test]
fn figures_for_scripts_are_those_of_the_library() {
    let folder = Folder::new();
    let csv = real("spambase.csv");
    folder.ok(&["fit", &csv, "-t", "spam", "--l2", "0.01", "-o", "m.json", "-q"]);
    let figures =
        folder.ok(&["evaluate", "m.json", &csv, "--json", "--cost", "5:1", "--threshold", "0.6"]);
    let figures: Value = serde_json::from_str(&figures).unwrap();
    let spam = datasets::real::spambase().unwrap().dataset;
    let (x, labels) = (spam.features.as_ref(), spam.labels().unwrap());
    let model =
        models::LogisticRegression { penalty: models::Penalty::l2(0.01), ..Default::default() }
            .fit(x, labels)
            .unwrap();
    let p = model.probabilities(x).unwrap();
    let logits = model.logits(x).unwrap();
    let ranking = metrics::Ranking::new(labels, &logits, None).unwrap();
    let number = |name: &str| figures[name].as_f64().unwrap();
    assert_eq!(Some(number("roc_auc")), ranking.roc_auc());
    assert_eq!(Some(number("average_precision")), ranking.average_precision());
    let log_loss = metrics::log_loss_from_logits(labels, &logits, None).unwrap();
    assert_eq!(number("log_loss"), log_loss);
    assert_eq!(number("brier_score"), metrics::brier_score(labels, &p, None).unwrap());
    let confusion = metrics::confusion_at(labels, &p, None, 0.6).unwrap();
    assert_eq!(figures["confusion"]["false_positives"], confusion.false_positives);
    let costs = metrics::Costs::new(5.0, 1.0).unwrap();
    let cheapest = metrics::cheapest_threshold(labels, &p, None, costs).unwrap();
    let found = &figures["cheapest"];
    assert_eq!(found["found"]["threshold"].as_f64(), Some(cheapest.threshold));
    assert_eq!(found["ideal"].as_f64(), costs.ideal_threshold());
    let numbers = |resample: usize| {
        let mut stream = Stream::numbered(42, resample as u64);
        move || stream.uniform(0.0, 1.0)
    };
    let thresholds = metrics::resampled_thresholds(labels, &p, None, costs, 500, numbers);
    let mut thresholds = thresholds.unwrap();
    thresholds.sort_by(f64::total_cmp);
    let interval = [0, 1].map(|k| found["interval"][k].as_f64().unwrap());
    assert_eq!(interval, [thresholds[12], thresholds[487]]); // 2.5% on either side
    assert!(interval[0] <= cheapest.threshold && cheapest.threshold <= interval[1]);
}

#[test]
fn a_fit_for_scripts_is_one_json_object() {
    let folder = Folder::new();
    let args =
        ["fit", &real("penguins.csv"), "-t", "sex", "--missing", "drop", "--test", "0.2", "--json"];
    let output = folder.run(&args);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["model"]["model"]["report"]["status"], "converged");
    assert_eq!(json["model"]["training"]["held_out"], 67);
    assert_eq!(json["evaluation"]["rows"], 67);
    assert!(json["evaluation"]["roc_auc"].as_f64().unwrap() > 0.9);
}

#[test]
fn categories_are_declared_and_formats_are_told() {
    let folder = Folder::new();
    let rows: String = (0..60)
        .map(|i| {
            format!("{};{},5;{}\n", ["01", "80", "99"][i % 3], i % 7, ["no", "yes"][i * 5 % 7 % 2])
        })
        .collect();
    folder.write("t.csv", format!("zip;x;y\r\n{}", rows.replace('\n', "\r\n")));
    let args =
        ["fit", "t.csv", "-t", "y", "--decimal", ",", "--as-category", "zip", "-o", "m.json"];
    let summary = folder.ok(&args);
    assert!(summary.contains("zip=80") && summary.contains("zip=99"), "{summary}");
    assert!(summary.contains("levels are compared with zip=01"), "{summary}");
    let answers = folder.ok(&["predict", "m.json", "t.csv", "--decimal", ",", "--proba"]);
    let second = answers.lines().nth(1).unwrap();
    assert!(answers.starts_with("zip;x;y;predicted_y;p_yes\n01;0,5;no;"), "{answers}");
    assert!(second.split(';').nth(4).unwrap().starts_with("0,"), "{second}");
}

#[test]
fn pictures_have_no_colours_where_nobody_sees_them() {
    let folder = Folder::new();
    let csv = real("iris.csv");
    folder.ok(&["fit", &csv, "-t", "species", "-m", "softmax", "--l2", "0.1", "-o", "m.json"]);
    let picture = folder.ok(&["plot", "boundary", "m.json", &csv]);
    assert!(!picture.contains('\u{1b}') && picture.lines().count() > 15, "{picture}");
    assert!(picture.contains("versicolor"));
    let coloured = regress()
        .args(["plot", "roc", "m.json", &csv])
        .env("CLICOLOR_FORCE", "1")
        .env_remove("NO_COLOR")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(text(&coloured.stdout).contains('\u{1b}'));
    for kind in ["boundary", "roc", "pr"] {
        let file = format!("{kind}.svg");
        folder.ok(&["plot", kind, "m.json", &csv, "-o", &file]);
        let svg = folder.read(&file);
        assert!(svg.starts_with("<svg") && svg.contains("setosa"), "{kind}");
    }
}

#[test]
fn names_beside_coefficients_are_not_cut_off() {
    let folder = Folder::new();
    let fit =
        ["fit", &real("penguins.csv"), "-t", "sex", "--missing", "drop", "-o", "m.json", "-q"];
    folder.ok(&fit);
    let picture = folder.ok(&["plot", "coefficients", "m.json"]);
    for name in ["species=Chinstrap", "flipper_length_mm", "year"] {
        assert!(picture.contains(&format!(" {name}╶")), "{picture}");
    }
}

#[test]
fn explanations_speak_of_the_units_at_hand() {
    let folder = Folder::new();
    folder.write("t.csv", folder.ok(&["generate", "spam-outlier"]));
    folder.ok(&["fit", "t.csv", "-t", "is_spam", "--l2", "0.1", "-o", "m.json"]);
    let text = folder.ok(&["explain", "m.json"]);
    for part in [
        "+ 0.1/2 * sum c^2",
        "LogisticRegression(C=0.714",
        "odds ratio",
        "0 and 1 are equally likely (p = 1/2) where",
        "  exclamation_marks = ",
        "1 from there upwards",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn names_with_commas_stand_in_quotes() {
    let folder = Folder::new();
    let rows: String =
        (0..30).map(|i| format!("{},{},{}\n", i % 7, i % 5, i * 3 % 11 % 2)).collect();
    folder.write("t.csv", format!("\"size, in m\",b,y\n{rows}"));
    let fit = |flags: &[&str]| folder.ok(&[&["fit", "t.csv", "-t", "y"], flags].concat());
    assert!(fit(&["--features", "\"size, in m\""]).contains("size, in m"));
    assert!(!fit(&["--drop", "\"size, in m\""]).contains("size, in m"));
    folder.ok(&["fit", "t.csv", "-t", "y", "-o", "m.json"]);
    let answers = folder.ok(&["predict", "m.json", "t.csv"]);
    assert!(answers.starts_with("\"size, in m\",b,y,predicted_y\n0,0,0,"), "{answers}");
}

#[test]
fn a_hint_can_be_typed_as_it_stands() {
    let folder = Folder::new();
    let rows: String = (0..6)
        .map(|i| format!("\"No, {i}\",{},{}\n", i * 5 % 4, ["no", "yes"][i / 2 % 2]))
        .collect();
    folder.write("t.csv", format!("\"name, full\",a,y\n{rows}"));
    let (code, message) = folder.failure(&["fit", "t.csv", "-t", "y"]);
    assert_eq!(code, 1);
    assert!(message.contains("column \"name, full\" has 6 different texts in 6 rows"));
    let hint = "regress fit t.csv -t y --drop '\"name, full\"'";
    assert!(message.contains(hint), "{message}");
    folder.ok(&["fit", "t.csv", "-t", "y", "--drop", "\"name, full\"", "--l2", "0.1", "-q"]);
}
