use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use datasets::Source;
use lesson::{EXPERIMENTS, Inputs};

use super::cargo;
use crate::{data_files, snapshots};

/// Shows what changed and makes it the new standard: the generated data, and the snapshots, which
/// insta itself writes. Stored files that belong to nothing are removed.
///
/// # Errors
/// When an experiment fails or a file cannot be written.
pub fn accept(out: &mut impl Write) -> Result<()> {
    let drifted = data_files::drifted()?;
    for file in &drifted {
        let path = data_files::folder().join(&file.path);
        let stored = fs::read(&path).unwrap_or_default();
        let (stored, now) =
            (String::from_utf8_lossy(&stored), String::from_utf8_lossy(&file.bytes));
        let difference = snapshots::text_difference(&stored, &now).unwrap_or_default();
        writeln!(out, "data/generated/{}:\n{difference}", file.path.display())?;
        datasets::write_whole(&path, &file.bytes)?;
    }

    let (mut changed, mut expected) = (0, Vec::new());
    for inputs in Source::ALL.map(Inputs::lesson) {
        for experiment in EXPERIMENTS {
            let report = (experiment.run)(&inputs)?;
            expected.push(snapshots::file(experiment.name, &inputs));
            expected.push(snapshots::pictures_file(experiment.name, &inputs));
            if let Some(difference) = snapshots::difference(&inputs, &report)? {
                writeln!(out, "{} ({}):\n{difference}", experiment.name, inputs.source)?;
                changed += 1;
            }
        }
    }
    expected.extend(data_files::lesson_files()?.iter().map(|f| data_files::folder().join(&f.path)));
    let stale = unreferenced(&expected)?;
    for path in &stale {
        fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?;
        writeln!(out, "removed {}", path.display())?;
    }
    write_snapshots()?;
    writeln!(
        out,
        "Accepted: {changed} snapshots, {} data files; removed {} that belonged to nothing.",
        drifted.len(),
        stale.len()
    )?;
    Ok(())
}

/// Stored snapshots and data files that are not among those `expected`.
fn unreferenced(expected: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut stale = Vec::new();
    for root in [snapshots::folder(), data_files::folder()] {
        for source in Source::ALL {
            let Ok(entries) = fs::read_dir(root.join(source.name())) else { continue };
            for entry in entries {
                let path = entry?.path();
                if !expected.contains(&path) {
                    stale.push(path);
                }
            }
        }
    }
    Ok(stale)
}

/// Runs the snapshot test with insta told to take what it finds, metadata included.
fn write_snapshots() -> Result<()> {
    let output = cargo()
        .args(["test", "--quiet", "--package", "xtask", "--test", "snapshots", "reports_match"])
        .env("INSTA_UPDATE", "always")
        .env("INSTA_FORCE_PASS", "1")
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("the snapshots could not be written:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
