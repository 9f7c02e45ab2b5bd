//! Three models against the rest, and one model of three classes.
#![allow(clippy::print_stdout, reason = "an example may speak")]

use linalg_lite::Mat;
use models::{OneVsRest, SoftmaxRegression};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let penguins = datasets::real::penguins()?.dataset;
    let bills = penguins.select_features(&["bill_length_mm", "bill_depth_mm"])?;
    let (x, (species, names)) = (bills.features.as_ref(), bills.classes()?);
    let rest = OneVsRest::default().fit(x, species, names.len())?;
    let one = SoftmaxRegression::default().fit(x, species, names.len())?;
    let bill = Mat::from_fn(1, 2, |_, j| [46.0, 17.5][j]);
    println!("{:.3?}", rest.probabilities(bill.as_ref())?);
    println!("{:.3?}", one.probabilities(bill.as_ref())?);
    Ok(())
}
