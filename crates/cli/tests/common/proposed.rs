//! The command that an error proposes, run as a reader would: by a shell.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::common::text;

/// What stands before it.
const PROPOSAL: &str = "this works, if it is what you mean: ";

/// The command in what was written to standard error.
pub(crate) fn proposed(output: &Output) -> Option<String> {
    let errors = text(&output.stderr);
    errors.lines().find_map(|line| Some(line.split_once(PROPOSAL)?.1.to_owned()))
}

/// Runs a command line that begins with `regress`; where there is no shell that reads it as POSIX says, word by word.
pub(crate) fn in_a_shell(folder: &Path, line: &str) -> Output {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_regress"));
    if cfg!(windows) {
        let words = shlex::split(line).unwrap();
        return Command::new(binary).args(&words[1..]).current_dir(folder).output().unwrap();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [binary.parent().unwrap().to_owned()].into_iter();
    let path = std::env::join_paths(folders.chain(std::env::split_paths(&path))).unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).env("PATH", path).current_dir(folder).output().unwrap()
}

/// A command and all that it and the next ones propose, up to one that proposes nothing; with what came of the last.
pub(crate) fn chain(folder: &Path, first: &str) -> (Vec<String>, Output) {
    const MOST: usize = 8;
    let mut lines = vec![first.to_owned()];
    loop {
        let output = in_a_shell(folder, lines.last().unwrap());
        match proposed(&output) {
            Some(next) if lines.len() < MOST => lines.push(next),
            _ => return (lines, output),
        }
    }
}

/// Whether a model was fitted.
pub(crate) fn has_model(output: &Output) -> bool {
    matches!(output.status.code(), Some(0 | 3))
}
