//! A gradient, beside what trying shows.

use anyhow::Result;
use datasets::{Source, Stream};
use linalg_lite::sigmoid;
use models::loss::{CrossEntropy, Loss};
use pictures::{Figure, Ink, Point};

use crate::drawing::steps;
use crate::nearness::{are_near, numbers};
use crate::{Checked, Exercise, solutions, yours};

pub(super) static EXERCISE: Exercise = Exercise {
    number: 3,
    name: "gradient",
    title: "A gradient that leads uphill",
    scene: "pull",
    minutes: 10,
    symptom: "A tangent touches its curve and has the curve's slope. Yours cuts through it.",
    hint: "Take one row with x = 1, w = b = 0 and a true label: p is one half. Does a larger w raise or lower \
           its loss? Then give the table the same row twice. What becomes of the mean loss, and what of \
           your sums?",
    source: include_str!("../../exercises/3_gradient.rs"),
    solution: include_str!("../../solutions/3_gradient.rs"),
    shipped: 0xb76b_e9d7_f86b_a069,
    yours: |seed| check(yours::gradient::gradient, seed),
    solved: |seed| check(solutions::gradient::gradient, seed),
};

/// The gradient in w and b, of a feature and its labels.
pub type Gradient = fn(&[f64], &[bool], f64, f64) -> [f64; 2];

const TABLES: usize = 20;
/// Central differences keep so many digits.
const TOLERANCE: f64 = 1e-7;
const REACH: f64 = 3.0;

struct Case {
    x: Vec<f64>,
    y: Vec<bool>,
    w: f64,
    b: f64,
}

/// Judges it by central differences of the mean loss, on tables of different lengths.
///
/// # Errors
/// None that a program could cause.
pub fn check(gradient: Gradient, seed: u64) -> Result<Checked> {
    let mut stream = Stream::new(Source::ChaCha8, seed)?;
    let cases: Vec<Case> = (0..TABLES).map(|_| Case::draw(&mut stream)).collect();
    let is_wrong =
        |case: &Case| !are_near(&case.slopes_of(gradient), &case.slopes_by_trying(), TOLERANCE);
    let wrong: Vec<&Case> = cases.iter().filter(|case| is_wrong(case)).collect();
    let found = match wrong.first() {
        None => format!("on all {TABLES} tables the gradient is what trying shows."),
        Some(case) => format!(
            "moving w and b a little changes the mean loss of {} rows by {} a unit; your gradient says {}.",
            case.x.len(),
            numbers(&case.slopes_by_trying()),
            numbers(&case.slopes_of(gradient)),
        ),
    };
    let shown = wrong.first().copied().unwrap_or(&cases[0]);
    Ok(Checked { figure: shown.picture(gradient), passed: wrong.is_empty(), found })
}

impl Case {
    fn draw(stream: &mut Stream) -> Self {
        let n = stream.uniform(5.0, 40.0) as usize;
        let x: Vec<f64> = stream.standard_normals(n).iter().map(|x| 0.5 + 1.5 * x).collect();
        let y = x.iter().map(|x| stream.uniform(0.0, 1.0) < sigmoid(*x)).collect();
        let (w, b) = (stream.uniform(-2.0, 2.0), stream.uniform(-1.0, 1.0));
        Self { x, y, w, b }
    }

    fn mean_loss(&self, w: f64, b: f64) -> f64 {
        let rows = self.x.iter().zip(&self.y);
        let losses = rows.map(|(x, y)| CrossEntropy::loss(*y, w * x + b));
        losses.sum::<f64>() / self.x.len() as f64
    }

    fn slopes_by_trying(&self) -> [f64; 2] {
        const STEP: f64 = 1e-5;
        let slope = |w: f64, b: f64| {
            let above = self.mean_loss(self.w + w, self.b + b);
            let below = self.mean_loss(self.w - w, self.b - b);
            (above - below) / (2.0 * STEP)
        };
        [slope(STEP, 0.0), slope(0.0, STEP)]
    }

    fn slopes_of(&self, gradient: Gradient) -> [f64; 2] {
        gradient(&self.x, &self.y, self.w, self.b)
    }

    fn picture(&self, gradient: Gradient) -> Figure {
        let along = [self.w - REACH, self.w + REACH];
        let curve: Vec<Point> = steps(along, 60).map(|w| (w, self.mean_loss(w, self.b))).collect();
        let highest = curve.iter().map(|point| point.1).fold(0.1, f64::max) * 1.1;
        let touched = (self.w, self.mean_loss(self.w, self.b));
        let mut figure = Figure::new("The mean loss, and your slope", "w", "mean loss in nats")
            .ranges(along, [0.0, highest])
            .described(
                "The mean loss of a table along w, and a line with the slope of the learner.",
            );
        figure.line(curve, Ink::Third, "mean loss");
        let slope = self.slopes_of(gradient)[0];
        if slope.is_finite() {
            let room = touched.1.min(highest - touched.1);
            let reach = if slope == 0.0 { REACH } else { REACH.min(room / slope.abs()) };
            let end = |by: f64| (touched.0 + by, touched.1 + slope * by);
            figure.line(vec![end(-reach), end(reach)], Ink::Model, "tangent with your slope");
        }
        figure.points(vec![touched], Ink::Text, "");
        figure
    }
}
