use anyhow::Result;
use cli::TextTable;
use metrics::{Confusion, MultiConfusion, log_loss_of_classes};
use serde::Serialize;

use super::rate;

/// What probabilities of several classes are worth; the likeliest is the one called.
#[derive(Debug, Serialize)]
pub(crate) struct ClassesEvaluation {
    rows: usize,
    /// `confusion[actual][called]`.
    confusion: Vec<Vec<usize>>,
    accuracy: f64,
    log_loss: f64,
    macro_precision: Option<f64>,
    macro_recall: Option<f64>,
    macro_f1: Option<f64>,
    /// Each class against the rest.
    classes: Vec<ClassRates>,
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
    pub(super) fn new(actual: &[usize], probabilities: &[Vec<f64>]) -> Result<Self> {
        let classes = probabilities.len();
        let likeliest = |i: usize| {
            (1..classes).fold(0, |best, k| {
                if probabilities[k][i] > probabilities[best][i] { k } else { best }
            })
        };
        let called: Vec<usize> = (0..actual.len()).map(likeliest).collect();
        let confusion = MultiConfusion::new(actual, &called, classes)?;
        let count = |k: usize, l: usize| confusion.count(k, l);
        let of_class = |k: usize| {
            let rest = confusion.against_the_rest(k);
            ClassRates { precision: rest.precision(), recall: rest.recall(), f1: f1(&rest) }
        };
        Ok(Self {
            rows: actual.len(),
            confusion: (0..classes).map(|k| (0..classes).map(|l| count(k, l)).collect()).collect(),
            accuracy: confusion.accuracy(),
            log_loss: log_loss_of_classes(actual, probabilities, None)?,
            macro_precision: confusion.macro_average(Confusion::precision),
            macro_recall: confusion.macro_average(Confusion::recall),
            macro_f1: confusion.macro_average(f1),
            classes: (0..classes).map(of_class).collect(),
        })
    }

    pub(super) fn short(&self, names: &[String]) -> String {
        let heads = names.iter().map(|name| format!("called {name}"));
        let mut table = TextTable::new([String::new()].into_iter().chain(heads));
        for (name, counts) in names.iter().zip(&self.confusion) {
            table.row([name.clone()].into_iter().chain(counts.iter().map(usize::to_string)));
        }
        format!("{table}\naccuracy {:.4}, log loss {:.4}\n", self.accuracy, self.log_loss)
    }

    pub(super) fn long(&self, names: &[String]) -> String {
        let mut table = TextTable::new(["class against the rest", "precision", "recall", "F1"]);
        for (name, class) in names.iter().zip(&self.classes) {
            table.row([name.clone(), rate(class.precision), rate(class.recall), rate(class.f1)]);
        }
        let means = [self.macro_precision, self.macro_recall, self.macro_f1];
        table.row(["mean of the classes".to_owned()].into_iter().chain(means.map(rate)));
        format!("{}\n{table}", self.short(names))
    }
}
