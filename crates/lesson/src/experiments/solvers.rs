use anyhow::{Context, Result};
use linalg_lite::Mat;
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::solver::{GradientDescent, Lbfgs, Newton, Recorded, TwiceDifferentiable};
use models::{Penalty, Problem, StandardScaler};
use pictures::TextTable;
use pictures::{Figure, Ink};
use serde_json::json;

use crate::training::exam;
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "solvers",
    title: "Three ways down: gradient descent, L-BFGS, Newton",
    question: "After so many sweeps over the rows, how far above the optimum is each of the three?",
    chapter: Chapter::Training,
    code: excerpt!("crates/models/src/solver/newton.rs", "fn newton_step(", "    }"),
    docs: "models::solver::Solver",
    reference: None,
    run,
};

/// The sweeps after which the race is looked at.
const CHECKPOINTS: [usize; 10] = [1, 2, 3, 5, 8, 12, 20, 100, 1000, 10_000];
/// Nearer to the optimum than this, rounding decides.
const ROUNDING: f64 = 1e-15;
const NAMES: [&str; 3] = ["gradient descent", "L-BFGS", "Newton"];

fn run(inputs: &Inputs) -> Result<Report> {
    let (training, _) = exam::train(inputs)?;
    let raw = &training.train.features;
    let standardised = StandardScaler.fit(raw.as_ref())?.transform(raw.as_ref())?;
    let labels = training.train.labels()?;
    let races = [race(raw, labels)?, race(&standardised, labels)?];
    let lowest = races.iter().flatten().flatten().copied().fold(f64::INFINITY, f64::min);
    let above = |values: &[f64], sweeps: usize| {
        let seen = &values[..sweeps.min(values.len())];
        seen.iter().copied().fold(f64::INFINITY, f64::min) - lowest
    };
    let needed = |values: &[f64]| values.iter().position(|value| value - lowest <= 1e-9);

    let mut parts = Vec::new();
    for (name, race) in ["Features in hours:", "Standardised features:"].iter().zip(&races) {
        let mut table =
            TextTable::new(["sweeps"].iter().chain(&NAMES).map(|head| (*head).to_owned()));
        for sweeps in CHECKPOINTS {
            let cells = race.iter().map(|values| power(above(values, sweeps)));
            table.row(std::iter::once(sweeps.to_string()).chain(cells));
        }
        parts.push((*name).to_owned().into());
        parts.push(table.into());
    }
    let words = |race: &[Vec<f64>; 3]| -> Vec<String> {
        race.iter()
            .map(|values| needed(values).map_or("more than 10000".into(), |k| (k + 1).to_string()))
            .collect()
    };
    let (of_raw, of_standardised) = (words(&races[0]), words(&races[1]));
    let pictures = vec![
        picture("In hours", &races[0], lowest, &of_raw),
        picture("Standardised", &races[1], lowest, &of_standardised),
    ];
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures,
        parts,
        seen: format!(
            "to come within 1e-9 of the optimum, gradient descent takes {} sweeps on features in hours and \
             {} on standardised ones (its rate is 1 / L, where L bounds the curvature), L-BFGS {} and \
             {}, and Newton, which does not depend on units, {} and {}.",
            of_raw[0],
            of_standardised[0],
            of_raw[1],
            of_standardised[1],
            of_raw[2],
            of_standardised[2],
        ),
        sizes: json!({ "rows": labels.len(), "epochs": CHECKPOINTS[CHECKPOINTS.len() - 1] }),
        numbers: json!({ "optimum": lowest }),
    })
}

/// The best objective so far above the lowest there is, sweep by sweep.
fn picture(title: &str, race: &[Vec<f64>; 3], lowest: f64, needed: &[String]) -> Figure {
    let last = CHECKPOINTS[CHECKPOINTS.len() - 1] as f64;
    let words: Vec<String> =
        NAMES.iter().zip(needed).map(|(name, sweeps)| format!("{name} after {sweeps}")).collect();
    let mut figure = Figure::new(title, "sweeps over the rows", "above the optimum")
        .log_x()
        .log_y()
        .ranges([1.0, last], [ROUNDING, 1.0])
        .described(format!(
            "Distance from the optimum against sweeps, both on logarithmic axes. Within 1e-9: {} sweeps.",
            words.join(", ")
        ))
        .noted("Newton's flat step is one extra sweep at the same point, to compute the second derivatives anew.");
    for ((values, name), ink) in race.iter().zip(NAMES).zip([Ink::Sixth, Ink::Grey, Ink::Text]) {
        let mut best = f64::INFINITY;
        let mut points = Vec::new();
        for (sweep, value) in values.iter().enumerate() {
            best = best.min(value - lowest);
            let is_shown = sweep < 30 || CHECKPOINTS.contains(&(sweep + 1)) || is_round(sweep + 1);
            if is_shown && points.last().is_none_or(|(_, y)| *y > ROUNDING) {
                points.push(((sweep + 1) as f64, best.max(ROUNDING)));
            }
        }
        figure.line(points, ink, name);
    }
    figure
}

/// Two digits, then zeros: close enough on an axis of powers of ten.
fn is_round(number: usize) -> bool {
    let mut rest = number;
    while rest >= 100 && rest.is_multiple_of(10) {
        rest /= 10;
    }
    rest < 100
}

/// The objective at every sweep of each solver.
fn race(x: &Mat<f64>, labels: &[bool]) -> Result<[Vec<f64>; 3]> {
    let problem = Problem::new(x.as_ref(), labels)?;
    let objective = MeanLoss::<CrossEntropy>::new(problem, Penalty::default())?;
    let start = || Recorded::new(objective);
    let (descent, quasi_newton, newton) = (start(), start(), start());
    let rate = 1.0 / objective.lipschitz_constant()?.context("the mean loss has one")?;
    let epochs = CHECKPOINTS[CHECKPOINTS.len() - 1];
    let _ = GradientDescent { rate, epochs, ..Default::default() }.minimise(&descent)?;
    let _ = Lbfgs::default().minimise(&quasi_newton)?;
    let _ = Newton::default().minimise(&newton)?;
    let values =
        |visits: Vec<(Vec<f64>, f64)>| visits.into_iter().map(|(_, value)| value).collect();
    Ok([descent, quasi_newton, newton].map(|recorded| values(recorded.visits())))
}

fn power(above: f64) -> String {
    if above <= ROUNDING { "0".to_owned() } else { format!("{above:.0e}") }
}
