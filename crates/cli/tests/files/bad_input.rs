//! Whatever is wrong with a file is said, with its place.

use std::io::Write;
use std::process::Stdio;

use crate::common::{Folder, regress, text, with_a_model};

/// Fits a table, which fails: exit code 1, nothing on standard output, no file touched.
fn refused(folder: &Folder, table: &str, flags: &[&str]) -> String {
    let before = folder.names();
    let args = [&["fit", table, "-t", "y", "-o", "out.json"], flags].concat();
    let (code, message) = folder.failure(&args);
    assert_eq!(code, 1, "{message}");
    assert!(message.starts_with("error: ") && !message.contains("panicked"), "{message}");
    assert_eq!((folder.names(), folder.read("out.json")), (before, "earlier".to_owned()));
    message
}

fn expect(table: impl AsRef<[u8]>, flags: &[&str], part: &str) {
    let folder = with_a_model();
    folder.write("t.csv", table);
    let message = refused(&folder, "t.csv", flags);
    assert!(message.contains(part), "{message}\nhas no: {part}");
}

#[test]
fn files_that_cannot_be_read() {
    let folder = with_a_model();
    let message = refused(&folder, "nowhere.csv", &[]);
    assert!(message.contains("cannot read nowhere.csv: "), "{message}");
    assert_eq!(message.matches("(os error 2)").count(), 1, "{message}"); // there is no such file
    let message = refused(&folder, ".", &[]);
    let reason = if cfg!(windows) { "" } else { "is a directory" };
    assert!(message.contains(&format!("cannot read .: {reason}")), "{message}");
    if cfg!(target_os = "linux") {
        // Nobody may read this one, not even root, whom permissions do not stop.
        let message = refused(&folder, "/proc/self/mem", &[]);
        assert!(message.contains("cannot read /proc/self/mem: "), "{message}");
    }
}

#[test]
fn tables_that_are_too_small() {
    expect("", &[], "t.csv is empty: a header line and at least one row are needed");
    expect("a,y\n", &[], "t.csv has no rows: at least one is needed");
    expect("a,y\n1,yes\n", &[], "column \"y\" is \"yes\" in every row: two classes are needed");
    expect("y\nyes\nno\n", &[], "has no feature columns besides the target");
    expect("a,y\n1,yes\n2,yes\n", &[], "column \"y\" is \"yes\" in every row");
}

#[test]
fn tables_that_are_no_tables() {
    expect("a,b,y\n1,2,yes\n1,no\n", &[], "t.csv:3: the row has 2 cells, but the header has 3");
    expect(
        "made by hand\na,b,y\n1,2,no\n",
        &[],
        "t.csv:1: the first row has 1 cell, but those from line 2",
    );
    expect("made by hand\na,b,y\n1,2,no\n", &[], "\nhint: --skip-rows 1");
    let titled = "Report, 2024\na,b,y\n1,2,no\n2,3,yes\n";
    expect(titled, &[], "t.csv:2: the row has 3 cells, but the header has 2");
    expect(titled, &[], "\nhint: --skip-rows 1, if what stands above is a title");
    expect(b"a,y\n1,no\n2,\xff\n", &[], "t.csv:3: column 2 is not UTF-8 text");
    expect(b"\xff\xfea\0,\0y\0\n\0\0\xd8a\0", &[], "line 2 is not UTF-16LE text");
    expect(b"a,y\n1,no\n2,\0\n", &[], "t.csv:3: column 2 has a NUL byte");
    expect("a,y\n1,no\n2,\"yes\n", &[], "t.csv:3: a quote is opened in this row and never closed");
}

