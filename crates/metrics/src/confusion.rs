use std::iter::Sum;
use std::ops::{AddAssign, Range};

use serde::Serialize;

use crate::Error;
use crate::chunks::in_chunks;
use crate::error::{check_lengths, check_probabilities, check_threshold};
use crate::weights::{check_weights, serialize_count, weight};

/// The four things that can happen to a sample, counted: without weights, and where weights are counts,
/// whole numbers. The rates that follow from them are methods: [`accuracy`](Confusion::accuracy) and
/// its kin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Confusion {
    /// Positive, and called positive.
    #[serde(serialize_with = "serialize_count")]
    pub true_positives: f64,
    /// Negative, but called positive: a false alarm.
    #[serde(serialize_with = "serialize_count")]
    pub false_positives: f64,
    /// Negative, and called negative.
    #[serde(serialize_with = "serialize_count")]
    pub true_negatives: f64,
    /// Positive, but called negative: a miss.
    #[serde(serialize_with = "serialize_count")]
    pub false_negatives: f64,
}

impl Confusion {
    /// Counts one more sample: the only place that decides which cell it belongs to.
    pub(crate) fn add(&mut self, actual: bool, predicted: bool, weight: f64) {
        match (actual, predicted) {
            (true, true) => self.true_positives += weight,
            (false, true) => self.false_positives += weight,
            (false, false) => self.true_negatives += weight,
            (true, false) => self.false_negatives += weight,
        }
    }

    /// All samples.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.actual_positives() + self.actual_negatives()
    }

    /// Samples whose label is positive: `TP + FN`.
    #[must_use]
    pub fn actual_positives(&self) -> f64 {
        self.true_positives + self.false_negatives
    }

    /// Samples whose label is negative: `TN + FP`.
    #[must_use]
    pub fn actual_negatives(&self) -> f64 {
        self.true_negatives + self.false_positives
    }

    /// Samples called positive: `TP + FP`.
    #[must_use]
    pub fn predicted_positives(&self) -> f64 {
        self.true_positives + self.false_positives
    }

    /// Samples called negative: `TN + FN`.
    #[must_use]
    pub fn predicted_negatives(&self) -> f64 {
        self.true_negatives + self.false_negatives
    }

    /// Samples called what they are: `TP + TN`.
    #[must_use]
    pub fn correct(&self) -> f64 {
        self.true_positives + self.true_negatives
    }

    /// Samples labelled wrongly: `FP + FN`.
    #[must_use]
    pub fn wrong(&self) -> f64 {
        self.false_positives + self.false_negatives
    }
}

impl AddAssign for Confusion {
    fn add_assign(&mut self, other: Self) {
        self.true_positives += other.true_positives;
        self.false_positives += other.false_positives;
        self.true_negatives += other.true_negatives;
        self.false_negatives += other.false_negatives;
    }
}

impl Sum for Confusion {
    fn sum<I: Iterator<Item = Self>>(tables: I) -> Self {
        tables.fold(Self::default(), |mut total, table| {
            total += table;
            total
        })
    }
}

/// Counts predicted labels against true ones; a sample counts as often as its weight says.
///
/// # Errors
/// [`Error::NoSamples`], [`Error::Length`] or [`Error::Weight`].
///
/// ```
/// let table = metrics::confusion(&[true, false, false], &[true, true, false], None)?;
/// assert_eq!((table.true_positives, table.false_positives, table.true_negatives), (1.0, 1.0, 1.0));
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn confusion(
    actual: &[bool],
    predicted: &[bool],
    weights: Option<&[f64]>,
) -> Result<Confusion, Error> {
    check_lengths(actual.len(), predicted.len())?;
    check_weights(weights, actual.len())?;
    let count = |rows: Range<usize>| {
        let mut table = Confusion::default();
        for i in rows {
            table.add(actual[i], predicted[i], weight(weights, i));
        }
        table
    };
    Ok(in_chunks(actual.len(), count).into_iter().sum())
}

/// Counts the labels that `probabilities` give at a threshold: positive when `p >= threshold`.
///
/// # Errors
/// As [`confusion`]; [`Error::Threshold`] and [`Error::Probability`] outside [0, 1].
///
/// ```
/// let table = metrics::confusion_at(&[true, false], &[0.5, 0.4], None, 0.5)?;
/// assert_eq!(table.correct(), 2.0);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn confusion_at(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
    threshold: f64,
) -> Result<Confusion, Error> {
    let tables = confusions_at(actual, probabilities, weights, &[threshold])?;
    Ok(tables.into_iter().sum())
}

