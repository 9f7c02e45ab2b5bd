//! A model judged where the rows are, and its predictions for them, held against those for the same rows in a file.

use crate::common::{Folder, real, text};
use crate::sql::compare::is_left_out;
use crate::sql::{Sheet, engines};
use serde_json::Value;

/// The figures of a file and of each engine, for the model that is fitted with some flags.
#[track_caller]
fn agrees(sheet: &Sheet, fit: &[&str], evaluate: &[&str]) {
    let folder = Folder::new();
    folder.write("t.csv", sheet.csv());
    folder.ok(&[&["fit", "t.csv", "-q", "-o", "m.json"], fit].concat());
    let found = |place: &[&str]| -> Value {
        let all = [&["evaluate", "m.json", "--json", "-q"], place, evaluate].concat();
        serde_json::from_str(&folder.ok(&all)).unwrap()
    };
    let of_file = found(&["t.csv"]);
    for engine in engines() {
        let [command, table] = engine.with(&folder, sheet);
        let there = found(&["--sql", &command, "--table", &table]);
        if let Some(difference) = difference(&there, &of_file, "", 0.0) {
            panic!("{} {fit:?} {evaluate:?}: {difference}", engine.command);
        }
    }
}

/// The first that is not equal to twelve digits of the largest beside it; counts are equal.
fn difference(found: &Value, expected: &Value, path: &str, size: f64) -> Option<String> {
    match (found, expected) {
        (Value::Number(a), Value::Number(b)) if !(a.is_u64() && b.is_u64()) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            let allowed = 1e-12 * size.max(b.abs()) + 1e-16;
            ((a - b).abs() > allowed).then(|| format!("{path}: {a} for {b}"))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let size = b.iter().filter_map(Value::as_f64).fold(0.0, |m: f64, x| m.max(x.abs()));
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(i, (a, b))| difference(a, b, &format!("{path}[{i}]"), size))
        }
        (Value::Object(_), Value::Object(b)) => b
            .iter()
            .filter(|(key, _)| {
                !["interval", "resamples"].contains(&key.as_str()) || path != ".cheapest"
            })
            .filter(|(key, _)| !is_left_out(key, found))
            .find_map(|(key, b)| difference(&found[key], b, &format!("{path}.{key}"), 0.0)),
        (a, b) => (a != b).then(|| format!("{path}: {a} for {b}")),
    }
}

#[test]
fn two_classes() {
    let sheet = Sheet::read(&real("penguins.csv"));
    agrees(&sheet, &["-t", "sex", "--missing", "drop"], &["--cost", "1:10"]);
    agrees(&sheet, &["-t", "sex", "--missing", "mean", "--l2", "0.1"], &["--threshold", "0.3"]);
    agrees(
        &sheet,
        &["-t", "island", "--positive", "Dream", "--missing", "level", "--l2", "0.1"],
        &[],
    );
}

/// What terms make of columns, and rows whose levels never came together in training.
#[test]
fn terms() {
    let sheet = Sheet::read(&real("penguins.csv"));
    let all = [
        "species * island + poly(bill_length_mm, 3)",
        "island * ns(bill_depth_mm, 3) + log(body_mass_g / 1000):species",
        "0 + species + bs(bill_length_mm, 5, degree = 2) + I(year^2 - body_mass_g^-1):island",
        "species:island + sqrt(bill_length_mm) + log10(bill_depth_mm) * exp(-bill_length_mm / 50)",
    ];
    for terms in all {
        for missing in ["drop", "mean"] {
            let flags = ["--missing", missing, "--l2", "0.001", "--terms", terms];
            agrees(&sheet, &[&["-t", "sex"], &flags[..]].concat(), &[]);
        }
        let level = ["-t", "flipper_length_mm", "-m", "linear", "--missing", "level", "--l2", "1"];
        agrees(&sheet, &[&level[..], &["--terms", &format!("{terms} + sex:year")]].concat(), &[]);
    }
    let folder = Folder::new();
    folder.write("t.csv", "y,a,b\n1,p,u\n2,p,v\n3,q,u\n5,p,u\n6,p,v\n2,q,u\n7,r,v\n4,r,u\n");
    folder
        .ok(&["fit", "t.csv", "-t", "y", "-m", "linear", "--terms", "a * b", "-o", "m.json", "-q"]);
    let sheet = Sheet::parse("y,a,b\n1,p,v\n2,q,v\n3,p,u\n");
    folder.write("new.csv", sheet.csv());
    for engine in engines() {
        let [command, table] = engine.with(&folder, &sheet);
        let there = ["--sql", &command, "--table", &table];
        for command in ["predict", "evaluate"] {
            let found = folder.run(&[&[command, "m.json"], &there[..]].concat());
            assert!(text(&found.stderr).contains("1 of 3 rows"), "{}", text(&found.stderr));
        }
        let found = folder.run(&[&["fit", "-t", "y", "--terms", "a * b"], &there[..]].concat());
        assert!(text(&found.stderr).contains("--terms is for files"), "{}", text(&found.stderr));
    }
}

