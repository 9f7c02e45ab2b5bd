mod by_rows;
mod cheapest;
mod hosmer_lemeshow;
mod there;

use anyhow::{Result, bail};
use metrics::{
    CalibrationBin, Confusion, Costs, NetBenefit, RankingAreas, ThresholdRow, brier_score,
    calibration, expected_calibration_error, log_loss_from_logits, reliability_and_refinement,
    threshold_sweep,
};
use models::WeightKind;
use pictures::TextTable;
use pictures::numbers::{fixed, weight};
use serde::{Serialize, Serializer};

use self::by_rows::ByRows;
use self::cheapest::{Cheapest, cheapest};
use self::hosmer_lemeshow::HosmerLemeshow;
use super::{rate, score};
use crate::weights::rows_counted;

const TENTHS: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// The truth about some rows, what a model says about them, and how often each counts.
pub(super) struct BinaryRows<'a> {
    pub(super) actual: &'a [bool],
    /// They rank the rows and give the log loss.
    pub(super) logits: &'a [f64],
    /// They are compared with thresholds.
    pub(super) p: &'a [f64],
    pub(super) weights: Option<&'a [f64]>,
    pub(super) kind: WeightKind,
}

impl BinaryRows<'_> {
    /// Whether weights are the numbers of samples, on which variances and tests depend.
    fn are_counts(&self) -> bool {
        self.weights.is_none() || self.kind == WeightKind::Frequency
    }
}

/// What probabilities of two classes are worth.
#[derive(Debug, Serialize)]
pub(crate) struct BinaryEvaluation {
    rows: usize,
    threshold: f64,
    confusion: Confusion,
    #[serde(serialize_with = "rates_by_name")]
    rates: Confusion,
    roc_auc: Option<f64>,
    average_precision: Option<f64>,
    log_loss: f64,
    brier_score: f64,
    /// Its parts over the bins of `calibration`.
    brier_reliability: f64,
    brier_refinement: f64,
    expected_calibration_error: f64,
    calibration: Vec<CalibrationBin>,
    thresholds: Vec<ThresholdRow>,
    /// What acting from these thresholds upwards is worth.
    decision_curve: Vec<NetBenefit>,
    cheapest: Option<Cheapest>,
    #[serde(flatten)]
    by_rows: Option<ByRows>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hosmer_lemeshow: Option<HosmerLemeshow>,
}

