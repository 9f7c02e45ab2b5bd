use serde::Serialize;

use crate::confusion::confusions_at;
use crate::{Confusion, Error};

/// What one threshold does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ThresholdRow {
    /// The threshold, in [0, 1].
    pub threshold: f64,
    /// The labels it gives, counted against the true ones.
    pub confusion: Confusion,
}

/// One confusion table for each threshold, in the order given; the samples are read once.
///
/// # Errors
/// As [`confusion_at`](crate::confusion_at).
///
/// ```
/// let sweep = metrics::threshold_sweep(&[true, false], &[0.6, 0.4], None, &[0.3, 0.5, 0.7])?;
/// let alarms: Vec<f64> = sweep.iter().map(|row| row.confusion.false_positives).collect();
/// assert_eq!(alarms, [1.0, 0.0, 0.0]);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn threshold_sweep(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
    thresholds: &[f64],
) -> Result<Vec<ThresholdRow>, Error> {
    let tables = confusions_at(actual, probabilities, weights, thresholds)?;
    let row = |(&threshold, confusion)| ThresholdRow { threshold, confusion };
    Ok(thresholds.iter().zip(tables).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_threshold_never_raises_more_alarms() {
        let actual = [true, false, true, false, false, true];
        let probabilities = [0.9, 0.8, 0.5, 0.5, 0.2, 0.1];
        let thresholds: Vec<f64> = (0..=20).map(|i| f64::from(i) / 20.0).collect();
        let sweep = threshold_sweep(&actual, &probabilities, None, &thresholds).unwrap();
        for pair in sweep.windows(2) {
            let (low, high) = (pair[0].confusion, pair[1].confusion);
            assert!(high.false_positives <= low.false_positives);
            assert!(high.false_negatives >= low.false_negatives);
        }
        assert_eq!(sweep[0].confusion.predicted_negatives(), 0.0);
        assert_eq!(sweep[10].confusion.predicted_positives(), 4.0); // 0.5 counts as positive
    }

    #[test]
    fn a_threshold_outside_the_unit_interval_is_refused() {
        assert_eq!(threshold_sweep(&[true], &[0.5], None, &[0.5, 1.5]), Err(Error::Threshold(1.5)));
        assert_eq!(threshold_sweep(&[true], &[0.5], None, &[]), Ok(vec![]));
    }
}
