//! A line of so many rows and levels that products of zeros and ones would take most of its time.

use linalg_lite::{Columns, Mat};
use models::{FittedLinear, LinearRegression};

use crate::common::{assert_close, samples};

#[test]
fn steps_by_codes_lead_to_the_line_of_zeros_and_ones() {
    const ROWS: usize = 40_000;
    let data = samples(ROWS, 1, 3);
    let mut columns = Columns::new(ROWS);
    columns.push_numbers((0..ROWS).map(|i| data.x[(i, 0)]).collect()).unwrap();
    for (levels, step) in [(600, 7), (5, 3)] {
        let code = |i: usize| ((step * i + i / levels) % levels) as u32;
        columns.push_category(&(0..ROWS).map(code).collect::<Vec<u32>>(), levels - 1).unwrap();
    }
    let features: Vec<Vec<f64>> =
        (0..columns.n_features()).map(|j| columns.feature(j).to_vec()).collect();
    let dense = Mat::from_fn(ROWS, features.len(), |i, j| features[j][i]);
    let config = LinearRegression::default();
    let by_codes = config.fit(&columns, &data.numbers).unwrap();
    let by_zeros = config.fit(dense.as_ref(), &data.numbers).unwrap();
    let methods = [&by_codes, &by_zeros].map(|fit| fit.report.method.to_string());
    assert_eq!(methods, ["Newton", "least squares by QR"]);
    let all = |fit: &FittedLinear| [&fit.coefficients[..], &[fit.intercept]].concat();
    assert_close(&all(&by_codes), &all(&by_zeros), 1e-12);
    let codes = by_codes.inference(&columns, &data.numbers).unwrap();
    let zeros = by_zeros.inference(dense.as_ref(), &data.numbers).unwrap();
    for (codes, zeros) in [(codes.estimates, zeros.estimates), (codes.robust, zeros.robust)] {
        let error = |e: &Option<models::inference::Estimate>| e.unwrap().standard_error;
        let errors = |of: &[_]| of.iter().map(error).collect::<Vec<f64>>();
        assert_close(&errors(&codes.estimates), &errors(&zeros.estimates), 1e-12);
    }
}
