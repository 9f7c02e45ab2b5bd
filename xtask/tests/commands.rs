//! `cargo xtask` as a user meets it.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::process::{Command, Output};

use datasets::catalog::GENERATORS;
use lesson::EXPERIMENTS;

fn xtask(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(args).output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn run_all_shows_everything_and_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("lesson/index.html");
    for stream in ["chacha", "numpy"] {
        let args = ["run-all", "--generator", stream, "--page", page.to_str().unwrap()];
        let text = stdout(&xtask(&args));
        let html = std::fs::read_to_string(&page).unwrap();
        assert!(html.contains("value=\"numpy\" data-seed=\"42\" checked"));
        let n = EXPERIMENTS.len();
        assert!(text.contains(&format!("\n{n}. {}: ", EXPERIMENTS[n - 1].title)), "{text}");
        assert_eq!(text.lines().count(), n + 3, "{text}");
        if stream == "chacha" {
            let readme =
                std::fs::read_to_string(xtask::workspace_root().join("README.md")).unwrap();
            let block = readme.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
            assert!(text.contains(block), "README shows something else:\n{block}");
        }
        let last = text.lines().last().unwrap();
        assert!(
            last.starts_with(&format!("All {n} reports match their snapshots; all ")),
            "{last}"
        );
        assert!(last.contains("every figure agrees with NumPy"), "{last}");
    }
    let all = stdout(&xtask(&["run-all", "--verbose", "--page", page.to_str().unwrap()]));
    let n = EXPERIMENTS.len();
    assert!(all.contains(&format!("=== {n} of {n}: {} ===", EXPERIMENTS[n - 1].name)), "{all}");
}

#[test]
fn another_seed_runs_without_snapshots_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("lesson.html");
    let args = ["run-all", "--seed", "7", "--page", page.to_str().unwrap()];
    let text = stdout(&xtask(&args));
    assert!(std::fs::read_to_string(&page).unwrap().contains("ChaCha8, seed 7"));
    assert!(text.contains("\nSeed 7 is not the lesson's 42: no report was compared"), "{text}");
}

#[test]
fn some_experiments_run_by_name() {
    let text = stdout(&xtask(&["run", "loss", "sigmoid"]));
    assert!(text.starts_with("Two ways to be wrong"));
    assert!(text.contains("The sigmoid squeezes"));
    let list = stdout(&xtask(&["list"]));
    assert_eq!(list.lines().count(), EXPERIMENTS.len());
    assert!(list.starts_with(" 1  spam-line          A straight line"), "{list}");
}

#[test]
fn pictures_are_drawn_in_the_terminal_or_as_files() {
    let folder = tempfile::tempdir().unwrap();
    let svg = folder.path().join("new");
    let text = stdout(&xtask(&["run", "spam-line", "loss", "--svg", svg.to_str().unwrap()]));
    assert_eq!(text.matches("\ndrew ").count(), 3);
    for file in ["spam-line-1.svg", "loss-1.svg", "loss-2.svg"] {
        assert!(std::fs::read_to_string(svg.join(file)).unwrap().starts_with("<svg"), "{file}");
    }
    let text = stdout(&xtask(&["run", "exam-predictions", "--plot"]));
    assert!(text.contains("failed | passed (upwards)") && text.contains("Ringed: "));
    assert!(!text.contains('\x1b'), "no colours where nobody sees them");
}

#[test]
fn export_writes_every_data_set() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new");
    let args = ["export", "--rows", "5", "--generator", "numpy", "--out", out.to_str().unwrap()];
    assert_eq!(stdout(&xtask(&args)).lines().count(), GENERATORS.len());
    let exam = std::fs::read_to_string(out.join("numpy/exam.csv")).unwrap();
    assert_eq!(exam.lines().count(), 6);
    let file = folder.path().join("file");
    std::fs::write(&file, "mine").unwrap();
    let refused = xtask(&["export", "--out", file.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).starts_with("error: cannot write "));
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
}

#[test]
fn wrong_usage_is_explained() {
    for (args, code, part) in [
        (&["run", "spam-lin"][..], 1, "did you mean \"spam-line\"?"),
        (&["run", "loss", "zzz"], 1, "`cargo xtask list` shows them all"),
        (&["run"], 2, "<NAMES>"),
        (&["run-al"], 2, "'run-all'"),
        (&["run-all", "--generator", "mt"], 2, "`chacha` or `numpy`"),
        (&["run-all", "--generator", "numpy", "--seed", "4294967296"], 1, "4294967295"),
        (&["export", "--rows", "0"], 2, "0 is not in 1..="),
    ] {
        let output = xtask(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(part), "{args:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}
