use std::io::Write;

use anyhow::Result;

use crate::Inputs;
use crate::experiments::EXPERIMENTS;

/// Prints the experiments in order, with their titles.
///
/// # Errors
/// When an experiment or `out` fails.
pub fn list(out: &mut impl Write) -> Result<()> {
    for (i, experiment) in EXPERIMENTS.iter().enumerate() {
        let title = (experiment.run)(&Inputs::default())?.title;
        writeln!(out, "{:>2}  {:<18} {title}", i + 1, experiment.name)?;
    }
    Ok(())
}
