//! The same evaluation from the sums of an engine.

use anyhow::Result;
use metrics::{
    CalibrationBin, CheapestThreshold, Confusion, Costs, ThresholdRow, expected_calibration_error,
    reliability_and_refinement,
};
use warehouse::{Judge, TwoClassSums};

use super::cheapest::Cheapest;
use super::{BinaryEvaluation, TENTHS, check_threshold, net_benefits};
use crate::weights::rows_there;

const BINS: usize = 10;
/// An engine sorts so many rows for areas that are exact.
const MOST_SORTED: f64 = 1e7;

impl BinaryEvaluation {
    pub(in crate::evaluation) fn there(
        judge: &Judge<'_>,
        threshold: f64,
        costs: Option<Costs>,
    ) -> Result<Self> {
        check_threshold(threshold)?;
        let ideal = costs.and_then(|costs| costs.ideal_threshold());
        let at: Vec<f64> = std::iter::once(threshold).chain(TENTHS).chain(ideal).collect();
        let sums = judge.two_classes(&at, BINS)?;
        let weight = sums.counted.weight;
        let mut confusions = sums.called.iter().copied().map(confusion);
        let confusion = confusions.next().unwrap_or_default();
        let row = |(threshold, confusion)| ThresholdRow { threshold, confusion };
        let thresholds: Vec<ThresholdRow> =
            TENTHS.into_iter().zip(confusions.by_ref()).map(row).collect();
        let cheapest = match costs {
            Some(costs) => Some(cheapest(judge, &sums, costs, confusions.next())?),
            None => None,
        };
        let (positives, negatives) = (sums.positives, weight - sums.positives);
        let ranking = judge.ranking(sums.counted.rows <= MOST_SORTED)?;
        let calibration = calibration(&sums);
        let [brier_reliability, brier_refinement] = reliability_and_refinement(&calibration);
        let is_ranked = positives > 0.0 && negatives > 0.0;
        Ok(Self {
            rows: rows_there(&sums.counted),
            threshold,
            rates: confusion,
            confusion,
            roc_auc: is_ranked.then(|| ranking.pairs / (positives * negatives)),
            average_precision: (positives > 0.0).then(|| ranking.precisions / positives),
            log_loss: sums.loss / weight,
            brier_score: sums.squares / weight,
            brier_reliability,
            brier_refinement,
            expected_calibration_error: expected_calibration_error(&calibration),
            calibration,
            decision_curve: net_benefits(&thresholds),
            thresholds,
            cheapest,
            by_rows: None,
            hosmer_lemeshow: None,
        })
    }
}

fn confusion(
    [true_positives, false_positives, true_negatives, false_negatives]: [f64; 4],
) -> Confusion {
    Confusion { true_positives, false_positives, true_negatives, false_negatives }
}

fn calibration(sums: &TwoClassSums) -> Vec<CalibrationBin> {
    let edge = |k: usize| k as f64 / BINS as f64;
    let bin = |(k, [weight, p, positives]): (usize, &[f64; 3])| {
        CalibrationBin::of_sums([edge(k), edge(k + 1)], *weight, *p, *positives)
    };
    sums.bins.iter().enumerate().filter_map(bin).collect()
}

fn cheapest(
    judge: &Judge<'_>,
    sums: &TwoClassSums,
    costs: Costs,
    at_ideal: Option<Confusion>,
) -> Result<Cheapest> {
    let negatives = sums.counted.weight - sums.positives;
    let all = confusion([sums.positives, negatives, 0.0, 0.0]);
    let mut found = CheapestThreshold { threshold: 0.0, cost: costs.cost(&all), confusion: all };
    if let Some(other) = judge.cheapest(negatives, costs.false_alarm, costs.miss)? {
        let [misses, spared] = [other.misses, other.true_negatives];
        let confusion = confusion([sums.positives - misses, negatives - spared, spared, misses]);
        let cost = costs.cost(&confusion);
        if cost < found.cost {
            let threshold = match other.from {
                Some(from) => metrics::between(other.below, from),
                None => 1.0,
            };
            found = CheapestThreshold { threshold, cost, confusion };
        }
    }
    Ok(Cheapest {
        costs,
        found,
        interval: None,
        resamples: 0,
        ideal: costs.ideal_threshold(),
        ideal_cost: at_ideal.map(|confusion| costs.cost(&confusion)),
    })
}
