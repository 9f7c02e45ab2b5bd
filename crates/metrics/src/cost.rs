use rayon::prelude::*;
use serde::Serialize;

use crate::error::{check_lengths, check_probabilities};
use crate::{Confusion, Error};

/// What a mistake costs, in any one unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Prices {
    /// Price of a false positive, `c_fp`.
    pub false_alarm: f64,
    /// Price of a false negative, `c_fn`.
    pub miss: f64,
}

impl Prices {
    /// Two prices.
    ///
    /// # Errors
    /// [`Error::Price`] for a negative or infinite price, or NaN.
    pub fn new(false_alarm: f64, miss: f64) -> Result<Self, Error> {
        for (what, value) in [("false alarm", false_alarm), ("miss", miss)] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::Price { what, value });
            }
        }
        Ok(Self { false_alarm, miss })
    }

    /// What the mistakes of a table cost: `c_fp FP + c_fn FN`.
    ///
    /// ```
    /// let table = metrics::confusion(&[true, false, false], &[false, true, true])?;
    /// assert_eq!(metrics::Prices::new(1.0, 10.0)?.cost(&table), 12.0);
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn cost(&self, table: &Confusion) -> f64 {
        self.false_alarm * table.false_positives as f64 + self.miss * table.false_negatives as f64
    }

    /// The threshold that is cheapest when the probabilities are true: calling a sample positive
    /// costs `(1 - p) c_fp` on average, calling it negative `p c_fn`, and the two are equal at
    /// `p = c_fp / (c_fp + c_fn)`. `None` when both prices are zero.
    ///
    /// # Source
    /// Elkan, *The foundations of cost-sensitive learning*, IJCAI 2001.
    ///
    /// ```
    /// assert_eq!(metrics::Prices::new(1.0, 3.0)?.ideal_threshold(), Some(0.25));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn ideal_threshold(&self) -> Option<f64> {
        let larger = self.false_alarm.max(self.miss);
        let (alarm, miss) = (self.false_alarm / larger, self.miss / larger);
        (larger > 0.0).then(|| alarm / (alarm + miss))
    }
}

/// The threshold that costs least on the samples at hand.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CheapestThreshold {
    /// The threshold, in [0, 1].
    pub threshold: f64,
    /// What its mistakes cost.
    pub cost: f64,
    /// The labels it gives, counted against the true ones.
    pub confusion: Confusion,
}

/// Tries every threshold that makes a difference and returns the cheapest; among equals the
/// lowest, which misses least.
///
/// Between two neighbouring probabilities all thresholds give the same labels; their midpoint
/// stands for them. 0 calls everything positive and 1 nothing but a probability of 1.
///
/// # Errors
/// As [`confusion_at`](crate::confusion_at).
///
/// ```
/// let passed = [false, false, true, true];
/// let prices = metrics::Prices::new(1.0, 1.0)?;
/// let best = metrics::cheapest_threshold(&passed, &[0.1, 0.4, 0.6, 0.9], prices)?;
/// assert_eq!((best.threshold, best.cost), (0.5, 0.0));
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn cheapest_threshold(
    actual: &[bool],
    probabilities: &[f64],
    prices: Prices,
) -> Result<CheapestThreshold, Error> {
    let samples = sorted(actual, probabilities)?;
    Ok(cheapest_of(samples.iter().map(|(p, actual)| (*p, *actual, 1)), prices))
}

