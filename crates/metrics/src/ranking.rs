use rayon::prelude::*;

use crate::Error;
use crate::chunks::first_bad;
use crate::error::check_lengths;
use crate::weights::{are_counts, check_weights, weight};

/// What each threshold would find, from the highest score to the lowest: all that the curves and areas
/// of a binary classifier depend on.
///
/// Scores may be probabilities, logits, or anything that is higher for what looks more positive. Equal
/// scores are one point: no threshold can tell them apart.
///
/// # Source
/// Fawcett, *An introduction to ROC analysis*, Pattern Recognition Letters 27 (2006).
///
/// ```
/// let ranking = metrics::Ranking::new(&[true, false, true, false], &[0.9, 0.8, 0.7, 0.1], None)?;
/// assert_eq!(ranking.roc_auc(), Some(0.75)); // 3 of the 4 pairs are in order
/// # Ok::<(), metrics::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    points: Vec<RankingPoint>,
    /// Whether each weight is a number of samples.
    of_counts: bool,
}

/// The samples with a score of at least `threshold`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankingPoint {
    /// A score that occurs.
    pub threshold: f64,
    /// The weight of the positives among them.
    pub true_positives: f64,
    /// The weight of the negatives among them.
    pub false_positives: f64,
}

impl Ranking {
    /// Sorts the samples by score.
    ///
    /// # Errors
    /// [`Error::NoSamples`], [`Error::Length`], [`Error::Score`], [`Error::Weight`].
    pub fn new(actual: &[bool], scores: &[f64], weights: Option<&[f64]>) -> Result<Self, Error> {
        check_lengths(actual.len(), scores.len())?;
        let order = sorted(scores, weights)?;
        let points = points(&order, actual, weights).collect();
        Ok(Self { points, of_counts: are_counts(weights) })
    }

    /// How many samples score at least `threshold`: true and false positives, as weights.
    ///
    /// ```
    /// let ranking = metrics::Ranking::new(&[false, true, true], &[0.2, 0.4, 0.9], None)?;
    /// let at = ranking.at(0.4);
    /// assert_eq!((at.true_positives, at.false_positives), (2.0, 0.0));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn at(&self, threshold: f64) -> RankingPoint {
        let above = self.points.partition_point(|point| point.threshold >= threshold);
        let none = RankingPoint { threshold, true_positives: 0.0, false_positives: 0.0 };
        above.checked_sub(1).map_or(none, |last| RankingPoint { threshold, ..self.points[last] })
    }

    /// The points, highest threshold first; the last has all samples.
    #[must_use]
    pub fn points(&self) -> &[RankingPoint] {
        &self.points
    }

    /// The weight of all positives and of all negatives.
    fn totals(&self) -> (f64, f64) {
        self.points.last().map_or((0.0, 0.0), |last| (last.true_positives, last.false_positives))
    }

    /// The ROC curve: false-positive rate and recall, from (0, 0) to (1, 1); none with one class only.
    #[must_use]
    pub fn roc_curve(&self) -> Option<Vec<[f64; 2]>> {
        let (positives, negatives) = self.totals();
        (positives > 0.0 && negatives > 0.0).then(|| {
            let rates =
                |p: &RankingPoint| [p.false_positives / negatives, p.true_positives / positives];
            std::iter::once([0.0, 0.0]).chain(self.points.iter().map(rates)).collect()
        })
    }

    /// The area under the ROC curve, which is the probability that a positive scores higher than a
    /// negative, a tie counting one half; none with one class only.
    ///
    /// # Source
    /// Hanley and McNeil, *The meaning and use of the area under a receiver operating characteristic
    /// curve*, Radiology 143 (1982).
    #[must_use]
    pub fn roc_auc(&self) -> Option<f64> {
        roc_auc(self.points.iter().copied(), self.totals())
    }

    /// How much that area varies between samples of the same kind: its variance, by DeLong's method. None with fewer
    /// than two samples of a class, and for weights that are no counts, because then it is unknown how many there
    /// are.
    ///
    /// With `a` a positive's share of the negatives that score lower (a tie counting one half), and `b` a negative's
    /// share of the positives that score higher, it is `var a / positives + var b / negatives`.
    ///
    /// # Source
    /// DeLong, DeLong and Clarke-Pearson, *Comparing the areas under two or more correlated receiver operating
    /// characteristic curves*, Biometrics 44 (1988); in one pass over sorted scores as in Sun and Xu, *Fast
    /// implementation of DeLong's algorithm*, IEEE Signal Processing Letters 21 (2014).
    ///
    /// ```
    /// let ranking = metrics::Ranking::new(&[true, false, true, false], &[0.9, 0.8, 0.7, 0.1], None)?;
    /// // a is 1 and 1/2, b is 1/2 and 1
    /// assert_eq!(ranking.roc_auc_variance(), Some(0.125 / 2.0 + 0.125 / 2.0));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn roc_auc_variance(&self) -> Option<f64> {
        variance_of_roc_auc(|| self.points.iter().copied(), self.totals())
            .filter(|_| self.of_counts)
    }

    /// Recall and precision at each threshold, highest first; none without positives.
    #[must_use]
    pub fn precision_recall_curve(&self) -> Option<Vec<[f64; 2]>> {
        let (positives, _) = self.totals();
        (positives > 0.0).then(|| {
            let rates = |p: &RankingPoint| {
                let called = p.true_positives + p.false_positives;
                [p.true_positives / positives, p.true_positives / called]
            };
            self.points.iter().map(rates).collect()
        })
    }

    /// Average precision, `sum_k (R_k - R_(k-1)) P_k`: the area under the steps of the precision-recall
    /// curve, without interpolation; none without positives.
    #[must_use]
    pub fn average_precision(&self) -> Option<f64> {
        average_precision(self.points.iter().copied(), self.totals())
    }
}

