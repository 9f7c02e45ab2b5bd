//! A category of more levels than a Hessian should hold.

use linalg_lite::{Columns, Design};
use models::solver::Lbfgs;
use models::{LogisticRegression, Penalty, Report, Solver, Status};

use crate::common::samples;
use crate::common::tables::on_the_grid;

const ROWS: usize = 6_000;
const LEVELS: usize = 2_400;

/// A wide category between numbers and a narrow one, and a label for each sample.
fn table() -> (Columns, Vec<bool>) {
    let data = samples(ROWS, 2, 5);
    let number = |j: usize| (0..ROWS).map(|i| on_the_grid(data.x[(i, j)])).collect::<Vec<f64>>();
    let codes = |levels: usize| {
        (0..ROWS).map(|i| ((7 * i + 3 * (i / levels)) % levels) as u32).collect::<Vec<u32>>()
    };
    let mut columns = Columns::new(ROWS);
    columns.push_numbers(number(0)).unwrap();
    columns.push_category(&codes(LEVELS), LEVELS - 1).unwrap();
    columns.push_numbers(number(1)).unwrap();
    columns.push_category(&codes(7), 6).unwrap();
    (columns, data.labels)
}

/// A step that would gain no more than 1e-20 is not taken, which leaves about its root of the gradient.
const FLAT: f64 = 1e-11;

/// By the gradient there, found from predictions and from zeros and ones.
#[test]
fn its_optimum_is_that_of_the_definition() {
    let (columns, labels) = table();
    let moments = Design::new(&columns, true).unwrap().moments(None).unwrap();
    for (standardise, l2) in [(false, 0.01), (true, 0.01)] {
        let config =
            LogisticRegression { penalty: Penalty::l2(l2), standardise, ..Default::default() };
        let fit = config.fit(&columns, &labels).unwrap();
        assert_eq!(fit.report.status, Status::Converged, "{}", fit.report);
        let reason = fit.report.reason.as_deref().unwrap();
        assert!(reason.contains("of one category are eliminated"), "{reason}");
        let gap = |report: &Report| report.certificate.unwrap().gap;
        assert!(gap(&fit.report) < 1e-15, "{}", fit.report);
        let p = fit.probabilities(&columns).unwrap();
        let r: Vec<f64> = p.iter().zip(&labels).map(|(p, y)| p - f64::from(u8::from(*y))).collect();
        assert!(linalg_lite::mean(&r).abs() <= FLAT);
        for (j, coefficient) in fit.coefficients.iter().enumerate() {
            let unit2 = if standardise { moments.variances[j] } else { 1.0 };
            let slope = linalg_lite::dot(&columns.feature(j), &r) / ROWS as f64;
            let slope = slope + l2 * unit2 * coefficient;
            assert!(slope.abs() <= FLAT, "{j}: {slope:e}");
        }
    }
}

#[test]
fn another_solver_finds_it_too() {
    let (columns, labels) = table();
    let penalty = Penalty::l2(0.01);
    let config = LogisticRegression { penalty, ..Default::default() };
    let fit = config.fit(&columns, &labels).unwrap();
    let solver = Solver::Lbfgs(Lbfgs { tolerance: 1e-24, iterations: 2_000, ..Default::default() });
    let other = LogisticRegression { solver, ..config }.fit(&columns, &labels).unwrap();
    assert!(other.report.is_optimum(), "{}", other.report);
    let pairs = fit.coefficients.iter().zip(&other.coefficients);
    let apart = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(apart < 1e-9, "{apart:e}\n{}\n{}", fit.report, other.report);
    let objectives = fit.report.objective - other.report.objective;
    assert!(objectives.abs() < 1e-15, "{objectives:e}");
}
