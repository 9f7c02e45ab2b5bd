use anyhow::{Result, bail};
use cli::TextTable;
use datasets::{Source, Stream};
use metrics::{
    CalibrationBin, CheapestThreshold, Confusion, Prices, Ranking, RankingPoint, ThresholdRow,
    calibration, calibration_and_refinement, cheapest_threshold, confusion_at,
    expected_calibration_error, log_loss, resampled_thresholds,
};
use serde::Serialize;

use super::rate;

/// What probabilities of two classes are worth.
#[derive(Debug, Serialize)]
pub(crate) struct BinaryEvaluation {
    rows: usize,
    threshold: f64,
    confusion: Confusion,
    rates: Rates,
    roc_auc: Option<f64>,
    average_precision: Option<f64>,
    log_loss: f64,
    brier_score: f64,
    /// Its parts over the bins of `calibration`.
    brier_calibration: f64,
    brier_refinement: f64,
    expected_calibration_error: f64,
    calibration: Vec<CalibrationBin>,
    thresholds: Vec<ThresholdRow>,
    cheapest: Option<Cheapest>,
}

#[derive(Debug, Serialize)]
struct Rates {
    accuracy: Option<f64>,
    precision: Option<f64>,
    recall: Option<f64>,
    specificity: Option<f64>,
    false_positive_rate: Option<f64>,
    false_negative_rate: Option<f64>,
    f1: Option<f64>,
    balanced_accuracy: Option<f64>,
    matthews_correlation: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Cheapest {
    prices: Prices,
    found: CheapestThreshold,
    /// Where the middle 95 % of the thresholds lie that resamples of the rows find cheapest.
    interval: [f64; 2],
    resamples: usize,
    /// The threshold that is cheapest if the probabilities are true.
    ideal: Option<f64>,
    /// What it costs on these rows.
    ideal_cost: Option<f64>,
}

impl BinaryEvaluation {
    pub(super) fn new(
        actual: &[bool],
        p: &[f64],
        threshold: f64,
        prices: Option<Prices>,
    ) -> Result<Self> {
        const TENTHS: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
        if !(0.0..=1.0).contains(&threshold) {
            bail!("the threshold is {threshold}: it must lie between 0 and 1");
        }
        let (ranking, (bins, log_loss)) = rayon::join(
            || Ranking::new(actual, p, None),
            || (calibration(actual, p, None, 10), log_loss(actual, p, None)),
        );
        let (ranking, bins) = (ranking?, bins?);
        let confusion = at(&ranking, threshold);
        let row = |threshold| ThresholdRow { threshold, confusion: at(&ranking, threshold) };
        let [brier_calibration, brier_refinement] = calibration_and_refinement(&bins);
        Ok(Self {
            rows: actual.len(),
            threshold,
            rates: Rates {
                accuracy: confusion.accuracy(),
                precision: confusion.precision(),
                recall: confusion.recall(),
                specificity: confusion.specificity(),
                false_positive_rate: confusion.false_positive_rate(),
                false_negative_rate: confusion.false_negative_rate(),
                f1: confusion.f_beta(1.0),
                balanced_accuracy: confusion.balanced_accuracy(),
                matthews_correlation: confusion.matthews_correlation(),
            },
            confusion,
            roc_auc: ranking.roc_auc(),
            average_precision: ranking.average_precision(),
            log_loss: log_loss?,
            brier_score: ranking.brier_score().score,
            brier_calibration,
            brier_refinement,
            expected_calibration_error: expected_calibration_error(&bins),
            calibration: bins,
            thresholds: TENTHS.map(row).to_vec(),
            cheapest: prices.map(|prices| cheapest(actual, p, prices)).transpose()?,
        })
    }

    pub(super) fn short(&self, classes: &[String]) -> String {
        let Confusion { true_positives, false_positives, true_negatives, false_negatives } =
            self.confusion;
        let (negative, positive) = (&classes[0], &classes[1]);
        let mut table = TextTable::new([
            String::new(),
            format!("called {negative}"),
            format!("called {positive}"),
        ]);
        let cells = |name: &String, counts: [usize; 2]| {
            [name.clone(), counts[0].to_string(), counts[1].to_string()]
        };
        table.row(cells(negative, [true_negatives, false_positives]));
        table.row(cells(positive, [false_negatives, true_positives]));
        format!(
            "{table}\naccuracy {}, precision {}, recall {} of {positive} at threshold {}\n\
             ROC AUC {}, average precision {}, log loss {:.4}, Brier score {:.4}\n",
            rate(self.rates.accuracy),
            rate(self.rates.precision),
            rate(self.rates.recall),
            self.threshold,
            rate(self.roc_auc),
            rate(self.average_precision),
            self.log_loss,
            self.brier_score,
        )
    }

