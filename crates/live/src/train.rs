//! Gradient descent on the exam, step by step.

use linalg_lite::{Mat, MatRef, sigmoid, sigmoids};
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::solver::{GradientDescent, Objective};
use models::{Boundary, LogisticRegression, Penalty, Problem, StandardScaler};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::exam::{Draw, columns, exam};
use crate::window::{Window, between};

/// A page waits for so many steps, and no longer.
const MOST_STEPS: usize = 10_000;
/// So many places of the sigmoid are asked for.
const PLACES: usize = 161;

#[derive(Deserialize)]
pub(crate) struct Question {
    #[serde(flatten)]
    draw: Draw,
    standardise: bool,
    rate: f64,
    /// Where to begin: the coefficients of study and sleep, and the intercept.
    from: [f64; 3],
    steps: usize,
    /// Where to ask for probabilities, in hours.
    window: Window,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    /// Hours of study and sleep of the students to train on.
    hours: Vec<Vec<f64>>,
    passed: Vec<bool>,
    logits: Vec<f64>,
    probabilities: Vec<f64>,
    /// The sigmoid at evenly spaced logits, as far as any student's.
    sigmoid: Vec<[f64; 2]>,
    parameters: Vec<f64>,
    /// Where the probability is one half, in hours.
    boundary: Boundary,
    loss: f64,
    /// The loss before each step, and after the last.
    losses: Vec<f64>,
    test_loss: f64,
    /// `dJ/dw` where the steps end.
    gradient: Vec<f64>,
    largest_slope: f64,
    /// How far the loss is above that of the optimum, and what the optimum's own certificate says.
    gap: f64,
    optimum: String,
    status: Status,
    grid: Vec<f64>,
    digest: String,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    NotYet,
    Done,
    Diverged,
}

impl Question {
    pub(crate) fn answer(&self) -> Result<Answer, Error> {
        if self.steps > MOST_STEPS {
            return Err(format!("at most {MOST_STEPS} steps").into());
        }
        let [train, test] = exam(self.draw)?;
        let scaler = StandardScaler.fit(train.features.as_ref())?;
        let seen = |x: MatRef<'_, f64>| -> Result<Mat<f64>, Error> {
            Ok(if self.standardise { scaler.transform(x)? } else { x.to_owned() })
        };
        let x = seen(train.features.as_ref())?;
        let problem = Problem::new(x.as_ref(), train.labels()?)?;
        let objective = MeanLoss::<CrossEntropy>::new(problem, Penalty::default())?;
        let descent = GradientDescent { rate: self.rate, epochs: self.steps, ..Default::default() };

        let end = descent.minimise_from(&self.from, &objective)?;
        let w = end.parameters;
        let mut gradient = vec![0.0; 3];
        let loss = objective.gradient(&w, &mut gradient)?;
        let largest_slope = end.report.gradient_norm;
        let at_zero = objective.gradient(&[0.0; 3], &mut [0.0; 3])?;
        let best = LogisticRegression::default().fit_problem(&problem)?.report;
        let mut losses = end.report.objectives();
        losses.push(loss);

        let unseen = seen(test.features.as_ref())?;
        let unseen = Problem::new(unseen.as_ref(), test.labels()?)?;
        let test_loss = MeanLoss::<CrossEntropy>::new(unseen, Penalty::default())?
            .gradient(&w, &mut [0.0; 3])?;
        let logits = |x: MatRef<'_, f64>| -> Vec<f64> {
            (0..x.nrows()).map(|i| w[0] * x[(i, 0)] + w[1] * x[(i, 1)] + w[2]).collect()
        };
        let scores = logits(x.as_ref());
        let mut probabilities = scores.clone();
        sigmoids(&mut probabilities);
        let mut grid = logits(seen(self.window.grid().as_ref())?.as_ref());
        sigmoids(&mut grid);
        let farthest = scores.iter().fold(8.0, |far: f64, z| far.max(z.abs()));
        let along = |k| between([-farthest, farthest], k, PLACES);
        let (coefficients, intercept) = match self.standardise {
            true => scaler.plain_parameters(&w[..2], w[2])?,
            false => (w[..2].to_vec(), w[2]),
        };
        Ok(Answer {
            hours: columns(&train),
            passed: train.labels()?.to_vec(),
            logits: scores,
            probabilities,
            sigmoid: (0..PLACES).map(|k| [along(k), sigmoid(along(k))]).collect(),
            boundary: Boundary { coefficients, intercept },
            loss,
            losses,
            test_loss,
            status: match () {
                () if loss > at_zero => Status::Diverged,
                () if largest_slope <= descent.tolerance => Status::Done,
                () => Status::NotYet,
            },
            gradient,
            largest_slope,
            gap: loss - best.objective,
            optimum: best.to_string(),
            grid,
            digest: models::digest(&w),
            parameters: w,
        })
    }
}
