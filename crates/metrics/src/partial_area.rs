use crate::Ranking;

impl Ranking {
    /// The area under the ROC curve up to a false-positive rate `f`, scaled so that chance has 1/2 and the best
    /// ranking 1: `(1 + (A - f^2/2) / (f - f^2/2)) / 2`, where A is the plain area from 0 to `f`.
    ///
    /// None with one class only, and unless `f` is in (0, 1]; with 1 it is [`roc_auc`](Self::roc_auc).
    ///
    /// # Source
    /// McClish, *Analyzing a portion of the ROC curve*, Medical Decision Making 9 (1989).
    ///
    /// ```
    /// let ranking = metrics::Ranking::new(&[true, false, true, false], &[0.9, 0.8, 0.7, 0.1], None)?;
    /// assert_eq!(ranking.partial_roc_auc(0.5), Some(2.0 / 3.0)); // the plain area is 1/4
    /// assert_eq!(ranking.partial_roc_auc(1.0), ranking.roc_auc());
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn partial_roc_auc(&self, largest_false_positive_rate: f64) -> Option<f64> {
        let end = largest_false_positive_rate;
        let curve = self.roc_curve().filter(|_| end > 0.0 && end <= 1.0)?;
        let mut area = 0.0;
        for pair in curve.windows(2) {
            let ([x, y], [next_x, next_y]) = (pair[0], pair[1]);
            let width = next_x.min(end) - x;
            if width > 0.0 {
                let rise = (next_y - y) * (width / (next_x - x));
                area += width * (y + rise / 2.0);
            }
        }
        let by_chance = end * end / 2.0;
        Some(f64::midpoint(1.0, (area - by_chance) / (end - by_chance)))
    }

    /// The detection error tradeoff: false-positive rate and false-negative rate, from (0, 1), where nothing is called
    /// positive, to (1, 0); none with one class only. Both axes are usually drawn in quantiles of the normal
    /// distribution.
    ///
    /// # Source
    /// Martin, Doddington, Kamm, Ordowski and Przybocki, *The DET curve in assessment of detection task performance*,
    /// Eurospeech (1997).
    ///
    /// ```
    /// let ranking = metrics::Ranking::new(&[true, false, true], &[0.9, 0.8, 0.7], None)?;
    /// let curve = ranking.detection_error_tradeoff();
    /// assert_eq!(curve, Some(vec![[0.0, 1.0], [0.0, 0.5], [1.0, 0.5], [1.0, 0.0]]));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn detection_error_tradeoff(&self) -> Option<Vec<[f64; 2]>> {
        let last = self.points().last()?;
        let (positives, negatives) = (last.true_positives, last.false_positives);
        let missed = self
            .points()
            .iter()
            .map(|p| [p.false_positives / negatives, (positives - p.true_positives) / positives]);
        (positives > 0.0 && negatives > 0.0)
            .then(|| [[0.0, 1.0]].into_iter().chain(missed).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTUAL: [bool; 6] = [true, false, true, true, false, false];
    const SCORES: [f64; 6] = [6.0, 5.0, 5.0, 3.0, 2.0, 1.0];

    /// The curve goes from (0, 0) over (0, 1/3), (1/3, 2/3), (1/3, 1), (2/3, 1) to (1, 1).
    #[test]
    fn an_end_within_a_step_is_interpolated() {
        let ranking = Ranking::new(&ACTUAL, &SCORES, None).unwrap();
        let end: f64 = 1.0 / 6.0;
        let plain = end * (1.0 / 3.0 + 0.5) / 2.0;
        let by_chance = end * end / 2.0;
        let expected = (1.0 + (plain - by_chance) / (end - by_chance)) / 2.0;
        assert!((ranking.partial_roc_auc(end).unwrap() - expected).abs() < 1e-15);
        assert!((ranking.partial_roc_auc(1.0).unwrap() - ranking.roc_auc().unwrap()).abs() < 1e-15);
        let tied = Ranking::new(&ACTUAL, &[0.0; 6], None).unwrap();
        for end in [1e-9, 0.3, 1.0] {
            assert!((tied.partial_roc_auc(end).unwrap() - 0.5).abs() < 1e-12);
        }
    }

    #[test]
    fn exchanged_classes_exchange_the_errors() {
        let ranking = Ranking::new(&ACTUAL, &SCORES, None).unwrap();
        let flipped = Ranking::new(&ACTUAL.map(|y| !y), &SCORES.map(|score| -score), None).unwrap();
        let mut other = flipped.detection_error_tradeoff().unwrap();
        other.reverse();
        let exchanged: Vec<[f64; 2]> = other.into_iter().map(|[x, y]| [y, x]).collect();
        let curve = ranking.detection_error_tradeoff().unwrap();
        assert_eq!(curve.len(), exchanged.len());
        for (found, expected) in curve.iter().flatten().zip(exchanged.iter().flatten()) {
            assert!((found - expected).abs() < 1e-15);
        }
    }

    #[test]
    fn what_does_not_exist_is_none() {
        let one = Ranking::new(&[true, true], &[0.1, 0.2], None).unwrap();
        assert_eq!((one.partial_roc_auc(0.5), one.detection_error_tradeoff()), (None, None));
        let ranking = Ranking::new(&ACTUAL, &SCORES, None).unwrap();
        for end in [0.0, -0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert_eq!(ranking.partial_roc_auc(end), None);
        }
    }
}
