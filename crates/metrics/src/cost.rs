use rayon::prelude::*;
use serde::Serialize;

use crate::error::{check_lengths, check_probabilities};
use crate::weights::{check_weights, weight};
use crate::{Confusion, Error, Resampling};

/// What a mistake costs, in any one unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Costs {
    /// Price of a false positive, `c_fp`.
    pub false_alarm: f64,
    /// Price of a false negative, `c_fn`.
    pub miss: f64,
}

impl Costs {
    /// Two costs.
    ///
    /// # Errors
    /// [`Error::Cost`] for a negative or infinite cost, or NaN.
    pub fn new(false_alarm: f64, miss: f64) -> Result<Self, Error> {
        for (what, value) in [("false alarm", false_alarm), ("miss", miss)] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::Cost { what, value });
            }
        }
        Ok(Self { false_alarm, miss })
    }

    /// What the mistakes of a table cost: `c_fp FP + c_fn FN`.
    ///
    /// ```
    /// let table = metrics::confusion(&[true, false, false], &[false, true, true], None)?;
    /// assert_eq!(metrics::Costs::new(1.0, 10.0)?.cost(&table), 12.0);
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn cost(&self, table: &Confusion) -> f64 {
        self.false_alarm * table.false_positives + self.miss * table.false_negatives
    }

    /// The threshold that is cheapest when the probabilities are true: calling a sample positive
    /// costs `(1 - p) c_fp` on average, calling it negative `p c_fn`, and the two are equal at
    /// `p = c_fp / (c_fp + c_fn)`. `None` when both costs are zero.
    ///
    /// # Source
    /// Elkan, *The foundations of cost-sensitive learning*, IJCAI 2001.
    ///
    /// ```
    /// assert_eq!(metrics::Costs::new(1.0, 3.0)?.ideal_threshold(), Some(0.25));
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
/// let costs = metrics::Costs::new(1.0, 1.0)?;
/// let best = metrics::cheapest_threshold(&passed, &[0.1, 0.4, 0.6, 0.9], None, costs)?;
/// assert_eq!((best.threshold, best.cost), (0.5, 0.0));
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn cheapest_threshold(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
    costs: Costs,
) -> Result<CheapestThreshold, Error> {
    let samples = sorted(actual, probabilities, weights)?;
    Ok(cheapest_of(samples.iter().copied(), costs))
}

/// The threshold that [`cheapest_threshold`] finds on each of some resamples (a bootstrap): how much it
/// depends on the samples at hand.
///
/// A resample draws as many samples as there are, each as likely as any other; one with a count for a weight
/// is so many samples. Where weights are not whole numbers, it draws as many as have a weight, and each
/// brings its weight along. `numbers(k)` supplies the random numbers of resample k, uniform in [0, 1). The
/// order in which the samples are given does not matter.
///
/// # Errors
/// As [`cheapest_threshold`]; [`Error::TooManySamples`] for more than 100 million.
///
/// # Source
/// Efron, *Bootstrap methods: another look at the jackknife*, The Annals of Statistics 7 (1979).
///
/// ```
/// let (passed, p) = ([false, false, true, true], [0.1, 0.4, 0.6, 0.9]);
/// let costs = metrics::Costs::new(1.0, 1.0)?;
/// let second_and_fourth = |_| {
///     let mut numbers = [0.3, 0.8].into_iter().cycle();
///     move || numbers.next().unwrap_or(0.0)
/// };
/// let found = metrics::resampled_thresholds(&passed, &p, None, costs, 1, second_and_fourth)?;
/// assert_eq!(found, [0.65]);
/// # Ok::<(), metrics::Error>(())
/// ```
pub fn resampled_thresholds<N: FnMut() -> f64>(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
    costs: Costs,
    resamples: usize,
    numbers: impl Fn(usize) -> N + Sync,
) -> Result<Vec<f64>, Error> {
    let samples = sorted(actual, probabilities, weights)?;
    let own: Vec<f64> = samples.iter().map(|sample| sample.2).collect();
    let resampling = Resampling::by_weights(samples.len(), weights.map(|_| &*own))?;
    let of_resample = |k: usize| {
        let drawn = resampling.draw(numbers(k));
        let drawn = samples.iter().zip(&drawn).filter(|(_, weight)| **weight > 0.0);
        let weighted = drawn.map(|((p, actual, _), weight)| (*p, *actual, *weight));
        cheapest_of(weighted, costs).threshold
    };
    Ok((0..resamples).into_par_iter().map(of_resample).collect())
}

