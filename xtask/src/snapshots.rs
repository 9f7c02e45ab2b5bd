//! The stored reports, one file for each experiment and stream, in insta's format.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use lesson::{Inputs, Report};
use serde::Serialize;
use serde_json::Value;
use similar::TextDiff;

use crate::workspace_root;

/// The folder with one subfolder a stream.
#[must_use]
pub fn folder() -> PathBuf {
    workspace_root().join("xtask/tests/snapshots")
}

/// The file that guards an experiment on a stream.
#[must_use]
pub fn file(experiment: &str, inputs: &Inputs) -> PathBuf {
    folder().join(inputs.source.name()).join(format!("{experiment}.snap"))
}

/// The file that guards its pictures.
#[must_use]
pub fn pictures_file(experiment: &str, inputs: &Inputs) -> PathBuf {
    folder().join(inputs.source.name()).join(format!("{experiment}-pictures.snap"))
}

/// The pictures of a report as they are stored: the values that are drawn.
#[must_use]
pub fn pictures(report: &Report) -> String {
    report.pictures.iter().map(|picture| picture.data() + "\n").collect()
}

/// Inputs as a snapshot's metadata shows them.
#[derive(Serialize)]
pub struct SnapshotInfo {
    stream: &'static str,
    seed: u64,
    sizes: Value,
}

impl SnapshotInfo {
    /// The inputs of a report, and the sizes it states.
    #[must_use]
    pub fn new(inputs: &Inputs, report: &Report) -> Self {
        Self { stream: inputs.source.name(), seed: inputs.seed, sizes: report.sizes.clone() }
    }
}

/// How a report and its pictures differ from their snapshots, line by line; `None` when they do not.
///
/// # Errors
/// When a snapshot is there but cannot be read.
pub fn difference(inputs: &Inputs, report: &Report) -> Result<Option<String>> {
    let experiment = report.experiment.name;
    let text = text_difference(&stored(&file(experiment, inputs))?, &report.to_string());
    let path = pictures_file(experiment, inputs);
    let drawn = text_difference(&stored(&path)?, &pictures(report));
    Ok(match (text, drawn) {
        (None, drawn) => drawn,
        (text, None) => text,
        (Some(text), Some(drawn)) => Some(text + &drawn),
    })
}

/// The contents of a snapshot; empty where there is none.
fn stored(path: &Path) -> Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(contents(&text).to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error).context(format!("cannot read {}", path.display())),
    }
}

/// What follows the metadata, which stands between two lines of `---`.
fn contents(snapshot: &str) -> &str {
    snapshot.splitn(3, "---\n").nth(2).unwrap_or(snapshot)
}

/// The changed lines of two texts with a few around them; `None` when they are the same.
pub(crate) fn text_difference(stored: &str, found: &str) -> Option<String> {
    let (stored, found) = (format!("{}\n", stored.trim_end()), format!("{}\n", found.trim_end()));
    if stored == found {
        return None;
    }
    let diff = TextDiff::from_lines(&stored, &found);
    Some(diff.unified_diff().context_radius(2).header("stored", "now").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_no_content() {
        assert_eq!(contents("---\nsource: x\n---\na\n---\nb\n"), "a\n---\nb\n");
        assert_eq!(text_difference("a\nb\n", "a\nb"), None);
        let difference = text_difference("a\nb\n", "a\nc\n").unwrap();
        assert!(difference.contains("-b\n+c\n"), "{difference}");
    }
}
