//! A fit where the data are, held against the fit of the same rows in a file: for each engine that is installed, and for
//! those that `REGRESS_TEST_ENGINES` names, a command a line.

use crate::common::{Folder, text};
use crate::sql::sheets::{far, far_target, many, penguins, titanic};
use crate::sql::{Sheet, engines};

/// The same command on the file and in each engine.
#[track_caller]
fn agrees(sheet: &Sheet, flags: &[&str]) {
    for engine in engines() {
        engine.agrees(sheet, flags);
    }
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
    let sheet = titanic();
    for kind in ["count", "precision", "survey"] {
        agrees(&sheet, &["-t", "survived", "--weights", "count", "--weight-kind", kind]);
    }
    agrees(&sheet, &["-t", "survived", "--weights", "count", "--robust"]);
    agrees(&sheet, &["-t", "survived", "--weights", "count", "--robust=hc1"]);
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
    let sheet = far();
    agrees(&sheet, &["-t", "y", "--drop", "copy,exposure"]);
    agrees(&sheet, &["-t", "y", "--drop", "exposure"]);
    agrees(&sheet, &["-t", "y", "--offset", "exposure", "--drop", "copy"]);
    agrees(&sheet, &["-t", "y", "--features", "x,city", "--no-intercept"]);
    agrees(&sheet, &["-t", "exposure", "-m", "linear", "--drop", "copy"]);
}

/// What is learned, and what it is learned beside.
#[test]
fn a_target_far_from_zero() {
    let sheet = far_target();
    let line = ["-t", "y", "-m", "linear", "--drop", "exposure"];
    agrees(&sheet, &line);
    agrees(&sheet, &[&line[..], &["--l1", "1"]].concat());
    agrees(&sheet, &[&line[..], &["--elastic", "0.1:0.5", "--standardise"]].concat());
    agrees(&sheet, &["-t", "y", "-m", "linear", "--offset", "exposure"]);
    agrees(&sheet, &["-t", "y", "-m", "linear", "--offset", "exposure", "--no-intercept"]);
}

/// Levels by the hundred, in two columns.
#[test]
fn many_levels() {
    let sheet = many();
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
