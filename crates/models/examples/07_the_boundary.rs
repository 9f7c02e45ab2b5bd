//! The decision boundary: how much sleep makes up for how little study.
//!
//! `cargo run -p regress-models --example 07_the_boundary`

#![allow(clippy::print_stdout, reason = "an example prints")]

use datasets::{Source, Stream, generate, split};
use models::solver::GradientDescent;
use models::{Boundary, LogisticRegression, Solver, StandardScaler};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut stream = Stream::new(Source::NumPy, 42)?;
    let exam = generate::exam(200, &mut stream)?;
    let train = exam.select_rows(&split(exam.n_samples(), 0.8, &mut stream)?.train)?;
    let scaler = StandardScaler.fit(train.features.as_ref())?;
    let x = scaler.transform(train.features.as_ref())?;
    let descent = GradientDescent { rate: 0.5, epochs: 500, ..Default::default() };
    let model =
        LogisticRegression { solver: Solver::GradientDescent(descent), ..Default::default() };
    let model = model.fit(x.as_ref(), train.labels()?)?;

    println!("study    hours of study  hours of sleep");
    for deviations in [-2.0, -1.0, 0.0, 1.0, 2.0] {
        let sleep = model.boundary().solve_for(1, &[deviations, 0.0])?; // where p = 1/2
        let study = scaler.inverse_transform(0, deviations)?;
        let sleep = scaler.inverse_transform(1, sleep)?;
        println!("{deviations:+} sd  {study:16.2}  {sleep:14.2}");
    }

    // The same line in plain hours.
    let (coefficients, intercept) =
        scaler.plain_parameters(&model.coefficients, model.intercept)?;
    let Boundary { coefficients, intercept } = Boundary { coefficients, intercept };
    println!("{:.4} study + {:.4} sleep {intercept:+.4} = 0", coefficients[0], coefficients[1]);
    println!("an hour of study is worth {:.2} hours of sleep", coefficients[0] / coefficients[1]);
    Ok(())
}
