//! Whole processes: their time and their memory.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::cargo;
use crate::workspace_root;

/// The best of so many runs is reported.
pub(super) const RUNS: usize = 3;

/// A process from start to end.
pub(super) struct Run {
    pub(super) seconds: f64,
    pub(super) peak_megabytes: f64,
    pub(super) output: String,
}

/// The program `regress` of a release build.
pub(super) fn regress() -> Result<PathBuf> {
    let mut build = Command::new(cargo());
    build.args(["build", "--quiet", "--release", "--package", "cli"]).current_dir(workspace_root());
    ensure!(build.status().context("cannot start cargo")?.success(), "regress does not build");
    Ok(workspace_root().join("target/release/regress"))
}

/// The fastest of some runs.
pub(super) fn best(command: impl Fn() -> Command) -> Result<Run> {
    let mut best: Option<Run> = None;
    for _ in 0..RUNS {
        let run = run(command())?;
        if best.as_ref().is_none_or(|best| run.seconds < best.seconds) {
            best = Some(run);
        }
    }
    best.context("nothing was run")
}

/// Watches the peak of the memory while the process lives, where the system tells it.
fn run(mut command: Command) -> Result<Run> {
    const PAUSE: Duration = Duration::from_millis(5);
    let start = Instant::now();
    let child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn();
    let mut child = child.with_context(|| format!("cannot start {command:?}"))?;
    let mut pipe = child.stdout.take().context("no output")?;
    let reading = std::thread::spawn(move || {
        let mut output = String::new();
        pipe.read_to_string(&mut output).map(|_| output)
    });
    let mut peak_megabytes = 0.0_f64;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak_megabytes = peak_megabytes.max(peak_of(child.id()).unwrap_or(0.0));
        std::thread::sleep(PAUSE);
    };
    let seconds = start.elapsed().as_secs_f64();
    if !status.success() {
        bail!(
            "{command:?} failed ({status}); Python needs the libraries that it is to be compared with"
        );
    }
    let Ok(output) = reading.join() else { bail!("the output of {command:?} cannot be read") };
    Ok(Run { seconds, peak_megabytes, output: output? })
}

fn peak_of(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}