/// The threshold that [`cheapest_threshold`] finds on each of some resamples (a bootstrap): how much it
/// depends on the samples that one happens to have. `counts(k)` says how often each sample, in
/// the order of their probabilities (of equals the negatives first), was drawn in the resample numbered
/// k.
///
/// # Errors
/// As [`cheapest_threshold`]; [`Error::Length`] when there is not one count a sample.
///
/// # Source
/// Efron, *Bootstrap methods: another look at the jackknife*, The Annals of Statistics 7 (1979).
///
/// ```
/// let (passed, p) = ([false, false, true, true], [0.1, 0.4, 0.6, 0.9]);
/// let prices = metrics::Prices::new(1.0, 1.0)?;
/// let twice_the_second = |_| vec![0, 2, 0, 2];
/// let found = metrics::resampled_thresholds(&passed, &p, prices, 1, twice_the_second)?;
/// assert_eq!(found, [0.65]);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn resampled_thresholds(
    actual: &[bool],
    probabilities: &[f64],
    prices: Prices,
    resamples: usize,
    counts: impl Fn(usize) -> Vec<u32> + Sync,
) -> Result<Vec<f64>, Error> {
    let samples = sorted(actual, probabilities)?;
    let of_resample = |k: usize| {
        let counts = counts(k);
        check_lengths(samples.len(), counts.len())?;
        let drawn = samples.iter().zip(&counts).filter(|(_, count)| **count > 0);
        let drawn = drawn.map(|((p, actual), count)| (*p, *actual, *count as usize));
        Ok(cheapest_of(drawn, prices).threshold)
    };
    (0..resamples).into_par_iter().map(of_resample).collect()
}

/// By probability, smallest first.
fn sorted(actual: &[bool], probabilities: &[f64]) -> Result<Vec<(f64, bool)>, Error> {
    check_lengths(actual.len(), probabilities.len())?;
    check_probabilities(probabilities)?;
    let mut samples: Vec<(f64, bool)> =
        probabilities.iter().copied().zip(actual.iter().copied()).collect();
    // Ties are of no account: equal samples cannot be told apart.
    samples.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    Ok(samples)
}

/// `samples` are sorted, each with how often it counts.
fn cheapest_of(
    samples: impl Iterator<Item = (f64, bool, usize)> + Clone,
    prices: Prices,
) -> CheapestThreshold {
    let mut confusion = Confusion::default();
    for (_, actual, count) in samples.clone() {
        if actual {
            confusion.true_positives += count;
        } else {
            confusion.false_positives += count;
        }
    }
    let mut best = CheapestThreshold { threshold: 0.0, cost: prices.cost(&confusion), confusion };
    let mut called_negative = samples.peekable();
    while let Some((probability, actual, count)) = called_negative.next() {
        if actual {
            confusion.true_positives -= count;
            confusion.false_negatives += count;
        } else {
            confusion.false_positives -= count;
            confusion.true_negatives += count;
        }
        let threshold = match called_negative.peek() {
            Some((next, ..)) if *next == probability => continue,
            Some((next, ..)) => between(probability, *next),
            None if probability < 1.0 => 1.0,
            None => break, // a probability of 1 is positive at every threshold
        };
        let cost = prices.cost(&confusion);
        if cost < best.cost {
            best = CheapestThreshold { threshold, cost, confusion };
        }
    }
    best
}

