//! Standard errors beside a category of more levels than a square of parameters should hold: those of the definition.

use linalg_lite::{Cholesky, Columns, Mat, MatRef, dot};
use models::inference::{Distribution, Estimates, Sandwich};
use models::{LinearRegression, LogisticRegression, Problem, SampleWeights, Status};

use crate::common::samples;
use crate::common::tables::on_the_grid;

const LEVELS: usize = 2_040;
const ROWS: usize = 12 * LEVELS;

/// Numbers, a wide category and a narrow one; a label, a target and a weight for each sample.
struct Table {
    columns: Columns,
    labels: Vec<bool>,
    targets: Vec<f64>,
    weights: Vec<f64>,
    /// The features that are not 0 in each sample, and their values; the intercept last.
    rows: Vec<Vec<(usize, f64)>>,
}

fn table() -> Table {
    let data = samples(ROWS, 2, 5);
    let number =
        |j: usize| (0..ROWS).map(|i| 10.0 + on_the_grid(data.x[(i, j)])).collect::<Vec<f64>>();
    let wide: Vec<u32> = (0..ROWS).map(|i| (i % LEVELS) as u32).collect();
    let narrow: Vec<u32> = (0..ROWS).map(|i| ((i / LEVELS + i * i % 1009) % 4) as u32).collect();
    let (a, b) = (number(0), number(1));
    let row = |i: usize| {
        let level = |first: usize, code: u32| (code > 0).then(|| (first + code as usize - 1, 1.0));
        let levels = level(1, wide[i]).into_iter().chain(level(1 + LEVELS, narrow[i]));
        let mut row = vec![(0, a[i]), (LEVELS, b[i]), (LEVELS + 4, 1.0)];
        row.extend(levels);
        row
    };
    let rows = (0..ROWS).map(row).collect();
    let mut columns = Columns::new(ROWS);
    columns.push_numbers(a.clone()).unwrap();
    columns.push_category(&wide, LEVELS - 1).unwrap();
    columns.push_numbers(b.clone()).unwrap();
    columns.push_category(&narrow, 3).unwrap();
    let labels = (0..ROWS).map(|i| (i / LEVELS + i * i % 7 / 3).is_multiple_of(2)).collect();
    let of_level = |i: usize| f64::from(wide[i] * 37 % 101) / 50.0;
    let noise = |i: usize| ((i * 7919 + i * i % 1009) % 2003) as f64 / 2003.0;
    let targets = (0..ROWS).map(|i| 1000.0 + of_level(i) - 0.3 * b[i] + noise(i)).collect();
    let weights = (0..ROWS).map(|i| f64::from(1 + (i * 11 % 3) as u32)).collect();
    Table { columns, labels, targets, weights, rows }
}

impl Table {
    fn dim(&self) -> usize {
        self.columns.n_features() + 1
    }

    /// `X' diag(s) X`, with the columns counted from `centres`.
    fn products(&self, s: &[f64], centres: &[(usize, f64)]) -> Mat<f64> {
        let mut products = Mat::zeros(self.dim(), self.dim());
        for (row, s) in self.rows.iter().zip(s) {
            for (j, x) in moved(row, centres) {
                for (k, z) in moved(row, centres) {
                    products[(j, k)] += s * x * z;
                }
            }
        }
        products
    }

