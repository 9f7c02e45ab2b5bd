use anyhow::Result;
use datasets::{Dataset, Split, Stream, split};
use linalg_lite::Mat;
use metrics::{Confusion, confusion_at};
use models::{
    FittedLogistic, FittedScaler, GradientDescent, LogisticRegression, Solver, StandardScaler,
};

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

    /// Training rows at a threshold.
    pub(crate) fn train_confusion(&self, threshold: f64) -> Result<Confusion> {
        Ok(confusion_at(self.train.labels()?, &self.train_probabilities, threshold)?)
    }

    /// Test rows at a threshold.
    pub(crate) fn test_confusion(&self, threshold: f64) -> Result<Confusion> {
        Ok(confusion_at(self.test.labels()?, &self.test_probabilities, threshold)?)
    }
}
