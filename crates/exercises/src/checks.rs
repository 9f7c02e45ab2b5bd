//! What judges each exercise, one file each: its texts, and a function that takes any program of its kind.

pub mod gradient;
pub mod intercept;
pub mod loss;
pub mod report;
pub mod scaling;
pub mod sigmoid;
pub mod step;
pub mod threshold;

use anyhow::{Context, Result};

use crate::Exercise;

/// The exercises in order.
pub static EXERCISES: [&Exercise; 8] = [
    &sigmoid::EXERCISE,
    &loss::EXERCISE,
    &gradient::EXERCISE,
    &intercept::EXERCISE,
    &step::EXERCISE,
    &scaling::EXERCISE,
    &report::EXERCISE,
    &threshold::EXERCISE,
];

/// An exercise by its number.
///
/// # Errors
/// For a number that is not there.
pub fn find(number: u8) -> Result<&'static Exercise> {
    let found = EXERCISES.into_iter().find(|exercise| exercise.number == number);
    found.with_context(|| format!("no exercise {number}; there are 1 to {}", EXERCISES.len()))
}
