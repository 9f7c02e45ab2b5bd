//! `exercises [N [hint|solution]]`. Exit code 0: passed, or shown what was asked for; 1: not yet, or an error;
//! 2: wrong usage.

#![allow(clippy::print_stderr, reason = "a binary may speak")]

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use exercises::{Exercise, find, show};

enum Task {
    List,
    Judge(&'static Exercise),
    Hint(&'static Exercise),
    Solution(&'static Exercise),
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (result, on_error) = match task(&words) {
        Ok(task) => (run(&task), 1),
        Err(error) => (Err(error), 2),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) if pictures::is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", pictures::causes(&*error));
            ExitCode::from(on_error)
        }
    }
}

fn task(words: &[&str]) -> Result<Task> {
    let exercise = |number: &str| {
        find(
            number
                .parse()
                .with_context(|| format!("{number:?} is not the number of an exercise"))?,
        )
    };
    match words {
        [] => Ok(Task::List),
        [number] => Ok(Task::Judge(exercise(number)?)),
        [number, "hint"] => Ok(Task::Hint(exercise(number)?)),
        [number, "solution"] => Ok(Task::Solution(exercise(number)?)),
        _ => anyhow::bail!("say a number, and then nothing, hint or solution"),
    }
}

fn run(task: &Task) -> Result<bool> {
    let mut out = anstream::stdout().lock();
    let passed = match task {
        Task::List => show::list(&mut out).map(|()| true),
        Task::Judge(exercise) => show::judged(exercise, &mut out),
        Task::Hint(exercise) => show::hint(exercise, &mut out).map(|()| true),
        Task::Solution(exercise) => show::solution(exercise, &mut out).map(|()| true),
    }?;
    out.flush()?;
    Ok(passed)
}
