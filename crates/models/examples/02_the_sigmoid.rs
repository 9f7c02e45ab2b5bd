//! The sigmoid: any number becomes a probability.
//!
//! `cargo run -p regress-models --example 02_the_sigmoid`

#![allow(clippy::print_stdout, reason = "an example prints")]

use linalg_lite::sigmoid;

fn main() {
    println!("    z  s(z)");
    for z in [-10.0, -5.0, -2.0, -1.0, 0.0, 1.0, 2.0, 5.0, 10.0] {
        println!("{z:5}  {:.6}", sigmoid(z));
    }
    // No z overflows, though e^710 is beyond all doubles.
    println!("s(-710) = {:e}, s(710) = {}", sigmoid(-710.0), sigmoid(710.0));
}
