//! A report to people who think in hours: how much sleep is needed, and which mistakes were made.
//!
//! What should hold: the sleep is in hours, although the model learned from standardised hours; a false
//! positive is a student called passing who fails, a false negative one called failing who passes.
//!
//! What goes wrong: students are told to sleep about 0 hours, and the mistakes are reported the wrong way.

use models::FittedScaler;

/// The hours of sleep at which a student passes with probability one half, after so many hours of study. The
/// model has a weight for each of study and sleep, both standardised by `scaler`, and an intercept.
#[must_use]
pub fn sleep_needed(scaler: &FittedScaler, weights: [f64; 2], intercept: f64, study: f64) -> f64 {
    let study = (study - scaler.means[0]) / scaler.deviations[0];
    let sleep = -(weights[0] * study + intercept) / weights[1];
    scaler.means[1] + scaler.deviations[1] * sleep
}

/// True positives, false positives, true negatives and false negatives.
#[must_use]
pub fn counts(passed: &[bool], called: &[bool]) -> [usize; 4] {
    let rows = || passed.iter().copied().zip(called.iter().copied());
    let count = |passed, called| rows().filter(|row| *row == (passed, called)).count();
    [count(true, true), count(false, true), count(false, false), count(true, false)]
}