/// A name, and what it is of a confusion table.
type Rate = (&'static str, fn(&Confusion) -> Option<f64>);

/// The rates of a confusion table, by their names in JSON: to add one, add a line.
const RATES: &[Rate] = &[
    ("accuracy", Confusion::accuracy),
    ("precision", Confusion::precision),
    ("recall", Confusion::recall),
    ("specificity", Confusion::specificity),
    ("false_positive_rate", Confusion::false_positive_rate),
    ("false_negative_rate", Confusion::false_negative_rate),
    ("f1", |confusion| confusion.f_beta(1.0)),
    ("balanced_accuracy", Confusion::balanced_accuracy),
    ("matthews_correlation", Confusion::matthews_correlation),
    ("kappa", Confusion::cohens_kappa),
    ("jaccard", Confusion::jaccard),
    ("positive_likelihood_ratio", Confusion::positive_likelihood_ratio),
    ("negative_likelihood_ratio", Confusion::negative_likelihood_ratio),
];

/// Those whose names the short text has.
const SHORT: usize = 3;

fn rates_by_name<S: Serializer>(
    confusion: &Confusion,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_map(RATES.iter().map(|(name, rate)| (name, rate(confusion))))
}

fn check_threshold(threshold: f64) -> Result<()> {
    if (0.0..=1.0).contains(&threshold) {
        return Ok(());
    }
    bail!("the threshold is {threshold}: it must lie between 0 and 1");
}

impl BinaryEvaluation {
    pub(super) fn new(rows: &BinaryRows<'_>, threshold: f64, costs: Option<Costs>) -> Result<Self> {
        check_threshold(threshold)?;
        let BinaryRows { actual, logits, p, weights, .. } = *rows;
        let at = [&[threshold], &TENTHS[..]].concat();
        let (areas, (bins, log_loss, sweep)) = rayon::join(
            || RankingAreas::new(actual, logits, weights),
            || {
                let bins = calibration(actual, p, weights, 10);
                let log_loss = log_loss_from_logits(actual, logits, weights);
                (bins, log_loss, threshold_sweep(actual, p, weights, &at))
            },
        );
        let (mut areas, bins, mut thresholds) = (areas?, bins?, sweep?);
        areas.roc_auc_variance = areas.roc_auc_variance.filter(|_| rows.are_counts());
        let confusion = thresholds.remove(0).confusion;
        let [brier_reliability, brier_refinement] = reliability_and_refinement(&bins);
        let by_rows = ByRows::new(rows, &areas);
        Ok(Self {
            rows: rows_counted(actual.len(), weights),
            threshold,
            rates: confusion,
            confusion,
            roc_auc: areas.roc_auc,
            average_precision: areas.average_precision,
            log_loss: log_loss?,
            brier_score: brier_score(actual, p, weights)?,
            brier_reliability,
            brier_refinement,
            expected_calibration_error: expected_calibration_error(&bins),
            calibration: bins,
            decision_curve: net_benefits(&thresholds),
            thresholds,
            cheapest: costs.map(|costs| cheapest(rows, costs)).transpose()?,
            by_rows: Some(by_rows),
            hosmer_lemeshow: None,
        })
    }

    /// The same with a test of the probabilities, on rows that the model was trained on or others.
    pub(super) fn tested(self, rows: &BinaryRows<'_>, is_trained_on: bool) -> Result<Self> {
        let hosmer_lemeshow = match rows.are_counts() {
            true => HosmerLemeshow::new(rows, is_trained_on)?,
            false => None,
        };
        Ok(Self { hosmer_lemeshow, ..self })
    }

    /// Its figures by their names; those that are bins or curves left out.
    pub(super) fn figures(&self) -> Vec<(&'static str, Option<f64>)> {
        let rates = RATES.iter().map(|(name, rate)| (*name, rate(&self.confusion)));
        let scores = [
            ("roc_auc", self.roc_auc),
            ("average_precision", self.average_precision),
            ("log_loss", Some(self.log_loss)),
            ("brier_score", Some(self.brier_score)),
            ("brier_reliability", Some(self.brier_reliability)),
            ("brier_refinement", Some(self.brier_refinement)),
            ("expected_calibration_error", Some(self.expected_calibration_error)),
        ];
        let by_rows = self.by_rows.iter().flat_map(ByRows::figures);
        rates.chain(scores).chain(by_rows).collect()
    }

    pub(super) fn cheapest_threshold(&self) -> Option<f64> {
        self.cheapest.as_ref().map(|cheapest| cheapest.found.threshold)
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
        let cells =
            |name: &String, counts: [f64; 2]| [name.clone(), weight(counts[0]), weight(counts[1])];
        table.row(cells(negative, [true_negatives, false_positives]));
        table.row(cells(positive, [false_negatives, true_positives]));
        format!(
            "{table}\naccuracy {}, precision {}, recall {} of {positive} at threshold {}\n\
             ROC AUC {}{}, average precision {}, log loss {}, Brier score {}\n{}",
            rate(self.confusion.accuracy()),
            rate(self.confusion.precision()),
            rate(self.confusion.recall()),
            self.threshold,
            of_ranking(self.roc_auc, "undefined with one class"),
            self.by_rows.as_ref().map_or_else(String::new, ByRows::interval_of_area),
            of_ranking(self.average_precision, &format!("undefined without {positive}")),
            score(self.log_loss),
            score(self.brier_score),
            self.by_rows.as_ref().map_or_else(String::new, ByRows::calibration),
        )
    }

    pub(super) fn long(&self, classes: &[String]) -> String {
        let mut text = self.short(classes);
        let value =
            |(name, of): &Rate| format!("{} {}", name.replace('_', " "), rate(of(&self.confusion)));
        let rates: Vec<String> = RATES[SHORT..].iter().map(value).collect();
        for in_a_line in rates.chunks(4) {
            text += &format!("{}\n", in_a_line.join(", "));
        }
        text += &format!(
            "Brier score over ten bins: reliability {}, refinement {}; expected calibration error \
             {}\n",
            score(self.brier_reliability),
            score(self.brier_refinement),
            score(self.expected_calibration_error),
        );
        text += &self.hosmer_lemeshow.as_ref().map_or_else(String::new, HosmerLemeshow::describe);
        text += &format!("\n{}\n{}", self.thresholds(), self.reliability());
        self.cheapest.as_ref().map_or(text.clone(), |cheapest| text + "\n" + &cheapest.describe())
    }

    fn thresholds(&self) -> TextTable {
        let heads = ["threshold", "accuracy", "precision", "recall", "FP", "FN"];
        let benefits = ["net benefit", "of acting always"];
        let mut table = TextTable::new([&heads[..], &benefits].concat());
        for (row, benefit) in self.thresholds.iter().zip(&self.decision_curve) {
            let ThresholdRow { threshold, confusion } = row;
            table.row([
                threshold.to_string(),
                rate(confusion.accuracy()),
                rate(confusion.precision()),
                rate(confusion.recall()),
                weight(confusion.false_positives),
                weight(confusion.false_negatives),
                fixed(benefit.by_model, 4),
                fixed(benefit.by_all, 4),
            ]);
        }
        table
    }

    fn reliability(&self) -> TextTable {
        let heads = ["probabilities", "rows", "mean", "positive", "95% interval for that share"];
        let mut table = TextTable::new(heads);
        for bin in &self.calibration {
            table.row([
                format!("{:.1} to {:.1}", bin.low, bin.high),
                weight(bin.weight),
                score(bin.mean_probability),
                score(bin.rate),
                format!("{} to {}", score(bin.interval[0]), score(bin.interval[1])),
            ]);
        }
        table
    }
}

fn net_benefits(thresholds: &[ThresholdRow]) -> Vec<NetBenefit> {
    thresholds.iter().filter_map(|row| NetBenefit::of(row.threshold, &row.confusion)).collect()
}

/// The value of a ranking, or why there is none.
fn of_ranking(value: Option<f64>, why: &str) -> String {
    value.map_or_else(|| why.to_owned(), |_| rate(value))
}
