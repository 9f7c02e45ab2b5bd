use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::Result;
use clap::ValueEnum;

use super::cargo;
use crate::workspace_root;

const BETWEEN_LOOKS: Duration = Duration::from_millis(300);
const NOT_YET: u8 = 1;
/// What cargo ends with when a program does not compile.
const NOT_BUILT: u8 = 101;

/// What to do with an exercise instead of judging it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Task {
    /// Judge it whenever its file is saved, until it passes
    Watch,
    /// Say where to think
    Hint,
    /// Show the program mended
    Solution,
}

/// Judges an exercise, or does another task with it; without a number, lists them all. Returns the exit code:
/// 0 passed, 1 not yet, 2 wrong usage.
///
/// # Errors
/// When cargo cannot be started or `out` fails.
pub fn exercise(number: Option<u8>, task: Option<Task>, out: &mut impl Write) -> Result<u8> {
    let Some(number) = number else { return run(&[]) };
    let number = number.to_string();
    match task {
        None => run(&[&number]),
        Some(Task::Hint) => run(&[&number, "hint"]),
        Some(Task::Solution) => run(&[&number, "solution"]),
        Some(Task::Watch) => watch(&number, out),
    }
}

fn run(words: &[&str]) -> Result<u8> {
    let run = ["run", "--quiet", "--package", "exercises", "--"];
    let code = cargo().args(run).args(words).status()?.code();
    Ok(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(NOT_YET))
}

/// Judges again whenever the file was saved, and ends when it passes.
fn watch(number: &str, out: &mut impl Write) -> Result<u8> {
    let Some(file) = file(number)? else { return run(&[number]) };
    loop {
        let before = saved(&file);
        let code = run(&[number])?;
        if ![NOT_YET, NOT_BUILT].contains(&code) {
            return Ok(code);
        }
        writeln!(out, "Waiting until the file is saved; Ctrl-C ends.")?;
        out.flush()?;
        while saved(&file).is_none_or(|now| Some(now) == before) {
            sleep(BETWEEN_LOOKS);
        }
        writeln!(out)?;
    }
}

/// The learner's file of an exercise.
fn file(number: &str) -> Result<Option<PathBuf>> {
    let beginning = format!("{number}_");
    for entry in fs::read_dir(workspace_root().join("crates/exercises/exercises"))? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&beginning) {
            return Ok(Some(entry.path()));
        }
    }
    Ok(None)
}

/// When a file was last saved; none while an editor replaces it.
fn saved(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).ok()?.modified().ok()
}
