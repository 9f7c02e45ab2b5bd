use std::io::Write;

use anyhow::Result;

use crate::agreement::{self, Agreements};
use crate::experiments::EXPERIMENTS;
use crate::text::{list, thousands};
use crate::{Inputs, data_files, snapshots};

/// Runs the lesson: every report, its snapshot, the data files, the agreement with NumPy. Returns
/// whether all that was compared agrees.
///
/// # Errors
/// When an experiment, a file or `out` fails.
pub fn run_all(inputs: &Inputs, quiet: bool, out: &mut impl Write) -> Result<bool> {
    let is_lesson = inputs.seed == Inputs::LESSON_SEED;
    let mut changed = Vec::new();
    for (i, experiment) in EXPERIMENTS.iter().enumerate() {
        let report = (experiment.run)(inputs)?;
        if !quiet {
            writeln!(out, "=== {} of {}: {} ===\n", i + 1, EXPERIMENTS.len(), experiment.name)?;
            writeln!(out, "{report}")?;
        }
        if is_lesson && let Some(difference) = snapshots::difference(experiment, inputs, &report)? {
            writeln!(out, "{} differs from its snapshot:\n{difference}", experiment.name)?;
            changed.push(experiment.name);
        }
    }

    let drifted = data_files::drifted()?;
    for file in &drifted {
        writeln!(out, "data/generated/{} is not what its generator makes", file.path.display())?;
    }

    let agreements = agreement::check()?;
    if !quiet {
        writeln!(out, "=== Agreement with NumPy (stream numpy, seed 42) ===\n")?;
        writeln!(out, "{}", agreements.table())?;
    }
    for problem in agreements.problems() {
        writeln!(out, "{problem}")?;
    }

    let reports = if is_lesson {
        snapshot_verdict(&changed)
    } else {
        format!(
            "Seed {} is not the lesson's {}: no report was compared with a snapshot.",
            inputs.seed,
            Inputs::LESSON_SEED
        )
    };
    writeln!(out, "{reports} {} {}", data_verdict(drifted.len())?, numpy_verdict(&agreements))?;
    if !changed.is_empty() || !drifted.is_empty() {
        writeln!(out, "To keep what changed: cargo xtask accept")?;
    }
    Ok(changed.is_empty() && drifted.is_empty() && agreements.problems().is_empty())
}

fn snapshot_verdict(changed: &[&str]) -> String {
    match changed {
        [] => format!("All {} reports match their snapshots;", EXPERIMENTS.len()),
        _ => format!("CHANGED: the report of {};", list(changed)),
    }
}

fn data_verdict(drifted: usize) -> Result<String> {
    let files = data_files::lesson_files()?.len();
    Ok(match drifted {
        0 => format!("all {files} data files are the same, byte for byte;"),
        _ => format!("{drifted} of {files} data files DIFFER;"),
    })
}

fn numpy_verdict(agreements: &Agreements) -> String {
    let figures = thousands(agreements.figures());
    match agreements.problems().len() {
        0 => format!(
            "every figure agrees with NumPy ({figures} compared, worst relative difference {:.1e}).",
            agreements.worst()
        ),
        problems => format!("{problems} figures DISAGREE with NumPy ({figures} compared)."),
    }
}
