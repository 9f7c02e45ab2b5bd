//! The solvers run on any convex function that says its value and its derivatives: here the counts of a Poisson
//! regression, `J(w) = mean (e^z - y z)` with `z = w0 x + w1`.
//!
//! `cargo run -p regress-models --example your_own_objective`

#![allow(clippy::print_stdout, reason = "an example prints")]

use linalg_lite::{MatMut, exp};
use models::Error;
use models::solver::{Newton, Objective, TwiceDifferentiable};

struct Counts {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Objective for Counts {
    fn dim(&self) -> usize {
        2
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        gradient.fill(0.0);
        let n = self.x.len() as f64;
        let mut value = 0.0;
        for (x, y) in self.x.iter().zip(&self.y) {
            let z = w[0] * x + w[1];
            value += (exp(z) - y * z) / n;
            gradient[0] += (exp(z) - y) * x / n;
            gradient[1] += (exp(z) - y) / n;
        }
        Ok(value)
    }
}

impl TwiceDifferentiable for Counts {
    fn hessian(&self, w: &[f64], g: &mut [f64], mut h: MatMut<'_, f64>) -> Result<f64, Error> {
        h.fill(0.0);
        for x in &self.x {
            let curvature = exp(w[0] * x + w[1]) / self.x.len() as f64;
            let row = [*x, 1.0];
            for i in 0..2 {
                for j in 0..2 {
                    h[(i, j)] += curvature * row[i] * row[j];
                }
            }
        }
        self.gradient(w, g)
    }
}

fn main() -> Result<(), Error> {
    let counts = Counts { x: vec![0.0, 1.0, 2.0, 3.0], y: vec![1.0, 3.0, 4.0, 9.0] };
    let solution = Newton::default().minimise(&counts)?;
    println!("w = {:.4?}, {}", solution.parameters, solution.report.status);
    Ok(())
}
