//! Gradient descent on the exam, at several learning rates.
#![allow(clippy::print_stdout, reason = "an example may speak")]

use datasets::{Source, Stream, generate};
use models::{LogisticRegression, Solver, StandardScaler, solver::GradientDescent};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let exam = generate::exam(200, &mut Stream::new(Source::NumPy, 42)?)?;
    let x = exam.features.as_ref();
    let x = StandardScaler.fit(x)?.transform(x)?;
    for rate in [0.5, 10.0, 30.0] {
        let descent = GradientDescent { rate, epochs: 50, ..Default::default() };
        let model =
            LogisticRegression { solver: Solver::GradientDescent(descent), ..Default::default() };
        println!("rate {rate}: {}", model.fit(x.as_ref(), exam.labels()?)?.report);
    }
    Ok(())
}
