//! A far e-mail turns a straight line, and hardly moves a logistic regression.
#![allow(clippy::print_stdout, reason = "an example may speak")]

use linalg_lite::matrix_from_columns;
use models::{LinearRegression, LogisticRegression, Penalty};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let spam = [0., 0., 0., 0., 0., 1., 1., 1., 1., 1., 1., 1., 1., 1.];
    let curve = LogisticRegression { penalty: Penalty::l2(0.01), ..Default::default() };
    for far in [15.0, 100.0] {
        let x = [0., 1., 1., 2., 3., 3., 4., 5., 7., 8., 10., 12., 15., far];
        let x = matrix_from_columns(&[&x])?;
        let line = LinearRegression::default().fit(x.as_ref(), &spam)?.boundary_at(0.5);
        let curve = curve.fit(x.as_ref(), &spam.map(|y| y == 1.0))?.boundary();
        println!("{:.3} {:.3}", line.solve_for(0, &[0.0])?, curve.solve_for(0, &[0.0])?);
    }
    Ok(())
}
