//! What CONTRIBUTING.md says of additions, done to a copy of the tree: an experiment, a data set and a metric, each
//! with its file and its line. It builds the copy, and so runs only when asked for: `-- --ignored`.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use xtask::workspace_root;

const EXPERIMENT: &str = r#"use anyhow::Result;
use datasets::catalog::generator;
use metrics::confusion;
use pictures::TextTable;
use pictures::numbers::rate;
use serde_json::json;

use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "coin-toss",
    title: "What a toss knows",
    question: "How often is heads right?",
    chapter: Chapter::Trust,
    code: excerpt!("crates/lesson/src/experiments/coin_toss.rs", "fn run(", "generator("),
    docs: "metrics::Confusion",
    reference: None,
    run,
};

fn run(inputs: &Inputs) -> Result<Report> {
    let coin = generator("coin")?;
    let tosses = (coin.generate)(coin.rows, &mut inputs.stream()?)?;
    let heads = tosses.labels()?;
    let always = confusion(heads, &vec![true; heads.len()], None)?;
    let mut table = TextTable::new(["", "share"]);
    table.row(["threat score".to_owned(), rate(always.threat_score())]);
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: Vec::new(),
        parts: vec![table.into()],
        seen: "a toss knows nothing.".to_owned(),
        sizes: json!({ "tosses": heads.len() }),
        numbers: json!({}),
    })
}
"#;

const DATA_SET: &str = r#"use super::{at_least_one, dataset};
use crate::catalog::Generator;
use crate::{Dataset, Error, Stream};

pub(super) const GENERATOR: Generator =
    Generator { name: "coin", rows: 50, about: "tosses of a coin", generate: coin };

/// Tosses of a coin: `force` uniform in 0..1, `heads` half of the time.
///
/// # Errors
/// [`Error::NoRows`] for `n = 0`.
fn coin(n: usize, stream: &mut Stream) -> Result<Dataset, Error> {
    at_least_one(n, "coin")?;
    let force = stream.uniforms(0.0, 1.0, n);
    let heads = stream.uniforms(0.0, 1.0, n).iter().map(|toss| *toss < 0.5).collect();
    dataset(vec![("force", force)], "heads", heads)
}
"#;

const METRIC: &str = r"impl Confusion {
    /// `TP / (TP + FN + FP)`; none without any of them.
    #[must_use]
    pub fn threat_score(&self) -> Option<f64> {
        let all = self.true_positives + self.false_negatives + self.false_positives;
        (all > 0.0).then(|| self.true_positives / all)
    }
}
";

fn set_time(file: &Path, time: SystemTime) {
    fs::File::options().append(true).open(file).unwrap().set_modified(time).unwrap();
}

/// Adds `line` before the first line that has `before`.
fn add(root: &Path, file: &str, before: &str, line: &str) {
    let path = root.join(file);
    let text = fs::read_to_string(&path).unwrap();
    let place = text.find(before).unwrap();
    let place = text[..place].rfind('\n').map_or(0, |end| end + 1);
    fs::write(path, [&text[..place], line, "\n", &text[place..]].concat()).unwrap();
}

fn copy_of_the_tree(root: &Path) {
    let files = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(workspace_root())
        .output()
        .unwrap();
    for file in String::from_utf8(files.stdout).unwrap().lines() {
        let (from, to) = (workspace_root().join(file), root.join(file));
        if from.is_file() {
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(&from, &to).unwrap();
            // what is older than its build is not built again
            set_time(&to, fs::metadata(&from).unwrap().modified().unwrap());
        }
    }
}

/// Where everything is built that the additions leave as it is.
fn target() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_xtask")).ancestors().nth(2).unwrap().to_owned()
}

fn cargo(root: &Path, args: &[&str]) -> String {
    said(Command::new(env!("CARGO")).args(args).env("CARGO_TARGET_DIR", target()), root)
}

/// What a command prints, in the copy.
fn said(command: &mut Command, root: &Path) -> String {
    let output = command.env_remove("INSTA_UPDATE").current_dir(root).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {text}\n{complaints}");
    text
}

/// What is built of the copy is not taken for what the tree would build: its dependents are built again as well.
struct Outdated;

impl Drop for Outdated {
    fn drop(&mut self) {
        for file in ["crates/datasets/src/generate.rs", "crates/metrics/src/rates.rs"] {
            set_time(&workspace_root().join(file), SystemTime::now());
        }
    }
}

#[test]
#[ignore = "builds a copy of the tree"]
fn an_experiment_a_data_set_and_a_metric() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    copy_of_the_tree(root);
    let _outdated = Outdated;
    fs::write(root.join("crates/lesson/src/experiments/coin_toss.rs"), EXPERIMENT).unwrap();
    add(root, "crates/lesson/src/experiments.rs", "mod costs;", "mod coin_toss;");
    add(
        root,
        "crates/lesson/src/experiments.rs",
        "&gallery::EXPERIMENT",
        "&coin_toss::EXPERIMENT,",
    );
    fs::write(root.join("crates/datasets/src/generate/coin.rs"), DATA_SET).unwrap();
    add(root, "crates/datasets/src/generate.rs", "mod correlated;", "mod coin;");
    add(root, "crates/datasets/src/generate.rs", "imbalanced::GENERATOR", "coin::GENERATOR,");
    add(root, "crates/metrics/src/rates.rs", "#[cfg(test)]", METRIC);
    let line = "(\"threat_score\", Confusion::threat_score),";
    add(root, "crates/cli/src/evaluation/binary.rs", "(\"f1\", ", line);

    cargo(root, &["xtask", "accept"]);
    let all = cargo(root, &["xtask", "run-all"]);
    assert!(all.contains("\nAll ") && !all.contains("DIFFER"), "{all}");
    let page = fs::read_to_string(root.join("target/lesson/index.html")).unwrap();
    assert!(page.contains("<article id=\"coin-toss\""));
    let list = cargo(root, &["xtask", "list"]);
    assert!(list.contains("coin-toss          What a toss knows"), "{list}");
    cargo(root, &["build", "--package", "xtask", "--package", "cli"]); // both, as the tests have built them
    let program = target().join("debug").join(format!("regress{EXE_SUFFIX}"));
    let regress = |args: &[&str]| said(Command::new(&program).args(args), root);
    regress(&["generate", "coin", "-o", "coin.csv"]);
    regress(&["fit", "coin.csv", "-t", "heads", "-o", "coin.json"]);
    let judged = regress(&["evaluate", "coin.json", "coin.csv"]);
    assert!(judged.contains("threat score"), "{judged}");
}
