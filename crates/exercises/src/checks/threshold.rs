//! A threshold, by what its mistakes cost beside those of the cheapest.

use anyhow::Result;
use datasets::{Source, Stream, generate};
use metrics::{Costs, cheapest_threshold, confusion_at};
use models::LogisticRegression;
use pictures::{Figure, Ink, Point};

use crate::drawing::{steps, within};
use crate::nearness::{is_near, number};
use crate::{Checked, Exercise, solutions, yours};

pub(super) static EXERCISE: Exercise = Exercise {
    number: 8,
    name: "threshold",
    title: "A threshold that does not hear the price",
    scene: "knob",
    minutes: 10,
    symptom: "A miss costs ten times as much as a false alarm. The threshold should lie where the curve is \
              lowest; yours lies well up the slope.",
    hint: "Two patients: a healthy one is called positive, an ill one negative. What does each of them add to \
           the cost in your program, and what should each add?",
    source: include_str!("../../exercises/8_threshold.rs"),
    solution: include_str!("../../solutions/8_threshold.rs"),
    shipped: 0x1c3c_9c5c_b0eb_1104,
    yours: |seed| check(yours::threshold::threshold, seed),
    solved: |seed| check(solutions::threshold::threshold, seed),
};

/// A threshold for probabilities and labels, where a false alarm and a miss cost so much.
pub type Threshold = fn(&[f64], &[bool], f64, f64) -> f64;

const PATIENTS: usize = 150;
const ROUNDING: f64 = 1e-9;

struct Patients {
    p: Vec<f64>,
    positive: Vec<bool>,
}

/// Judges it on patients of the seed, at prices of 1 to 10, 10 to 1 and others.
///
/// # Errors
/// None that a program could cause.
pub fn check(threshold: Threshold, seed: u64) -> Result<Checked> {
    let mut stream = Stream::new(Source::ChaCha8, seed)?;
    let patients = Patients::draw(&mut stream)?;
    let dear_misses = Costs::new(1.0, 10.0)?;
    let mut prices = vec![dear_misses, Costs::new(10.0, 1.0)?, Costs::new(1.0, 1.0)?];
    for _ in 0..3 {
        prices
            .push(Costs::new(stream.uniform(1.0, 20.0).ceil(), stream.uniform(1.0, 20.0).ceil())?);
    }
    let mut faults = Vec::new();
    for costs in &prices {
        faults.extend(patients.fault(threshold, *costs)?);
    }
    let found = match faults.first() {
        None => format!("at all {} prices no threshold is cheaper.", prices.len()),
        Some(first) => {
            format!("{first}. It is wrong at {} of {} prices.", faults.len(), prices.len())
        }
    };
    let figure = patients.picture(threshold, dear_misses)?;
    Ok(Checked { figure, passed: faults.is_empty(), found })
}

impl Patients {
    fn draw(stream: &mut Stream) -> Result<Self> {
        let table = generate::medical(PATIENTS, stream)?;
        let (x, positive) = (table.features.as_ref(), table.labels()?.to_vec());
        let p = LogisticRegression::default().fit(x, &positive)?.probabilities(x)?;
        Ok(Self { p, positive })
    }

    fn cost(&self, threshold: f64, costs: Costs) -> Result<f64> {
        Ok(costs.cost(&confusion_at(&self.positive, &self.p, None, threshold)?))
    }

    fn fault(&self, threshold: Threshold, costs: Costs) -> Result<Option<String>> {
        let Costs { false_alarm, miss } = costs;
        let prices =
            format!("with {} a false alarm and {} a miss,", number(false_alarm), number(miss));
        let yours = threshold(&self.p, &self.positive, false_alarm, miss);
        if !(0.0..=1.0).contains(&yours) {
            let yours = number(yours);
            return Ok(Some(format!("{prices} your threshold is {yours}, and not from 0 to 1")));
        }
        let cost = self.cost(yours, costs)?;
        let cheapest = cheapest_threshold(&self.positive, &self.p, None, costs)?.cost;
        let [cheapest_text, yours, cost_text] = [cheapest, yours, cost].map(number);
        Ok((!is_near(cost, cheapest, ROUNDING)).then(|| {
            format!("{prices} your threshold {yours} costs {cost_text}; the cheapest costs {cheapest_text}")
        }))
    }

    fn picture(&self, threshold: Threshold, costs: Costs) -> Result<Figure> {
        let curve: Vec<Point> = steps([0.0, 1.0], 100)
            .map(|threshold| Ok((threshold, self.cost(threshold, costs)?)))
            .collect::<Result<_>>()?;
        let highest = curve.iter().map(|point| point.1).fold(0.0, f64::max) * 1.05;
        let mut figure = Figure::new("What a threshold costs", "threshold", "cost, a miss at 10")
            .ranges([0.0, 1.0], [0.0, highest])
            .described("The cost of every threshold where a miss costs 10 and a false alarm 1.");
        figure.line(curve, Ink::Third, "all thresholds");
        let yours = threshold(&self.p, &self.positive, costs.false_alarm, costs.miss);
        if (0.0..=1.0).contains(&yours) {
            let at = within([0.0, highest], [(yours, self.cost(yours, costs)?)]);
            figure.points(at, Ink::Model, "yours");
        }
        Ok(figure)
    }
}
