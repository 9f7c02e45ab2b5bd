//! What README and the repository promise about themselves.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use lesson::experiments::EXPERIMENTS;
use sha2::{Digest, Sha256};
use xtask::workspace_root;

fn read(path: &str) -> String {
    let path = workspace_root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The cells of the table whose head begins with `head`.
fn rows(text: &str, head: &str) -> Vec<Vec<String>> {
    text.lines()
        .skip_while(|line| !line.starts_with(head))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells = line.trim_matches('|').split('|');
            cells.map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
        })
        .collect()
}

#[test]
fn every_function_of_the_readme_is_where_it_says() {
    let rows = rows(&read("README.md"), "| formula |");
    assert!(rows.len() >= 45, "{}", rows.len());
    for row in rows {
        let [_, file, function] = &row[..] else { panic!("{row:?}") };
        let source = read(file);
        let code = source.split("#[cfg(test)]").next().unwrap();
        let found = ["(", "<"].iter().any(|next| code.contains(&format!("fn {function}{next}")));
        assert!(found, "{file} has no function {function}");
    }
}

/// How many crates there are in `crates`.
fn crates() -> usize {
    std::fs::read_dir(workspace_root().join("crates")).unwrap().count()
}

#[test]
fn every_crate_of_the_readme_is_there() {
    let rows = rows(&read("README.md"), "| crate |");
    assert_eq!(rows.len(), crates());
    for row in rows {
        let manifest = read(&format!("crates/{}/Cargo.toml", row[0]));
        let names = ["", "regress-"].map(|prefix| format!("\nname = \"{prefix}{}\"", row[0]));
        assert!(names.iter().any(|name| manifest.contains(name)), "{}", row[0]);
    }
}

#[test]
fn the_experiments_of_the_readme_are_counted() {
    let from_ten =
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
    let words: Vec<&str> = from_ten.split(' ').collect();
    let text = read("README.md").split_whitespace().collect::<Vec<_>>().join(" ");
    let all = EXPERIMENTS.len();
    assert!(text.contains(&format!("runs {} experiments", words[all - 10])), "{all}");
    let checked = EXPERIMENTS.iter().filter(|found| found.reference.is_some()).count();
    assert!(text.contains(&format!("of {} experiments agree", words[checked - 10])), "{checked}");
}

/// The crates of the workspace that a manifest depends on, outside its tests.
fn imports(manifest: &str) -> Vec<String> {
    let crates = [
        "datasets",
        "exact-fma",
        "exercises",
        "lesson",
        "linalg-lite",
        "metrics",
        "models",
        "pictures",
        "cli",
        "live",
        "refused-memory",
        "warehouse",
    ];
    let text = read(manifest);
    let dependencies = text.split("\n[dependencies]\n").nth(1).unwrap_or_default();
    let dependencies = dependencies.split("\n[").next().unwrap();
    let names: Vec<&str> =
        dependencies.lines().filter_map(|line| line.split(['.', ' ']).next()).collect();
    crates.into_iter().filter(|name| names.contains(name)).map(str::to_owned).collect()
}

#[test]
fn the_arrows_are_those_of_the_manifests() {
    let text = read("ARCHITECTURE.md");
    let arrows =
        text.split("manifests):\n\n```text\n").nth(1).unwrap().split("```").next().unwrap();
    for line in arrows.lines() {
        let (name, imported) = line.split_once("->").unwrap();
        let name = name.trim();
        let folder = if name.starts_with("xtask") { "" } else { "crates/" };
        let mut found = imports(&format!("{folder}{name}/Cargo.toml"));
        found.sort_unstable();
        assert_eq!(found.join(", "), imported.trim(), "{name}");
    }
    assert_eq!(arrows.lines().count(), crates() + 2, "with xtask and its bench");
}

#[test]
fn the_summary_shown_in_the_readme_is_the_one_that_is_printed() {
    let flights = datasets::real::challenger().unwrap().dataset;
    let flights = flights.select_features(&["temperature_f"]).unwrap();
    let (x, failed) = (flights.features.as_ref(), flights.labels().unwrap());
    let model = models::LogisticRegression::default().fit(x, failed).unwrap();
    let report = model.report.describe(&flights.feature_names);
    let inference = model.inference(x, failed).unwrap();
    let summary = inference.summary(&flights.feature_names, 0.95).unwrap();
    let shown = format!("```text\n{report}\n\n{summary}\n```");
    assert!(read("README.md").contains(&shown), "{shown}");
}

fn sources_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_source_file_is_longer_than_promised() {
    let mut sources = Vec::new();
    sources_below(&workspace_root().join("crates"), &mut sources);
    sources_below(&workspace_root().join("xtask"), &mut sources);
    assert!(sources.len() >= 330, "{}", sources.len());
    for path in sources {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        assert!(lines <= 300, "{} has {lines} lines", path.display());
    }
}

/// A file beside the `main.rs` of a test program is one of its modules: else nobody would run it.
#[test]
fn every_test_file_belongs_to_a_program() {
    let mut sources = Vec::new();
    sources_below(&workspace_root().join("crates"), &mut sources);
    let mut found = 0;
    for path in &sources {
        let main = path.with_file_name("main.rs");
        let is_test = path.components().any(|part| part.as_os_str() == "tests");
        if !is_test || !main.exists() || *path == main {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        let main = std::fs::read_to_string(main).unwrap();
        let is_module = main.lines().any(|line| line == format!("mod {name};"));
        assert!(is_module, "{}: write \"mod {name};\" into the main.rs beside it", path.display());
        found += 1;
    }
    assert!(found >= 80, "{found}");
}

/// The crates that some packages need, with their features.
fn features(packages: &[&str]) -> BTreeSet<String> {
    let tree = ["tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--no-dedupe"];
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(tree).args(["--format", "{p} {f}"]).args(packages).current_dir(workspace_root());
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{packages:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// Other features are another build: of most crates, before README's second command.
#[test]
fn what_xtask_builds_serves_the_tests() {
    let of_all = features(&["--workspace"]);
    let of_xtask = features(&["--package", "xtask"]);
    let others: Vec<&String> = of_xtask.difference(&of_all).collect();
    assert!(
        others.is_empty(),
        "other features than in the workspace, mend Cargo.toml: {others:#?}"
    );
    assert!(of_xtask.len() > 100, "{}", of_xtask.len());
}

#[test]
fn the_real_tables_are_the_published_bytes() {
    let checksums = read("data/real/README.md");
    let sums = checksums.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    for line in sums.lines() {
        let (sum, file) = line.split_once("  ").unwrap();
        let bytes = std::fs::read(workspace_root().join("data/real").join(file)).unwrap();
        let found: String =
            Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, sum, "{file}");
        let compiled_in = workspace_root().join("crates/datasets/src/real").join(file);
        assert!(!compiled_in.exists() || std::fs::read(compiled_in).unwrap() == bytes, "{file}");
    }
    assert_eq!(sums.lines().count(), 8);
}
