//! Where a split, a key, a name or a number is at its edge.

use std::fmt::Write;

use crate::common::{Folder, text};
use crate::sql::{AnEngine, Sheet, engines};

/// Rows with an id, two numbers, a level and a class.
fn sheet(n: u32, level: impl Fn(u32) -> String, class: impl Fn(u32) -> u32) -> Sheet {
    let mut rows = "id,a,b,level,y\n".to_owned();
    for i in 0..n {
        let (a, b) = (f64::from(i * 37 % 101) / 8.0, f64::from(i * 53 % 97) / 4.0);
        let _ = writeln!(rows, "{i},{a},{b},{},{}", level(i), class(i));
    }
    Sheet::parse(&rows)
}

fn mixed(i: u32) -> u32 {
    i * 7919 % 13 % 2
}

/// The arguments that fit the rows by whole numbers of a key.
fn there<'a>(place: &'a [String; 2], more: &'a [&'a str]) -> Vec<&'a str> {
    [&["fit", "--sql", &place[0], "--table", &place[1], "-t", "y"], more].concat()
}

/// A table whose key is a whole number, whatever the engine makes of a CSV.
fn with_key(engine: &AnEngine, folder: &Folder, sheet: &Sheet) -> [String; 2] {
    let [command, table] = engine.with(folder, sheet);
    [command, format!("(SELECT a, b, level, y, CAST(id AS INTEGER) AS id FROM {table} AS u)")]
}

/// The same split for all: a level that only one row has, which is held out by some seed and learned from by others.
#[test]
fn a_level_of_held_out_rows_alone_counts_as_the_baseline() {
    let sheet =
        sheet(60, |i| if i == 30 { "rare".to_owned() } else { format!("l{}", i % 3) }, mixed);
    for engine in engines() {
        let folder = Folder::new();
        let place = with_key(&engine, &folder, &sheet);
        let flags =
            ["--features", "a,level", "--test", "0.4", "--key", "id", "--l2", "0.1", "--seed"];
        let mut notes = 0;
        for seed in ["0", "1", "2", "3", "4", "5", "6", "7"] {
            let all = [&flags[..], &[seed]].concat();
            let output = folder.run(&there(&place, &all));
            assert!(output.status.success(), "{} {output:?}", engine.command);
            let is_said = text(&output.stderr).contains("1 row held out with a level or a gap");
            notes += u32::from(is_said);
            assert_eq!(is_said, !text(&output.stdout).contains("level=rare"), "{output:?}");
        }
        assert!(notes > 0 || engine.command == "sqlite3", "{}", engine.command); // which knows no seed
    }
}

#[test]
fn what_a_split_leaves_without_rows_or_a_class_is_said_before_the_fit() {
    let sheet = sheet(40, |_| "l".to_owned(), |i| u32::from(i == 0));
    for engine in engines() {
        let folder = Folder::new();
        let place = with_key(&engine, &folder, &sheet);
        let said = |more: &[&str]| {
            let flags = [&["--features", "a,b", "--key", "id"], more].concat();
            text(&folder.run(&there(&place, &flags)).stderr)
        };
        let of_splits: Vec<String> = ["0.1", "0.3", "0.5", "0.7", "0.9", "0.97"]
            .into_iter()
            .map(|share| said(&["--test", share]))
            .collect();
        let lacks_one = |said: &String| said.contains("no training row has the class \"1\"");
        assert!(of_splits.iter().any(lacks_one), "{} {of_splits:?}", engine.command);
        let nobody = said(&["--test", "0.0000000001"]);
        assert!(nobody.contains("no row is held out"), "{nobody}");
        let target = folder.run(&there(&place, &["--test", "0.2", "--key", "y"]));
        assert!(text(&target.stderr).contains("--key is the target"), "{target:?}");
    }
}

