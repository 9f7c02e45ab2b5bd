//! The example says what it computes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use std::env::consts::EXE_EXTENSION;
use std::process::Command;

#[test]
fn another_librarys_predictions() {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap().join("examples");
    let program = folder.join("another_librarys_predictions").with_extension(EXE_EXTENSION);
    let output = Command::new(program).output().unwrap_or_else(|error| {
        panic!(
            "{error}: `cargo build --package regress-metrics --examples` makes what this test runs"
        )
    });
    let text = String::from_utf8(output.stdout).unwrap();
    for fact in [
        "1 misses, 2 false alarms\nrecall Some(0.750), precision Some(0.600)\n",
        "ROC AUC Some(0.7917)\nBrier score 0.1718\ncheapest threshold 0.15",
        ", at a cost of 4\n",
    ] {
        assert!(text.contains(fact), "no \"{fact}\":\n{text}");
    }
}
