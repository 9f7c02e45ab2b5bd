//! Fits from the shell: the right numbers, and those of the library.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/drawn.rs"]
mod drawn;

mod cases_classes;
mod cases_ends;
mod cases_far;
mod cases_lines;
mod class_offsets;
mod counts;
mod digest;
mod errors_and_intervals;
mod intercept_and_offset;
mod lone_levels;
mod nonnegative;
mod ordered;
mod own_search;
mod penalty_factors;
mod routes;
mod sandwiches;
mod simplest;
mod terms;
mod weights;