/// 1.0 is 1 to some engines, and SQLite hashes whole numbers alone.
#[test]
fn a_key_that_engines_write_in_different_ways_is_refused() {
    let sheet = sheet(40, |i| format!("l{}", i % 3), mixed);
    for engine in engines() {
        let folder = Folder::new();
        let place = with_key(&engine, &folder, &sheet);
        let said = |key| {
            let flags = ["--features", "b", "--test", "0.3", "--key", key];
            text(&folder.run(&there(&place, &flags)).stderr)
        };
        assert!(
            said("a").contains("the key \"a\" holds fractions"),
            "{} {}",
            engine.command,
            said("a")
        );
        let is_refused = said("level").contains("the key \"level\" holds texts");
        assert_eq!(is_refused, engine.command == "sqlite3", "{}", said("level"));
    }
}

/// The difference of two times is the whole signal, and no sum of squares has it.
#[test]
fn a_difference_that_sums_cannot_see_is_no_equation() {
    let mut rows = "started,ended,copy,y\n".to_owned();
    for i in 0..200_u32 {
        let started = 1_700_000_000.0 + 86_400.0 * f64::from(i * 37 % 199);
        let lasted = f64::from(i * 53 % 97) / 4.0;
        let y = lasted + f64::from(i * 29 % 31);
        let _ = writeln!(rows, "{started},{},{},{y}", started + lasted, 2.0 * started + 1.0);
    }
    let sheet = Sheet::parse(&rows);
    for engine in engines() {
        let folder = Folder::new();
        let place = engine.with(&folder, &sheet);
        let near = folder.run(&there(&place, &["-m", "linear", "--drop", "copy"]));
        assert!(text(&near.stderr).contains("which sums of squares cannot see"), "{near:?}");
        let exact = folder.run(&there(&place, &["-m", "linear", "--drop", "ended"]));
        assert!(exact.status.success(), "{exact:?}");
        assert!(text(&exact.stdout).contains("2 * started"), "{exact:?}");
        let doctor = ["doctor", "--sql", &place[0], "--table", &place[1], "-t", "y"];
        let said = text(&folder.run(&doctor).stdout);
        assert!(said.contains("which sums of squares cannot see"), "{said}");
    }
}

/// Predictions and expressions of columns far from 0, and cells that come back whole.
#[test]
fn scores_far_from_zero_keep_their_digits() {
    let mut rows = "x,y\n".to_owned();
    for i in 0..120_u32 {
        let x = 1_700_000_000.0 + f64::from(i * 37 % 101) / 1024.0;
        let _ = writeln!(rows, "{x},{}", f64::from(i * 37 % 101) / 7.0 + f64::from(i % 3));
    }
    let sheet = Sheet::parse(&rows);
    let folder = Folder::new();
    folder.write("t.csv", sheet.csv());
    folder.ok(&["fit", "t.csv", "-t", "y", "-m", "linear", "-q", "-o", "m.json"]);
    let cells = |text: &str| -> Vec<f64> {
        text.lines()
            .skip(1)
            .flat_map(|line| line.split(',').map(|cell| cell.parse().unwrap()))
            .collect()
    };
    let of_file = cells(&folder.ok(&["predict", "m.json", "t.csv", "-q"]));
    for engine in engines() {
        let [command, table] = engine.with(&folder, &sheet);
        let there = ["predict", "m.json", "-q", "--sql", &command, "--table", &table];
        for (found, expected) in cells(&folder.ok(&there)).iter().zip(&of_file) {
            let close = (found - expected).abs() <= 1e-12 * expected.abs().max(1.0);
            assert!(close, "{}: {found} for {expected}", engine.command);
        }
    }
}

#[test]
fn whatever_stands_after_from_is_a_table() {
    let sheet = sheet(60, |i| format!("l{}", i % 3), mixed);
    for engine in engines() {
        let folder = Folder::new();
        let [command, table] = engine.with(&folder, &sheet);
        let named = format!("{table} AS orders WHERE a < 12");
        for table in [named.clone(), format!("SELECT * FROM {named}")] {
            let place = [command.clone(), table];
            let output = folder.run(&there(&place, &["--features", "a,b", "--l2", "1"]));
            assert!(output.status.success(), "{output:?}");
        }
    }
}

