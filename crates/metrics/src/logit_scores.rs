//! The log loss from logits, where probabilities may round to 0 and 1.

use pxfm::{f_exp, f_log1p};

use crate::Error;
use crate::error::{check_classes, check_finite, check_lengths};
use crate::weights::{check_weights, mean_of};

/// The mean log loss of two classes in nats, from logits: of `ln(1 + e^-z)` for positives and `ln(1 + e^z)`
/// for negatives.
///
/// It is the [`log_loss`](crate::log_loss) of the probabilities `1 / (1 + e^-z)`, and finite also where these round
/// to 0 or 1. Labels flipped and logits negated, it is the same.
///
/// # Errors
/// [`Error::NoSamples`], [`Error::Length`], [`Error::Weight`]; [`Error::Score`] for a logit that is not
/// finite.
///
/// # Source
/// Bishop, *Pattern Recognition and Machine Learning*, eq. 4.90.
///
/// ```
/// assert_eq!(metrics::log_loss_from_logits(&[true], &[-800.0], None)?, 800.0);
/// assert_eq!(metrics::log_loss_from_logits(&[true, false], &[0.0, 0.0], None)?, std::f64::consts::LN_2);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn log_loss_from_logits(
    actual: &[bool],
    logits: &[f64],
    weights: Option<&[f64]>,
) -> Result<f64, Error> {
    check_lengths(actual.len(), logits.len())?;
    check_finite(logits)?;
    check_weights(weights, actual.len())?;
    Ok(mean_of(actual.len(), weights, |i| softplus(if actual[i] { -logits[i] } else { logits[i] })))
}

/// The mean log loss of several classes in nats, from logits: of `ln(sum_k e^z_k) - z_y` over samples, where
/// `by_class[k]` has the logits of class k and y is the class of the sample.
///
/// With m the class of the largest logit of a sample, it is taken as
/// `ln(1 + sum_(k != m) e^(z_k - z_m)) + (z_m - z_y)`, which neither overflows nor loses small losses.
///
/// # Errors
/// As [`log_loss_from_logits`]; [`Error::Class`] for a class without logits.
///
/// # Source
/// Blanchard, Higham and Higham, *Accurately computing the log-sum-exp and softmax functions*, IMA Journal of
/// Numerical Analysis 41 (2021).
///
/// ```
/// let by_class = [vec![0.0], vec![800.0], vec![0.0]];
/// assert_eq!(metrics::log_loss_of_classes_from_logits(&[0], &by_class, None)?, 800.0);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn log_loss_of_classes_from_logits(
    actual: &[usize],
    by_class: &[Vec<f64>],
    weights: Option<&[f64]>,
) -> Result<f64, Error> {
    let classes = by_class.len();
    for logits in by_class {
        check_lengths(actual.len(), logits.len())?;
        check_finite(logits)?;
    }
    check_classes(actual, classes)?;
    check_weights(weights, actual.len())?;
    let loss = |i: usize| {
        let logit = |class: usize| by_class[class][i];
        let top = (1..classes).fold(0, |top, k| if logit(k) > logit(top) { k } else { top });
        let others = (0..classes).filter(|k| *k != top);
        let sum: f64 = others.map(|k| exp_of_negative(logit(k) - logit(top))).sum();
        f_log1p(sum) + (logit(top) - logit(actual[i]))
    };
    Ok(mean_of(actual.len(), weights, loss))
}

/// `ln(1 + e^t)`, as `max(t, 0) + ln(1 + e^-|t|)`.
fn softplus(t: f64) -> f64 {
    t.max(0.0) + f_log1p(exp_of_negative(-t.abs()))
}

