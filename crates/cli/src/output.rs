//! What is said and done besides the results.

use std::path::Path;

use anyhow::{Context, Result};

/// Something to know, on standard error.
pub(crate) fn note(quiet: bool, text: &str) {
    if !quiet {
        eprintln!("{text}");
    }
}

/// `1 row with missing cells was left out`.
pub(crate) fn left_out(rows: usize, which: &str) -> String {
    match rows {
        1 => format!("1 row {which} was left out"),
        _ => format!("{rows} rows {which} were left out"),
    }
}

/// Ctrl-C ends the program, and removes the file that was being written.
pub(crate) fn remove_on_interrupt(temporary: Option<&Path>) -> Result<()> {
    const INTERRUPTED: i32 = 130;
    let Some(path) = temporary.map(Path::to_owned) else { return Ok(()) };
    let clean_up = move || {
        let _ = std::fs::remove_file(&path); // if it is gone, all the better
        std::process::exit(INTERRUPTED);
    };
    ctrlc::set_handler(clean_up).context("cannot watch for Ctrl-C")
}
