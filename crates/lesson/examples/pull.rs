//! How hard two losses pull at the logit of a spam e-mail.
#![allow(clippy::print_stdout, reason = "an example may speak")]

use linalg_lite::{ln, sigmoid};
use models::loss::{CrossEntropy, Loss};

fn main() {
    for p in [0.01, 0.1, 0.5, 0.9, 0.99] {
        let z = ln(p / (1.0 - p));
        let p = sigmoid(z);
        let squared_error = 2.0 * (p - 1.0) * p * (1.0 - p);
        println!("{p:.2} {squared_error:8.4} {:8.4}", CrossEntropy::derivative(true, z));
    }
}
