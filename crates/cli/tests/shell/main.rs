//! The binary as a user meets it: what can be typed, what is said, and what is left behind.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/not_proved.rs"]
mod not_proved;

mod bootstrap;
mod commands;
mod compare;
mod contrast;
mod doctor;
mod effects;
mod faults;
mod influence;
mod judging;
mod manners;
mod nothing_is_lost;
mod outputs;
mod plots;
mod readers;
mod several_classes;
mod told;
mod usage;