    /// Some standard errors are those that follow from curvatures and squared scores of the samples.
    #[track_caller]
    fn check(&self, what: &str, own: &Estimates, s: &[f64], squares: Option<&[f64]>, factor: f64) {
        let centres = [(0, 10.0), (LEVELS, 10.0)];
        let factorised = Cholesky::new(self.products(s, &centres).as_ref()).unwrap();
        let dim = self.dim();
        let some: Vec<usize> =
            (0..dim).step_by(97).chain([LEVELS - 1, LEVELS, LEVELS + 1, dim - 1]).collect();
        let solved: Vec<Vec<f64>> = some
            .iter()
            .map(|j| {
                let mut unit = vec![0.0; dim];
                unit[*j] = 1.0;
                if *j == dim - 1 {
                    centres.iter().for_each(|(k, m)| unit[*k] = -m); // of columns that count from 0
                }
                factorised.solve(&unit).unwrap()
            })
            .collect();
        let mut expected = Mat::zeros(some.len(), some.len());
        match squares {
            None => {
                for (place, j) in some.iter().enumerate() {
                    let of_intercept =
                        |v: &[f64]| centres.iter().fold(v[dim - 1], |sum, (k, m)| sum - m * v[*k]);
                    for (k, v) in solved.iter().enumerate() {
                        expected[(place, k)] = if *j == dim - 1 { of_intercept(v) } else { v[*j] };
                    }
                }
            }
            Some(squares) => {
                for (row, square) in self.rows.iter().zip(squares) {
                    let row = moved(row, &centres);
                    let logit = |v: &Vec<f64>| row.iter().map(|(j, x)| x * v[*j]).sum::<f64>();
                    let logits: Vec<f64> = solved.iter().map(logit).collect();
                    for (place, t) in logits.iter().enumerate() {
                        for (k, u) in logits.iter().enumerate() {
                            expected[(place, k)] += square * t * u;
                        }
                    }
                }
            }
        }
        let found = own.covariance.of(&some).unwrap();
        for (place, j) in some.iter().enumerate() {
            let error = (factor * expected[(place, place)]).sqrt();
            let estimate = own.estimates[*j].unwrap();
            near(&format!("{what}: error of {j}"), estimate.standard_error, error, error);
            for k in 0..some.len() {
                let size = factor * (expected[(place, place)] * expected[(k, k)]).sqrt();
                let expected = factor * expected[(place, k)];
                near(&format!("{what}: covariance {j}"), found[(place, k)], expected, size);
            }
        }
        wald_test(what, own, &some, found.as_ref());
    }
}

fn wald_test(what: &str, own: &Estimates, some: &[usize], covariance: MatRef<'_, f64>) {
    let values: Vec<f64> = some.iter().map(|j| own.estimates[*j].unwrap().value).collect();
    let solved = Cholesky::new(covariance).unwrap().solve(&values).unwrap();
    let found = own.wald_test(some).unwrap().unwrap().statistic;
    let squares = dot(&values, &solved);
    let expected = match own.distribution {
        Distribution::Normal => squares,
        Distribution::Student(_) => squares / some.len() as f64,
    };
    near(&format!("{what}: Wald's test"), found, expected, found);
}

fn moved(row: &[(usize, f64)], centres: &[(usize, f64)]) -> Vec<(usize, f64)> {
    let centre = |j: usize| centres.iter().find(|(k, _)| *k == j).map_or(0.0, |(_, m)| *m);
    row.iter().map(|(j, x)| (*j, x - centre(*j))).collect()
}

#[track_caller]
fn near(what: &str, found: f64, expected: f64, size: f64) {
    assert!((found - expected).abs() <= 1e-10 * size, "{what}: {found} {expected}");
}

#[test]
fn those_of_logits() {
    let table = table();
    let weights = SampleWeights::sampling(&table.weights);
    let problem = Problem::new(&table.columns, &table.labels).unwrap().weighted(weights).unwrap();
    let fit = LogisticRegression::default().fit_problem(&problem).unwrap();
    assert_eq!(fit.report.status, Status::Converged);
    let found = fit.inference_of(&problem).unwrap();
    let p = fit.probabilities(&table.columns).unwrap();
    let samples = || p.iter().zip(&table.labels).zip(&table.weights);
    let s: Vec<f64> = samples().map(|((p, _), w)| w * p * (1.0 - p)).collect();
    let square = |((p, y), w): ((&f64, &bool), &f64)| {
        let r = w * (f64::from(u8::from(*y)) - p);
        r * r
    };
    let squares: Vec<f64> = samples().map(square).collect();
    table.check("sandwich", &found.robust, &s, Some(&squares), 1.0);
    assert_eq!(found.estimates, found.robust);
    let all: Vec<usize> = (0..table.columns.n_features()).collect();
    assert_eq!(found.test_of_all_features, found.estimates.wald_test(&all).unwrap());

    let counts = SampleWeights::frequency(&table.weights);
    let problem = Problem::new(&table.columns, &table.labels).unwrap().weighted(counts).unwrap();
    let found = fit.inference_of(&problem).unwrap();
    assert!(found.estimates.covariance.whole().is_none());
    table.check("model", &found.estimates, &s, None, 1.0);
    let leverages = fit.leverages_of(&problem).unwrap();
    let sum: f64 = leverages.iter().sum();
    near("leverages", sum, table.dim() as f64, sum);
    let point: Vec<f64> = vec![0.0; table.columns.n_features()];
    let of_intercept = found.estimates.estimates[table.dim() - 1].unwrap().standard_error;
    let at_zero = found.estimates.standard_error_at(&point).unwrap();
    near("error at a point", at_zero, of_intercept, of_intercept);
}

