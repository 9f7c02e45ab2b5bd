mod ours;

use super::*;
use crate::random::Random;

/// Of that rank: a product of two thin matrices.
fn of_rank(random: &mut Random, rows: usize, columns: usize, rank: usize) -> Mat<f64> {
    let (left, right) = (random.matrix(rows, rank), random.matrix(rank, columns));
    product(&left, &right)
}

/// `B'B + I`.
fn positive_definite(random: &mut Random, dim: usize) -> Mat<f64> {
    let b = random.matrix(dim, dim);
    let gram = product(&transposed(&b), &b);
    Mat::from_fn(dim, dim, |i, j| gram[(i, j)] + f64::from(u8::from(i == j)))
}

/// The worst of all; a NaN stays.
fn largest_of(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, |most, x| if x <= most { most } else { x })
}

/// By the definition: an oracle that shares no line with faer.
fn product(a: &Mat<f64>, b: &Mat<f64>) -> Mat<f64> {
    Mat::from_fn(a.nrows(), b.ncols(), |i, j| (0..a.ncols()).map(|k| a[(i, k)] * b[(k, j)]).sum())
}

fn transposed(a: &Mat<f64>) -> Mat<f64> {
    Mat::from_fn(a.ncols(), a.nrows(), |i, j| a[(j, i)])
}

fn times(a: &Mat<f64>, x: &[f64]) -> Vec<f64> {
    (0..a.nrows()).map(|i| (0..a.ncols()).map(|j| a[(i, j)] * x[j]).sum()).collect()
}

fn distance(a: &Mat<f64>, b: &Mat<f64>) -> f64 {
    assert_eq!((a.nrows(), a.ncols()), (b.nrows(), b.ncols()));
    let places = (0..a.ncols()).flat_map(|j| (0..a.nrows()).map(move |i| (i, j)));
    largest_of(places.map(|place| (a[place] - b[place]).abs()))
}

fn assert_orthonormal(q: &Mat<f64>, tolerance: f64) {
    let off = distance(&product(&transposed(q), q), &Mat::identity(q.ncols(), q.ncols()));
    assert!(off <= tolerance, "{} x {}: {off:e}", q.nrows(), q.ncols());
}

/// Tall, wide, square, single, empty.
fn shapes(random: &mut Random) -> Vec<(usize, usize)> {
    let fixed = [(0, 0), (0, 3), (3, 0), (1, 1), (1, 7), (7, 1), (200, 3), (3, 200), (150, 140)];
    fixed.into_iter().chain((0..60).map(|_| (1 + random.below(40), 1 + random.below(40)))).collect()
}

fn check_svd(a: &Mat<f64>, tolerance: f64) -> Svd {
    let svd = Svd::new(a.as_ref()).unwrap();
    let s = svd.singular_values();
    assert_eq!(s.len(), a.nrows().min(a.ncols()));
    assert!(s.windows(2).all(|pair| pair[0] >= pair[1]) && s.iter().all(|s| *s >= 0.0));
    let (left, right) = (svd.left().to_owned(), svd.right().to_owned());
    let scaled = Mat::from_fn(a.nrows(), s.len(), |i, k| left[(i, k)] * s[k]);
    assert!(distance(&product(&scaled, &transposed(&right)), a) <= tolerance);
    assert_orthonormal(&left, 1e-13);
    assert_orthonormal(&right, 1e-13);
    svd
}

fn check_qr(a: &Mat<f64>, tolerance: f64) -> ColPivQr {
    let qr = ColPivQr::new(a.as_ref()).unwrap();
    let (q, r) = (qr.orthogonal(), qr.triangle());
    let mut order = qr.order().to_vec();
    let chosen = Mat::from_fn(a.nrows(), a.ncols(), |i, j| a[(i, order[j])]);
    let off = distance(&product(&q, &r), &chosen);
    assert!(off <= tolerance, "{} x {}: {off:e}", a.nrows(), a.ncols());
    assert_orthonormal(&q, 1e-13);
    for k in 1..r.nrows() {
        let rounding = 1e-12 * r[(0, 0)].abs(); // beyond the rank there is nothing else
        assert!(r[(k, k)].abs() <= r[(k - 1, k - 1)].abs() + rounding);
    }
    order.sort_unstable();
    assert_eq!(order, (0..a.ncols()).collect::<Vec<_>>());
    qr
}

#[test]
fn every_shape_is_decomposed_and_put_together_again() {
    let mut random = Random(1);
    for (rows, columns) in shapes(&mut random) {
        let a = random.matrix(rows, columns);
        check_svd(&a, 1e-12);
        check_qr(&a, 1e-12);
        let rank = random.below(rows.min(columns) + 1);
        let a = of_rank(&mut random, rows, columns, rank);
        assert_eq!(check_svd(&a, 1e-12).rank(1e-11), rank);
        assert_eq!(check_qr(&a, 1e-12).rank(1e-11), rank);
    }
}

