//! A count is so many rows, and 0 is none, for `fit` and `evaluate` as for the library.

use crate::common::{Folder, real, text};
use datasets::{Source, Stream};
use serde_json::Value;

/// Rows of numbers, a category with gaps, a target of each kind and a count from 0 to 5.
struct Random {
    header: &'static str,
    rows: Vec<(String, usize)>,
}

impl Random {
    fn new(seed: u64) -> Self {
        let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
        let mut row = |i: usize| {
            let (x, u) = (stream.standard_normal(), stream.uniform(0.0, 1.0));
            let size = if u < 0.1 { String::new() } else { format!("{u:.3}") };
            let pet = ["cat", "dog", "emu", ""][stream.uniform(0.0, 4.0) as usize];
            let noise = stream.standard_normal();
            let yes = ["no", "yes"][usize::from(x + noise > 0.3)];
            let class = ["a", "b", "c"][(i + usize::from(x + noise > 0.0)) % 3];
            let count = if i < 12 { 2 } else { stream.uniform(0.0, 6.0) as usize };
            (format!("{x:.3},{size},{pet},{yes},{class},{:.3}", 2.0 * x + noise), count)
        };
        Self { header: "x,size,pet,yes,class,number", rows: (0..60).map(&mut row).collect() }
    }

    fn counted(&self) -> String {
        let rows = self.rows.iter().map(|(row, count)| format!("{row},{count}\n"));
        format!("{},n\n{}", self.header, rows.collect::<String>())
    }

    fn repeated(&self) -> String {
        let rows = self.rows.iter().map(|(row, count)| format!("{row}\n").repeat(*count));
        format!("{}\n{}", self.header, rows.collect::<String>())
    }
}

/// There, with numbers within a tolerance and all else the same.
fn assert_alike(what: &str, found: &Value, expected: &Value, tolerance: f64) {
    assert!(!expected.is_null(), "{what}");
    alike(what, found, expected, tolerance);
}

fn alike(what: &str, found: &Value, expected: &Value, tolerance: f64) {
    match (found, expected) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{what}: {a} is not {b}");
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{what}");
            a.iter().zip(b).for_each(|(a, b)| alike(what, a, b, tolerance));
        }
        (Value::Object(a), Value::Object(b)) => {
            assert!(a.keys().eq(b.keys()), "{what}: {:?}, {:?}", a.keys(), b.keys());
            for (key, value) in a {
                alike(&format!("{what}/{key}"), value, &b[key], tolerance);
            }
        }
        (a, b) => assert_eq!(a, b, "{what}"),
    }
}

