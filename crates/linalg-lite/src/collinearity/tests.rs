use super::*;
use crate::factorisations::SelfAdjointEigen;
use crate::random::Random;
use crate::{Cholesky, dependencies, least_squares, matrix_from_columns, mean};

/// Columns on a grid of 2^-20, each more or less like the one before it.
pub(super) fn table(random: &mut Random, n: usize, p: usize) -> Mat<f64> {
    const GRID: f64 = 1_048_576.0;
    let mut x: Mat<f64> = Mat::zeros(n, p);
    for j in 0..p {
        let alike = if j == 0 { 0.0 } else { [0.0, 0.5, 0.99][random.below(3)] };
        for i in 0..n {
            let before = if j == 0 { 0.0 } else { x[(i, j - 1)] };
            let value = alike * before + (1.0 - alike) * random.next();
            x[(i, j)] = (value * GRID).round() / GRID;
        }
    }
    x
}

pub(super) fn of(x: &Mat<f64>, intercept: bool, weights: Option<&[f64]>) -> Collinearity {
    collinearity(Design::new(x.as_ref(), intercept).unwrap(), weights).unwrap()
}

fn two_power(exponent: i64) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

#[track_caller]
fn assert_alike(a: &Collinearity, b: &Collinearity, tolerance: f64) {
    assert_eq!((&a.features, &a.aliased), (&b.features, &b.aliased));
    let close =
        |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a / b - 1.0).abs() < tolerance);
    assert!(close(&a.inflation, &b.inflation), "{:?} {:?}", a.inflation, b.inflation);
    assert!(close(&a.condition_indexes, &b.condition_indexes));
    for j in 0..a.features.len() {
        for k in 0..a.features.len() {
            let apart = (a.proportions[(k, j)] - b.proportions[(k, j)]).abs();
            assert!(apart < 1e3 * tolerance, "{apart:e}");
        }
    }
}

#[test]
fn inflation_is_what_least_squares_on_the_others_explains() {
    let x = Mat::from_fn(40, 4, |i, j| {
        let wave = ((i * (3 * j + 5) + 7 * j) % 23) as f64;
        if j == 3 { 0.5 * ((i * 5) % 23) as f64 + 0.3 * wave } else { wave }
    });
    let found = of(&x, true, None);
    for j in 0..4 {
        let values = |k: usize| (0..40).map(|i| x[(i, k)]).collect::<Vec<f64>>();
        let others: Vec<Vec<f64>> = (0..4).filter(|k| *k != j).map(values).collect();
        let others: Vec<&[f64]> = others.iter().map(Vec::as_slice).collect();
        let others = matrix_from_columns(&others).unwrap();
        let own = values(j);
        let line =
            least_squares(Design::new(others.as_ref(), true).unwrap(), &own, None, &[]).unwrap();
        let centre = mean(&own);
        let squares: Vec<f64> = own.iter().map(|v| (v - centre) * (v - centre)).collect();
        let unexplained = 2.0 * line.objective / mean(&squares); // 1 - R^2
        assert!((found.inflation[j] * unexplained - 1.0).abs() < 1e-10, "{j}");
    }
}

/// By the definitions: from the correlations, the inverse and the eigenvalues.
#[test]
fn the_table_is_that_of_the_correlation_matrix() {
    let mut random = Random(1);
    for round in 0..200 {
        let p = 1 + random.below(6);
        let n = p + 3 + random.below(30);
        let (x, intercept) = (table(&mut random, n, p), round % 2 == 0);
        let weights: Vec<f64> = (0..n).map(|_| 1.0 + random.next()).collect();
        let total: f64 = weights.iter().sum();
        let mean = |j: usize| match intercept {
            true => (0..n).map(|i| weights[i] * x[(i, j)]).sum::<f64>() / total,
            false => 0.0,
        };
        let means: Vec<f64> = (0..p).map(mean).collect();
        let covariance = |j: usize, k: usize| -> f64 {
            (0..n).map(|i| weights[i] * (x[(i, j)] - means[j]) * (x[(i, k)] - means[k])).sum()
        };
        let correlation = Mat::from_fn(p, p, |j, k| {
            covariance(j, k) / (covariance(j, j) * covariance(k, k)).sqrt()
        });
        let found = of(&x, intercept, Some(&weights));
        assert_eq!(found.features, (0..p).collect::<Vec<_>>());
        let eigen = SelfAdjointEigen::new(correlation.as_ref()).unwrap();
        let factor = Cholesky::new(correlation.as_ref()).unwrap();
        for k in 0..p {
            let index = (eigen.values()[p - 1] / eigen.values()[p - 1 - k]).sqrt();
            assert!((found.condition_indexes[k] / index - 1.0).abs() < 1e-8, "round {round}");
            let mut unit = vec![0.0; p];
            unit[k] = 1.0;
            let inverse = factor.solve(&unit).unwrap()[k];
            assert!((found.inflation[k] / inverse - 1.0).abs() < 1e-8, "round {round}");
            let column: f64 = (0..p).map(|row| found.proportions[(row, k)]).sum();
            assert!((column - 1.0).abs() < 1e-14);
        }
    }
}

