//! Is the gradient right? Its formula beside what a small step does to the loss.
//!
//! `cargo run -p regress-models --example 04_the_gradient_check`

#![allow(clippy::print_stdout, reason = "an example prints")]

use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::{Penalty, Problem, gradient_check};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut stream = Stream::new(Source::NumPy, 42)?;
    let mut x = Mat::zeros(20, 2);
    for i in 0..20 {
        for j in 0..2 {
            x[(i, j)] = stream.standard_normal();
        }
    }
    let y: Vec<bool> = stream.standard_normals(20).iter().map(|draw| *draw > 0.0).collect();

    let problem = Problem::new(x.as_ref(), &y)?;
    let objective = MeanLoss::<CrossEntropy>::new(problem, Penalty::default())?;
    let checks = gradient_check(&objective, &[0.5, -0.3, 0.1], 1e-5)?;
    println!("parameter  by formula  by trying");
    for (name, check) in ["w1", "w2", "b"].iter().zip(&checks) {
        println!("{name:9}  {:10.6}  {:9.6}", check.analytic, check.numeric);
        assert!((check.analytic - check.numeric).abs() < 1e-9);
    }
    Ok(())
}