fn json(folder: &Folder, args: &[&str]) -> Value {
    let output = folder.run(args);
    assert!(!output.stdout.is_empty(), "{args:?}: {}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

const MODELS: [&[&str]; 3] = [
    &["-t", "yes", "--drop", "class,number"],
    &["-t", "class", "-m", "softmax", "--drop", "yes,number"],
    &["-t", "number", "-m", "linear", "--drop", "yes,class"],
];

#[test]
fn a_fit_with_counts_is_that_of_the_repeated_rows() {
    let folder = Folder::new();
    for seed in 0..8 {
        let table = Random::new(seed);
        folder.write("counted.csv", table.counted()).write("repeated.csv", table.repeated());
        for (k, model) in MODELS.iter().enumerate() {
            let ways: [&[&str]; 4] = [
                &[],
                &["--test", "0.3"],
                &["--test", "0.3", "--stratify"],
                &["--class-weight", "balanced"],
            ];
            for way in &ways[..if k == 2 { 2 } else { 4 }] {
                let common = [model, way, &["--missing", "mean", "--l2", "0.1", "--json"][..]];
                let common = common.concat();
                let fit = |table: &[&str]| json(&folder, &[&["fit"], table, &common[..]].concat());
                let found = fit(&["counted.csv", "--weights", "n"]);
                let expected = fit(&["repeated.csv"]);
                let what = format!("seed {seed}, {common:?}");
                assert_alike(&what, &found["evaluation"], &expected["evaluation"], 1e-6);
                let (found, expected) = (&found["model"], &expected["model"]);
                for part in ["columns", "features", "target"] {
                    assert_alike(&what, &found[part], &expected[part], 1e-12);
                }
                for part in ["rows", "held_out"] {
                    assert_alike(&what, &found["training"][part], &expected["training"][part], 0.0);
                }
                let weights = |of: &Value| of["model"]["coefficients"].clone();
                assert_alike(&what, &weights(found), &weights(expected), 1e-6);
            }
        }
    }
}

/// Also of the units that a held-out share leaves, in the same folds.
#[test]
fn cross_validation_with_counts_is_that_of_the_repeated_rows() {
    let folder = Folder::new();
    for seed in 40..50 {
        let table = Random::new(seed);
        folder.write("counted.csv", table.counted()).write("repeated.csv", table.repeated());
        for model in [MODELS[0], MODELS[2]] {
            for way in [&["--cv"][..], &["--cv", "--test", "0.25"]] {
                let common = [model, way, &["--missing", "mean", "--json"][..]].concat();
                let fit = |table: &[&str]| json(&folder, &[&["fit"], table, &common[..]].concat());
                let found = fit(&["counted.csv", "--weights", "n"]);
                let expected = fit(&["repeated.csv"]);
                let coefficients = |of: &Value| of["model"]["model"]["coefficients"].clone();
                let what = format!("seed {seed}, {common:?}");
                assert_alike(&what, &coefficients(&found), &coefficients(&expected), 1e-6);
            }
        }
    }
}

#[test]
fn judging_with_counts_is_judging_the_repeated_rows() {
    let folder = Folder::new();
    for seed in 20..28 {
        let table = Random::new(seed);
        folder.write("counted.csv", table.counted()).write("repeated.csv", table.repeated());
        for (k, model) in MODELS.iter().enumerate() {
            let rest = ["--missing", "mean", "--l2", "0.1", "--weights", "n", "-o", "m.json", "-q"];
            folder.ok(&[&["fit", "counted.csv"], *model, &rest].concat());
            let cost: &[&str] = if k == 0 { &["--cost", "1:4"] } else { &[] };
            let judge = |table: &str| {
                json(&folder, &[&["evaluate", "m.json", table, "--json"], cost].concat())
            };
            let (found, expected) = (judge("counted.csv"), judge("repeated.csv"));
            assert_alike(&format!("seed {seed}, {model:?}"), &found, &expected, 1e-12);
        }
    }
}

#[test]
fn rows_of_weight_zero_are_not_there() {
    let folder = Folder::new();
    let rows: String =
        (0..40).map(|i| format!("{},{},{},1\n", i % 9, ["u", "v"][i % 2], i * 7 % 5 / 2)).collect();
    let odd = "1e6,rare,7,0\n,v,1,0\n3,u,,0\n";
    folder.write("with.csv", format!("x,pet,y,w\n{odd}{rows}{odd}"));
    folder.write("without.csv", format!("x,pet,y,w\n{rows}"));
    for flags in [&["-m", "softmax", "--l2", "0.1"][..], &["--positive", "1"], &["-m", "linear"]] {
        for way in [&["--json"][..], &["--test", "0.4", "--json"]] {
            let fit = |table: &str| {
                let args =
                    [&["fit", table, "-t", "y", "--weights", "w", "-o", "m.json"], flags, way];
                let output = folder.run(&args.concat());
                (text(&output.stdout), text(&output.stderr))
            };
            let ((found, note), (expected, _)) = (fit("with.csv"), fit("without.csv"));
            assert!(!found.is_empty() && found == expected, "{flags:?}: {note}");
            assert!(note.contains("6 rows of weight 0 were left out"), "{note}");
        }
        let judge = |table: &str| folder.ok(&["evaluate", "m.json", table, "-q"]);
        assert_eq!(judge("with.csv"), judge("without.csv"));
    }
    folder.write("none.csv", "x,y,w\n1,0,0\n2,1,0\n");
    let (code, message) = folder.failure(&["fit", "none.csv", "-t", "y", "--weights", "w"]);
    assert!(code == 1 && message.contains("\"w\" is 0 in every row"), "{message}");
    let (code, message) = folder.failure(&["fit", "with.csv", "-t", "y", "--weights", "y"]);
    assert!(code == 2 && message.contains("name the same column"), "{message}");
}

#[test]
fn weights_that_are_not_there_are_said() {
    let folder = Folder::new();
    let rows: String =
        (0..30).map(|i| format!("{},{},{}.5\n", i % 7, i * 3 % 8 / 4, i % 3)).collect();
    folder.write("t.csv", format!("x,y,w\n{rows}"));
    folder.write("u.csv", folder.read("t.csv").replace(",w\n", ",v\n"));
    folder.ok(&["fit", "t.csv", "-t", "y", "--weights", "w", "-o", "m.json", "-q"]);
    let judge = |table: &str| {
        let output = folder.run(&["evaluate", "m.json", table]);
        (text(&output.stdout), text(&output.stderr))
    };
    let (found, note) = judge("t.csv");
    assert!(
        found.starts_with("\"y\" on 30 rows, weighted:") && !note.contains("weights"),
        "{found}"
    );
    let (found, note) = judge("u.csv");
    assert!(found.starts_with("\"y\" on 30 rows:"), "{found}");
    assert!(note.contains("\"w\", is not there: every row counts once"));
}

#[test]
fn a_model_file_without_weights_reads_as_before() {
    let folder = Folder::new();
    folder.fit_iris("m.json");
    assert!(!folder.read("m.json").contains("\"weights\""));
    folder.ok(&["evaluate", "m.json", &real("iris.csv")]);
}

#[test]
fn balanced_classes_count_alike_with_counts() {
    let folder = Folder::new();
    let args = ["-t", "survived", "--class-weight", "balanced", "-o", "m.json", "-q"];
    let table = real("titanic_table.csv");
    folder.ok(&[&["fit", &table, "--weights", "count"], &args[..]].concat());
    let counted: Value = serde_json::from_str(&folder.read("m.json")).unwrap();
    assert_eq!(counted["training"]["rows"], 711 + 1490);
    let table = std::fs::read_to_string(table).unwrap();
    let repeated: String = table
        .lines()
        .skip(1)
        .map(|line| line.rsplit_once(',').unwrap())
        .map(|(row, count)| format!("{row}\n").repeat(count.parse().unwrap()))
        .collect();
    folder.write("t.csv", format!("class,sex,age,survived\n{repeated}"));
    folder.ok(&[&["fit", "t.csv"], &args[..]].concat());
    let plain: Value = serde_json::from_str(&folder.read("m.json")).unwrap();
    let weights = |file: &Value| file["model"]["coefficients"].clone();
    assert_alike("titanic", &weights(&counted), &weights(&plain), 1e-8);
}

#[test]
fn certain_rows_are_ranked_and_cost_what_they_are_off() {
    let folder = Folder::new();
    let rows: String = (0..40).map(|i| format!("{},{}\n", i % 10, i * 3 % 13 / 7)).collect();
    let lines = |sign: &str, no: u8| {
        let row = |x: u32, y: u8| format!("{sign}{x},{}\n", if y == 1 { 1 - no } else { no });
        format!("x,y\n{}{}{}{}", row(90_000, 0), row(91_000, 0), row(92_000, 1), row(93_000, 1))
    };
    folder.write("t.csv", format!("x,y\n{rows}")).write("far.csv", lines("", 0));
    folder.write("mirror.csv", lines("-", 1));
    folder.ok(&["fit", "t.csv", "-t", "y", "-o", "m.json", "-q"]);
    let judge = |table: &str| json(&folder, &["evaluate", "m.json", table, "--json"]);
    let (far, mirror) = (judge("far.csv"), judge("mirror.csv"));
    for found in [&far, &mirror] {
        assert_eq!(found["roc_auc"], 0.0, "{found}");
        assert!(found["log_loss"].as_f64().unwrap() > 100.0, "{found}");
    }
    let [a, b] = [&far, &mirror].map(|found| found["log_loss"].as_f64().unwrap());
    assert!((a / b - 1.0).abs() < 1e-2, "{a} {b}"); // but for the intercept
}

#[test]
fn small_numbers_keep_their_digits_and_what_is_undefined_is_said() {
    let folder = Folder::new();
    let rows: String =
        (0..30).map(|i| format!("{},{}e-9\n", i, 3.0 + f64::from(i * 7 % 5))).collect();
    folder.write("t.csv", format!("x,y\n{rows}"));
    let fit = folder.ok(&["fit", "t.csv", "-t", "y", "-m", "linear", "-o", "m.json"]);
    assert!(fit.contains("\nRMSE 1.4") && fit.contains("e-9, MAE 1."), "{fit}");
    folder.write("same.csv", "x,y\n1,2e-9\n5,2e-9\n9,2e-9\n");
    let shown = folder.ok(&["evaluate", "m.json", "same.csv"]);
    assert!(shown.contains("R2 undefined: the target is the same in every row"), "{shown}");
    assert!(!shown.contains("0.000000") && !shown.contains("NaN"), "{shown}");
    assert!(json(&folder, &["evaluate", "m.json", "same.csv", "--json"])["r_squared"].is_null());

    let rows: String = (0..30).map(|i| format!("{},{}\n", i % 7, i * 3 % 8 / 4)).collect();
    folder.write("t.csv", format!("x,y\n{rows}")).write("one.csv", "x,y\n1,0\n5,0\n");
    folder.ok(&["fit", "t.csv", "-t", "y", "-o", "m.json", "-q"]);
    let shown = folder.ok(&["evaluate", "m.json", "one.csv"]);
    assert!(
        shown.contains("ROC AUC undefined with one class, average precision undefined without 1")
    );
    let figures = json(&folder, &["evaluate", "m.json", "one.csv", "--json"]);
    assert!(figures["roc_auc"].is_null() && figures["average_precision"].is_null());
    assert!(figures["log_loss"].as_f64().unwrap() > 0.0);
}
