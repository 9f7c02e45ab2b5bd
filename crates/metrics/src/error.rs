use thiserror::Error;

use crate::chunks::first_bad;

/// What can be wrong with the labels and probabilities handed in.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// There is nothing to judge.
    #[error("there are no samples to judge: at least one is needed")]
    NoSamples,
    /// Truth and prediction differ in length.
    #[error("{actual} true labels, but {predicted} predictions: there must be one for each sample")]
    Length {
        /// Number of true labels.
        actual: usize,
        /// Number of predictions.
        predicted: usize,
    },
    /// A probability is outside [0, 1], or NaN.
    #[error("the probability of sample {sample} is {value}: it must lie in [0, 1]")]
    Probability {
        /// Sample, counted from 0.
        sample: usize,
        /// The value found there.
        value: f64,
    },
    /// A score or a number is NaN, or a number infinite.
    #[error("the value of sample {sample} is {value}: it must be a number")]
    Score {
        /// Sample, counted from 0.
        sample: usize,
        /// The value found there.
        value: f64,
    },
    /// A weight is negative, infinite or NaN.
    #[error("the weight of sample {sample} is {value}: it must be zero or a positive number")]
    Weight {
        /// Sample, counted from 0.
        sample: usize,
        /// The weight found there.
        value: f64,
    },
    /// No bins were asked for.
    #[error("0 bins cannot hold a probability: at least one is needed")]
    NoBins,
    /// A threshold is outside [0, 1], or NaN.
    #[error("the threshold is {0}: it must lie in [0, 1]")]
    Threshold(f64),
    /// A threshold by whose odds false alarms cannot be weighed.
    #[error(
        "the threshold is {0}: false alarms count threshold / (1 - threshold), so it must be below 1"
    )]
    NoOdds(f64),
    /// A share is outside [0, 1], or NaN.
    #[error("the share is {0}: it must lie in [0, 1]")]
    Share(f64),
    /// So many samples, or weights that count so many, that no resample of them can be drawn.
    #[error("{samples} samples are too many to resample: at most {most} can be", most = crate::MOST_RESAMPLED)]
    TooManySamples {
        /// How many there are.
        samples: f64,
    },
    /// A weight that is no count, where the number of samples matters.
    #[error(
        "the weight of sample {sample} is {value}, which is no whole number: a variance or a test needs counts"
    )]
    NotCounts {
        /// Sample, counted from 0.
        sample: usize,
        /// The weight found there.
        value: f64,
    },
    /// Fewer than two samples of a class, so that nothing tells how an area varies.
    #[error(
        "there are {positives} positives and {negatives} negatives: the variance of an area under the ROC curve \
         needs at least two of each"
    )]
    NoVariance {
        /// Number of positives.
        positives: f64,
        /// Number of negatives.
        negatives: f64,
    },
    /// A cost is negative, infinite or NaN.
    #[error("the cost of a {what} is {value}: it must be zero or a positive number")]
    Cost {
        /// Which of the two costs.
        what: &'static str,
        /// The cost found.
        value: f64,
    },
    /// A class number beyond the number of classes.
    #[error("sample {sample} has class {class}, but there are {classes} classes, counted from 0")]
    Class {
        /// Sample, counted from 0.
        sample: usize,
        /// The class found there.
        class: usize,
        /// Number of classes.
        classes: usize,
    },
}

pub(crate) fn check_lengths(actual: usize, predicted: usize) -> Result<(), Error> {
    match (actual, predicted) {
        (0, 0) => Err(Error::NoSamples),
        _ if actual == predicted => Ok(()),
        _ => Err(Error::Length { actual, predicted }),
    }
}

/// Refuses a class of `classes` or more.
pub(crate) fn check_classes(actual: &[usize], classes: usize) -> Result<(), Error> {
    check_lengths(actual.len(), actual.len())?;
    match actual.iter().position(|class| *class >= classes) {
        None => Ok(()),
        Some(sample) => Err(Error::Class { sample, class: actual[sample], classes }),
    }
}

pub(crate) fn check_probabilities(probabilities: &[f64]) -> Result<(), Error> {
    match first_bad(probabilities, |p| !(0.0..=1.0).contains(p)) {
        None => Ok(()),
        Some((sample, value)) => Err(Error::Probability { sample, value }),
    }
}

pub(crate) fn check_finite(values: &[f64]) -> Result<(), Error> {
    match first_bad(values, |value| !value.is_finite()) {
        None => Ok(()),
        Some((sample, value)) => Err(Error::Score { sample, value }),
    }
}

pub(crate) fn check_threshold(threshold: f64) -> Result<(), Error> {
    if (0.0..=1.0).contains(&threshold) { Ok(()) } else { Err(Error::Threshold(threshold)) }
}
