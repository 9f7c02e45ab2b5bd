//! Inputs that nobody thought of: libFuzzer makes them, guided by the code that they reach.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use super::cargo;
use crate::workspace_root;

/// What is fed to what.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Target {
    /// Bytes to a table
    Table,
    /// Bytes to a model
    Model,
    /// Numbers to every fit
    Fits,
    /// Numbers to every metric
    Metrics,
}

/// What makes the compiler count how often each branch is taken, as libFuzzer wants it.
const COUNTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// Builds the target and feeds it for so many seconds; returns whether it held. An input that broke it stays in
/// `target/fuzz`, and the last lines say where.
///
/// # Errors
/// When it cannot be built or started.
pub fn fuzz(target: Target, seconds: u32) -> Result<bool> {
    let name = target.to_possible_value().context("a target has a name")?;
    let (name, folder) = (name.get_name(), workspace_root().join("target/fuzz"));
    let host = host()?;
    let mut build = cargo();
    build.args(["build", "--release", "--locked", "--manifest-path", "xtask/fuzz/Cargo.toml"]);
    build.args(["--bin", name, "--target", &host, "--target-dir"]).arg(&folder);
    let built = build.env("RUSTFLAGS", COUNTED).env("CARGO_INCREMENTAL", "0").status()?;
    ensure!(
        built.success(),
        "{name} cannot be built; libFuzzer needs a C++ compiler and Linux or macOS"
    );
    let found = folder.join(name);
    std::fs::create_dir_all(&found)?;
    let mut run = Command::new(folder.join(host).join("release").join(name));
    run.args(["-timeout=5", "-rss_limit_mb=4096", "-close_fd_mask=1", "-print_final_stats=1"]);
    run.arg(format!("-max_total_time={seconds}"));
    run.arg(format!("-artifact_prefix={}/", folder.display()));
    run.arg(found).arg(workspace_root().join("xtask/fuzz/corpus").join(name));
    Ok(run.env("RAYON_NUM_THREADS", "1").status()?.success())
}

/// The machine that the compiler is on, in its own words.
fn host() -> Result<String> {
    let told = Command::new("rustc").arg("-vV").output()?.stdout;
    let told = String::from_utf8(told)?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}
