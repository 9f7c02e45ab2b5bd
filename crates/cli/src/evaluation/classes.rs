mod ranked;

use anyhow::Result;
use metrics::{
    Confusion, Disagreement, MultiConfusion, log_loss_of_classes_from_logits,
    ranked_probability_score,
};
use models::loss::most_likely;
use pictures::TextTable;
use pictures::numbers::weight;
use serde::Serialize;
use warehouse::{ClassSums, Judge};

use self::ranked::Ranked;
pub(crate) use self::ranked::log_odds;
use super::{rate, score};
use crate::weights::{rows_counted, rows_there};

/// What probabilities of several classes are worth; the likeliest is the one called.
#[derive(Debug, Serialize)]
pub(crate) struct ClassesEvaluation {
    rows: usize,
    /// `confusion[actual][called]`.
    confusion: MultiConfusion,
    accuracy: Option<f64>,
    log_loss: f64,
    macro_precision: Option<f64>,
    macro_recall: Option<f64>,
    macro_f1: Option<f64>,
    weighted_precision: Option<f64>,
    weighted_recall: Option<f64>,
    weighted_f1: Option<f64>,
    matthews_correlation: Option<f64>,
    kappa: Option<f64>,
    /// Each class against the rest.
    classes: Vec<ClassRates>,
    /// Of classes that have an order.
    #[serde(skip_serializing_if = "Option::is_none")]
    ranked_probability_score: Option<f64>,
    #[serde(flatten)]
    ranked: Option<Ranked>,
}

#[derive(Debug, Serialize)]
struct ClassRates {
    precision: Option<f64>,
    recall: Option<f64>,
    f1: Option<f64>,
}

fn f1(confusion: &Confusion) -> Option<f64> {
    confusion.f_beta(1.0)
}

impl ClassesEvaluation {
    pub(super) fn new(
        actual: &[usize],
        logits: &[Vec<f64>],
        probabilities: &[Vec<f64>],
        weights: Option<&[f64]>,
    ) -> Result<Self> {
        let classes = probabilities.len();
        let likeliest = |i: usize| most_likely(probabilities.iter().map(|p| p[i]));
        let called: Vec<usize> = (0..actual.len()).map(likeliest).collect();
        let confusion = MultiConfusion::new(actual, &called, weights, classes)?;
        let rows = rows_counted(actual.len(), weights);
        let log_loss = log_loss_of_classes_from_logits(actual, logits, weights)?;
        Ok(Self::of_confusion(rows, confusion, log_loss))
    }

    /// The same from the sums of an engine.
    pub(super) fn there(judge: &Judge<'_>) -> Result<Self> {
        let ClassSums { counted, counts, loss } = judge.classes()?;
        let confusion = MultiConfusion::of_counts(counts);
        Ok(Self::of_confusion(rows_there(&counted), confusion, loss / counted.weight))
    }

    fn of_confusion(rows: usize, confusion: MultiConfusion, log_loss: f64) -> Self {
        let of_class = |k: usize| {
            let rest = confusion.against_the_rest(k);
            ClassRates { precision: rest.precision(), recall: rest.recall(), f1: f1(&rest) }
        };
        Self {
            rows,
            accuracy: confusion.accuracy(),
            log_loss,
            macro_precision: confusion.macro_average(Confusion::precision),
            macro_recall: confusion.macro_average(Confusion::recall),
            macro_f1: confusion.macro_average(f1),
            weighted_precision: confusion.weighted_average(Confusion::precision),
            weighted_recall: confusion.weighted_average(Confusion::recall),
            weighted_f1: confusion.weighted_average(f1),
            matthews_correlation: confusion.matthews_correlation(),
            kappa: confusion.cohens_kappa(Disagreement::Equal),
            classes: (0..confusion.n_classes()).map(of_class).collect(),
            confusion,
            ranked_probability_score: None,
            ranked: None,
        }
    }