/// The areas under the curves of a [`Ranking`], of which no more is kept than the samples in their order.
///
/// ```
/// let areas = metrics::RankingAreas::new(&[true, false, true], &[0.9, 0.8, 0.7], None)?;
/// assert_eq!(areas.roc_auc, Some(0.5));
/// # Ok::<(), metrics::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankingAreas {
    /// As [`Ranking::roc_auc`].
    pub roc_auc: Option<f64>,
    /// As [`Ranking::roc_auc_variance`].
    pub roc_auc_variance: Option<f64>,
    /// As [`Ranking::average_precision`].
    pub average_precision: Option<f64>,
}

impl RankingAreas {
    /// Sorts the samples by score.
    ///
    /// # Errors
    /// As [`Ranking::new`].
    pub fn new(actual: &[bool], scores: &[f64], weights: Option<&[f64]>) -> Result<Self, Error> {
        check_lengths(actual.len(), scores.len())?;
        Ok(Self::of_order(&sorted(scores, weights)?, actual, weights))
    }

    pub(crate) fn of_order(
        order: &[(f64, usize)],
        actual: &[bool],
        weights: Option<&[f64]>,
    ) -> Self {
        let points = || points(order, actual, weights);
        let totals = points().last().map_or((0.0, 0.0), |p| (p.true_positives, p.false_positives));
        let variance = variance_of_roc_auc(points, totals);
        Self {
            roc_auc: roc_auc(points(), totals),
            roc_auc_variance: variance.filter(|_| are_counts(weights)),
            average_precision: average_precision(points(), totals),
        }
    }
}

/// The scores with the numbers of their samples, highest first.
pub(crate) fn sorted(scores: &[f64], weights: Option<&[f64]>) -> Result<Vec<(f64, usize)>, Error> {
    check_weights(weights, scores.len())?;
    if let Some((sample, value)) = first_bad(scores, |score| score.is_nan()) {
        return Err(Error::Score { sample, value });
    }
    let mut order: Vec<(f64, usize)> = scores.iter().copied().zip(0..).collect();
    order.par_sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok(order)
}

/// A point for each score that a sample with a weight has.
fn points<'a>(
    order: &'a [(f64, usize)],
    actual: &'a [bool],
    weights: Option<&'a [f64]>,
) -> impl Iterator<Item = RankingPoint> + 'a {
    let (mut true_positives, mut false_positives) = (0.0, 0.0);
    let counting = order.iter().filter(move |(_, i)| weight(weights, *i) > 0.0);
    let mut counting = counting.peekable();
    std::iter::from_fn(move || {
        let (mut threshold, first) = *counting.next()?;
        let mut add = |i: usize| {
            let sum = if actual[i] { &mut true_positives } else { &mut false_positives };
            *sum += weight(weights, i);
        };
        add(first);
        while let Some((score, i)) = counting.next_if(|(score, _)| *score == threshold) {
            threshold = *score;
            add(*i);
        }
        Some(RankingPoint { threshold, true_positives, false_positives })
    })
}

