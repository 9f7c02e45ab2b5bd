//! Damaged tables, beside another reader in Python: both read the same cells, or ours refuses.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

#[path = "damaged/bytes.rs"]
mod bytes;
#[path = "damaged/faults.rs"]
mod faults;
#[path = "../../cli/tests/common/not_proved.rs"]
mod not_proved;
#[path = "laws/random.rs"]
mod random;
#[path = "damaged/tables.rs"]
mod tables;
#[path = "../examples/what_was_read.rs"]
#[allow(dead_code, reason = "it is a program as well")]
mod what_was_read;

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use faults::{Damaged, damaged};
use random::Random;

/// How many answers are alike.
#[derive(Debug, Default)]
struct Counts {
    read_alike: usize,
    both_refused: usize,
    only_ours_refused: usize,
}

/// Some files, and what another reader makes of each; `None` without Python.
fn asked(folder: &Path, files: Vec<Damaged>) -> Option<Vec<(Value, Value)>> {
    let strict = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/witness/strict.py");
    let mut questions = Vec::new();
    let mut lines = File::create(folder.join("questions")).unwrap();
    for (k, Damaged { bytes, flags }) in files.into_iter().enumerate() {
        let file = folder.join(format!("{k}.csv"));
        std::fs::write(&file, bytes).unwrap();
        questions.push(json!({ "file": file, "flags": flags }));
        writeln!(lines, "{}", questions[k]).unwrap();
    }
    let stdin = Stdio::from(File::open(folder.join("questions")).unwrap());
    let told = Command::new("python3").arg(strict).stdin(stdin).output().ok()?;
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let answers = String::from_utf8(told.stdout).unwrap();
    let answers = answers.lines().map(|line| serde_json::from_str(line).unwrap());
    Some(questions.into_iter().zip(answers).collect())
}

/// The cells of a column as the other reader shows them: the bits of numbers.
fn shown(column: &Value) -> Value {
    let bits = |cell: &Value| match cell.as_f64() {
        Some(number) => json!(format!("{:016x}", number.to_bits())),
        None => cell.clone(),
    };
    let cells: Vec<Value> = column["cells"].as_array().unwrap().iter().map(bits).collect();
    json!({ "name": column["name"], "kind": column["kind"], "cells": cells })
}

/// Where two tables differ.
fn difference(ours: &Value, other: &Value) -> Option<String> {
    let columns = |table: &Value| table["columns"].as_array().unwrap().clone();
    let ours_shown: Vec<Value> = columns(ours).iter().map(shown).collect();
    if (&ours["rows"], ours_shown.len()) != (&other["rows"], columns(other).len()) {
        return Some(format!("ours has {} rows, the other {}", ours["rows"], other["rows"]));
    }
    let mut both = ours_shown.iter().zip(columns(other));
    let (ours, other) = both.find(|(ours, other)| *ours != other)?;
    Some(format!("ours: {ours}\nthe other: {other}"))
}

/// Reads so many damaged tables twice; every difference is a fault.
fn compare(seed: u64, n: usize) -> Option<Counts> {
    let mut random = Random::new(seed);
    let folder = tempfile::tempdir().unwrap();
    let files = (0..n).map(|_| damaged(&mut random)).collect();
    let mut counts = Counts::default();
    for (question, other) in asked(folder.path(), files)? {
        let ours = what_was_read::answer(&question).unwrap();
        let reason = ours["refused"].as_str();
        assert_ne!(reason, Some(""), "{question}");
        let fault = match (reason, other["refused"].as_str()) {
            (Some(_), Some(_)) => {
                counts.both_refused += 1;
                None
            }
            (Some(_), None) => {
                counts.only_ours_refused += 1;
                None
            }
            (None, Some(reason)) => Some(format!("the other refuses it: {reason}")),
            (None, None) => {
                counts.read_alike += 1;
                difference(&ours, &other)
            }
        };
        if let Some(fault) = fault {
            let bytes = std::fs::read(question["file"].as_str().unwrap()).unwrap();
            panic!("{}\n{fault}\nwith {}", bytes.escape_ascii(), question["flags"]);
        }
    }
    Some(counts)
}

fn agrees(seed: u64, n: usize) {
    let Some(counts) = compare(seed, n) else {
        let what = "damaged tables are read as another reader reads them";
        return not_proved::not_proved(what, "install python3");
    };
    let Counts { read_alike, both_refused, only_ours_refused } = counts;
    let told = format!("\n{n} tables: {counts:?}\n");
    std::io::stderr().write_all(told.as_bytes()).unwrap();
    assert_eq!(read_alike + both_refused + only_ours_refused, n);
    assert!(read_alike > n / 5 && both_refused > n / 5 && only_ours_refused < n / 50, "{told}");
}

#[test]
fn damaged_tables_are_refused_or_read_as_another_reader_reads_them() {
    agrees(1, 3_000);
}

#[test]
#[ignore = "takes minutes"]
fn a_hundred_thousand_damaged_tables_are_read_as_another_reader_reads_them() {
    agrees(2, 100_000);
}