/// Probability, label and weight.
type Weighted = (f64, bool, f64);

/// The samples that count, by probability, smallest first.
fn sorted(
    actual: &[bool],
    probabilities: &[f64],
    weights: Option<&[f64]>,
) -> Result<Vec<Weighted>, Error> {
    check_lengths(actual.len(), probabilities.len())?;
    check_probabilities(probabilities)?;
    check_weights(weights, actual.len())?;
    let all = (0..actual.len()).map(|i| (probabilities[i], actual[i], weight(weights, i)));
    let mut samples: Vec<Weighted> = all.filter(|sample| sample.2 > 0.0).collect();
    // Ties are of no account: equal samples cannot be told apart.
    samples.par_sort_unstable_by(|a, b| {
        a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2))
    });
    Ok(samples)
}

/// `samples` are sorted.
fn cheapest_of(samples: impl Iterator<Item = Weighted> + Clone, costs: Costs) -> CheapestThreshold {
    let total = |label: bool| -> f64 {
        samples.clone().filter(|(_, actual, _)| *actual == label).map(|(.., weight)| weight).sum()
    };
    let (positives, negatives) = (total(true), total(false));
    let mut confusion =
        Confusion { true_positives: positives, false_positives: negatives, ..Confusion::default() };
    let mut best = CheapestThreshold { threshold: 0.0, cost: costs.cost(&confusion), confusion };
    let mut called_negative = samples.peekable();
    while let Some((probability, actual, weight)) = called_negative.next() {
        if actual {
            confusion.false_negatives += weight;
            confusion.true_positives = positives - confusion.false_negatives;
        } else {
            confusion.true_negatives += weight;
            confusion.false_positives = negatives - confusion.true_negatives;
        }
        let threshold = match called_negative.peek() {
            Some((next, ..)) if *next == probability => continue,
            Some((next, ..)) => between(probability, *next),
            None if probability < 1.0 => 1.0,
            None => break, // a probability of 1 is positive at every threshold
        };
        let cost = costs.cost(&confusion);
        if cost < best.cost {
            best = CheapestThreshold { threshold, cost, confusion };
        }
    }
    best
}

