use std::f64::consts::SQRT_2;

/// The middle of sorted replicates.
pub(super) fn percentile(sorted: &[f64], level: f64) -> Option<[f64; 2]> {
    let tail = (1.0 - level) / 2.0;
    Some([quantile(sorted, tail)?, quantile(sorted, 1.0 - tail)?])
}

/// With `z_0` the normal quantile of the share of replicates below the figure, `a` the acceleration, and `z` the quantile of
/// either tail, the ends are the quantiles of the replicates at `Phi(z_0 + (z_0 + z) / (1 - a (z_0 + z)))`.
pub(super) fn bias_corrected(
    value: f64,
    sorted: &[f64],
    without: &[f64],
    level: f64,
) -> Option<[f64; 2]> {
    let below = sorted.partition_point(|t| *t < value);
    let not_above = sorted.partition_point(|t| *t <= value);
    let z0 = normal_quantile((below + not_above) as f64 / (2 * sorted.len()) as f64);
    let a = acceleration(without);
    let end = |share: f64| {
        let z = z0 + normal_quantile(share);
        let left = 1.0 - a * z;
        let moved = (left > 0.0).then(|| normal_share(z0 + z / left))?;
        quantile(sorted, moved)
    };
    let tail = (1.0 - level) / 2.0;
    Some([end(tail)?, end(1.0 - tail)?])
}

/// A sixth of the skewness of `l_i = mean - t_i`, where `t_i` is the figure without part i:
/// `sum l^3 / (6 (sum l^2)^1.5)`, 0 where no part makes a difference.
fn acceleration(without: &[f64]) -> f64 {
    let Some(first) = without.first() else { return 0.0 };
    let beyond: Vec<f64> = without.iter().map(|t| t - first).collect();
    let mean = beyond.iter().sum::<f64>() / beyond.len() as f64;
    let moved: Vec<f64> = beyond.iter().map(|t| mean - t).collect();
    let largest = moved.iter().fold(0.0_f64, |largest, l| largest.max(l.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    let in_units = moved.iter().map(|l| l / largest);
    let squares: f64 = in_units.clone().map(|l| l * l).sum();
    let cubes: f64 = in_units.map(|l| l * l * l).sum();
    cubes / (6.0 * squares * squares.sqrt())
}

/// Replicate number `(R + 1) share`, counted from 1; between two of them in proportion to normal quantiles. None beyond the
/// first and the last.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    const ROUNDING: f64 = 1e-9;
    let parts = (sorted.len() + 1) as f64;
    let (number, whole) = (share * parts, (share * parts).round());
    let number = if (number - whole).abs() <= ROUNDING * whole { whole } else { number };
    let k = number.floor();
    // A NaN, of no replicates, is in no range.
    if !(k >= 1.0 && number <= sorted.len() as f64) {
        return None;
    }
    let at = sorted[k as usize - 1];
    let Some(next) = sorted.get(k as usize).filter(|_| number > k) else { return Some(at) };
    let [low, here, high] = [k / parts, share, (k + 1.0) / parts].map(normal_quantile);
    Some(at + (here - low) / (high - low) * (next - at))
}

/// `Phi(z)`.
fn normal_share(z: f64) -> f64 {
    pxfm::f_erfc(-z / SQRT_2) / 2.0
}

/// The z with `Phi(z) = share`.
fn normal_quantile(share: f64) -> f64 {
    -SQRT_2 * pxfm::f_erfcinv(2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_need_nothing_between_them() {
        let sorted: Vec<f64> = (1..=19).map(f64::from).collect();
        assert_eq!(percentile(&sorted, 0.9), Some([1.0, 19.0]));
        assert_eq!(percentile(&sorted, 0.5), Some([5.0, 15.0]));
        assert_eq!(percentile(&sorted, 0.95), None, "none is that far out");
        assert_eq!(percentile(&[], 0.9), None);
    }

    #[test]
    fn normal_replicates_are_interpolated_exactly() {
        let shares = (1..=9).map(|k| f64::from(k) / 10.0);
        let sorted: Vec<f64> = shares.map(normal_quantile).collect();
        for share in [0.13, 0.5, 0.777] {
            let found = quantile(&sorted, share).unwrap();
            assert!((found - normal_quantile(share)).abs() < 1e-14, "{share}: {found}");
        }
    }

    #[test]
    fn without_bias_and_skewness_nothing_is_moved() {
        let sorted: Vec<f64> = (1..=199).map(f64::from).collect();
        let moved = bias_corrected(100.0, &sorted, &[-1.0, 0.0, 1.0], 0.9).unwrap();
        let plain = percentile(&sorted, 0.9).unwrap();
        assert!(moved.iter().zip(plain).all(|(a, b)| (a - b).abs() < 1e-9), "{moved:?}");
        // Ties with the figure count half: most replicates may be equal to it.
        let mut tied = vec![5.0; 199];
        tied[0] = 4.0;
        tied[198] = 6.0;
        assert_eq!(bias_corrected(5.0, &tied, &[1.0, 1.0], 0.9), Some([5.0, 5.0]));
    }

    #[test]
    fn a_figure_beyond_its_replicates_has_no_interval() {
        let sorted: Vec<f64> = (1..=199).map(f64::from).collect();
        assert_eq!(bias_corrected(0.0, &sorted, &[1.0, 2.0], 0.9), None);
        assert_eq!(bias_corrected(200.0, &sorted, &[1.0, 2.0], 0.9), None);
    }

    #[test]
    fn acceleration_knows_no_unit() {
        let without = [0.3, 0.7, -0.2, 1.9];
        for scale in [1e-200, 1.0, 1e200] {
            let scaled = without.map(|t| t * scale);
            assert!((acceleration(&scaled) - acceleration(&without)).abs() < 1e-15, "{scale}");
        }
        // l = (1, 1, -2): -6 / (6 * 6^1.5)
        assert!((acceleration(&[0.0, 0.0, 3.0]) + 1.0 / (6.0 * 6.0_f64.sqrt())).abs() < 1e-15);
    }
}
