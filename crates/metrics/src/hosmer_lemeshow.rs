use serde::Serialize;

use crate::error::check_probabilities;
use crate::weights::{check_counts, serialize_count};
use crate::{Error, Ranking, RankingPoint};

/// Whether the positives of groups are as many as their probabilities say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HosmerLemeshow {
    /// `sum_g (O_g - E_g)^2 (1/E_g + 1/(n_g - E_g))` over the groups that vary, with the counts of [`RiskGroup`];
    /// infinite where one that cannot vary is not as expected.
    pub statistic: f64,
    /// From the lowest probabilities to the highest.
    pub groups: Vec<RiskGroup>,
}

/// The samples of similar probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RiskGroup {
    /// The lowest of their probabilities.
    pub low: f64,
    /// The highest.
    pub high: f64,
    /// `n_g`: how many there are.
    #[serde(serialize_with = "serialize_count")]
    pub count: f64,
    /// `O_g`: how many are positive.
    #[serde(serialize_with = "serialize_count")]
    pub positives: f64,
    /// `E_g`, the sum of their probabilities: how many were expected to be.
    pub expected_positives: f64,
    /// `n_g - E_g`, how many were expected to be negative.
    pub expected_negatives: f64,
}

impl RiskGroup {
    /// Its part of the statistic; none if all of its probabilities are 0, or all are 1.
    fn distance(&self) -> Option<f64> {
        let off = self.positives - self.expected_positives;
        let varies = self.expected_positives > 0.0 && self.expected_negatives > 0.0;
        varies.then(|| off * off / self.expected_positives + off * off / self.expected_negatives)
    }

    fn is_as_certain(&self) -> bool {
        self.positives == if self.expected_positives > 0.0 { self.count } else { 0.0 }
    }
}

impl HosmerLemeshow {
    /// How many groups vary: those whose probabilities are neither all 0 nor all 1.
    ///
    /// On samples that the model was not fitted to, this is how many degrees of freedom the statistic has, were the
    /// probabilities right; on those that it was fitted to, there are about two fewer.
    #[must_use]
    pub fn varying_groups(&self) -> usize {
        self.groups.iter().filter(|group| group.distance().is_some()).count()
    }
}

/// Compares positives and probabilities in about so many groups of equally many samples (the Hosmer-Lemeshow
/// statistic). Weights are counts.
///
/// Group g of G ends at the quantile of share `g/G`, of type 7 as in [`quantiles`](crate::quantiles), and includes it,
/// as in the R package ResourceSelection. Equal probabilities stay together and a quantile that is the lowest of them
/// ends no group, so that there may be fewer groups, and some larger than others. The statistic depends on the groups,
/// and with many samples it finds any deviation, however small; see [`calibration`](crate::calibration) for how large
/// deviations are.
///
/// # Errors
/// [`Error::NoSamples`], [`Error::Length`], [`Error::Probability`], [`Error::Weight`]; [`Error::NotCounts`] for a weight
/// that is no whole number; [`Error::NoBins`] for no group.
///
/// # Source
/// Hosmer and Lemeshow, *Goodness of fit tests for the multiple logistic regression model*, Communications in
/// Statistics A9 (1980).
///
/// ```
/// let (ill, p) = ([false, true, false, true], [0.25, 0.25, 0.5, 0.75]);
/// let found = metrics::hosmer_lemeshow(&ill, &p, None, 2)?;
/// assert_eq!(found.groups[0].high, 0.25);
/// assert_eq!((found.groups[0].positives, found.groups[0].expected_positives), (1.0, 0.5));
/// assert_eq!(found.statistic, (0.5 + 0.5 / 3.0) + (0.0625 / 1.25 + 0.0625 / 0.75));
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn hosmer_lemeshow(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
    groups: usize,
) -> Result<HosmerLemeshow, Error> {
    let ranking = Ranking::new(actual, probabilities, weights)?;
    check_probabilities(probabilities)?;
    check_counts(weights)?;
    if groups == 0 {
        return Err(Error::NoBins);
    }
    let groups = of_ranking(&ranking, groups);
    let distance = |group: &RiskGroup| match group.distance() {
        Some(distance) => distance,
        None if group.is_as_certain() => 0.0,
        None => f64::INFINITY,
    };
    Ok(HosmerLemeshow { statistic: groups.iter().map(distance).sum(), groups })
}

fn of_ranking(ranking: &Ranking, groups: usize) -> Vec<RiskGroup> {
    let points = ranking.points();
    let total = points.last().map_or(0.0, |last| last.true_positives + last.false_positives);
    let end = |group: f64| group * (total - 1.0) / groups as f64;
    let mut found: Vec<RiskGroup> = Vec::new();
    let (mut below, mut group) = (0.0, 1.0);
    for (k, point) in points.iter().enumerate().rev() {
        let above = if k == 0 { [0.0; 2] } else { counts(&points[k - 1]) };
        let [positives, negatives] = counts(point);
        let here = RiskGroup::of(point.threshold, positives - above[0], negatives - above[1]);
        let is_beyond = end(group) < below;
        if is_beyond {
            group = (below * groups as f64 / (total - 1.0)).ceil();
        }
        let ended_at_lowest = k + 2 == points.len() && end(group - 1.0) <= below - 1.0;
        match found.last_mut().filter(|_| !is_beyond || ended_at_lowest) {
            Some(last) => last.add(&here),
            None => found.push(here),
        }
        below += here.count;
    }
    found
}

fn counts(point: &RankingPoint) -> [f64; 2] {
    [point.true_positives, point.false_positives]
}

