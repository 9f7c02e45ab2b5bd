//! Settings and tables as they should not be: an error that says what to do, or a finite answer, never
//! a panic.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

#[path = "../common/mod.rs"]
mod common;

mod bad_input;
mod nasty_settings;
mod nasty_tables;
mod report;
mod solver_choice;