#[test]
fn rows_that_count_more_than_once_and_ties() {
    let sheet = Sheet::read(&real("titanic_table.csv"));
    agrees(&sheet, &["-t", "survived", "--weights", "count"], &["--cost", "3:1"]);
    let linear = ["-t", "survived", "-m", "linear", "--weights", "count"];
    agrees(&sheet, &linear, &[]);
    let classes = ["-t", "class", "-m", "softmax", "--weights", "count", "--l2", "0.1"];
    agrees(&sheet, &classes, &[]);
}

#[test]
fn weights_that_are_no_counts() {
    let mut csv = String::from("x,w,y\n");
    for i in 0..40 {
        let (x, w) = (f64::from(i * 7 % 11) / 4.0, f64::from(i % 5) / 4.0 + 0.3);
        csv += &format!("{x},{w},{}\n", i * i % 3);
    }
    let sheet = Sheet::parse(&csv);
    agrees(&sheet, &["-t", "y", "-m", "linear", "--weights", "w"], &[]);
    agrees(&sheet, &["-t", "y", "-m", "softmax", "--weights", "w"], &[]);
    agrees(&sheet, &["-t", "y", "--positive", "1", "--weights", "w"], &["--cost", "1:1"]);
}

/// Weights below 0 and flags for reading a file are refused by every command in the same words.
#[test]
fn what_is_refused_is_refused_everywhere() {
    let row = |i: u32| format!("{},{},{}\n", i * 7 % 11, f64::from(i % 5) - 1.5, i * i % 3 % 2);
    let sheet = |rows: std::ops::Range<u32>| {
        Sheet::parse(&format!("x,w,y\n{}", rows.map(row).collect::<String>()))
    };
    let (bad, folder) = (sheet(0..40), Folder::new());
    folder.write("t.csv", bad.csv().replace(",-", ","));
    folder.ok(&["fit", "t.csv", "-t", "y", "--weights", "w", "-q", "-o", "m.json"]);
    for engine in engines() {
        let [command, table] = engine.with(&folder, &bad);
        let place = ["--sql", &command, "--table", &table];
        let refused = |args: &[&str]| folder.failure(&[args, &place[..]].concat()).1;
        for args in [&["fit", "-t", "y", "--weights", "w"][..], &["evaluate", "m.json"]] {
            let message = refused(args);
            let end = "column \"w\" is -1.5 somewhere: a weight must be zero or a positive number";
            assert!(message.trim_end().ends_with(end), "{args:?}: {message}");
        }
        for args in [&["fit", "-t", "y"][..], &["evaluate", "m.json"], &["predict", "m.json"]] {
            let message = refused(&[args, &["--delimiter", ";"]].concat());
            assert!(message.contains("are for files, not for --sql"), "{args:?}: {message}");
        }
    }
}