impl RiskGroup {
    /// Samples of one probability.
    fn of(p: f64, positives: f64, negatives: f64) -> Self {
        let count = positives + negatives;
        Self {
            low: p,
            high: p,
            count,
            positives,
            expected_positives: count * p,
            expected_negatives: count * (1.0 - p),
        }
    }

    fn add(&mut self, above: &Self) {
        self.high = above.high;
        self.count += above.count;
        self.positives += above.positives;
        self.expected_positives += above.expected_positives;
        self.expected_negatives += above.expected_negatives;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(p: &[f64], groups: usize) -> Vec<f64> {
        let found = hosmer_lemeshow(&vec![true; p.len()], p, None, groups).unwrap();
        found.groups.iter().map(|group| group.count).collect()
    }

    #[test]
    fn groups_are_equally_large_and_ties_stay_together() {
        let p: Vec<f64> = (0..20).map(|i| f64::from(i) / 20.0).collect();
        assert_eq!(sizes(&p, 10), [2.0; 10]);
        assert_eq!(sizes(&p, 3), [7.0, 6.0, 7.0]); // as cut(p, quantile(p, 0:3/3)) in R
        assert_eq!(sizes(&p[..1], 10), [1.0]);
        assert_eq!(sizes(&[0.5; 7], 10), [7.0]);
        assert_eq!(sizes(&[0.1, 0.2, 0.2, 0.2, 0.2, 0.3, 0.4], 3), [5.0, 2.0]);
        assert_eq!(sizes(&[0.1, 0.1, 0.1, 0.1, 0.2, 0.3], 3), [4.0, 2.0]); // the first ends at 0.133
        assert_eq!(sizes(&[0.1, 0.1, 0.1, 0.1, 0.2, 0.3, 0.4], 3), [5.0, 2.0]); // the first would at 0.1
        assert_eq!(sizes(&p, 1000), [1.0; 20]);
        assert_eq!(sizes(&p, usize::MAX), [1.0; 20]);
    }

    /// As R cuts: from the lowest probability over the quantiles, equal ones once, each interval with its upper end.
    #[test]
    fn groups_end_at_quantiles() {
        for n in [2, 9, 40, 200] {
            for step in [1, 3, 7] {
                let p: Vec<f64> = (0..n).map(|i| f64::from((i * i * step) % 23) / 64.0).collect();
                for groups in [1, 2, 4, 8] {
                    let shares: Vec<f64> = (0..=groups).map(|k| k as f64 / groups as f64).collect();
                    let mut ends = crate::quantiles(&p, None, &shares).unwrap();
                    ends.dedup();
                    let mut expected: Vec<f64> = ends
                        .windows(2)
                        .map(|of| p.iter().filter(|p| **p > of[0] && **p <= of[1]).count() as f64)
                        .collect();
                    expected[0] += p.iter().filter(|p| **p == ends[0]).count() as f64;
                    expected.retain(|size| *size > 0.0);
                    assert_eq!(sizes(&p, groups), expected, "{n} {step} {groups}");
                }
            }
        }
    }

    /// Within one group the statistic is the square of a standardised sum.
    #[test]
    fn one_group_by_hand() {
        let (y, p) = ([true, false, true, true], [0.2, 0.4, 0.6, 0.6]);
        let found = hosmer_lemeshow(&y, &p, None, 1).unwrap();
        let (off, n, mean) = (3.0 - 1.8, 4.0, 0.45);
        assert!((found.statistic - off * off / (n * mean * (1.0 - mean))).abs() < 1e-14);
        assert_eq!(found.varying_groups(), 1);
    }

    #[test]
    fn exchanged_classes_have_the_same_distance() {
        let p: Vec<f64> = (0..99).map(|i| f64::from((i * 37) % 97 + 1) / 99.0).collect();
        let y: Vec<bool> = (0..99).map(|i| (i * i) % 7 < 3).collect();
        let flipped: Vec<bool> = y.iter().map(|y| !y).collect();
        let others: Vec<f64> = p.iter().map(|p| 1.0 - p).collect();
        // (Several groups include their upper ends, and so would not be the same.)
        let one = hosmer_lemeshow(&y, &p, None, 1).unwrap().statistic;
        let other = hosmer_lemeshow(&flipped, &others, None, 1).unwrap().statistic;
        assert!((one - other).abs() < 1e-12 * one);
    }

    #[test]
    fn certain_groups_do_not_vary() {
        let p = [0.0, 0.0, 0.5, 0.5, 1.0, 1.0];
        let right = [false, false, true, true, true, true];
        let found = hosmer_lemeshow(&right, &p, None, 3).unwrap();
        assert_eq!((found.groups.len(), found.varying_groups()), (3, 1));
        assert_eq!(found.statistic, 2.0);
        let wrong = [true, false, true, true, true, true];
        assert_eq!(hosmer_lemeshow(&wrong, &p, None, 3).unwrap().statistic, f64::INFINITY);
        let wrong = [false, false, true, true, true, false];
        assert_eq!(hosmer_lemeshow(&wrong, &p, None, 3).unwrap().statistic, f64::INFINITY);
    }

    #[test]
    fn bad_input_is_refused_with_its_place() {
        let of = |p: f64, weight: f64, groups: usize| {
            hosmer_lemeshow(&[true, false], &[p, 0.5], Some(&[weight, 1.0]), groups)
        };
        assert!(matches!(of(1.5, 1.0, 2), Err(Error::Probability { sample: 0, .. })));
        assert_eq!(of(0.5, 1.5, 2), Err(Error::NotCounts { sample: 0, value: 1.5 }));
        assert_eq!(of(0.5, 1.0, 0), Err(Error::NoBins));
        assert_eq!(hosmer_lemeshow(&[], &[], None, 10), Err(Error::NoSamples));
    }
}