#[test]
fn a_line_of_two_gigabytes_is_refused_in_little_memory() {
    let folder = with_a_model();
    let mut child = regress()
        .args(["fit", "-", "-t", "y", "-o", "out.json"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let megabyte = vec![b'a'; 1 << 20];
    stdin.write_all(b"a,y\n1,no\n").unwrap();
    let written = (0..2048).take_while(|_| stdin.write_all(&megabyte).is_ok()).count();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(written < 200, "it read {written} MB of them");
    assert!(message.contains("standard input:3: this row is longer than 64 MB"), "{message}");
    assert_eq!(folder.read("out.json"), "earlier");
}

#[test]
fn cells_that_are_not_what_their_column_holds() {
    let rows: String = (0..20).map(|i| format!("{i},{}\n", ["no", "yes"][i % 2])).collect();
    let table = format!("age,y\n{rows}forty,yes\n");
    expect(&table, &[], "t.csv:22: column \"age\" is \"forty\": most other cells are numbers");
    expect("age,y\n1,2\n2,three\n", &["-m", "linear"], "t.csv:3: column \"y\" is \"three\"");
    expect(format!("age,y\n{rows},yes\n"), &[], "t.csv:22: the value of \"age\" is missing");
    expect(format!("age,y\n{rows},yes\n"), &[], "\nhint: --missing drop leaves such rows out");
    expect(&table, &[], "\nhint: --as-category age");
    expect(format!("age,y\n{rows}3,NA\n"), &[], "t.csv:22: the value of \"y\" is missing");
    let days: String =
        (1..20).map(|i| format!("2026-11-{i:02},{}\n", ["no", "yes"][i % 2])).collect();
    expect(
        format!("day,y\n{days}"),
        &[],
        "column \"day\" holds dates or times such as \"2026-11-01\"",
    );
    let notes: String = (0..30).map(|i| format!("note {i},{}\n", ["no", "yes"][i % 2])).collect();
    expect(format!("note,y\n{notes}"), &[], "column \"note\" has 30 different texts in 30 rows");
    let negative = "t.csv:3: column \"w\" is -1: a weight must be zero or a positive number";
    expect("a,w,y\n1,1,no\n2,-1,yes\n", &["--weights", "w"], negative);
}

#[test]
fn columns_that_a_fit_cannot_take_are_named() {
    let rows: String = (0..20).map(|i| format!("{i},5,{},{}\n", 2 * i, i * 7 % 5 % 2)).collect();
    let table = format!("a,same,twice,y\n{rows}");
    let all =
        "\"same\", \"twice\" are combinations of other columns (or constant): --drop same,twice";
    expect(&table, &["--firth"], all);
    expect(
        &table,
        &["--firth", "--terms", "a + log(same)"],
        "(or constant): leave out terms of --terms",
    );
    expect(&table, &["--firth", "--drop", "same"], "\"twice\" is a combination of other columns");
}

#[test]
fn targets_that_do_not_fit() {
    let rows: String = (0..80).map(|i| format!("{i},class {}\n", i % 40)).collect();
    expect(format!("a,y\n{rows}"), &[], "column \"y\" has 40 classes (class 0, class 1, ");
    let rows: String = (0..300).map(|i| format!("{i},{i}\n")).collect();
    expect(format!("a,y\n{rows}"), &[], "or --model linear if these are numbers");
    expect(format!("a,y\n{rows}"), &["-m", "softmax"], "has 300 classes");
    expect(
        "a,y\n1,no\n2,yes\n",
        &["--features", "a,y"],
        "\"y\" is the target: it cannot be a feature",
    );
    expect("a,y\n1,no\n2,yes\n", &["--positive", "yse"], "(did you mean \"yes\"?)");
    expect("abc,y\n1,no\n2,yes\n", &["--features", "abd"], "(did you mean \"abc\"?)");
    expect("abc,y\n1,no\n2,yes\n", &["--drop", "abd"], "(did you mean \"abc\"?)");
    let message = with_a_model().failure(&["fit", "good.csv", "-t", "yy"]).1;
    assert!(message.contains("there is no column \"yy\" (did you mean \"y\"?)"), "{message}");
}

#[test]
fn model_files_that_are_not_whole() {
    let folder = with_a_model();
    let good = folder.read("model.json");
    let answer = |content: &str, data: &str| {
        folder.write("m.json", content).write("answers.csv", "earlier");
        let args = ["predict", "m.json", data, "-o", "answers.csv"];
        let (code, message) = folder.failure(&args);
        assert_eq!((code, folder.read("answers.csv")), (1, "earlier".to_owned()), "{message}");
        message
    };
    let message = answer(&good[..good.len() / 2], "good.csv");
    assert!(
        message.contains("m.json:") && message.contains("is not a complete model file"),
        "{message}"
    );
    let message = answer(&good.replace("\"version\": 1", "\"version\": 2"), "good.csv");
    assert!(
        message
            .contains("m.json has version 2 of the model file, but this program reads version 1")
    );
    let edited = answer(&good.replace("\"threshold\": 0.5", "\"threshold\": 0.4"), "good.csv");
    assert!(edited.contains("m.json was edited or damaged"), "{edited}");
    assert!(answer("{}", "good.csv").contains("m.json is not a model file of regress"));
    assert!(answer("", "good.csv").contains("m.json:1:0: this is not a complete model file"));
    folder.write("other.csv", "a,bb\n1,2\n");
    let other = answer(&good, "other.csv");
    assert!(
        other.contains("other.csv does not fit m.json, which needs a, b; missing: b (nearest: bb)")
    );
    let (code, message) = folder.failure(&["predict", "nowhere.json", "good.csv"]);
    assert!(code == 1 && message.contains("cannot read nowhere.json"), "{message}");
}

#[test]
fn rows_that_a_model_cannot_answer() {
    let folder = with_a_model();
    let pets: String = (0..40)
        .map(|i| format!("{},{},{}\n", i % 7, ["cat", "dog"][i % 2], ["no", "yes"][i % 3 % 2]))
        .collect();
    folder.write("pets.csv", format!("kg,pet,y\n{pets}")).write("answers.csv", "earlier");
    folder.ok(&["fit", "pets.csv", "-t", "y", "-o", "pets.json", "-q"]);
    let answer = |table: &str, flags: &[&str]| {
        folder.write("t.csv", table);
        folder.run(&[&["predict", "pets.json", "t.csv", "-o", "answers.csv"], flags].concat())
    };
    for (table, part) in [
        ("kg,pet\n1,cat\n2,emu\n", "t.csv:3: column \"pet\" is \"emu\", an unseen level"),
        ("kg,pet\n1,cat\ntwo,cat\n", "t.csv:3: column \"kg\" is \"two\": a number is needed"),
        ("kg,pet\n1,cat\n,cat\n", "t.csv:3: the value of \"kg\" is missing"),
        ("kg,pet\n", "t.csv has no rows"),
        ("kg,pet,predicted_y\n1,cat,no\n", "a column \"predicted_y\""),
    ] {
        let output = answer(table, &[]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains(part), "{}", text(&output.stderr));
        assert_eq!(folder.read("answers.csv"), "earlier");
    }
    assert!(!folder.names().iter().any(|name| name.starts_with(".tmp")), "{:?}", folder.names());
    assert!(answer("kg,pet\n2,emu\n", &["--unseen", "baseline"]).status.success());
    assert!(folder.read("answers.csv").starts_with("kg,pet,predicted_y\n2,emu,"));
}

#[test]
fn a_truth_that_the_model_does_not_know() {
    let folder = with_a_model();
    folder.write("t.csv", "a,b,y\n1,2,yes\n3,4,perhaps\n");
    let (code, message) = folder.failure(&["evaluate", "model.json", "t.csv"]);
    assert!(
        code == 1
            && message.contains(
                "t.csv:3: \"perhaps\" is not a class of \"y\"; there are: no, yes (in model.json)"
            ),
        "{message}"
    );
    folder.write("t.csv", "a,b\n1,2\n");
    let (code, message) = folder.failure(&["evaluate", "model.json", "t.csv"]);
    assert!(code == 1 && message.contains("needs a, b, y; missing: y"), "{message}");
}

/// Levels are not columns: what is to be dropped is the column that they are of, and without it there is a fit.
#[test]
fn levels_that_others_replace_name_a_column_that_can_be_dropped() {
    let row = |i: usize| format!("{},{},{}\n", i % 12, i % 4, ["no", "yes"][i * i % 7 % 2]);
    let table = "zip,state,y\n".to_owned() + &(0..120).map(row).collect::<String>();
    for features in ["zip,state", "state,zip"] {
        let folder = with_a_model();
        folder.write("t.csv", &table);
        let categories = ["--firth", "--as-category", "zip,state", "--features", features];
        let message = refused(&folder, "t.csv", &categories);
        let column = message.trim_end().rsplit(' ').next().unwrap();
        assert!(message.contains("--drop") && ["zip", "state"].contains(&column), "{message}");
        let left = features.split(',').find(|other| *other != column).unwrap();
        folder.ok(&[
            "fit",
            "t.csv",
            "-t",
            "y",
            "--firth",
            "--as-category",
            left,
            "--features",
            left,
        ]);
    }
}
