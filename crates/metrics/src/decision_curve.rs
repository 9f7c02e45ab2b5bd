use serde::Serialize;

use crate::confusion::confusions_at;
use crate::{Confusion, Error};

/// What acting on those called positive is worth at one threshold, in true positives per sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct NetBenefit {
    /// The threshold t, in [0, 1): whoever acts from it upwards holds a miss to be `(1 - t) / t` times as bad as a
    /// false alarm.
    pub threshold: f64,
    /// Of acting where the probability is at least the threshold.
    pub by_model: f64,
    /// Of acting always. (Of acting never it is 0.)
    pub by_all: f64,
}

impl NetBenefit {
    /// From the labels that a threshold gives; none without samples, or for a threshold outside [0, 1).
    ///
    /// ```
    /// use metrics::{NetBenefit, confusion_at};
    ///
    /// let table = confusion_at(&[true, false], &[0.5, 0.4], None, 0.5)?;
    /// let expected = NetBenefit { threshold: 0.5, by_model: 0.5, by_all: 0.0 };
    /// assert_eq!(NetBenefit::of(0.5, &table), Some(expected));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn of(threshold: f64, table: &Confusion) -> Option<Self> {
        let all = Confusion {
            true_positives: table.actual_positives(),
            false_positives: table.actual_negatives(),
            ..Confusion::default()
        };
        let (by_model, by_all) = (table.net_benefit(threshold)?, all.net_benefit(threshold)?);
        Some(Self { threshold, by_model, by_all })
    }
}

impl Confusion {
    /// What acting on those called positive is worth, in true positives per sample:
    /// `TP/n - FP/n * t / (1 - t)`, where t is the threshold that called them. At most the share of positives, and
    /// below 0 where never acting is better; none without samples, or for a threshold outside [0, 1).
    ///
    /// # Source
    /// Vickers and Elkin, *Decision curve analysis: a novel method for evaluating prediction models*, Medical Decision
    /// Making 26 (2006).
    ///
    /// ```
    /// let table = metrics::confusion_at(&[true, true, false, false], &[0.9, 0.3, 0.4, 0.1], None, 0.25)?;
    /// assert_eq!(table.net_benefit(0.25), Some(0.5 - 0.25 / 3.0));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn net_benefit(&self, threshold: f64) -> Option<f64> {
        let total = self.total();
        let odds = threshold / (1.0 - threshold);
        let benefit = || self.true_positives / total - self.false_positives / total * odds;
        (total > 0.0 && (0.0..1.0).contains(&threshold)).then(benefit)
    }
}

/// The net benefit of a model at each of some thresholds, beside that of acting always.
///
/// A model is of use at a threshold where it is above both of these and 0, the net benefit of acting never.
///
/// # Errors
/// As [`confusion_at`](crate::confusion_at); [`Error::NoOdds`] for a threshold of 1.
///
/// # Source
/// As [`Confusion::net_benefit`].
///
/// ```
/// let curve = metrics::decision_curve(&[true, true, false, false], &[0.9, 0.3, 0.4, 0.1], None, &[0.2, 0.5])?;
/// assert_eq!((curve[0].by_model, curve[0].by_all), (0.5 - 0.25 / 4.0, 0.5 - 0.5 / 4.0));
/// assert_eq!((curve[1].by_model, curve[1].by_all), (0.25, 0.0));
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn decision_curve(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
    thresholds: &[f64],
) -> Result<Vec<NetBenefit>, Error> {
    let tables = confusions_at(actual, probabilities, weights, thresholds)?;
    let of = |(&threshold, table): (&f64, Confusion)| {
        NetBenefit::of(threshold, &table).ok_or(Error::NoOdds(threshold))
    };
    thresholds.iter().zip(tables).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTUAL: [bool; 5] = [true, false, true, false, false];
    const P: [f64; 5] = [0.9, 0.8, 0.4, 0.3, 0.1];

    /// At 0.35 two of two positives are found, and one of three negatives; a false alarm counts 7/13.
    #[test]
    fn by_hand() {
        let curve = decision_curve(&ACTUAL, &P, None, &[0.0, 0.35, 0.95]).unwrap();
        let found: Vec<[f64; 2]> = curve.iter().map(|of| [of.by_model, of.by_all]).collect();
        let seven = 7.0 / 13.0;
        let expected =
            [[0.4, 0.4], [0.4 - 0.2 * seven, 0.4 - 0.6 * seven], [0.0, 0.4 - 0.6 * 19.0]];
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            assert!(
                (found - expected).abs() < 1e-15 * (1.0 + 20.0 * expected.abs()),
                "{found} {expected}"
            );
        }
    }

    /// With the classes exchanged, not acting is acting: the same decisions are worth `TN/n - FN/n (1 - t) / t`.
    #[test]
    fn exchanged_classes_are_worth_what_is_gained_over_acting_always() {
        for threshold in [0.05, 0.35, 0.5, 0.85] {
            let of = |actual: &[bool], p: &[f64], threshold: f64| {
                decision_curve(actual, p, None, &[threshold]).unwrap()[0]
            };
            let found = of(&ACTUAL, &P, threshold);
            let flipped = of(&ACTUAL.map(|y| !y), &P.map(|p| 1.0 - p), 1.0 - threshold);
            let odds = threshold / (1.0 - threshold);
            assert!((found.by_model - found.by_all - odds * flipped.by_model).abs() < 1e-14);
        }
    }

    #[test]
    fn a_certain_threshold_has_no_odds() {
        assert_eq!(decision_curve(&ACTUAL, &P, None, &[1.0]), Err(Error::NoOdds(1.0)));
        assert_eq!(decision_curve(&ACTUAL, &P, None, &[1.5]), Err(Error::Threshold(1.5)));
        assert_eq!(decision_curve(&ACTUAL, &P, None, &[]), Ok(vec![]));
        assert_eq!(Confusion::default().net_benefit(0.5), None);
        for threshold in [-0.1, 1.0, f64::NAN] {
            let table = Confusion { true_positives: 1.0, ..Confusion::default() };
            assert_eq!(table.net_benefit(threshold), None);
        }
    }
}
