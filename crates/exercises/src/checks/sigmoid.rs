//! A sigmoid from -800 to 800.

use anyhow::Result;
use datasets::{Source, Stream};
use pictures::{Figure, Ink};

use crate::drawing::{mark_gaps, steps, within};
use crate::nearness::number;
use crate::{Checked, Exercise, solutions, yours};

pub(super) static EXERCISE: Exercise = Exercise {
    number: 1,
    name: "sigmoid",
    title: "A sigmoid that comes to an end",
    scene: "outlier",
    minutes: 8,
    symptom: "The farther a row is from the boundary, the surer the model should be. This one is sure for a \
              while, and then has nothing to say.",
    hint: "Print exp(z) for z = 700, 710 and 800, and then what one such number divided by another is. Of \
           e^z and e^-z one is never above 1. The formula can be written with either.",
    source: include_str!("../../exercises/1_sigmoid.rs"),
    solution: include_str!("../../solutions/1_sigmoid.rs"),
    shipped: 0x3951_4369_2942_117f,
    yours: |seed| check(yours::sigmoid::sigmoid, seed),
    solved: |seed| check(solutions::sigmoid::sigmoid, seed),
};

/// A sigmoid.
pub type Sigmoid = fn(f64) -> f64;

const FARTHEST: f64 = 800.0;
const ROUNDING: f64 = 1e-15;

/// Judges it on logits near and far: every digit, and `s(z) + s(-z) = 1`.
///
/// # Errors
/// None that a program could cause.
pub fn check(sigmoid: Sigmoid, seed: u64) -> Result<Checked> {
    let mut stream = Stream::new(Source::ChaCha8, seed)?;
    let far: Vec<f64> = (0..200)
        .map(|k| 8.0 * f64::from(k) - FARTHEST)
        .map(|low| stream.uniform(low, low + 8.0))
        .collect();
    let near = stream.uniforms(-40.0, 40.0, 100);
    let mut logits = [&far[..], &near].concat();
    logits.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    let faults: Vec<String> = logits.iter().filter_map(|z| fault(sigmoid, *z)).collect();
    let found = match faults.first() {
        None => format!("all {} logits are right.", logits.len()),
        Some(first) => format!("{first}. {} of {} logits are wrong.", faults.len(), logits.len()),
    };
    Ok(Checked { figure: picture(sigmoid), passed: faults.is_empty(), found })
}

fn fault(sigmoid: Sigmoid, z: f64) -> Option<String> {
    let (yours, right) = (sigmoid(z), linalg_lite::sigmoid(z));
    let is_right = if right.is_normal() {
        (yours - right).abs() <= ROUNDING * right
    } else {
        (0.0..f64::MIN_POSITIVE).contains(&yours)
    };
    let sum = yours + sigmoid(-z);
    let sums_to_one = (sum - 1.0).abs() <= ROUNDING;
    if !is_right {
        let (z, yours, right) = (number(z), number(yours), number(right));
        Some(format!("s({z}) should be {right}, and is {yours}"))
    } else if !sums_to_one {
        Some(format!("s(z) + s(-z) should be 1, and is {} at z = {}", number(sum), number(z)))
    } else {
        None
    }
}

fn picture(sigmoid: Sigmoid) -> Figure {
    let ends = [-0.2, 1.2];
    let mut figure = Figure::new("Your sigmoid", "z", "s(z)")
        .ranges([-FARTHEST, FARTHEST], ends)
        .described("The learner's sigmoid from -800 to 800, and where it gives no number.");
    let curve = || steps([-FARTHEST, FARTHEST], 40).map(|z| (z, sigmoid(z)));
    figure.points(within(ends, curve()), Ink::Model, "yours");
    mark_gaps(&mut figure, 0.5, curve());
    figure
}
