//! The stored reports, one file for each experiment and stream, in insta's format.

use std::path::PathBuf;

use anyhow::{Context, Result};
use similar::TextDiff;

use crate::experiments::Experiment;
use crate::{Inputs, Report, workspace_root};

/// The folder with one subfolder a stream.
#[must_use]
pub fn folder() -> PathBuf {
    workspace_root().join("xtask/tests/snapshots")
}

/// The file that guards an experiment on a stream.
#[must_use]
pub fn file(experiment: &Experiment, inputs: &Inputs) -> PathBuf {
    folder().join(inputs.source.name()).join(format!("{}.snap", experiment.name))
}

/// How a report differs from its snapshot, line by line; `None` when it does not.
///
/// # Errors
/// When the snapshot is there but cannot be read.
pub fn difference(
    experiment: &Experiment,
    inputs: &Inputs,
    report: &Report,
) -> Result<Option<String>> {
    let path = file(experiment, inputs);
    let stored = match std::fs::read_to_string(&path) {
        Ok(text) => contents(&text).to_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).context(format!("cannot read {}", path.display())),
    };
    Ok(text_difference(&stored, &report.to_string()))
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
