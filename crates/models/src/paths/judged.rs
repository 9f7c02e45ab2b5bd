//! Samples that are held out, judged by any loss.

use crate::error::Error;
use crate::problem::{Problem, Target};

/// Samples that a fit has not seen, and what it says of them. All slices have one entry per sample.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct HeldOut<'a, T> {
    /// What was to be predicted.
    pub target: &'a [T],
    /// What each sample counts, above 0.
    pub weights: &'a [f64],
    /// Logits, or the predictions of a line: one list, or of several classes one for each.
    pub logits: &'a [Vec<f64>],
}

/// None for the loss that fits minimise.
pub(super) type LossOf<'a, T> = Option<&'a (dyn Fn(&HeldOut<'_, T>) -> f64 + Sync)>;

/// The rows of a fold.
pub(super) struct Rows<T> {
    places: Vec<usize>,
    target: Vec<T>,
    weights: Vec<f64>,
}

impl<T: Target> Rows<T> {
    /// Those that count.
    pub(super) fn of(held_out: &Problem<'_, T>) -> Self {
        let places: Vec<usize> = held_out.counted_rows().collect();
        let target = places.iter().map(|i| held_out.target[*i]).collect();
        let weights = places.iter().map(|i| held_out.weight(*i)).collect();
        Self { places, target, weights }
    }

    /// The loss of the logits by some parameters, or by those of each class.
    pub(super) fn loss(
        &self,
        loss: &(dyn Fn(&HeldOut<'_, T>) -> f64 + Sync),
        held_out: &Problem<'_, T>,
        by_class: &[&[f64]],
    ) -> Result<f64, Error> {
        let logits = by_class.iter().map(|w| held_out.design.logits(w));
        Ok(self.judged(loss, held_out, logits.collect::<Result<Vec<_>, _>>()?))
    }

    /// The same from the logits of all rows, without their offset.
    pub(super) fn judged(
        &self,
        loss: &(dyn Fn(&HeldOut<'_, T>) -> f64 + Sync),
        held_out: &Problem<'_, T>,
        mut logits: Vec<Vec<f64>>,
    ) -> f64 {
        for z in &mut logits {
            held_out.add_offset(0..z.len(), z);
            *z = self.places.iter().map(|i| z[*i]).collect();
        }
        loss(&HeldOut { target: &self.target, weights: &self.weights, logits: &logits })
    }
}
