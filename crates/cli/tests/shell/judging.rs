//! What `evaluate` says about the worth of predictions is what the library says, and what is undefined is said.

use crate::common::{Folder, real, text};
use metrics::{ClassAreas, Ranking};
use models::inference::TestResult;
use models::recalibration::{in_the_large, line};
use serde_json::Value;

fn json(folder: &Folder, args: &[&str]) -> Value {
    serde_json::from_str(&folder.ok(&[args, &["--json", "-q"]].concat())).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// A penalised model of the even rows of spambase, and the odd rows.
fn spam() -> (Folder, Vec<bool>, Vec<f64>) {
    let folder = Folder::new();
    let table = std::fs::read_to_string(real("spambase.csv")).unwrap();
    let header = table.lines().next().unwrap();
    let part = |odd: usize| {
        let rows = table.lines().skip(1).enumerate().filter(|(i, _)| i % 2 == odd);
        rows.fold(format!("{header}\n"), |all, (_, row)| all + row + "\n")
    };
    folder.write("even.csv", part(0)).write("odd.csv", part(1));
    folder.ok(&["fit", "even.csv", "-t", "spam", "--l2", "0.001", "-o", "m.json", "-q"]);
    let file: Value = serde_json::from_str(&folder.read("m.json")).unwrap();
    let of = |value: &Value| value.as_array().unwrap().iter().map(number).collect::<Vec<f64>>();
    let (coefficients, b) =
        (of(&file["model"]["coefficients"]), number(&file["model"]["intercept"]));
    let odd = datasets::real::spambase().unwrap().dataset;
    let rows: Vec<usize> = (1..odd.n_samples()).step_by(2).collect();
    let odd = odd.select_rows(&rows).unwrap();
    let logit = |i: usize| {
        let terms = coefficients.iter().enumerate().map(|(j, c)| c * odd.features[(i, j)]);
        terms.sum::<f64>() + b
    };
    let labels = odd.labels().unwrap().to_vec();
    (folder, labels, (0..rows.len()).map(logit).collect())
}

#[test]
fn other_rows_are_judged_as_the_library_does() {
    let (folder, labels, logits) = spam();
    let found = json(&folder, &["evaluate", "m.json", "odd.csv"]);
    let close = |what: &str, found: &Value, expected: f64| {
        let found = number(found);
        assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{what}: {found}, {expected}");
    };
    let error = Ranking::new(&labels, &logits, None).unwrap().roc_auc_variance().unwrap().sqrt();
    close("AUC", &found["roc_auc_standard_error"], error);
    let (low, area) = (&found["roc_auc_interval"][0], number(&found["roc_auc"]));
    close("AUC", low, area - 1.959_963_984_540_054 * error);
    let line = line(&labels, &logits, None).unwrap();
    let large = in_the_large(&labels, &logits, None).unwrap();
    for (name, expected) in [
        ("calibration_slope", line.slope),
        ("calibration_intercept", line.intercept),
        ("calibration_in_the_large", large),
    ] {
        close(name, &found[name]["value"], expected.value);
        close(name, &found[name]["standard_error"], expected.standard_error);
        assert!((number(&found[name]["p_value"]) - expected.p_value).abs() < 1e-9, "{name}");
    }
    let hosmer = &found["hosmer_lemeshow"];
    let p_value = |df| TestResult::chi_squared(number(&hosmer["statistic"]), df).p_value;
    assert_eq!(number(&hosmer["p_value"]), p_value(10.0));
    assert_eq!(number(&hosmer["p_value_if_trained_on"]), p_value(8.0));
    let shown = folder.ok(&["evaluate", "m.json", "odd.csv"]);
    assert!(shown.contains("groups, 10 degrees of freedom, p "), "{shown}");
    let trained_on = folder.ok(&["evaluate", "m.json", "even.csv"]);
    assert!(trained_on.contains("groups, 8 degrees of freedom, p "), "{trained_on}");
}

/// Two models on rows that neither was fitted to, by DeLong's test; a model against itself has none.
#[test]
fn one_model_is_tested_against_another() {
    let (folder, labels, logits) = spam();
    let few = ["fit", "even.csv", "-t", "spam", "--l1", "0.05", "-o", "few.json", "-q"];
    folder.ok(&few);
    let found = json(&folder, &["evaluate", "m.json", "odd.csv", "--against", "few.json"]);
    let alone = json(&folder, &["evaluate", "few.json", "odd.csv"]);
    let other = number(&found["against"]["roc_auc"]);
    assert!((other - number(&alone["roc_auc"])).abs() < 1e-12);
    let area = Ranking::new(&labels, &logits, None).unwrap().roc_auc().unwrap();
    let difference = area - number(&alone["roc_auc"]);
    assert!((number(&found["against"]["difference"]) - difference).abs() < 1e-9);
    let (z, p) = (number(&found["against"]["z"]), number(&found["against"]["p_value"]));
    assert!(z > 0.0 && (p - models::inference::Distribution::Normal.two_sided(z)).abs() < 1e-15);
    let shown = folder.ok(&["evaluate", "few.json", "odd.csv", "--against", "m.json", "-q"]);
    assert!(
        shown.contains("ROC AUC of m.json ") && shown.contains(" lower (standard error "),
        "{shown}"
    );
    let same = folder.ok(&["evaluate", "few.json", "odd.csv", "--against", "few.json", "-q"]);
    assert!(same.contains("it ranks the rows as few.json does"), "{same}");
    folder.fit_iris("iris.json");
    let (code, message) =
        folder.failure(&["evaluate", "m.json", "odd.csv", "--against", "iris.json"]);
    assert!(code > 0 && message.contains("iris.json"), "{message}");
}

#[test]
fn a_fit_on_its_own_rows_says_nothing_of_its_slope() {
    let folder = Folder::new();
    let table = real("penguins.csv");
    let fit = ["fit", &table, "-t", "sex", "--missing", "drop", "-o", "m.json"];
    let shown = folder.ok(&fit);
    assert!(shown.contains("\nROC AUC 0.97") && shown.contains(" (95%: 0.96"), "{shown}");
    assert!(!shown.contains("calibration slope"), "{shown}");
    let found = json(&folder, &["evaluate", "m.json", &table]);
    assert!((number(&found["calibration_slope"]["value"]) - 1.0).abs() < 1e-9);
    assert!(number(&found["calibration_in_the_large"]["value"]).abs() < 1e-9);
    let held_out = folder.ok(&[&fit[..], &["--test", "0.3"]].concat());
    assert!(held_out.contains("\ncalibration slope 0."), "{held_out}");
}

#[test]
fn what_is_undefined_is_said_or_left_out() {
    let folder = Folder::new();
    let rows: String = (0..30).map(|i| format!("{},{}\n", i % 7, i * 3 % 8 / 4)).collect();
    folder.write("t.csv", format!("x,y\n{rows}")).write("one.csv", "x,y\n1,0\n5,0\n");
    folder.write("apart.csv", "x,y\n0,0\n1,0\n5,1\n6,1\n").write("alike.csv", "x,y\n2,0\n2,1\n");
    folder.ok(&["fit", "t.csv", "-t", "y", "-o", "m.json", "-q"]);
    let shown = |table: &str| folder.ok(&["evaluate", "m.json", table]);
    let one = shown("one.csv");
    assert!(!one.contains("calibration slope") && !one.contains("95%:"), "{one}");
    assert!(!one.contains("Hosmer"), "two rows are too few: {one}");
    let found = json(&folder, &["evaluate", "m.json", "one.csv"]);
    for figure in ["roc_auc_interval", "roc_auc_standard_error", "calibration_slope"] {
        assert!(found[figure].is_null() && found.get(figure).is_some(), "{figure}");
    }
    let apart = shown("apart.csv");
    assert!(
        apart.contains("slope undefined (the logits separate the classes), in the large"),
        "{apart}"
    );
    assert!(apart.contains(".0000, average"), "no interval around an area of 0 or 1: {apart}");
    let alike = shown("alike.csv");
    assert!(alike.contains("calibration slope undefined (all logits are the same)"), "{alike}");
}

#[test]
fn weights_that_are_no_counts_have_no_number_of_rows() {
    let folder = Folder::new();
    let row = |i: usize| format!("{},{},{}\n", i % 9, i * 7 % 5 / 3, 0.5 + (i % 3) as f64);
    folder.write("t.csv", format!("x,y,w\n{}", (0..80).map(row).collect::<String>()));
    folder.ok(&["fit", "t.csv", "-t", "y", "--weights", "w", "--l2", "1", "-o", "m.json", "-q"]);
    let shown = folder.ok(&["evaluate", "m.json", "t.csv"]);
    assert!(!shown.contains("Hosmer") && !shown.contains("AUC 0.5 (95%"), "{shown}");
    assert!(shown.contains("calibration slope "), "{shown}");
    let found = json(&folder, &["evaluate", "m.json", "t.csv"]);
    assert!(found["roc_auc_interval"].is_null() && found["calibration_slope"].is_object());
}

#[test]
fn classes_are_ranked_as_the_library_does() {
    let folder = Folder::new();
    let table = real("iris.csv");
    folder.ok(&[
        "fit", &table, "-t", "species", "-m", "softmax", "--l2", "0.1", "-o", "m.json", "-q",
    ]);
    let found = json(&folder, &["evaluate", "m.json", &table]);
    let predicted = folder.ok(&["predict", "m.json", &table, "--proba", "-q"]);
    let of_class = |k: usize| -> Vec<f64> {
        let cell = |line: &str| line.split(',').nth(6 + k).unwrap().parse().unwrap();
        predicted.lines().skip(1).map(cell).collect()
    };
    let by_class: Vec<Vec<f64>> = (0..3).map(of_class).collect();
    let actual: Vec<usize> = (0..150).map(|i| i / 50).collect();
    let areas = ClassAreas::new(&actual, &by_class, None).unwrap();
    for (name, expected) in [
        ("macro_roc_auc", areas.roc_auc()),
        ("weighted_average_precision", areas.weighted_average_precision()),
        ("macro_roc_auc_of_pairs", areas.roc_auc_of_pairs()),
        ("brier_score", metrics::brier_score_of_classes(&actual, &by_class, None).ok()),
    ] {
        assert!((number(&found[name]) - expected.unwrap()).abs() < 1e-12, "{name}");
    }
    let shown = folder.ok(&["evaluate", "m.json", &table]);
    for words in ["mean weighted by their rows", "ROC AUC of pairs of classes 0.9", "\nMatthews"] {
        assert!(shown.contains(words), "no {words}: {shown}");
    }
}

#[test]
fn numbers_have_a_percentage_unless_one_is_zero() {
    let folder = Folder::new();
    let table = real("iris.csv");
    folder.ok(&["fit", &table, "-t", "petal_width", "-m", "linear", "-o", "m.json", "-q"]);
    let shown = folder.ok(&["evaluate", "m.json", &table]);
    assert!(shown.contains(", mean absolute percentage error "), "{shown}");
    let zero = std::fs::read_to_string(&table).unwrap().replacen(",0.2,", ",0,", 1);
    folder.write("zero.csv", zero);
    let shown = folder.ok(&["evaluate", "m.json", "zero.csv"]);
    assert!(shown.contains("percentage error undefined, as a target is 0\n"), "{shown}");
    let found = json(&folder, &["evaluate", "m.json", "zero.csv"]);
    assert!(found["mean_absolute_percentage_error"].is_null());
    assert!(number(&found["largest_error"]) >= number(&found["median_absolute_error"]));
}

#[test]
fn a_decision_curve_needs_a_row_to_gain() {
    let (folder, ..) = spam();
    let svg = folder.ok(&["plot", "decision", "m.json", "odd.csv", "-o", "-"]);
    for words in ["acting always", "acting by the model", "net benefit"] {
        assert!(svg.contains(words), "no {words}");
    }
    let odd = folder.read("odd.csv");
    let none = odd.lines().filter(|line| !line.ends_with(",1"));
    folder.write("none.csv", none.fold(String::new(), |all, line| all + line + "\n"));
    let (code, message) = folder.failure(&["plot", "decision", "m.json", "none.csv"]);
    assert!(code == 1 && message.contains("without a row of 1, acting gains nothing"), "{message}");
    let iris = real("iris.csv");
    folder.ok(&["fit", &iris, "-t", "species", "-m", "softmax", "--l2", "1", "-o", "i.json", "-q"]);
    let output = folder.run(&["plot", "decision", "i.json", &iris]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("which has no decision"), "{output:?}");
}

/// Weights of a survey in hundreds or in ones: only ratios matter, and no sample size can be read from them.
#[test]
fn weights_of_a_survey_are_no_sample_sizes() {
    let folder = Folder::new();
    let judged = |unit: u32| {
        let row = |i: u32| {
            let (x, y, w) = (i * i % 19, u8::from((i * 7 + i / 3) % 5 < 2), 1 + i % 3);
            format!("{x},{y},{}\n", w * unit)
        };
        folder.write("t.csv", (0..80).fold("x,y,w\n".to_owned(), |all, i| all + &row(i)));
        let fit = ["fit", "t.csv", "-t", "y", "--weights", "w", "--weight-kind", "survey"];
        folder.ok(&[&fit[..], &["-o", "m.json", "-q"]].concat());
        json(&folder, &["evaluate", "m.json", "t.csv"])
    };
    let [one, hundred] = [1, 100].map(judged);
    for found in [&one, &hundred] {
        assert!(
            found["roc_auc_standard_error"].is_null() && found.get("hosmer_lemeshow").is_none()
        );
    }
    let error = |found: &Value| number(&found["calibration_slope"]["standard_error"]);
    assert!((error(&one) / error(&hundred) - 1.0).abs() < 1e-9);
    assert!((number(&one["roc_auc"]) - number(&hundred["roc_auc"])).abs() < 1e-12);
    let against = ["evaluate", "m.json", "t.csv", "--against", "m.json"];
    let (_, message) = folder.failure(&against);
    assert!(message.contains("no counts of them"), "{message}");
}
