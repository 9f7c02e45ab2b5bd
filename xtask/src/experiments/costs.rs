use anyhow::Result;
use metrics::{Prices, cheapest_threshold};
use serde_json::json;

use crate::lesson::medical;
use crate::text::{fixed, list, short};
use crate::{Inputs, Report, Table};

/// A miss costs so many times as much as a false alarm.
const MISS_PRICES: [f64; 3] = [1.0, 10.0, 100.0];

pub(super) fn run(inputs: &Inputs) -> Result<Report> {
    let (training, _) = medical::train(inputs)?;
    let mut table = Table::new([
        "miss : alarm",
        "cheapest in training",
        "closed form",
        "test cost at 0.5",
        "at cheapest",
        "at closed form",
    ]);
    let (mut figures, mut cheaper, mut thresholds) = (Vec::new(), Vec::new(), Vec::new());
    for miss in MISS_PRICES {
        let prices = Prices::new(1.0, miss)?;
        let trained =
            cheapest_threshold(training.train.labels()?, &training.train_probabilities, prices)?;
        let ideal = prices.ideal_threshold().unwrap_or(0.5);
        let cost =
            |threshold| -> Result<f64> { Ok(prices.cost(&training.test_confusion(threshold)?)) };
        let (at_half, at_trained, at_ideal) = (cost(0.5)?, cost(trained.threshold)?, cost(ideal)?);
        let ratio = format!("{} : 1", short(miss));
        table.row([
            ratio.clone(),
            fixed(trained.threshold, 4),
            fixed(ideal, 4),
            short(at_half),
            short(at_trained),
            short(at_ideal),
        ]);
        if at_ideal < at_half {
            cheaper.push(ratio);
        }
        thresholds.push(trained.threshold);
        figures.push(json!({ "trained": trained.threshold, "ideal": ideal }));
    }
    let falls = thresholds[MISS_PRICES.len() - 1] < thresholds[0];
    let rises = thresholds.windows(2).any(|pair| pair[1] > pair[0]);
    let verdict = if cheaper.is_empty() {
        "On the test rows the closed form is at no price cheaper than 0.5.".to_owned()
    } else {
        format!("On the test rows the closed form is cheaper than 0.5 at {}.", list(&cheaper))
    };
    Ok(Report {
        title: "What a threshold costs",
        look_at: "Look at the threshold as a miss gets dearer: an overlooked patient may cost ten or \
                  a hundred times a needless second test."
            .to_owned(),
        parts: vec![
            "Closed form: a patient with risk p costs (1 - p) c_fp if called, p c_fn if not, so the \
             cheapest threshold is c_fp / (c_fp + c_fn) when the probabilities are true."
                .to_owned()
                .into(),
            table.into(),
        ],
        seen: format!(
            "the threshold {} ({}). {verdict}",
            match (falls, rises) {
                (true, false) => "falls as misses get dearer",
                (true, true) => "falls in the end, but not step by step",
                (false, _) => "does not fall",
            },
            thresholds.iter().map(|t| fixed(*t, 3)).collect::<Vec<_>>().join(", "),
        ),
        sizes: json!({ "patients": medical::PATIENTS, "epochs": training.descent.epochs }),
        reference: None,
        figures: json!(figures),
    })
}
