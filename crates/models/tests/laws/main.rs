//! Laws that hold for every table: of where a fit ends, what it is measured from and in, and how often
//! a row is given.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

#[path = "../common/mod.rs"]
mod common;

mod baselines;
mod bounds;
mod certificate;
mod class_offsets;
mod constants;
mod corners;
mod deletions;
mod derivatives;
mod ends;
mod ends_in_any_unit;
mod ends_of_near_copies;
mod ends_of_paths;
mod ends_of_shapes;
mod evidence;
mod held_out;
mod influence;
mod interactions;
mod last_digits;
mod noise;
mod ordered;
mod ordered_effects;
mod penalty_factors;
mod rows;
mod rows_inference;
mod sandwiches;
mod several_classes;
mod shift;
mod shift_inference;
mod shift_structure;
mod sizes;
mod sparse_classes;
mod standardised_extremes;
mod symmetries;
mod unit;
mod unit_of_target;
mod weighting;
mod wide;
