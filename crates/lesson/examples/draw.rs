//! Points that a line separates, and what brings finite weights back.
#![allow(clippy::print_stdout, reason = "an example may speak")]

use linalg_lite::matrix_from_columns;
use models::{LogisticRegression, firth::FirthRegression};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let study = matrix_from_columns(&[&[1.0, 2.0, 3.0, 6.0, 7.0, 8.0]])?;
    let passed = [false, false, false, true, true, true];
    let model = LogisticRegression::default().fit(study.as_ref(), &passed)?;
    println!("{}", model.report.describe(&["study".to_owned()]));
    let firth = FirthRegression::default().fit(study.as_ref(), &passed)?;
    println!("{:?} {}", firth.coefficients, firth.intercept);
    Ok(())
}
