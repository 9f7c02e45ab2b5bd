//! The students' probabilities on a strip, and a threshold with a price for each of its mistakes.

use datasets::Dataset;
use metrics::{CheapestThreshold, Confusion, Costs, Ranking, cheapest_threshold, confusion_at};
use models::{FittedLogistic, LogisticRegression};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::exam::{Draw, exam};

#[derive(Deserialize)]
pub(crate) struct Question {
    #[serde(flatten)]
    draw: Draw,
    threshold: f64,
    /// What a miss costs, where a false alarm costs 1.
    miss: f64,
    /// Whether the students to test on show their results.
    reveal: bool,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    train: Strip,
    /// None before they are revealed.
    test: Option<Strip>,
    /// The probabilities of the students to test on, of whom nothing else is known.
    sealed: Vec<f64>,
    /// On the students to train on.
    cheapest: CheapestThreshold,
    ideal: Option<f64>,
}

/// Some students at the threshold.
#[derive(Serialize)]
struct Strip {
    probabilities: Vec<f64>,
    passed: Vec<bool>,
    confusion: Confusion,
    accuracy: Option<f64>,
    precision: Option<f64>,
    recall: Option<f64>,
    false_positive_rate: Option<f64>,
    cost: f64,
    roc: Option<Vec<[f64; 2]>>,
    roc_auc: Option<f64>,
    precision_recall: Option<Vec<[f64; 2]>>,
}

impl Question {
    pub(crate) fn answer(&self) -> Result<Answer, Error> {
        let [train, test] = exam(self.draw)?;
        let model = LogisticRegression::default().fit(train.features.as_ref(), train.labels()?)?;
        let costs = Costs::new(1.0, self.miss)?;
        let probabilities = model.probabilities(train.features.as_ref())?;
        Ok(Answer {
            train: self.strip(&model, &train, costs)?,
            test: self.reveal.then(|| self.strip(&model, &test, costs)).transpose()?,
            sealed: model.probabilities(test.features.as_ref())?,
            cheapest: cheapest_threshold(train.labels()?, &probabilities, None, costs)?,
            ideal: costs.ideal_threshold(),
        })
    }

    fn strip(
        &self,
        model: &FittedLogistic,
        students: &Dataset,
        costs: Costs,
    ) -> Result<Strip, Error> {
        let passed = students.labels()?;
        let probabilities = model.probabilities(students.features.as_ref())?;
        let confusion = confusion_at(passed, &probabilities, None, self.threshold)?;
        let ranking = Ranking::new(passed, &probabilities, None)?;
        Ok(Strip {
            accuracy: confusion.accuracy(),
            precision: confusion.precision(),
            recall: confusion.recall(),
            false_positive_rate: confusion.false_positive_rate(),
            cost: costs.cost(&confusion),
            roc: ranking.roc_curve(),
            roc_auc: ranking.roc_auc(),
            precision_recall: ranking.precision_recall_curve(),
            passed: passed.to_vec(),
            probabilities,
            confusion,
        })
    }
}
