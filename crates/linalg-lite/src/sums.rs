//! Sums in one fixed order.
//!
//! Floating-point addition is not associative, so a sum is only reproducible when its order is
//! written down. Ours: element `i` goes to lane `i mod 8`, and the eight lanes are added in pairs.
//! Eight independent lanes are also what lets the processor add several at once.

use crate::kernels::{LANES, add_up, products, weighted_products};
use crate::{Error, MatMut, check_length, ln};

/// `sum_i a_i`, in eight lanes.
///
/// ```
/// assert_eq!(linalg_lite::sum(&[1.0, 2.0, 3.0]), 6.0);
/// ```
#[must_use]
pub fn sum(a: &[f64]) -> f64 {
    add_up(a)
}

/// `sum_i a_i b_i`, in eight lanes of fused multiply-adds; pairs beyond the shorter slice do not
/// count.
///
/// ```
/// assert_eq!(linalg_lite::dot(&[1.0, 2.0], &[3.0, 4.0]), 11.0);
/// ```
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let length = a.len().min(b.len());
    products([&a[..length]], [&b[..length]])[0][0]
}

/// Adds `sum_i s_i a_ki b_ji` to `out[(k, j)]`: all products of the slices `a` with the slices `b`, in samples that
/// count `s` (of any sign). Each sum runs in the order of [`dot`].
///
/// # Errors
/// [`Error::Length`] for a slice that is not as long as `s`, or where `out` is not `a.len() x b.len()`.
///
/// ```
/// use linalg_lite::{Mat, add_weighted_products};
///
/// let mut out = Mat::zeros(1, 2);
/// add_weighted_products(&[1.0, 2.0], &[&[1.0, 1.0]], &[&[3.0, 4.0], &[5.0, 0.0]], out.as_mut())?;
/// assert_eq!((out[(0, 0)], out[(0, 1)]), (11.0, 5.0));
/// # Ok::<(), linalg_lite::Error>(())
/// ```
pub fn add_weighted_products(
    s: &[f64],
    a: &[&[f64]],
    b: &[&[f64]],
    out: MatMut<'_, f64>,
) -> Result<(), Error> {
    a.iter().chain(b).try_for_each(|slice| check_length("a slice", s.len(), slice.len()))?;
    check_length("a column of the products", a.len(), out.nrows())?;
    check_length("a row of the products", b.len(), out.ncols())?;
    weighted_products(s, a, b, out);
    Ok(())
}

/// `sum_i a_i / n`; NaN for an empty slice.
///
/// ```
/// assert_eq!(linalg_lite::mean(&[1.0, 2.0, 6.0]), 3.0);
/// ```
#[must_use]
pub fn mean(a: &[f64]) -> f64 {
    sum(a) / a.len() as f64
}

/// `sum_i ln(1 + e_i)` for `e_i` in [0, 1], as the logarithm of a product: one logarithm for up to
/// 512 numbers, whose product (each is at most 2) cannot overflow.
///
/// Off by at most `3e-16` for each number, absolutely: a sum of numbers that are all far below
/// that comes out as 0.
///
/// ```
/// let log = linalg_lite::sum_ln_1p(&[1.0, 0.5]);
/// assert!((log - linalg_lite::ln(3.0)).abs() < 1e-15);
/// ```
#[must_use]
pub fn sum_ln_1p(e: &[f64]) -> f64 {
    const AT_ONCE: usize = 512;
    e.chunks(AT_ONCE).map(ln_of_product).sum()
}

fn ln_of_product(e: &[f64]) -> f64 {
    let (chunks, tail) = e.as_chunks::<LANES>();
    let mut lanes = [1.0; LANES];
    for chunk in chunks {
        for lane in 0..LANES {
            lanes[lane] *= 1.0 + chunk[lane];
        }
    }
    for (lane, e) in lanes.iter_mut().zip(tail) {
        *lane *= 1.0 + e;
    }
    ln(lanes.iter().product())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::{DoubleDouble, exp, ln_1p};

    fn exact_sum_ln_1p(e: &[f64]) -> f64 {
        let add = |sum, e: &f64| sum + DoubleDouble::from(ln_1p(*e));
        e.iter().fold(DoubleDouble::default(), add).to_f64()
    }

    #[test]
    fn every_length_adds_up() {
        for length in 0..40_u32 {
            let a: Vec<f64> = (1..=length).map(f64::from).collect();
            let n = f64::from(length);
            assert_eq!(sum(&a), n * (n + 1.0) / 2.0);
            assert_eq!(dot(&a, &a), n * (n + 1.0) * (2.0 * n + 1.0) / 6.0);
        }
    }

    #[test]
    fn the_order_is_the_documented_one() {
        // 1 lands in lane 0 with the two huge numbers, so it is lost; in lane 1 it survives.
        let mut a = [0.0; 17];
        (a[0], a[8], a[16]) = (1e17, 1.0, -1e17);
        assert_eq!((sum(&a), dot(&a, &[1.0; 17])), (0.0, 0.0));
        (a[8], a[9]) = (0.0, 1.0);
        assert_eq!((sum(&a), dot(&a, &[1.0; 17])), (1.0, 1.0));
    }

    #[test]
    fn the_mean_of_nothing_is_not_a_number() {
        assert!(mean(&[]).is_nan());
    }

    fn check_logarithms_of_products(blocks: usize) {
        for logits_up_to in [0.5, 5.0, 40.0, 700.0] {
            let (mut worst, mut random) = (0.0, Random(1));
            for _ in 0..blocks {
                let logits = random.vector(512);
                let e: Vec<f64> = logits.iter().map(|z| exp(-logits_up_to * z.abs())).collect();
                let off = (sum_ln_1p(&e) - exact_sum_ln_1p(&e)).abs() / 512.0;
                worst = if off <= worst { worst } else { off }; // a NaN stays
            }
            println!("sum ln(1 + e), logits up to {logits_up_to}: {worst:e} a number");
            assert!(worst <= 3e-16);
        }
    }

    #[test]
    fn the_logarithm_of_the_product_of_half_a_million_arguments() {
        check_logarithms_of_products(250);
    }

    /// `cargo test --release -p regress-linalg-lite -- --ignored --nocapture` shows what it finds.
    #[test]
    #[ignore = "takes a minute"]
    fn the_logarithm_of_the_product_over_a_hundred_million_arguments() {
        check_logarithms_of_products(48_829);
    }

    #[test]
    fn the_logarithm_of_the_product_is_the_sum_of_the_logarithms() {
        for length in [0, 1, 7, 8, 9, 511, 512, 513, 2000] {
            let e: Vec<f64> = (0..length).map(|i| f64::from(i % 97) / 96.0).collect();
            let off = (sum_ln_1p(&e) - exact_sum_ln_1p(&e)).abs();
            assert!(off <= 3e-16 * f64::from(length), "length {length}: {off:e}");
        }
        assert!((sum_ln_1p(&[1.0; 5120]) - 5120.0 * ln(2.0)).abs() < 1e-11); // every factor 2
    }
}
