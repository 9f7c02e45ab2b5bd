//! What is said beside the results.

/// Something to know, on standard error.
pub(crate) fn note(quiet: bool, text: &str) {
    if !quiet {
        eprintln!("{text}");
    }
}