fn roc_auc(points: impl Iterator<Item = RankingPoint>, totals: (f64, f64)) -> Option<f64> {
    let (positives, negatives) = totals;
    let (mut pairs, mut before) = (0.0, (0.0, 0.0));
    for p in points {
        pairs += (p.false_positives - before.1) * (p.true_positives + before.0) / 2.0;
        before = (p.true_positives, p.false_positives);
    }
    (positives > 0.0 && negatives > 0.0).then(|| pairs / (positives * negatives))
}

/// `points` gives them from the start, each time it is called.
fn variance_of_roc_auc<P: Iterator<Item = RankingPoint>>(
    points: impl Fn() -> P,
    totals: (f64, f64),
) -> Option<f64> {
    let (positives, negatives) = totals;
    let area = roc_auc(points(), totals).filter(|_| positives >= 2.0 && negatives >= 2.0)?;
    let (mut of_positives, mut of_negatives, mut before) = (0.0, 0.0, (0.0, 0.0));
    for p in points() {
        let here = (p.true_positives - before.0, p.false_positives - before.1);
        let lower = (negatives - p.false_positives + here.1 / 2.0) / negatives - area;
        let higher = (before.0 + here.0 / 2.0) / positives - area;
        of_positives += here.0 * lower * lower;
        of_negatives += here.1 * higher * higher;
        before = (p.true_positives, p.false_positives);
    }
    let of = |squares: f64, samples: f64| squares / (samples - 1.0) / samples;
    Some(of(of_positives, positives) + of(of_negatives, negatives))
}