/// NIST certifies the standard errors `se_j^2 = sd^2 inflation_j / sum_i (x_ij - mean_j)^2`.
#[test]
fn longleys_inflation_follows_from_nists_certified_errors() {
    const DEVIATION: f64 = 304.854073561965;
    const ERRORS: [f64; 6] = [
        84.9149257747669,
        0.0334910077722432,
        0.488399681651699,
        0.214274163161675,
        0.226073200069370,
        455.478499142212,
    ];
    let text = include_str!("../../../../data/reference/nist/longley.csv");
    let rows: Vec<Vec<f64>> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').skip(1).map(|cell| cell.parse().unwrap()).collect())
        .collect();
    let x = Mat::from_fn(rows.len(), 6, |i, j| rows[i][j]);
    let found = of(&x, true, None);
    let moments = Design::new(x.as_ref(), true).unwrap().moments(None).unwrap();
    for j in 0..6 {
        let squares = moments.variances[j] * rows.len() as f64;
        let inflation = squares * ERRORS[j] * ERRORS[j] / (DEVIATION * DEVIATION);
        assert!((found.inflation[j] / inflation - 1.0).abs() < 1e-12, "{j}");
    }
    // Prices, product, population and year rise together, and unemployment falls with the product:
    // two indexes, 42.5 and 110.5, that compete. The armed forces go their own way.
    let near = found.near_dependencies();
    assert!(near.len() == 1 && (near[0].condition_index - 110.5).abs() < 0.1);
    assert_eq!(near[0].features, [0, 1, 2, 4, 5]);
}

#[test]
fn a_shift_changes_nothing() {
    let mut random = Random(2);
    for round in 0..300 {
        let p = 1 + random.below(6);
        let n = p + 3 + random.below(if round % 10 == 0 { 2000 } else { 40 });
        let x = table(&mut random, n, p);
        let weights: Vec<f64> = (0..n).map(|_| (random.below(4)) as f64 + 0.5).collect();
        let weights = (round % 3 == 0).then_some(&weights[..]);
        let plain = of(&x, true, weights);
        let shifts: Vec<f64> =
            (0..p).map(|_| (random.next() * two_power(random.below(31) as i64)).round()).collect();
        let moved = Mat::from_fn(n, p, |i, j| x[(i, j)] + shifts[j]);
        assert!((0..p).all(|j| (0..n).all(|i| moved[(i, j)] - shifts[j] == x[(i, j)])));
        assert_alike(&of(&moved, true, weights), &plain, 1e-13 * plain.condition().max(10.0));
    }
}

#[test]
fn a_unit_changes_not_a_bit() {
    let mut random = Random(3);
    for round in 0..300 {
        let p = 1 + random.below(6);
        let n = p + 3 + random.below(40);
        let x = table(&mut random, n, p);
        let units: Vec<f64> = (0..p).map(|_| two_power(random.below(81) as i64 - 40)).collect();
        let scaled = Mat::from_fn(n, p, |i, j| x[(i, j)] * units[j]);
        let intercept = round % 2 == 0;
        let weights: Vec<f64> = (0..n).map(|_| random.next() + 1.0).collect();
        let heavier: Vec<f64> = weights.iter().map(|weight| weight * units[0] * units[0]).collect();
        let (weights, heavier) = match round % 3 {
            0 => (None, None),
            _ => (Some(&weights[..]), Some(&heavier[..])),
        };
        assert_eq!(of(&scaled, intercept, heavier), of(&x, intercept, weights), "round {round}");
    }
}

#[test]
fn a_weight_is_so_many_rows() {
    let mut random = Random(4);
    for round in 0..300 {
        let p = 1 + random.below(5);
        let n = p + 5 + random.below(30);
        let mut x = table(&mut random, n, p);
        let mut counts: Vec<usize> = (0..n).map(|_| random.below(6)).collect();
        counts[..p + 4].fill(1);
        counts[n - 1] = 0;
        (0..p).for_each(|j| x[(n - 1, j)] = 1e308); // counts for nothing
        let rows: Vec<usize> = (0..n).flat_map(|i| vec![i; counts[i]]).collect();
        let repeated = Mat::from_fn(rows.len(), p, |i, j| x[(rows[i], j)]);
        let weights: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
        let (intercept, plain) = (round % 2 == 0, of(&repeated, round % 2 == 0, None));
        assert_alike(&of(&x, intercept, Some(&weights)), &plain, 1e-12 * plain.condition());
        let ones = vec![1.0; rows.len()];
        assert_eq!(of(&repeated, intercept, Some(&ones)), plain);
    }
}