    pub(super) fn long(&self, classes: &[String]) -> String {
        let rates = &self.rates;
        let mut text = self.short(classes);
        text += &format!(
            "specificity {}, false alarms {} of the negatives, misses {} of the positives\n\
             F1 {}, balanced accuracy {}, Matthews correlation {}\n\
             Brier score in tenths: calibration {:.4}, refinement {:.4}; expected calibration error \
             {:.4}\n",
            rate(rates.specificity),
            rate(rates.false_positive_rate),
            rate(rates.false_negative_rate),
            rate(rates.f1),
            rate(rates.balanced_accuracy),
            rate(rates.matthews_correlation),
            self.brier_calibration,
            self.brier_refinement,
            self.expected_calibration_error,
        );
        text += &format!("\n{}\n{}", self.thresholds(), self.reliability());
        self.cheapest.as_ref().map_or(text.clone(), |cheapest| text + "\n" + &cheapest.describe())
    }

    fn thresholds(&self) -> TextTable {
        let heads = ["threshold", "accuracy", "precision", "recall", "FP", "FN"];
        let mut table = TextTable::new(heads);
        for ThresholdRow { threshold, confusion } in &self.thresholds {
            table.row([
                threshold.to_string(),
                rate(confusion.accuracy()),
                rate(confusion.precision()),
                rate(confusion.recall()),
                confusion.false_positives.to_string(),
                confusion.false_negatives.to_string(),
            ]);
        }
        table
    }

    fn reliability(&self) -> TextTable {
        let heads = ["probabilities", "rows", "mean", "positive", "95% interval of that share"];
        let mut table = TextTable::new(heads);
        for bin in &self.calibration {
            table.row([
                format!("{:.1} to {:.1}", bin.low, bin.high),
                bin.weight.to_string(),
                format!("{:.4}", bin.mean_probability),
                format!("{:.4}", bin.rate),
                format!("{:.4} to {:.4}", bin.interval[0], bin.interval[1]),
            ]);
        }
        table
    }
}

/// The confusion table at a threshold, from the ranking of all samples.
fn at(ranking: &Ranking, threshold: f64) -> Confusion {
    let count =
        |point: RankingPoint| [point.true_positives as usize, point.false_positives as usize];
    let [true_positives, false_positives] = count(ranking.at(threshold));
    let [positives, negatives] = count(ranking.at(f64::NEG_INFINITY));
    Confusion {
        true_positives,
        false_positives,
        true_negatives: negatives - false_positives,
        false_negatives: positives - true_positives,
    }
}

/// The cheapest threshold, and how much it depends on the rows at hand.
fn cheapest(actual: &[bool], p: &[f64], prices: Prices) -> Result<Cheapest> {
    const RESAMPLES: usize = 500;
    const SEED: u64 = 42;
    let found = cheapest_threshold(actual, p, prices)?;
    let counts = |resample: usize| {
        let mut counts = vec![0_u32; p.len()];
        if let Ok(mut stream) = Stream::new(Source::ChaCha8, SEED + resample as u64) {
            for _ in 0..p.len() {
                let drawn = stream.uniform(0.0, p.len() as f64) as usize;
                counts[drawn.min(p.len() - 1)] += 1;
            }
        }
        counts
    };
    let mut thresholds = resampled_thresholds(actual, p, prices, RESAMPLES, counts)?;
    thresholds.sort_unstable_by(f64::total_cmp);
    let outside = RESAMPLES / 40; // 2.5 % on either side
    let ideal = prices.ideal_threshold();
    let ideal_cost = ideal.map(|ideal| confusion_at(actual, p, ideal)).transpose()?;
    Ok(Cheapest {
        prices,
        found,
        interval: [thresholds[outside], thresholds[RESAMPLES - 1 - outside]],
        resamples: RESAMPLES,
        ideal,
        ideal_cost: ideal_cost.map(|confusion| prices.cost(&confusion)),
    })
}

impl Cheapest {
    fn describe(&self) -> String {
        let Prices { false_alarm, miss } = self.prices;
        let mut text = format!(
            "with {false_alarm} for a false alarm and {miss} for a miss these rows are cheapest at \
             threshold {:.4}\n  ({} false alarms and {} misses cost {}); 95% of {} resamples say \
             {:.4} to {:.4}\n",
            self.found.threshold,
            self.found.confusion.false_positives,
            self.found.confusion.false_negatives,
            self.found.cost,
            self.resamples,
            self.interval[0],
            self.interval[1],
        );
        if let (Some(ideal), Some(cost)) = (self.ideal, self.ideal_cost) {
            text += &format!(
                "if the probabilities are true, {ideal:.4} is cheapest: c_fp / (c_fp + c_fn); here it \
                 costs {cost}\n"
            );
        }
        text
    }
}
