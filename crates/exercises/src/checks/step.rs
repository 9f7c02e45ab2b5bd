//! A step of descent, beside one that takes both slopes at the same weights.

use anyhow::Result;
use datasets::{Source, Stream};
use linalg_lite::{Mat, matrix_from_columns, sigmoid};
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::solver::Objective;
use models::{Penalty, Problem};
use pictures::{Figure, Ink, Point};

use crate::nearness::{are_near, hundredths, number, numbers};
use crate::{Checked, Exercise, solutions, yours};

pub(super) static EXERCISE: Exercise = Exercise {
    number: 5,
    name: "step",
    title: "A step that goes aside",
    scene: "ravine",
    minutes: 8,
    symptom: "From one start, the steps should go where the gradient says. Yours leave that path at the first \
              step.",
    hint: "Write down, for j = 0 and for j = 1, at which weights the slope is taken. A gradient is all the \
           slopes at one place.",
    source: include_str!("../../exercises/5_step.rs"),
    solution: include_str!("../../solutions/5_step.rs"),
    shipped: 0xf93d_48a9_1ea0_aaeb,
    yours: |seed| check(yours::step::step, seed),
    solved: |seed| check(solutions::step::step, seed),
};

/// A slope of the loss in a weight, at any weights.
pub type Slope<'a> = &'a dyn Fn([f64; 2], usize) -> f64;
/// A step from weights, at a rate, by the slopes.
pub type Step = fn([f64; 2], f64, Slope<'_>) -> [f64; 2];

const STARTS: usize = 20;
const ROUNDING: f64 = 1e-12;
const SHOWN: usize = 12;
const RATE_SHOWN: f64 = 0.6;

/// Judges it on random tables, from random starts and at random rates.
///
/// # Errors
/// None that a program could cause.
pub fn check(step: Step, seed: u64) -> Result<Checked> {
    let mut stream = Stream::new(Source::ChaCha8, seed)?;
    let (x, y) = table(&mut stream)?;
    let objective =
        MeanLoss::<CrossEntropy>::new(Problem::new(x.as_ref(), &y)?, Penalty::default())?;
    let slope = |w: [f64; 2], j: usize| {
        let mut slopes = [0.0; 2];
        objective
            .gradient(&w, &mut slopes)
            .map_or(f64::NAN, |_| slopes.get(j).copied().unwrap_or(f64::NAN))
    };
    let mut faults = Vec::new();
    for _ in 0..STARTS {
        let w = [(); 2].map(|()| hundredths(stream.uniform(-2.0, 2.0)));
        let rate = hundredths(stream.uniform(0.2, 2.0));
        let (yours, right) = (step(w, rate, &slope), joint(w, rate, &slope));
        if !are_near(&yours, &right, ROUNDING) {
            faults.push(format!(
                "from {} at a rate of {} the step goes to {}; yours goes to {}.",
                numbers(&w),
                number(rate),
                numbers(&right),
                numbers(&yours),
            ));
        }
    }
    let found = match faults.first() {
        None => format!("all {STARTS} steps go where the gradient says."),
        Some(first) => first.clone(),
    };
    Ok(Checked { figure: picture(step, &slope), passed: faults.is_empty(), found })
}

/// A feature that is seldom negative, so that its weight and the intercept pull at one rope.
fn table(stream: &mut Stream) -> Result<(Mat<f64>, Vec<bool>)> {
    let x: Vec<f64> = stream.standard_normals(40).iter().map(|x| 2.0 + x).collect();
    let y = x.iter().map(|x| stream.uniform(0.0, 1.0) < sigmoid(2.0 * x - 4.0)).collect();
    Ok((matrix_from_columns(&[&x])?, y))
}

fn joint(w: [f64; 2], rate: f64, slope: Slope<'_>) -> [f64; 2] {
    [w[0] - rate * slope(w, 0), w[1] - rate * slope(w, 1)]
}

fn path(step: Step, slope: Slope<'_>) -> Vec<Point> {
    let mut w = [2.0, 2.0];
    let mut points = vec![(w[0], w[1])];
    for _ in 0..SHOWN {
        w = step(w, RATE_SHOWN, slope);
        if w.iter().all(|w| w.abs() < 100.0) {
            points.push((w[0], w[1]));
        }
    }
    points
}

fn picture(step: Step, slope: Slope<'_>) -> Figure {
    let mut figure = Figure::new("Twelve steps from one start", "w0", "w1").described(
        "The path by the gradient, and that of the learner's steps, over the two weights.",
    );
    let right = path(joint, slope);
    figure.line(right.clone(), Ink::Third, "gradient");
    figure.points(right, Ink::Third, "");
    let yours = path(step, slope);
    figure.line(yours.clone(), Ink::Model, "yours");
    figure.points(yours, Ink::Model, "");
    figure
}
