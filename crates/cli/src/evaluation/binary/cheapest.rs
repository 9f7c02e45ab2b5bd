use anyhow::Result;
use datasets::Stream;
use metrics::{
    CheapestThreshold, Costs, Error, cheapest_threshold, confusion_at, resampled_thresholds,
};
use pictures::numbers::weight;
use serde::Serialize;

use super::BinaryRows;

#[derive(Debug, Serialize)]
pub(super) struct Cheapest {
    pub(super) costs: Costs,
    pub(super) found: CheapestThreshold,
    /// Where the middle 95 % of the thresholds lie that resamples of the rows find cheapest.
    /// None where there are too many rows to resample, or they are in an engine.
    pub(super) interval: Option<[f64; 2]>,
    pub(super) resamples: usize,
    /// The threshold that is cheapest if the probabilities are true.
    pub(super) ideal: Option<f64>,
    /// What it costs on these rows.
    pub(super) ideal_cost: Option<f64>,
}

/// The cheapest threshold, and how much it depends on the rows at hand.
pub(super) fn cheapest(rows: &BinaryRows<'_>, costs: Costs) -> Result<Cheapest> {
    const SEED: u64 = 42;
    /// So many draws take some seconds.
    const MANY_ROWS: usize = 200_000;
    const MOST_ROWS: usize = 10 * MANY_ROWS;
    let BinaryRows { actual, p, weights, .. } = *rows;
    let resamples = if actual.len() <= MANY_ROWS { 500 } else { 100 };
    let numbers = |resample: usize| {
        let mut stream = Stream::numbered(SEED, resample as u64);
        move || stream.uniform(0.0, 1.0)
    };
    let resampled = || resampled_thresholds(actual, p, weights, costs, resamples, numbers);
    let interval = match (actual.len() <= MOST_ROWS).then(resampled) {
        Some(Ok(mut thresholds)) => {
            thresholds.sort_unstable_by(f64::total_cmp);
            let outside = resamples / 40; // 2.5 % on either side
            Some([thresholds[outside], thresholds[resamples - 1 - outside]])
        }
        None | Some(Err(Error::TooManySamples { .. })) => None,
        Some(Err(error)) => return Err(error.into()),
    };
    let ideal = costs.ideal_threshold();
    let at_ideal = ideal.map(|ideal| confusion_at(actual, p, weights, ideal)).transpose()?;
    Ok(Cheapest {
        costs,
        found: cheapest_threshold(actual, p, weights, costs)?,
        interval,
        resamples,
        ideal,
        ideal_cost: at_ideal.map(|confusion| costs.cost(&confusion)),
    })
}

/// `1 miss`, `2.5 misses`.
fn of_weight(sum: f64, [one, several]: [&str; 2]) -> String {
    format!("{} {}", weight(sum), if sum == 1.0 { one } else { several })
}

impl Cheapest {
    pub(super) fn describe(&self) -> String {
        let Costs { false_alarm, miss } = self.costs;
        let resamples = match self.interval {
            Some([low, high]) => {
                format!("{low:.4} to {high:.4} in 95% of {} resamples", self.resamples)
            }
            None if self.resamples == 0 => "rows in an engine are not resampled".to_owned(),
            None => "there are too many rows to resample".to_owned(),
        };
        let mut text = format!(
            "at {false_alarm} for a false alarm and {miss} for a miss, the cheapest threshold on these rows \
             is {:.4}\n  ({} and {} cost {}); {resamples}\n",
            self.found.threshold,
            of_weight(self.found.confusion.false_positives, ["false alarm", "false alarms"]),
            of_weight(self.found.confusion.false_negatives, ["miss", "misses"]),
            weight(self.found.cost),
        );
        if let (Some(ideal), Some(cost)) = (self.ideal, self.ideal_cost) {
            text += &format!(
                "if the probabilities are true, {ideal:.4} is cheapest: c_fp / (c_fp + c_fn); on these rows \
                 it costs {}\n",
                weight(cost)
            );
        }
        text
    }
}