#[test]
fn offsets_corrections_and_no_intercept() {
    let sheet = Sheet::read(&real("titanic_table.csv"));
    let target = ["-t", "survived", "--weights", "count"];
    agrees(&sheet, &[&target[..], &["--firth"]].concat(), &[]);
    agrees(&sheet, &[&target[..], &["--no-intercept", "--l2", "0.1"]].concat(), &[]);
    let mut csv = String::from("x,o,y,line\n");
    for i in 0..60 {
        let (x, o) = (f64::from(i * 7 % 13) / 4.0, f64::from(i % 5) / 4.0 - 0.5);
        csv += &format!("{x},{o},{},{}\n", i * i % 7 % 2, f64::from(i * 5 % 11) + 2.0 * x + o);
    }
    let sheet = Sheet::parse(&csv);
    agrees(&sheet, &["-t", "y", "--offset", "o", "--drop", "line"], &["--cost", "2:1"]);
    agrees(&sheet, &["-t", "line", "-m", "linear", "--offset", "o", "--drop", "y"], &[]);
}

#[test]
fn numbers_and_several_classes() {
    let sheet = Sheet::read(&real("penguins.csv"));
    agrees(&sheet, &["-t", "body_mass_g", "-m", "linear", "--missing", "mean"], &[]);
    let species = ["-t", "species", "-m", "softmax", "--missing", "drop", "--l2", "0.01"];
    agrees(&sheet, &species, &[]);
}

/// The rows of a CSV, sorted, each cell that is a number as one.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let cell = |cell: &str| match cell.parse::<f64>() {
        Ok(number) => format!("{number:.10e}"),
        Err(_) => cell.to_owned(),
    };
    let rows = reader.records().map(|row| row.unwrap().iter().map(cell).collect());
    let mut rows: Vec<Vec<String>> = rows.collect();
    rows.sort();
    rows
}

const STRANGE: &str = "\"size, in m\",\"say \"\"x\"\"\",where,ill\n\
                       1.5,yes,\"a, b\",no\n2.5,no,\"it's\",yes\n0.5,yes,\"two\nlines\",no\n3,no,süß,yes\n\
                       2,yes,\"a, b\",yes\n1,no,\"it's\",no\n4,yes,süß,no\n0,no,\"two\nlines\",yes\n";

#[test]
fn predictions_are_those_for_a_file() {
    let penguins = Sheet::read(&real("penguins.csv"));
    let of_order = ["-t", "species", "-m", "ordered", "--order", "Adelie,Chinstrap,Gentoo"];
    let few = ["--features", "bill_length_mm,sex", "--missing", "drop", "--l2", "0.1"];
    let of_classes = ["-t", "species", "-m", "softmax", "--offset", "Gentoo=bill_depth_mm"];
    let cases: [(&Sheet, &[&str], &[&str]); 6] = [
        (&penguins, &[&of_order[..], &few].concat(), &["--proba"]),
        (&penguins, &[&of_classes[..], &few].concat(), &["--proba"]),
        (&penguins, &["-t", "sex", "--missing", "drop"], &["--proba", "--threshold", "0.3"]),
        (
            &penguins,
            &["-t", "species", "-m", "softmax", "--missing", "drop", "--l2", "1"],
            &["--proba"],
        ),
        (&penguins, &["-t", "body_mass_g", "-m", "linear", "--missing", "mean"], &[]),
        (&Sheet::parse(STRANGE), &["-t", "ill", "--l2", "0.1"], &["--proba"]),
    ];
    for (sheet, fit, predict) in cases {
        let folder = Folder::new();
        folder.write("t.csv", sheet.csv());
        folder.ok(&[&["fit", "t.csv", "-q", "-o", "m.json"], fit].concat());
        let found = |place: &[&str]| {
            rows(&folder.ok(&[&["predict", "m.json", "-q"], place, predict].concat()))
        };
        let of_file = found(&["t.csv"]);
        for engine in engines() {
            let [command, table] = engine.with(&folder, sheet);
            let there = found(&["--sql", &command, "--table", &table]);
            assert_eq!(there, of_file, "{} {fit:?}", engine.command);
        }
    }
}

