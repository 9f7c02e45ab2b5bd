//! Tables as people have them: what is read from a file, what is refused, and what is proposed instead.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/proposed.rs"]
mod proposed;

mod bad_input;
mod corpus;
mod memory;
mod proposals;
mod strange_names;
mod tables_doctor;
mod tables_later;
mod tables_models;
mod tables_words;