#[test]
fn symmetric_matrices_are_decomposed_and_put_together_again() {
    let mut random = Random(2);
    for dim in (0..30).chain([100, 150]) {
        let b = random.matrix(dim, dim);
        let a = Mat::from_fn(dim, dim, |i, j| b[(i, j)] + b[(j, i)]);
        let eigen = SelfAdjointEigen::new(a.as_ref()).unwrap();
        let vectors = eigen.vectors().to_owned();
        assert_orthonormal(&vectors, 1e-13);
        assert!(eigen.values().windows(2).all(|pair| pair[0] <= pair[1]));
        let scaled = Mat::from_fn(dim, dim, |i, k| vectors[(i, k)] * eigen.values()[k]);
        assert!(distance(&product(&scaled, &transposed(&vectors)), &a) <= 1e-12);
        let trace: f64 = (0..dim).map(|i| a[(i, i)]).sum();
        assert!((eigen.values().iter().sum::<f64>() - trace).abs() <= 1e-12);

        let a = positive_definite(&mut random, dim);
        let lower = Llt::new(a.as_ref()).unwrap().lower();
        assert!(distance(&product(&lower, &transposed(&lower)), &a) <= 1e-12);
        assert!((0..dim).all(|j| (0..j).all(|i| lower[(i, j)] == 0.0)));
    }
}

/// The eigenvalues of A'A are the squares of the singular values of A.
#[test]
fn eigenvalues_and_singular_values_agree() {
    let mut random = Random(3);
    for dim in 1..25 {
        let a = random.matrix(dim + 3, dim);
        let gram = product(&transposed(&a), &a);
        let eigen = SelfAdjointEigen::new(gram.as_ref()).unwrap();
        let svd = Svd::new(a.as_ref()).unwrap();
        for (value, s) in eigen.values().iter().rev().zip(svd.singular_values()) {
            assert!((value - s * s).abs() < 1e-12, "{dim}: {value} {s}");
        }
    }
}

/// By hand: a rotated diag(3, -2) has eigenvalues -2 and 3, and singular values 3 and 2.
#[test]
fn a_case_by_hand() {
    let (c, s) = (0.6, 0.8);
    let entry = [3.0 * c * c - 2.0 * s * s, 5.0 * c * s, 3.0 * s * s - 2.0 * c * c];
    let a = Mat::from_fn(2, 2, |i, j| entry[i + j]);
    let close = |found: &[f64], right: [f64; 2]| {
        found.iter().zip(right).all(|(found, right)| (found - right).abs() < 1e-14)
    };
    let eigen = SelfAdjointEigen::new(a.as_ref()).unwrap();
    assert!(close(eigen.values(), [-2.0, 3.0]));
    assert!(close(Svd::new(a.as_ref()).unwrap().singular_values(), [3.0, 2.0]));
    let vectors = eigen.vectors();
    assert!((vectors[(1, 1)] / vectors[(0, 1)] - s / c).abs() < 1e-14);
}

/// Row-major and strided views are read as what they are.
#[test]
fn every_layout_gives_the_same() {
    let mut random = Random(6);
    let a = random.matrix(12, 5);
    let other = transposed(&a);
    let (plain, view) = (Svd::new(a.as_ref()).unwrap(), Svd::new(other.transpose()).unwrap());
    assert_eq!(plain.singular_values(), view.singular_values());
    let b = random.vector(12);
    let of = |a: MatRef<'_, f64>| ColPivQr::new(a).unwrap().solve(&b, 5).unwrap();
    assert_eq!(of(a.as_ref()), of(other.transpose()));
    let reversed = Mat::from_fn(12, 5, |i, j| a[(11 - i, j)]);
    assert_eq!(
        Svd::new(reversed.reverse_rows()).unwrap().singular_values(),
        plain.singular_values()
    );
}