/// A number above `low` and not above `high`, in the middle where there is one.
fn between(low: f64, high: f64) -> f64 {
    let middle = f64::midpoint(low, high);
    if middle > low { middle } else { high }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::confusion_at;

    const ACTUAL: [bool; 8] = [false, false, true, false, true, true, false, true];
    const PROBABILITIES: [f64; 8] = [0.05, 0.2, 0.3, 0.3, 0.45, 0.7, 0.8, 0.95];

    #[test]
    fn no_threshold_on_a_fine_grid_is_cheaper() {
        for (alarm, miss) in [(1.0, 1.0), (1.0, 10.0), (10.0, 1.0), (0.0, 1.0), (1.0, 0.0)] {
            let prices = Prices::new(alarm, miss).unwrap();
            let best = cheapest_threshold(&ACTUAL, &PROBABILITIES, prices).unwrap();
            for step in 0..=1000 {
                let table =
                    confusion_at(&ACTUAL, &PROBABILITIES, f64::from(step) / 1000.0).unwrap();
                assert!(best.cost <= prices.cost(&table));
            }
            let table = confusion_at(&ACTUAL, &PROBABILITIES, best.threshold).unwrap();
            assert_eq!((table, prices.cost(&table)), (best.confusion, best.cost));
        }
    }

    #[test]
    fn by_hand() {
        // Misses cost ten: nothing may be missed, so the threshold lies below 0.3, above 0.2.
        let dear_misses = Prices::new(1.0, 10.0).unwrap();
        let best = cheapest_threshold(&ACTUAL, &PROBABILITIES, dear_misses).unwrap();
        assert_eq!((best.threshold, best.cost), (0.25, 2.0));
        // Alarms cost ten: only 0.95 is called positive, three are missed.
        let dear_alarms = Prices::new(10.0, 1.0).unwrap();
        let best = cheapest_threshold(&ACTUAL, &PROBABILITIES, dear_alarms).unwrap();
        assert_eq!((best.threshold, best.cost), (0.875, 3.0));
    }

    #[test]
    fn a_certain_probability_is_positive_at_every_threshold() {
        let prices = Prices::new(1.0, 0.0).unwrap();
        let best = cheapest_threshold(&[false, false], &[0.5, 1.0], prices).unwrap();
        assert_eq!((best.cost, best.confusion.false_positives), (1.0, 1));
        let best = cheapest_threshold(&[false, false], &[0.5, 0.9], prices).unwrap();
        assert_eq!((best.threshold, best.cost), (1.0, 0.0));
    }

    #[test]
    fn neighbouring_probabilities_are_told_apart() {
        let low = 0.5_f64;
        let prices = Prices::new(1.0, 1.0).unwrap();
        let best = cheapest_threshold(&[false, true], &[low, low.next_up()], prices).unwrap();
        assert_eq!((best.cost, best.threshold), (0.0, low.next_up()));
    }

    #[test]
    fn bad_prices_are_refused() {
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(Prices::new(bad, 1.0), Err(Error::Price { what: "false alarm", .. })));
            assert!(matches!(Prices::new(1.0, bad), Err(Error::Price { what: "miss", .. })));
        }
        assert_eq!(Prices::new(0.0, 0.0).unwrap().ideal_threshold(), None);
        assert_eq!(Prices::new(1e308, 1e308).unwrap().ideal_threshold(), Some(0.5));
    }

    #[test]
    fn empty_and_uneven_input_is_refused() {
        let prices = Prices::new(1.0, 1.0).unwrap();
        assert_eq!(cheapest_threshold(&[], &[], prices), Err(Error::NoSamples));
        assert!(matches!(cheapest_threshold(&[true], &[], prices), Err(Error::Length { .. })));
        let error = cheapest_threshold(&[true], &[f64::NAN], prices).unwrap_err();
        assert!(matches!(error, Error::Probability { sample: 0, .. }));
    }

    #[test]
    fn a_sample_drawn_twice_is_two_samples() {
        let prices = Prices::new(1.0, 2.0).unwrap();
        let counts = [[1; 8], [2, 0, 1, 3, 0, 0, 1, 1], [0, 0, 0, 5, 1, 1, 1, 0]];
        let found =
            resampled_thresholds(&ACTUAL, &PROBABILITIES, prices, 3, |k| counts[k].to_vec());
        for (counts, found) in counts.iter().zip(found.unwrap()) {
            let sorted = [0, 1, 3, 2, 4, 5, 6, 7]; // of the two of 0.3 the negative first
            let drawn = sorted.iter().zip(counts);
            let drawn = drawn.flat_map(|(i, count)| std::iter::repeat_n(*i, *count as usize));
            let (actual, p): (Vec<bool>, Vec<f64>) =
                drawn.map(|i| (ACTUAL[i], PROBABILITIES[i])).unzip();
            assert_eq!(found, cheapest_threshold(&actual, &p, prices).unwrap().threshold);
        }
        let too_few = resampled_thresholds(&ACTUAL, &PROBABILITIES, prices, 1, |_| vec![1; 7]);
        assert!(matches!(too_few, Err(Error::Length { .. })));
    }
}
