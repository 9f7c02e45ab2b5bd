use linalg_lite::Features;

use crate::error::Error;
use crate::logistic::{FittedLogistic, LogisticRegression};
use crate::objective::check_classes;
use crate::problem::Problem;
use crate::softmax::most_likely_of_all;

/// One binary model per class, each asking "this class or any other?".
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::{LogisticRegression, OneVsRest, Penalty};
///
/// let x = matrix_from_columns(&[&[0.0, 1.0, 5.0, 6.0, 10.0, 11.0]])?;
/// let binary = LogisticRegression { penalty: Penalty::l2(0.01), ..Default::default() };
/// let model = OneVsRest { binary }.fit(x.as_ref(), &[0, 0, 1, 1, 2, 2], 3)?;
/// assert_eq!(model.models.len(), 3);
/// assert_eq!(model.classes(x.as_ref())?[5], 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// Bishop, *Pattern Recognition and Machine Learning*, 4.1.2.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OneVsRest {
    /// How each of the models is fitted.
    pub binary: LogisticRegression,
}

/// The fitted models, one per class.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "each of the fits has a report of its own"]
pub struct FittedOneVsRest {
    /// Model k gives the probability of class k against the rest.
    pub models: Vec<FittedLogistic>,
}

impl OneVsRest {
    /// Fits class numbers below `classes` on `features`.
    ///
    /// # Errors
    /// [`Error::Class`] for fewer than two classes, a label beyond them or a class without samples, and
    /// those of [`LogisticRegression::fit`].
    pub fn fit<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [usize],
        classes: usize,
    ) -> Result<FittedOneVsRest, Error> {
        self.fit_problem(&Problem::new(features, labels)?, classes)
    }

    /// As [`fit`](Self::fit), for samples that have weights or an offset, or without an intercept.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_problem(
        &self,
        problem: &Problem<'_, usize>,
        classes: usize,
    ) -> Result<FittedOneVsRest, Error> {
        check_classes(problem, classes)?;
        if problem.class_offsets.is_some() {
            return Err(Error::Offset);
        }
        let fit = |class: usize| {
            let is_class: Vec<bool> = problem.target.iter().map(|label| *label == class).collect();
            self.binary.fit_problem(&problem.with_target(&is_class)?)
        };
        Ok(FittedOneVsRest { models: (0..classes).map(fit).collect::<Result<_, _>>()? })
    }
}

impl FittedOneVsRest {
    /// For each class the probabilities of all samples, as its own model sees them. They come from
    /// different models, so those of one sample need not sum to 1.
    ///
    /// # Errors
    /// [`Error::Numbers`] for bad values or another number of columns.
    pub fn probabilities<'a>(
        &self,
        features: impl Into<Features<'a>>,
    ) -> Result<Vec<Vec<f64>>, Error> {
        let features = features.into();
        self.models.iter().map(|model| model.probabilities(features)).collect()
    }

    /// The class whose model has the highest logit, one per sample; in a tie the first.
    ///
    /// # Errors
    /// As [`probabilities`](Self::probabilities).
    pub fn classes<'a>(&self, features: impl Into<Features<'a>>) -> Result<Vec<usize>, Error> {
        let features = features.into();
        let logits: Vec<Vec<f64>> =
            self.models.iter().map(|model| model.logits(features)).collect::<Result<_, _>>()?;
        Ok(most_likely_of_all(&logits, features.n_samples()))
    }
}
