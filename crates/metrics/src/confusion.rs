use crate::Error;
use crate::error::{check_lengths, check_probabilities, check_threshold};

/// The four things that can happen to a sample, counted. The rates that follow from them are
/// methods: [`accuracy`](Confusion::accuracy) and its kin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Positive, and called positive.
    pub true_positives: usize,
    /// Negative, but called positive: a false alarm.
    pub false_positives: usize,
    /// Negative, and called negative.
    pub true_negatives: usize,
    /// Positive, but called negative: a miss.
    pub false_negatives: usize,
}

impl Confusion {
    /// Counts one more sample: the only place that decides which cell it belongs to.
    pub(crate) fn add(&mut self, actual: bool, predicted: bool) {
        match (actual, predicted) {
            (true, true) => self.true_positives += 1,
            (false, true) => self.false_positives += 1,
            (false, false) => self.true_negatives += 1,
            (true, false) => self.false_negatives += 1,
        }
    }

    /// All samples.
    #[must_use]
    pub fn total(&self) -> usize {
        self.actual_positives() + self.actual_negatives()
    }

    /// Samples whose label is positive: `TP + FN`.
    #[must_use]
    pub fn actual_positives(&self) -> usize {
        self.true_positives + self.false_negatives
    }

    /// Samples whose label is negative: `TN + FP`.
    #[must_use]
    pub fn actual_negatives(&self) -> usize {
        self.true_negatives + self.false_positives
    }

    /// Samples called positive: `TP + FP`.
    #[must_use]
    pub fn predicted_positives(&self) -> usize {
        self.true_positives + self.false_positives
    }

    /// Samples called negative: `TN + FN`.
    #[must_use]
    pub fn predicted_negatives(&self) -> usize {
        self.true_negatives + self.false_negatives
    }

    /// Samples called what they are: `TP + TN`.
    #[must_use]
    pub fn correct(&self) -> usize {
        self.true_positives + self.true_negatives
    }

    /// Samples called what they are not: `FP + FN`.
    #[must_use]
    pub fn wrong(&self) -> usize {
        self.false_positives + self.false_negatives
    }
}

/// Counts predicted labels against true ones.
///
/// # Errors
/// [`Error::NoSamples`] or [`Error::Length`].
///
/// ```
/// let table = metrics::confusion(&[true, false, false], &[true, true, false])?;
/// assert_eq!((table.true_positives, table.false_positives, table.true_negatives), (1, 1, 1));
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn confusion(actual: &[bool], predicted: &[bool]) -> Result<Confusion, Error> {
    check_lengths(actual.len(), predicted.len())?;
    let mut table = Confusion::default();
    for (&actual, &predicted) in actual.iter().zip(predicted) {
        table.add(actual, predicted);
    }
    Ok(table)
}

/// Counts the labels that `probabilities` give at a threshold: positive when `p >= threshold`.
///
/// # Errors
/// As [`confusion`]; [`Error::Threshold`] and [`Error::Probability`] outside [0, 1].
///
/// ```
/// let table = metrics::confusion_at(&[true, false], &[0.5, 0.4], 0.5)?;
/// assert_eq!(table.correct(), 2);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn confusion_at(
    actual: &[bool],
    probabilities: &[f64],
    threshold: f64,
) -> Result<Confusion, Error> {
    check_lengths(actual.len(), probabilities.len())?;
    check_probabilities(probabilities)?;
    check_threshold(threshold)?;
    let mut table = Confusion::default();
    for (&actual, &probability) in actual.iter().zip(probabilities) {
        table.add(actual, probability >= threshold);
    }
    Ok(table)
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
        let table = confusion(&ACTUAL, &PREDICTED).unwrap();
        assert_eq!(table.true_positives, 1);
        assert_eq!(table.false_positives, 2);
        assert_eq!(table.true_negatives, 3);
        assert_eq!(table.false_negatives, 4);
        assert_eq!(table.actual_positives(), 5);
        assert_eq!(table.actual_negatives(), 5);
        assert_eq!(table.predicted_positives(), 3);
        assert_eq!(table.predicted_negatives(), 7);
        assert_eq!((table.correct(), table.wrong(), table.total()), (4, 6, 10));
    }

    #[test]
    fn the_threshold_itself_is_positive() {
        let at = |threshold| confusion_at(&[true, false], &[0.7, 0.7], threshold).unwrap();
        assert_eq!(at(0.7).predicted_positives(), 2);
        assert_eq!(at(0.7_f64.next_up()).predicted_positives(), 0);
        assert_eq!(at(0.0).predicted_positives(), 2);
        assert_eq!(at(1.0).predicted_positives(), 0);
    }

    #[test]
    fn bad_input_is_refused_with_its_place() {
        assert_eq!(confusion(&[], &[]), Err(Error::NoSamples));
        let error = confusion(&[true], &[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "1 true labels, but 0 predictions: there must be one for each sample"
        );
        for p in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            let error = confusion_at(&[true, false], &[0.5, p], 0.5).unwrap_err();
            assert!(error.to_string().starts_with("the probability of sample 1 is"));
            assert!(matches!(confusion_at(&[true], &[0.5], p), Err(Error::Threshold(_))));
        }
    }
}
