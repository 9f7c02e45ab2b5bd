//! A fit where the data are, held against the fit of the same rows in a file: for each engine that is installed, and for
//! those that `REGRESS_TEST_ENGINES` names, a command a line.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(clippy::panic, reason = "a test says what differs")]

mod common;
mod sql;

use common::{Folder, real, text};
use serde_json::Value;
use sql::{Sheet, engines};

/// The same command on the file and in each engine, and what both found.
#[track_caller]
fn agrees(sheet: &Sheet, flags: &[&str]) {
    let folder = Folder::new();
    folder.write("t.csv", sheet.csv());
    let found = |args: &[&str]| -> Value {
        let all = [args, flags, &["--json", "-q"]].concat();
        serde_json::from_str(&folder.ok(&all)).unwrap()
    };
    let of_file = found(&["fit", "t.csv"]);
    for engine in engines() {
        let [command, table] = engine.with(&folder, sheet);
        let there = found(&["fit", "--sql", &command, "--table", &table]);
        let name = format!("{} {flags:?}", engine.command);
        same(&there["model"]["features"], &of_file["model"]["features"], &name);
        for part in ["coefficients", "intercept", "intercepts"] {
            same(&there["model"]["model"][part], &of_file["model"]["model"][part], &name);
        }
        same(&there["model"]["scaler"], &of_file["model"]["scaler"], &name);
        same(
            &there["model"]["model"]["report"]["objective"],
            &of_file["model"]["model"]["report"]["objective"],
            &name,
        );
        same(&there["model"]["training"]["rows"], &of_file["model"]["training"]["rows"], &name);
        same(&there["inference"], &of_file["inference"], &name);
        same(&there["evaluation"], &of_file["evaluation"], &name);
    }
}

/// Equal texts, and numbers equal to ten digits of the largest beside them.
#[track_caller]
fn same(found: &Value, expected: &Value, name: &str) {
    if let Some(difference) = difference(found, expected, "", 0.0) {
        panic!("{name}: {difference}");
    }
}

fn difference(found: &Value, expected: &Value, path: &str, size: f64) -> Option<String> {
    const DIGITS: f64 = 1e-10;
    match (found, expected) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            let size = size.max(b.abs());
            let is_p = path.ends_with("p_value"); // whose digits are those of the statistic, many times over
            let is_score = path.contains("brier") || path.contains("calibration"); // parts of one
            let size = if is_score { 1.0 } else { size };
            let allowed = if is_p { 1e-7 * b.abs() } else { DIGITS * size };
            ((a - b).abs() > allowed).then(|| format!("{path}: {a} for {b}"))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let size =
                b.iter().filter_map(Value::as_f64).fold(0.0, |size: f64, x| size.max(x.abs()));
            let pairs = a.iter().zip(b).enumerate();
            pairs
                .into_iter()
                .find_map(|(i, (a, b))| difference(a, b, &format!("{path}[{i}]"), size))
        }
        (Value::Object(a), Value::Object(b)) => b.iter().find_map(|(key, b)| {
            difference(a.get(key).unwrap_or(&Value::Null), b, &format!("{path}.{key}"), 0.0)
        }),
        (a, b) => (a != b).then(|| format!("{path}: {a} for {b}")),
    }
}

fn penguins() -> Sheet {
    Sheet::read(&real("penguins.csv"))
}

#[test]
fn numbers_and_categories_with_gaps() {
    let sheet = penguins();
    agrees(&sheet, &["-t", "sex", "--missing", "drop"]);
    agrees(&sheet, &["-t", "sex", "--missing", "level"]);
    agrees(&sheet, &["-t", "body_mass_g", "-m", "linear", "--missing", "mean", "--robust"]);
}

#[test]
fn weights_of_all_kinds() {
    let sheet = Sheet::read(&real("titanic_table.csv"));
    for kind in ["count", "precision", "survey"] {
        agrees(&sheet, &["-t", "survived", "--weights", "count", "--weight-kind", kind]);
    }
    agrees(&sheet, &["-t", "survived", "--weights", "count", "--robust"]);
    agrees(
        &sheet,
        &["-t", "survived", "-m", "linear", "--weights", "count", "--weight-kind", "precision"],
    );
}

