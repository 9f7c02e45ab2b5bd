use std::ops::Range;

use anyhow::Result;
use models::{Problem, SampleWeights};

use super::room::Room;
use super::training::Rows;
use crate::of_features::OfFeatures;
use crate::offset::TakesOffset;

/// What there is to learn from.
pub(super) struct Data<'a> {
    pub(super) train: &'a Rows,
    pub(super) names: &'a [String],
    pub(super) classes: &'a [String],
    pub(super) has_intercept: bool,
    /// The terms that are tested, each with its features.
    pub(super) terms: &'a [(String, Range<usize>)],
    pub(super) of_features: &'a OfFeatures,
    /// What lies in one cluster.
    pub(super) lone_levels: &'a [String],
    pub(super) room: Room,
}

impl<'a> Data<'a> {
    /// The rows with what they count.
    pub(super) fn counted<T: TakesOffset>(&self, target: &'a [T]) -> Result<Problem<'a, T>> {
        self.counting(target, self.train.weights.as_deref())
    }

    /// The rows with other weights, of the same kind.
    pub(super) fn counting<'b, T: TakesOffset>(
        &self,
        target: &'b [T],
        weights: Option<&'b [f64]>,
    ) -> Result<Problem<'b, T>>
    where
        'a: 'b,
    {
        let mut problem = Problem::new(self.train.features(), target)?;
        if let Some(values) = weights {
            let kind = self.train.weight_kind;
            problem =
                problem.weighted(SampleWeights { kind, ..SampleWeights::frequency(values) })?;
        }
        if let Some(offset) = &self.train.offset {
            problem = T::beside(problem, offset)?;
        }
        problem = self.of_features.asked_of(problem)?;
        Ok(if self.has_intercept { problem } else { problem.without_intercept() })
    }

    /// The same with weights of the classes, which are not counts.
    pub(super) fn balanced<'b, T: models::Target>(
        &'b self,
        counted: Problem<'b, T>,
        balanced: Option<&'b [f64]>,
    ) -> Result<Problem<'b, T>, models::Error> {
        let Some(balanced) = balanced else { return Ok(counted) };
        let weights = SampleWeights::sampling(balanced);
        counted.weighted(match self.train.counts() {
            Some(counts) => weights.of_counts(counts),
            None => weights,
        })
    }
}
