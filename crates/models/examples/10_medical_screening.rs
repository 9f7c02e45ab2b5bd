//! A screening: four features, one risk, and what each of them weighs.
//!
//! `cargo run -p regress-models --example 10_medical_screening`

#![allow(clippy::print_stdout, reason = "an example prints")]

use datasets::{Source, Stream, generate, split};
use linalg_lite::exp;
use models::solver::GradientDescent;
use models::{LogisticRegression, Solver, StandardScaler};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut stream = Stream::new(Source::NumPy, 42)?;
    let patients = generate::medical(300, &mut stream)?;
    let parts = split(patients.n_samples(), 0.8, &mut stream)?;
    let (train, test) = (patients.select_rows(&parts.train)?, patients.select_rows(&parts.test)?);
    let scaler = StandardScaler.fit(train.features.as_ref())?;
    let x_train = scaler.transform(train.features.as_ref())?;
    let x_test = scaler.transform(test.features.as_ref())?;

    let descent = GradientDescent { rate: 0.5, epochs: 1000, ..Default::default() };
    let model =
        LogisticRegression { solver: Solver::GradientDescent(descent), ..Default::default() };
    let model = model.fit(x_train.as_ref(), train.labels()?)?;
    println!("loss {:.6}", model.report.objectives()[999]);
    for (name, x, data) in [("training", &x_train, &train), ("test", &x_test, &test)] {
        let p = model.probabilities(x.as_ref())?;
        let right = p.iter().zip(data.labels()?).filter(|(p, y)| (**p >= 0.5) == **y).count();
        let low = data.labels()?.iter().filter(|high_risk| !**high_risk).count();
        println!("{name}: {right} of {} right; \"always low\": {low}", p.len());
    }

    let mut by_size: Vec<usize> = (0..4).collect();
    by_size.sort_by(|a, b| model.coefficients[*b].abs().total_cmp(&model.coefficients[*a].abs()));
    println!("feature          weight  odds ratio per standard deviation");
    for j in by_size {
        let weight = model.coefficients[j];
        println!("{:14}  {weight:7.4}  {:.3}", patients.feature_names[j], exp(weight));
    }
    Ok(())
}
