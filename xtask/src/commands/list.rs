use std::io::Write;

use anyhow::Result;
use lesson::EXPERIMENTS;

/// Prints the experiments in order, with their titles.
///
/// # Errors
/// When `out` fails.
pub fn list(out: &mut impl Write) -> Result<()> {
    for (i, experiment) in EXPERIMENTS.iter().enumerate() {
        writeln!(out, "{:>2}  {:<18} {}", i + 1, experiment.name, experiment.title)?;
    }
    Ok(())
}