/// A number above `low` and not above `high`, in the middle where there is one: the threshold between two
/// probabilities that are neighbours.
///
/// ```
/// assert_eq!(metrics::between(0.25, 0.75), 0.5);
/// assert_eq!(metrics::between(0.5, 0.5_f64.next_up()), 0.5_f64.next_up());
/// ```
#[must_use]
pub fn between(low: f64, high: f64) -> f64 {
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
            let costs = Costs::new(alarm, miss).unwrap();
            let best = cheapest_threshold(&ACTUAL, &PROBABILITIES, None, costs).unwrap();
            for step in 0..=1000 {
                let table =
                    confusion_at(&ACTUAL, &PROBABILITIES, None, f64::from(step) / 1000.0).unwrap();
                assert!(best.cost <= costs.cost(&table));
            }
            let table = confusion_at(&ACTUAL, &PROBABILITIES, None, best.threshold).unwrap();
            assert_eq!((table, costs.cost(&table)), (best.confusion, best.cost));
        }
    }

    #[test]
    fn by_hand() {
        // Misses cost ten: nothing may be missed, so the threshold lies below 0.3, above 0.2.
        let dear_misses = Costs::new(1.0, 10.0).unwrap();
        let best = cheapest_threshold(&ACTUAL, &PROBABILITIES, None, dear_misses).unwrap();
        assert_eq!((best.threshold, best.cost), (0.25, 2.0));
        // Alarms cost ten: only 0.95 is called positive, three are missed.
        let dear_alarms = Costs::new(10.0, 1.0).unwrap();
        let best = cheapest_threshold(&ACTUAL, &PROBABILITIES, None, dear_alarms).unwrap();
        assert_eq!((best.threshold, best.cost), (0.875, 3.0));
    }

    #[test]
    fn a_certain_probability_is_positive_at_every_threshold() {
        let costs = Costs::new(1.0, 0.0).unwrap();
        let best = cheapest_threshold(&[false, false], &[0.5, 1.0], None, costs).unwrap();
        assert_eq!((best.cost, best.confusion.false_positives), (1.0, 1.0));
        let best = cheapest_threshold(&[false, false], &[0.5, 0.9], None, costs).unwrap();
        assert_eq!((best.threshold, best.cost), (1.0, 0.0));
    }

    #[test]
    fn neighbouring_probabilities_are_told_apart() {
        let low = 0.5_f64;
        let costs = Costs::new(1.0, 1.0).unwrap();
        let best = cheapest_threshold(&[false, true], &[low, low.next_up()], None, costs).unwrap();
        assert_eq!((best.cost, best.threshold), (0.0, low.next_up()));
    }

    #[test]
    fn bad_costs_are_refused() {
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(Costs::new(bad, 1.0), Err(Error::Cost { what: "false alarm", .. })));
            assert!(matches!(Costs::new(1.0, bad), Err(Error::Cost { what: "miss", .. })));
        }
        assert_eq!(Costs::new(0.0, 0.0).unwrap().ideal_threshold(), None);
        assert_eq!(Costs::new(1e308, 1e308).unwrap().ideal_threshold(), Some(0.5));
    }

    #[test]
    fn empty_and_uneven_input_is_refused() {
        let costs = Costs::new(1.0, 1.0).unwrap();
        assert_eq!(cheapest_threshold(&[], &[], None, costs), Err(Error::NoSamples));
        assert!(matches!(cheapest_threshold(&[true], &[], None, costs), Err(Error::Length { .. })));
        let error = cheapest_threshold(&[true], &[f64::NAN], None, costs).unwrap_err();
        assert!(matches!(error, Error::Probability { sample: 0, .. }));
    }

    /// The middles of these units, one after the other.
    fn drawing(units: [usize; 8]) -> impl Fn(usize) -> Box<dyn FnMut() -> f64> + Sync {
        move |_| {
            let mut units = units.into_iter();
            Box::new(move || (units.next().unwrap() as f64 + 0.5) / 8.0)
        }
    }

    #[test]
    fn a_sample_drawn_twice_is_two_samples() {
        let costs = Costs::new(1.0, 2.0).unwrap();
        for units in [[0, 1, 2, 3, 4, 5, 6, 7], [0, 0, 2, 3, 3, 3, 6, 7], [3, 3, 3, 3, 3, 4, 5, 6]]
        {
            let found =
                resampled_thresholds(&ACTUAL, &PROBABILITIES, None, costs, 1, drawing(units));
            let in_order = [0, 1, 3, 2, 4, 5, 6, 7]; // of the two of 0.3 the negative first
            let drawn = units.map(|unit| in_order[unit]);
            let (actual, p) = (drawn.map(|i| ACTUAL[i]), drawn.map(|i| PROBABILITIES[i]));
            let expected = cheapest_threshold(&actual, &p, None, costs).unwrap().threshold;
            assert_eq!(found.unwrap(), [expected]);
        }
    }

    #[test]
    fn a_weight_that_is_no_count_comes_along_when_its_sample_is_drawn() {
        let costs = Costs::new(1.0, 2.0).unwrap();
        let weights = [0.5, 1.5, 0.25, 2.0, 1.25, 3.5, 0.75, 1.0];
        let all = drawing([0, 1, 2, 3, 4, 5, 6, 7]);
        let found =
            resampled_thresholds(&ACTUAL, &PROBABILITIES, Some(&weights), costs, 1, all).unwrap();
        let best = cheapest_threshold(&ACTUAL, &PROBABILITIES, Some(&weights), costs).unwrap();
        assert_eq!(found, [best.threshold]);
    }

    #[test]
    fn more_samples_than_can_be_drawn_are_refused() {
        let costs = Costs::new(1.0, 1.0).unwrap();
        let draw = |weight: f64| {
            resampled_thresholds(
                &[true, false],
                &[0.7, 0.2],
                Some(&[weight, 1.0]),
                costs,
                1,
                |_| || 0.5,
            )
        };
        let error = draw(1e8).unwrap_err();
        assert_eq!(
            error.to_string(),
            "100000001 samples are too many to resample: at most 100000000 can be"
        );
        assert!(draw(2.0).is_ok());
    }
}
