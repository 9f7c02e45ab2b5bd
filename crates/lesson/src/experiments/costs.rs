use anyhow::Result;
use metrics::{Costs, cheapest_threshold, threshold_sweep};
use pictures::TextTable;
use pictures::numbers::{fixed, list, short};
use pictures::steps;
use pictures::{Figure, Ink};
use serde_json::json;

use crate::training::{Training, medical};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "costs",
    title: "The cheapest threshold",
    question: "In the screening, where is the cheapest threshold if overlooking a patient costs as much as a needless second test, ten times as much, or a hundred times?",
    chapter: Chapter::Threshold,
    code: excerpt!("crates/metrics/src/cost.rs", "pub fn ideal_threshold(", "    }"),
    docs: "metrics::Costs",
    reference: None,
    run,
};

/// How many times as much as a false alarm a miss costs.
const MISS_PRICES: [f64; 3] = [1.0, 10.0, 100.0];

/// What one pair of costs leads to.
struct AtCost {
    ratio: String,
    costs: Costs,
    /// Cheapest on the training rows.
    trained: f64,
    /// What it costs on them.
    trained_cost: f64,
    /// `c_fp / (c_fp + c_fn)`.
    ideal: f64,
    /// What thresholds cost on the test rows: 0.5, `trained`, `ideal`.
    test_costs: [f64; 3],
}

impl AtCost {
    fn new(miss: f64, training: &Training) -> Result<Self> {
        let costs = Costs::new(1.0, miss)?;
        let (labels, probabilities) = (training.train.labels()?, &training.train_probabilities);
        let found = cheapest_threshold(labels, probabilities, None, costs)?;
        let ideal = costs.ideal_threshold().unwrap_or(0.5);
        let cost =
            |threshold| -> Result<f64> { Ok(costs.cost(&training.test_confusion(threshold)?)) };
        let test_costs = [cost(0.5)?, cost(found.threshold)?, cost(ideal)?];
        Ok(Self {
            ratio: format!("{} : 1", short(miss)),
            costs,
            trained: found.threshold,
            trained_cost: found.cost,
            ideal,
            test_costs,
        })
    }
}

fn run(inputs: &Inputs) -> Result<Report> {
    let (training, _) = medical::train(inputs)?;
    let by_cost =
        MISS_PRICES.iter().map(|miss| AtCost::new(*miss, &training)).collect::<Result<Vec<_>>>()?;
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![picture(&training, &by_cost)?],
        parts: vec![
            "A patient of risk p costs, on average, (1 - p) c_fp if called at high risk and p c_fn if not. So, \
             if the probabilities are true, the cheapest threshold is c_fp / (c_fp + c_fn)."
                .to_owned()
                .into(),
            table(&by_cost).into(),
        ],
        seen: seen(&by_cost),
        sizes: json!({ "patients": medical::PATIENTS, "epochs": training.descent.epochs }),
        numbers: json!({}),
    })
}

/// What each threshold costs on the training rows, a patient, in false alarms.
fn picture(training: &Training, by_cost: &[AtCost]) -> Result<Figure> {
    let (labels, probabilities) = (training.train.labels()?, &training.train_probabilities);
    let thresholds: Vec<f64> = steps(0.0, 1.0, 100).collect();
    let sweep = threshold_sweep(labels, probabilities, None, &thresholds)?;
    let minima = by_cost.iter().map(|row| format!("{} at {}", row.ratio, fixed(row.trained, 4)));
    let mut figure = Figure::new(
        "Cost per patient, in false alarms",
        "threshold",
        "cost per patient",
    )
    .log_y()
    .ranges([0.0, 1.0], [0.1, 100.0])
    .described(format!(
        "Cost curves on the training rows, one for each ratio of the costs of a miss and a false \
                 alarm, the higher the dearer a miss is, each with its minimum marked: {}.",
        minima.collect::<Vec<_>>().join(", ")
    ))
    .noted("Marked: cheapest on these rows. Ringed: the closed form.");
    let ideal = |row: &AtCost| -> Result<(f64, f64)> {
        let cost = row.costs.cost(&training.train_confusion(row.ideal)?);
        Ok((row.ideal, cost / labels.len() as f64))
    };
    figure.rings(by_cost.iter().map(ideal).collect::<Result<_>>()?);
    for (row, ink) in by_cost.iter().zip([Ink::Third, Ink::Model, Ink::Text]) {
        let at = |threshold: f64, cost: f64| (threshold, cost / labels.len() as f64);
        let costs = sweep.iter().map(|s| at(s.threshold, row.costs.cost(&s.confusion)));
        figure.line(costs.collect(), ink, row.ratio.clone());
        let cost = short(row.trained_cost);
        let text = format!("{}: cheapest at {}, {cost}", row.ratio, fixed(row.trained, 4));
        figure.rows(vec![(at(row.trained, row.trained_cost), text)], ink, "");
    }
    Ok(figure)
}

fn table(by_cost: &[AtCost]) -> TextTable {
    let mut table = TextTable::new([
        "miss : false alarm",
        "cheapest in training",
        "closed form",
        "in all at 0.5, test",
        "at cheapest",
        "at closed form",
    ]);
    for row in by_cost {
        let [half, trained, ideal] = row.test_costs.map(short);
        table.row([
            row.ratio.clone(),
            fixed(row.trained, 4),
            fixed(row.ideal, 4),
            half,
            trained,
            ideal,
        ]);
    }
    table
}

fn seen(by_cost: &[AtCost]) -> String {
    let falls = by_cost[by_cost.len() - 1].trained < by_cost[0].trained;
    let rises = by_cost.windows(2).any(|pair| pair[1].trained > pair[0].trained);
    let stays = by_cost.windows(2).any(|pair| pair[1].trained == pair[0].trained);
    let cheaper: Vec<&str> = by_cost
        .iter()
        .filter(|row| row.test_costs[2] < row.test_costs[0])
        .map(|row| row.ratio.as_str())
        .collect();
    format!(
        "the cheapest threshold {} ({}). On the test rows that of the closed form is {}.",
        match (falls, rises) {
            (true, false) if stays => "falls, and never rises, as misses become more expensive",
            (true, false) => "falls as misses become more expensive",
            (true, true) => "falls in the end, but not step by step",
            (false, _) => "does not fall",
        },
        by_cost.iter().map(|row| fixed(row.trained, 3)).collect::<Vec<_>>().join(", "),
        if cheaper.is_empty() {
            "cheaper than 0.5 at none of these ratios".to_owned()
        } else {
            format!("cheaper than 0.5 at {}", list(&cheaper))
        },
    )
}