#[test]
fn those_of_a_line() {
    let table = table();
    let weights = SampleWeights::analytic(&table.weights);
    let problem = Problem::new(&table.columns, &table.targets).unwrap().weighted(weights).unwrap();
    let fit = LinearRegression::default().fit_problem(&problem).unwrap();
    assert_eq!(fit.report.status, Status::Converged);
    let z = fit.predictions(&table.columns).unwrap();
    let residuals: Vec<f64> = z.iter().zip(&table.targets).map(|(z, y)| y - z).collect();
    for j in 0..table.columns.n_features() {
        let x = table.columns.feature(j);
        let falls: Vec<f64> = x.iter().zip(&residuals).map(|(x, r)| x * r).collect();
        let slope = dot(&falls, &table.weights);
        assert!(slope.abs() < 1e-7, "{j}: {slope:e}"); // the intercept, near 1000, is rounded
    }
    let found = fit.inference_of(&problem).unwrap();
    let squares = residuals.iter().zip(&table.weights);
    let sum: f64 = squares.clone().map(|(r, w)| w * r * r).sum();
    let left = (ROWS - table.dim()) as f64;
    near("degrees of freedom", found.degrees_of_freedom, left, left);
    near("spread", found.residual_standard_error, (sum / left).sqrt(), 1.0);
    table.check("model", &found.estimates, &table.weights, None, sum / left);
    let squares: Vec<f64> = squares.map(|(r, w)| w * w * r * r).collect();
    table.check("sandwich", &found.robust, &table.weights, Some(&squares), 1.0);
}

#[test]
fn two_wide_categories_are_too_many() {
    let mut columns = table().columns;
    let codes: Vec<u32> = (0..ROWS).map(|i| ((i * i + i / 7) % 2_100) as u32).collect();
    columns.push_category(&codes, 2_099).unwrap();
    let targets = table().targets;
    let fit = LinearRegression::default().fit(&columns, &targets).unwrap();
    let error = fit.inference(&columns, &targets).unwrap_err().to_string();
    assert!(error.contains("too many parameters for a square"), "{error}");
}

/// What a row moves is what a fit without it finds; HC3 is of leverages, and clusters need a square.
#[test]
fn a_row_and_a_sandwich_beside_many_levels() {
    const ROW: usize = 5;
    let table = table();
    let mut weights = vec![1.0; ROWS];
    weights[ROW] = 0.0;
    let counts = SampleWeights::frequency(&weights);
    let problem = Problem::new(&table.columns, &table.targets).unwrap();
    let line = LinearRegression::default().fit_problem(&problem).unwrap();
    let less = LinearRegression::default().fit_problem(&problem.weighted(counts).unwrap()).unwrap();
    let influence = line.influence_of(&problem).unwrap();
    let found = influence.changes(ROW).unwrap().unwrap();
    let own = line.sandwich(&problem, Sandwich::Hc3).unwrap();
    for j in [0, ROW, ROW + 1, LEVELS, LEVELS + 2] {
        let change = found[j].unwrap();
        let error = change.value / change.standard_errors.unwrap();
        let expected = line.coefficients[j] - less.coefficients[j];
        assert!(
            (change.value - expected).abs() <= 1e-9 * error.abs(),
            "{j}: {change:?} {expected}"
        );
    }
    let leverages = line.leverages_of(&problem).unwrap();
    let z = line.predictions(&table.columns).unwrap();
    let square = |i: usize| {
        let r = (table.targets[i] - z[i]) / (1.0 - leverages[i]);
        r * r
    };
    let squares: Vec<f64> = (0..ROWS).map(square).collect();
    table.check("HC3", &own, &vec![1.0; ROWS], Some(&squares), 1.0);
    let clusters: Vec<usize> = (0..ROWS).map(|i| i % 50).collect();
    let clustered = Sandwich::Clustered { clusters: &clusters, corrected: true };
    let error = line.sandwich(&problem, clustered).unwrap_err().to_string();
    assert!(error.contains("a square of the parameters"), "{error}");
}
