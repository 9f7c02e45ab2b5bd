use anyhow::Result;
use datasets::{Dataset, Split, Stream, split};
use linalg_lite::{Mat, MatRef};
use metrics::{Confusion, confusion_at};
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::solver::{GradientDescent, Objective};
use models::{
    FittedLogistic, FittedScaler, LogisticRegression, Penalty, Problem, Solver, StandardScaler,
};
use pictures::numbers::percent;
use serde_json::{Map, Value, json};

use super::into_map;
use crate::Inputs;

/// A data set split, scaled on its training rows, and a logistic regression trained on them by
/// gradient descent.
pub(crate) struct Training {
    pub(crate) data: Dataset,
    pub(crate) split: Split,
    pub(crate) train: Dataset,
    pub(crate) test: Dataset,
    pub(crate) scaler: FittedScaler,
    pub(crate) scaled_train: Mat<f64>,
    pub(crate) descent: GradientDescent,
    pub(crate) model: FittedLogistic,
    pub(crate) train_probabilities: Vec<f64>,
    pub(crate) test_probabilities: Vec<f64>,
}

impl Training {
    /// The first 80 % of a permutation train, the rest test.
    pub(crate) fn run(
        data: Dataset,
        stream: &mut Stream,
        descent: GradientDescent,
    ) -> Result<Self> {
        let split = split(data.n_samples(), 0.8, stream)?;
        let (train, test) = (data.select_rows(&split.train)?, data.select_rows(&split.test)?);
        let scaler = StandardScaler.fit(train.features.as_ref())?;
        let scaled_train = scaler.transform(train.features.as_ref())?;
        let scaled_test = scaler.transform(test.features.as_ref())?;
        let solver = Solver::GradientDescent(descent);
        let model = LogisticRegression { solver, ..Default::default() }
            .fit(scaled_train.as_ref(), train.labels()?)?;
        let train_probabilities = model.probabilities(scaled_train.as_ref())?;
        let test_probabilities = model.probabilities(scaled_test.as_ref())?;
        Ok(Self {
            data,
            split,
            train,
            test,
            scaler,
            scaled_train,
            descent,
            model,
            train_probabilities,
            test_probabilities,
        })
    }

    /// The same training rows, fitted to their optimum by Newton's method.
    pub(crate) fn optimum(&self) -> Result<FittedLogistic> {
        Ok(LogisticRegression::default().fit(self.scaled_train.as_ref(), self.train.labels()?)?)
    }

    /// The loss on the test rows before each epoch and after the last.
    pub(crate) fn test_losses(&self) -> Result<Vec<f64>> {
        let one = GradientDescent { epochs: 1, ..self.descent };
        let of = |x: MatRef<'_, f64>, labels: &[bool], w: &[f64]| -> Result<f64> {
            let loss = MeanLoss::<CrossEntropy>::new(Problem::new(x, labels)?, Penalty::default())?;
            Ok(loss.gradient(w, &mut vec![0.0; w.len()])?)
        };
        let scaled_test = self.scaler.transform(self.test.features.as_ref())?;
        let problem = Problem::new(self.scaled_train.as_ref(), self.train.labels()?)?;
        let objective = MeanLoss::<CrossEntropy>::new(problem, Penalty::default())?;
        let mut w = vec![0.0; objective.dim()];
        let mut losses = vec![of(scaled_test.as_ref(), self.test.labels()?, &w)?];
        for _ in 0..self.descent.epochs {
            w = one.minimise_from(&w, &objective)?.parameters;
            losses.push(of(scaled_test.as_ref(), self.test.labels()?, &w)?);
        }
        Ok(losses)
    }

    /// Training rows at a threshold.
    pub(crate) fn train_confusion(&self, threshold: f64) -> Result<Confusion> {
        Ok(confusion_at(self.train.labels()?, &self.train_probabilities, None, threshold)?)
    }

    /// Test rows at a threshold.
    pub(crate) fn test_confusion(&self, threshold: f64) -> Result<Confusion> {
        Ok(confusion_at(self.test.labels()?, &self.test_probabilities, None, threshold)?)
    }

    /// Counts, split and settings in a sentence or two; `names` of a positive and a negative label.
    pub(crate) fn summary(&self, names: [&str; 2]) -> Result<String> {
        let (n, positives) = (self.data.n_samples(), self.positives()?);
        let negatives = n - positives;
        Ok(format!(
            "{n} rows: {positives} {} ({}), {negatives} {} ({}). {} to train on, {} to test on; \
             features are standardised on the training rows; {} epochs at a learning rate of {}.",
            names[0],
            percent(positives as f64, n as f64),
            names[1],
            percent(negatives as f64, n as f64),
            self.split.train.len(),
            self.split.test.len(),
            self.descent.epochs,
            self.descent.rate,
        ))
    }

    fn positives(&self) -> Result<usize> {
        Ok(self.data.labels()?.iter().filter(|label| **label).count())
    }

    /// What the reference has of every training; `names` stand in the keys of its counts.
    pub(crate) fn numbers(&self, inputs: &Inputs, names: [&str; 2]) -> Result<Map<String, Value>> {
        let (n, history) = (self.data.n_samples(), &self.model.report.objectives());
        let (train, test) = (self.train_confusion(0.5)?, self.test_confusion(0.5)?);
        let mut numbers = into_map(json!({
            "seed": inputs.seed,
            "n": n,
            "split": self.split.train.len(),
            "permutation": ([&self.split.train[..], &self.split.test].concat()),
            "train_n": self.train.n_samples(),
            "test_n": self.test.n_samples(),
            "mean": self.scaler.means,
            "std_ddof0": self.scaler.deviations,
            "learning_rate": self.descent.rate,
            "n_epochs": self.descent.epochs,
            "history": history,
            "final_loss_history_last": history[history.len() - 1],
            "train_accuracy": train.accuracy(),
            "train_correct": train.correct() as usize,
            "test_accuracy": test.accuracy(),
            "test_correct": test.correct() as usize,
            "test_probas": self.test_probabilities,
        }));
        let positives = self.positives()?;
        for (name, part) in names.into_iter().zip([positives, n - positives]) {
            numbers.insert(format!("{name}_count"), json!(part));
            let share = 100.0 * part as f64 / n as f64;
            numbers.insert(format!("{name}_pct_unrounded"), json!(share));
        }
        Ok(numbers)
    }
}
