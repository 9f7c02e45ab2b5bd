use linalg_lite::check_counts;

use crate::error::Error;

/// How much each sample counts: `sum_i w_i l_i / sum_i w_i` is minimised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleWeights<'a> {
    /// One per sample, at least 0; a sample of weight 0 is ignored.
    pub values: &'a [f64],
    /// What a weight says about its sample: irrelevant to the fit, but not to its standard errors.
    pub kind: WeightKind,
    /// How many samples each row stands for, which share its weight; if none are given, one each, or as
    /// many as a frequency says.
    pub counts: Option<&'a [f64]>,
}

/// What a weight says about its sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WeightKind {
    /// How often it was observed, a whole number: twice the weights means twice the data, and smaller
    /// errors.
    Frequency,
    /// How precise it is, the variance being as `1 / weight` (analytic weights): only ratios matter. How
    /// large variances are is estimated from the spread of the samples, whose number counts.
    Analytic,
    /// How many of a population it stands for, or how much one cares about it (survey and class
    /// weights): only ratios matter, and errors come from a sandwich.
    Sampling,
}

impl<'a> SampleWeights<'a> {
    /// Counts.
    #[must_use]
    pub fn frequency(values: &'a [f64]) -> Self {
        Self { values, kind: WeightKind::Frequency, counts: None }
    }

    /// Precisions.
    #[must_use]
    pub fn analytic(values: &'a [f64]) -> Self {
        Self { values, kind: WeightKind::Analytic, counts: None }
    }

    /// Weights of a survey, or of classes.
    #[must_use]
    pub fn sampling(values: &'a [f64]) -> Self {
        Self { values, kind: WeightKind::Sampling, counts: None }
    }

    /// The same weights, of rows that stand for so many samples each.
    #[must_use]
    pub fn of_counts(self, counts: &'a [f64]) -> Self {
        Self { counts: Some(counts), ..self }
    }

    /// How many samples each row stands for, if not one.
    pub(crate) fn samples_of_rows(&self) -> Option<&'a [f64]> {
        if self.kind == WeightKind::Frequency { Some(self.values) } else { self.counts }
    }

    pub(crate) fn check(&self, n_rows: usize) -> Result<(), Error> {
        check_counts(n_rows, Some(self.values))?;
        let Some(counts) = self.samples_of_rows() else { return Ok(()) };
        check_counts(n_rows, Some(counts))?;
        match counts.iter().position(|count| count.fract() != 0.0) {
            Some(row) => Err(Error::FractionalCount { row, count: counts[row] }),
            None => Ok(()),
        }
    }
}
