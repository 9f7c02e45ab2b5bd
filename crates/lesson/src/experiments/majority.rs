use anyhow::Result;
use datasets::{generate, stratified_split};
use metrics::{Confusion, confusion, confusion_at};
use models::LogisticRegression;
use pictures::TextTable;
use pictures::numbers::{fixed, percent, rate};
use serde_json::json;

use crate::drawing::{precision_recall, roc};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "majority",
    title: "95% right, and good for nothing",
    question: "How good is a test that calls everyone well? That depends on the measure.",
    chapter: Chapter::Threshold,
    code: excerpt!("crates/metrics/src/rates.rs", "pub fn balanced_accuracy(", "    }"),
    docs: "metrics::Confusion",
    reference: None,
    run,
};

const PEOPLE: usize = 1000;

/// A name, and how it is read off a confusion table.
type Measure = (&'static str, fn(&Confusion) -> String);

const MEASURES: [Measure; 13] = [
    ("TP: ill, called ill", |c| c.true_positives.to_string()),
    ("FP: well, called ill", |c| c.false_positives.to_string()),
    ("TN: well, called well", |c| c.true_negatives.to_string()),
    ("FN: ill, called well", |c| c.false_negatives.to_string()),
    ("accuracy", |c| rate(c.accuracy())),
    ("precision", |c| rate(c.precision())),
    ("recall", |c| rate(c.recall())),
    ("specificity", |c| rate(c.specificity())),
    ("FP rate", |c| rate(c.false_positive_rate())),
    ("FN rate", |c| rate(c.false_negative_rate())),
    ("balanced accuracy", |c| rate(c.balanced_accuracy())),
    ("F1", |c| number(c.f_beta(1.0))),
    ("Matthews correlation", |c| number(c.matthews_correlation())),
];

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| fixed(value, 3))
}

fn run(inputs: &Inputs) -> Result<Report> {
    let mut stream = inputs.stream()?;
    let people = generate::imbalanced(PEOPLE, &mut stream)?;
    let strata: Vec<usize> = people.labels()?.iter().map(|ill| usize::from(*ill)).collect();
    let parts = stratified_split(&strata, 0.8, &mut stream)?;
    let (train, test) = (people.select_rows(&parts.train)?, people.select_rows(&parts.test)?);
    let model = LogisticRegression::default().fit(train.features.as_ref(), train.labels()?)?;
    let probabilities = model.probabilities(test.features.as_ref())?;

    let ill = test.labels()?;
    let n_ill = ill.iter().filter(|ill| **ill).count();
    let base_rate =
        train.labels()?.iter().filter(|ill| **ill).count() as f64 / train.n_samples() as f64;
    let never = confusion(ill, &vec![false; ill.len()], None)?;
    let at_half = confusion_at(ill, &probabilities, None, 0.5)?;
    let at_base_rate = confusion_at(ill, &probabilities, None, base_rate)?;
    let base_rate_head = format!("model at {}", fixed(base_rate, 2));
    let mut table =
        TextTable::new(["", "always \"well\"", "model at 0.5", base_rate_head.as_str()]);
    for (name, measure) in MEASURES {
        table.row([name.to_owned(), measure(&never), measure(&at_half), measure(&at_base_rate)]);
    }

    let marked = [
        ("always \"well\"".to_owned(), never),
        ("0.5".to_owned(), at_half),
        (fixed(base_rate, 2), at_base_rate),
    ];
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![
            roc("Ill people found against false alarms", ill, &probabilities, &marked)?,
            precision_recall("Precision against recall", ill, &probabilities, &marked)?,
        ],
        parts: vec![
            format!(
                "{PEOPLE} people, one in twenty of them ill, and one weak marker; {} to train on, {} to \
                 test on ({n_ill} of them ill), with the same share of ill people in both.",
                train.n_samples(),
                test.n_samples(),
            )
            .into(),
            table.into(),
        ],
        seen: seen([&never, &at_half, &at_base_rate], base_rate),
        sizes: json!({ "people": PEOPLE }),
        numbers: json!({}),
    })
}

fn seen([never, at_half, at_base_rate]: [&Confusion; 3], base_rate: f64) -> String {
    format!(
        "calling everyone well is {} accurate and finds {} of the {} who are ill; its balanced accuracy, \
         {}, is that of tossing a coin. {} At a threshold of {} the model finds {} of them, at the \
         price of {} false alarms: accuracy is then {}, balanced accuracy {}.",
        percent(never.correct(), never.total()),
        never.true_positives,
        never.actual_positives(),
        rate(never.balanced_accuracy()),
        if at_half == never {
            "A model trained on the marker does exactly the same at 0.5.".to_owned()
        } else {
            format!(
                "A model trained on the marker finds {} of them at 0.5.",
                at_half.true_positives
            )
        },
        fixed(base_rate, 2),
        at_base_rate.true_positives,
        at_base_rate.false_positives,
        rate(at_base_rate.accuracy()),
        rate(at_base_rate.balanced_accuracy()),
    )
}
