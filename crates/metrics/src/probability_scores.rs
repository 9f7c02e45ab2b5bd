//! How good are probabilities, not just the labels they lead to?

use pxfm::f_log;
use serde::Serialize;

use crate::error::{check_classes, check_lengths, check_probabilities};
use crate::weights::{check_weights, mean_of};
use crate::{Error, Ranking};

/// The mean of `-ln p` for positives and `-ln (1 - p)` for negatives, in nats, from 0 to infinity. A
/// certainty that is wrong costs infinitely much.
///
/// # Errors
/// [`Error::NoSamples`], [`Error::Length`], [`Error::Probability`], [`Error::Weight`].
///
/// # Source
/// Good, *Rational decisions*, JRSS B 14 (1952).
///
/// ```
/// let loss = metrics::log_loss(&[true, false], &[0.5, 0.5], None)?;
/// assert_eq!(loss, std::f64::consts::LN_2);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn log_loss(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
) -> Result<f64, Error> {
    check(actual, probabilities, weights)?;
    let loss = |i: usize| {
        let p = if actual[i] { probabilities[i] } else { 1.0 - probabilities[i] };
        if p == 0.0 { f64::INFINITY } else { 0.0 - f_log(p) }
    };
    Ok(mean_of(actual.len(), weights, loss))
}

/// The mean of `-ln p_y` over samples of several classes, where `by_class[k]` has the probabilities of
/// class k and y is the class of the sample.
///
/// # Errors
/// As [`log_loss`]; [`Error::Class`] for a class without probabilities.
///
/// ```
/// let loss = metrics::log_loss_of_classes(&[1, 0], &[vec![0.5, 0.5], vec![0.5, 0.5]], None)?;
/// assert_eq!(loss, std::f64::consts::LN_2);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn log_loss_of_classes(
    actual: &[usize],
    by_class: &[Vec<f64>],
    weights: Option<&[f64]>,
) -> Result<f64, Error> {
    check_of_classes(actual, by_class, weights)?;
    let loss = |i: usize| match by_class[actual[i]][i] {
        0.0 => f64::INFINITY,
        p => 0.0 - f_log(p),
    };
    Ok(mean_of(actual.len(), weights, loss))
}

/// The Brier score, `mean (p - y)^2`: the mean squared difference of probability and truth, in [0, 1].
///
/// # Errors
/// As [`log_loss`].
///
/// # Source
/// Brier, *Verification of forecasts expressed in terms of probability*, Monthly Weather Review 78 (1950).
///
/// ```
/// let score = metrics::brier_score(&[true, false], &[0.5, 0.25], None)?;
/// assert_eq!(score, (0.25 + 0.0625) / 2.0);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn brier_score(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
) -> Result<f64, Error> {
    check(actual, probabilities, weights)?;
    let off = |i: usize| probabilities[i] - if actual[i] { 1.0 } else { 0.0 };
    Ok(mean_of(actual.len(), weights, |i| off(i) * off(i)))
}

/// The Brier score of several classes, `mean sum_k (p_k - y_k)^2`, where `y_k` is 1 for the class of the sample and 0
/// for others, in [0, 2]. (Of two classes it is twice the [`brier_score`] of either.)
///
/// # Errors
/// As [`log_loss_of_classes`].
///
/// # Source
/// As [`brier_score`].
///
/// ```
/// let by_class = [vec![0.5, 0.25], vec![0.25, 0.5], vec![0.25, 0.25]];
/// let score = metrics::brier_score_of_classes(&[0, 2], &by_class, None)?;
/// assert_eq!(score, ((0.25 + 0.0625 + 0.0625) + (0.0625 + 0.25 + 0.5625)) / 2.0);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn brier_score_of_classes(
    actual: &[usize],
    by_class: &[Vec<f64>],
    weights: Option<&[f64]>,
) -> Result<f64, Error> {
    check_of_classes(actual, by_class, weights)?;
    let off = |i: usize, k: usize| by_class[k][i] - if actual[i] == k { 1.0 } else { 0.0 };
    let squares = |i: usize| (0..by_class.len()).map(|k| off(i, k) * off(i, k)).sum();
    Ok(mean_of(actual.len(), weights, squares))
}

/// The ranked probability score of classes that have an order, `mean sum_k (P_k - Y_k)^2`, where `P_k` is the probability
/// of class k or a lower one and `Y_k` is 1 where the sample is of such a class, else 0: a miss by two classes costs more
/// than one by one. From 0 to the number of classes less 1. (Of two classes it is the [`brier_score`].)
///
/// # Errors
/// As [`log_loss_of_classes`].
///
/// # Source
/// Epstein, *A scoring system for probability forecasts of ranked categories*, Journal of Applied Meteorology 8 (1969).
///
/// ```
/// let by_class = [vec![0.5], vec![0.25], vec![0.25]];
/// let score = |actual| metrics::ranked_probability_score(&[actual], &by_class, None);
/// assert_eq!(score(0)?, 0.25 + 0.0625);
/// assert_eq!(score(2)?, 0.25 + 0.5625);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn ranked_probability_score(
    actual: &[usize],
    by_class: &[Vec<f64>],
    weights: Option<&[f64]>,
) -> Result<f64, Error> {
    check_of_classes(actual, by_class, weights)?;
    let squares = |i: usize| {
        let (mut off, mut sum) = (0.0, 0.0);
        for (k, of_class) in by_class[..by_class.len() - 1].iter().enumerate() {
            off += of_class[i] - if actual[i] == k { 1.0 } else { 0.0 };
            sum += off * off;
        }
        sum
    };
    Ok(mean_of(actual.len(), weights, squares))
}

