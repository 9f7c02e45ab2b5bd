//! A standardised penalty on columns of very large or very small numbers.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use linalg_lite::matrix_from_columns;
use models::{LogisticRegression, Penalty};

/// A deviation whose square overflows or vanishes is no unit: such a column is refused, and named where its
/// values are too large.
#[test]
fn columns_without_a_deviation_are_refused_where_it_is_the_unit() {
    let numbers = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let labels = [false, false, true, false, true, true];
    for exponent in [-300, -200, -160, -150, -8, 0, 8, 150, 154, 155, 200, 300] {
        let unit: f64 = format!("1e{exponent}").parse().unwrap();
        let x = matrix_from_columns(&[
            &numbers.map(|number| number * unit),
            &[1.0, 3.0, 2.0, 5.0, 4.0, 6.0],
        ]);
        let x = x.unwrap();
        let penalty = Penalty::l2(1.0 / 6.0);
        let model = LogisticRegression { penalty, standardise: true, ..Default::default() };
        let fit = model.fit(x.as_ref(), &labels);
        match exponent {
            -150..=150 => {
                let fit = fit.unwrap();
                let plain = fit.coefficients[0] * unit;
                assert!((plain - 0.534_88).abs() < 1e-4, "1e{exponent}: {plain}");
            }
            _ => assert!(fit.is_err(), "1e{exponent}"),
        }
    }
}
