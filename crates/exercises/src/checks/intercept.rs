//! A gradient with a penalty, beside that of `models`.

use anyhow::Result;
use datasets::{Source, Stream};
use linalg_lite::{matrix_from_columns, mean, sigmoid};
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::solver::Objective;
use models::{Penalty, Problem};
use pictures::{Figure, Ink, Point};

use crate::drawing::within;
use crate::nearness::{are_near, hundredths, number, numbers};
use crate::{Checked, Exercise, solutions, yours};

pub(super) static EXERCISE: Exercise = Exercise {
    number: 4,
    name: "intercept",
    title: "An intercept that is not free",
    scene: "draw",
    minutes: 10,
    symptom: "Descent along this gradient should end where the mean probability is the share of the rows that \
              are true. It does not go there.",
    hint: "The intercept has a place in the logit, and none in the penalty. Set both features of every row to \
           0: what is left for the model to say, and what must the third slope then be?",
    source: include_str!("../../exercises/4_intercept.rs"),
    solution: include_str!("../../solutions/4_intercept.rs"),
    shipped: 0xdab0_df9e_b591_d4aa,
    yours: |seed| check(yours::intercept::gradient, seed),
    solved: |seed| check(solutions::intercept::gradient, seed),
};

/// The gradient in two weights and the intercept, of features, labels, weights and l2.
pub type Gradient = fn(&[[f64; 2]], &[bool], [f64; 3], f64) -> [f64; 3];

const TABLES: usize = 20;
const ROUNDING: f64 = 1e-12;
const DESCENT: (u32, f64) = (120, 0.5);

struct Case {
    x: Vec<[f64; 2]>,
    y: Vec<bool>,
    w: [f64; 3],
    l2: f64,
}

/// Judges it on random tables, weights and penalties.
///
/// # Errors
/// None that a program could cause.
pub fn check(gradient: Gradient, seed: u64) -> Result<Checked> {
    let mut stream = Stream::new(Source::ChaCha8, seed)?;
    let cases: Vec<Case> = (0..TABLES).map(|_| Case::draw(&mut stream)).collect();
    let mut faults = Vec::new();
    for case in &cases {
        let (yours, right) = (gradient(&case.x, &case.y, case.w, case.l2), case.slopes()?);
        if !are_near(&yours, &right, ROUNDING) {
            faults.push(format!(
                "at the weights {} and with an l2 of {} the gradient is {}; yours is {}.",
                numbers(&case.w),
                number(case.l2),
                numbers(&right),
                numbers(&yours),
            ));
        }
    }
    let found = match faults.first() {
        None => format!("on all {TABLES} tables the gradient is that of J."),
        Some(first) => first.clone(),
    };
    Ok(Checked { figure: cases[0].picture(gradient), passed: faults.is_empty(), found })
}

impl Case {
    fn draw(stream: &mut Stream) -> Self {
        let n = stream.uniform(20.0, 60.0) as usize;
        let x: Vec<[f64; 2]> =
            (0..n).map(|_| [stream.standard_normal(), stream.standard_normal()]).collect();
        let chance = |x: &[f64; 2]| sigmoid(x[0] - 0.5 * x[1] + 2.0);
        let mut y: Vec<bool> = x.iter().map(|x| stream.uniform(0.0, 1.0) < chance(x)).collect();
        (y[0], y[1]) = (false, true);
        let draws = [(); 3].map(|()| hundredths(stream.uniform(-2.0, 2.0)));
        let w = [draws[0], draws[1], draws[2] + 3.0];
        Self { x, y, w, l2: hundredths(stream.uniform(0.2, 1.0)) }
    }

    fn slopes(&self) -> Result<[f64; 3]> {
        let column = |j: usize| -> Vec<f64> { self.x.iter().map(|x| x[j]).collect() };
        let x = matrix_from_columns(&[&column(0), &column(1)])?;
        let problem = Problem::new(x.as_ref(), &self.y)?;
        let objective = MeanLoss::<CrossEntropy>::new(problem, Penalty::l2(self.l2))?;
        let mut slopes = [0.0; 3];
        objective.gradient(&self.w, &mut slopes)?;
        Ok(slopes)
    }

    fn mean_probability(&self, w: [f64; 3]) -> f64 {
        let p = |x: &[f64; 2]| sigmoid(w[0] * x[0] + w[1] * x[1] + w[2]);
        mean(&self.x.iter().map(p).collect::<Vec<f64>>())
    }

    fn picture(&self, gradient: Gradient) -> Figure {
        let (steps, rate) = DESCENT;
        let mut w = [0.0; 3];
        let mut means: Vec<Point> = Vec::new();
        for step in 0..=steps {
            means.push((f64::from(step), self.mean_probability(w)));
            let slopes = gradient(&self.x, &self.y, w, self.l2);
            for j in 0..3 {
                w[j] -= rate * slopes[j];
            }
        }
        let share = self.y.iter().filter(|y| **y).count() as f64 / self.y.len() as f64;
        let ends = [0.4, 1.0];
        let mut figure = Figure::new("Descent along your gradient", "steps", "mean probability")
            .ranges([0.0, f64::from(steps)], ends)
            .described("The mean probability along descent, and the share of rows that are true.");
        figure.guide(vec![(0.0, share), (f64::from(steps), share)], "share of rows that are true");
        figure.line(within(ends, means), Ink::Model, "mean probability");
        figure
    }
}
