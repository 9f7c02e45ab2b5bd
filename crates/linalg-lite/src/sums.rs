//! Sums in one fixed order.
//!
//! Floating-point addition is not associative, so a sum is only reproducible when its order is
//! written down. Ours: element `i` goes to lane `i mod 8`; the eight lanes are then added in
//! pairs. Eight independent lanes are also what lets the processor add several at once.

const LANES: usize = 8;

/// `sum_i a_i`, in eight lanes.
///
/// ```
/// assert_eq!(linalg_lite::sum(&[1.0, 2.0, 3.0]), 6.0);
/// ```
#[must_use]
pub fn sum(a: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let chunks = a.chunks_exact(LANES);
    let tail = chunks.remainder();
    for chunk in chunks {
        for lane in 0..LANES {
            lanes[lane] += chunk[lane];
        }
    }
    for (lane, value) in tail.iter().enumerate() {
        lanes[lane] += value;
    }
    add_lanes(lanes)
}

/// `sum_i a_i b_i`, in eight lanes; pairs beyond the shorter slice do not count.
///
/// ```
/// assert_eq!(linalg_lite::dot(&[1.0, 2.0], &[3.0, 4.0]), 11.0);
/// ```
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let length = a.len().min(b.len());
    let (a_chunks, b_chunks) = (a[..length].chunks_exact(LANES), b[..length].chunks_exact(LANES));
    let (a_tail, b_tail) = (a_chunks.remainder(), b_chunks.remainder());
    let mut lanes = [0.0; LANES];
    for (a, b) in a_chunks.zip(b_chunks) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    for (lane, (a, b)) in a_tail.iter().zip(b_tail).enumerate() {
        lanes[lane] += a * b;
    }
    add_lanes(lanes)
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

fn add_lanes(l: [f64; LANES]) -> f64 {
    ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(sum(&a), 0.0);
        (a[8], a[9]) = (0.0, 1.0);
        assert_eq!(sum(&a), 1.0);
    }

    #[test]
    fn the_mean_of_nothing_is_not_a_number() {
        assert!(mean(&[]).is_nan());
    }
}
