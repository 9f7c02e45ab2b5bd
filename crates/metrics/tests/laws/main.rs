//! A count is so many rows, and 0 is none: every figure of weighted samples is that of the repeated ones. And what
//! neither the order of the samples nor the unit of their weights changes.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod figures;
mod samples;

use crate::figures::{figures, ratios};
use crate::samples::{Numbers, Samples};

#[test]
fn counts_are_repeated_rows() {
    let mut numbers = Numbers(7);
    for table in 0..400 {
        let n = 1 + numbers.below(if table % 4 == 0 { 6 } else { 60 });
        let samples = Samples::random(n, &mut numbers);
        let mut counts: Vec<f64> = (0..n).map(|_| numbers.below(6) as f64).collect();
        counts[numbers.below(n)] = 1.0; // at least one row
        let weighted = figures(&samples, Some(&counts));
        let repeated = figures(&samples.repeated(&counts), None);
        assert_eq!(weighted.len(), repeated.len(), "table {table}");
        for (k, (found, expected)) in weighted.iter().zip(&repeated).enumerate() {
            alike(*found, *expected, &format!("table {table}, figure {k}"));
        }
    }
}

fn alike(found: f64, expected: f64, what: &str) {
    let close = (found - expected).abs() <= 1e-12 * expected.abs().max(1.0);
    let both_none = found.is_nan() && expected.is_nan();
    assert!(close || both_none || found == expected, "{what}: {found} is not {expected}");
}

#[test]
fn the_order_of_the_samples_does_not_matter() {
    let mut numbers = Numbers(9);
    for table in 0..100 {
        let n = 2 + numbers.below(60);
        let samples = Samples::random(n, &mut numbers);
        let weights: Vec<f64> = (0..n).map(|_| numbers.below(4) as f64 + 1.0).collect();
        let mut places: Vec<usize> = (0..n).collect();
        (1..n).for_each(|i| places.swap(i, numbers.below(i + 1)));
        let permuted: Vec<f64> = places.iter().map(|i| weights[*i]).collect();
        let found = figures(&samples.permuted(&places), Some(&permuted));
        let expected = figures(&samples, Some(&weights));
        for (k, (found, expected)) in found.iter().zip(&expected).enumerate() {
            alike(*found, *expected, &format!("table {table}, figure {k}"));
        }
    }
}

#[test]
fn only_ratios_of_weights_matter_where_samples_are_not_counted() {
    let mut numbers = Numbers(10);
    for table in 0..100 {
        let n = 2 + numbers.below(60);
        let samples = Samples::random(n, &mut numbers);
        let weights: Vec<f64> = (0..n).map(|_| numbers.next()).collect();
        let scaled: Vec<f64> = weights.iter().map(|w| w * 5.5).collect();
        let of = |weights: &[f64]| ratios(&samples, weights);
        for (k, (found, expected)) in of(&scaled).iter().zip(&of(&weights)).enumerate() {
            alike(*found, *expected, &format!("table {table}, figure {k}"));
        }
        let doubled: Vec<f64> = weights.iter().map(|w| w * 64.0).collect();
        let same = of(&doubled).iter().zip(&of(&weights)).all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same, "table {table}: a power of two changes no bit");
    }
}

#[test]
fn weights_of_one_are_no_weights() {
    let mut numbers = Numbers(8);
    for _ in 0..50 {
        let n = 1 + numbers.below(40);
        let samples = Samples::random(n, &mut numbers);
        let (ones, none) = (figures(&samples, Some(&vec![1.0; n])), figures(&samples, None));
        assert!(ones.iter().zip(&none).all(|(a, b)| a.to_bits() == b.to_bits()));
    }
}
