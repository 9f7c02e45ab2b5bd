//! Classes that a plane separates: found, named, and never claimed where there is none.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

#[path = "../common/mod.rs"]
mod common;

mod kinds;
mod random_tables;
mod rare_levels;
