//! The cross-entropy of a label and a probability, the ends 0 and 1 among them.

use anyhow::Result;
use datasets::{Source, Stream};
use linalg_lite::{exp, ln, ln_1p};
use pictures::{Figure, Ink};

use crate::drawing::{mark_gaps, steps, within};
use crate::nearness::{is_near, number};
use crate::{Checked, Exercise, solutions, yours};

pub(super) static EXERCISE: Exercise = Exercise {
    number: 2,
    name: "loss",
    title: "A loss that has no number for the best",
    scene: "pull",
    minutes: 6,
    symptom: "The surer a model is of what is right, the less it pays. At the very end, where it should pay \
              nothing, there is no number, and so there is none for the mean either.",
    hint: "For a true label and p = 1, work out both halves of the formula by hand. One of them should not \
           count at all, but how much is 0 times infinity? Moving p away from 0 and 1 is no cure: it would \
           hide how wrong a model is that is sure and wrong.",
    source: include_str!("../../exercises/2_loss.rs"),
    solution: include_str!("../../solutions/2_loss.rs"),
    shipped: 0xbc6a_7b49_ab3c_4a20,
    yours: |seed| check(yours::loss::loss, seed),
    solved: |seed| check(solutions::loss::loss, seed),
};

/// What a label costs at a probability.
pub type Loss = fn(bool, f64) -> f64;

const ROUNDING: f64 = 1e-12;
/// Where the picture ends, though the loss does not.
const HIGHEST: f64 = 6.0;

/// Judges it at both ends, at probabilities between them, and at some that are all but 0.
///
/// # Errors
/// None that a program could cause.
pub fn check(loss: Loss, seed: u64) -> Result<Checked> {
    let mut stream = Stream::new(Source::ChaCha8, seed)?;
    let between = stream.uniforms(0.0, 1.0, 100);
    let tiny: Vec<f64> = stream.uniforms(40.0, 700.0, 20).iter().map(|u| exp(-u)).collect();
    let cases: Vec<(bool, f64)> = [1.0, 0.0]
        .into_iter()
        .chain(between)
        .chain(tiny)
        .flat_map(|p| [(true, p), (false, p)])
        .collect();
    let faults: Vec<String> = cases.iter().filter_map(|(y, p)| fault(loss, *y, *p)).collect();
    let found = match faults.first() {
        None => format!("all {} losses are right, those at 0 and 1 among them.", cases.len()),
        Some(first) => format!("{first}. {} of {} losses are wrong.", faults.len(), cases.len()),
    };
    Ok(Checked { figure: picture(loss), passed: faults.is_empty(), found })
}

fn fault(loss: Loss, y: bool, p: f64) -> Option<String> {
    let (yours, right) = (loss(y, p), if y { -ln(p) } else { -ln_1p(-p) });
    let (p, should, is) = (number(p), number(right), number(yours));
    let text =
        || format!("the loss of a label that is {y}, at p = {p}, is {should}; yours is {is}");
    (!is_near(yours, right, ROUNDING)).then(text)
}

fn picture(loss: Loss) -> Figure {
    let ends = [0.0, HIGHEST];
    let mut figure = Figure::new("What your loss charges", "p", "loss in nats")
        .ranges([0.0, 1.0], ends)
        .described(
            "The learner's loss of a true and of a false label, and where there is no number.",
        );
    let curve = |y| steps([0.0, 1.0], 100).map(move |p| (p, loss(y, p)));
    figure.line(within(ends, curve(true)), Ink::Model, "label true");
    figure.line(within(ends, curve(false)), Ink::Third, "label false");
    mark_gaps(&mut figure, 0.0, curve(true).chain(curve(false)));
    figure
}