#[test]
fn combinations_and_constants_are_left_out() {
    let mut random = Random(5);
    let mut named_rounds = 0;
    for round in 0..200 {
        let n = 8 + random.below(30);
        let mut x = Mat::zeros(n, 6);
        let free = table(&mut random, n, 3);
        let shift = if round % 3 == 0 { 0.0 } else { (random.next() * 2000.0).round() };
        for i in 0..n {
            let row = [0, 1, 2].map(|j| free[(i, j)]);
            let values = [row[0] + shift, 0.1, row[1], shift - row[0], row[2], row[1] + row[2]];
            (0..6).for_each(|j| x[(i, j)] = values[j]);
        }
        let found = of(&x, true, None);
        assert_eq!(found.features, [0, 2, 4], "round {round}");
        assert_eq!(found.aliased, [1, 3, 5]);
        let kept = Mat::from_fn(n, 3, |i, k| x[(i, [0, 2, 4][k])]);
        let alone = of(&kept, true, None);
        assert_eq!(alone.inflation.len(), 3);
        let close = |a: &f64, b: &f64| (a / b - 1.0).abs() < 1e-9;
        assert!(found.inflation.iter().zip(&alone.inflation).all(|(a, b)| close(a, b)));
        if shift == 0.0 {
            named_rounds += 1;
            let named = dependencies(Design::new(x.as_ref(), true).unwrap(), None).unwrap();
            let named: Vec<usize> = named.combinations.iter().map(|found| found.feature).collect();
            assert_eq!(named, found.aliased);
        }
    }
    assert!(named_rounds > 60, "{named_rounds}");
}

#[test]
fn the_digits_of_a_column_decide_whether_it_is_constant() {
    for value in [0.1, -1e9, 1e300, 3e-300] {
        let constant = Mat::from_fn(1000, 1, |_, _| value);
        assert_eq!(of(&constant, true, None).aliased, [0], "{value}");
        assert_eq!(of(&constant, false, None).features, [0]);
    }
    let zero: Mat<f64> = Mat::zeros(10, 2);
    for intercept in [false, true] {
        let found = of(&zero, intercept, None);
        assert_eq!((found.aliased.len(), found.condition()), (2, 1.0));
    }
    let seconds = Mat::from_fn(1000, 1, |i, _| 1.7e9 + (i % 2) as f64);
    let found = of(&seconds, true, None);
    assert_eq!((found.features.len(), found.condition_indexes), (1, vec![1.0]));
}

#[test]
fn shapes_at_the_ends() {
    let none = of(&Mat::zeros(3, 0), true, None);
    assert_eq!((none.features.len(), none.condition()), (0, 1.0));
    assert_eq!(of(&Mat::from_fn(1, 2, |_, j| j as f64), true, None).features, [0; 0]);
    let wide = Mat::from_fn(4, 9, |i, j| ((i * i * 7 + 3 * j * i + j * j) % 11) as f64);
    let found = of(&wide, true, None);
    assert_eq!((found.features.len(), found.aliased.len()), (3, 6));
    let huge = Mat::from_fn(9, 2, |i, j| 1e300 * ((i * (3 + j)) % 7) as f64);
    let tiny = Mat::from_fn(9, 2, |i, j| 1e-300 * ((i * (3 + j)) % 7) as f64);
    assert_alike(&of(&huge, true, None), &of(&tiny, true, None), 1e-13);
}

#[test]
fn bad_features_and_weights_are_refused() {
    let mut x = Mat::from_fn(4, 2, |i, j| (i * (j + 1)) as f64);
    let refused = |x: &Mat<f64>, weights: &[f64]| {
        collinearity(Design::new(x.as_ref(), true).unwrap(), Some(weights)).unwrap_err()
    };
    assert!(matches!(refused(&x, &[1.0]), Error::Length { expected: 4, found: 1, .. }));
    assert!(matches!(refused(&x, &[1.0, f64::NAN, 1.0, 1.0]), Error::NotFiniteEntry { .. }));
    assert!(matches!(refused(&x, &[1.0, -1.0, 1.0, 1.0]), Error::Weight { .. }));
    assert_eq!(refused(&x, &[0.0; 4]), Error::NoWeight);
    for bad in [f64::NAN, f64::INFINITY] {
        x[(2, 1)] = bad;
        let error = collinearity(Design::new(x.as_ref(), true).unwrap(), None).unwrap_err();
        assert!(matches!(error, Error::NotFinite { row: 2, column: 1, .. }));
    }
}
