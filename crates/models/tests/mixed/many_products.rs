//! A line of so many rows and levels that products of zeros and ones would take most of its time.

use linalg_lite::{Columns, Mat};
use models::{FittedLinear, LinearRegression, Penalty};

use crate::common::{assert_close, parameters, samples};

const ROWS: usize = 40_000;

struct Table {
    codes: Columns,
    zeros_and_ones: Mat<f64>,
    target: Vec<f64>,
}

/// A number, a constant if there is one, and two categories.
fn table(has_constant: bool) -> Table {
    let data = samples(ROWS, 1, 3);
    let mut codes = Columns::new(ROWS);
    codes.push_numbers((0..ROWS).map(|i| data.x[(i, 0)]).collect()).unwrap();
    if has_constant {
        codes.push_numbers(vec![0.7; ROWS]).unwrap();
    }
    for (levels, step) in [(600, 7), (5, 3)] {
        let code = |i: usize| ((step * i + i / levels) % levels) as u32;
        codes.push_category(&(0..ROWS).map(code).collect::<Vec<u32>>(), levels - 1).unwrap();
    }
    let features: Vec<Vec<f64>> =
        (0..codes.n_features()).map(|j| codes.feature(j).to_vec()).collect();
    let zeros_and_ones = Mat::from_fn(ROWS, features.len(), |i, j| features[j][i]);
    Table { codes, zeros_and_ones, target: data.numbers }
}

fn fits(table: &Table, config: LinearRegression) -> [FittedLinear; 2] {
    let fits = [
        config.fit(&table.codes, &table.target).unwrap(),
        config.fit(table.zeros_and_ones.as_ref(), &table.target).unwrap(),
    ];
    let methods = fits.each_ref().map(|fit| fit.report.method.to_string());
    assert_eq!(methods, ["Newton", "least squares"]);
    let [codes, zeros] = fits.each_ref().map(|fit| parameters(&fit.coefficients, fit.intercept));
    assert_close(&codes, &zeros, 1e-12);
    assert_eq!(fits[0].report.status, fits[1].report.status, "{}", fits[0].report);
    assert_eq!(fits[0].report.combinations, fits[1].report.combinations);
    fits
}

#[test]
fn steps_by_codes_lead_to_the_line_of_zeros_and_ones() {
    let table = table(false);
    let [by_codes, by_zeros] = fits(&table, LinearRegression::default());
    let codes = by_codes.inference(&table.codes, &table.target).unwrap();
    let zeros = by_zeros.inference(table.zeros_and_ones.as_ref(), &table.target).unwrap();
    for (codes, zeros) in [(codes.estimates, zeros.estimates), (codes.robust, zeros.robust)] {
        let error = |e: &Option<models::inference::Estimate>| e.unwrap().standard_error;
        let errors = |of: &[_]| of.iter().map(error).collect::<Vec<f64>>();
        assert_close(&errors(&codes.estimates), &errors(&zeros.estimates), 1e-12);
    }
}

/// A constant is left out, and named, whether it is aliased or has no deviation.
#[test]
fn so_they_do_beside_a_constant() {
    let table = table(true);
    for l2 in [0.0, 0.01] {
        let penalty = Penalty::l2(l2);
        let config = LinearRegression { penalty, standardise: true, ..Default::default() };
        let [by_codes, _] = fits(&table, config);
        let named: Vec<usize> = by_codes.report.combinations.iter().map(|c| c.feature).collect();
        assert_eq!(named, [1], "{}", by_codes.report);
    }
}
