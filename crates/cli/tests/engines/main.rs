//! Tables where the data are, held against the same rows in a file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]
#![allow(clippy::print_stdout, reason = "what is skipped is said")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../sql/mod.rs"]
mod sql;

mod doctor;
mod edges;
#[cfg(unix)]
mod faults;
mod fit;
mod judge;
mod laws;
mod search;
