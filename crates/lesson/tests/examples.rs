//! The programs that the page's scenes show run, and print what the scenes show.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::process::Command;

/// What an example prints; `cargo test` has built it beside the tests.
fn printed(name: &str) -> String {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().unwrap().parent().unwrap().join("examples");
    let output = Command::new(folder.join(name)).output().unwrap();
    assert!(output.status.success(), "{name}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_program_of_a_scene_prints_what_its_scene_shows() {
    for (name, line) in [
        ("pull", "0.01  -0.0196  -0.9900"),
        ("train", "rate 10: stopped at the iteration limit"),
        ("ravine", "converged (Newton, 8 iterations, 11 sweeps over the data)"),
        ("outlier", "-10.397 3.010"),
        ("thirty", "% said, "),
        ("knob", "CheapestThreshold { threshold: 0.0565"),
        ("classes", "[[0.001], [0.986], [0.014]]"),
        ("draw", "completely separated"),
    ] {
        let text = printed(name);
        assert!(text.contains(line), "{name}:\n{text}");
    }
}
