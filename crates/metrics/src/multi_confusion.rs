use serde::{Serialize, Serializer};

use crate::error::check_lengths;
use crate::weights::{Count, check_weights, weight};
use crate::{Confusion, Error};

/// The confusion table of several classes: how often class `actual` was called `predicted`.
///
/// ```
/// let table = metrics::MultiConfusion::new(&[0, 1, 2, 2], &[0, 2, 2, 2], None, 3)?;
/// assert_eq!(table.count(1, 2), 1.0);
/// assert_eq!(table.accuracy(), Some(0.75));
/// # Ok::<(), metrics::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MultiConfusion {
    /// `counts[actual][predicted]`.
    counts: Vec<Vec<f64>>,
}

impl Serialize for MultiConfusion {
    /// As `[actual][predicted]`.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let row = |row: &Vec<f64>| row.iter().copied().map(Count).collect::<Vec<Count>>();
        to.collect_seq(self.counts.iter().map(row))
    }
}

impl MultiConfusion {
    /// Counts predicted classes against true ones; classes are numbered from 0, and a sample counts as
    /// often as its weight says.
    ///
    /// # Errors
    /// [`Error::NoSamples`], [`Error::Length`], [`Error::Weight`], or [`Error::Class`] for a number beyond
    /// `classes`.
    pub fn new(
        actual: &[usize],
        predicted: &[usize],
        weights: Option<&[f64]>,
        classes: usize,
    ) -> Result<Self, Error> {
        check_lengths(actual.len(), predicted.len())?;
        check_weights(weights, actual.len())?;
        let mut counts = vec![vec![0.0; classes]; classes];
        for (sample, (&actual, &predicted)) in actual.iter().zip(predicted).enumerate() {
            let class = actual.max(predicted);
            if class >= classes {
                return Err(Error::Class { sample, class, classes });
            }
            counts[actual][predicted] += weight(weights, sample);
        }
        Ok(Self { counts })
    }

    /// From `counts[actual][predicted]`, counted elsewhere; a count that is not there is 0.
    ///
    /// ```
    /// let table = metrics::MultiConfusion::of_counts(vec![vec![3.0, 1.0], vec![0.0, 2.0]]);
    /// assert_eq!((table.correct(), table.total()), (5.0, 6.0));
    /// ```
    #[must_use]
    pub fn of_counts(mut counts: Vec<Vec<f64>>) -> Self {
        let classes = counts.len();
        counts.iter_mut().for_each(|row| row.resize(classes, 0.0));
        Self { counts }
    }

    /// Number of classes.
    #[must_use]
    pub fn n_classes(&self) -> usize {
        self.counts.len()
    }

    /// How often a sample of class `actual` was called `predicted`; 0 for a class that is not
    /// there.
    #[must_use]
    pub fn count(&self, actual: usize, predicted: usize) -> f64 {
        self.counts.get(actual).and_then(|row| row.get(predicted)).copied().unwrap_or(0.0)
    }

    /// Samples called what they are.
    #[must_use]
    pub fn correct(&self) -> f64 {
        (0..self.n_classes()).map(|class| self.count(class, class)).sum()
    }

    /// All samples.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.counts.iter().flatten().sum()
    }

    /// The share of samples called what they are, in [0, 1].
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        let total = self.total();
        (total > 0.0).then(|| self.correct() / total)
    }

    /// The binary table of one class against all others.
    #[must_use]
    pub fn against_the_rest(&self, class: usize) -> Confusion {
        let mut table = Confusion::default();
        for (actual, row) in self.counts.iter().enumerate() {
            for (predicted, count) in row.iter().enumerate() {
                table.add(actual == class, predicted == class, *count);
            }
        }
        table
    }

    /// The mean of a rate over the classes that have it, each class counting the same; none if none has.
    ///
    /// ```
    /// use metrics::{Confusion, MultiConfusion};
    ///
    /// let table = MultiConfusion::new(&[0, 1, 2, 2], &[0, 2, 2, 2], None, 3)?;
    /// assert_eq!(table.macro_average(Confusion::recall), Some(2.0 / 3.0)); // 1, 0 and 1
    /// assert_eq!(table.micro_average(Confusion::recall), Some(0.75));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn macro_average(&self, rate: fn(&Confusion) -> Option<f64>) -> Option<f64> {
        let rates: Vec<f64> =
            (0..self.n_classes()).filter_map(|class| rate(&self.against_the_rest(class))).collect();
        (!rates.is_empty()).then(|| rates.iter().sum::<f64>() / rates.len() as f64)
    }

    /// A rate of all binary tables added up, each sample counting the same.
    #[must_use]
    pub fn micro_average(&self, rate: fn(&Confusion) -> Option<f64>) -> Option<f64> {
        rate(&(0..self.n_classes()).map(|class| self.against_the_rest(class)).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_by_hand() {
        // Class 0: once right, twice called 1. Class 1: three right. Class 2: four called 0.
        let actual = [0, 0, 0, 1, 1, 1, 2, 2, 2, 2];
        let predicted = [0, 1, 1, 1, 1, 1, 0, 0, 0, 0];
        let table = MultiConfusion::new(&actual, &predicted, None, 3).unwrap();
        let row = |actual| [table.count(actual, 0), table.count(actual, 1), table.count(actual, 2)];
        assert_eq!([row(0), row(1), row(2)], [[1.0, 2.0, 0.0], [0.0, 3.0, 0.0], [4.0, 0.0, 0.0]]);
        assert_eq!((table.correct(), table.total(), table.accuracy()), (4.0, 10.0, Some(0.4)));
        assert_eq!(table.count(0, 9), 0.0);
    }

    #[test]
    fn two_classes_agree_with_the_binary_table() {
        let actual = [true, false, false, true, true];
        let predicted = [true, true, false, false, true];
        let binary = crate::confusion(&actual, &predicted, None).unwrap();
        let number = |labels: [bool; 5]| labels.map(usize::from);
        let table = MultiConfusion::new(&number(actual), &number(predicted), None, 2).unwrap();
        assert_eq!(table.count(1, 1), binary.true_positives);
        assert_eq!(table.count(0, 1), binary.false_positives);
        assert_eq!(table.count(0, 0), binary.true_negatives);
        assert_eq!(table.count(1, 0), binary.false_negatives);
    }

    #[test]
    fn bad_input_is_refused_with_its_place() {
        assert_eq!(MultiConfusion::new(&[], &[], None, 2), Err(Error::NoSamples));
        assert!(matches!(MultiConfusion::new(&[0], &[], None, 2), Err(Error::Length { .. })));
        let error = MultiConfusion::new(&[0, 1], &[0, 2], None, 2).unwrap_err();
        assert_eq!(
            error.to_string(),
            "sample 1 has class 2, but there are 2 classes, counted from 0"
        );
    }
}
