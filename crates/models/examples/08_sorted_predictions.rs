//! Probabilities, not just labels: the test students from the least likely to pass to the likeliest.
//!
//! `cargo run -p regress-models --example 08_sorted_predictions`

#![allow(clippy::print_stdout, reason = "an example prints")]

use datasets::{Source, Stream, generate, split};
use models::solver::GradientDescent;
use models::{LogisticRegression, Solver, StandardScaler};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut stream = Stream::new(Source::NumPy, 42)?;
    let exam = generate::exam(200, &mut stream)?;
    let parts = split(exam.n_samples(), 0.8, &mut stream)?;
    let (train, test) = (exam.select_rows(&parts.train)?, exam.select_rows(&parts.test)?);
    let scaler = StandardScaler.fit(train.features.as_ref())?;
    let descent = GradientDescent { rate: 0.5, epochs: 500, ..Default::default() };
    let model =
        LogisticRegression { solver: Solver::GradientDescent(descent), ..Default::default() }
            .fit(scaler.transform(train.features.as_ref())?.as_ref(), train.labels()?)?;

    let p = model.probabilities(scaler.transform(test.features.as_ref())?.as_ref())?;
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));

    let (study, sleep) = (test.feature("study_hours")?, test.feature("sleep_hours")?);
    println!("study  sleep  p(pass)  predicted  actual");
    for i in order.into_iter().step_by(4) {
        let word = |passes: bool| if passes { "pass" } else { "fail" };
        let (predicted, actual) = (p[i] >= 0.5, test.labels()?[i]);
        let mark = if predicted == actual { "" } else { "  wrong" };
        println!(
            "{:5.2}  {:5.2}  {:7.4}  {:9}  {:6}{mark}",
            study[i],
            sleep[i],
            p[i],
            word(predicted),
            word(actual)
        );
    }
    Ok(())
}
