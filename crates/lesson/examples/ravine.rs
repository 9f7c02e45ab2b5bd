//! Three solvers, and how often each looks at the data.
#![allow(clippy::print_stdout, reason = "an example may speak")]

use datasets::{Source, Stream, generate};
use models::LogisticRegression;
use models::solver::{GradientDescent, Lbfgs, Newton, Solver};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let exam = generate::exam(200, &mut Stream::new(Source::NumPy, 42)?)?;
    let descent = GradientDescent { rate: 0.05, epochs: 2000, ..Default::default() };
    let (lbfgs, newton) = (Solver::Lbfgs(Lbfgs::default()), Solver::Newton(Newton::default()));
    for solver in [Solver::GradientDescent(descent), lbfgs, newton] {
        let model = LogisticRegression { solver, ..Default::default() };
        println!("{}", model.fit(exam.features.as_ref(), exam.labels()?)?.report);
    }
    Ok(())
}