fn average_precision(
    points: impl Iterator<Item = RankingPoint>,
    (positives, _): (f64, f64),
) -> Option<f64> {
    let mut before = 0.0;
    let steps = points.map(|p| {
        let (recall, called) = (p.true_positives / positives, p.true_positives + p.false_positives);
        let step = recall - before;
        before = recall;
        step * (p.true_positives / called)
    });
    (positives > 0.0).then(|| steps.sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_are_one_point_and_count_half() {
        let ranking = Ranking::new(&[true, false, true, false], &[0.5; 4], None).unwrap();
        assert_eq!(ranking.points().len(), 1);
        assert_eq!((ranking.roc_auc(), ranking.average_precision()), (Some(0.5), Some(0.5)));
        assert_eq!(ranking.roc_curve().unwrap(), [[0.0, 0.0], [1.0, 1.0]]);
    }

    /// Thresholds 0.9, 0.8, 0.5 and 0.1 call 1, 2, 4 and 5 samples positive; 1, 1, 2 and 3 of them are.
    #[test]
    fn curves_by_hand() {
        let actual = [true, false, true, false, true];
        let ranking = Ranking::new(&actual, &[0.9, 0.8, 0.5, 0.5, 0.1], None).unwrap();
        let third = 1.0 / 3.0;
        let curve = [[third, 1.0], [third, 0.5], [2.0 * third, 0.5], [1.0, 0.6]];
        assert_eq!(ranking.precision_recall_curve().unwrap(), curve);
        let curve = [[0.0, 0.0], [0.0, third], [0.5, third], [1.0, 2.0 * third], [1.0, 1.0]];
        assert_eq!(ranking.roc_curve().unwrap(), curve);
    }

    #[test]
    fn areas_are_those_of_the_curves() {
        for n in [1, 2, 3, 50, 1000] {
            let actual: Vec<bool> = (0..n).map(|i| (i * 7) % 5 < 2).collect();
            let scores: Vec<f64> = (0..n).map(|i| ((i * 37) % 101) as f64 / 8.0).collect();
            let weights: Vec<f64> = (0..n).map(|i| ((i + 1) % 4) as f64 / 3.0).collect();
            for weights in [None, Some(weights.as_slice())] {
                let ranking = Ranking::new(&actual, &scores, weights).unwrap();
                let areas = RankingAreas::new(&actual, &scores, weights).unwrap();
                assert_eq!(areas.roc_auc, ranking.roc_auc());
                assert_eq!(areas.average_precision, ranking.average_precision());
                assert_eq!(areas.roc_auc_variance, ranking.roc_auc_variance());
            }
        }
    }

    /// Every positive with every negative: the definition, in a double loop.
    #[test]
    fn the_variance_is_that_of_all_pairs() {
        for n in [4, 5, 30, 200] {
            let actual: Vec<bool> = (0..n).map(|i| (i * 7) % 5 < 2).collect();
            let scores: Vec<f64> = (0..n).map(|i| ((i * 37) % 11) as f64 / 8.0).collect();
            let of = |class: bool| -> Vec<f64> {
                (0..n).filter(|i| actual[*i] == class).map(|i| scores[i]).collect()
            };
            let (positives, negatives) = (of(true), of(false));
            let wins = |a: f64, b: f64| if a > b { 1.0 } else { f64::from(u8::from(a == b)) / 2.0 };
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
            let part = |ours: &[f64], wins: &dyn Fn(f64) -> f64| {
                let shares: Vec<f64> = ours.iter().map(|score| wins(*score)).collect();
                let off = |share: &f64| share - mean(&shares);
                let squares = shares.iter().map(|share| off(share) * off(share)).sum::<f64>();
                squares / (ours.len() as f64 - 1.0) / ours.len() as f64
            };
            let lower = |a: f64| mean(&negatives.iter().map(|b| wins(a, *b)).collect::<Vec<_>>());
            let higher = |b: f64| mean(&positives.iter().map(|a| wins(*a, b)).collect::<Vec<_>>());
            let expected = part(&positives, &lower) + part(&negatives, &higher);
            let found = Ranking::new(&actual, &scores, None).unwrap().roc_auc_variance().unwrap();
            assert!((found - expected).abs() < 1e-15, "{n}: {found} {expected}");
            let flipped: Vec<bool> = actual.iter().map(|y| !y).collect();
            let negated: Vec<f64> = scores.iter().map(|score| -score).collect();
            let mirrored = Ranking::new(&flipped, &negated, None).unwrap().roc_auc_variance();
            assert!((mirrored.unwrap() - found).abs() < 1e-15);
            let cubes: Vec<f64> = scores.iter().map(|score| score * score * score).collect();
            let bent = Ranking::new(&actual, &cubes, None).unwrap().roc_auc_variance();
            assert_eq!(bent, Some(found)); // only the order matters
        }
    }

    #[test]
    fn one_sample_of_a_class_says_nothing_of_its_variance() {
        let of = |weights: Option<&[f64]>| {
            Ranking::new(&[true, false, true], &[0.3, 0.2, 0.1], weights)
                .unwrap()
                .roc_auc_variance()
        };
        assert_eq!(of(None), None);
        assert!(of(Some(&[1.0, 2.0, 1.0])).is_some());
        assert_eq!(of(Some(&[1.5, 2.0, 1.5])), None);
        let perfect = Ranking::new(&[true, true, false, false], &[4.0, 3.0, 2.0, 1.0], None);
        assert_eq!(perfect.unwrap().roc_auc_variance(), Some(0.0));
    }

    #[test]
    fn a_weight_is_a_repeated_sample() {
        let (actual, scores) = ([true, false, true, false, true], [2.0, 1.5, -1.0, -1.0, 0.3]);
        let weighted = Ranking::new(&actual, &scores, Some(&[1.0, 2.0, 3.0, 1.0, 0.0])).unwrap();
        let rows = [0, 1, 1, 2, 2, 2, 3];
        let repeated =
            Ranking::new(&rows.map(|i| actual[i]), &rows.map(|i| scores[i]), None).unwrap();
        assert_eq!(weighted, repeated);
    }

    #[test]
    fn one_class_has_no_curve_and_nan_no_rank() {
        let ranking = Ranking::new(&[true, true], &[0.1, 0.2], None).unwrap();
        assert_eq!((ranking.roc_auc(), ranking.roc_curve()), (None, None));
        assert_eq!(ranking.average_precision(), Some(1.0));
        let none = Ranking::new(&[false], &[0.1], None).unwrap();
        assert_eq!(none.average_precision(), None);
        assert!(matches!(Ranking::new(&[true], &[f64::NAN], None), Err(Error::Score { .. })));
        assert!(Ranking::new(&[], &[], None).is_err());
        assert!(Ranking::new(&[true], &[0.5], Some(&[-1.0])).is_err());
        assert!(Ranking::new(&[true], &[0.5], Some(&[0.0])).is_err());
        assert!(Ranking::new(&[true], &[0.5], Some(&[1.0, 1.0])).is_err());
    }

    #[test]
    fn a_ranking_knows_the_table_of_every_threshold() {
        let actual = [true, false, true, false, false, true, false];
        let scores = [0.9, 0.8, 0.5, 0.5, 0.2, 0.1, 0.1];
        let ranking = Ranking::new(&actual, &scores, None).unwrap();
        for threshold in [0.0, 0.1, 0.15, 0.5, 0.500_001, 0.9, 0.95, 1.0] {
            let table = crate::confusion_at(&actual, &scores, None, threshold).unwrap();
            let at = ranking.at(threshold);
            assert_eq!(at.true_positives, table.true_positives, "{threshold}");
            assert_eq!(at.false_positives, table.false_positives, "{threshold}");
        }
    }
}