/// The mean of equal numbers is their number, whatever their sum is rounded to.
#[test]
fn a_constant_with_gaps_that_are_filled_in_stays_one() {
    let constants = [1_234_567.1, 0.1, 1e9 + 0.3, 1.0 / 3.0];
    for constant in constants {
        let mut rows = "a,constant,y\n".to_owned();
        for i in 0..43_u32 {
            let cell = if i % 20 == 7 { String::new() } else { constant.to_string() };
            let _ = writeln!(rows, "{},{cell},{}", f64::from(i * 37 % 101) / 8.0, mixed(i));
        }
        let sheet = Sheet::parse(&rows);
        let folder = Folder::new();
        folder.write("t.csv", sheet.csv());
        let fit = ["-t", "y", "--missing", "mean"];
        let said = folder.ok(&[&["fit", "t.csv"], &fit[..]].concat());
        assert!(said.contains(&format!("aliased: constant = {}", shown(constant))), "{said}");
        for engine in engines() {
            engine.agrees(&sheet, &fit);
        }
    }
}

/// As a report has it, to six digits.
fn shown(number: f64) -> String {
    let rounded: f64 = format!("{number:.5e}").parse().unwrap();
    if (1e-4..1e9).contains(&rounded) { rounded.to_string() } else { format!("{rounded:e}") }
}

/// Whose sum says nothing of rows.
#[test]
fn weights_that_are_no_counts_do_not_lessen_the_folds() {
    let mut rows = "id,a,w,y\n".to_owned();
    for i in 0..120_u32 {
        let weight = f64::from(1 + i % 3) / 240.0;
        let _ = writeln!(rows, "{i},{},{weight},{}", f64::from(i * 37 % 101) / 8.0, mixed(i));
    }
    let sheet = Sheet::parse(&rows);
    for engine in engines() {
        let folder = Folder::new();
        let [command, table] = engine.with(&folder, &sheet);
        let table = format!("SELECT a, w, y, CAST(id AS INTEGER) AS id FROM {table} AS u");
        let flags = ["--features", "a", "--weights", "w", "--cv=0", "--key", "id"];
        let said = folder.ok(&there(&[command, table], &flags));
        assert!(said.contains("cross-validation in 5 folds"), "{said}");
    }
}

/// The hash of a key decides, which is the same wherever texts are hashed.
#[test]
fn engines_hold_out_the_same_rows() {
    let sheet = sheet(200, |i| format!("l{}", i % 3), mixed);
    let mut all = Vec::new();
    for engine in engines().into_iter().filter(|engine| engine.command != "sqlite3") {
        let folder = Folder::new();
        let place = with_key(&engine, &folder, &sheet);
        let flags = ["--features", "a,b", "--test", "0.3", "--key", "id", "--l2", "0.1", "-q"];
        let said = folder.ok(&there(&place, &[&flags[..], &["--json"]].concat()));
        let said: serde_json::Value = serde_json::from_str(&said).unwrap();
        all.push(said["model"]["training"]["held_out"].as_u64().unwrap());
    }
    assert!(all.iter().all(|held_out| *held_out == 50), "{all:?}"); // as MD5 of 42:0 to 42:199 in Python has it
}

#[test]
fn a_password_is_not_shown_by_an_examination() {
    let sheet = sheet(60, |i| format!("l{}", i % 3), mixed);
    for engine in engines() {
        let folder = Folder::new();
        let [command, table] = engine.with(&folder, &sheet);
        let command = format!("env PGPASSWORD=hunter-2 {command}");
        let said = folder.run(&["doctor", "--sql", &command, "--table", &table, "-t", "y"]);
        let said = text(&said.stdout) + &text(&said.stderr);
        assert!(said.contains("to fit:") && !said.contains("hunter-2"), "{said}");
    }
}
