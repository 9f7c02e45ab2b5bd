use anyhow::Result;
use linalg_lite::Mat;
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::solver::Objective;
use models::{GradientCheck, Penalty, Problem, gradient_check};
use pictures::TextTable;
use pictures::numbers::{count, fixed, short};
use pictures::{Figure, Ink};
use serde_json::json;

use crate::training::ones;
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "gradient-check",
    title: "Is the gradient right?",
    question: "Does the formula for the gradient, X' (p - y) / n, agree with what a small step of each weight does to the loss?",
    chapter: Chapter::Gradient,
    code: excerpt!("crates/models/src/gradient_check.rs", "let mut value_at", "        .collect()"),
    docs: "models::gradient_check",
    reference: Some("gradient_check"),
    run,
};

const SAMPLES: usize = 20;
const WEIGHTS: [f64; 3] = [0.5, -0.3, 0.1];
const NAMES: [&str; 3] = ["w[0]", "w[1]", "intercept"];
const STEP: f64 = 1e-5;
const TOLERANCE: f64 = 1e-9;

fn run(inputs: &Inputs) -> Result<Report> {
    let mut stream = inputs.stream()?;
    let draws = stream.standard_normals(2 * SAMPLES); // row by row
    let x = Mat::from_fn(SAMPLES, 2, |i, j| draws[2 * i + j]);
    let labels: Vec<bool> = stream.standard_normals(SAMPLES).iter().map(|n| *n > 0.0).collect();

    let problem = Problem::new(x.as_ref(), &labels)?;
    let objective = MeanLoss::<CrossEntropy>::new(problem, Penalty::default())?;
    let cost = objective.gradient(&WEIGHTS, &mut [0.0; 3])?;
    let checks = gradient_check(&objective, &WEIGHTS, STEP)?;

    let mut table =
        TextTable::new(["weight", "analytic", "numeric", "difference", ""]).words(3).words(4);
    for (name, check) in NAMES.iter().zip(&checks) {
        let passed = check.difference() < TOLERANCE;
        table.row([
            (*name).to_owned(),
            fixed(check.analytic, 6),
            fixed(check.numeric, 6),
            format!("{} {}", if passed { "below" } else { "ABOVE" }, short(TOLERANCE)),
            if passed { "pass" } else { "FAIL" }.to_owned(),
        ]);
    }
    let passed = checks.iter().filter(|check| check.difference() < TOLERANCE).count();
    let with_ones: Vec<[f64; 3]> = (0..SAMPLES).map(|i| [x[(i, 0)], x[(i, 1)], 1.0]).collect();
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![picture(&checks)],
        parts: vec![
            format!(
                "{SAMPLES} samples of two normal features; the loss at w = ({}, {}, {}) is {}.",
                WEIGHTS[0],
                WEIGHTS[1],
                WEIGHTS[2],
                fixed(cost, 6)
            )
            .into(),
            table.into(),
        ],
        seen: format!(
            "{} of {} {}.",
            passed,
            count(checks.len(), "weight"),
            if passed == checks.len() {
                "pass: the formula and the finite differences agree"
            } else {
                "pass: the formula is wrong somewhere"
            },
        ),
        sizes: json!({ "samples": SAMPLES, "features": 2, "step": STEP }),
        numbers: json!({
            "seed": inputs.seed,
            "X": with_ones,
            "y": ones(&labels),
            "w": WEIGHTS,
            "epsilon": STEP,
            "cost_at_w": cost,
            "analytical": checks.iter().map(|check| check.analytic).collect::<Vec<_>>(),
            "numerical": checks.iter().map(|check| check.numeric).collect::<Vec<_>>(),
        }),
    })
}

/// Each entry of the gradient beside its difference. A difference is rounding noise, so that only its
/// power of ten is shown, rounded up.
fn picture(checks: &[GradientCheck]) -> Figure {
    const LEAST: f64 = 1e-14;
    let power_above = |size: f64| {
        let powers = std::iter::successors(Some(LEAST), |power| Some(power * 10.0));
        powers.take_while(|power| *power < 10.0 * size).last().unwrap_or(LEAST)
    };
    let differences: Vec<f64> = checks.iter().map(|c| power_above(c.difference())).collect();
    let largest = differences.iter().copied().fold(0.0, f64::max);
    let names: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    let dots = |sizes: &mut dyn Iterator<Item = f64>| {
        sizes.enumerate().map(|(i, size)| (i as f64 + 1.0, size)).collect::<Vec<(f64, f64)>>()
    };
    let right = names.len() as f64 + 0.5;
    let mut figure = Figure::new("Each slope, and how far off its formula is", "weight", "size")
        .log_y()
        .ranges([0.5, right], [LEAST / 10.0, 1.0])
        .described(format!(
            "For each of {} weights, a dot for its slope and one far below for the gap between formula and \
             finite difference. The largest gap is below {}; the tolerance is {}.",
            checks.len(),
            short(largest),
            short(TOLERANCE),
        ))
        .noted(format!("The weights, from left to right: {}.", names.join(", ")));
    figure.points(dots(&mut checks.iter().map(|c| c.analytic.abs())), Ink::Model, "slope");
    figure.points(dots(&mut differences.iter().copied()), Ink::Straight, "gap, at most");
    figure.guide(vec![(0.5, TOLERANCE), (right, TOLERANCE)], "tolerance");
    figure
}
