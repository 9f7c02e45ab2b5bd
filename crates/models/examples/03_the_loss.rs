//! Two ways to measure how wrong a probability is, where the truth is 1.
//!
//! `cargo run -p regress-models --example 03_the_loss`

#![allow(clippy::print_stdout, reason = "an example prints")]

use linalg_lite::ln;
use models::loss::{CrossEntropy, Loss};

fn main() {
    println!("   p  squared error  cross-entropy");
    for p in [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99] {
        let squared_error = (1.0 - p) * (1.0 - p);
        let logit = ln(p) - ln(1.0 - p);
        println!("{p:4}  {squared_error:13.4}  {:13.4}", CrossEntropy::loss(true, logit));
    }
    // What training goes by is the slope in the logit: of the cross-entropy it is p - 1.
    let logit = ln(0.01) - ln(0.99);
    println!("slope at p = 0.01: {:.4}", CrossEntropy::derivative(true, logit));
}
