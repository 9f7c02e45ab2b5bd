//! The loss over two weights, and three solvers on their way down.

use linalg_lite::Mat;
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::solver::{
    GradientDescent, Lbfgs, Newton, Objective, Preconditioner, Recorded, TwiceDifferentiable,
};
use models::{LogisticRegression, Penalty, Problem, StandardScaler};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::exam::{Draw, exam};
use crate::window::Window;

const MOST_SWEEPS: usize = 10_000;

#[derive(Deserialize)]
pub(crate) struct Question {
    #[serde(flatten)]
    draw: Draw,
    /// Whether hours of study are measured from their mean, in deviations.
    standardise: bool,
    /// The slope and the intercept to begin at.
    start: [f64; 2],
    rate: f64,
    sweeps: usize,
    /// Where the loss is asked for.
    window: Option<Window>,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    /// The losses at the places of the window.
    losses: Vec<f64>,
    optimum: [f64; 2],
    /// The loss at the optimum.
    lowest: f64,
    /// No learning rate below 2 over this, the largest curvature, diverges.
    largest_curvature: Option<f64>,
    gradient_descent: Vec<Visit>,
    lbfgs: Vec<Visit>,
    newton: Vec<Visit>,
}

/// Where a solver looked in one sweep, and what it found.
#[derive(Clone, Copy, Serialize)]
struct Visit {
    w: [f64; 2],
    loss: f64,
}

impl Question {
    pub(crate) fn answer(&self) -> Result<Answer, Error> {
        if self.sweeps > MOST_SWEEPS {
            return Err(format!("at most {MOST_SWEEPS} sweeps").into());
        }
        let [students, _] = exam(self.draw)?;
        let students = students.select_features(&["study_hours"])?;
        let hours = students.features.as_ref();
        let x = match self.standardise {
            true => StandardScaler.fit(hours)?.transform(hours)?,
            false => hours.to_owned(),
        };
        let problem = Problem::new(x.as_ref(), students.labels()?)?;
        let objective = MeanLoss::<CrossEntropy>::new(problem, Penalty::default())?;
        let best = LogisticRegression::default().fit_problem(&problem)?;

        let descent = GradientDescent {
            rate: self.rate,
            epochs: self.sweeps.saturating_sub(1),
            ..Default::default()
        };
        let alike = Preconditioner::Diagonal(vec![1.0; 2]);
        let record = || Recorded::new(objective);
        let (by_gradient, by_lbfgs, by_newton) = (record(), record(), record());
        let _ = descent.minimise_from(&self.start, &by_gradient)?;
        let _ = Lbfgs::default().minimise_from(&self.start, &alike, &by_lbfgs)?;
        let _ = Newton::default().minimise_from(&self.start, &by_newton)?;
        let visits = |recorded: Recorded<_>| -> Vec<Visit> {
            let visits = recorded.visits().into_iter().take(self.sweeps.max(1));
            visits.map(|(w, loss)| Visit { w: [w[0], w[1]], loss }).collect()
        };
        let loss = |places: &Mat<f64>, i: usize| {
            objective.gradient(&[places[(i, 0)], places[(i, 1)]], &mut [0.0; 2])
        };
        let places = self.window.map_or_else(|| Mat::zeros(0, 2), |window| window.grid());
        Ok(Answer {
            losses: (0..places.nrows()).map(|i| loss(&places, i)).collect::<Result<_, _>>()?,
            optimum: [best.coefficients[0], best.intercept],
            lowest: best.report.objective,
            largest_curvature: objective.lipschitz_constant()?,
            gradient_descent: visits(by_gradient),
            lbfgs: visits(by_lbfgs),
            newton: visits(by_newton),
        })
    }
}
