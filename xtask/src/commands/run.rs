use std::io::Write;

use anyhow::Result;

use crate::{Inputs, experiments};

/// Prints the reports of the experiments named.
///
/// # Errors
/// For a name that is not there, before anything is printed; when an experiment or `out` fails.
pub fn run(names: &[String], inputs: &Inputs, out: &mut impl Write) -> Result<()> {
    let chosen = names.iter().map(|name| experiments::find(name)).collect::<Result<Vec<_>>>()?;
    for (i, experiment) in chosen.into_iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        write!(out, "{}", (experiment.run)(inputs)?)?;
    }
    Ok(())
}
