//! Do some features matter? By a fit without them.

use std::ops::Range;

use linalg_lite::Chosen;

use super::classes::wald_test;
use super::{
    Estimates, Likelihood, LinearInference, LogisticInference, OrderedInference, SoftmaxInference,
    TestResult,
};
use crate::error::Error;
use crate::problem::{Problem, Target};
use crate::sample_weights::WeightKind;
use crate::{LinearRegression, LogisticRegression, OrderedRegression, SoftmaxRegression};

const REPLACED: Error = Error::NoInference("other features replace all of these");

impl Estimates {
    /// Wald's test of those of some parameters that have an error.
    ///
    /// # Errors
    /// [`Error::NoInference`] without any, or where their covariance is singular.
    pub fn test_of_range(&self, parameters: Range<usize>) -> Result<TestResult, Error> {
        let is_there = |j: &usize| {
            self.estimates.get(*j).is_some_and(Option::is_some)
                || self.without_error.iter().any(|(other, _)| other == j)
        };
        let there: Vec<usize> = parameters.filter(is_there).collect();
        self.wald_test(&there)?.ok_or(REPLACED)
    }
}

impl LogisticInference {
    /// The likelihood-ratio test of all features of some whole columns, by a fit of the others; by Wald's test for
    /// sampling weights, which have no likelihood.
    ///
    /// # Errors
    /// [`Error::NoInference`] where the other features replace these, or their own fit has no likelihood.
    ///
    /// ```
    /// use models::{LogisticRegression, Problem};
    ///
    /// let flights = datasets::real::challenger()?.dataset;
    /// let flights = flights.select_features(&["temperature_f", "pressure_psi"])?;
    /// let problem = Problem::new(flights.features.as_ref(), flights.labels()?)?;
    /// let found = LogisticRegression::default().fit_problem(&problem)?.inference_of(&problem)?;
    /// let of_pressure = found.test_without(&problem, 1..2)?;
    /// assert!((of_pressure.statistic - 1.343_555_519).abs() < 1e-9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn test_without(
        &self,
        problem: &Problem<'_, bool>,
        features: Range<usize>,
    ) -> Result<TestResult, Error> {
        if self.weights == WeightKind::Sampling {
            return self.estimates.test_of_range(features);
        }
        self.likelihood.test_without(problem, &features, |problem| {
            let model = LogisticRegression::default().fit_problem(problem)?;
            Ok(model.inference_of(problem)?.likelihood)
        })
    }
}

impl SoftmaxInference {
    /// Wald's test that those of some features that have an error are the same in all classes.
    ///
    /// # Errors
    /// As [`Estimates::test_of_range`].
    pub fn test_of_range(&self, features: Range<usize>) -> Result<TestResult, Error> {
        let features: Vec<usize> = features.collect();
        wald_test(&self.estimates, &self.covariance, &features)?.ok_or(REPLACED)
    }

    /// The likelihood-ratio test of all features of some whole columns, in all classes together, by a fit of the others; by
    /// Wald's test for sampling weights.
    ///
    /// # Errors
    /// As [`LogisticInference::test_without`].
    ///
    /// ```
    /// use models::{Problem, SoftmaxRegression};
    ///
    /// let birds = datasets::real::penguins()?.dataset;
    /// let birds = birds.select_features(&["body_mass_g", "flipper_length_mm"])?;
    /// let problem = Problem::new(birds.features.as_ref(), birds.classes()?.0)?;
    /// let model = SoftmaxRegression::default().fit_problem(&problem, 3)?;
    /// let of_mass = model.inference_of(&problem)?.test_without(&problem, 0..1)?;
    /// assert!(of_mass.p_value < 1e-3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn test_without(
        &self,
        problem: &Problem<'_, usize>,
        features: Range<usize>,
    ) -> Result<TestResult, Error> {
        if self.weights == WeightKind::Sampling {
            return self.test_of_range(features);
        }
        let classes = self.estimates.len() + 1;
        self.likelihood.test_without(problem, &features, |problem| {
            let model = SoftmaxRegression::default().fit_problem(problem, classes)?;
            Ok(model.inference_of(problem)?.likelihood)
        })
    }
}

impl OrderedInference {
    /// The likelihood-ratio test of all features of some whole columns, by a fit of the others.
    ///
    /// # Errors
    /// As [`LogisticInference::test_without`].
    pub fn test_without(
        &self,
        problem: &Problem<'_, usize>,
        features: Range<usize>,
    ) -> Result<TestResult, Error> {
        let classes = self.likelihood.null_parameters + 1;
        self.likelihood.test_without(problem, &features, |problem| {
            let model = OrderedRegression::default().fit_problem(problem, classes)?;
            Ok(model.inference_of(problem)?.likelihood)
        })
    }
}

impl LinearInference {
    /// The F test of all features of some whole columns, by a fit of the others: with q parameters less,
    /// `F = (RSS_without - RSS) / q / s^2`.
    ///
    /// # Errors
    /// As [`LogisticInference::test_without`]; for sampling weights as there.
    pub fn test_without(
        &self,
        problem: &Problem<'_, f64>,
        features: Range<usize>,
    ) -> Result<TestResult, Error> {
        if problem.weight_kind() == WeightKind::Sampling {
            return self.estimates.test_of_range(features);
        }
        let others = others(problem, &features);
        let problem = problem.with_features(&others)?;
        let found = LinearRegression::default().fit_problem(&problem)?.inference_of(&problem)?;
        self.f_test(&found)
    }

    /// The F test of this line against a smaller one, of the same samples and some of the features.
    ///
    /// # Errors
    /// [`Error::NoInference`] where the other is not smaller.
    pub fn f_test(&self, smaller: &Self) -> Result<TestResult, Error> {
        let squares = |line: &Self| line.residual_standard_error * line.residual_standard_error;
        let more = smaller.degrees_of_freedom - self.degrees_of_freedom;
        if more <= 0.0 {
            return Err(REPLACED);
        }
        let rise =
            squares(smaller) * smaller.degrees_of_freedom - squares(self) * self.degrees_of_freedom;
        let statistic = rise.max(0.0) / more / squares(self);
        Ok(TestResult::f(statistic, more, self.degrees_of_freedom))
    }
}

impl Likelihood {
    /// The test against a fit of the columns that have none of some features.
    fn test_without<T: Target>(
        &self,
        problem: &Problem<'_, T>,
        features: &Range<usize>,
        fit: impl FnOnce(&Problem<'_, T>) -> Result<Self, Error>,
    ) -> Result<TestResult, Error> {
        let others = others(problem, features);
        let smaller = fit(&problem.with_features(&others)?)?;
        match smaller.parameters == self.parameters {
            true => Err(REPLACED),
            false => self.ratio_test(&smaller),
        }
    }
}

/// The columns none of whose features are among some.
fn others<'a, T: Target>(problem: &Problem<'a, T>, features: &Range<usize>) -> Chosen<'a> {
    let is_apart = |own: Range<usize>| own.end <= features.start || own.start >= features.end;
    Chosen::new(problem.design.features(), is_apart)
}
