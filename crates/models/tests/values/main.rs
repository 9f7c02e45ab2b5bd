//! Fits held against values that others computed: NIST, mpmath, NumPy, R and published tables.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

#[path = "../common/mod.rs"]
mod common;

mod bounds;
mod cases;
mod cross_validation;
mod examples;
mod explain;
mod firth;
mod gallery;
mod inference;
mod influence;
mod influence_statsmodels;
mod lone_samples;
mod nist;
mod ordered;
mod own_penalties;
mod penalty_factors;
mod recalibration;
mod reference_fits;
mod several_classes;
mod sparse;
mod sparse_classes;
mod weights_of_classes;