#[test]
fn three_classes() {
    agrees(
        &penguins(),
        &["-t", "island", "-m", "softmax", "--missing", "drop", "--drop", "species"],
    );
    agrees(&penguins(), &["-t", "species", "-m", "softmax", "--missing", "drop", "--l2", "0.01"]);
}

#[test]
fn penalties() {
    let sheet = penguins();
    let sex = ["-t", "sex", "--missing", "drop"];
    agrees(&sheet, &[&sex[..], &["--l2", "0.1"]].concat());
    agrees(&sheet, &[&sex[..], &["--l2", "0.1", "--standardise"]].concat());
    agrees(&sheet, &[&sex[..], &["--l1", "0.02"]].concat());
    let mass = ["-t", "body_mass_g", "-m", "linear", "--missing", "drop"];
    agrees(&sheet, &[&mass[..], &["--elastic", "10:0.5"]].concat());
}

/// A year that counts seconds, an offset, no intercept, a column that others replace.
#[test]
fn columns_far_from_zero_offsets_and_aliases() {
    let row = |i: u32| {
        let wave = |a: u32, b: u32| f64::from(i * a % b) / f64::from(b);
        let seconds = 1_000_000_000.0 + f64::from(i * 37 % 101);
        let city =
            ["a", "it's", "Köln, Süd", "\"x\"", "back\\slash", ""][(i * 7 % 11 % 5) as usize];
        let y = u32::from(wave(13, 29) + wave(5, 17) * 0.7 > wave(11, 23) + 0.3);
        format!(
            "{seconds},{},{},{city:?},{},{y}\n",
            wave(3, 31),
            wave(3, 31) * 2.0 + 1.0,
            wave(17, 19) - 0.5
        )
    };
    let rows: String = (0..300).map(row).collect();
    let rows = rows.replace("\\\"", "\"\"").replace("\\\\", "\\");
    let sheet = Sheet::parse(&format!("seconds,x,copy,city,exposure,y\n{rows}"));
    agrees(&sheet, &["-t", "y", "--drop", "copy,exposure"]);
    agrees(&sheet, &["-t", "y", "--drop", "exposure"]);
    agrees(&sheet, &["-t", "y", "--offset", "exposure", "--drop", "copy"]);
    agrees(&sheet, &["-t", "y", "--features", "x,city", "--no-intercept"]);
    agrees(&sheet, &["-t", "exposure", "-m", "linear", "--drop", "copy"]);
}

/// Levels by the hundred, in two columns.
#[test]
fn many_levels() {
    let row = |i: u32| {
        let y = u32::from(i * 7919 % 101 + i * 31 % 60 > 80);
        format!("z{},k{},{},{y}\n", i * 31 % 60, i * 17 % 7, i * 7919 % 101)
    };
    let sheet = Sheet::parse(&format!("zip,kind,x,y\n{}", (0..2000).map(row).collect::<String>()));
    agrees(&sheet, &["-t", "y", "--features", "zip,kind,x", "--l2", "0.001"]);
    agrees(&sheet, &["-t", "x", "-m", "linear", "--drop", "y"]);
}

/// Separated classes are said to be, and by the same columns.
#[test]
fn separation() {
    let row = |i: u32| format!("{},{},{}\n", i * 7 % 13, i % 40, u32::from(i % 40 > 20));
    let sheet = Sheet::parse(&format!("noise,x,y\n{}", (0..200).map(row).collect::<String>()));
    let folder = Folder::new();
    for engine in engines() {
        let [command, table] = engine.with(&folder, &sheet);
        let args = ["fit", "--sql", &command, "--table", &table, "-t", "y"];
        let output = folder.run(&args);
        let report = text(&output.stdout);
        assert_eq!(output.status.code(), Some(3), "{report}");
        assert!(report.contains("separated by x"), "{report}");
    }
}
