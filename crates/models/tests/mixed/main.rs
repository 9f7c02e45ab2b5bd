//! Categories by their codes are what they stand for, zeros and ones: every model of a table of codes is
//! that of the same table written out.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[path = "../common/mod.rs"]
mod common;

mod classes;
mod descent;
mod fits;
mod levels;
mod many_products;
mod models_of;
mod paths;
mod same;
mod source;
mod standardised_descent;
mod structure;
mod tables;
mod trust;
mod wide;
mod wide_inference;
