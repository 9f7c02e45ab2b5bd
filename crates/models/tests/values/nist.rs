//! The linear data sets of NIST's Statistical Reference Datasets: how many digits are right.

use linalg_lite::{Mat, ln};
use models::{LinearRegression, PolynomialRegression, SampleWeights, Status};
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/nist");

/// A data set as NIST publishes it: `y`, the columns beside it, and the model.
struct Set {
    y: Vec<f64>,
    x: Vec<Vec<f64>>,
    degree: usize,
    intercept: bool,
    /// The exact solution, the intercept first.
    exact: Vec<f64>,
    /// The exact solution for the columns as `f64` holds them.
    exact_of_rounded: Vec<f64>,
    residual_squares: f64,
}

impl Set {
    /// The intercept first, by least squares.
    fn fitted(&self, weights: Option<SampleWeights<'_>>) -> Vec<f64> {
        let columns: Vec<Vec<f64>> = match self.degree {
            1 => self.x.clone(),
            degree => (1..=degree).map(|k| power(&self.x[0], k)).collect(),
        };
        let x = Mat::from_fn(self.y.len(), columns.len(), |i, j| columns[j][i]);
        let mut problem = crate::common::problem(x.as_ref(), &self.y, self.intercept);
        if let Some(weights) = weights {
            problem = problem.weighted(weights).unwrap();
        }
        let model = LinearRegression::default().fit_problem(&problem).unwrap();
        assert_eq!(model.report.status, Status::Converged);
        let intercept = self.intercept.then_some(model.intercept);
        intercept.into_iter().chain(model.coefficients).collect()
    }
}

fn certified() -> Value {
    serde_json::from_str(&std::fs::read_to_string(format!("{FOLDER}/certified.json")).unwrap())
        .unwrap()
}

fn read(name: &str) -> Set {
    let entry = &certified()[name];
    let text = std::fs::read_to_string(format!("{FOLDER}/{}", entry["csv"].as_str().unwrap()));
    let rows: Vec<Vec<f64>> = text
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(|field| field.trim().parse().unwrap()).collect())
        .collect();
    let column = |j: usize| rows.iter().map(|row| row[j]).collect::<Vec<f64>>();
    let number = |text: &Value| text.as_str().unwrap().parse::<f64>().unwrap();
    let coefficients =
        |of: &str| entry[of]["coef"].as_array().unwrap().iter().map(number).collect();
    let model = &entry["model"];
    let polynomial = model["kind"] == "polynomial in x";
    Set {
        y: column(0),
        x: (1..rows[0].len()).map(column).collect(),
        degree: if polynomial {
            model["degree_or_predictors"].as_u64().unwrap() as usize
        } else {
            1
        },
        intercept: model["intercept"].as_bool().unwrap(),
        exact: coefficients("exact_rational_20_digits"),
        exact_of_rounded: coefficients("exact_solution_of_f64_design_matrix"),
        residual_squares: number(&entry["certified"]["anova"]["residual"]["ss"]),
    }
}

/// The digits that agree, of the coefficient that agrees least; at most 15.
fn digits(found: &[f64], exact: &[f64]) -> f64 {
    assert_eq!(found.len(), exact.len());
    found.iter().zip(exact).fold(15.0, |worst, (f, e)| {
        assert!(f.is_finite());
        let error = if *e == 0.0 { f.abs() } else { (f - e).abs() / e.abs() };
        f64::min(worst, -ln(error.max(1e-15)) / std::f64::consts::LN_10)
    })
}

/// The least digits each set must have, and the digits that the exact solution of the powers of x,
/// rounded to double precision, has.
const SETS: [(&str, f64); 11] = [
    ("Norris", 13.9),
    ("Pontius", 13.5),
    ("NoInt1", 14.99),
    ("NoInt2", 14.99),
    ("Filip", 8.5),
    ("Longley", 14.7),
    ("Wampler1", 14.99),
    ("Wampler2", 13.2),
    ("Wampler3", 14.99),
    ("Wampler4", 14.99),
    ("Wampler5", 14.99),
];

#[test]
fn linear_regression_finds_all_digits_that_the_rounded_columns_have() {
    let mut short = Vec::new();
    for (name, least) in SETS {
        let set = read(name);
        let found = set.fitted(None);
        let digits_found = digits(&found, &set.exact);
        // Against the exact solution of the very numbers the fit was given:
        let own = digits(&found, &set.exact_of_rounded);
        println!("{name}: {digits_found:.2} digits, {own:.2} of what it was given");
        if digits_found < least || own < if name == "Filip" { 7.6 } else { 14.99 } {
            short.push(format!("{name}: {digits_found:.2} digits, {own:.2} of what it was given"));
        }
    }
    assert_eq!(short, [""; 0]);
}

#[test]
fn a_weight_of_one_changes_no_bit() {
    for (name, _) in SETS {
        let set = read(name);
        let ones = vec![1.0; set.y.len()];
        let plain = set.fitted(None);
        for weights in [
            SampleWeights::frequency(&ones),
            SampleWeights::analytic(&ones),
            SampleWeights::sampling(&ones),
        ] {
            assert_eq!(set.fitted(Some(weights)), plain, "{name}");
        }
    }
}

#[test]
fn weighted_rows_keep_their_digits() {
    let text = std::fs::read_to_string(format!("{FOLDER}/weighted.json")).unwrap();
    let exact: Value = serde_json::from_str(&text).unwrap();
    for (name, _) in SETS {
        let set = read(name);
        let weights: Vec<f64> = (0..set.y.len()).map(|i| (i % 5 + 1) as f64 / 4.0).collect();
        let found = set.fitted(Some(SampleWeights::analytic(&weights)));
        let numbers = exact[name].as_array().unwrap().iter();
        let exact: Vec<f64> = numbers.map(|x| x.as_str().unwrap().parse().unwrap()).collect();
        let digits_found = digits(&found, &exact);
        println!("{name}: {digits_found:.2} digits");
        let least = if name == "Filip" { 7.6 } else { 14.99 };
        assert!(digits_found >= least, "{name}: {digits_found:.2} digits");
    }
}

#[test]
fn standardised_powers_find_the_digits_that_rounded_powers_have_lost() {
    for (name, least) in SETS {
        let set = read(name);
        if !set.intercept || set.x.len() > 1 {
            continue;
        }
        let model = PolynomialRegression { degree: set.degree }.fit(&set.x[0], &set.y).unwrap();
        assert_eq!(model.report.status, Status::Converged);
        let found = [&[model.intercept], &model.coefficients[..]].concat();
        let digits_found = digits(&found, &set.exact);
        println!("{name}: {digits_found:.2} digits by standardised powers");
        let least = if name == "Filip" { 14.2 } else { least };
        assert!(digits_found >= least, "{name}: {digits_found:.2} digits");
        let squares =
            |z: &[f64]| -> f64 { z.iter().zip(&set.y).map(|(z, y)| (z - y) * (z - y)).sum() };
        let size: f64 = set.y.iter().map(|y| y * y).sum();
        let found = squares(&model.predictions(&set.x[0]).unwrap());
        assert!(
            (found - set.residual_squares).abs() <= 1e-10 * found + 1e-20 * size,
            "{name}: {found:e}"
        );
    }
}

fn power(x: &[f64], exponent: usize) -> Vec<f64> {
    x.iter().map(|x| (1..exponent).fold(*x, |power, _| power * x)).collect()
}