    /// The same with what only rows tell: how well the classes are ranked.
    pub(super) fn ranked(
        self,
        actual: &[usize],
        logits: &[Vec<f64>],
        probabilities: &[Vec<f64>],
        weights: Option<&[f64]>,
    ) -> Result<Self> {
        let ranked = Ranked::new(actual, logits, probabilities, weights)?;
        Ok(Self { ranked: Some(ranked), ..self })
    }

    /// Its figures by their names, but for those of single classes.
    /// Those of all classes are undefined where one has no row.
    pub(super) fn figures(&self) -> Vec<(&'static str, Option<f64>)> {
        let k = self.confusion.n_classes();
        let has_rows = |class| (0..k).any(|called| self.confusion.count(class, called) > 0.0);
        let are_all_there = (0..k).all(has_rows);
        let of_confusion = [
            ("accuracy", self.accuracy),
            ("log_loss", Some(self.log_loss)),
            ("macro_precision", self.macro_precision),
            ("macro_recall", self.macro_recall),
            ("macro_f1", self.macro_f1),
            ("weighted_precision", self.weighted_precision),
            ("weighted_recall", self.weighted_recall),
            ("weighted_f1", self.weighted_f1),
            ("matthews_correlation", self.matthews_correlation),
            ("kappa", self.kappa),
        ];
        let ranked = self.ranked.iter().flat_map(Ranked::figures);
        let of_all = |(name, value): (&'static str, Option<f64>)| {
            (name, value.filter(|_| are_all_there || !name.starts_with("macro")))
        };
        of_confusion.into_iter().chain(ranked).map(of_all).collect()
    }

    /// The same of classes that have an order.
    pub(super) fn of_order(
        self,
        actual: &[usize],
        probabilities: &[Vec<f64>],
        weights: Option<&[f64]>,
    ) -> Result<Self> {
        let score = ranked_probability_score(actual, probabilities, weights)?;
        Ok(Self { ranked_probability_score: Some(score), ..self })
    }

    pub(super) fn short(&self, names: &[String]) -> String {
        let heads = names.iter().map(|name| format!("called {name}"));
        let mut table = TextTable::new([String::new()].into_iter().chain(heads));
        for (k, name) in names.iter().enumerate() {
            let counts = (0..names.len()).map(|l| weight(self.confusion.count(k, l)));
            table.row([name.clone()].into_iter().chain(counts));
        }
        let (accuracy, log_loss) = (rate(self.accuracy), score(self.log_loss));
        format!("{table}\naccuracy {accuracy}, log loss {log_loss}\n")
    }

    pub(super) fn long(&self, names: &[String]) -> String {
        let heads = ["class against the rest", "precision", "recall", "F1"];
        let areas = self.ranked.as_ref().map(Ranked::cells).unwrap_or_default();
        let more = if areas.is_empty() { &[][..] } else { &["ROC AUC", "average precision"] };
        let mut table = TextTable::new([&heads[..], more].concat());
        let of_classes = self.classes.iter().map(|of| [of.precision, of.recall, of.f1]);
        let means = [
            [self.macro_precision, self.macro_recall, self.macro_f1],
            [self.weighted_precision, self.weighted_recall, self.weighted_f1],
        ];
        let names_of_means = ["mean of the classes", "mean weighted by their rows"];
        let rows = names.iter().map(String::as_str).chain(names_of_means);
        for (k, (name, rates)) in rows.zip(of_classes.chain(means)).enumerate() {
            let cells = rates.iter().chain(areas.get(k).into_iter().flatten());
            table.row([name.to_owned()].into_iter().chain(cells.map(|value| rate(*value))));
        }
        let pairs = self.ranked.as_ref().map_or_else(String::new, Ranked::describe);
        let of_order = self.ranked_probability_score;
        let of_order = of_order.map_or_else(String::new, |found| {
            format!("ranked probability score {}\n", score(found))
        });
        format!(
            "{}\n{table}\nMatthews correlation {}, kappa {}\n{pairs}{of_order}",
            self.short(names),
            rate(self.matthews_correlation),
            rate(self.kappa)
        )
    }
}
