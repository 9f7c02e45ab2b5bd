//! Several classes: the parameters of each against the first, with one covariance of all.

mod adjusted;
mod forms;
mod log_odds;
mod optimum;
mod profile;
mod sandwich;

use linalg_lite::Mat;

use super::covariance::SINGULAR;
use super::inverse::{Places, part};
use super::{Covariance, Distribution, Estimates, TestResult};
use crate::error::Error;

pub(crate) use forms::{ClassForms, ClassPairs};
pub use log_odds::LogOdds;
pub(crate) use optimum::ClassOptimum;
pub(crate) use profile::place;

/// The parameters of several classes, and how sure they are.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassEstimates {
    /// For each class after the first, its parameters minus those of the first: only differences are determined.
    pub estimates: Vec<Estimates>,
    /// The covariance of all of these, one class after the other, for sums across classes
    /// ([`Contrasts`](super::Contrasts)) and the errors of probabilities ([`LogOdds`]).
    pub covariance: Covariance,
}

/// Parameters of all classes but the first, one class after the other.
#[derive(Clone, Copy)]
pub(crate) struct Groups<'a> {
    /// Those of features that count from 0.
    pub(crate) plain: &'a [f64],
    /// The numbers of those that the data determine.
    pub(crate) free: &'a [usize],
    /// Where features count from.
    pub(crate) centres: &'a [f64],
    pub(crate) has_intercept: bool,
}

impl Groups<'_> {
    /// How many parameters a class has.
    pub(crate) fn len(&self) -> usize {
        self.centres.len() + usize::from(self.has_intercept)
    }

    /// With the covariance of those that are free, of features that count from the centres, and what ratios follow; each
    /// class is `made` by [`Estimates::new`], or of a sandwich by [`Estimates::of_sandwich`].
    pub(crate) fn estimates(
        self,
        of_free: &Mat<f64>,
        distribution: Distribution,
        made: impl Fn(&[f64], &[usize], Covariance, Distribution) -> Result<Estimates, Error>,
    ) -> Result<ClassEstimates, Error> {
        let Self { plain, free, centres, has_intercept } = self;
        let group = self.len().max(1);
        let of_class = |k: usize| {
            let places: Vec<usize> = (0..free.len()).filter(|p| free[*p] / group == k).collect();
            let own: Vec<usize> = places.iter().map(|p| free[*p] % group).collect();
            let block = part(of_free, &places);
            let all = k * group..(k + 1) * group;
            let covariance = Covariance::of_classes(
                &block,
                Places { free: &own, centres, dim: group },
                has_intercept,
            );
            made(&plain[all], &own, covariance, distribution)
        };
        let classes = plain.len() / group;
        let estimates = (0..classes).map(of_class).collect::<Result<_, _>>()?;
        let places = Places { free, centres, dim: plain.len() };
        let covariance = Covariance::of_classes(of_free, places, has_intercept);
        Ok(ClassEstimates { estimates, covariance })
    }
}

impl ClassEstimates {
    /// The same with a covariance of a rank that is at most this.
    fn of_rank(mut self, rank: usize) -> Self {
        for estimates in &mut self.estimates {
            estimates.covariance = estimates.covariance.clone().of_rank(rank);
        }
        Self { covariance: self.covariance.of_rank(rank), ..self }
    }

    /// Wald's test that parameters with these numbers are 0 in all classes; none where their covariance is singular, or for
    /// none.
    ///
    /// # Errors
    /// [`Error::Numbers`] for a covariance that is not finite.
    pub(crate) fn test_of(&self, parameters: &[usize]) -> Result<Option<TestResult>, Error> {
        match wald_test(&self.estimates, &self.covariance, parameters) {
            Err(Error::NoInference(_)) => Ok(None),
            found => found,
        }
    }
}

/// Wald's test that those of some parameters that no others replace are 0 in all classes; none without any.
pub(super) fn wald_test(
    classes: &[Estimates],
    covariance: &Covariance,
    parameters: &[usize],
) -> Result<Option<TestResult>, Error> {
    let (mut places, mut values, mut before) = (Vec::new(), Vec::new(), 0);
    for of_class in classes {
        if of_class.without_error.iter().any(|(j, _)| parameters.contains(j)) {
            return Err(Error::NoInference(SINGULAR));
        }
        for &j in parameters {
            if let Some(Some(estimate)) = of_class.estimates.get(j) {
                places.push(before + j);
                values.push(estimate.value);
            }
        }
        before += of_class.estimates.len();
    }
    if places.is_empty() {
        return Ok(None);
    }
    let statistic = covariance.inverse_form(&places, &values)?;
    let distribution = classes.first().map_or(Distribution::Normal, |found| found.distribution);
    Ok(Some(distribution.test(statistic, places.len() as f64)))
}
