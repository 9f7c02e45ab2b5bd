//! What a test could not prove for want of a program that is not Rust's.

use std::io::Write;

/// Says so on the terminal, whatever is captured, and how it could be proved; in CI it is a failure.
pub(crate) fn not_proved(what: &str, needed: &str) {
    let line = format!("\nNOT PROVED: {what}. To prove it: {needed}\n");
    assert!(std::env::var_os("CI").is_none(), "{line}");
    let _ = std::io::stderr().write_all(line.as_bytes());
}
