use anyhow::Result;

use super::cargo;

/// Builds the benchmark with all optimisation and runs it; returns whether it ended well.
///
/// # Errors
/// When cargo cannot be started.
pub fn bench(flags: &[String]) -> Result<bool> {
    let run = ["run", "--quiet", "--release", "--package", "bench", "--"];
    Ok(cargo().args(run).args(flags).status()?.success())
}
