//! Our own Cholesky and pivoted QR beside those of faer.

use super::*;
use crate::{Cholesky, PivotedQr, dot};

fn hilbert(dim: usize) -> Mat<f64> {
    Mat::from_fn(dim, dim, |i, j| 1.0 / (1 + i + j) as f64)
}

fn furthest(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    largest_of(a.iter().zip(b).map(|(a, b)| (a - b).abs()))
}

#[test]
fn our_cholesky_solves_as_faers_does() {
    let mut random = Random(4);
    for round in 0..300 {
        let dim = random.below(50);
        let a = positive_definite(&mut random, dim);
        let b = random.vector(dim);
        let ours = Cholesky::new(a.as_ref()).unwrap();
        let (x, y) = (ours.solve(&b).unwrap(), Llt::new(a.as_ref()).unwrap().solve(&b).unwrap());
        let apart = furthest(&x, &y);
        assert!(apart <= 1e-12, "round {round}, {dim}: {apart:e}");
    }
}

/// The Hilbert matrix of dimension n has a condition number of about e^(3.5 n): both solve it with a
/// small residual, and both refuse it from the same dimension on, give or take one.
#[test]
fn hilbert_matrices_are_solved_and_refused_alike() {
    let mut first_refused = [0; 2];
    for dim in 1..20 {
        let a = hilbert(dim);
        let b = times(&a, &vec![1.0; dim]);
        let ours = Cholesky::new(a.as_ref()).and_then(|factor| factor.solve(&b));
        let faers = Llt::new(a.as_ref()).and_then(|factor| factor.solve(&b));
        for (which, found) in [ours, faers].into_iter().enumerate() {
            match found {
                Ok(x) => {
                    let rest = furthest(&times(&a, &x), &b);
                    assert!(rest <= 1e-14, "{which} {dim}: {rest:e}");
                }
                Err(error) => {
                    assert!(matches!(error, Error::NotPositiveDefinite { .. }));
                    if first_refused[which] == 0 {
                        first_refused[which] = dim;
                    }
                }
            }
        }
        check_svd(&a, 1e-14);
        check_qr(&a, 1e-14);
        let ranks = [
            PivotedQr::new(&a).rank(1e-12),
            ColPivQr::new(a.as_ref()).unwrap().rank(1e-12),
            Svd::new(a.as_ref()).unwrap().rank(1e-12),
        ];
        assert!(ranks.iter().all(|rank| rank.abs_diff(ranks[0]) <= 1), "{dim}: {ranks:?}");
    }
    assert!(first_refused[0] > 9 && first_refused[0].abs_diff(first_refused[1]) <= 1);
    // The smallest eigenvalue for dimension 3, of 0.0026873403557735...
    let eigen = SelfAdjointEigen::new(hilbert(3).as_ref()).unwrap();
    assert!((eigen.values()[0] - 0.002_687_340_355_773_5).abs() < 1e-16);
}

#[test]
fn our_pivoted_qr_has_the_ranks_and_solutions_of_faers() {
    let mut random = Random(5);
    for round in 0..300 {
        let (rows, columns) = (1 + random.below(40), 1 + random.below(25));
        let rank = random.below(rows.min(columns) + 1);
        let a = of_rank(&mut random, rows, columns, rank);
        let b = random.vector(rows);
        let (ours, faers) = (PivotedQr::new(&a), ColPivQr::new(a.as_ref()).unwrap());
        let svd = Svd::new(a.as_ref()).unwrap();
        assert_eq!((ours.rank(1e-11), faers.rank(1e-11), svd.rank(1e-11)), (rank, rank, rank));
        let (x, y) = (ours.solve(&b, rank).unwrap(), faers.solve(&b, rank).unwrap());
        let shortest = svd.solve(&b, 1e-11).unwrap();
        // Whatever the rank, all three leave the same of b; the third is the shortest.
        let condition = 1.0 / ours.inverse_condition(rank);
        let images = [times(&a, &x), times(&a, &y), times(&a, &shortest)];
        for image in &images[1..] {
            assert!(furthest(image, &images[0]) <= 1e-13 * condition, "round {round}");
        }
        let square = |x: &[f64]| dot(x, x);
        assert!(square(&shortest) <= square(&x).min(square(&y)) * (1.0 + 1e-9));
        if rank == columns {
            let apart = furthest(&x, &y);
            assert!(apart <= 1e-13 * condition * condition * (1.0 + largest(&x)), "round {round}");
        }
    }
}