/// The two parts that a Brier score is the sum of. Samples of exactly one probability are a group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BrierParts {
    /// `mean (p - rate_p)^2`, where `rate_p` is the share of positives among samples of probability p: 0
    /// when probabilities mean what they say.
    pub reliability: f64,
    /// `mean rate_p (1 - rate_p)`: what is left when they do; 0 when they tell the classes apart.
    pub refinement: f64,
}

/// Reliability and refinement, whose sum is the [`brier_score`].
///
/// # Errors
/// As [`log_loss`].
///
/// # Source
/// Murphy, *A new vector partition of the probability score*, Journal of Applied Meteorology 12 (1973).
///
/// ```
/// // Of those called 0.25, one in two is positive: badly calibrated.
/// let parts = metrics::brier_parts(&[true, false, true], &[0.25, 0.25, 1.0], None)?;
/// assert!((parts.reliability - 2.0 * 0.0625 / 3.0).abs() < 1e-15);
/// assert!((parts.refinement - 2.0 * 0.25 / 3.0).abs() < 1e-15);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn brier_parts(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
) -> Result<BrierParts, Error> {
    check(actual, probabilities, weights)?;
    let (mut reliability, mut refinement) = (0.0, 0.0);
    let mut before = [0.0; 2];
    for group in Ranking::new(actual, probabilities, weights)?.points() {
        let (p, until) = (group.threshold, [group.true_positives, group.false_positives]);
        let [positives, negatives] = [until[0] - before[0], until[1] - before[1]];
        let weight = positives + negatives;
        let rate = positives / weight;
        reliability += weight * (p - rate) * (p - rate);
        refinement += weight * rate * (1.0 - rate);
        before = until;
    }
    let total: f64 = before.iter().sum();
    Ok(BrierParts { reliability: reliability / total, refinement: refinement / total })
}

fn check(actual: &[bool], probabilities: &[f64], weights: Option<&[f64]>) -> Result<(), Error> {
    check_lengths(actual.len(), probabilities.len())?;
    check_probabilities(probabilities)?;
    check_weights(weights, actual.len())
}

fn check_of_classes(
    actual: &[usize],
    by_class: &[Vec<f64>],
    weights: Option<&[f64]>,
) -> Result<(), Error> {
    for probabilities in by_class {
        check_lengths(actual.len(), probabilities.len())?;
        check_probabilities(probabilities)?;
    }
    check_classes(actual, by_class.len())?;
    check_weights(weights, actual.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_certainty_costs_infinitely_much() {
        assert_eq!(log_loss(&[true], &[0.0], None), Ok(f64::INFINITY));
        assert_eq!(log_loss(&[false], &[0.0], None), Ok(0.0));
        assert_eq!(log_loss(&[true, true], &[0.0, 1.0], Some(&[0.0, 1.0])), Ok(0.0));
        assert_eq!(log_loss_of_classes(&[1], &[vec![1.0], vec![0.0]], None), Ok(f64::INFINITY));
    }

    #[test]
    fn the_parts_of_the_brier_score_make_it_up() {
        let p: Vec<f64> = (0..200).map(|i| f64::from((i * 37) % 11) / 10.0).collect();
        let y: Vec<bool> = (0..200).map(|i| (i * i) % 7 < 3).collect();
        let weights: Vec<f64> = (0..200).map(|i| f64::from(i % 5)).collect();
        for weights in [None, Some(&weights[..])] {
            let score = brier_score(&y, &p, weights).unwrap();
            let parts = brier_parts(&y, &p, weights).unwrap();
            assert!((score - parts.reliability - parts.refinement).abs() < 1e-15);
        }
    }

    #[test]
    fn two_classes_count_twice() {
        let (y, p) = ([true, false, true], [0.7, 0.4, 0.2]);
        let by_class = [p.map(|p| 1.0 - p).to_vec(), p.to_vec()];
        let both = brier_score_of_classes(&[1, 0, 1], &by_class, None).unwrap();
        assert!((both - 2.0 * brier_score(&y, &p, None).unwrap()).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        assert!(brier_score_of_classes(&[2], &[vec![1.0], vec![0.0]], None).is_err());
        assert!(brier_score_of_classes(&[0], &[vec![1.5], vec![0.0]], None).is_err());
        assert!(log_loss(&[true], &[1.5], None).is_err());
        assert!(brier_score(&[true], &[f64::NAN], None).is_err());
        assert!(brier_parts(&[true], &[-0.5], None).is_err());
        assert!(log_loss(&[true], &[0.5, 0.5], None).is_err());
        assert!(log_loss_of_classes(&[2], &[vec![1.0], vec![0.0]], None).is_err());
        assert!(log_loss_of_classes(&[], &[], None).is_err());
    }
}