/// One table for each threshold, in one pass over the samples.
pub(crate) fn confusions_at(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
    thresholds: &[f64],
) -> Result<Vec<Confusion>, Error> {
    check_lengths(actual.len(), probabilities.len())?;
    check_weights(weights, actual.len())?;
    thresholds.iter().try_for_each(|threshold| check_threshold(*threshold))?;
    let count = |rows: Range<usize>| {
        check_probabilities(&probabilities[rows.clone()]).ok()?;
        let at = |threshold: &f64| {
            let mut table = Confusion::default();
            for i in rows.clone() {
                table.add(actual[i], probabilities[i] >= *threshold, weight(weights, i));
            }
            table
        };
        Some(thresholds.iter().map(at).collect::<Vec<Confusion>>())
    };
    let mut totals = vec![Confusion::default(); thresholds.len()];
    for tables in in_chunks(actual.len(), count) {
        let Some(tables) = tables else {
            check_probabilities(probabilities)?; // now with the number of the sample
            break;
        };
        totals.iter_mut().zip(tables).for_each(|(total, table)| *total += table);
    }
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four cells, all different: 1 TP, 2 FP, 3 TN, 4 FN.
    const ACTUAL: [bool; 10] = [true, false, false, false, false, false, true, true, true, true];
    const PREDICTED: [bool; 10] =
        [true, true, true, false, false, false, false, false, false, false];

    #[test]
    fn each_sample_lands_in_its_cell() {
        let table = confusion(&ACTUAL, &PREDICTED, None).unwrap();
        assert_eq!(table.true_positives, 1.0);
        assert_eq!(table.false_positives, 2.0);
        assert_eq!(table.true_negatives, 3.0);
        assert_eq!(table.false_negatives, 4.0);
        assert_eq!(table.actual_positives(), 5.0);
        assert_eq!(table.actual_negatives(), 5.0);
        assert_eq!(table.predicted_positives(), 3.0);
        assert_eq!(table.predicted_negatives(), 7.0);
        assert_eq!((table.correct(), table.wrong(), table.total()), (4.0, 6.0, 10.0));
    }

    #[test]
    fn many_samples_are_counted_like_few() {
        let n = 100_003;
        let actual: Vec<bool> = (0..n).map(|i| i % 3 == 0).collect();
        let mut probabilities: Vec<f64> = (0..n).map(|i| f64::from(i % 101) / 100.0).collect();
        let table = confusion_at(&actual, &probabilities, None, 0.37).unwrap();
        let count = |label: bool, positive: bool| {
            (0..n).filter(|i| (i % 3 == 0) == label && (i % 101 >= 37) == positive).count() as f64
        };
        assert_eq!(table.true_positives, count(true, true));
        assert_eq!(table.false_positives, count(false, true));
        assert_eq!(table.false_negatives, count(true, false));
        assert_eq!(table.true_negatives, count(false, false));
        let predicted: Vec<bool> = probabilities.iter().map(|p| *p >= 0.37).collect();
        assert_eq!(confusion(&actual, &predicted, None).unwrap(), table);
        probabilities[70_001] = f64::NAN;
        let error = confusion_at(&actual, &probabilities, None, 0.37).unwrap_err();
        assert!(error.to_string().starts_with("the probability of sample 70001 is NaN"));
    }

    #[test]
    fn the_threshold_itself_is_positive() {
        let at = |threshold| confusion_at(&[true, false], &[0.7, 0.7], None, threshold).unwrap();
        assert_eq!(at(0.7).predicted_positives(), 2.0);
        assert_eq!(at(0.7_f64.next_up()).predicted_positives(), 0.0);
        assert_eq!(at(0.0).predicted_positives(), 2.0);
        assert_eq!(at(1.0).predicted_positives(), 0.0);
    }

    #[test]
    fn bad_input_is_refused_with_its_place() {
        assert_eq!(confusion(&[], &[], None), Err(Error::NoSamples));
        let error = confusion(&[true], &[], None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "1 true labels, but 0 predictions: there must be one for each sample"
        );
        for p in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            let error = confusion_at(&[true, false], &[0.5, p], None, 0.5).unwrap_err();
            assert!(error.to_string().starts_with("the probability of sample 1 is"));
            assert!(matches!(confusion_at(&[true], &[0.5], None, p), Err(Error::Threshold(_))));
        }
    }
}