#[test]
fn what_is_not_known_is_said_and_not_guessed() {
    let folder = Folder::new();
    folder.write("t.csv", STRANGE);
    folder.ok(&["fit", "t.csv", "-q", "-t", "ill", "--l2", "0.1", "-o", "m.json"]);
    let strange = Sheet::parse(&STRANGE.replace("süß", "elsewhere"));
    let other = Sheet::parse(&STRANGE.replace(",no\n", ",perhaps\n"));
    for engine in engines() {
        let [command, table] = engine.with(&folder, &strange);
        let place = ["m.json", "--sql", &command, "--table", &table];
        let output = folder.run(&[&["predict"], &place[..]].concat());
        assert!(text(&output.stderr).contains("2 of 8 rows have a level"), "{output:?}");
        let output = folder.run(&[&["evaluate"], &place[..]].concat());
        assert!(text(&output.stderr).contains("2 of 8 rows have a level"), "{output:?}");
        folder.ok(&[&["evaluate"], &place[..], &["--unseen", "baseline"]].concat());
        let [command, table] = engine.with(&folder, &other);
        let output = folder.run(&["evaluate", "m.json", "--sql", &command, "--table", &table]);
        assert!(text(&output.stderr).contains("in 4 of 8 rows \"ill\" is no class"), "{output:?}");
    }
}

#[test]
fn a_yes_that_an_engine_took_for_true_is_the_same_class() {
    let folder = Folder::new();
    folder.write("t.csv", STRANGE);
    folder.ok(&["fit", "t.csv", "-q", "-t", "ill", "--l2", "0.1", "-o", "m.json"]);
    let figures = |of: &[&str]| -> Value {
        let all = [&["evaluate", "m.json", "-q", "--json"], of].concat();
        serde_json::from_str(&folder.ok(&all)).unwrap()
    };
    let of_file = figures(&["t.csv"]);
    let taken = STRANGE.replace(",yes\n", ",true\n").replace(",no\n", ",false\n");
    for engine in engines() {
        let [command, table] = engine.with(&folder, &Sheet::parse(&taken));
        let there = figures(&["--sql", &command, "--table", &table]);
        assert_eq!(difference(&there, &of_file, "", 0.0), None, "{command}");
    }
}

#[test]
fn the_expression_says_how_to_use_it() {
    let folder = Folder::new();
    folder.write("t.csv", STRANGE);
    folder.ok(&["fit", "t.csv", "-q", "-t", "ill", "--l2", "0.1", "-o", "m.json"]);
    for dialect in ["duckdb", "postgres", "sqlite", "spark", "ansi"] {
        let output = folder.run(&["export", "m.json", "--sql", dialect]);
        assert!(text(&output.stdout).starts_with("1 / (1 + EXP("), "{output:?}");
        assert!(
            text(&output.stderr).contains("SELECT *, <this expression> AS p FROM"),
            "{output:?}"
        );
    }
    folder.ok(&["export", "m.json", "--sql", "duckdb", "-o", "score.sql"]);
    let output = folder.run(&["export", "m.json"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let output = folder.run(&["export", "m.json", "--onnx", "m.onnx", "--sql", "duckdb"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn the_cheapest_threshold_is_saved() {
    let sheet = Sheet::read(&real("penguins.csv"));
    for engine in engines() {
        let folder = Folder::new();
        folder.write("t.csv", sheet.csv());
        folder.ok(&["fit", "t.csv", "-q", "-t", "sex", "--missing", "drop", "-o", "m.json"]);
        let [command, table] = engine.with(&folder, &sheet);
        let report = folder.ok(&[
            "evaluate", "m.json", "--sql", &command, "--table", &table, "--cost", "1:10", "--save",
            "-q",
        ]);
        assert!(report.contains("rows in an engine are not resampled"), "{report}");
        let model: Value =
            serde_json::from_slice(&std::fs::read(folder.file("m.json")).unwrap()).unwrap();
        assert!(model["threshold"].as_f64().unwrap() < 0.3, "{}", model["threshold"]);
    }
}