/// `e^t` for `t <= 0`; 0 where it would be subnormal, which no loss beside it can feel.
fn exp_of_negative(t: f64) -> f64 {
    const NORMAL: f64 = -708.0;
    if t < NORMAL { 0.0 } else { f_exp(t) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ranking, log_loss, log_loss_of_classes};

    /// Numbers in [-1, 1) that look random.
    fn scattered(n: usize, seed: u64) -> Vec<f64> {
        let mut state = seed;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
        };
        (0..n).map(|_| next()).collect()
    }

    #[test]
    fn small_losses_keep_their_digits() {
        // ln(1 + e^-40), beyond what 1 - p can hold.
        let loss = log_loss_from_logits(&[true], &[40.0], None).unwrap();
        assert!((loss / 4.248_354_255_291_589e-18 - 1.0).abs() < 1e-15, "{loss:e}");
        let by_class = [vec![40.0], vec![0.0]];
        assert_eq!(log_loss_of_classes_from_logits(&[0], &by_class, None), Ok(loss));
    }

    #[test]
    fn mirror_images_score_alike() {
        for (seed, scale) in [(1, 3.0), (2, 50.0), (3, 1000.0)] {
            let z: Vec<f64> = scattered(200, seed).iter().map(|z| z * scale).collect();
            let y: Vec<bool> = scattered(200, seed + 9).iter().map(|u| *u > 0.2).collect();
            let weights: Vec<f64> = (0..200).map(|i| f64::from(i % 4)).collect();
            let flipped: Vec<bool> = y.iter().map(|y| !y).collect();
            let negated: Vec<f64> = z.iter().map(|z| -z).collect();
            for weights in [None, Some(&weights[..])] {
                let loss = log_loss_from_logits(&y, &z, weights).unwrap();
                assert_eq!(log_loss_from_logits(&flipped, &negated, weights), Ok(loss));
                let auc =
                    |y: &[bool], z: &[f64]| Ranking::new(y, z, weights).unwrap().roc_auc().unwrap();
                assert!((auc(&y, &z) - auc(&flipped, &negated)).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn tame_logits_score_as_their_probabilities() {
        let z = scattered(300, 4).iter().map(|z| z * 6.0).collect::<Vec<f64>>();
        let y: Vec<bool> = scattered(300, 5).iter().map(|u| *u > 0.0).collect();
        let weights: Vec<f64> = scattered(300, 6).iter().map(|u| u + 1.0).collect();
        let p: Vec<f64> = z.iter().map(|z| 1.0 / (1.0 + f_exp(-z))).collect();
        for weights in [None, Some(&weights[..])] {
            let loss = log_loss_from_logits(&y, &z, weights).unwrap();
            assert!((loss - log_loss(&y, &p, weights).unwrap()).abs() < 1e-13);
        }
    }

    #[test]
    fn several_classes_score_as_their_probabilities_and_two_as_one_logit() {
        let by_class: Vec<Vec<f64>> =
            (0..3).map(|k| scattered(90, k).iter().map(|z| 5.0 * z).collect()).collect();
        let actual: Vec<usize> = (0..90).map(|i| i * i % 3).collect();
        let weights: Vec<f64> = (0..90).map(|i| f64::from(i % 5)).collect();
        let mut p = by_class.clone();
        for i in 0..90 {
            let sum: f64 = (0..3).map(|k| f_exp(by_class[k][i])).sum();
            (0..3).for_each(|k| p[k][i] = f_exp(by_class[k][i]) / sum);
        }
        for weights in [None, Some(&weights[..])] {
            let loss = log_loss_of_classes_from_logits(&actual, &by_class, weights).unwrap();
            assert!((loss - log_loss_of_classes(&actual, &p, weights).unwrap()).abs() < 1e-13);
        }
        let (zeros, y): (Vec<f64>, Vec<bool>) = (0..90).map(|i| (0.0, i % 3 == 1)).unzip();
        let two = [zeros, by_class[1].clone()];
        let classes: Vec<usize> = y.iter().map(|y| usize::from(*y)).collect();
        let one = log_loss_from_logits(&y, &two[1], None).unwrap();
        let found = log_loss_of_classes_from_logits(&classes, &two, None).unwrap();
        assert!((found - one).abs() < 1e-15);
    }

    #[test]
    fn extreme_logits_cost_what_they_are_far_off() {
        let of = |y: bool, z: f64| log_loss_from_logits(&[y], &[z], None).unwrap();
        assert_eq!([of(true, 800.0), of(false, -800.0)], [0.0, 0.0]);
        assert_eq!([of(true, -800.0), of(false, 800.0)], [800.0, 800.0]);
        assert_eq!(of(false, 1e300), 1e300);
        let of = |class: usize, z: [f64; 3]| {
            log_loss_of_classes_from_logits(&[class], &z.map(|z| vec![z]), None).unwrap()
        };
        assert_eq!(of(0, [800.0, -800.0, 0.0]), 0.0);
        assert_eq!(of(1, [800.0, -800.0, 0.0]), 1600.0);
        assert!((of(0, [1e9; 3]) - f_log1p(2.0)).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_logit_is_refused() {
        for z in [f64::NAN, f64::INFINITY] {
            assert!(matches!(log_loss_from_logits(&[true], &[z], None), Err(Error::Score { .. })));
            let by_class = [vec![z], vec![0.0]];
            let found = log_loss_of_classes_from_logits(&[1], &by_class, None);
            assert!(matches!(found, Err(Error::Score { .. })));
        }
        assert_eq!(log_loss_from_logits(&[], &[], None), Err(Error::NoSamples));
        assert!(log_loss_from_logits(&[true], &[0.0], Some(&[-1.0])).is_err());
        let too_few = log_loss_of_classes_from_logits(&[2], &[vec![0.0], vec![0.0]], None);
        assert!(matches!(too_few, Err(Error::Class { .. })));
        assert!(log_loss_of_classes_from_logits(&[0], &[], None).is_err());
    }
}
