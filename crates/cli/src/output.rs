//! What is said and done besides the results.

use std::io::{Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use clap::builder::Styles;
use clap::builder::styling::Style;
use datasets::WholeFile;
use pictures::visible;
use serde::Serialize;

use crate::exit::Usage;
use crate::input::is_standard_input;
use crate::remedy::Unusable;
use crate::words::Words;

/// Something to know, on standard error.
pub(crate) fn note(quiet: bool, text: &str) {
    if !quiet {
        let line = format!("{}\n", in_a_line(text)); // whole, whoever else writes there
        let _ = stderr().lock().write_all(line.as_bytes()); // who closed it wants to hear nothing
    }
}

/// An error and what may help, on standard error, in the colours of clap.
pub(crate) fn error(error: &anyhow::Error, hints: &[String]) {
    let styles = Styles::styled();
    let mut out = anstream::AutoStream::auto(stderr().lock());
    let mut line = |style: &Style, head: &str, text: &str| {
        let _ = writeln!(out, "{style}{head}{style:#} {}", in_a_line(text)); // nobody left to tell
    };
    line(styles.get_error(), "error:", &pictures::causes(&**error));
    if let Some(unusable) = error.downcast_ref::<Unusable>() {
        unusable.details().iter().for_each(|detail| line(&Style::new(), "  -", detail));
    }
    for hint in hints {
        let (style, hint) = (styles.get_valid(), visible(hint)); // whole: commands stand in it
        let _ = writeln!(out, "{style}hint:{style:#} {hint}");
    }
}

/// What cells and names in it would do to the terminal is written out, and what nobody reads left out.
fn in_a_line(text: &str) -> String {
    const HEAD: usize = 1500;
    const TAIL: usize = 400;
    let text = visible(text);
    let letters = text.chars().count();
    if letters <= HEAD + TAIL {
        return text.into_owned();
    }
    let head = text.chars().take(HEAD);
    head.chain([' ', '…', ' ']).chain(text.chars().skip(letters - TAIL)).collect()
}

/// Whether a path stands for standard output.
pub(crate) fn is_standard_output(path: &Path) -> bool {
    is_standard_input(path) // the same dash
}

/// Refuses to write over what is read.
pub(crate) fn refuse_over(output: Option<&Path>, inputs: &[&Path]) -> Result<()> {
    let Some(output) = output.filter(|path| !is_standard_output(path)) else { return Ok(()) };
    let file = |path: &Path| std::fs::canonicalize(path).ok().filter(|file| file.is_file());
    let target = file(output);
    let is_same = |input: &&&Path| target.is_some() && file(input) == target;
    if let Some(input) = inputs.iter().find(is_same) {
        bail!(Usage(format!(
            "{} is read, and would be replaced: write to another file",
            input.display()
        )));
    }
    Ok(())
}

/// Writes a file whole or not at all and says so, or standard output for `-`.
pub(crate) fn deliver(path: &Path, bytes: &[u8], quiet: bool, what: &str) -> Result<()> {
    if is_standard_output(path) {
        let mut out = stdout().lock();
        out.write_all(bytes)?;
        return Ok(out.flush()?);
    }
    write(path, bytes)?;
    note(quiet, &format!("{what} {}", path.display()));
    Ok(())
}

/// A result for scripts; numbers that are not finite are words.
pub(crate) fn json(out: &mut impl Write, result: &impl Serialize) -> Result<()> {
    Ok(writeln!(out, "{}", serde_json::to_string_pretty(&Words(result))?)?)
}

/// `1 row with missing cells was left out`.
pub(crate) fn left_out(rows: usize, which: &str) -> String {
    match rows {
        1 => format!("1 row {which} was left out"),
        _ => format!("{rows} rows {which} were left out"),
    }
}

/// Refuses the name of an archive.
pub(crate) fn refuse_packed(path: &Path) -> Result<()> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if matches!(ending, "gz" | "zst") {
        bail!(Usage(format!(
            "{}: files are written as they are, not packed: leave out .{ending}",
            path.display()
        )));
    }
    Ok(())
}

/// Begins a file, of which an interrupt leaves nothing.
pub(crate) fn begin(path: &Path) -> Result<WholeFile> {
    refuse_packed(path)?;
    let file = WholeFile::create(path)?;
    remove_on_interrupt(file.temporary_path())?;
    Ok(file)
}

/// Writes a file whole or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = begin(path)?;
    file.write_all(bytes)?;
    Ok(file.finish()?)
}

/// What an interrupt has to remove.
static BEGUN: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Ctrl-C ends the program and all that it has started, and removes the file that was being written.
fn remove_on_interrupt(temporary: Option<&Path>) -> Result<()> {
    let Some(path) = temporary.map(Path::to_owned) else { return Ok(()) };
    *BEGUN.lock().unwrap_or_else(PoisonError::into_inner) = Some(path);
    watch_for_interrupts()
}

/// The same before there is a file.
pub(crate) fn watch_for_interrupts() -> Result<()> {
    const INTERRUPTED: i32 = 130;
    static WATCHED: AtomicBool = AtomicBool::new(false);
    if hangups_are_ignored() || WATCHED.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let clean_up = || {
        warehouse::end_programs();
        if let Some(path) = &*BEGUN.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = std::fs::remove_file(path); // if it is gone, all the better
        }
        std::process::exit(INTERRUPTED);
    };
    ctrlc::set_handler(clean_up).context("cannot watch for Ctrl-C")
}

/// A file that may grow no further (`ulimit -f`) is an error of writing, and not the end of the program.
pub(crate) fn outlive_limits_of_files() {
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default()); // else it ends
}

/// As under nohup, which a watch would undo.
fn hangups_are_ignored() -> bool {
    const HANGUP: u64 = 1;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask & HANGUP != 0)
}