#[test]
fn sizes_near_the_ends_of_the_range_keep_their_digits() {
    let mut random = Random(7);
    let a = random.matrix(9, 4);
    let b = random.vector(9);
    let plain = Svd::new(a.as_ref()).unwrap();
    let x = ColPivQr::new(a.as_ref()).unwrap().solve(&b, 4).unwrap();
    let symmetric = positive_definite(&mut random, 4);
    let plain_factor = Llt::new(symmetric.as_ref()).unwrap();
    let y = plain_factor.solve(&b[..4]).unwrap();
    let plain_eigen = SelfAdjointEigen::new(symmetric.as_ref()).unwrap();
    let power_of_two = |k: i64| f64::from_bits(((1023 + k) as u64) << 52);
    for exponent in [-1000, -700, -340, 340, 700, 1000_i64] {
        let (power, root) = (power_of_two(exponent), power_of_two(exponent / 2));
        let scaled = |a: &Mat<f64>| Mat::from_fn(a.nrows(), a.ncols(), |i, j| power * a[(i, j)]);
        let svd = Svd::new(scaled(&a).as_ref()).unwrap();
        for (s, plain) in svd.singular_values().iter().zip(plain.singular_values()) {
            assert!((s / power / plain - 1.0).abs() < 1e-13, "2^{exponent}");
        }
        let found = ColPivQr::new(scaled(&a).as_ref()).unwrap().solve(&b, 4).unwrap();
        assert!(found.iter().zip(&x).all(|(found, x)| (found * power - x).abs() < 1e-13));
        let found = Llt::new(scaled(&symmetric).as_ref()).unwrap();
        let lower = Mat::from_fn(4, 4, |i, j| found.lower()[(i, j)] / root);
        assert!(distance(&lower, &plain_factor.lower()) <= 1e-13, "2^{exponent}");
        let found = found.solve(&b[..4]).unwrap();
        assert!(found.iter().zip(&y).all(|(found, y)| (found * power - y).abs() < 1e-13));
        let eigen = SelfAdjointEigen::new(scaled(&symmetric).as_ref()).unwrap();
        for (value, plain) in eigen.values().iter().zip(plain_eigen.values()) {
            assert!((value / power / plain - 1.0).abs() < 1e-13, "2^{exponent}");
        }
    }
    let beyond = Mat::from_fn(2, 2, |_, _| f64::MAX);
    assert!(matches!(Svd::new(beyond.as_ref()), Err(Error::Inaccurate { .. })));
    assert!(matches!(SelfAdjointEigen::new(beyond.as_ref()), Err(Error::Inaccurate { .. })));
}

#[test]
fn numbers_that_are_none_are_refused_with_their_place() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for (row, column) in [(0, 0), (2, 1), (2, 2)] {
            let mut a: Mat<f64> = Mat::identity(3, 3);
            a[(row, column)] = bad;
            let errors = [
                Svd::new(a.as_ref()).unwrap_err(),
                ColPivQr::new(a.as_ref()).unwrap_err(),
                Llt::new(a.as_ref()).unwrap_err(),
                SelfAdjointEigen::new(a.as_ref()).unwrap_err(),
            ];
            for error in errors {
                let text = error.to_string();
                assert!(text.contains(&format!("row {row}, column {column}")), "{text}");
            }
        }
        let a: Mat<f64> = Mat::identity(2, 2);
        let b = [1.0, bad];
        assert!(Svd::new(a.as_ref()).unwrap().solve(&b, 0.0).is_err());
        assert!(ColPivQr::new(a.as_ref()).unwrap().solve(&b, 2).is_err());
        assert!(Llt::new(a.as_ref()).unwrap().solve(&b).is_err());
    }
    let mut a: Mat<f64> = Mat::identity(2, 2);
    a[(0, 1)] = f64::NAN; // above the diagonal, where nobody reads
    assert_eq!(Llt::new(a.as_ref()).unwrap().solve(&[1.0, 2.0]).unwrap(), [1.0, 2.0]);
    assert!(SelfAdjointEigen::new(a.as_ref()).is_ok());
}

#[test]
fn wrong_shapes_and_indefinite_matrices_are_refused() {
    let wide: Mat<f64> = Mat::zeros(2, 3);
    assert!(matches!(Llt::new(wide.as_ref()), Err(Error::Length { .. })));
    assert!(matches!(SelfAdjointEigen::new(wide.as_ref()), Err(Error::Length { .. })));
    for b in [&[1.0][..], &[1.0; 3]] {
        let a: Mat<f64> = Mat::identity(2, 2);
        assert!(matches!(Llt::new(a.as_ref()).unwrap().solve(b), Err(Error::Length { .. })));
        assert!(matches!(Svd::new(a.as_ref()).unwrap().solve(b, 0.0), Err(Error::Length { .. })));
        let qr = ColPivQr::new(a.as_ref()).unwrap();
        assert!(matches!(qr.solve(b, 2), Err(Error::Length { .. })));
    }
    for pivot in 0..4 {
        let mut a: Mat<f64> = Mat::identity(4, 4);
        for value in [-1.0, 0.0] {
            a[(pivot, pivot)] = value;
            let error = Llt::new(a.as_ref()).unwrap_err();
            assert_eq!(error, Error::NotPositiveDefinite { pivot });
        }
    }
    // More rank than there is: no infinities.
    let single = Mat::from_fn(2, 2, |_, j| j as f64);
    let qr = ColPivQr::new(single.as_ref()).unwrap();
    let x = qr.solve(&[1.0, 2.0], 2).unwrap();
    assert!(x[0] == 0.0 && (x[1] - 1.5).abs() < 1e-15);
}
