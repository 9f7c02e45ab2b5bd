//! Who passes the exam? Gradient descent on 160 students, judged on 40 others.
//!
//! `cargo run -p regress-models --example 06_training_on_the_exam`

#![allow(clippy::print_stdout, reason = "an example prints")]

use datasets::{Source, Stream, generate, split};
use models::solver::GradientDescent;
use models::{LogisticRegression, Solver, StandardScaler};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut stream = Stream::new(Source::NumPy, 42)?; // numpy.random.seed(42)
    let exam = generate::exam(200, &mut stream)?;
    let parts = split(exam.n_samples(), 0.8, &mut stream)?;
    let (train, test) = (exam.select_rows(&parts.train)?, exam.select_rows(&parts.test)?);
    let passed = exam.labels()?.iter().filter(|passed| **passed).count();
    println!("{passed} of {} pass; {} train, {} test", 200, train.n_samples(), test.n_samples());

    let scaler = StandardScaler.fit(train.features.as_ref())?;
    let x_train = scaler.transform(train.features.as_ref())?;
    let x_test = scaler.transform(test.features.as_ref())?;
    let descent = GradientDescent { rate: 0.5, epochs: 500, ..Default::default() };
    let model =
        LogisticRegression { solver: Solver::GradientDescent(descent), ..Default::default() };
    let model = model.fit(x_train.as_ref(), train.labels()?)?;

    let history = model.report.objectives();
    for epoch in [0, 10, 50, 100, 200, 499] {
        println!("epoch {epoch:3}  loss {:.6}", history[epoch]);
    }
    let [study, sleep] = model.coefficients[..] else { unreachable!("two features") };
    println!("weights: study {study:.4}, sleep {sleep:.4}, bias {:.4}", model.intercept);
    for (name, x, data) in [("training", &x_train, &train), ("test", &x_test, &test)] {
        let p = model.probabilities(x.as_ref())?;
        let right = p.iter().zip(data.labels()?).filter(|(p, y)| (**p >= 0.5) == **y).count();
        println!("{name}: {right} of {} right", p.len());
    }
    println!("{}", model.report.status); // 500 epochs are not yet the optimum
    Ok(())
}
