//! The rates of a confusion table. `TP`, `FP`, `TN`, `FN` stand for its four counts; every rate
//! lies in [0, 1] unless its own line says otherwise, and is `None` when its denominator is 0.
//!
//! Source: Fawcett, *An introduction to ROC analysis*, Pattern Recognition Letters 27 (2006).

use crate::Confusion;
use crate::power_of_two::power_of_two;

fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator > 0.0).then(|| numerator / denominator)
}

impl Confusion {
    /// The share of samples called what they are: `(TP + TN) / total`.
    ///
    /// ```
    /// # let table = metrics::confusion(&[true, true, false, false], &[true, true, true, false], None)?;
    /// assert_eq!(table.accuracy(), Some(0.75));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        ratio(self.correct(), self.total())
    }

    /// The share of samples called what they are not: `(FP + FN) / total`.
    #[must_use]
    pub fn error_rate(&self) -> Option<f64> {
        ratio(self.wrong(), self.total())
    }

    /// Of the negatives, how many raised a false alarm: `FP / (FP + TN)`.
    #[must_use]
    pub fn false_positive_rate(&self) -> Option<f64> {
        ratio(self.false_positives, self.actual_negatives())
    }

    /// Of the positives, how many were missed: `FN / (FN + TP)`.
    #[must_use]
    pub fn false_negative_rate(&self) -> Option<f64> {
        ratio(self.false_negatives, self.actual_positives())
    }

    /// Of those called positive, how many are: `TP / (TP + FP)`.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        ratio(self.true_positives, self.predicted_positives())
    }

    /// Of the positives, how many were found: `TP / (TP + FN)`. Also called sensitivity.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        ratio(self.true_positives, self.actual_positives())
    }

    /// Of the negatives, how many were left alone: `TN / (TN + FP)`.
    #[must_use]
    pub fn specificity(&self) -> Option<f64> {
        ratio(self.true_negatives, self.actual_negatives())
    }

    /// Precision and recall in one number, recall counting `beta` times as much:
    /// `(1 + b^2) TP / ((1 + b^2) TP + b^2 FN + FP)`. With `beta = 1` their harmonic mean.
    ///
    /// `None` when nothing is positive and nothing is called so, or when `beta` is not a
    /// positive number.
    ///
    /// # Source
    /// van Rijsbergen, *Information Retrieval* (1979), chapter 7.
    ///
    /// ```
    /// # let table = metrics::confusion(&[true, true, false, false], &[true, false, true, true], None)?;
    /// assert_eq!(table.f_beta(1.0), Some(0.4)); // precision 1/3, recall 1/2
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn f_beta(&self, beta: f64) -> Option<f64> {
        if !(beta > 0.0 && beta.is_finite()) {
            return None;
        }
        // Divided by b^2 where that is large, so that no beta overflows.
        let (hit, miss, alarm) = if beta <= 1.0 {
            (1.0 + beta * beta, beta * beta, 1.0)
        } else {
            (1.0 + 1.0 / beta / beta, 1.0, 1.0 / beta / beta)
        };
        let found = hit * self.true_positives;
        let all = found + miss * self.false_negatives + alarm * self.false_positives;
        (self.true_positives + self.wrong() > 0.0)
            .then(|| if found == 0.0 { 0.0 } else { found / all })
    }

    /// The mean of recall and specificity: what a classifier that ignores the features gets is
    /// 1/2, however rare the positives are.
    #[must_use]
    pub fn balanced_accuracy(&self) -> Option<f64> {
        Some(f64::midpoint(self.recall()?, self.specificity()?))
    }

    /// Matthews correlation of labels and predictions, in [-1, 1]:
    /// `(TP TN - FP FN) / sqrt((TP+FP) (TP+FN) (TN+FP) (TN+FN))`.
    ///
    /// # Source
    /// Matthews, Biochimica et Biophysica Acta 405 (1975) 442-451.
    ///
    /// ```
    /// let table = metrics::confusion(&[true, true, false, false], &[true, true, true, false], None)?;
    /// assert_eq!(table.matthews_correlation(), Some(1.0 / 3f64.sqrt()));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn matthews_correlation(&self) -> Option<f64> {
        let margins = [
            self.predicted_positives(),
            self.actual_positives(),
            self.actual_negatives(),
            self.predicted_negatives(),
        ];
        if margins.contains(&0.0) {
            return None;
        }
        let unit = power_of_two(self.total()); // products of large weights would overflow
        let cell = |count: f64| count / unit;
        let covariance = cell(self.true_positives) * cell(self.true_negatives)
            - cell(self.false_positives) * cell(self.false_negatives);
        let spread: f64 = margins.iter().map(|margin| cell(*margin)).product();
        Some((covariance / spread.sqrt()).clamp(-1.0, 1.0))
    }

    /// Of those that are positive or called so, how many are both: `TP / (TP + FP + FN)`. It is `F1 / (2 - F1)`.
    ///
    /// # Source
    /// Jaccard, *The distribution of the flora in the alpine zone*, New Phytologist 11 (1912).
    ///
    /// ```
    /// let table = metrics::confusion(&[true, true, false, false], &[true, false, true, false], None)?;
    /// assert_eq!(table.jaccard(), Some(1.0 / 3.0));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn jaccard(&self) -> Option<f64> {
        ratio(self.true_positives, self.true_positives + self.wrong())
    }

    /// How much more often positives are called positive than negatives are: `recall / false-positive rate`, from 0
    /// to infinity. The odds of being positive, times this, are the odds of those called positive.
    ///
    /// `None` also where no negative is called positive.
    ///
    /// # Source
    /// Deeks and Altman, *Diagnostic tests 4: likelihood ratios*, BMJ 329 (2004).
    ///
    /// ```
    /// let table = metrics::confusion(&[true, true, false, false], &[true, true, true, false], None)?;
    /// assert_eq!((table.positive_likelihood_ratio(), table.negative_likelihood_ratio()), (Some(2.0), Some(0.0)));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn positive_likelihood_ratio(&self) -> Option<f64> {
        ratio(self.recall()?, self.false_positive_rate()?)
    }

    /// How much more often positives are called negative than negatives are: `false-negative rate / specificity`,
    /// from 0 to infinity.
    ///
    /// `None` also where no negative is called negative.
    ///
    /// # Source
    /// As [`positive_likelihood_ratio`](Self::positive_likelihood_ratio).
    #[must_use]
    pub fn negative_likelihood_ratio(&self) -> Option<f64> {
        ratio(self.false_negative_rate()?, self.specificity()?)
    }

    /// How much more often label and prediction agree than they would by chance, in [-1, 1]:
    /// `(a - c) / (1 - c)`, where `a` is the accuracy and `c` that of predictions which ignore the labels and are as
    /// often positive. `None` where chance alone would always agree.
    ///
    /// It is `2 (TP TN - FP FN) / ((TP+FP) (TN+FP) + (TP+FN) (TN+FN))`.
    ///
    /// # Source
    /// Cohen, *A coefficient of agreement for nominal scales*, Educational and Psychological Measurement 20 (1960).
    ///
    /// ```
    /// let table = metrics::confusion(&[true, true, false, false], &[true, true, true, false], None)?;
    /// assert_eq!(table.cohens_kappa(), Some(0.5)); // 3 of 4 agree; by chance 2 would
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn cohens_kappa(&self) -> Option<f64> {
        let unit = power_of_two(self.total()); // products of large weights would overflow
        let product = |a: f64, b: f64| (a / unit) * (b / unit);
        let agreement = product(self.true_positives, self.true_negatives)
            - product(self.false_positives, self.false_negatives);
        let chance = product(self.predicted_positives(), self.actual_negatives())
            + product(self.actual_positives(), self.predicted_negatives());
        ratio(2.0 * agreement, chance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All four cells different; every expected rate below is worked out by hand from these.
    const TABLE: Confusion = Confusion {
        true_positives: 1.0,
        false_positives: 2.0,
        true_negatives: 3.0,
        false_negatives: 4.0,
    };

    #[test]
    fn rates_by_hand() {
        assert_eq!(TABLE.accuracy(), Some(0.4)); // 4 / 10
        assert_eq!(TABLE.error_rate(), Some(0.6)); // 6 / 10
        assert_eq!(TABLE.false_positive_rate(), Some(0.4)); // 2 / 5
        assert_eq!(TABLE.false_negative_rate(), Some(0.8)); // 4 / 5
        assert_eq!(TABLE.precision(), Some(1.0 / 3.0)); // 1 / 3
        assert_eq!(TABLE.recall(), Some(0.2)); // 1 / 5
        assert_eq!(TABLE.specificity(), Some(0.6)); // 3 / 5
        assert_eq!(TABLE.balanced_accuracy(), Some(0.4)); // (1/5 + 3/5) / 2
        assert_eq!(TABLE.f_beta(1.0), Some(0.25)); // 2 / (2 + 4 + 2)
        let f2 = TABLE.f_beta(2.0).unwrap(); // 5 / (5 + 16 + 2)
        assert!((f2 - 5.0 / 23.0).abs() < 1e-16);
        let f_half = TABLE.f_beta(0.5).unwrap(); // 1.25 / (1.25 + 1 + 2)
        assert!((f_half - 1.25 / 4.25).abs() < 1e-16);
        let mcc = TABLE.matthews_correlation().unwrap(); // (3 - 8) / sqrt(3 * 5 * 5 * 7)
        assert!((mcc + 5.0 / 525f64.sqrt()).abs() < 1e-16);
        assert_eq!(TABLE.jaccard(), Some(1.0 / 7.0)); // 1 / (1 + 2 + 4)
        assert_eq!(TABLE.positive_likelihood_ratio(), Some(0.5)); // (1/5) / (2/5)
        assert_eq!(TABLE.negative_likelihood_ratio(), Some(0.8 / 0.6)); // (4/5) / (3/5)
        let kappa = TABLE.cohens_kappa().unwrap(); // 4 agree, 5 would by chance: (3 5 + 7 5) / 10
        assert!((kappa + 0.2).abs() < 1e-16);
    }

    #[test]
    fn laws() {
        let (p, r) = (TABLE.precision().unwrap(), TABLE.recall().unwrap());
        assert!((TABLE.f_beta(1.0).unwrap() - 2.0 * p * r / (p + r)).abs() < 1e-16);
        assert_eq!(TABLE.recall().unwrap() + TABLE.false_negative_rate().unwrap(), 1.0);
        assert_eq!(TABLE.specificity().unwrap() + TABLE.false_positive_rate().unwrap(), 1.0);
        // Exchanging the classes exchanges recall and specificity, and leaves the correlation.
        let flipped = Confusion {
            true_positives: TABLE.true_negatives,
            false_positives: TABLE.false_negatives,
            true_negatives: TABLE.true_positives,
            false_negatives: TABLE.false_positives,
        };
        assert_eq!(flipped.recall(), TABLE.specificity());
        assert_eq!(flipped.matthews_correlation(), TABLE.matthews_correlation());
        assert_eq!(flipped.accuracy(), TABLE.accuracy());
        assert_eq!(flipped.cohens_kappa(), TABLE.cohens_kappa());
        let of_flipped = 1.0 / flipped.positive_likelihood_ratio().unwrap();
        assert!((of_flipped - TABLE.negative_likelihood_ratio().unwrap()).abs() < 1e-15);
        let f1 = TABLE.f_beta(1.0).unwrap();
        assert!((TABLE.jaccard().unwrap() - f1 / (2.0 - f1)).abs() < 1e-16);
        let (a, chance) = (TABLE.accuracy().unwrap(), 0.5);
        assert!((TABLE.cohens_kappa().unwrap() - (a - chance) / (1.0 - chance)).abs() < 1e-15);
        // Large and small beta approach recall and precision.
        assert!((TABLE.f_beta(1e200).unwrap() - r).abs() < 1e-15);
        assert!((TABLE.f_beta(1e-200).unwrap() - p).abs() < 1e-15);
    }

    #[test]
    fn only_ratios_of_weights_matter() {
        for scale in [1e-200, 1e-3, 1e90, 1e300] {
            let scaled = Confusion {
                true_positives: scale,
                false_positives: 2.0 * scale,
                true_negatives: 3.0 * scale,
                false_negatives: 4.0 * scale,
            };
            let rates: [fn(&Confusion) -> Option<f64>; 8] = [
                Confusion::accuracy,
                Confusion::precision,
                |table| table.f_beta(2.0),
                Confusion::matthews_correlation,
                Confusion::jaccard,
                Confusion::cohens_kappa,
                Confusion::positive_likelihood_ratio,
                Confusion::negative_likelihood_ratio,
            ];
            for rate in rates {
                let (found, expected) = (rate(&scaled).unwrap(), rate(&TABLE).unwrap());
                assert!((found - expected).abs() < 1e-15, "{scale}: {found} {expected}");
            }
        }
    }

    #[test]
    fn nothing_over_nothing_is_none() {
        let none = Confusion::default();
        for rate in [none.accuracy(), none.precision(), none.recall(), none.f_beta(1.0)] {
            assert_eq!(rate, None);
        }
        let all_negative = Confusion { true_negatives: 7.0, ..none };
        assert_eq!(all_negative.accuracy(), Some(1.0));
        assert_eq!(all_negative.precision(), None);
        assert_eq!(all_negative.recall(), None);
        assert_eq!(all_negative.false_negative_rate(), None);
        assert_eq!(all_negative.f_beta(1.0), None);
        assert_eq!(all_negative.balanced_accuracy(), None);
        assert_eq!(all_negative.matthews_correlation(), None);
        assert_eq!((all_negative.jaccard(), all_negative.cohens_kappa()), (None, None));
        assert_eq!(all_negative.positive_likelihood_ratio(), None);
        assert_eq!(all_negative.negative_likelihood_ratio(), None);
        let no_alarm = Confusion { false_positives: 0.0, ..TABLE };
        assert_eq!(no_alarm.positive_likelihood_ratio(), None);
        let all_alarm = Confusion { true_negatives: 0.0, ..TABLE };
        assert_eq!(all_alarm.negative_likelihood_ratio(), None);
        let one_class = Confusion { true_positives: 1.0, false_negatives: 2.0, ..none };
        assert_eq!(one_class.cohens_kappa(), Some(0.0));
        let only_misses = Confusion { false_negatives: 3.0, ..none };
        assert_eq!(only_misses.f_beta(1.0), Some(0.0));
        for beta in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(TABLE.f_beta(beta), None);
        }
    }
}
